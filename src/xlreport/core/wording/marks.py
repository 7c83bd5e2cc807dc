"""The marks and characters of a Chinese text: which ones belong there, and which stretches are quoted.

Sources: GB/T 15834-2011 (标点符号用法), GB/T 15835-2011 (出版物上数字用法), GB/T 9704-2012 (公文格式).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

HAN = "\u3400-\u9fff"
"""The range of Chinese characters, for the inside of a character class."""

MARKS = "，。；：、！？“”‘’（）《》〈〉【】〔〕—…"
"""The marks of a Chinese text, for the inside of a character class."""

_BEFORE = rf"(?<=[{HAN}%％”’）》】〕])"
"""A mark after one of these belongs to a Chinese sentence."""

FULL_STOP = re.compile(rf"{_BEFORE}[.．](?=[{HAN}“‘（《]|\s|$)")
"""A half-width full stop that ends a Chinese sentence; decimals and ``2.0`` are none."""

COMMA = re.compile(rf"{_BEFORE}[,;:!?](?=[{HAN}“‘（《\d]|\s|$)|(?<=\d)[,;!?](?=[{HAN}“‘（《])")
"""A half-width comma, semicolon, colon, exclamation or question mark in a Chinese sentence."""

SPACE = re.compile(rf"(?<=[{HAN}{MARKS}])[ \t\u3000\u00a0]+(?=[{HAN}{MARKS}])")
"""Spaces between two Chinese characters or marks."""

INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters that nobody sees: control, zero-width and direction characters, the soft hyphen."""

BLANK_EDGES = re.compile(r"^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$")
"""White space at the beginning or the end of a cell."""

_OPENERS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "「": "」", "『": "』"}
_CLOSERS = set(_OPENERS.values())
_ADDRESS = re.compile(
    rf"(?:https?://|www\.)[^\s{HAN}{MARKS}]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)

Stretch = tuple[int, int]
"""Start and end of a stretch of text, 0-based, the end not counted."""


@lru_cache(maxsize=4096)
def quoted(text: str) -> tuple[Stretch, ...]:
    """The stretches in somebody else's words: between quotation marks and title marks, and addresses.

    The outermost marks themselves are not part of them. Where a mark has no partner, everything that
    might be quoted is: up to a mark that only closes, from one that only opens.
    """
    return (
        *_between_marks(text),
        *_between_straight_marks(text),
        *(m.span() for m in _ADDRESS.finditer(text)),
    )


def overlaps(start: int, end: int, stretches: tuple[Stretch, ...]) -> bool:
    """Whether a stretch, or the point that an empty one is, lies in one of these at least partly."""
    return any(start < last and end > first for first, last in stretches)


def _between_marks(text: str) -> Iterator[Stretch]:
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if character == "’" and not (waiting and waiting[-1][0] == "’"):
            continue
        if character in _OPENERS:
            waiting.append((_OPENERS[character], place))
        elif character in _CLOSERS:
            while waiting and waiting[-1][0] != character:
                yield waiting.pop()[1], place
            yield (waiting.pop()[1] + 1 if waiting else 0), place
    for _, place in waiting:
        yield place, len(text)


def _between_straight_marks(text: str) -> Iterator[Stretch]:
    """What stands between two ``"`` of one line; the whole line where one of them has no partner."""
    start = 0
    for line in text.split("\n"):
        places = [start + place for place, character in enumerate(line) if character in '"＂']
        if len(places) % 2:
            yield start, start + len(line)
        else:
            yield from ((one + 1, other) for one, other in zip(places[::2], places[1::2], strict=True))
        start += len(line) + 1
