"""What a merge proposes: changes, what becomes of each, and the plan that holds them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from xlreport.core.master.ledger import LedgerEntry
from xlreport.core.returns.returned import Confidence, Rejection
from xlreport.core.text import (
    is_blank,
)


class Decision(StrEnum):
    """What happens to a change; the value is what the clerk reads and chooses."""

    TAKE = "采用返回"
    KEEP = "保留现有"
    BOTH = "两者都留"
    OPEN = "待定"


@dataclass(frozen=True)
class Change:
    """One department's text in one reported column that came back different.

    ``task`` is the number, ``column`` a column code, ``cell`` the A1 reference in the table.
    ``is_conflict`` says that the clerk has to decide; ``key`` identifies the very same proposal in
    a later run. ``note`` says in Chinese why a change waits that has no conflict of its own; one that
    ``is_held`` waits for the clerk to confirm its whole file.
    """

    task: str
    department: str
    column: str
    base: str
    mine: str
    theirs: str
    decision: Decision
    is_conflict: bool
    file: str
    row: int
    cell: str
    note: str = ""
    is_held: bool = False

    @property
    def key(self) -> str:
        texts = (self.task, self.department, self.column, self.base, self.mine, self.theirs)
        return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]

    @property
    def result(self) -> str:
        """The department's text once the decision is carried out."""
        if self.decision == Decision.TAKE:
            return self.theirs
        if self.decision == Decision.BOTH:
            return "\n".join(text for text in (self.mine, self.theirs) if not is_blank(text))
        return self.mine


@dataclass(frozen=True)
class CellUpdate:
    """One change carried out: the whole text of its cell before and after."""

    change: Change
    cell_old: str
    cell_new: str


@dataclass(frozen=True)
class LedgerUpdate:
    """A ledger row before and after an answer is recorded; ``number`` is the task's in the table now."""

    number: str
    before: LedgerEntry
    after: LedgerEntry


@dataclass(frozen=True)
class Source:
    """A file that was read: whose it is, how sure that is and why.

    One that is DOUBTFUL waits for the clerk's ``decision``; until then nothing in it is used.
    """

    file: str
    department: str
    period: str
    confidence: Confidence
    grounds: str
    decision: Decision
    key: str


@dataclass(frozen=True)
class MergePlan:
    """What a merge would do: changes (conflicts among them), ledger rows, what was not used.

    ``finished`` are the digests of the files that it deals with once and for all; the others, of which
    something was left out or waits for the clerk, are read again next time.
    """

    changes: tuple[Change, ...]
    ledger_updates: tuple[LedgerUpdate, ...]
    rejections: tuple[Rejection, ...]
    warnings: tuple[str, ...]
    finished: tuple[str, ...]
    sources: tuple[Source, ...] = ()

    @property
    def undecided(self) -> int:
        """How many changes and files wait for the clerk."""
        decisions = [c.decision for c in self.changes] + [s.decision for s in self.sources]
        return decisions.count(Decision.OPEN)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_conflict)
