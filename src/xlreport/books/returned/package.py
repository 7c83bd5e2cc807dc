"""Workbooks as Excel saves them now, .xlsx and .xlsm, with every place that may hold a token."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.file import grid_of, load_package
from xlreport.books.returned.contents import Contents
from xlreport.core.dispatch.manifest import TOKEN_NAME, TOKEN_PROPERTY
from xlreport.core.returns.returned import UNCALCULATED, ReturnedSheet
from xlreport.core.text import as_text
from xlreport.documents.workbook import displayed

_FORMULA = re.compile(rb"<(\w+:)?f[ />]")
_NAMELESS = Path("反馈表")
"""What an error calls the file; whoever reads it knows its name."""


def read_workbook_package(data: bytes) -> Contents:
    """All worksheets of an .xlsx or .xlsm package; macros are not looked at."""
    workbook = load_package(data, _NAMELESS, values_only=True)
    unknown = _uncalculated(data, workbook)
    sheets = tuple(_sheet(sheet, unknown.get(sheet.title, set())) for sheet in workbook.worksheets)
    return Contents(sheets, workbook.properties.modified, _marks(workbook))


def _sheet(worksheet: Worksheet, unknown: set[tuple[int, int]]) -> ReturnedSheet:
    """A sheet as text; ``unknown`` are the 1-based places of formulas without a result."""
    grid = grid_of(worksheet)
    rows = [[as_text(value) for value in row] for row in grid.rows]
    for row, column, text in _formatted(worksheet):
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = text
    for row, column in unknown:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = UNCALCULATED
    merged = tuple((a.top - 1, a.left - 1, a.bottom - 1, a.right - 1) for a in grid.merged)
    return ReturnedSheet(worksheet.title, tuple(tuple(row) for row in rows), merged)


def _formatted(worksheet: Worksheet) -> Iterator[tuple[int, int, str]]:
    """The cells whose number format shows something else than their value (85%), and what it shows."""
    for (row, column), cell in worksheet._cells.items():
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
            yield row, column, displayed(cell)


def _uncalculated(data: bytes, values: Workbook) -> dict[str, set[tuple[int, int]]]:
    """The places of the formulas whose results the file does not hold, by sheet name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(archive.read(name)) for name in sheets):
            return {}
    return {
        sheet.title: {
            place
            for place, cell in sheet._cells.items()
            if cell.data_type == "f" and values[sheet.title].cell(*place).value is None
        }
        for sheet in load_package(data, _NAMELESS).worksheets
    }


def _marks(workbook: Workbook) -> tuple[str, ...]:
    """What stands in properties and defined names for a token."""
    custom = workbook.custom_doc_props.props  # type: ignore[attr-defined]  # the stubs leave it out
    properties = {item.name: str(item.value or "") for item in custom}
    names = {name: (item.attr_text or "").strip('"') for name, item in workbook.defined_names.items()}
    return (_joined(properties, f"{TOKEN_PROPERTY}."), _joined(names, f"{TOKEN_NAME}_"))


def _joined(parts: dict[str, str], prefix: str) -> str:
    """The parts whose names are the prefix and a number, put together in the order of the numbers."""
    numbered = {
        int(name[len(prefix) :]): text
        for name, text in parts.items()
        if name.startswith(prefix) and name[len(prefix) :].isdigit()
    }
    return "".join(numbered[number] for number in sorted(numbered))
