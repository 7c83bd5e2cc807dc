"""Laying the task table out on paper: column widths, row heights, pages.

A row is never split unless it alone is higher than a page; then it goes on overleaf at a line
boundary, so that nothing is cut off. All measures are in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xlreport.core.measure import (
    line_height,
    wrap,
)
from xlreport.core.model import Task, TaskTable
from xlreport.core.printing.columns import column_widths
from xlreport.core.printing.layout import PIXEL, PrintLayout, PrintPage, PrintRow, TitleLine, to_pixels
from xlreport.core.printing.paper import LABEL_SIZE, TITLE_SIZE, Paper
from xlreport.core.schema import CATEGORY, COLUMNS, NUMBER

CONTINUED = "续"
"""Stands below the number of a row that goes on from the page before."""


_TITLE_GAP = 6.0
_MOST_AIR = 30.0
_MOST_AIR_ON_LAST_PAGE = 9.0
"""What a row may gain at most where a page has room to spare; a short last page stays short."""


_WORTH_STARTING = 3
"""A row that takes several pages starts on this one if a third of a page is still free."""


def paginate(table: TaskTable, paper: Paper) -> PrintLayout:
    """Lay a table out on a paper; a table without tasks gives one page with the headings."""
    widths = column_widths(table.tasks, paper)
    heading = max(len(wrap(c.heading, widths[c.code], paper.body_size)) for c in COLUMNS)
    heading_height = to_pixels(heading * line_height(paper.body_size) + paper.row_padding)
    label = _title_line(table.label, LABEL_SIZE, paper.table_width) if table.label else None
    title = tuple(_title_line(line, TITLE_SIZE, paper.table_width) for line in table.title)
    above = sum(line.height for line in (*([label] if label else []), *title))
    filler = _PageFiller(widths, paper, paper.page_height - heading_height, first_page_less=above)
    for task in table.tasks:
        filler.add(task)
    headings = {column.code: column.heading for column in COLUMNS}
    return PrintLayout(paper, widths, label, title, headings, heading_height, filler.pages())


def _title_line(text: str, size: float, width: float) -> TitleLine:
    lines = wrap(text, width, size)
    return TitleLine(text, to_pixels(len(lines) * line_height(size) + _TITLE_GAP))


Lines = dict[str, list[str]]
"""The lines of each cell of a row by column code; joined they are its text."""


class _PageFiller:
    """Puts tasks on pages one after the other."""

    def __init__(
        self, widths: Mapping[str, float], paper: Paper, room: float, first_page_less: float
    ) -> None:
        self._widths = widths
        self._size = paper.body_size
        self._padding = paper.row_padding
        self._room = room
        self._free = room - first_page_less
        self._rows: list[PrintRow] = []
        self._pages: list[PrintPage] = []

    def add(self, task: Task) -> None:
        """Put a task on this page if it fits, else on the next, else on as many as it takes."""
        cells = {c.code: wrap(task.text(c.code), self._widths[c.code], self._size) for c in COLUMNS}
        if self._rows and self._height(cells) > self._free and self._whole_height(cells) <= self._room:
            self._turn()
        if self._height(cells) <= self._free:
            self._place(task.number, cells)
        else:
            self._place_in_parts(task.number, cells)

    def pages(self) -> tuple[PrintPage, ...]:
        """All pages, the one in hand included."""
        self._turn(_MOST_AIR_ON_LAST_PAGE)
        return tuple(self._pages)

    def _height(self, cells: Lines) -> float:
        """The height of a row on this page, where its category may stand already."""
        category = "".join(cells[CATEGORY.code])
        if self._rows and self._rows[-1].texts[CATEGORY.code] == category:
            cells = {code: lines for code, lines in cells.items() if code != CATEGORY.code}
        return self._whole_height(cells)

    def _whole_height(self, cells: Lines) -> float:
        lines = max(len(lines) for lines in cells.values())
        return to_pixels(lines * line_height(self._size) + self._padding)

    def _place(self, number: str, cells: Lines, *, continued: bool = False) -> None:
        texts = {code: "".join(lines) for code, lines in cells.items()}
        row = PrintRow(number, texts, self._height(cells), continued)
        self._rows.append(row)
        self._free -= sum(row.sheet_heights)

    def _turn(self, most_air: float = _MOST_AIR) -> None:
        """Close the page, giving its rows some air where there is room."""
        air = min(self._free / max(1, len(self._rows)), most_air) // PIXEL * PIXEL
        air = max(air, 0.0)
        rows = tuple(replace(row, height=row.height + air) for row in self._rows)
        self._pages.append(PrintPage(rows, self._free - air * len(rows)))
        self._rows = []
        self._free = self._room

    def _place_in_parts(self, number: str, cells: Lines) -> None:
        """Fill pages with a row that no page can hold; its category stands on each of them."""
        if self._rows and self._free < self._room / _WORTH_STARTING:
            self._turn()
        rest, continued = cells, False
        while any(rest.values()):
            count = max(1, int((self._free - self._padding) / line_height(self._size)))
            part = {code: _ended(lines[:count]) for code, lines in rest.items()}
            rest = {code: lines[count:] for code, lines in rest.items()}
            if len(cells[CATEGORY.code]) <= count:
                part[CATEGORY.code], rest[CATEGORY.code] = cells[CATEGORY.code], []
            if not part[NUMBER.code]:
                part[NUMBER.code] = [f"{number}\n", CONTINUED]
            self._place(number, part, continued=continued)
            continued = True
            if any(rest.values()):
                self._turn()


def _ended(lines: list[str]) -> list[str]:
    """Lines without the break after the last one, which would show as an empty line."""
    return [*lines[:-1], lines[-1].removesuffix("\n")] if lines else []
