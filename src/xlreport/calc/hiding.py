"""Which rows and columns are hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlreport.calc.references import COLUMNS, ROWS

if TYPE_CHECKING:
    from xlreport.calc.range import Range

Run = tuple[int, int]
"""First and last of neighbouring rows or columns, 0-based."""


def hide_as(source: Range, target: Range) -> None:
    """Hide and show the whole rows and columns of a range as in another range of its size."""
    visible = source.uno.queryVisibleCells().getRangeAddresses()
    if not visible:
        return
    cells = target.uno
    if source.area.columns == COLUMNS:
        cells.Rows.IsVisible = True
        rows = [(place.StartRow, place.EndRow) for place in visible]
        for first, last in _gaps(rows, source.row - 1, source.area.rows):
            cells.getCellRangeByPosition(0, first, 0, last).Rows.IsVisible = False
    if source.area.rows == ROWS:
        cells.Columns.IsVisible = True
        columns = [(place.StartColumn, place.EndColumn) for place in visible]
        for first, last in _gaps(columns, source.column - 1, source.area.columns):
            cells.getCellRangeByPosition(first, 0, last, 0).Columns.IsVisible = False


def _gaps(runs: list[Run], start: int, count: int) -> list[Run]:
    """What lies between runs among `count` lines, given and counted from `start`."""
    gaps, free = [], start
    for first, last in sorted(set(runs)):
        if first > free:
            gaps.append((free - start, first - 1 - start))
        free = max(free, last + 1)
    if free < start + count:
        gaps.append((free - start, count - 1))
    return gaps
