"""The sheet 催报名单 in the master: one row per department, with what is open and whom to call."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.reminders.notices import columns_text
from xlreport.core.reminders.reminding import DepartmentState, Reminder, Tier
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
from xlreport.drawing.painter import Painter

_MISSING_WIDTH = 44
_FIELDS = (
    Field("责任部门", 18, TEXT),
    Field("状态", 10),
    Field("应反馈", 7),
    Field("已反馈", 7),
    Field("还缺什么", _MISSING_WIDTH, TEXT),
    Field("层级", 9),
    Field("截止日期", 11),
    Field("已催次数", 6),
    Field("最近催办", 12),
    Field("联系人及电话", 20, TEXT),
    Field("领导已\n审阅", 7),
    Field("纸质件\n已收", 7),
)
_STATE, _TIER = 2, 6
_STATE_FILLS = {
    DepartmentState.RETURNED: styles.GOOD_FILL,
    DepartmentState.SAID_NOTHING: styles.GOOD_FILL,
    DepartmentState.PARTIAL: styles.WARNING_FILL,
    DepartmentState.MISSING: styles.ERROR_FILL,
    DepartmentState.SENT_BACK: styles.ERROR_FILL,
    DepartmentState.NOT_SENT: styles.LOCKED_FILL,
}
_TIER_FILLS = {
    Tier.NOTICE: styles.HINT_FILL,
    Tier.URGE: styles.WARNING_FILL,
    Tier.CIRCULAR: styles.ERROR_FILL,
}
_NOTE = "主要领导审阅、纸质件、退回原因、延期在“反馈登记”里填写；层级的天数在“设置”里改。"


def reminder_list_painter(rows: Sequence[Reminder], head: Head) -> Painter:
    """A painter of 催报名单: every department, those that have most to answer for first."""

    def paint(sheet: Worksheet) -> None:
        ordered = sorted(rows, key=lambda row: (-_URGENCY.index(row.tier), -row.open_cells))
        page = ListPage("催报名单", _FIELDS, (_counts(rows), _NOTE), [_row(row) for row in ordered])
        bottom = paint_list_page(sheet, page, head)
        states = {str(state): color for state, color in _STATE_FILLS.items()}
        tiers = {str(tier): color for tier, color in _TIER_FILLS.items()}
        for number in range(page.header_row + 1, bottom + 1):
            for column, fills in ((_STATE, states), (_TIER, tiers)):
                color = fills.get(str(sheet.cell(number, column).value))
                if color is not None:
                    sheet.cell(number, column).fill = styles.fill(color)

    return paint


_URGENCY = tuple(Tier)


def _counts(rows: Sequence[Reminder]) -> str:
    asked = [row for row in rows if row.asked]
    open_rows = [row for row in asked if row.open]
    tiers = [(tier, sum(row.tier is tier for row in open_rows)) for tier in Tier]
    told = "，".join(f"{tier}{number}个" for tier, number in tiers if number)
    paper = sum(row.lacks_paper for row in rows)
    return (
        f"本期下发{len(asked)}个部门，反馈齐全{len(asked) - len(open_rows)}个，未齐全{len(open_rows)}个"
        + (f"（{told}）" if told else "")
        + (f"；电子件已齐、纸质件未到{paper}个" if paper else "")
        + "。"
    )


def missing_text(row: Reminder, width: float = _MISSING_WIDTH) -> str:
    """What a department has still to do: why its answer was sent back, then a line for all tasks that
    lack the same columns; broken for a column of this width (characters of 五号)."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for item in row.open:
        groups.setdefault(item.columns, []).append(item.task.number)
    lines = [
        joined([f"第{numbers[0]}", *numbers[1:]], width) + f"项：{columns_text(columns)}"
        for columns, numbers in groups.items()
    ]
    if row.registered.is_sent_back:
        lines.insert(0, f"退回：{' '.join(row.registered.return_reason.split())}")
    return "\n".join(lines)


def _row(row: Reminder) -> Row:
    missing = missing_text(row)
    if row.lacks_paper:
        missing = "纸质件"
    return Row(
        (
            row.department,
            row.state,
            row.asked,
            row.answered,
            missing or "—",
            row.tier if row.open else "—",
            row.due.isoformat() if row.due else "—",
            row.registered.times_reminded,
            row.registered.last_reminder.replace(" ", "\n") or "—",
            "\n".join(row.contacts) or "—",
            "√" if row.registered.is_reviewed else "",
            "√" if row.registered.has_paper else "",
        )
    )
