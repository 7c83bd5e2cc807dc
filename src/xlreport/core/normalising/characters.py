"""N80x: characters and spaces that do not belong into a Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlreport.core.normalising.draft import Edit, Part
from xlreport.core.normalising.surroundings import Surroundings
from xlreport.core.wording.marks import BLANK_EDGES, HAN, INVISIBLE, SPACE

_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]|\r\n?")
_TRAILING = re.compile(r"[ \t\u3000\u00a0]+(?=\n)")
_BLANK_LINES = re.compile(r"\n{2,}")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_WIDE_POINT = re.compile(r"(?<=[0-9\uff10-\uff19])．(?=[0-9\uff10-\uff19])")
_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

UNITS = r"年月日号时分秒天周季个家项件条批期名人位户次万亿元角米吨亩里度台套辆处所座张份页倍%％"
"""Characters that follow a figure; those that it counts or measures (GB/T 15835-2011)."""

_FIGURE_SPACE = re.compile(rf"(?<=\d)[ \u00a0\u3000]+(?=[{UNITS}])")
_BEFORE_FIGURE = re.compile(
    rf"(?<=[{HAN}，。；：、])[ \u00a0\u3000]+(?=\d+(?:[.,]\d+)*[ \u00a0\u3000]*[{UNITS}])"
)
_TWO_SINGLES = re.compile(rf"(?<![{HAN}])[{HAN}][ \u3000\u00a0]+[{HAN}](?![{HAN}])")
_GAP = 3
"""Spaces in a row between two words that may be meant as a gap, as in a list laid out with spaces."""


def invisible(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in _LINE_ENDS.finditer(text):
        yield (Part(*found.span(), "\n"),)
    for found in INVISIBLE.finditer(text):
        if found.group() != "\r":
            yield (Part(*found.span(), ""),)


def edges(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in (*BLANK_EDGES.finditer(text), *_TRAILING.finditer(text)):
        yield (Part(*found.span(), ""),)


def blank_lines(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in _BLANK_LINES.finditer(text):
        yield (Part(*found.span(), "\n"),)


def wide_characters(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in (*_WIDE.finditer(text), *_WIDE_POINT.finditer(text)):
        yield (Part(*found.span(), found.group().translate(_TO_HALF)),)


def spaces(text: str, around: Surroundings) -> Iterator[Edit]:
    """Spaces inside prose; a name such as 丁  一 keeps those that it is written with."""
    kept = [found.span() for found in _TWO_SINGLES.finditer(text)]
    kept += [found.span() for found in re.finditer(around.people.one, text)]
    for found in (*SPACE.finditer(text), *_FIGURE_SPACE.finditer(text), *_BEFORE_FIGURE.finditer(text)):
        start, end = found.span()
        between_words = all(re.match(f"[{HAN}]", character) for character in (text[start - 1], text[end]))
        if between_words and end - start >= _GAP:
            continue
        if not any(first < end and last > start for first, last in kept):
            yield (Part(start, end, ""),)


def spaces_in_dates(text: str, _: Surroundings) -> Iterator[Edit]:
    """Spaces anywhere in a time limit, which is one phrase."""
    for found in re.finditer(rf"(?<=[{HAN}\d，。、])[ \t\u3000\u00a0]+(?=[{HAN}\d，。、])", text):
        if not (text[found.start() - 1].isdigit() and text[found.end()].isdigit()):
            yield (Part(*found.span(), ""),)
