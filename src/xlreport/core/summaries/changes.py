"""汇总-本期变化: what is new since the last period, department by department.

What stood at the end of the last period is the text that the period's first department book went out
with. What is new is the text in the table now; of a period that others have followed, the text that
came back in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xlreport.core.master.ledger import LedgerEntry
from xlreport.core.schema import REPORTED_COLUMNS
from xlreport.core.summaries.survey import Share, Survey, says_something
from xlreport.core.text import key


class Novelty(StrEnum):
    """In what way a text is new; the value is what the clerk reads."""

    NEW = "新增"
    EDITED = "修改"
    CLEARED = "清空"


@dataclass(frozen=True)
class ChangeRow:
    """One department's text in one reported column as it was last period and as it is now."""

    number: str
    department: str
    leaders: tuple[str, ...]
    column: str
    novelty: Novelty
    old: str
    new: str
    cell: str


@dataclass(frozen=True)
class PeriodChanges:
    """The texts that changed, in table order, and how many tasks and departments they belong to.

    无 and nothing are the same here.
    ``dispatched`` is False where nothing went out in the period, so that there is nothing to compare.
    """

    rows: tuple[ChangeRow, ...]
    tasks: int
    departments: int
    dispatched: bool


def period_changes(survey: Survey) -> PeriodChanges:
    """What changed in the period of a survey."""
    found = [(share, row) for share in survey.shares for row in _rows(survey, share)]
    return PeriodChanges(
        tuple(row for _, row in found),
        len({share.position for share, _ in found}),
        len({share.department for share, _ in found}),
        survey.dispatched,
    )


def _rows(survey: Survey, share: Share) -> list[ChangeRow]:
    first = survey.standings.first_entries.get((share.position, share.department))
    if first is None:
        return []
    rows = []
    for column in REPORTED_COLUMNS:
        old, new = first.base(column.code), _present(survey, share, column.code)
        if key(old) != key(new) and (says_something(old) or says_something(new)):
            leaders = survey.tasks[share.position].leaders
            cell = survey.cell(share.position, column.code)
            rows.append(
                ChangeRow(
                    share.number,
                    share.department,
                    leaders,
                    column.code,
                    _novelty(old, new),
                    old,
                    new,
                    cell,
                )
            )
    return rows


def _present(survey: Survey, share: Share, code: str) -> str:
    if survey.standings.is_latest:
        task = survey.master.table.tasks[share.position]
        return survey.master.text_of(task, code, share.department)
    entry: LedgerEntry = survey.standings.entries[share.position, share.department]
    has_text = any(entry.returned(column.code) for column in REPORTED_COLUMNS)
    return entry.returned(code) if has_text else entry.base(code)


def _novelty(old: str, new: str) -> Novelty:
    if not says_something(new):
        return Novelty.CLEARED
    return Novelty.EDITED if says_something(old) else Novelty.NEW
