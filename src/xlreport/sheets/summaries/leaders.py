"""The sheet 汇总-领导."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.schema import SUMMARY_LEADERS
from xlreport.core.summaries.leaders import LeaderFigures, LeaderSummary, leaders
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
    Field("分管区领导", 13),
    Field("任务数", 7),
    Field("任务序号", 24, TEXT),
    Field("涉及部门", 48, TEXT),
    Field("存在问题", 8.5),
    Field("对上争取", 8.5),
    Field("未全部填报的任务", 17, TEXT),
)
_NOTE = (
    "一项任务由几位区领导分管的，分别计入各位名下；合计中任务、问题和对上争取均不重复计算。"
    "“未全部填报”指还有责任部门在“政策落实情况”栏没有文字。"
    "点击蓝色的任务数可转到其中未全部填报的（都已填报的，第一项）任务。"
)


def paint(sheet: Worksheet, figures: LeaderSummary, head: Head) -> None:
    """A line per district leader, and the totals."""
    page = ListPage(
        "各分管区领导任务落实情况",
        _FIELDS,
        (_NOTE,),
        [_row(own) for own in figures.rows],
        nothing="总表里还没有任务，暂无可汇总的内容。",
        total=Row(("合计", figures.tasks, "", "", figures.problems, figures.support, "")),
        linked=2,
    )
    paint_list_page(sheet, page, head)


def _row(own: LeaderFigures) -> Row:
    return Row(
        (
            own.leader,
            own.tasks,
            joined(own.numbers, 24),
            joined(own.departments, 48) or "—",
            own.problems,
            own.support,
            joined(own.unreported, 17) or "—",
        ),
        own.cell,
    )


TAB = Tab(SUMMARY_LEADERS, leaders, paint)
