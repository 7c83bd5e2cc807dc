"""汇总-部门: what each department has to do and what it has reported."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.core.model import Department
from xlreport.core.schema import CONTENT, PROBLEMS, SUPPORT
from xlreport.core.summaries.survey import Remark, Share, Survey, frame, sizes
from xlreport.core.text import is_blank


@dataclass(frozen=True)
class DepartmentFigures:
    """One department; ``numbers`` are its tasks, ``unreported`` those it has not reported on.

    ``gaps`` says what the directory lacks (``缺邮箱``), empty where nothing. ``cell`` is the content
    cell of its first task that is unreported, else of its first task.
    """

    department: str
    tasks: int
    lead: int
    supporting: int
    reported: int
    numbers: tuple[str, ...]
    unreported: tuple[str, ...]
    problems: int
    support: int
    gaps: str
    cell: str


@dataclass(frozen=True)
class DepartmentSummary:
    """All departments that have a task or say something, in order of first appearance.

    ``tasks``, ``problems`` and ``support`` count every task and every paragraph of the table once.
    """

    rows: tuple[DepartmentFigures, ...]
    tasks: int
    problems: int
    support: int


def departments(survey: Survey) -> DepartmentSummary:
    """The figures of every department."""
    problems = survey.remarks(PROBLEMS.code)
    support = survey.remarks(SUPPORT.code)
    problem_counts = _by_department(problems)
    support_counts = _by_department(support)
    shares = frame(survey.shares, Share)
    groups = {str(name): own for name, own in shares.groupby("department", sort=False)}
    names = dict.fromkeys([*groups, *problem_counts, *support_counts])
    rows = []
    for name in names:
        own = groups.get(name, shares.iloc[:0])
        reported = own["reported"].astype(bool)
        lead = int(own["lead"].sum())
        first = own[~reported] if not reported.all() else own
        rows.append(
            DepartmentFigures(
                name,
                len(own),
                lead,
                len(own) - lead,
                int(reported.sum()),
                tuple(own["number"]),
                tuple(own["number"][~reported]),
                problem_counts.get(name, 0),
                support_counts.get(name, 0),
                _gaps(survey.master.directory.find(name)),
                survey.cell(int(first["position"].iloc[0]), CONTENT.code) if len(own) else "",
            )
        )
    return DepartmentSummary(tuple(rows), len(survey.tasks), len(problems), len(support))


def _by_department(remarks: tuple[Remark, ...]) -> dict[str, int]:
    """How many paragraphs each department has; a joint paragraph counts for each that signs it."""
    signed = frame(remarks, Remark).explode("departments")
    return {str(name): number for name, number in sizes(signed, "departments").items()}


def _gaps(department: Department | None) -> str:
    if department is None:
        return "名录中没有"
    missing = [
        label
        for label, text in (("缺联系人", department.contacts), ("缺邮箱", department.email))
        if is_blank(text)
    ]
    return "、".join(missing)
