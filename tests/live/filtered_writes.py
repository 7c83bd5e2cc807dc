"""Excel's way of writing into filtered rows, played on LibreOffice, which writes them as one would expect.

Excel's `Range.Value` and `Range.Formula`, given to cells of which an AutoFilter hides some rows, leave the
hidden cells as they are, and do not go on in the array where they jump over them. Reported with xlwings
(issues 679, 747, 2619): ``[[5], [4], [3], [2], [1]]`` into A1:A5 with rows 2 and 3 filtered out gives 5 in
A1, A4 and A5. Rows that a user hid by hand are written like others, and so is a range of a single row.
"""

from __future__ import annotations

from typing import Any, Literal

import pytest

from xlreport.calc.autofilter import filtered_rows
from xlreport.calc.range import Range
from xlreport.calc.references import Area

Restart = Literal["row", "stretch"]
"""Where the array begins anew: in each visible row, as reported, or in each stretch of them, which Excel
calls an area of the range. What is right under both does not depend on which one Excel takes."""


def write_as_excel_does(monkeypatch: pytest.MonkeyPatch, restart: Restart = "row") -> list[str]:
    """Let values and formulas written into filtered rows land where Excel puts them, until the test ends.

    Returns a list to which the address of every write that went wrong is added.
    """
    spoiled: list[str] = []
    for name in ("raw_value", "formula", "formula2"):
        monkeypatch.setattr(Range, name, _filtered(getattr(Range, name), restart, spoiled))
    return spoiled


def _filtered(plain: property, restart: Restart, spoiled: list[str]) -> property:
    """A property of ranges whose setter writes as Excel does."""
    write: Any = plain.fset

    def set_(cells: Range, data: Any) -> None:
        rows = range(cells.area.row, cells.area.row + cells.area.rows)
        hidden = filtered_rows(cells.sheet).intersection(rows) if len(rows) > 1 else set()
        if not hidden:
            write(cells, data)
            return
        spoiled.append(cells.address)
        grid = cells._grid(data)
        for first, last in _stretches([row for row in rows if row not in hidden], restart):
            part = Area(first, cells.column, last - first + 1, cells.area.columns)
            write(Range(cells.sheet, part), grid[: part.rows])

    return property(plain.fget, set_)


def _stretches(rows: list[int], restart: Restart) -> list[tuple[int, int]]:
    """First and last of the rows that are written at once."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if restart == "stretch" and runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
