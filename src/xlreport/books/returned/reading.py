"""Reading one returned file, whatever it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from xlreport.books.returned.contents import Contents, iso_text
from xlreport.books.returned.package import read_workbook_package
from xlreport.books.returned.tables import read_tables
from xlreport.books.returned.word import read_word
from xlreport.core.returns.returned import ReturnedFile, ReturnedSheet
from xlreport.documents.delimited import read_delimited
from xlreport.documents.kinds import Kind, kind_of, unlocked
from xlreport.errors import WorkbookError


def _read_text(data: bytes) -> Contents:
    return Contents((ReturnedSheet("文本", tuple(map(tuple, read_delimited(data)))),))


_READERS: Mapping[Kind, Callable[[bytes], Contents]] = {
    Kind.PACKAGE: read_workbook_package,
    Kind.BINARY_PACKAGE: read_tables,
    Kind.OPEN_DOCUMENT: read_tables,
    Kind.OLD_WORKBOOK: read_tables,
    Kind.WORD: read_word,
    Kind.TEXT: _read_text,
}
_REFUSED: Mapping[Kind, str] = {
    Kind.OPEN_TEXT: "是 OpenDocument 文字文档，读不出表格，请让对方用原表填报",
    Kind.OLD_WORD: "是旧的 Word 或 WPS 文字（.doc、.wps），读不出表格，请让对方用原表填报",
    Kind.WEB: "是网页格式（扩展名可能写成 .xls），请让对方另存为“Excel 工作簿（.xlsx）”",
    Kind.PDF: "是 PDF，读不出表格，请让对方发回电子表格",
    Kind.PICTURE: "是图片，读不出表格，请让对方发回电子表格",
    Kind.ARCHIVE: "是压缩包，请先收取反馈（collect），或解压后放进来",
    Kind.RTF: "是 RTF 文档，读不出表格，请让对方用原表填报",
    Kind.LOCKED: "设了打开密码，请把密码写进“设置”的“回收文件密码”，或让对方取消密码",
    Kind.TOO_LARGE: "展开后超过500MB，没有读取，请核实来源",
    Kind.EMPTY: "是空文件（0字节），可能没有传完，请让对方重发",
    Kind.UNKNOWN: "不是认得的表格文件，或文件已损坏，请让对方另存为“Excel 工作簿（.xlsx）”重发",
}


def read_returned(path: Path, passwords: Sequence[str] = ()) -> ReturnedFile:
    """Everything of a returned file that identifies it or answers a task.

    Formulas are read as the values they showed. ``passwords`` are tried on a locked workbook. Raises
    WorkbookError where it cannot be opened or is of a kind that cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"打不开（{error.strerror or error}），请关闭正在使用它的程序后重试") from error
    contents = _contents(path, data, tuple(passwords))
    changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return ReturnedFile(
        name=path.name,
        digest=hashlib.sha256(data).hexdigest(),
        saved_at=iso_text(contents.saved_at or changed),
        tokens=contents.tokens,
        sheets=contents.sheets,
    )


def _contents(path: Path, data: bytes, passwords: tuple[str, ...]) -> Contents:
    """What a file holds.

    The libraries that take damaged files apart raise many kinds of errors, calamine also Rust's panics,
    which are no Exceptions; each becomes a WorkbookError.
    """
    try:
        kind = kind_of(data)
        if kind is Kind.LOCKED:
            data = unlocked(data, passwords) or data
            kind = kind_of(data)
        reader = _READERS.get(kind)
        if reader is not None:
            return reader(data)
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        cause = type(error.__cause__ or error).__name__
        raise _refused(path, f"的内容已损坏，读不出来（{cause}），请让对方重发") from error
    raise _refused(path, _REFUSED[kind])


def _refused(path: Path, reason: str) -> WorkbookError:
    happened, _, todo = reason.partition("，请")
    return WorkbookError(
        f"“{path.name}”{happened}", untouched="文件仍在原处", todo=f"请{todo}" if todo else "请让对方重发"
    )
