"""Workbooks as Excel saves them now, .xlsx and .xlsm: their sheets as they are shown."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.text import CellValue
from xlreport.documents.drawings import drawings_by_sheet
from xlreport.documents.number_formats import BUILT_IN, shown
from xlreport.documents.sheet import Place, Remark, Sheet

_FORMULA = re.compile(rb"<(\w+:)?f[ />]")
STRUCK = "加了删除线的文字"


def read_workbook(data: bytes) -> list[Sheet]:
    """All worksheets of a package, hidden ones too; raises what openpyxl and zipfile raise."""
    values = _load(data, data_only=True)
    formulas = _load(data, data_only=False) if _has_formulas(data) else None
    from_1904 = values.epoch == CALENDAR_MAC_1904
    drawn = drawings_by_sheet(data)
    return [_sheet(s, formulas, drawn.get(s.title, []), from_1904) for s in values.worksheets]


def _load(data: bytes, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=data_only, rich_text=True)


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_FORMULA.search(archive.read(name)) for name in parts)


def _sheet(sheet: Worksheet, formulas: Workbook | None, drawn: Sequence[Remark], from_1904: bool) -> Sheet:
    cells: dict[Place, str] = {}
    remarks: list[Remark] = []
    for place, cell in sheet._cells.items():
        text, struck = _shown(cast("Cell", cell), from_1904)
        if text:
            cells[place] = text
        if struck:
            remarks.append(Remark(STRUCK, struck, place))
        if cell.comment is not None:
            remarks.append(Remark("批注", cell.comment.text or "", place))
    remarks += drawn
    return Sheet(
        sheet.title,
        cells,
        [(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges],
        frozenset(row for row, dimension in sheet.row_dimensions.items() if dimension.hidden),
        _hidden_columns(sheet),
        sheet.sheet_state != "visible",
        dict(_uncalculated(sheet, formulas)),
        remarks,
    )


def _shown(cell: Cell, from_1904: bool) -> tuple[str, str]:
    """What a cell shows, and what of it is struck out."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, CellRichText):
        kept = "".join(part for part in map(_kept, value) if part)
        struck = "".join(str(part) for part in value if isinstance(part, TextBlock) and part.font.strike)
        return _clean(kept), struck
    text = displayed(cell, from_1904=from_1904)
    return ("", text) if cell.font is not None and cell.font.strike else (text, "")


def displayed(cell: Cell, *, from_1904: bool = False) -> str:
    """What a cell shows for its value under its number format."""
    style = getattr(cell, "_style", None)
    code = BUILT_IN.get(style.numFmtId if style is not None else 0, cell.number_format)
    return _clean(shown(cast("CellValue", cell.value), code, from_1904=from_1904))


def _kept(part: Any) -> str:
    return "" if isinstance(part, TextBlock) and part.font.strike else str(part)


def _clean(text: str) -> str:
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    hidden: set[int] = set()
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            first = dimension.min or column_index_from_string(letter)
            hidden.update(range(first, min(dimension.max or first, sheet.max_column) + 1))
    return frozenset(hidden)


def _uncalculated(sheet: Worksheet, formulas: Workbook | None) -> Iterator[tuple[Place, str]]:
    if formulas is None:
        return
    for place, cell in formulas[sheet.title]._cells.items():
        if cell.data_type == "f" and sheet.cell(*place).value is None:
            yield place, str(getattr(cell.value, "text", cell.value))
