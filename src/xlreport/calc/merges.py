"""All merged cells of a range, in a number of calls that does not grow with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlreport.calc.range import Range
from xlreport.calc.references import Area

if TYPE_CHECKING:
    from xlreport.calc.sheet import Sheet


def merges_in(cells: Range) -> tuple[Area, ...]:
    """Every merge that touches a range, from the top left.

    LibreOffice keeps the size of a merge with the format of its first cell, and tells in one call which
    cells share a format: one cell of each format is looked at.
    """
    sheet = cells.sheet
    last_row, last_column = cells.row + cells.area.rows - 1, cells.column + cells.area.columns - 1
    whole = Range(sheet, Area(1, 1, last_row, last_column))  # a merge may begin above or left of the range
    groups = whole.uno.getUniqueCellFormatRanges()
    found: list[Area] = []
    for index in range(groups.getCount()):
        addresses = groups.getByIndex(index).getRangeAddresses()
        first = Area(addresses[0].StartRow + 1, addresses[0].StartColumn + 1, 1, 1)
        rows, columns = _size(sheet, first)
        if rows * columns > 1:
            found += (
                Area(row + 1, column + 1, rows, columns)
                for place in addresses
                for row in range(place.StartRow, place.EndRow + 1)
                for column in range(place.StartColumn, place.EndColumn + 1)
            )
    return tuple(sorted(merge for merge in found if _touches(merge, cells.area)))


def _size(sheet: Sheet, cell: Area) -> tuple[int, int]:
    """Rows and columns of the merge that begins in a cell; 1 and 1 where none does."""
    merged = Range(sheet, cell).merge_area.area
    return (merged.rows, merged.columns) if (merged.row, merged.column) == (cell.row, cell.column) else (1, 1)


def _touches(one: Area, other: Area) -> bool:
    return (
        one.row < other.row + other.rows
        and other.row < one.row + one.rows
        and one.column < other.column + other.columns
        and other.column < one.column + one.columns
    )
