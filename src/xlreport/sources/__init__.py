"""Foreign sources of a task table: whatever file a list comes in, as raw lines and tables.

What a file is, its bytes say; its name only tells a text dump from a table of comma-separated values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from xlreport.core.importing.choosing import chosen_list, parse_mapping, survey
from xlreport.core.importing.raw import (
    UNTOUCHED,
    ImportNote,
    NoteKind,
    RawCell,
    RawDocument,
    RawRow,
    RawTable,
)
from xlreport.core.importing.records import ImportedTable
from xlreport.documents.delimited import read_delimited
from xlreport.documents.kinds import Kind, kind_of, unlocked
from xlreport.documents.old_workbook import read_old_workbook
from xlreport.documents.open_document import read_open_document
from xlreport.documents.workbook import read_workbook
from xlreport.errors import SourceError
from xlreport.sources.conversion import as_docx
from xlreport.sources.spreadsheet import document_of
from xlreport.sources.text_dump import holds_cells, read_text_dump
from xlreport.sources.web import read_html
from xlreport.sources.word import read_docx

PATTERNS = "*.docx;*.doc;*.wps;*.rtf;*.odt;*.xlsx;*.xlsm;*.xls;*.et;*.ods;*.csv;*.html;*.htm;*.txt"
"""The files that can be imported, for a dialog that chooses one."""


def read_source(path: Path, table: int | None = None, mapping: tuple[str, ...] = ()) -> ImportedTable:
    """One task list of a file; the file is not changed. ``mapping`` is as the command line takes it.

    Raises SourceError where the file cannot be opened, or holds no list or several and none is chosen.
    """
    document = read_document(path)
    try:
        return chosen_list(survey(document, parse_mapping(mapping)), table)
    except SourceError as error:
        raise about(path, error) from error


def about(path: Path, error: SourceError) -> SourceError:
    """An error with the name of the file that it is about."""
    return SourceError(f"“{path.name}”不能导入：{error.happened}", untouched=error.untouched, todo=error.todo)


def read_document(path: Path) -> RawDocument:
    """The lines and tables of a file, nothing interpreted.

    Raises SourceError where it cannot be opened or is of a kind that cannot be read.
    """
    content = _bytes(path)
    try:
        return _read(path, content)
    except SourceError as error:
        raise about(path, error) from error


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(
            f"找不到文件“{path}”", untouched=UNTOUCHED, todo="请检查文件名和文件夹后重试"
        ) from None
    except OSError as error:
        raise SourceError(
            f"文件“{path.name}”打不开（{error.strerror or error}）",
            untouched=UNTOUCHED,
            todo="请关闭正在使用它的程序，确认有权限读取后重试",
        ) from error
    if not content:
        raise SourceError(
            f"文件“{path.name}”是空的", untouched=UNTOUCHED, todo="请确认文件已传完、选对了文件"
        )
    return content


def _read(path: Path, content: bytes) -> RawDocument:
    kind = _kind(path, content)
    if kind is Kind.LOCKED:
        opened = _without_password(content)
        content, kind = opened, kind_of(opened)
    if kind is Kind.TEXT:
        return _read_text(path, content)
    reader = _READERS.get(kind)
    if reader is None:
        raise _refused(_REFUSED.get(kind, _NO_LIST))
    try:
        return reader(content)
    except SourceError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _refused("文件已损坏，读不出来，请用 Word、Excel 或 WPS 打开，另存后再导入") from error


def _without_password(content: bytes) -> bytes:
    """A file that Excel locked with its own password only; raises SourceError where it needs another."""
    try:
        opened = unlocked(content, ())
    except Exception:
        opened = None
    if opened is None:
        raise _refused("文件有打开密码，请用 Word、Excel 或 WPS 打开，去掉密码另存后再导入")
    return opened


def _kind(path: Path, content: bytes) -> Kind:
    """What a file is; a damaged one is taken for what its name says, so that its reader can say so."""
    try:
        kind = kind_of(content)
    except Exception:
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        kind = Kind.LOCKED if is_locked else Kind.UNKNOWN
    if kind in (Kind.UNKNOWN, Kind.ARCHIVE) and path.suffix.lower() in _BY_NAME:
        return _BY_NAME[path.suffix.lower()]
    return kind


_BY_NAME: Mapping[str, Kind] = {
    ".docx": Kind.WORD,
    ".xlsx": Kind.PACKAGE,
    ".xlsm": Kind.PACKAGE,
    ".ods": Kind.OPEN_DOCUMENT,
    ".txt": Kind.TEXT,
}


def _read_text(path: Path, content: bytes) -> RawDocument:
    """A text dump, a table of separated values, or lines of prose."""
    if path.suffix.lower() not in (".txt", ".csv", ".tsv", ".text"):
        raise _refused(_NO_LIST)
    if holds_cells(content):
        return read_text_dump(content)
    if path.suffix.lower() != ".txt":
        return _separated(content)
    document = _separated(content)
    if any(len(row.cells) > 2 for table in document.tables for row in table.rows):
        return document
    return read_text_dump(content)


def _separated(content: bytes) -> RawDocument:
    try:
        rows = read_delimited(content)
    except UnicodeDecodeError:
        raise _refused("文件的文字编码无法识别，请在记事本里另存为 UTF-8 编码后重试") from None
    table = RawTable(
        (),
        tuple(
            RawRow(f"第{number}行", tuple(RawCell(text, left) for left, text in enumerate(row)))
            for number, row in enumerate(rows, start=1)
        ),
    )
    return RawDocument((table,), notes=(ImportNote(NoteKind.READ, "按文本表格（CSV）读取"),))


_READERS: Mapping[Kind, Callable[[bytes], RawDocument]] = {
    Kind.WORD: read_docx,
    Kind.PACKAGE: lambda data: document_of(read_workbook(data), "按 Excel 工作簿读取"),
    Kind.OLD_WORKBOOK: lambda data: document_of(read_old_workbook(data), "按旧版 Excel（或 WPS）工作簿读取"),
    Kind.OPEN_DOCUMENT: lambda data: document_of(read_open_document(data), "按 OpenDocument 表格读取"),
    Kind.WEB: read_html,
    Kind.OLD_WORD: lambda data: read_docx(as_docx(data, ".doc")),
    Kind.RTF: lambda data: read_docx(as_docx(data, ".rtf")),
    Kind.OPEN_TEXT: lambda data: read_docx(as_docx(data, ".odt")),
}
_NO_LIST = (
    "这种格式的文件读不出任务表，或文件已损坏，"
    "请用 Word、Excel 或 WPS 打开，另存为 .docx、.xlsx 后再导入（也可以用 .txt）"
)
_REFUSED: Mapping[Kind, str] = {
    Kind.PDF: "是 PDF，里面的表格读不准，"
    "请向来文单位要电子表格（.docx、.xlsx 或 .txt），或用 WPS 转换后核对再导入",
    Kind.PICTURE: "是图片，读不出表格，请要 .docx、.xlsx 或 .txt 格式的文件",
    Kind.ARCHIVE: "是压缩包，请解压后选择里面的 .docx 或 .xlsx 文件",
    Kind.BINARY_PACKAGE: "是二进制工作簿（.xlsb），请用 Excel 打开，另存为 .xlsx 后再导入",
    Kind.TOO_LARGE: "展开后超过 500MB，没有读取，请核实来源",
    Kind.EMPTY: "是空的，请确认文件已传完",
}


def _refused(reason: str) -> SourceError:
    happened, _, todo = reason.partition("，请")
    return SourceError(happened, untouched=UNTOUCHED, todo=f"请{todo}")
