"""Where Ctrl and an arrow key lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlreport.calc.references import COLUMNS, ROWS

if TYPE_CHECKING:
    from xlreport.calc.range import Range


def edge(cells: Range, direction: str) -> tuple[int, int]:
    """Row and column at the end of the region in a direction: ``up``, ``down``, ``left`` or ``right``.

    The line of cells is fetched at once, so that the number of calls does not grow with its length.
    """
    row, column = cells.row, cells.column
    used = cells.sheet.used_range.area
    bottom, right = max(used.row + used.rows - 1, row), max(used.column + used.columns - 1, column)
    match direction:
        case "down" | "d":
            steps = _steps(_line(cells, column, row, column, bottom))
            return (ROWS if steps is None else row + steps), column
        case "up" | "u":
            steps = _steps(_line(cells, column, 1, column, row)[::-1])
            return (1 if steps is None else row - steps), column
        case "right" | "r":
            steps = _steps(_line(cells, column, row, right, row))
            return row, (COLUMNS if steps is None else column + steps)
        case "left" | "l":
            steps = _steps(_line(cells, 1, row, column, row)[::-1])
            return row, (1 if steps is None else column - steps)
    raise ValueError(f"{direction!r} is no direction")


def _line(cells: Range, left: int, top: int, right: int, bottom: int) -> list[bool]:
    """For each cell of one row or column whether it holds something."""
    block = cells.sheet.uno.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
    return [value != "" for row in block.getDataArray() for value in row]


def _steps(filled: list[bool]) -> int | None:
    """How far the jump goes from the first cell; None for the edge of the sheet."""
    if len(filled) > 1 and filled[0] and filled[1]:
        return next((i for i in range(1, len(filled)) if not filled[i]), len(filled)) - 1
    return next((i for i in range(1, len(filled)) if filled[i]), None)
