"""What a normalisation proposes for a master: corrections, the clerk's decisions, the new texts of cells."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xlreport.core.difference import Kind, Run
from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.normalising.draft import Part, Revision, with_parts
from xlreport.core.normalising.rules import ALL, TITLES, revise
from xlreport.core.normalising.surroundings import Desk
from xlreport.core.text import MAX_CELL_CHARACTERS, key

_CONTEXT = 8
"""Characters shown on either side of a correction."""

_LONGEST = 40
"""Characters of one stretch that are shown whole."""

_SEEN = {" ": "␣", "\u00a0": "␣", "\u3000": "□", "\t": "⇥", "\n": "↵"}
"""How white space is shown where it goes or comes."""


class Decision(StrEnum):
    """What happens to a correction; the value is what the clerk reads and chooses."""

    TAKE = "采用"
    KEEP = "不改"
    OPEN = "待定"


@dataclass(frozen=True)
class Cell:
    """A cell of the task table that may be corrected, with its verbatim text."""

    task: Task
    column: str
    reference: str
    text: str


@dataclass(frozen=True)
class Correction:
    """One correction of one cell. ``key`` identifies it in a later run; ``note`` says why it waits."""

    cell: Cell
    revision: Revision
    key: str
    decision: Decision = Decision.TAKE
    note: str = ""

    @property
    def rule(self) -> str:
        """The codes of the rules it follows."""
        return "、".join(self.revision.rules)

    @property
    def title(self) -> str:
        """The names of the rules it follows."""
        return "、".join(TITLES[code] for code in self.revision.rules)

    @property
    def before(self) -> str:
        """The stretch as it is, verbatim, with a few characters around it."""
        return self._stretch(())

    @property
    def after(self) -> str:
        """The stretch as it becomes, verbatim, with a few characters around it."""
        return self._stretch(self.revision.parts)

    def _stretch(self, parts: Sequence[Part]) -> str:
        start = max(0, self.revision.parts[0].start - _CONTEXT)
        end = self.revision.parts[-1].end + _CONTEXT
        moved = [Part(part.start - start, part.end - start, part.new) for part in parts]
        return with_parts(self.cell.text[start:end], moved)

    @property
    def old(self) -> tuple[Run, ...]:
        """The stretch as it is, with a few characters around it and what goes marked."""
        return self._runs(lambda part: Run(_visible(self.cell.text[part.start : part.end]), Kind.REMOVED))

    @property
    def new(self) -> tuple[Run, ...]:
        """The stretch as it becomes, with what comes marked."""
        return self._runs(lambda part: Run(_visible(part.new), Kind.ADDED))

    def _runs(self, show: Callable[[Part], Run]) -> tuple[Run, ...]:
        text, parts = self.cell.text, self.revision.parts
        place = parts[0].start
        before = text[max(0, place - _CONTEXT) : place]
        runs = [Run("…" * (place > _CONTEXT) + before, Kind.SAME)]
        for part in parts:
            runs += [Run(_cut(text[place : part.start]), Kind.SAME), show(part)]
            place = part.end
        after = text[place : place + _CONTEXT]
        runs.append(Run(after + "…" * (place + _CONTEXT < len(text)), Kind.SAME))
        return tuple(run for run in runs if run.text)


def plain(runs: Iterable[Run]) -> str:
    """The text of some runs."""
    return "".join(run.text for run in runs)


def _visible(text: str) -> str:
    shown = [_SEEN.get(character) or character for character in text]
    return _cut("".join(c if c.isprintable() else f"〈{ord(c):04X}〉" for c in shown))


def _cut(text: str) -> str:
    """A stretch short enough to be shown, its middle left out where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_CONTEXT]}……{text[-_CONTEXT:]}"


def find_corrections(master: Master, cells: Sequence[Cell]) -> tuple[Correction, ...]:
    """Every correction of these cells, in their order and from the beginning of each to its end."""
    desk = Desk(master)
    counts: Counter[str] = Counter()
    found = []
    columns = {column.code for column in ALL}
    for cell in cells:
        if cell.column not in columns:
            continue
        for revision in revise(cell.text, desk.surroundings(cell.task, cell.column)):
            name = _name(cell, revision)
            counts[name] += 1
            found.append(Correction(cell, revision, f"{name}{counts[name]:x}"))
    return tuple(found)


def _name(cell: Cell, revision: Revision) -> str:
    """What a correction is known by again, whatever else in its cell has been corrected meanwhile."""
    texts = [cell.task.number, cell.column, *revision.rules, *revision.around]
    for part in revision.parts:
        texts += [cell.text[part.start : part.end], part.new]
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Choice:
    """A row of the preview as it came back: its mark, what is chosen, and the two texts it shows."""

    mark: str
    chosen: str
    old: str
    new: str


def decide(corrections: Sequence[Correction], choices: Sequence[Choice]) -> tuple[Correction, ...]:
    """The corrections with the clerk's decisions.

    One whose row no longer shows its own texts, or has a decision that is none of the three, waits.
    """
    by_mark: dict[str, list[Choice]] = {}
    for choice in choices:
        by_mark.setdefault(choice.mark, []).append(choice)
    return tuple(_decided(correction, by_mark.get(correction.key, ())) for correction in corrections)


def _decided(correction: Correction, choices: Sequence[Choice]) -> Correction:
    if not choices:
        return correction
    shown = (key(plain(correction.old)), key(plain(correction.new)))
    chosen = {choice.chosen for choice in choices}
    if len(chosen) > 1 or any((key(choice.old), key(choice.new)) != shown for choice in choices):
        return replace(correction, decision=Decision.OPEN, note=_TORN)
    text = chosen.pop()
    if text in {Decision.TAKE, Decision.KEEP}:
        return replace(correction, decision=Decision(text))
    unclear = "" if not text or text == Decision.OPEN else f"“决定”里的“{text}”看不懂，请从列表里选"
    return replace(correction, decision=Decision.OPEN, note=unclear)


_TORN = "预览上这一行的文字对不上（可能只排了部分列，或改过文字），没有写入，请重新选择"


@dataclass(frozen=True)
class CellCorrection:
    """A cell whose text changes: the corrections carried out in it, and its whole text then."""

    cell: Cell
    corrections: tuple[Correction, ...]
    new: str


def carry_out(corrections: Sequence[Correction]) -> tuple[CellCorrection, ...]:
    """The cells that change when all corrections that are taken are carried out.

    A cell that has no room for its new text is left out.
    """
    cells: dict[tuple[int, str], list[Correction]] = {}
    for correction in corrections:
        if correction.decision is Decision.TAKE:
            cells.setdefault((correction.cell.task.row, correction.cell.column), []).append(correction)
    changed = []
    for own in cells.values():
        parts = [part for correction in own for part in correction.revision.parts]
        new = with_parts(own[0].cell.text, parts)
        if len(new) <= MAX_CELL_CHARACTERS:
            changed.append(CellCorrection(own[0].cell, tuple(own), new))
    return tuple(changed)
