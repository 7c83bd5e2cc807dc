"""Laying the task table out on paper: column widths, row heights, pages.

A row is never split unless it alone is higher than a page; then it goes on overleaf at a line
boundary, so that nothing is cut off. All measures are in points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from xlreport.core.measure import (
    HIGHEST_ROW,
    WIDEST_DIGIT_POINTS,
    column_points,
    line_height,
    text_points,
    widest_word_points,
    wrap,
)
from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import CATEGORY, COLUMNS, NUMBER

LABEL_SIZE = 16.0
TITLE_SIZE = 22.0
"""三号 for 附件1 and 二号 for the title (GB/T 9704-2012, 7.3.7 and 7.3.1)."""

CENTRED = frozenset(
    {"category", "number", "leaders", "heads", "contacts", "deadline", "departments", "provincial"}
)
"""The columns whose texts stand in the middle of their cells; the other texts start at the left."""

CONTINUED = "续"
"""Stands below the number of a row that goes on from the page before."""

_CELL_PADDING = 5.5
_TITLE_GAP = 6.0
_MOST_AIR = 30.0
_MOST_AIR_ON_LAST_PAGE = 9.0
"""What a row may gain at most where a page has room to spare; a short last page stays short."""

_PAGE_SLACK = 0.98
"""The part of a page that is filled; printer drivers make rows a little higher or lower."""

_PIXEL = 0.75
_LONGEST_WORD_EM = 12.0
_LONGEST_NAME_EM = 4.2
_NAMES = {"leaders", "heads"}
_POWER = 8
_WORTH_STARTING = 3
"""A row that takes several pages starts on this one if a third of a page is still free."""

_ENDS_IN_HANZI = re.compile("[\u4e00-\u9fff]{3}$")
"""A line from which one character may go to the next without parting a number or moving a sign."""

_LEAST_EM = {
    "category": 4.0,
    "number": 2.0,
    "content": 8.0,
    "provincial": 4.0,
    "departments": 4.0,
    "leaders": 3.0,
    "heads": 3.0,
    "contacts": 4.0,
    "deadline": 4.0,
    "remark": 2.0,
    "support": 5.0,
    "problems": 4.0,
    "progress": 8.0,
}
"""The narrowest that a column may be, in full-width characters."""

_SHARING = ("progress", "content", "support", "problems", "provincial", "departments", "deadline", "contacts")
"""The columns that share what width is left, the first one where none needs it."""


@dataclass(frozen=True)
class Paper:
    """A sheet of paper lying on its long side, its margins and the type size of the table on it."""

    name: str
    width: float
    height: float
    body_size: float
    row_padding: float
    side_margin: float
    top_margin: float
    bottom_margin: float
    footer_margin: float

    @property
    def table_width(self) -> float:
        """How wide the table may be so that it fits even where 宋体's digits are at their widest."""
        return (self.width - 2 * self.side_margin) * column_points(1) / WIDEST_DIGIT_POINTS

    @property
    def table_inset(self) -> float:
        """How far the table's edge lies within the side margin where Excel prints it."""
        return (self.width - self.table_width) / 2 - self.side_margin

    @property
    def page_height(self) -> float:
        """What a page holds between its top and bottom margins, safely."""
        return (self.height - self.top_margin - self.bottom_margin) * _PAGE_SLACK


PAPERS = {
    "A3": Paper(
        "A3",
        1190.55,
        841.89,
        body_size=10.5,
        row_padding=6,
        side_margin=18,
        top_margin=51,
        bottom_margin=57,
        footer_margin=26,
    ),
    "A4": Paper(
        "A4",
        841.89,
        595.28,
        body_size=9,
        row_padding=3,
        side_margin=14.4,
        top_margin=40,
        bottom_margin=41,
        footer_margin=16,
    ),
}
"""五号 on A3, 小五 on A4. At the sides the table keeps 2 cm more where Excel prints it."""


@dataclass(frozen=True)
class TitleLine:
    """A line above the table and its height."""

    text: str
    height: float


@dataclass(frozen=True)
class PrintRow:
    """A task, or the part of it that stands on one page; ``texts`` by column code."""

    number: str
    texts: Mapping[str, str]
    height: float
    continued: bool = False

    @property
    def sheet_heights(self) -> tuple[float, ...]:
        """The heights of the sheet rows that it takes: one, or more where one cannot be so high."""
        count = max(1, math.ceil(self.height / HIGHEST_ROW))
        return (_to_pixels(self.height / count),) * count


@dataclass(frozen=True)
class CategorySpan:
    """Rows of a page that share a category, 0-based and inclusive; ``label`` is shown over them."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class PrintPage:
    """The rows of one page; ``free`` is the height left empty below them."""

    rows: tuple[PrintRow, ...]
    free: float

    @property
    def spans(self) -> tuple[CategorySpan, ...]:
        spans: list[CategorySpan] = []
        for index, row in enumerate(self.rows):
            label = row.texts[CATEGORY.code]
            if spans and spans[-1].label == label:
                spans[-1] = CategorySpan(spans[-1].first, index, label)
            else:
                spans.append(CategorySpan(index, index, label))
        return tuple(spans)


@dataclass(frozen=True)
class PrintLayout:
    """The whole printed table; ``widths`` and ``headings`` are by column code."""

    paper: Paper
    widths: Mapping[str, float]
    label: TitleLine | None
    title: tuple[TitleLine, ...]
    headings: Mapping[str, str]
    heading_height: float
    pages: tuple[PrintPage, ...]

    @property
    def header_row(self) -> int:
        """The 1-based sheet row of the headings."""
        return (self.label is not None) + len(self.title) + 1

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """The 1-based sheet rows that end a page, but for the last page."""
        ends = []
        row = self.header_row
        for page in self.pages[:-1]:
            row += sum(len(item.sheet_heights) for item in page.rows)
            ends.append(row)
        return tuple(ends)


def paginate(table: TaskTable, paper: Paper) -> PrintLayout:
    """Lay a table out on a paper; a table without tasks gives one page with the headings."""
    widths = column_widths(table.tasks, paper)
    heading = max(len(wrap(c.heading, widths[c.code], paper.body_size)) for c in COLUMNS)
    heading_height = _to_pixels(heading * line_height(paper.body_size) + paper.row_padding)
    label = _title_line(table.label, LABEL_SIZE, paper.table_width) if table.label else None
    title = tuple(_title_line(line, TITLE_SIZE, paper.table_width) for line in table.title)
    above = sum(line.height for line in (*([label] if label else []), *title))
    filler = _PageFiller(widths, paper, paper.page_height - heading_height, first_page_less=above)
    for task in table.tasks:
        filler.add(task)
    headings = {column.code: column.heading for column in COLUMNS}
    return PrintLayout(paper, widths, label, title, headings, heading_height, filler.pages())


def with_line_breaks(layout: PrintLayout) -> PrintLayout:
    """The layout with a line break at the end of every line of its table.

    For a program that breaks lines without regard to punctuation, as LibreOffice does in cells of
    .xlsx files; where the program breaks lines itself, texts are better left verbatim.
    """

    def broken(texts: Mapping[str, str], centred: Set[str]) -> dict[str, str]:
        size = layout.paper.body_size
        lines = {
            code: (_wrap_evenly if code in centred else wrap)(text, layout.widths[code], size)
            for code, text in texts.items()
        }
        return {code: "\n".join(line.removesuffix("\n") for line in lines[code]) for code in lines}

    pages = tuple(
        replace(page, rows=tuple(replace(row, texts=broken(row.texts, CENTRED)) for row in page.rows))
        for page in layout.pages
    )
    return replace(layout, headings=broken(layout.headings, layout.headings.keys()), pages=pages)


def _wrap_evenly(text: str, width: float, size: float) -> list[str]:
    """The lines that ``wrap`` makes, but a character that would stand alone takes one more with it."""
    lines = wrap(text, width, size)
    for index in range(1, len(lines)):
        before, line = lines[index - 1 : index + 1]
        if len(line.strip()) == 1 and _ENDS_IN_HANZI.search(before):
            lines[index - 1 : index + 1] = [before[:-1], before[-1] + line]
    return lines


def _title_line(text: str, size: float, width: float) -> TitleLine:
    lines = wrap(text, width, size)
    return TitleLine(text, _to_pixels(len(lines) * line_height(size) + _TITLE_GAP))


def _to_pixels(points: float) -> float:
    """Rounded up to whole pixels at 96 dpi, as Excel keeps row heights."""
    return math.ceil(points / _PIXEL) * _PIXEL


def column_widths(tasks: Sequence[Task], paper: Paper) -> dict[str, float]:
    """Widths that fill the paper and keep the rows low.

    Every column first gets its least width; what is left goes, a character at a time, to the column
    that shortens the rows most.
    """
    size = paper.body_size
    columns = {column.code: _ColumnLines([t.text(column.code) for t in tasks], size) for column in COLUMNS}
    widths = {column.code: _least_width(column.code, columns[column.code].texts, size) for column in COLUMNS}
    left = paper.table_width - sum(widths.values())
    if left < 0:
        scale = paper.table_width / sum(widths.values())
        return {code: width * scale for code, width in widths.items()}
    while left >= size:
        widths[_neediest(columns, widths, size)] += size
        left -= size
    widths[_neediest(columns, widths, left)] += left
    return widths


def _neediest(columns: Mapping[str, _ColumnLines], widths: Mapping[str, float], step: float) -> str:
    """The column whose widening by a step shortens the rows most.

    A row is as high as its longest cell; a high power mean stands for that maximum, so that widening
    one of two equally long cells counts too.
    """
    powers = {code: [n**_POWER for n in lines.at(widths[code])] for code, lines in columns.items()}
    rows = [sum(cells) for cells in zip(*powers.values(), strict=True)]

    def height_when_wider(code: str) -> float:
        wider = columns[code].at(widths[code] + step)
        cells = zip(rows, powers[code], wider, strict=True)
        return math.fsum((row - old + new**_POWER) ** (1 / _POWER) for row, old, new in cells)

    return min(_SHARING, key=height_when_wider)


class _ColumnLines:
    """How many lines each text of a column takes, by width."""

    def __init__(self, texts: Sequence[str], size: float) -> None:
        self.texts = texts
        self._size = size
        self._known: dict[float, list[int]] = {}

    def at(self, width: float) -> list[int]:
        if width not in self._known:
            self._known[width] = [len(wrap(text, width, self._size)) for text in self.texts]
        return self._known[width]


def _least_width(code: str, texts: Sequence[str], size: float) -> float:
    """What a column needs so that numbers stay whole, and names on one line."""
    words = max((widest_word_points(text, size) for text in texts), default=0.0)
    needed = min(words, _LONGEST_WORD_EM * size)
    if code in _NAMES:
        lines = [line for text in texts for line in text.splitlines()]
        names = [width for line in lines if (width := text_points(line, size)) <= _LONGEST_NAME_EM * size]
        needed = max([needed, *names])
    return max(needed, _LEAST_EM[code] * size) + _CELL_PADDING


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
        return _to_pixels(lines * line_height(self._size) + self._padding)

    def _place(self, number: str, cells: Lines, *, continued: bool = False) -> None:
        texts = {code: "".join(lines) for code, lines in cells.items()}
        row = PrintRow(number, texts, self._height(cells), continued)
        self._rows.append(row)
        self._free -= sum(row.sheet_heights)

    def _turn(self, most_air: float = _MOST_AIR) -> None:
        """Close the page, giving its rows some air where there is room."""
        air = min(self._free / max(1, len(self._rows)), most_air) // _PIXEL * _PIXEL
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
