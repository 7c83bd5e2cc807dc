"""Planning a dispatch: which department gets which tasks with which texts.

Pure: the plan says what the books hold and what the ledger must remember; writing is the action's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlreport.core.dispatch.asking import Asking
from xlreport.core.dispatch.manifest import Manifest, context_digests, row_id, sign, task_id
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.schema import CONTEXT_COLUMNS, PROBLEMS, PROGRESS, REPORTED_COLUMNS, SUPPORT
from xlreport.core.text import is_blank, is_similar, key, shorten


@dataclass(frozen=True)
class BookRow:
    """One task in a department book: its row id and the department's own texts by column code.

    ``status`` is what the department last chose, ``previous`` what it reported in an earlier period.
    """

    row_id: str
    task: Task
    texts: Mapping[str, str]
    status: str = ""
    previous: str = ""


@dataclass(frozen=True)
class DepartmentBook:
    """Everything a department book says. ``token`` is the signed manifest, ``title`` the table's.

    ``only_open`` says that tasks which need no new answer were left out.
    """

    manifest: Manifest
    token: str
    rows: tuple[BookRow, ...]
    title: str
    contacts: str
    office: str
    due: str
    only_open: bool = False

    @property
    def department(self) -> str:
        return self.manifest.department

    @property
    def file_name(self) -> str:
        """The name of the file: short, since mail programs spoil long Chinese names."""
        return f"{self.department}-{self.manifest.period}.xlsx"


@dataclass(frozen=True)
class Skipped:
    """A department that gets no book, and why in Chinese."""

    department: str
    reason: str


@dataclass(frozen=True)
class DispatchPlan:
    """The books to write; the ledger rows to add and those now superseded; the next free serial.

    ``settled`` are the departments that need not be asked for anything.
    """

    books: tuple[DepartmentBook, ...]
    added: tuple[LedgerEntry, ...]
    superseded: tuple[LedgerEntry, ...]
    last_serial: int
    skipped: tuple[Skipped, ...]
    settled: tuple[str, ...] = ()


def repeated_tasks(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Tasks that share both number and content with another one and so cannot be told apart."""
    counts = Counter(task_id(task.number, task.content) for task in tasks)
    return tuple(task for task in tasks if counts[task_id(task.number, task.content)] > 1)


def plan_dispatch(
    master: Master, period: str, master_id: str, secret: str, now: str, *, only_open: bool = False
) -> DispatchPlan:
    """The books of one period for all departments that the directory knows.

    With ``only_open`` they hold only the tasks that have to be asked (:mod:`xlreport.core.dispatch.asking`).

    A book whose tasks and texts are what the ledger already has for the period keeps its dispatch
    number, so that dispatching twice makes the same book; otherwise it gets a new number and the
    earlier entries are superseded.
    """
    planning = _Planning(master, period, now, Asking(master, period), only_open)
    serial = master.settings.number("serial")
    asked: list[_Asked] = []
    skipped: list[Skipped] = []
    settled: list[str] = []
    for department in master.departments():
        places = planning.places(department)
        if master.directory.find(department) is None:
            numbers = "、".join(task.number for task in master.tasks_of(department))
            skipped.append(Skipped(department, f"“单位名录”里没有这个单位（第{numbers}项）"))
        elif not places:
            settled.append(department)
        else:
            asked.append(planning.asked(department, places, serial + 1))
            serial += bool(asked[-1].added)
    return DispatchPlan(
        tuple(_book(master, item.tasks, item.entries, master_id, secret) for item in asked),
        tuple(entry for item in asked for entry in item.added),
        tuple(entry for item in asked for entry in item.superseded),
        serial,
        tuple(skipped),
        tuple(settled),
    )


@dataclass(frozen=True)
class _Asked:
    """What a department is asked: its tasks with their ledger entries, and what is new in the ledger."""

    tasks: Sequence[Task]
    entries: Sequence[LedgerEntry]
    added: Sequence[LedgerEntry] = ()
    superseded: Sequence[LedgerEntry] = ()


@dataclass(frozen=True)
class _Planning:
    """The dispatch of one period while it is planned, department by department."""

    master: Master
    period: str
    now: str
    asking: Asking
    only_open: bool

    def places(self, department: str) -> tuple[int, ...]:
        """The 0-based places of the tasks that a department is asked about."""
        if self.only_open:
            return self.asking.open_positions(department)
        return self.asking.standings.positions(department)

    def asked(self, department: str, places: Sequence[int], serial: int) -> _Asked:
        """What a department is asked, under the next serial unless it was asked just that before."""
        tasks = [self.master.table.tasks[place] for place in places]
        earlier = [e for e in self.master.ledger if (e.period, e.department) == (self.period, department)]
        current = [e for e in earlier if e.state != LedgerState.SUPERSEDED]
        if self.only_open:
            current = [e for e in current if self.asking.standings.position_of(e) in places]
        entries = _entries(self.master, tasks, department, self.period, _serial_text(serial), self.now)
        if _same_dispatch(current, entries) and _is_whole(current, earlier):
            return _Asked(tasks, current)
        return _Asked(tasks, entries, added=entries, superseded=current)


def _serial_text(serial: int) -> str:
    return f"{serial:04d}"


def _entries(
    master: Master, tasks: Sequence[Task], department: str, period: str, serial: str, now: str
) -> list[LedgerEntry]:
    entries = []
    for task in tasks:
        base = {column.code: master.text_of(task, column.code, department) for column in REPORTED_COLUMNS}
        entries.append(
            LedgerEntry(
                period=period,
                serial=serial,
                task_id=task_id(task.number, task.content),
                number=task.number,
                department=department,
                content=task.content,
                state=LedgerState.SENT,
                sent_at=now,
                base_support=base[SUPPORT.code],
                base_problems=base[PROBLEMS.code],
                base_progress=base[PROGRESS.code],
                context=context_digests([task.text(column.code) for column in CONTEXT_COLUMNS]),
            )
        )
    return entries


def _same_dispatch(current: Sequence[LedgerEntry], entries: Sequence[LedgerEntry]) -> bool:
    """Whether the ledger already holds this very dispatch, under one number."""

    def said(entry: LedgerEntry) -> tuple[str, ...]:
        return (entry.task_id, entry.context, *(entry.base(column.code) for column in REPORTED_COLUMNS))

    return len({e.serial for e in current}) == 1 and [said(e) for e in current] == [said(e) for e in entries]


def _is_whole(current: Sequence[LedgerEntry], earlier: Sequence[LedgerEntry]) -> bool:
    """Whether these are all entries of their dispatches, so that the book holds the same tasks again."""
    serials = {entry.serial for entry in current}
    return sum(entry.serial in serials for entry in earlier) == len(current)


def _book(
    master: Master, tasks: Sequence[Task], entries: Sequence[LedgerEntry], master_id: str, secret: str
) -> DepartmentBook:
    first = entries[0]
    department = first.department
    manifest = Manifest(
        master_id, department, first.period, first.serial, tuple(entry.task_id for entry in entries)
    )
    rows = tuple(
        BookRow(
            row_id(manifest, entry.task_id, secret),
            task,
            {column.code: entry.base(column.code) for column in REPORTED_COLUMNS},
            _last_status(master, entry),
            _previous_report(master, entry),
        )
        for entry, task in zip(entries, tasks, strict=True)
    )
    own = master.directory.find(department)
    return DepartmentBook(
        manifest,
        sign(manifest, secret),
        rows,
        "".join(master.table.title),
        own.contacts if own else "",
        master.settings.value("office"),
        master.settings.value("due"),
        len(tasks) < len(master.tasks_of(department)),
    )


def _last_status(master: Master, entry: LedgerEntry) -> str:
    """The status that the department last chose for this task, in this period or before."""
    chosen = [e.status for e in master.ledger if e.status and _is_about_the_same(e, entry)]
    return chosen[-1] if chosen else ""


def _previous_report(master: Master, entry: LedgerEntry) -> str:
    """What the department itself last reported on this task in another period; empty where nothing."""
    reports = [
        e
        for e in master.ledger
        if e.period != entry.period and e.returned_at and _is_about_the_same(e, entry)
    ]
    if not reports:
        return ""
    latest = reports[-1]
    said = [
        f"{key(column.heading)}：{latest.returned(column.code)}"
        for column in REPORTED_COLUMNS
        if not is_blank(latest.returned(column.code))
    ]
    return "\n".join([f"【{latest.period}】{latest.status}", *said])


def _is_about_the_same(one: LedgerEntry, other: LedgerEntry) -> bool:
    """Whether two ledger entries are one department's part in one task, renumbered or reworded or not."""
    if one.department != other.department:
        return False
    same_number = key(one.number) == key(other.number)
    return key(one.content) == key(other.content) or (same_number and is_similar(one.content, other.content))


def describe_task(task: Task) -> str:
    """A task as messages name it: its number and the beginning of its content."""
    return f"第{task.number or '？'}项（{shorten(key(task.content), 16)}）"
