"""Workbooks of Excel 97–2003 and of WPS (.et, which is one): their sheets as they are shown."""

from __future__ import annotations

import datetime
from typing import Any

import xlrd  # type: ignore[import-untyped]

from xlreport.documents.number_formats import BUILT_IN, shown
from xlreport.documents.sheet import Place, Remark, Sheet
from xlreport.documents.workbook import STRUCK


def read_old_workbook(data: bytes) -> list[Sheet]:
    """All worksheets, hidden ones too; raises what xlrd raises on damaged files."""
    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    return [_sheet(book, sheet) for sheet in book.sheets()]


def _sheet(book: Any, sheet: Any) -> Sheet:
    cells: dict[Place, str] = {}
    remarks: list[Remark] = []
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            text = _shown(book, cell)
            place = (row + 1, column + 1)
            if text and _is_struck(book, cell):
                remarks.append(Remark(STRUCK, text, place))
            elif text:
                cells[place] = text
    notes = getattr(sheet, "cell_note_map", {})
    remarks += [Remark("批注", note.text, (row + 1, column + 1)) for (row, column), note in notes.items()]
    return Sheet(
        sheet.name,
        cells,
        [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden),
        sheet.visibility != 0,
        remarks=remarks,
    )


def _shown(book: Any, cell: Any) -> str:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "General")
    form = book.format_map[book.xf_list[cell.xf_index].format_key]
    code = BUILT_IN.get(form.format_key, form.format_str)
    value = cell.value
    if isinstance(value, datetime.datetime):
        return shown(value, code)
    return shown(value, code, from_1904=bool(book.datemode)).replace("\r\n", "\n").replace("\r", "\n")


def _is_struck(book: Any, cell: Any) -> bool:
    return bool(book.font_list[book.xf_list[cell.xf_index].font_index].struck_out)
