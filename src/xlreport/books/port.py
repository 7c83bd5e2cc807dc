"""The `Book` protocol: few, bulk methods that every engine offers.

Rows and columns are 1-based everywhere. Nothing here imports a spreadsheet library at run time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from xlreport.core.text import CellValue, as_text
from xlreport.drawing.painter import Area, Highlight, Painter


@dataclass(frozen=True)
class Grid:
    """The values of a sheet from A1 to its last used cell, rows × columns.

    Formulas are given by the value last calculated. A cell covered by a vertical merge carries the
    value of the merge's first cell in its column; ``merged`` lists every merge, ``hidden`` the rows
    that do not show.
    """

    rows: tuple[tuple[CellValue, ...], ...]
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, 1-based; empty outside the grid."""
        return as_text(self.value(row, column))

    def value(self, row: int, column: int) -> CellValue:
        """The value of a cell, 1-based; None outside the grid."""
        if row < 1 or column < 1 or row > len(self.rows):
            return None
        values = self.rows[row - 1]
        return values[column - 1] if column <= len(values) else None


class Book(Protocol):
    """A workbook: a closed file, or one that is open in front of the user."""

    @property
    def path(self) -> Path:
        """Where the workbook lies; folders such as 下发 and 备份 are made beside it."""
        ...

    def sheet_names(self) -> list[str]:
        """The names of all worksheets in tab order, hidden ones included."""
        ...

    def read(self, sheet: str) -> Grid:
        """The whole sheet as a grid; raises WorkbookError where there is no such sheet."""
        ...

    def formula_cells(self, sheet: str) -> frozenset[tuple[int, int]]:
        """The cells (row, column) of a sheet that calculate what they show; writing would end that."""
        ...

    def write(self, sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        """Set the values of cells by (row, column); formats stay. Text always stays text.

        Raises WorkbookError where a cell is covered by a merge or cannot hold the text. Like all changes it
        is carried out with the others of the action, whole or not at all, by `save` or `finish`; `read`
        sees it at once.
        """
        ...

    def put(self, sheet: str, painter: Painter) -> None:
        """Fill a generated sheet afresh: cleared and redrawn where it exists, else added last."""
        ...

    def define_names(self, names: Mapping[str, str]) -> None:
        """Point workbook-level names at references such as ``'校验结果'!$B$6:$B$40``."""
        ...

    def set_highlights(self, sheet: str, area: Area, highlights: Sequence[Highlight]) -> None:
        """Show fills by conditional formats over an area; a rule with the same formula is replaced."""
        ...

    def require_writable(self, sheet: str, cells: Collection[tuple[int, int]] = ()) -> None:
        """Raise WorkbookError where a sheet, or one of these cells of it, could not be written.

        For what must be certain before something happens that cannot be taken back. A sheet that is not
        there yet must be possible to add.
        """
        ...

    def backup(self) -> Path:
        """Keep a copy of the workbook as it was last saved under 备份/ and return its path."""
        ...

    def save(self) -> None:
        """Save in place, whole or not at all; for what must be on disk before the action goes on."""
        ...

    def finish(self) -> None:
        """End an action: a file is saved; in a workbook open in front of its user all changes are made.

        Saving that one is left to him.
        """
        ...

    @property
    def prints(self) -> bool:
        """Whether `print_pdf` finds on this machine what it needs."""
        ...

    def print_pdf(self, sheet: str, painter: Painter, pdf: Path) -> Mapping[str, str] | None:
        """Print a sheet that was put into a PDF; returns which typefaces stand in for which missing ones.

        ``painter`` draws the sheet for a program that does not break lines as Excel does. Raises
        WorkbookError where there is no program that prints, or the PDF cannot be written.
        """
        ...
