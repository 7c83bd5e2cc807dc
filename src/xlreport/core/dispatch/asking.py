"""What a dispatch has to ask: all tasks, or only what is missing or has changed.

Departments are not to be asked twice for what they have said. A task is *settled* with a department
where its answer of this period is complete, or where it called the task done in the period before,
and the question has not changed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from xlreport.core.dispatch.manifest import context_digests
from xlreport.core.master.ledger import LedgerEntry, TaskStatus
from xlreport.core.master.master import Master
from xlreport.core.reminders.standing import COMPLETE, Standings, dispatch_order, has_come_back, same_question
from xlreport.core.schema import CONTEXT_COLUMNS
from xlreport.core.text import key


@dataclass(frozen=True)
class Asking:
    """The answers so far, for deciding what to ask in a period."""

    master: Master
    period: str

    @cached_property
    def standings(self) -> Standings:
        """The answers of this period."""
        return Standings(self.master, self.period)

    @cached_property
    def _earlier(self) -> tuple[Standings, ...]:
        """The answers of the other periods, the last dispatched first."""
        entries = sorted(self.master.ledger, key=dispatch_order)
        periods = dict.fromkeys(key(entry.period) for entry in entries)
        return tuple(Standings(self.master, name) for name in reversed(periods) if name != key(self.period))

    def is_settled(self, position: int, department: str) -> bool:
        """Whether the task at a 0-based place of the table need not be asked of a department again."""
        entry = self.standings.entries.get((position, department))
        if entry is not None:
            complete = self.standings.state(position, department) in COMPLETE
            return complete and self._is_unchanged(position, entry)
        for standings in self._earlier:
            entry = standings.entries.get((position, department))
            if entry is not None and has_come_back(entry):
                done = entry.status == TaskStatus.DONE and standings.state(position, department) in COMPLETE
                return done and self._is_unchanged(position, entry)
        return False

    def _is_unchanged(self, position: int, entry: LedgerEntry) -> bool:
        task = self.master.table.tasks[position]
        context = context_digests([task.text(column.code) for column in CONTEXT_COLUMNS])
        return same_question((task.content, context), (entry.content, entry.context))

    def open_positions(self, department: str) -> tuple[int, ...]:
        """The 0-based places of the tasks that a department has still to be asked about."""
        return tuple(
            position
            for position in self.standings.positions(department)
            if not self.is_settled(position, department)
        )
