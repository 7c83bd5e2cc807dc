"""What the departments last reported of how far they have come (进展状态)."""

from __future__ import annotations

from xlreport.core.master.ledger import TaskStatus
from xlreport.core.master.master import Master
from xlreport.core.reminders.standing import Standings, dispatch_order


def tasks_done(master: Master) -> frozenset[int]:
    """The sheet rows of the tasks that every one of their departments reports as done.

    The last status that a department reported counts, in whatever period it did.
    """
    standings = Standings(master, "")
    status: dict[tuple[int, str], str] = {}
    for entry in sorted((entry for entry in master.ledger if entry.status), key=dispatch_order):
        position = standings.position_of(entry)
        if position is not None:
            status[position, master.names.resolve(entry.department)] = entry.status
    done = set()
    for position in {position for position, _department in status}:
        task = master.table.tasks[position]
        departments = master.departments_of(task)
        if all(status.get((position, name)) == TaskStatus.DONE for name in departments):
            done.add(task.row)
    return frozenset(done)
