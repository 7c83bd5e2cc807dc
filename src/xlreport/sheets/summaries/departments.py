"""The sheet 汇总-部门."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.schema import SUMMARY_DEPARTMENTS
from xlreport.core.summaries.departments import DepartmentFigures, DepartmentSummary, departments
from xlreport.drawing.charts import Block, add_stacked_bars
from xlreport.drawing.layout import (
    CHARTED,
    TEXT,
    Field,
    Head,
    ListPage,
    Row,
    joined,
    make_room,
    paint_list_page,
)
from xlreport.drawing.painter import Area
from xlreport.sheets.summaries.tab import Tab

_FIELDS = (
    Field("责任部门", 20, TEXT),
    Field("任务数", 7),
    Field("牵头", 6),
    Field("配合", 6),
    Field("已填报", 7, CHARTED),
    Field("未填报", 7, CHARTED),
    Field("任务序号", 22, TEXT),
    Field("未填报的任务", 12.5, TEXT),
    Field("存在问题", 8.5),
    Field("对上争取", 8.5),
    Field("名录缺项", 11.5, TEXT),
)
_NOTE = (
    "“已填报”指该部门在“政策落实情况”栏有文字（填“无”也算）。联名段落给署名的各部门各计一条，"
    "未署名的段落只计入合计；合计中任务、问题和对上争取均不重复计算。"
    "点击蓝色的任务数可转到该部门尚未填报的（都已填报的，第一项）任务。"
)
_MOST_BARS = 24
"""List and chart of so many departments are still legible on one upright page."""

_BAR_POINTS = 16.0


def paint(sheet: Worksheet, figures: DepartmentSummary, head: Head) -> None:
    """A line per department, the totals, and bars of what is reported and what is not."""
    page = ListPage(
        "各部门任务落实情况",
        _FIELDS,
        (_NOTE,),
        [_row(own) for own in figures.rows],
        nothing="总表里还没有填写区级责任部门，暂无可汇总的内容。",
        total=_total(figures),
        linked=2,
    )
    charted = 0 < len(figures.rows) <= _MOST_BARS
    bottom = paint_list_page(sheet, page, head, orientation="portrait" if charted else "landscape")
    sheet.page_setup.fitToHeight = 1 if charted else 0
    if charted:
        _add_chart(sheet, Block(page.header_row, page.header_row + 1, bottom, 1, (5, 6)))


def _row(own: DepartmentFigures) -> Row:
    return Row(
        (
            own.department,
            own.tasks,
            own.lead,
            own.supporting,
            own.reported,
            len(own.unreported),
            joined(own.numbers, 22),
            joined(own.unreported, 12.5) or "—",
            own.problems,
            own.support,
            own.gaps.replace("、", "\n") or "—",
        ),
        own.cell,
    )


def _total(figures: DepartmentSummary) -> Row:
    return Row(
        (
            f"合计（{len(figures.rows)}个部门）",
            figures.tasks,
            sum(own.lead for own in figures.rows),
            sum(own.supporting for own in figures.rows),
            sum(own.reported for own in figures.rows),
            sum(len(own.unreported) for own in figures.rows),
            "",
            "",
            figures.problems,
            figures.support,
            "",
        )
    )


def _add_chart(sheet: Worksheet, block: Block) -> None:
    """The bars over the whole width, on rows of their own below the total."""
    top = block.bottom + 3
    bars = block.bottom - block.top + 1
    last = make_room(sheet, top, 120 + _BAR_POINTS * max(bars, 5))
    area = Area(top, 1, last, len(_FIELDS))
    add_stacked_bars(sheet, block, area, "各部门任务填报情况（项）", ("2F5597", "F4B183"))


TAB = Tab(SUMMARY_DEPARTMENTS, departments, paint)
