"""Workbooks of other people that hold a task table on one of their sheets."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.importing.records import (
    UNTOUCHED,
    ImportNote,
    NoteKind,
    RawCell,
    RawRow,
    RawTable,
    is_header,
)
from xlreport.core.text import CellValue, as_text
from xlreport.errors import SourceError

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    RuntimeError,
    SyntaxError,
    InvalidFileException,
)
"""What openpyxl and zipfile raise on packages that are no workbook; XML errors are SyntaxErrors."""


def read_spreadsheet(content: bytes) -> RawTable:
    """The sheet of a workbook that carries the headings; visible sheets are looked at first.

    Formulas are read by the value last calculated. Raises SourceError where the workbook cannot
    be opened.
    """
    sheets = _open(content).worksheets
    sheets.sort(key=lambda sheet: sheet.sheet_state != "visible")
    read = {sheet.title: tuple(_rows(sheet)) for sheet in sheets}
    found = [sheet for sheet in sheets if any(is_header(row) for row in read[sheet.title])]
    if not found:
        return RawTable((), tuple(row for rows in read.values() for row in rows))
    chosen = found[0]
    return RawTable((), read[chosen.title], tuple(_notes(chosen, [sheet.title for sheet in found[1:]])))


def _open(content: bytes) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), data_only=True)
    except _DAMAGED:
        raise SourceError(
            "文件已损坏，或者不是 Excel 工作簿",
            untouched=UNTOUCHED,
            todo="请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入",
        ) from None


def _notes(sheet: Worksheet, others: list[str]) -> Iterator[ImportNote]:
    yield ImportNote(NoteKind.READ, f"按 Excel 工作簿读取，工作表“{sheet.title}”")
    if others:
        yield ImportNote(NoteKind.SKIPPED, f"这些工作表也有同样的表头，没有读取：{'、'.join(others)}")
    hidden = sum(1 for dimension in sheet.row_dimensions.values() if dimension.hidden)
    if hidden:
        yield ImportNote(NoteKind.READ, f"有 {hidden} 行是隐藏或筛选掉的，也一并读取")


def _rows(sheet: Worksheet) -> Iterator[RawRow]:
    """The rows that hold something, each cell with the merge it belongs to."""
    texts = _texts(sheet)
    width = max((column for row in texts.values() for column in row), default=0)
    merged = _merged(sheet, max(texts, default=0))
    for row in sorted({*texts, *(row for row, _ in merged)}):
        yield RawRow(f"工作表“{sheet.title}”第{row}行", tuple(_cells(row, width, texts, merged)))


def _texts(sheet: Worksheet) -> dict[int, dict[int, str]]:
    """The filled cells by row and column. Formats alone may reach row 1,048,576: those are passed by."""
    texts: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet._cells.items():
        text = as_text(cast("CellValue", cell.value)).replace("_x000D_", "")
        if text:
            texts.setdefault(row, {})[column] = text
    return texts


_Merged = dict[tuple[int, int], tuple[int, int, int]]
"""For each cell that a merge covers: the merge's first row, its first column and its width."""


def _merged(sheet: Worksheet, last_row: int) -> _Merged:
    merged: _Merged = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, min(area.max_row, last_row) + 1):
            for column in range(area.min_col, area.max_col + 1):
                merged[row, column] = (area.min_row, area.min_col, area.max_col - area.min_col + 1)
    return merged


def _cells(row: int, width: int, texts: dict[int, dict[int, str]], merged: _Merged) -> Iterator[RawCell]:
    for column in range(1, width + 1):
        top, left, span = merged.get((row, column), (row, column, 1))
        if left == column:
            yield RawCell(texts.get(top, {}).get(left, ""), column - 1, span, continues=top < row)
