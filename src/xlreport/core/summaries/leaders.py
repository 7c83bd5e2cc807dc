"""汇总-领导: what lies with each district leader; a task with two leaders counts for both."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.core.schema import CONTENT, PROBLEMS, SUPPORT
from xlreport.core.summaries.survey import Completion, Remark, Survey, TaskFacts, frame, sizes


@dataclass(frozen=True)
class LeaderFigures:
    """One district leader, spelled as in the table (``丁  一``).

    ``unreported`` are the numbers of the tasks on which not every department has reported.
    ``cell`` is the content cell of the first of these, else of the first task.
    """

    leader: str
    tasks: int
    numbers: tuple[str, ...]
    departments: tuple[str, ...]
    problems: int
    support: int
    unreported: tuple[str, ...]
    cell: str


@dataclass(frozen=True)
class LeaderSummary:
    """All leaders in order of first appearance; the totals count every task and paragraph once."""

    rows: tuple[LeaderFigures, ...]
    tasks: int
    problems: int
    support: int


def leaders(survey: Survey) -> LeaderSummary:
    """The figures of every leader; tasks that name none stand under a line that says so."""
    problems = survey.remarks(PROBLEMS.code)
    support = survey.remarks(SUPPORT.code)
    problem_counts = sizes(frame(problems, Remark), "position")
    support_counts = sizes(frame(support, Remark), "position")
    tasks = frame(survey.tasks, TaskFacts).explode("leaders")
    rows = []
    for leader, own in tasks.groupby("leaders", sort=False):
        unreported = own["completion"] != Completion.FULL
        first = own[unreported] if unreported.any() else own
        rows.append(
            LeaderFigures(
                str(leader),
                len(own),
                tuple(own["number"]),
                tuple(own["departments"].explode().dropna().unique()),
                int(own["position"].map(problem_counts).fillna(0).sum()),
                int(own["position"].map(support_counts).fillna(0).sum()),
                tuple(own["number"][unreported]),
                survey.cell(int(first["position"].iloc[0]), CONTENT.code),
            )
        )
    return LeaderSummary(tuple(rows), len(survey.tasks), len(problems), len(support))
