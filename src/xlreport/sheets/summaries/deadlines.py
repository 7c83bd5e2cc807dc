"""The sheet 汇总-时限."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.schema import SUMMARY_DEADLINES
from xlreport.core.summaries.deadlines import DeadlineRow, Deadlines, DeadlineState, deadlines
from xlreport.drawing import styles
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
    Field("类别", 22, TEXT),
    Field("责任部门", 30, TEXT),
    Field("分管区领导", 17),
    Field("工作时限", 27, TEXT),
    Field("类型", 12.5),
    Field("时限日期", 12),
    Field("剩余天数", 8.5),
    Field("状态", 11.5),
    Field("填报情况", 9),
)
_STATE_COLUMN = 9
_FILLS = {
    DeadlineState.OVERDUE: styles.ERROR_FILL,
    DeadlineState.SOON: styles.WARNING_FILL,
    DeadlineState.ON_TIME: styles.GOOD_FILL,
    DeadlineState.UNKNOWN: styles.LOCKED_FILL,
}
_NOTE = "时限日期已过的列为“已逾期”，是否已经办结以“政策落实情况”为准；30日内到期含当日。"


def paint(sheet: Worksheet, figures: Deadlines, head: Head) -> None:
    """How many tasks there are of each light, and a line per task, most urgent first."""
    page = ListPage(
        "任务时限情况",
        _FIELDS,
        (_counts(figures), _NOTE),
        [_row(own) for own in figures.rows],
        nothing="总表里还没有任务，暂无可汇总的内容。",
    )
    paint_list_page(sheet, page, head)
    for number, own in enumerate(figures.rows, start=page.header_row + 1):
        if own.state in _FILLS:
            sheet.cell(number, _STATE_COLUMN).fill = styles.fill(_FILLS[own.state])


def _counts(figures: Deadlines) -> str:
    states = "，".join(f"{count.label}{count.number}项" for count in figures.states)
    return f"共{len(figures.rows)}项任务：{states}。"


def _row(own: DeadlineRow) -> Row:
    return Row(
        (
            own.number,
            own.category,
            joined(own.departments, 30) or "—",
            joined(own.leaders, 17),
            own.text.strip() or "（空）",
            own.kind,
            own.day.isoformat() if own.day else "—",
            "—" if own.days_left is None else own.days_left,
            own.state,
            own.completion,
        ),
        own.cell,
    )


TAB = Tab(SUMMARY_DEADLINES, deadlines, paint)
