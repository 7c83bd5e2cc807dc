"""The sheet 汇总-反馈情况."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.reminders.standing import ShareState
from xlreport.core.schema import SUMMARY_RETURNS, TABLE_SHEET
from xlreport.core.summaries.returns import Returns, ReturnsDepartment, returns
from xlreport.core.summaries.survey import Answers, Count
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, link, put
from xlreport.drawing.layout import (
    CENTRED,
    CHARTED,
    HEADING,
    PERCENT,
    TEXT,
    TOTAL,
    Head,
    as_shown,
    fit_row,
    paint_head,
    paint_note,
    set_widths,
    share,
)
from xlreport.drawing.page import fit_to_width
from xlreport.sheets.summaries.tab import Tab

_HEADER_ROW = 5
_NAME_WIDTH = 20.0
_LEAST_TASK_WIDTH = 4.0
_TASKS_WIDTH = 72.0
_TOTAL_WIDTH = 7.0
_TOTALS = ("应反馈", "已反馈", "部分", "未反馈", "反馈率")
_TICKS = ("领导已\n审阅", "纸质件\n已收")
_TASKS_A_PAGE = 40
"""With more tasks than this the matrix goes over several pages side by side."""

_SIGNS = {
    ShareState.RETURNED: "√",
    ShareState.SAID_NOTHING: "无",
    ShareState.PARTIAL: "△",
    ShareState.BLANK: "○",
    ShareState.SENT_BACK: "退",
    ShareState.SENT: "×",
    ShareState.FILLED: "有",
    ShareState.NOTHING: "无",
    ShareState.EMPTY: "空",
}
_MEANINGS = {
    ShareState.RETURNED: "已反馈",
    ShareState.SAID_NOTHING: "填的是“无”",
    ShareState.PARTIAL: "部分反馈，还有空着的栏目",
    ShareState.BLANK: "已返回但没有填",
    ShareState.SENT_BACK: "已退回，待重报",
    ShareState.SENT: "已下发未反馈",
    ShareState.FILLED: "总表里有内容（未下发）",
    ShareState.NOTHING: "填的是“无”",
    ShareState.EMPTY: "总表里是空的（未下发）",
}
_FILLS = {
    ShareState.RETURNED: styles.GOOD_FILL,
    ShareState.SAID_NOTHING: styles.GOOD_FILL,
    ShareState.PARTIAL: styles.WARNING_FILL,
    ShareState.BLANK: styles.WARNING_FILL,
    ShareState.SENT_BACK: styles.ERROR_FILL,
    ShareState.SENT: styles.ERROR_FILL,
    ShareState.FILLED: styles.GOOD_FILL,
    ShareState.NOTHING: styles.GOOD_FILL,
    ShareState.EMPTY: styles.WARNING_FILL,
}
_HEADING_LINK = replace(HEADING, font=styles.font(styles.HEADING_FONT, color=styles.LINK_BLUE))
_PERCENT = replace(CENTRED, number_format=PERCENT)
_TOTAL_PERCENT = replace(TOTAL, number_format=PERCENT)


def paint(sheet: Worksheet, figures: Returns, head: Head) -> None:
    """The department × task matrix with its totals."""
    tasks = len(figures.tasks)
    statuses = _shown_statuses(figures)
    width = 1 + tasks + len(_TOTALS) + len(_TICKS) + len(statuses)
    task_width = max(_LEAST_TASK_WIDTH, _TASKS_WIDTH / max(tasks, 1))
    set_widths(sheet, [_NAME_WIDTH, *[task_width] * tasks, *[_TOTAL_WIDTH] * (width - 1 - tasks)])
    paint_head(sheet, "各部门反馈情况", head, width)
    fit_to_width(sheet, repeated_row=_HEADER_ROW)
    sheet.page_setup.fitToWidth = max(1, ceil(tasks / _TASKS_A_PAGE))
    if not figures.departments:
        paint_note(sheet, _HEADER_ROW, (1, width), "总表里还没有填写区级责任部门，暂无可汇总的内容。")
        return
    paint_note(sheet, 3, (1, width), _sentence(figures))
    paint_note(sheet, 4, (1, width), _legend(figures))
    _paint_headings(sheet, figures)
    for row, own in enumerate(figures.departments, start=_HEADER_ROW + 1):
        _paint_department(sheet, row, own, with_statuses=bool(statuses))
    _paint_totals(sheet, _HEADER_ROW + 1 + len(figures.departments), figures)
    sheet.freeze_panes = f"B{_HEADER_ROW + 1}"
    sheet.print_title_cols = "A:A"


def _sentence(figures: Returns) -> str:
    total = figures.total
    statuses = "、".join(f"{count.label}{count.number}项次" for count in _shown_statuses(figures))
    chosen = f"部门自报的进展状态：{statuses}。" if statuses else ""
    rate = f"{total.answered / total.asked:.0%}" if total.asked else "—"
    if total.from_ledger:
        return (
            f"本期应反馈{total.asked}项次，已反馈{total.answered}项次，部分反馈{total.partial}项次，"
            f"未反馈{total.missing}项次，反馈率{rate}（按进展台账统计）。{chosen}"
        )
    return (
        f"本期尚未下发反馈表，按总表现有文字统计：应填报{total.asked}项次，"
        f"“政策落实情况”已填{total.answered}项次，占{rate}。"
    )


def _shown_statuses(figures: Returns) -> tuple[Count, ...]:
    """The tasks by the status that departments chose; none where nobody has chosen any."""
    return figures.statuses if any(count.number for count in figures.statuses) else ()


def _legend(figures: Returns) -> str:
    """What the signs that occur mean."""
    used = {state for own in figures.departments for state in own.states}
    signs = dict.fromkeys(f"{_SIGNS[state]}　{_MEANINGS[state]}" for state in ShareState if state in used)
    return "　　".join([*signs, "空白格　不涉及", "表头数字为任务序号，点击可转到该项任务"])


def _paint_headings(sheet: Worksheet, figures: Returns) -> None:
    put(sheet, _HEADER_ROW, 1, "责任部门", HEADING)
    for column, task in enumerate(figures.tasks, start=2):
        cell = put(sheet, _HEADER_ROW, column, as_shown(task.number), _HEADING_LINK if task.cell else HEADING)
        if task.cell:
            link(cell, TABLE_SHEET, task.cell)
    statuses = [count.label for count in _shown_statuses(figures)]
    for column, heading in enumerate((*_TOTALS, *_TICKS, *statuses), start=2 + len(figures.tasks)):
        put(sheet, _HEADER_ROW, column, heading, HEADING)
    texts = [(task.number, _LEAST_TASK_WIDTH) for task in figures.tasks]
    fit_row(sheet, _HEADER_ROW, [*texts, *((heading, _TOTAL_WIDTH) for heading in _TICKS)])


def _paint_department(sheet: Worksheet, row: int, own: ReturnsDepartment, *, with_statuses: bool) -> None:
    put(sheet, row, 1, own.department, TEXT)
    for column, state in enumerate(own.states, start=2):
        look = CENTRED if state is None else replace(CENTRED, fill=styles.fill(_FILLS[state]))
        put(sheet, row, column, None if state is None else _SIGNS[state], look)
    after = _paint_answers(sheet, row, 2 + len(own.states), own.answers, (CENTRED, _PERCENT))
    for column, ticked in enumerate((own.reviewed, own.paper), start=after):
        put(sheet, row, column, "√" if ticked else None, CENTRED)
    if with_statuses:
        for column, count in enumerate(own.statuses, start=after + len(_TICKS)):
            put(sheet, row, column, count.number, CHARTED)
    fit_row(sheet, row, [(own.department, _NAME_WIDTH)])


def _paint_totals(sheet: Worksheet, top: int, figures: Returns) -> None:
    """Below the matrix: how many were asked and answered by task, and overall."""
    for row, (label, numbers) in enumerate(
        (
            ("应反馈", [task.answers.asked for task in figures.tasks]),
            ("已反馈", [task.answers.answered for task in figures.tasks]),
        ),
        start=top,
    ):
        put(sheet, row, 1, label, TOTAL)
        for column, number in enumerate(numbers, start=2):
            put(sheet, row, column, number, TOTAL)
        fit_row(sheet, row, [(label, _NAME_WIDTH)])
    after = 2 + len(figures.tasks)
    ticks = _paint_answers(sheet, top, after, figures.total, (TOTAL, _TOTAL_PERCENT))
    counts = (
        sum(own.reviewed for own in figures.departments),
        sum(own.paper for own in figures.departments),
        *(count.number for count in _shown_statuses(figures)),
    )
    for column, number in enumerate(counts, start=ticks):
        put(sheet, top, column, number, TOTAL)
    for column in range(after, ticks + len(counts)):
        put(sheet, top + 1, column, None, TOTAL)
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)


def _paint_answers(
    sheet: Worksheet, row: int, column: int, answers: Answers, looks: tuple[Look, Look]
) -> int:
    """The numbers and the rate; returns the next free column."""
    numbers = (answers.asked, answers.answered, answers.partial, answers.missing)
    for offset, number in enumerate(numbers):
        put(sheet, row, column + offset, number, looks[0])
    put(sheet, row, column + len(numbers), share(answers.answered, answers.asked), looks[1])
    return column + len(numbers) + 1


TAB = Tab(SUMMARY_RETURNS, returns, paint)
