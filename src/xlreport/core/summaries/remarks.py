"""汇总-问题清单 and 汇总-对上争取: every paragraph that says something, word for word."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.core.summaries.survey import UNSIGNED, Survey


@dataclass(frozen=True)
class RemarkRow:
    """One paragraph: ``departments`` are those who signed it, ``未署名`` where nobody did.

    ``text`` is verbatim, without the prefix that names the departments.
    """

    number: str
    category: str
    departments: tuple[str, ...]
    leaders: tuple[str, ...]
    text: str
    cell: str


@dataclass(frozen=True)
class RemarkList:
    """The paragraphs of one reported column, in table order; ``tasks`` have at least one."""

    column: str
    rows: tuple[RemarkRow, ...]
    tasks: int


def remark_list(survey: Survey, code: str) -> RemarkList:
    """The paragraphs of the reported column of this code that say something other than 无."""
    found = survey.remarks(code)
    rows = tuple(
        RemarkRow(
            survey.tasks[remark.position].number,
            remark.category,
            remark.departments or (UNSIGNED,),
            survey.tasks[remark.position].leaders,
            remark.text,
            survey.cell(remark.position, code),
        )
        for remark in found
    )
    return RemarkList(code, rows, len({remark.position for remark in found}))
