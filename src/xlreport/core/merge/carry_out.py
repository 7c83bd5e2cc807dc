"""Carrying decided changes out: the new texts of the master's cells."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.core.master.master import Master
from xlreport.core.merge.changes import CellUpdate, Change, Decision
from xlreport.core.text import (
    MAX_CELL_CHARACTERS,
)
from xlreport.core.wording.progress import replace_text


def carry_out(master: Master, changes: Sequence[Change]) -> tuple[CellUpdate, ...]:
    """The cells as they become when all decided changes are carried out one after the other.

    A change that its cell has no room for is left out.
    """
    cells: dict[tuple[int, str], str] = {}
    tasks = {task.row: task for task in master.table.tasks}
    updates = []
    for change in changes:
        if change.decision not in {Decision.TAKE, Decision.BOTH}:
            continue
        task = tasks[change.row]
        old = cells.get((change.row, change.column), task.text(change.column))
        new = replace_text(old, change.department, change.result, master.departments_of(task), master.names)
        if len(new) > MAX_CELL_CHARACTERS:
            continue
        cells[change.row, change.column] = new
        updates.append(CellUpdate(change, old, new))
    return tuple(updates)
