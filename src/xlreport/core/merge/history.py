"""One task over time: what each department said about it in each period, and what changed.

A task is the same task as long as its content is, whatever its number; where the content was edited,
as long as number and most of the content agree with what is known of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.schema import REPORTED_COLUMNS
from xlreport.core.text import is_blank, is_similar, key


@dataclass(frozen=True)
class TextChange:
    """A reported column of one department that reads differently from the time before."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryRow:
    """What one department said in one period; ``texts`` by column code.

    The texts are those returned, or while nothing was returned those dispatched; ``status`` is how far
    the department says it has come. ``changes`` are against the department's row before, for the first
    row against the texts dispatched in it.
    """

    period: str
    department: str
    number: str
    state: str
    status: str
    sent_at: str
    returned_at: str
    file: str
    texts: dict[str, str]
    changes: tuple[TextChange, ...]


@dataclass(frozen=True)
class TaskHistory:
    """A task through all periods, oldest first, then as it stands in the table now.

    ``numbers`` are all it ever had, the present one last; ``now`` has a row per department with an empty
    period, and none where the table no longer has the task.
    """

    number: str
    content: str
    numbers: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    now: tuple[HistoryRow, ...]


def task_history(master: Master, number: str, department: str = "") -> TaskHistory | None:
    """The history of the task that has this number now, else of the one that last had it.

    ``department`` (any way of writing it) leaves out the others. None where there never was such a task.
    """
    task = next((task for task in master.table.tasks if key(task.number) == key(number)), None)
    content = task.content if task is not None else _last_content(master, number)
    if content is None:
        return None
    own = _own_entries(master, number, content)
    if department:
        own = [entry for entry in own if _is_by(master, entry.department, department)]
    rows: list[HistoryRow] = []
    for entry in _in_order(own, master.departments_of(task) if task is not None else ()):
        rows.append(_row(entry, rows))
    now = _now(master, task, rows, department) if task is not None else ()
    numbers = dict.fromkeys(entry.number for entry in own if key(entry.number) != key(number))
    shown = task.number if task is not None else number
    return TaskHistory(shown, content, (*numbers, shown), tuple(rows), now)


def _last_content(master: Master, number: str) -> str | None:
    """The content of the task that was last dispatched under a number; None where none was."""
    return next((e.content for e in reversed(master.ledger) if key(e.number) == key(number)), None)


def _is_by(master: Master, department: str, wanted: str) -> bool:
    return master.names.resolve(department) == master.names.resolve(wanted.strip())


def _own_entries(master: Master, number: str, content: str) -> list[LedgerEntry]:
    """The ledger rows of a task, in the order of the ledger; found backwards from what it is now."""
    others = {key(task.content) for task in master.table.tasks if key(task.number) != key(number)}
    contents, numbers = {key(content)}, {key(number)}
    own: list[LedgerEntry] = []
    for entry in reversed(master.ledger):
        same = key(entry.content) in contents
        edited = (
            not same
            and key(entry.content) not in others
            and key(entry.number) in numbers
            and any(is_similar(entry.content, known) for known in contents)
        )
        if same or edited:
            own.append(entry)
            contents.add(key(entry.content))
            numbers.add(key(entry.number))
    return own[::-1]


def _in_order(entries: Sequence[LedgerEntry], departments: Sequence[str]) -> list[LedgerEntry]:
    """Period by period, the task's departments in their order.

    Dispatches that another one of the period replaced before they were answered are left out.
    """
    periods = list(dict.fromkeys(entry.period for entry in entries))
    ranks = {name: rank for rank, name in enumerate(departments)}
    telling = [e for e in entries if e.state != LedgerState.SUPERSEDED or e.returned_at]
    return sorted(telling, key=lambda e: (periods.index(e.period), ranks.get(e.department, len(ranks))))


def _row(entry: LedgerEntry, before: Sequence[HistoryRow]) -> HistoryRow:
    codes = [column.code for column in REPORTED_COLUMNS]
    base = {code: entry.base(code) for code in codes}
    returned = {code: entry.returned(code) for code in codes}
    texts = base if all(is_blank(text) for text in returned.values()) else returned
    return HistoryRow(
        entry.period,
        entry.department,
        entry.number,
        entry.state,
        entry.status,
        entry.sent_at,
        entry.returned_at,
        entry.returned_file,
        texts,
        _changes(_last_texts(before, entry.department) or base, texts),
    )


def _now(master: Master, task: Task, before: Sequence[HistoryRow], department: str) -> tuple[HistoryRow, ...]:
    rows = []
    for name in master.departments_of(task):
        if department and not _is_by(master, name, department):
            continue
        texts = {column.code: master.text_of(task, column.code, name) for column in REPORTED_COLUMNS}
        changes = _changes(_last_texts(before, name) or texts, texts)
        rows.append(HistoryRow("", name, task.number, "总表现有", "", "", "", "", texts, changes))
    return tuple(rows)


def _last_texts(rows: Sequence[HistoryRow], department: str) -> dict[str, str] | None:
    return next((row.texts for row in reversed(rows) if row.department == department), None)


def _changes(old: dict[str, str], new: dict[str, str]) -> tuple[TextChange, ...]:
    return tuple(
        TextChange(code, old[code], text) for code, text in new.items() if old[code].strip() != text.strip()
    )
