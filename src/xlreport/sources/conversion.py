"""Documents that only LibreOffice reads (.doc, .wps, .rtf, .odt), converted by it into .docx."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlreport.core.importing.raw import UNTOUCHED
from xlreport.errors import SourceError
from xlreport.soffice import convert, find_soffice

_SECONDS = 120.0
"""What a conversion may take; a long document takes about ten."""

_BY_HAND = "请用 Word 或 WPS 打开，另存为 .docx 后再导入"


def as_docx(data: bytes, suffix: str) -> bytes:
    """The same document as a .docx package; ``suffix`` says what it is.

    Raises SourceError where LibreOffice is not installed, fails or takes too long.
    """
    program = find_soffice()
    if program is None:
        raise SourceError(
            f"这种格式（{suffix}）要用 LibreOffice 转换，本机没有安装",
            untouched=UNTOUCHED,
            todo=f"{_BY_HAND}；或安装 LibreOffice 后重试",
        )
    with tempfile.TemporaryDirectory(prefix="xlreport-", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder) / f"source{suffix}", Path(folder) / "out" / "source.docx"
        source.write_bytes(data)
        made.parent.mkdir()
        try:
            convert(program, source, made, seconds=_SECONDS)
        except TimeoutError:
            raise _failed(f"LibreOffice 用了{_SECONDS:.0f}秒还没有转换完") from None
        if not made.is_file():
            raise _failed("LibreOffice 没有转换成功，文件可能已损坏")
        return made.read_bytes()


def _failed(happened: str) -> SourceError:
    return SourceError(happened, untouched=UNTOUCHED, todo=_BY_HAND)
