"""催报: who has still to answer what in a period, and in which tier to be reminded.

Three tiers: 提醒, then 催办单, then 通报名单. Which one is due depends on the days past the due date and
on how often the department was reminded before, by the table of days in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlreport.core.master.master import Master
from xlreport.core.master.register import RegisterEntry, task_numbers
from xlreport.core.master.settings import Settings
from xlreport.core.model import Task
from xlreport.core.reminders.standing import ASKED, COMPLETE, ShareState, Standings
from xlreport.core.text import is_blank, key
from xlreport.core.wording.contacts import parse_contacts
from xlreport.core.wording.deadlines import parse_deadline


class DepartmentState(StrEnum):
    """How a department stands in the period as a whole; the value is what the clerk reads."""

    SENT_BACK = "退回"
    MISSING = "未反馈"
    PARTIAL = "部分反馈"
    RETURNED = "已反馈"
    SAID_NOTHING = "已反馈“无”"
    NOT_SENT = "未下发"


class Tier(StrEnum):
    """How urgently a department is reminded; the value is what the clerk reads."""

    NONE = "暂不催"
    NOTICE = "提醒"
    URGE = "催办单"
    CIRCULAR = "通报名单"


class NoticeKind(StrEnum):
    """The paper that a department gets; the value is its name."""

    URGE = "催办单"
    RETURN = "退回单"


@dataclass(frozen=True)
class OpenTask:
    """A task on which a department has not answered completely: ``columns`` are the open ones' codes."""

    task: Task
    state: ShareState
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Reminder:
    """One department in a period: what it was asked, what is open, and how it is to be reminded.

    ``numbers`` are those of all its tasks, ``asked`` and ``answered`` how many of them were.
    ``due`` is its due date, None where none is known; ``days`` is how many days past it is (negative
    before it). ``notice`` is the paper it gets, if any. ``unsent`` are the numbers of tasks that came
    after the dispatch. ``registered`` holds what the clerk ticked, why an answer was sent back, and the
    reminders so far.
    """

    department: str
    state: DepartmentState
    numbers: tuple[str, ...]
    asked: int
    answered: int
    open: tuple[OpenTask, ...]
    unsent: tuple[str, ...]
    due: date | None
    days: int | None
    tier: Tier
    notice: NoticeKind | None
    registered: RegisterEntry
    head: str
    contacts: tuple[str, ...]
    email: str

    @property
    def open_cells(self) -> int:
        """How many cells are open."""
        return sum(len(item.columns) for item in self.open)

    @property
    def lacks_paper(self) -> bool:
        """Whether the electronic answer is complete and the stamped paper has not come."""
        complete = self.state in {DepartmentState.RETURNED, DepartmentState.SAID_NOTHING}
        return complete and not self.registered.has_paper


def reminders(master: Master, period: str, as_of: date) -> tuple[Reminder, ...]:
    """Every department that has a task, in order of first appearance; empty without a dispatch."""
    standings = Standings(master, period)
    if not standings.entries:
        return ()
    return tuple(_reminder(standings, department, as_of) for department in master.departments())


def _reminder(standings: Standings, department: str, as_of: date) -> Reminder:
    master = standings.master
    states = _states(standings, department)
    asked = {position: state for position, state in states.items() if state in ASKED}
    tasks = master.table.tasks
    open_tasks = tuple(
        OpenTask(tasks[position], state, standings.open_columns(position, department))
        for position, state in asked.items()
        if state not in COMPLETE
    )
    registered = standings.registered(department)
    due = _due(master.settings, registered, standings.period, as_of)
    days = (as_of - due).days if due else None
    own = master.directory.find(department)
    state = department_state(standings, department)
    times = registered.times_reminded_before(as_of)
    tier = tier_of(days, times, master.settings) if open_tasks else Tier.NONE
    return Reminder(
        department,
        state,
        tuple(tasks[position].number for position in states),
        len(asked),
        len(asked) - len(open_tasks),
        open_tasks,
        tuple(tasks[position].number for position, state in states.items() if state not in ASKED),
        due,
        days,
        tier,
        _notice(state, tier, registered, as_of),
        registered,
        own.head if own else "",
        _contacts(own.contacts) if own else (),
        own.email if own else "",
    )


def doubts(rows: Sequence[Reminder], period: str, as_of: date) -> tuple[str, ...]:
    """In Chinese, what the clerk wrote on the register and the program cannot act on."""
    found = []
    for row in rows:
        registered = row.registered
        until = registered.extended_to
        if not is_blank(until) and due_day(until, period, as_of) is None:
            found.append(f"“反馈登记”里{row.department}的“延期至”是“{until}”，看不懂，没有算数")
        if not registered.is_sent_back:
            continue
        numbers = {key(number) for number in row.numbers}
        wrong = [number for number in task_numbers(registered.return_tasks) if number not in numbers]
        if wrong:
            found.append(
                f"“反馈登记”里{row.department}的“退回事项”有它没有的序号{'、'.join(wrong)}，"
                "请写成 5、6 这样的形式"
            )
        elif row.state is not DepartmentState.SENT_BACK:
            found.append(f"“反馈登记”里写了退回{row.department}，但它要退回的事项还没有反馈过")
    return tuple(found)


def _notice(state: DepartmentState, tier: Tier, registered: RegisterEntry, as_of: date) -> NoticeKind | None:
    """An answer that will not do is sent back first; who does not react to that is urged like the others."""
    last = registered.last_reminder[:10]
    told_before = registered.received_at[:10] <= last < as_of.isoformat()
    if state is DepartmentState.SENT_BACK and not (last and told_before):
        return NoticeKind.RETURN
    return NoticeKind.URGE if tier in {Tier.URGE, Tier.CIRCULAR} else None


def _states(standings: Standings, department: str) -> dict[int, ShareState]:
    return {position: standings.state(position, department) for position in standings.positions(department)}


def department_state(standings: Standings, department: str) -> DepartmentState:
    """How a department stands with all that it was asked in the period."""
    states = [state for state in _states(standings, department).values() if state in ASKED]
    if not states:
        return DepartmentState.NOT_SENT
    if ShareState.SENT_BACK in states:
        return DepartmentState.SENT_BACK
    if all(state is ShareState.SAID_NOTHING for state in states):
        return DepartmentState.SAID_NOTHING
    if all(state in COMPLETE for state in states):
        return DepartmentState.RETURNED
    came_back = any(state in COMPLETE or state is ShareState.PARTIAL for state in states)
    return DepartmentState.PARTIAL if came_back else DepartmentState.MISSING


def _contacts(text: str) -> tuple[str, ...]:
    """Each person with the numbers, as one line."""
    return tuple(" ".join((one.name, *one.phones)) for one in parse_contacts(text).contacts)


def tier_of(days: int | None, times_reminded: int, settings: Settings) -> Tier:
    """The tier for a department that is ``days`` past its due date and was reminded so many times.

    Without a due date everybody is only ever reminded.
    """
    if days is None:
        return Tier.NOTICE
    if days < -settings.number("notice_days"):
        return Tier.NONE
    if days < settings.number("urge_days"):
        return Tier.NOTICE
    if days < settings.number("circular_days") or times_reminded < settings.number("circular_after"):
        return Tier.URGE
    return Tier.CIRCULAR


def _due(settings: Settings, registered: RegisterEntry, period: str, as_of: date) -> date | None:
    """The day by which a department has to answer: the later one granted to it, else the period's."""
    granted = due_day(registered.extended_to, period, as_of)
    if granted is not None:
        return granted
    current = settings.value("period")
    if current and key(current) != key(period):
        return None
    return due_day(settings.value("due"), period, as_of)


_MONTH_AND_DAY = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
_DAY = re.compile(r"(?:每月)?(\d{1,2})日")


def due_day(text: str, period: str, as_of: date) -> date | None:
    """The day that a due date names; what it leaves out comes from the period, else from ``as_of``.

    ``2026年11月25日``, ``2026-11-25``, ``11月25日``, ``25日`` and ``每月25日前`` are understood.
    """
    plain = key(text)
    full = parse_deadline(re.sub(r"(\d{4})-(\d{1,2})-(\d{1,2}).*", r"\1年\2月\3日", plain)).day
    if full is not None:
        return full
    named = re.search(r"(\d{4})年", key(period))
    year = int(named[1]) if named else as_of.year
    if (found := _MONTH_AND_DAY.search(plain)) is not None:
        return _day(year, int(found[1]), int(found[2]))
    if (found := _DAY.search(plain)) is not None:
        month = re.search(r"(\d{1,2})月", key(period))
        return _day(year, int(month[1]) if month else as_of.month, int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
