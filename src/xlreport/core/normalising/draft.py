"""A text under correction: what every correction takes out of it and brings, while others go on.

Corrections are found one rule after the other in the text as it has become. The draft keeps for each of
them the places in the original text, so that each can be taken or left by itself. What touches
something changed before cannot be told apart from it and becomes one correction with it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from xlreport.core.wording.marks import overlaps, quoted


@dataclass(frozen=True)
class Part:
    """A stretch of a text, 0-based, the end not counted, and what is to stand in its place."""

    start: int
    end: int
    new: str


Edit = tuple[Part, ...]
"""Parts that belong together, such as the two brackets of a pair, in ascending order."""


@dataclass(frozen=True)
class Revision:
    """One correction of the original text: the rules that made it, its parts, its neighbourhood.

    ``around`` is what stands before and after it once everything is corrected: it stays the same
    whichever of the other corrections are carried out.
    """

    rules: tuple[str, ...]
    parts: Edit
    around: tuple[str, str]


@dataclass(frozen=True)
class _Slot:
    """A piece of the original and what it has become; ``group`` is 0 for a character as it was."""

    old: str
    new: str
    group: int = 0


_NEIGHBOURHOOD = 12
"""Characters on either side by which a correction is known again."""


class Draft:
    """A text and the corrections made to it so far."""

    def __init__(self, text: str) -> None:
        self.original = self.text = text
        self._slots = [_Slot(character, character) for character in text]
        self._rules: dict[int, set[str]] = {}
        self._same: dict[int, int] = {}

    def revise(self, rule: str, edits: Iterable[Edit]) -> bool:
        """Make edits of the text as it is now, but for those that reach into a quotation; whether any.

        Edits that overlap an earlier one of the same call are passed over.
        """
        apart = quoted(self.text)
        parts: list[tuple[Part, int]] = []
        taken: list[tuple[int, int]] = []
        for edit in edits:
            spans = [(part.start, part.end) for part in edit]
            changes = any(self.text[part.start : part.end] != part.new for part in edit)
            if changes and not any(overlaps(*span, (*apart, *taken)) for span in spans):
                group = len(self._rules) + 1
                self._rules[group] = {rule}
                parts += [(part, group) for part in edit]
                taken += spans
        if not parts:
            return False
        starts = [0, *accumulate(len(slot.new) for slot in self._slots)][:-1]
        for part, group in sorted(parts, key=lambda item: (item[0].start, item[0].end), reverse=True):
            self._replace(part, group, starts)
        self.text = "".join(slot.new for slot in self._slots)
        return True

    def _replace(self, part: Part, group: int, starts: list[int]) -> None:
        """Make one slot of all that a part touches; ``starts`` hold for the slots left of the last part."""
        first = (
            bisect_right(starts, part.start) - 1 if part.end > part.start else bisect_left(starts, part.start)
        )
        last = bisect_left(starts, part.end)
        while first > 0 and self._slots[first - 1].group:
            first -= 1
        while last < len(self._slots) and self._slots[last].group:
            last += 1
        touched = self._slots[first:last]
        offset = starts[first] if first < len(starts) else part.start
        new = "".join(slot.new for slot in touched)
        new = new[: part.start - offset] + part.new + new[part.end - offset :]
        for slot in touched:
            if slot.group:
                self._same[self._root(slot.group)] = self._root(group)
        self._slots[first:last] = [_Slot("".join(slot.old for slot in touched), new, group)]

    def _root(self, group: int) -> int:
        while self._same.get(group, group) != group:
            group = self._same[group]
        return group

    def revisions(self) -> tuple[Revision, ...]:
        """The corrections so far, by where they begin in the original."""
        parts: dict[int, list[Part]] = {}
        ends: dict[int, list[int]] = {}
        old = new = 0
        for slot in self._slots:
            if slot.group and slot.old != slot.new:
                root = self._root(slot.group)
                parts.setdefault(root, []).append(
                    _trimmed(Part(old, old + len(slot.old), slot.new), slot.old)
                )
                ends.setdefault(root, []).extend((new, new + len(slot.new)))
            old, new = old + len(slot.old), new + len(slot.new)
        return tuple(
            Revision(
                tuple(
                    sorted(
                        {rule for g, rules in self._rules.items() if self._root(g) == root for rule in rules}
                    )
                ),
                tuple(own),
                (
                    self.text[max(0, ends[root][0] - _NEIGHBOURHOOD) : ends[root][0]],
                    self.text[ends[root][-1] : ends[root][-1] + _NEIGHBOURHOOD],
                ),
            )
            for root, own in parts.items()
        )


def _trimmed(part: Part, old: str) -> Part:
    """A part without what its text before and after begin and end with alike."""
    head = _alike(old, part.new)
    tail = _alike(old[head:][::-1], part.new[head:][::-1])
    return Part(part.start + head, part.end - tail, part.new[head : len(part.new) - tail])


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def with_parts(text: str, parts: Iterable[Part]) -> str:
    """A text with these parts, which do not overlap, replaced."""
    for part in sorted(parts, key=lambda part: (part.start, part.end), reverse=True):
        text = text[: part.start] + part.new + text[part.end :]
    return text
