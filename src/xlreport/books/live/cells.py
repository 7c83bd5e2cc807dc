"""Cells in bulk: rectangles to write, values to read, merges to find."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import xlwings as xw

from xlreport.books.live.application import Application
from xlreport.books.live.changes import Content, Formula
from xlreport.core.model import column_letter
from xlreport.core.text import CellValue
from xlreport.drawing.painter import Area

_TOP_ROWS = 16
"""Rows in which merged titles are looked for on their own, so that finding them costs the same
however many rows follow."""

_LARGE_SHEET = 20_000
"""Rows from which on it pays to ask where the last filled cell is: some sheets are formatted to the
last of their 1,048,576 rows."""

_TAKEN_FOR_SOMETHING = re.compile(
    r"['=+\-@#]"
    r"|(?=.{1,40}$)[\s\-/.,:;%％￥¥$€£()（）+年月日时分秒点上下午．，：－／a-z]*\d"
    r"[\d\s\-/.,:;%％￥¥$€£()（）+年月日时分秒点上下午．，：－／a-z]*$"
    r"|(true|false)$",
    re.IGNORECASE,
)
"""Texts in which a program may see a formula, an error, its own mark, a number, a day or a truth value."""


def typed(value: Content, *, as_text: bool) -> object:
    """A value as it has to be typed to stay what it is; an empty text and a formula leave a cell empty.

    ``as_text`` is for cells formatted as text, which take no text for something else.
    """
    if isinstance(value, Formula) or value == "":
        return None
    marked = isinstance(value, str) and not as_text and _TAKEN_FOR_SOMETHING.match(value)
    return f"'{value}" if marked else value


def read_values(sheet: xw.Sheet, application: Application) -> list[list[CellValue]]:
    """All values from A1 to the last used cell, rows × columns; formulas by their values."""
    used = sheet.used_range.last_cell
    bottom = used.row
    if bottom > _LARGE_SHEET:
        bottom = application.last_filled_row(range_of(sheet, Area(1, 1, bottom, used.column)))
    return read_block(range_of(sheet, Area(1, 1, bottom, used.column)))


def read_block(cells: xw.Range) -> list[list[CellValue]]:
    """The values of a range, rows × columns; whole numbers as int, errors as their text."""
    rows = cells.options(ndim=2, err_to_str=True).value
    return [[_plain(value) for value in row] for row in rows]


def _plain(value: object) -> CellValue:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, (str, bool, int, float, datetime, date, time)):
        return value
    return str(value)


def range_of(sheet: xw.Sheet, area: Area) -> xw.Range:
    """The cells of a rectangle; by its address, since xlwings compares the sheets of two corners first."""
    return sheet.range(f"{column_letter(area.left)}{area.top}:{column_letter(area.right)}{area.bottom}")


def contents_of(cells: xw.Range, area: Area) -> dict[tuple[int, int], Content]:
    """What the cells of an area hold, by place; a text that looks like a formula stays a text."""
    values, formulas = read_block(cells), _rows(cells.formula, area)
    contents: dict[tuple[int, int], Content] = {}
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            formula = formulas[i][j]
            is_formula = isinstance(formula, str) and formula.startswith("=") and formula != value
            contents[area.top + i, area.left + j] = Formula(formula) if is_formula else value
    return contents


def _rows(given: Any, area: Area) -> Any:
    """What xlwings gives for a range as rows × columns: a single cell comes bare, a line as one row."""
    if not isinstance(given, (list, tuple)):
        return [[given]]
    if isinstance(given[0], (list, tuple)):
        return given
    return [given] if area.top == area.bottom else [[item] for item in given]


def merged_areas(sheet: xw.Sheet, area: Area, application: Application) -> tuple[Area, ...]:
    """Every merge that touches an area.

    Asked of the application where it can tell them all at once, else found by halving the area where
    it says that there is one.
    """
    found: list[Area] = []
    for part in _top_and_rest(area):
        cells = range_of(sheet, part)
        if cells.merge_cells is False:
            continue
        told = application.merges(cells)
        if told is None:
            _find_merges(sheet, part, found)
        else:
            found += (merge for merge in told if merge not in found)
    return tuple(found)


def _top_and_rest(area: Area) -> list[Area]:
    """The rows in which titles are merged, and those below them; neither where it is empty."""
    split = min(area.bottom, _TOP_ROWS)
    parts = (
        Area(area.top, area.left, split, area.right),
        Area(max(area.top, split + 1), area.left, area.bottom, area.right),
    )
    return [part for part in parts if part.top <= part.bottom and part.left <= part.right]


def _find_merges(sheet: xw.Sheet, area: Area, found: list[Area]) -> None:
    if any(_covers(merge, area) for merge in found):
        return
    if range_of(sheet, area).merge_cells is False:
        return
    merge = _area_of(sheet.range((area.top, area.left)).merge_area)
    if merge.top != merge.bottom or merge.left != merge.right:
        if merge not in found:
            found.append(merge)
        if _covers(merge, area):
            return
    for half in _halves(area):
        _find_merges(sheet, half, found)


def _halves(area: Area) -> list[Area]:
    """The two halves of an area along its longer side; none of a single cell."""
    height, width = area.bottom - area.top, area.right - area.left
    if height >= width and height:
        middle = area.top + height // 2
        return [
            Area(area.top, area.left, middle, area.right),
            Area(middle + 1, area.left, area.bottom, area.right),
        ]
    if width:
        middle = area.left + width // 2
        return [
            Area(area.top, area.left, area.bottom, middle),
            Area(area.top, middle + 1, area.bottom, area.right),
        ]
    return []


def _covers(merge: Area, area: Area) -> bool:
    return (
        merge.top <= area.top
        and area.bottom <= merge.bottom
        and merge.left <= area.left
        and area.right <= merge.right
    )


def _area_of(cells: xw.Range) -> Area:
    last = cells.last_cell
    return Area(cells.row, cells.column, last.row, last.column)
