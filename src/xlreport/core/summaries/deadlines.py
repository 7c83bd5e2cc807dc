"""汇总-时限: every task's time limit, how many days are left, and its light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlreport.core.schema import DEADLINE
from xlreport.core.summaries.survey import Count, Survey, frame, sizes
from xlreport.core.text import is_blank
from xlreport.core.wording.deadlines import Deadline, DeadlineKind, parse_deadline

SOON_DAYS = 30
"""A task due within this many days, today included, is due soon."""
NO_DEADLINE = "未填时限"


class DeadlineState(StrEnum):
    """The light of a time limit, most urgent first; the value is what the clerk reads.

    ``OVERDUE`` says only that the day has passed: whether the task is done is in its progress text.
    """

    OVERDUE = "已逾期"
    SOON = "30日内到期"
    ON_TIME = "正常"
    NOT_YET = "未到执行日"
    IN_FORCE = "已开始执行"
    RECURRING = "定期"
    LONG_TERM = "长期"
    ON_NOTICE = "依据通知"
    UNKNOWN = "时限不明确"


_ORDER = tuple(DeadlineState)


@dataclass(frozen=True)
class DeadlineRow:
    """A task's time limit: ``days_left`` is negative once the day has passed, None without a due day.

    ``cell`` is the A1 reference of the time limit on the task table.
    """

    number: str
    category: str
    departments: tuple[str, ...]
    leaders: tuple[str, ...]
    text: str
    kind: str
    day: date | None
    days_left: int | None
    state: DeadlineState
    completion: str
    cell: str


@dataclass(frozen=True)
class Deadlines:
    """All tasks, most urgent first, and how many there are of each light and of each kind."""

    as_of: date
    rows: tuple[DeadlineRow, ...]
    states: tuple[Count, ...]
    kinds: tuple[Count, ...]


def deadlines(survey: Survey) -> Deadlines:
    """The time limits on the survey's day; tasks of the same light by day, then in table order."""
    rows = [_row(survey, position) for position in range(len(survey.tasks))]
    table = frame(rows, DeadlineRow)
    states = sizes(table, "state")
    return Deadlines(
        survey.as_of,
        tuple(sorted(rows, key=lambda row: (_ORDER.index(row.state), row.day or date.max))),
        tuple(Count(state, states[state]) for state in _ORDER if state in states),
        tuple(Count(str(kind), number) for kind, number in sizes(table, "kind").items()),
    )


def _row(survey: Survey, position: int) -> DeadlineRow:
    facts = survey.tasks[position]
    text = survey.master.table.tasks[position].deadline
    deadline = parse_deadline(text)
    due = deadline.day if deadline.kind is DeadlineKind.DUE else None
    return DeadlineRow(
        facts.number,
        facts.category,
        facts.departments,
        facts.leaders,
        text,
        NO_DEADLINE if is_blank(text) else deadline.kind.value,
        deadline.day,
        None if due is None else (due - survey.as_of).days,
        state_of(deadline, survey.as_of),
        facts.completion,
        survey.cell(position, DEADLINE.code),
    )


def state_of(deadline: Deadline, as_of: date) -> DeadlineState:
    """The light of a time limit on a day; a task is not overdue on the very day it is due."""
    if deadline.day is not None and deadline.kind is DeadlineKind.DUE:
        left = (deadline.day - as_of).days
        if left < 0:
            return DeadlineState.OVERDUE
        return DeadlineState.SOON if left <= SOON_DAYS else DeadlineState.ON_TIME
    if deadline.day is not None and deadline.kind is DeadlineKind.EFFECTIVE:
        return DeadlineState.IN_FORCE if deadline.day <= as_of else DeadlineState.NOT_YET
    return _STATE_WITHOUT_DAY.get(deadline.kind, DeadlineState.UNKNOWN)


_STATE_WITHOUT_DAY = {
    DeadlineKind.LONG_TERM: DeadlineState.LONG_TERM,
    DeadlineKind.ON_NOTICE: DeadlineState.ON_NOTICE,
    DeadlineKind.RECURRING: DeadlineState.RECURRING,
}
