"""汇总-总览: the figures at a glance, by category and by kind of time limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlreport.core.reminders.standing import has_come_back
from xlreport.core.schema import PROBLEMS, REPORTED_COLUMNS, SUPPORT
from xlreport.core.summaries.deadlines import DeadlineState, deadlines
from xlreport.core.summaries.survey import (
    Answers,
    Completion,
    Count,
    Remark,
    Share,
    Survey,
    TaskFacts,
    frame,
    says_something,
    sizes,
)
from xlreport.core.text import key


@dataclass(frozen=True)
class CategoryFigures:
    """One category: tasks by completion, the departments in them (each once) and their shares."""

    category: str
    tasks: int
    complete: int
    partial: int
    missing: int
    departments: int
    shares: int
    reported: int
    problems: int
    support: int


@dataclass(frozen=True)
class Updates:
    """What the period's answers say that was not in the text as dispatched, in shares."""

    any_column: int
    problems: int
    support: int


@dataclass(frozen=True)
class Overview:
    """The overview; ``total`` counts every department once. ``updates`` is None without a ledger."""

    as_of: date
    period: str
    total: CategoryFigures
    categories: tuple[CategoryFigures, ...]
    answers: Answers
    kinds: tuple[Count, ...]
    states: tuple[Count, ...]
    overdue: int
    due_soon: int
    updates: Updates | None


def overview(survey: Survey) -> Overview:
    """The figures of the overview."""
    limits = deadlines(survey)
    states = {count.label: count.number for count in limits.states}
    return Overview(
        survey.as_of,
        survey.period,
        _total(survey),
        _categories(survey),
        survey.answers(survey.shares),
        limits.kinds,
        limits.states,
        states.get(DeadlineState.OVERDUE, 0),
        states.get(DeadlineState.SOON, 0),
        _updates(survey) if survey.dispatched else None,
    )


def _categories(survey: Survey) -> tuple[CategoryFigures, ...]:
    tasks = frame(survey.tasks, TaskFacts)
    shares = frame(survey.shares, Share)
    by_completion = tasks.groupby(["category", "completion"], sort=False).size().to_dict()
    departments = shares.groupby("category")["department"].nunique().to_dict()
    reported = sizes(shares[shares["reported"].astype(bool)], "category")
    all_shares = sizes(shares, "category")
    problems = sizes(frame(survey.remarks(PROBLEMS.code), Remark), "category")
    support = sizes(frame(survey.remarks(SUPPORT.code), Remark), "category")
    return tuple(
        CategoryFigures(
            str(category),
            number,
            int(by_completion.get((category, Completion.FULL), 0)),
            int(by_completion.get((category, Completion.PARTIAL), 0)),
            int(by_completion.get((category, Completion.NONE), 0)),
            int(departments.get(category, 0)),
            all_shares.get(category, 0),
            reported.get(category, 0),
            problems.get(category, 0),
            support.get(category, 0),
        )
        for category, number in sizes(tasks, "category").items()
    )


def _total(survey: Survey) -> CategoryFigures:
    completions = sizes(frame(survey.tasks, TaskFacts), "completion")
    shares = frame(survey.shares, Share)
    return CategoryFigures(
        "合计",
        len(survey.tasks),
        completions.get(Completion.FULL, 0),
        completions.get(Completion.PARTIAL, 0),
        completions.get(Completion.NONE, 0),
        int(shares["department"].nunique()),
        len(shares),
        int(shares["reported"].sum()),
        len(survey.remarks(PROBLEMS.code)),
        len(survey.remarks(SUPPORT.code)),
    )


def _updates(survey: Survey) -> Updates:
    entries = survey.standings.entries
    asked = [(share.position, share.department) for share in survey.shares]
    returned = [entries[place] for place in asked if place in entries and has_come_back(entries[place])]
    changed = [
        {
            column.code
            for column in REPORTED_COLUMNS
            if key(entry.returned(column.code)) != key(entry.base(column.code))
        }
        for entry in returned
    ]
    return Updates(
        sum(1 for codes in changed if codes),
        *(
            sum(
                code in codes and says_something(entry.returned(code))
                for entry, codes in zip(returned, changed, strict=True)
            )
            for code in (PROBLEMS.code, SUPPORT.code)
        ),
    )
