"""How much room text takes in a cell: widths, line breaks, heights. Pure arithmetic, no fonts.

A CJK character is as wide as the type size (1 em); digits and Latin letters are half that in Chinese
typefaces, and wider in Noto CJK that stands in for them, which is what counts here (measured in PDFs
that LibreOffice 7.4 makes: digits 0.555 em, a line 1.45 em). Excel sets 仿宋 in lines of about 1.2 em.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

HIGHEST_ROW = 409.5
"""Points; Excel's limit on the height of a row (Excel specifications and limits)."""

_POINTS_PER_PIXEL = 0.75
_DIGIT_PIXELS = 8
"""Width of a digit of the Normal font 宋体 11 at 96 dpi; a column width counts such digits
(ECMA-376-1 §18.3.1.13, attribute width)."""

WIDEST_DIGIT_POINTS = 7.0
"""What such a digit takes where 宋体 is missing and LibreOffice falls back on DejaVu Sans (measured)."""

_HALF_WIDTH_EM = 0.56
_LETTER_EM = 0.62
_CAPITAL_EM = 0.75
_WIDE_EM = 0.95
_WIDE = set("%@&MWmw")
_LINE_EM = 1.45
_CELL_PADDING = 5.0
"""Points left and right of the text together that programs keep free in a cell."""

_ROW_PADDING = 3.0
_TOKEN = re.compile(r"[A-Za-z0-9.,%+/_@-]+|.", re.DOTALL)
_NOT_AT_LINE_START = set("，。、；：？！）》〉」』】〕”’…—～·％%,.;:?!)]}")
_NOT_AT_LINE_END = set("（《〈「『【〔“‘([{")


def column_points(width: float) -> float:
    """The width in points of a column that is this many digits of the Normal font wide."""
    return width * _DIGIT_PIXELS * _POINTS_PER_PIXEL


def column_width(points: float) -> float:
    """The column width, in digits of the Normal font, that is this many points wide."""
    return points / (_DIGIT_PIXELS * _POINTS_PER_PIXEL)


def text_points(text: str, size: float) -> float:
    """The width in points of a text on one line, at a type size in points."""
    return sum(_em(character) for character in text) * size


@cache
def _em(character: str) -> float:
    if unicodedata.combining(character) or character in "\r\n":
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _WIDE:
        return _WIDE_EM
    if character.isupper():
        return _CAPITAL_EM
    return _LETTER_EM if character.isalpha() else _HALF_WIDTH_EM


def widest_word_points(text: str, size: float) -> float:
    """The width in points of the widest Latin word or number in a text, 0 where there is none."""
    words = (match.group() for match in _TOKEN.finditer(text))
    return max((text_points(word, size) for word in words if len(word) > 1), default=0.0)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines that a text takes in a cell ``width`` points wide; joined they are the text again.

    Breaks stand after line breaks, between CJK characters, and around Latin words and numbers, which
    are cut only where they are wider than the cell. Closing punctuation never starts a line and
    opening punctuation never ends one.
    """
    room = max(width - _CELL_PADDING, size)
    lines: list[str] = []
    for paragraph in text.splitlines(keepends=True) or [""]:
        lines.extend(_wrap_paragraph(paragraph, room, size))
    if text.endswith(("\n", "\r")):
        lines.append("")
    return lines


def _wrap_paragraph(paragraph: str, room: float, size: float) -> list[str]:
    lines: list[str] = []
    line, filled = "", 0.0
    for token in _tokens(paragraph, room, size):
        width = text_points(token, size)
        if line and filled + width > room:
            carried = _carried_over(line, token)
            lines.append(line[: len(line) - len(carried)])
            line, filled = carried, text_points(carried, size)
        line, filled = line + token, filled + width
    return [*lines, line]


def _tokens(paragraph: str, room: float, size: float) -> list[str]:
    """Words, numbers and single characters; a word wider than the cell is cut into characters."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(paragraph):
        token = match.group()
        tokens.extend(token if text_points(token, size) > room else [token])
    return tokens


def _carried_over(line: str, token: str) -> str:
    """What has to move to the next line together with a token that no longer fits."""
    start = len(line)
    while start > 1 and (token[:1] in _NOT_AT_LINE_START or line[start - 1] in _NOT_AT_LINE_END):
        start -= 1
        token = line[start]
    return line[start:] if start > 1 else ""


def line_height(size: float) -> float:
    """The height in points of one line at a type size in points."""
    return size * _LINE_EM


def text_height(text: str, width: float, size: float) -> float:
    """The height in points that a text needs in a cell ``width`` points wide."""
    return len(wrap(text, width, size)) * line_height(size) + _ROW_PADDING


def row_height(texts: Sequence[str], widths: Sequence[float], size: float) -> float:
    """The height in points that a row of texts needs, at most what Excel allows."""
    heights = [text_height(text, width, size) for text, width in zip(texts, widths, strict=True)]
    return min(max(heights, default=line_height(size) + _ROW_PADDING), HIGHEST_ROW)
