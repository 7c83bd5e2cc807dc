"""The clerk's decisions on the preview: which change each of them is about, and whether it still holds.

A decision belongs to the very texts it was made for. Where one of them has changed since, or where the
row it stands on has been torn apart, it is not carried out; the change waits and the clerk is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xlreport.core.merge.changes import Change, Decision, Source
from xlreport.core.schema import COLUMN_BY_CODE
from xlreport.core.text import is_blank, key


class Stage(StrEnum):
    """What a row of the preview stands for; part of the mark in its hidden column."""

    CHANGE = "c"
    CONFLICT = "x"
    SETTLED = "s"
    FILE = "f"


@dataclass(frozen=True)
class Choice:
    """A row of the preview as it came back: what is chosen, and all that says what it is about.

    ``row`` is its 1-based sheet row, ``mark`` the text of its hidden column, ``chosen`` the verbatim
    decision; ``heading`` is the reported column's as the preview shows it.
    """

    row: int
    mark: str
    chosen: str
    task: str
    department: str
    heading: str
    base: str
    mine: str
    theirs: str

    @property
    def key(self) -> str:
        """The key of the change that the row was made for."""
        return self.mark.partition("-")[0]

    @property
    def stage(self) -> str:
        return self.mark.partition("-")[2]

    @property
    def place(self) -> tuple[str, str, str]:
        """The text it is about: task, department and column."""
        return key(self.task), key(self.department), key(self.heading)

    @property
    def is_the_clerks(self) -> bool:
        """Whether it is more than what the program proposed itself and has not been carried out yet."""
        if self.stage == Stage.CONFLICT:
            return not is_blank(self.chosen) and self.chosen.strip() != Decision.OPEN
        return self.stage == Stage.CHANGE and self.chosen.strip() != Decision.TAKE


def mark(change: Change, applied: bool) -> str:
    """The mark of a change's row in the preview; ``applied`` says that decided changes are in the table.

    A change whose file is not confirmed has none: deciding on it alone does not let the file in.
    """
    if change.is_held:
        return ""
    if applied and change.decision != Decision.OPEN:
        return f"{change.key}-{Stage.SETTLED}"
    return f"{change.key}-{Stage.CONFLICT if change.is_conflict or change.note else Stage.CHANGE}"


def mark_file(source: Source) -> str:
    """The mark of the row on which the clerk confirms a file."""
    return f"{source.key}-{Stage.FILE}"


def decide_files(choices: Sequence[Choice]) -> dict[str, Decision]:
    """The files that the clerk takes or leaves as a whole, by key; one chosen both ways stays open."""
    chosen: dict[str, set[str]] = {}
    for choice in choices:
        if choice.stage == Stage.FILE:
            chosen.setdefault(choice.key, set()).add(choice.chosen.strip())
    taken = {Decision.TAKE: Decision.TAKE, Decision.BOTH: Decision.TAKE, Decision.KEEP: Decision.KEEP}
    return {
        name: taken[Decision(text)]
        for name, texts in chosen.items()
        if len(texts) == 1 and (text := next(iter(texts))) in set(taken)
    }


def decide(
    changes: Sequence[Change], choices: Sequence[Choice]
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The changes with the clerk's decisions, and in Chinese the decisions that were not used."""
    decided, warnings = [], []
    used: set[int] = set()
    for change in changes:
        own = [choice for choice in choices if choice.key == change.key]
        stale = [c for c in choices if c.is_the_clerks and c not in own and c.place == _place(change)]
        used.update(choice.row for choice in (*own, *stale))
        bound, complaint = _bound(change, own) if own else _unbound(change, stale)
        decided.append(bound)
        if complaint:
            warnings.append(f"{_name(*_place(change))}：{complaint}")
    warnings += [
        f"{_name(*choice.place)}：{_GONE}"
        for choice in choices
        if choice.is_the_clerks and choice.row not in used
    ]
    return tuple(decided), tuple(dict.fromkeys(warnings))


def _unbound(change: Change, stale: Sequence[Choice]) -> tuple[Change, str]:
    """A change on which nothing was decided; open where something was while its texts were others."""
    if not stale:
        return change, ""
    return replace(change, decision=Decision.OPEN, note=change.note or _STALE), _STALE


def _bound(change: Change, choices: Sequence[Choice]) -> tuple[Change, str]:
    """A change as chosen on the rows that bear its key; open, with the reason, where they leave doubt."""
    texts = (change.base, change.mine, change.theirs)
    chosen = {choice.chosen.strip() for choice in choices}
    settled = all(choice.stage == Stage.SETTLED for choice in choices)
    if settled:
        kept = chosen == {Decision.KEEP}
        return (replace(change, decision=Decision.KEEP) if kept else change), ""
    if any(choice.place != _place(change) or not _shows(choice, texts) for choice in choices):
        return replace(change, decision=Decision.OPEN, note=_TORN), _TORN
    if len(chosen) > 1:
        return replace(change, decision=Decision.OPEN, note=_TWICE), _TWICE
    text = chosen.pop()
    if text in {Decision.TAKE, Decision.KEEP, Decision.BOTH}:
        return replace(change, decision=Decision(text), note=""), ""
    unclear = "" if not text or text == Decision.OPEN else f"“决定”里的“{text}”看不懂，请从列表里选"
    return replace(change, decision=Decision.OPEN, note=unclear or change.note), unclear


def _shows(choice: Choice, texts: tuple[str, str, str]) -> bool:
    shown = (choice.base, choice.mine, choice.theirs)
    return all(key(one) == key(other) for one, other in zip(shown, texts, strict=True))


def _place(change: Change) -> tuple[str, str, str]:
    return key(change.task), key(change.department), key(COLUMN_BY_CODE[change.column].heading)


def _name(task: str, department: str, heading: str) -> str:
    return f"第{task}项{department}“{heading}”"


_STALE = "您选好以后，总表或返回的文字又变了，原来的决定没有使用，请重新选择"
_GONE = "您选好以后，总表或返回的文字又变了，现在没有这处改动，原来的决定没有使用"
_TORN = "预览上这一行的文字对不上（可能只排了部分列，或改过文字），决定没有使用，请重新选择"
_TWICE = "预览上有几行是这一处，选得不一样，请重新选择"
