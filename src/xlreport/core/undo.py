"""Undoing a merge: which cells of the last one can be put back as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xlreport.core.ledger import LogEntry
from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import REPORTED_COLUMNS
from xlreport.core.text import key


class LogAction(StrEnum):
    """What a row of the change log records; the value is what the clerk reads.

    A file's row holds its digest as the new text; an undo's row names the undone batch as its source.
    """

    MERGE = "合并"
    FILE = "读取反馈"
    UNDO = "撤销合并"


@dataclass(frozen=True)
class Restoration:
    """A cell that goes back to what it held before a merge."""

    task: Task
    column: str
    cell: str
    old: str
    new: str


@dataclass(frozen=True)
class UndoPlan:
    """The batch to undo (empty where there is none), what is restored, and what is left and why."""

    batch: str
    restorations: tuple[Restoration, ...]
    left: tuple[str, ...]


def undone_batches(log: Sequence[LogEntry]) -> set[str]:
    """The batches that have been undone."""
    return {entry.source for entry in log if entry.action == LogAction.UNDO}


def plan_undo(table: TaskTable, log: Sequence[LogEntry]) -> UndoPlan:
    """How to undo the last merge that has not been undone.

    A cell is put back only while it holds exactly what that merge left in it; a cell changed since
    is left alone and named.
    """
    done = undone_batches(log)
    merges = [entry for entry in log if entry.action == LogAction.MERGE and entry.batch not in done]
    if not merges:
        return UndoPlan("", (), ())
    batch = merges[-1].batch
    cells: dict[tuple[str, str], list[LogEntry]] = {}
    for entry in merges:
        if entry.batch == batch:
            cells.setdefault((entry.number, entry.column), []).append(entry)
    restorations, left = [], []
    for (number, heading), entries in cells.items():
        found = _restoration(table, number, heading, entries)
        if isinstance(found, Restoration):
            restorations.append(found)
        else:
            left.append(found)
    return UndoPlan(batch, tuple(restorations), tuple(left))


def _restoration(
    table: TaskTable, number: str, heading: str, entries: Sequence[LogEntry]
) -> Restoration | str:
    """The restoration of one cell, or in Chinese why it is left; ``entries`` in the order merged."""
    where = f"第{number}项“{heading}”"
    code = next((column.code for column in REPORTED_COLUMNS if key(column.heading) == key(heading)), "")
    tasks = [task for task in table.tasks if task.number == number]
    if not code or len(tasks) != 1:
        return f"{where}在总表里找不到或有几处，没有恢复"
    current, merged = tasks[0].text(code), entries[-1].cell_new
    if current != merged:
        return f"{where}合并以后又改过，没有恢复"
    return Restoration(tasks[0], code, table.cell(tasks[0], code), entries[0].cell_old, merged)
