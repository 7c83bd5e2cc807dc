"""The printed table as plain data: lines above it, columns, pages and their rows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property

from xlreport.core.measure import (
    HIGHEST_ROW,
    wrap,
)
from xlreport.core.printing.paper import Paper
from xlreport.core.schema import CATEGORY

CENTRED = frozenset(
    {"category", "number", "leaders", "heads", "contacts", "deadline", "departments", "provincial"}
)
"""The columns whose texts stand in the middle of their cells; the other texts start at the left."""


PIXEL = 0.75
"""Points at 96 dpi; Excel keeps row heights in whole pixels."""


_ENDS_IN_HANZI = re.compile("[\u4e00-\u9fff]{3}$")
"""A line from which one character may go to the next without parting a number or moving a sign."""


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
        return (to_pixels(self.height / count),) * count


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


def to_pixels(points: float) -> float:
    """Rounded up to whole pixels at 96 dpi, as Excel keeps row heights."""
    return math.ceil(points / PIXEL) * PIXEL
