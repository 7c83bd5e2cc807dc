"""How the departments have answered in a period: per task, and which cells are still open.

An answer is complete when every column that has to be filled holds a text; 无 counts. A cell is *open*
where it does not: nothing came back, it came back blank, or the answer was sent back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.register import RegisterEntry
from xlreport.core.master.settings import ONLY_PROGRESS, Settings
from xlreport.core.schema import CONTENT, CONTEXT_COLUMNS, DEADLINE, PROGRESS, REMARK, REPORTED_COLUMNS
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
class Standings:
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

        An answer counts whichever of the period's dispatches it answers, unless the question was
        changed and asked again; of several the newest is taken, of none the last dispatch.
        """
        return {place: _telling_entry(entries) for place, entries in self._placed_entries.items()}

    @cached_property
    def first_entries(self) -> dict[tuple[int, str], LedgerEntry]:
        """The entry of the period's first dispatch of each task position and department."""
        return {place: entries[0] for place, entries in self._placed_entries.items()}

    @cached_property
    def _placed_entries(self) -> dict[tuple[int, str], list[LedgerEntry]]:
        """The period's entries of each task position and department in the order of the dispatches."""
        placed: dict[tuple[int, str], list[LedgerEntry]] = {}
        for entry in sorted(self.master.ledger, key=dispatch_order):
            position = self.position_of(entry) if key(entry.period) == key(self.period) else None
            if position is not None:
                department = self.master.names.resolve(entry.department)
                placed.setdefault((position, department), []).append(entry)
        return placed

    @property
    def is_latest(self) -> bool:
        """Whether nothing was dispatched in a later period."""
        ledger = self.master.ledger
        return not ledger or key(max(ledger, key=dispatch_order).period) == key(self.period)

    def position_of(self, entry: LedgerEntry) -> int | None:
        """The task that an entry is about: the one of the same content, else of the same number.

        None where the department no longer has such a task.
        """
        department = self.master.names.resolve(entry.department)
        number, content = key(entry.number), key(entry.content)
        tries = ((number, content), (None, content), (number, None))
        return next((p for one in tries if (p := self._places.get((department, *one))) is not None), None)

    @cached_property
    def _places(self) -> dict[tuple[str, str | None, str | None], int]:
        """The first position of each department's task of a number and a content, or of one of them."""
        places: dict[tuple[str, str | None, str | None], int] = {}
        for department, positions in self._positions.items():
            for position in positions:
                task = self.master.table.tasks[position]
                number, content = key(task.number), key(task.content)
                for one in ((number, content), (None, content), (number, None)):
                    places.setdefault((department, *one), position)
        return places

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


def _telling_entry(entries: Sequence[LedgerEntry]) -> LedgerEntry:
    """The entry that tells how one department stands with one task; ``entries`` in the order of the
    dispatches."""
    last = entries[-1]
    asked = (last.content, last.context)
    answers = [e for e in entries if has_come_back(e) and same_question(asked, (e.content, e.context))]
    return max(answers, key=lambda e: (e.returned_at, e.state != LedgerState.SUPERSEDED), default=last)


def same_question(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two states of a task, each its content and its context digests, ask for the same.

    Only what is asked counts: content, time limit, remark. Before there were digests, the content alone.
    """
    if not one[1] or not other[1]:
        return key(one[0]) == key(other[0])
    return _asked_digests(one[1]) == _asked_digests(other[1])


def _asked_digests(context: str) -> list[str]:
    digests = context.split()
    places = [CONTEXT_COLUMNS.index(column) for column in (CONTENT, DEADLINE, REMARK)]
    return [digests[place] for place in places if place < len(digests)]


def dispatch_order(entry: LedgerEntry) -> str:
    """Dispatch numbers count up whatever the order in which the ledger has been sorted."""
    return entry.serial.zfill(9)
