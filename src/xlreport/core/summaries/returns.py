"""汇总-反馈情况: which department has answered on which task in the period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.core.master.ledger import TaskStatus
from xlreport.core.reminders.standing import ShareState
from xlreport.core.schema import PROGRESS
from xlreport.core.summaries.survey import Answers, Count, Share, Survey, frame


@dataclass(frozen=True)
class ReturnsTask:
    """A column of the matrix: a task, how its departments have answered, its progress cell."""

    number: str
    answers: Answers
    cell: str


@dataclass(frozen=True)
class ReturnsDepartment:
    """A row of the matrix: one state per task, None where the department has no part in it (不涉及).

    ``statuses`` count its tasks by the status that it chose for them; ``reviewed`` and ``paper`` are
    what the clerk has ticked on the register.
    """

    department: str
    states: tuple[ShareState | None, ...]
    answers: Answers
    statuses: tuple[Count, ...] = ()
    reviewed: bool = False
    paper: bool = False


@dataclass(frozen=True)
class Returns:
    """The department × task matrix of a period with its totals by row, by column and overall."""

    period: str
    tasks: tuple[ReturnsTask, ...]
    departments: tuple[ReturnsDepartment, ...]
    total: Answers
    statuses: tuple[Count, ...]


def returns(survey: Survey) -> Returns:
    """The matrix; departments in order of first appearance, tasks in table order."""
    shares = survey.shares
    matrix = frame(shares, Share).pivot(index="department", columns="position", values="state")
    rows = []
    for department in dict.fromkeys(share.department for share in shares):
        line = matrix.loc[department].dropna().to_dict()
        registered = survey.standings.registered(department)
        own = [share for share in shares if share.department == department]
        rows.append(
            ReturnsDepartment(
                department,
                tuple(line.get(facts.position) for facts in survey.tasks),
                survey.answers(own),
                _statuses(own),
                registered.is_reviewed,
                registered.has_paper,
            )
        )
    columns = [
        ReturnsTask(
            facts.number,
            survey.answers([share for share in shares if share.position == facts.position]),
            survey.cell(facts.position, PROGRESS.code),
        )
        for facts in survey.tasks
    ]
    return Returns(survey.period, tuple(columns), tuple(rows), survey.answers(shares), _statuses(shares))


def _statuses(shares: Sequence[Share]) -> tuple[Count, ...]:
    chosen = [share.status for share in shares]
    return tuple(Count(status, chosen.count(status)) for status in TaskStatus)
