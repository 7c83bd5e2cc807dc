"""How the departments have answered in a period: per task, and which cells are still open.

An answer is complete when every column that has to be filled holds a text; 无 counts. A cell is *open*
where it does not: nothing came back, it came back blank, or the answer was sent back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xlreport.core.ledger import LedgerEntry, LedgerState
from xlreport.core.master import Master
from xlreport.core.register import RegisterEntry
from xlreport.core.schema import PROGRESS, REPORTED_COLUMNS
from xlreport.core.settings import ONLY_PROGRESS, Settings
from xlreport.core.text import is_blank, is_nothing_to_report, key


class ShareState(StrEnum):
    """How a department stands with one of its tasks in the period.

    The first six come from the ledger; the others describe the text in the table where nothing was
    dispatched to the department for this task in the period.
    """

    RETURNED = "已反馈"
    SAID_NOTHING = "已反馈“无”"
    PARTIAL = "部分反馈"
    BLANK = "返回未填"
    SENT_BACK = "退回"
    SENT = "已下发未反馈"
    FILLED = "有内容"
    NOTHING = "无"
    EMPTY = "空"


COMPLETE = frozenset({ShareState.RETURNED, ShareState.SAID_NOTHING})
"""The department has answered all that it has to."""

ASKED = COMPLETE | {ShareState.PARTIAL, ShareState.BLANK, ShareState.SENT_BACK, ShareState.SENT}
"""Something was dispatched to the department for the task."""


def required_columns(settings: Settings) -> tuple[str, ...]:
    """The codes of the reported columns that have to be filled, in table order."""
    if settings.value("required") == ONLY_PROGRESS:
        return (PROGRESS.code,)
    return tuple(column.code for column in REPORTED_COLUMNS)


def has_come_back(entry: LedgerEntry) -> bool:
    """Whether a file with this task in it was merged."""
    return (
        entry.state in {LedgerState.RETURNED, LedgerState.BLANK}
        or bool(entry.returned_at)
        or any(not is_blank(entry.returned(column.code)) for column in REPORTED_COLUMNS)
    )


@dataclass(frozen=True)
class Replies:
    """The answers to all dispatches of one period."""

    master: Master
    period: str

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The codes of the columns that have to be filled."""
        return required_columns(self.master.settings)

    @cached_property
    def entries(self) -> dict[tuple[int, str], LedgerEntry]:
        """The period's ledger entry of each task position and department.

        An answer counts whichever of the period's dispatches it answers; of several the newest is
        taken, of none the last dispatch.
        """
        found: dict[tuple[int, str], LedgerEntry] = {}
        for place, entry in self._placed_entries():
            if place not in found or _rank(entry) >= _rank(found[place]):
                found[place] = entry
        return found

    @cached_property
    def first_entries(self) -> dict[tuple[int, str], LedgerEntry]:
        """The entry of the period's first dispatch of each task position and department."""
        found: dict[tuple[int, str], LedgerEntry] = {}
        for place, entry in self._placed_entries():
            found.setdefault(place, entry)
        return found

    def _placed_entries(self) -> list[tuple[tuple[int, str], LedgerEntry]]:
        """The period's entries in the order of the dispatches, each with the share that it is about."""
        placed = []
        for entry in sorted(self.master.ledger, key=_dispatch_order):
            department = self.master.names.resolve(entry.department)
            position = self._position(entry, department) if key(entry.period) == key(self.period) else None
            if position is not None:
                placed.append(((position, department), entry))
        return placed

    @property
    def is_latest(self) -> bool:
        """Whether nothing was dispatched in a later period."""
        ledger = self.master.ledger
        return not ledger or key(max(ledger, key=_dispatch_order).period) == key(self.period)

    def _position(self, entry: LedgerEntry, department: str) -> int | None:
        """The task that an entry is about: the one of the same content, else of the same number.

        None where the department no longer has such a task.
        """
        tasks = self.master.table.tasks
        own = self._positions.get(department, [])
        same_number = [i for i in own if key(tasks[i].number) == key(entry.number)]
        same = [i for i in own if key(tasks[i].content) == key(entry.content)]
        both = [i for i in same if i in same_number]
        candidates = both or same or same_number
        return candidates[0] if candidates else None

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        """The 0-based places of each department's tasks in the table."""
        positions: dict[str, list[int]] = {}
        for position, task in enumerate(self.master.table.tasks):
            for department in self.master.departments_of(task):
                positions.setdefault(department, []).append(position)
        return positions

    @cached_property
    def _registered(self) -> dict[str, RegisterEntry]:
        return {
            self.master.names.resolve(entry.department.strip()): entry
            for entry in reversed(self.master.register)
            if key(entry.period) == key(self.period)
        }

    def registered(self, department: str) -> RegisterEntry:
        """What the register says of a department in this period; a new entry where it says nothing."""
        return self._registered.get(department) or RegisterEntry(self.period, department)

    def positions(self, department: str) -> tuple[int, ...]:
        """The 0-based places of a department's tasks in the table."""
        return tuple(self._positions.get(department, ()))

    def state(self, position: int, department: str) -> ShareState:
        """How a department stands with the task at a 0-based place of the table."""
        entry = self.entries.get((position, department))
        if entry is not None:
            return self._answer_state(position, department, entry)
        task = self.master.table.tasks[position]
        text = self.master.text_of(task, PROGRESS.code, department)
        if is_blank(text):
            return ShareState.EMPTY
        return ShareState.NOTHING if is_nothing_to_report(text) else ShareState.FILLED

    def _answer_state(self, position: int, department: str, entry: LedgerEntry) -> ShareState:
        if not has_come_back(entry):
            return ShareState.SENT
        if self.registered(department).sends_back(self.master.table.tasks[position].number):
            return ShareState.SENT_BACK
        texts = [entry.returned(column.code) for column in REPORTED_COLUMNS]
        said = [text for text in texts if not is_blank(text)]
        if not said:
            return ShareState.BLANK
        if any(is_blank(entry.returned(code)) for code in self.required):
            return ShareState.PARTIAL
        return ShareState.SAID_NOTHING if all(map(is_nothing_to_report, said)) else ShareState.RETURNED

    def open_columns(self, position: int, department: str) -> tuple[str, ...]:
        """The codes of the columns that a department still has to fill; none where it was not asked."""
        entry = self.entries.get((position, department))
        state = self.state(position, department)
        if entry is None or state in COMPLETE:
            return ()
        if state is ShareState.PARTIAL:
            return tuple(code for code in self.required if is_blank(entry.returned(code)))
        return self.required


def _rank(entry: LedgerEntry) -> tuple[bool, str, bool]:
    return has_come_back(entry), entry.returned_at, entry.state != LedgerState.SUPERSEDED


def _dispatch_order(entry: LedgerEntry) -> str:
    """Dispatch numbers count up whatever the order in which the ledger has been sorted."""
    return entry.serial.zfill(9)
