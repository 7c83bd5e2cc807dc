"""Undoing a merge or a normalisation: which cells and ledger rows of the last one can be put back.

The change log remembers all that it takes: each cell's whole text before and after, and of each ledger
row the fields that the merge changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from xlreport.core.master.ledger import LedgerEntry, LedgerState, LogEntry, record_texts
from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.schema import COLUMNS
from xlreport.core.text import key

_PART = 30_000
"""Characters of a ledger row's remembered fields that one cell of the log takes."""


class LogAction(StrEnum):
    """What a row of the change log records; the value is what the clerk reads.

    A file's row holds its digest as the new text; a ledger row's hold its state as old and new text and
    what undoing needs as cell texts; an undo's row names the undone batch as its source.
    """

    MERGE = "合并"
    FILE = "读取反馈"
    LEDGER = "登记台账"
    NORMALISE = "自动规范"
    UNDO = "撤销合并"
    UNDO_NORMALISING = "撤销规范"

    @property
    def undone_by(self) -> LogAction:
        """What the undoing of this is recorded as."""
        return LogAction.UNDO_NORMALISING if self is LogAction.NORMALISE else LogAction.UNDO


_CAN_BE_UNDONE = {LogAction.MERGE, LogAction.FILE, LogAction.LEDGER, LogAction.NORMALISE}
_CHANGES_CELLS = {LogAction.MERGE, LogAction.NORMALISE}
_UNDOES = {LogAction.UNDO, LogAction.UNDO_NORMALISING}


@dataclass(frozen=True)
class Restoration:
    """A cell that goes back to what it held before."""

    task: Task
    column: str
    cell: str
    old: str
    new: str


@dataclass(frozen=True)
class UndoPlan:
    """The batch to undo (empty where there is none), what is restored, and what is left and why.

    ``entries`` are the ledger rows as they become; ``action`` is what the undoing is recorded as.
    """

    batch: str
    restorations: tuple[Restoration, ...]
    left: tuple[str, ...]
    entries: tuple[LedgerEntry, ...] = ()
    action: LogAction = LogAction.UNDO


@dataclass(frozen=True)
class _Remembered:
    """A ledger row that a merge changed: its identity, the fields before and after, where it was said."""

    serial: str
    task_id: str
    old: dict[str, str]
    new: dict[str, str]
    number: str
    department: str


def remembered(before: LedgerEntry, after: LedgerEntry) -> tuple[tuple[str, str], ...]:
    """What the log must hold so that a ledger row can be put back, as texts for 单元格原文 and 单元格新文.

    Usually one pair; more where the texts are longer than a cell can be; none where nothing changed.
    """
    old, new = record_texts(before), record_texts(after)
    changed = [code for code in new if old[code] != new[code]]
    if not changed:
        return ()
    pairs = zip_longest(_parts(old, changed), _parts(new, changed), fillvalue="")
    name = f"{before.serial}-{before.task_id} "
    return tuple((name + one, name + other) for one, other in pairs)


def _parts(texts: dict[str, str], codes: Sequence[str]) -> list[str]:
    text = json.dumps({code: texts[code] for code in codes}, ensure_ascii=False)
    return [text[start : start + _PART] for start in range(0, len(text), _PART)]


def new_batch(log: Sequence[LogEntry], now: datetime) -> str:
    """A name for the changes of one action that no earlier action has."""
    used = {entry.batch for entry in log}
    batch, number = f"{now:%Y%m%d-%H%M%S}", 1
    while batch in used:
        number += 1
        batch = f"{now:%Y%m%d-%H%M%S}-{number}"
    return batch


def undone_batches(log: Sequence[LogEntry]) -> set[str]:
    """The batches that have been undone."""
    return {entry.source for entry in log if entry.action in _UNDOES}


def plan_undo(master: Master, log: Sequence[LogEntry]) -> UndoPlan:
    """How to undo the last merge or normalisation that has not been undone, however the log is sorted.

    A cell is put back only while it holds exactly what was left in it; a cell changed since is left
    alone and named. The same goes for every field of the ledger.
    """
    done = undone_batches(log)
    entries = [entry for entry in log if entry.action in _CAN_BE_UNDONE and entry.batch not in done]
    if not entries:
        return UndoPlan("", (), ())
    last = max(entries, key=lambda entry: (entry.time, len(entry.batch), entry.batch))
    own = [entry for entry in entries if entry.batch == last.batch]
    memories = _remembered_in(entry for entry in own if entry.action == LogAction.LEDGER)
    restorations, left = _cells_as_before(master, own, memories)
    restored, changed = _ledger_as_before(master.ledger, memories)
    action = LogAction(last.action).undone_by
    return UndoPlan(last.batch, tuple(restorations), (*left, *changed), restored, action)


def _cells_as_before(
    master: Master, log: Sequence[LogEntry], memories: Sequence[_Remembered]
) -> tuple[list[Restoration], list[str]]:
    """The cells as they were before, and in Chinese those that are left as they are.

    A normalisation may correct two cells of one number, where numbers are missing or begin anew.
    """
    cells: dict[tuple[str, str, str], list[LogEntry]] = {}
    for entry in log:
        if entry.action in _CHANGES_CELLS:
            own = entry.cell if entry.action == LogAction.NORMALISE else ""
            cells.setdefault((entry.number, entry.column, own), []).append(entry)
    found = []
    for (number, heading, _), entries in cells.items():
        tasks = _tasks(master, number, [item for item in memories if item.number == number])
        found.append(_restoration(master, tasks, heading, entries))
    return [item for item in found if isinstance(item, Restoration)], [
        item for item in found if isinstance(item, str)
    ]


def _tasks(master: Master, number: str, memories: Sequence[_Remembered]) -> list[Task]:
    """The tasks that a logged number may mean: by the content in the ledger, else by the number itself."""
    identities = {(item.serial, item.task_id) for item in memories}
    contents = {key(e.content) for e in master.ledger if (e.serial, e.task_id) in identities}
    same = [task for task in master.table.tasks if key(task.content) in contents]
    numbered = [task for task in master.table.tasks if task.number == number]
    both = [task for task in same if task in numbered]
    return both or same or numbered


def _restoration(
    master: Master, tasks: Sequence[Task], heading: str, entries: Sequence[LogEntry]
) -> Restoration | str:
    """The restoration of one cell, or in Chinese why it is left."""
    where = f"第{entries[0].number}项“{heading}”"
    code = next((column.code for column in COLUMNS if key(column.heading) == key(heading)), "")
    old, left = _ends(entries)
    if code and len(tasks) > 1:
        tasks = _meant(master, tasks, code, left, entries[0].cell)
    if not code or len(tasks) != 1:
        return f"{where}在总表里找不到或有几处，没有恢复"
    if tasks[0].text(code) != left:
        return f"{where}后来又改过，没有恢复"
    return Restoration(tasks[0], code, master.table.cell(tasks[0], code), old, left)


def _meant(master: Master, tasks: Sequence[Task], code: str, text: str, cell: str) -> list[Task]:
    """Of several tasks of one number those that hold a text; where that is several too, by the cell."""
    same = [task for task in tasks if task.text(code) == text]
    here = [task for task in same if master.table.cell(task, code) == cell]
    return here if len(same) > 1 else same


def _ends(entries: Sequence[LogEntry]) -> tuple[str, str]:
    """What a cell held before the first and after the last of its changes, in whatever order they stand."""
    later = [entry.cell_old for entry in entries]
    earlier = [entry.cell_new for entry in entries]
    first = next((entry for entry in entries if entry.cell_old not in earlier), entries[0])
    last = next((entry for entry in reversed(entries) if entry.cell_new not in later), entries[-1])
    return first.cell_old, last.cell_new


def _remembered_in(entries: Iterable[LogEntry]) -> list[_Remembered]:
    """The ledger rows that these rows of the log remember; what has been tampered with is passed over."""
    said: dict[str, list[LogEntry]] = {}
    for entry in entries:
        said.setdefault(entry.cell_old.partition(" ")[0], []).append(entry)
    found = []
    for name, parts in said.items():
        old = _fields(part.cell_old for part in parts)
        new = _fields(part.cell_new for part in parts)
        serial, _, task_id = name.partition("-")
        if old is not None and new is not None and old.keys() == new.keys():
            found.append(_Remembered(serial, task_id, old, new, parts[0].number, parts[0].department))
    return found


def _fields(parts: Iterable[str]) -> dict[str, str] | None:
    try:
        fields = json.loads("".join(part.partition(" ")[2] for part in parts))
    except ValueError:
        return None
    is_sound = isinstance(fields, dict) and all(isinstance(text, str) for text in fields.values())
    return fields if is_sound else None


def _ledger_as_before(
    ledger: Sequence[LedgerEntry], memories: Sequence[_Remembered]
) -> tuple[tuple[LedgerEntry, ...], list[str]]:
    """The ledger rows as they were before a merge, and in Chinese those that were changed since."""
    restored, left = [], []
    for item in memories:
        entry = next((e for e in ledger if (e.serial, e.task_id) == (item.serial, item.task_id)), None)
        if entry is None:
            left.append(f"“进展台账”里已经没有第{item.number}项{item.department}的记录，没有恢复")
            continue
        now = record_texts(entry)
        dispatched_again = now["state"] == LedgerState.SUPERSEDED
        touched = {code for code, text in item.new.items() if now.get(code) != text}
        if touched - ({"state"} if dispatched_again else set()):
            left.append(f"“进展台账”里第{item.number}项{item.department}的记录后来又改过，没有恢复")
            continue
        fields: dict[str, Any] = {code: text for code, text in item.old.items() if code not in touched}
        restored.append(replace(entry, **fields))
    return tuple(restored), left
