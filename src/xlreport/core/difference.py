"""What changed from one text to another, in stretches that a reader can take in at a glance.

Single characters that happen to stand in both texts are no common ground: a stretch kept between two
changes has to be longer than a word, and weigh something beside what changed around it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%％]?|[A-Za-z]+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
_MOST_COMPARISONS = 1_000_000
"""Tokens of one text times tokens of the other that are compared one by one (about 0.3 seconds)."""

_SHORTEST_KEPT = 3
"""Characters; a shorter stretch between two changes counts as changed."""

_ALWAYS_KEPT = 12
"""Characters; a stretch this long is kept whatever changed around it."""


class Kind(Enum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """A stretch of text and what became of it."""

    text: str
    kind: Kind


@dataclass(frozen=True)
class _Block:
    """A stretch as it was and as it is; the same twice where nothing changed."""

    old: str
    new: str
    is_same: bool


def difference(old: str, new: str) -> tuple[Run, ...]:
    """Both texts in one reading order: what stayed, what went, what came.

    The runs that were not added make ``old``, those that were not removed make ``new``; no run is empty
    and no two neighbours are of one kind.
    """
    runs = []
    for block in _trimmed(_without_confetti(_blocks(old, new))):
        if block.is_same:
            runs.append(Run(block.old, Kind.SAME))
        else:
            runs += [Run(block.old, Kind.REMOVED)] if block.old else []
            runs += [Run(block.new, Kind.ADDED)] if block.new else []
    return tuple(runs)


def old_side(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of the text as it was."""
    return tuple(run for run in runs if run.kind is not Kind.ADDED)


def new_side(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of the text as it is."""
    return tuple(run for run in runs if run.kind is not Kind.REMOVED)


def pieces(runs: Sequence[Run], lengths: Sequence[int]) -> list[tuple[Run, ...]]:
    """The runs cut into pieces of so many characters each, which together are all of them."""
    cut: list[tuple[Run, ...]] = []
    rest = list(runs)
    for length in lengths:
        piece: list[Run] = []
        room = length
        while room and rest:
            run = rest.pop(0)
            piece.append(Run(run.text[:room], run.kind))
            if len(run.text) > room:
                rest.insert(0, Run(run.text[room:], run.kind))
            room -= len(piece[-1].text)
        cut.append(tuple(piece))
    return cut


def _blocks(old: str, new: str) -> list[_Block]:
    """What stayed and what changed, token by token; of long texts sentence by sentence first."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(one) * len(other) <= _MOST_COMPARISONS:
        return _compared(one, other)
    blocks = []
    for block in _compared(_SENTENCE.findall(old), _SENTENCE.findall(new)):
        pieces = _TOKEN.findall(block.old), _TOKEN.findall(block.new)
        is_whole = block.is_same or len(pieces[0]) * len(pieces[1]) > _MOST_COMPARISONS
        blocks += [block] if is_whole else _compared(*pieces)
    return blocks


def _compared(one: Sequence[str], other: Sequence[str]) -> list[_Block]:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return [
        _Block("".join(one[a:b]), "".join(other[c:d]), tag == "equal")
        for tag, a, b, c, d in matcher.get_opcodes()
    ]


def _without_confetti(blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks with every kept stretch that is too slight made part of the changes around it."""
    blocks = _joined(blocks)
    while True:
        slight = next((i for i in range(1, len(blocks) - 1) if _is_slight(blocks, i)), None)
        if slight is None:
            return blocks
        blocks[slight] = _Block(blocks[slight].old, blocks[slight].new, is_same=False)
        blocks = _joined(blocks)


def _is_slight(blocks: Sequence[_Block], place: int) -> bool:
    block = blocks[place]
    if not block.is_same or len(block.old) >= _ALWAYS_KEPT:
        return False
    around = [max(len(near.old), len(near.new)) for near in (blocks[place - 1], blocks[place + 1])]
    return len(block.old) < _SHORTEST_KEPT or len(block.old) < min(around)


def _trimmed(blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks with what a change begins or ends with in both texts made part of what stayed."""
    trimmed = []
    for block in blocks:
        one, other = _TOKEN.findall(block.old), _TOKEN.findall(block.new)
        if block.is_same or not one or not other:
            trimmed.append(block)
            continue
        start = _common(one, other)
        end = _common(one[start:][::-1], other[start:][::-1])
        head, tail = "".join(one[:start]), "".join(one[len(one) - end :])
        middle = "".join(one[start : len(one) - end]), "".join(other[start : len(other) - end])
        trimmed += [_Block(head, head, is_same=True), _Block(*middle, is_same=False)]
        trimmed.append(_Block(tail, tail, is_same=True))
    return _joined([block for block in trimmed if block.old or block.new])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens two sequences have in common from their start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _joined(blocks: Sequence[_Block]) -> list[_Block]:
    joined: list[_Block] = []
    for block in blocks:
        if joined and joined[-1].is_same == block.is_same:
            last = joined.pop()
            joined.append(_Block(last.old + block.old, last.new + block.new, block.is_same))
        else:
            joined.append(block)
    return joined
