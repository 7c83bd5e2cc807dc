"""Foreign sources of a task table: text dumps, Word documents, other people's workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xlreport.core.importing.records import UNTOUCHED, ImportedTable, RawTable, build_table
from xlreport.errors import SourceError
from xlreport.sources.docx import read_docx
from xlreport.sources.spreadsheet import read_spreadsheet
from xlreport.sources.text_dump import read_text_dump

_READERS: dict[str, Callable[[bytes], RawTable]] = {
    ".txt": read_text_dump,
    ".docx": read_docx,
    ".xlsx": read_spreadsheet,
    ".xlsm": read_spreadsheet,
}


def read_source(path: Path) -> ImportedTable:
    """The task table in a file, with notes on how it was read; the file is not changed.

    Raises SourceError where the file cannot be opened or holds no task table.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise _unsupported(path)
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
    if content.startswith(_OLE_SIGNATURE):
        raise _old_or_encrypted(path, content)
    try:
        return build_table(reader(content))
    except SourceError as error:
        raise SourceError(
            f"“{path.name}”不能导入：{error.happened}", untouched=error.untouched, todo=error.todo
        ) from error


_SAVE_AS = {
    ".doc": ".docx",
    ".docm": ".docx",
    ".wps": ".docx",
    ".rtf": ".docx",
    ".xls": ".xlsx",
    ".et": ".xlsx",
    ".csv": ".xlsx",
}


def _unsupported(path: Path) -> SourceError:
    wanted = _SAVE_AS.get(path.suffix.lower())
    todo = (
        f"请用 Word、Excel 或 WPS 打开，另存为 {wanted} 后再导入"
        if wanted
        else "请改用 .docx、.xlsx 或 .txt 格式的文件"
    )
    return SourceError(f"不能直接读取“{path.name}”这种格式的文件", untouched=UNTOUCHED, todo=todo)


_OLE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How files of Office 97–2003 begin, and today's files under a password ([MS-CFB] 2.2)."""


def _old_or_encrypted(path: Path, content: bytes) -> SourceError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return SourceError(
            f"“{path.name}”有打开密码，不能导入",
            untouched=UNTOUCHED,
            todo="请用 Word、Excel 或 WPS 打开，去掉密码另存后再导入",
        )
    return SourceError(
        f"“{path.name}”是旧版 Office 格式的文件，不能直接导入",
        untouched=UNTOUCHED,
        todo="请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再导入",
    )
