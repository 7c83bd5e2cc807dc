"""Turning a workbook into a PDF with LibreOffice.

The engine of :mod:`xlreport.calc` drives it where LibreOffice's Python bridge fits this Python; elsewhere
(LibreOffice for Windows and macOS brings a Python of its own) its command line converts.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlreport.errors import XlreportError
from xlreport.files import write_atomically
from xlreport.soffice import convert, find_soffice

_TIMEOUT = 180.0
"""Seconds that a conversion may take; a large table takes about five."""


def to_pdf(workbook: Path, pdf: Path) -> None:
    """Print all sheets of a workbook file into a PDF, which is written whole or not at all.

    LibreOffice runs with a profile of its own, so that one the clerk has open is not disturbed.
    Raises XlreportError where it is missing, fails or takes longer than three minutes.
    """
    program = require_soffice()
    with tempfile.TemporaryDirectory(prefix="xlreport-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / f"{workbook.stem}.pdf"
        if has_bridge():
            _print(workbook, made)
        else:
            _convert(program, workbook, made)
        if not made.is_file():
            raise _failure("LibreOffice 没有生成 PDF")
        data = made.read_bytes()
    try:
        pdf.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failure(f"建不了文件夹“{pdf.parent}”（{error.strerror or error}）") from error
    write_atomically(pdf, data)


def has_bridge() -> bool:
    """Whether this Python can drive LibreOffice."""
    from xlreport.calc.bridge import load_uno  # noqa: PLC0415 - xlwings is loaded with it

    try:
        load_uno()
    except XlreportError:
        return False
    return True


def _print(workbook: Path, made: Path) -> None:
    from xlreport.calc.printing import print_file  # noqa: PLC0415

    try:
        print_file(workbook, made, seconds=_TIMEOUT)
    except XlreportError as error:
        raise _failure(error.happened) from error


def _convert(program: Path, workbook: Path, made: Path) -> None:
    try:
        convert(program, workbook, made, seconds=_TIMEOUT)
    except TimeoutError:
        raise _failure(f"LibreOffice 用了{_TIMEOUT:.0f}秒还没有完成") from None


def require_soffice() -> Path:
    """The LibreOffice program; raises XlreportError where there is none."""
    program = find_soffice()
    if program is None:
        raise XlreportError(
            "没有找到 LibreOffice，不能生成 PDF",
            untouched="没有生成 PDF，原有的 PDF 没有改动",
            todo="请安装 LibreOffice 后重试，或在 Excel 里打开打印表后另存为 PDF",
        )
    return program


def _failure(happened: str) -> XlreportError:
    return XlreportError(
        happened,
        untouched="没有生成 PDF，原有的 PDF 没有改动",
        todo="请重试，或在 Excel 里打开打印表后另存为 PDF",
    )
