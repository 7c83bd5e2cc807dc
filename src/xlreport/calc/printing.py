"""Printing a workbook file in a LibreOffice of its own, without a window and without anybody's help."""

from __future__ import annotations

import threading
from pathlib import Path

from xlreport.calc.bridge import exception
from xlreport.calc.engine import Engine
from xlreport.errors import XlreportError


def print_file(workbook: Path, pdf: Path, *, seconds: float) -> None:
    """Print all sheets of a workbook file into a PDF in an existing folder; the file is only read.

    Raises XlreportError where LibreOffice or its bridge is missing, cannot open or print the file, or has
    not done so after ``seconds``: then it is ended.
    """
    app = Engine().apps.add(add_book=False, visible=False)
    late = threading.Event()

    def end() -> None:
        late.set()
        app.office.end()

    watchdog = threading.Timer(seconds, end)
    watchdog.start()
    try:
        app.books.open(str(workbook), read_only=True).to_pdf(str(pdf), "standard")
    except exception("uno.Exception") as error:
        happened = f"LibreOffice 用了{seconds:.0f}秒还没有完成" if late.is_set() else "LibreOffice 中途退出了"
        raise XlreportError(
            happened,
            untouched="没有生成 PDF，表格没有改动",
            todo="请确认 LibreOffice 能正常打开这个文件，再试一次",
        ) from error
    finally:
        watchdog.cancel()
        app.office.close()
