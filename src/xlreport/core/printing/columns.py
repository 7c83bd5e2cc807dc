"""How wide each column of the printed table is, so that its rows are low."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from xlreport.core.measure import (
    text_points,
    widest_word_points,
    wrap,
)
from xlreport.core.model import Task
from xlreport.core.printing.paper import Paper
from xlreport.core.schema import COLUMNS

_CELL_PADDING = 5.5
_LONGEST_WORD_EM = 12.0
_LONGEST_NAME_EM = 4.2
_NAMES = {"leaders", "heads"}
_POWER = 8
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
