"""Foreign sources of a task table: text dumps, Word documents, other people's workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xlreport.core.importing import UNTOUCHED, ImportedTable, RawTable, build_table
from xlreport.errors import SourceError
from xlreport.sources.text_dump import read_text_dump

_READERS: dict[str, Callable[[bytes], RawTable]] = {
    ".txt": read_text_dump,
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
    try:
        return build_table(reader(content))
    except SourceError as error:
        raise SourceError(
            f"“{path.name}”不能导入：{error.happened}", untouched=error.untouched, todo=error.todo
        ) from error


_SAVE_AS = {
    ".doc": ".docx",
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
