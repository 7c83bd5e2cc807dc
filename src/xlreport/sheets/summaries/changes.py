"""The sheet 汇总-本期变化."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.difference import difference, new_side, old_side
from xlreport.core.schema import COLUMN_BY_CODE, SUMMARY_CHANGES
from xlreport.core.summaries.changes import ChangeRow, PeriodChanges, period_changes
from xlreport.core.text import key
from xlreport.drawing.layout import (
    TEXT,
    Field,
    Head,
    ListPage,
    Row,
    joined,
    paint_list_page,
)
from xlreport.sheets.summaries.tab import Tab

_FIELDS = (
    Field("序号", 6),
    Field("责任部门", 18),
    Field("分管区领导", 13),
    Field("栏目", 12.5),
    Field("变化", 7),
    Field("上期末的文字", 42, TEXT),
    Field("现在的文字", 42, TEXT),
)
_LEGEND = (
    "上期末的文字指本期第一次下发时的文字，划掉的红字已经没有了；现在的文字里带下划线的绿字是新的。"
    "“无”和空白同样看待。"
)


def paint(sheet: Worksheet, figures: PeriodChanges, head: Head) -> None:
    """A line for each text that changed since the last period, the difference marked in it."""
    page = ListPage(
        "本期变化情况",
        _FIELDS,
        (_sentence(figures), _LEGEND) if figures.rows else (),
        [_row(own) for own in figures.rows],
        nothing=_nothing(figures),
    )
    paint_list_page(sheet, page, head)


def _nothing(figures: PeriodChanges) -> str:
    if figures.dispatched:
        return "和上期末相比，各部门的文字还没有变化。"
    return "本期还没有下发反馈表，没有可以比较的内容。"


def _sentence(figures: PeriodChanges) -> str:
    return (
        f"和上期末相比，{figures.tasks}项任务、{figures.departments}个部门的{len(figures.rows)}处文字有变化。"
    )


def _row(own: ChangeRow) -> Row:
    runs = difference(own.old, own.new)
    heading = key(COLUMN_BY_CODE[own.column].heading)
    values = (
        own.number,
        own.department,
        joined(own.leaders, 13),
        heading,
        str(own.novelty),
        old_side(runs),
        new_side(runs),
    )
    return Row(values, own.cell)


TAB = Tab(SUMMARY_CHANGES, period_changes, paint)
