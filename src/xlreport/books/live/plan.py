"""What an action wants changed in an open workbook, collected until all of it is carried out at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlreport.books.grid import trimmed_grid
from xlreport.books.live.painting import PaintedSheets
from xlreport.books.port import Grid
from xlreport.core.text import CellValue
from xlreport.drawing.painter import Area, Highlight


@dataclass(frozen=True)
class Rules:
    """Highlights wanted over an area of a sheet."""

    sheet: str
    area: Area
    highlights: tuple[Highlight, ...]


@dataclass
class Plan:
    """The cells to write by sheet, in the order in which the sheets were first written to, and the rest."""

    cells: dict[str, dict[tuple[int, int], str | int]] = field(default_factory=dict)
    painted: PaintedSheets = field(default_factory=PaintedSheets)
    names: dict[str, str] = field(default_factory=dict)
    rules: list[Rules] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.cells or self.painted.names or self.names or self.rules)

    def write(self, sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        """Want cells written, on the painted sheet where one waits."""
        if sheet in self.painted:
            self.painted.write(sheet, cells)
        elif cells:
            self.cells.setdefault(sheet, {}).update(cells)

    def set_highlights(self, sheet: str, area: Area, highlights: Sequence[Highlight]) -> None:
        """Want highlights, in place of those wanted before for the same sheet with the same formulas."""
        formulas = {highlight.formula for highlight in highlights}
        self.rules = [
            rules
            for rules in self.rules
            if rules.sheet != sheet or not formulas & {own.formula for own in rules.highlights}
        ]
        self.rules.append(Rules(sheet, area, tuple(highlights)))

    def seen_in(self, sheet: str, grid: Grid) -> Grid:
        """A sheet as it will be: its grid with what is to be written into it."""
        wanted = self.cells.get(sheet)
        if not wanted:
            return grid
        height = max(grid.height, *(row for row, _ in wanted))
        width = max(grid.width, *(column for _, column in wanted))
        rows: list[list[CellValue]] = [[None] * width for _ in range(height)]
        for number, known in enumerate(grid.rows):
            rows[number][: len(known)] = known
        for (row, column), value in wanted.items():
            rows[row - 1][column - 1] = value if value != "" else None
        return trimmed_grid(rows, grid.merged, grid.hidden)
