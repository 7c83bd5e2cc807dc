"""Cells in bulk: rectangles to write, values to read, merges to find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TypeVar

import xlwings as xw

from xlreport.books.live.application import Application
from xlreport.core.text import CellValue
from xlreport.drawing.painter import Area

Value = TypeVar("Value")

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


def blocks_of(cells: Mapping[tuple[int, int], Value]) -> list[tuple[Area, list[list[Value]]]]:
    """Cells as few full rectangles, so that each can be written at once.

    Neighbours in a row are joined first, then equal stretches of rows below one another.
    """
    blocks: list[tuple[Area, list[list[Value]]]] = []
    growing: dict[tuple[int, int], int] = {}
    for row, left, right in _stretches(cells):
        values = [cells[row, column] for column in range(left, right + 1)]
        index = growing.get((left, right))
        if index is not None and blocks[index][0].bottom == row - 1:
            area, rows = blocks[index]
            blocks[index] = (Area(area.top, left, row, right), [*rows, values])
        else:
            growing[left, right] = len(blocks)
            blocks.append((Area(row, left, row, right), [values]))
    return blocks


def _stretches(cells: Mapping[tuple[int, int], object]) -> Iterator[tuple[int, int, int]]:
    """Row, first and last column of every stretch of neighbours, from the top left."""
    start: tuple[int, int] | None = None
    last = (0, 0)
    for place in sorted(cells):
        if start is None or place != (last[0], last[1] + 1):
            if start is not None:
                yield start[0], start[1], last[1]
            start = place
        last = place
    if start is not None:
        yield start[0], start[1], last[1]


def protected_texts(rows: list[list[str | int]]) -> list[list[str | int | None]]:
    """Values as they have to be typed to stay the texts they are; an empty text empties its cell."""
    return [[_protected(value) for value in row] for row in rows]


def _protected(value: str | int) -> str | int | None:
    if not isinstance(value, str):
        return value
    if not value:
        return None
    return f"'{value}" if _TAKEN_FOR_SOMETHING.match(value) else value


def read_values(sheet: xw.Sheet, application: Application) -> list[list[CellValue]]:
    """All values from A1 to the last used cell, rows × columns; formulas by their values."""
    used = sheet.used_range.last_cell
    bottom = used.row
    if bottom > _LARGE_SHEET:
        bottom = application.last_filled_row(sheet.range((1, 1), used))
    return read_block(sheet.range((1, 1), (bottom, used.column)))


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


def merged_areas(sheet: xw.Sheet, area: Area) -> tuple[Area, ...]:
    """Every merge that touches an area, found by halving it where the program says that there is one."""
    if area.bottom < area.top or area.right < area.left:
        return ()
    found: list[Area] = []
    split = min(area.bottom, _TOP_ROWS)
    if area.top <= split:
        _find_merges(sheet, Area(area.top, area.left, split, area.right), found)
    if area.bottom > split:
        _find_merges(sheet, Area(max(area.top, split + 1), area.left, area.bottom, area.right), found)
    return tuple(found)


def _find_merges(sheet: xw.Sheet, area: Area, found: list[Area]) -> None:
    if any(_covers(merge, area) for merge in found):
        return
    cells = sheet.range((area.top, area.left), (area.bottom, area.right))
    if cells.merge_cells is False:
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
