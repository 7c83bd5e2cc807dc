"""Grids from plain values: trimmed to what is filled, with vertical merges filled in."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.books.port import Grid
from xlreport.core.text import CellValue
from xlreport.drawing.painter import Area


def trimmed_grid(
    rows: Sequence[Sequence[CellValue]], merged: tuple[Area, ...], hidden: frozenset[int] = frozenset()
) -> Grid:
    """A grid from A1 to the last filled cell; a cell below the first of a merge takes its value."""
    values = [list(row) for row in rows]
    height = max((number for number, row in enumerate(values, start=1) if _filled(row)), default=0)
    width = max((_filled(row) for row in values), default=0)
    kept = [(row + [None] * width)[:width] for row in values[:height]]
    for area in (area for area in merged if area.left <= width):
        for row in range(area.top, min(area.bottom, height)):
            kept[row][area.left - 1] = kept[area.top - 1][area.left - 1]
    return Grid(tuple(tuple(row) for row in kept), merged, frozenset(row for row in hidden if row <= height))


def _filled(row: Sequence[CellValue]) -> int:
    """The number of cells up to the last filled one."""
    return max((number for number, value in enumerate(row, start=1) if value is not None), default=0)
