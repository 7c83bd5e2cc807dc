"""The papers of a reminder, each a workbook of its own that prints on one page: 催办单, 退回单, 通报名单
and the list for telephoning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.measure import HIGHEST_ROW, column_points, row_height, text_height
from xlreport.core.model import column_letter
from xlreport.core.reminders.notices import Circular, Notice, NoticeLine, day_text
from xlreport.core.reminders.reminding import NoticeKind, Reminder
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, put, span
from xlreport.drawing.layout import as_shown, joined
from xlreport.drawing.page import fit_to_width
from xlreport.drawing.workbook import new_workbook
from xlreport.sheets.reminders.reminder_list import missing_text

PHONE_LIST, CIRCULAR = "电话催办名单", "通报名单"
"""The names of the sheets; those of the notices are their kinds."""

_TITLES = {NoticeKind.URGE: "任务落实情况反馈催办单", NoticeKind.RETURN: "任务落实情况反馈退回单"}
_MISSING = {NoticeKind.URGE: "尚缺栏目", NoticeKind.RETURN: "处理意见"}
_NOTICE_WIDTHS = (6.5, 33.0, 19.0, 15.5)
_CIRCULAR_WIDTHS = (6.0, 20.0, 10.0, 8.0, 8.0, 23.0, 7.5, 7.5)
_PHONE_WIDTHS = (6.0, 20.0, 14.0, 26.0, 40.0, 10.0, 14.0, 24.0)
_CIRCULAR_HEADINGS = (
    "序号",
    "责任部门",
    "责任人",
    "应反馈\n（项）",
    "未齐全\n（项）",
    "任务序号",
    "逾期\n（天）",
    "已催办\n（次）",
)
_PHONE_HEADINGS = (
    "序号",
    "责任部门",
    "主要领导",
    "联系人及电话",
    "还缺什么",
    "层级",
    "通话时间",
    "接听人及答复",
)
_IN_SMALL_4 = styles.SIZE_5 / styles.SIZE_SMALL_4
"""How much less a column holds in 小四 than in 五号."""

_MOST_ROOMY_LINES = 8
"""A notice with more tasks than this is set smaller, so that it stays legible on its one page."""

_MILLIMETRES = 25.4
_INDENT = "\u3000\u3000"


def build_notice(notice: Notice) -> Workbook:
    """A workbook with one 催办单 or 退回单."""
    return _workbook(str(notice.kind), lambda sheet: _paint_notice(sheet, notice))


def build_circular(circular: Circular) -> Workbook:
    """A workbook with the 通报名单."""
    return _workbook(CIRCULAR, lambda sheet: _paint_circular(sheet, circular))


def build_phone_list(rows: Sequence[Reminder], period: str, as_of: date) -> Workbook:
    """A workbook with the departments to call, and room to write down what they say."""
    return _workbook(PHONE_LIST, lambda sheet: _paint_phone_list(sheet, rows, period, as_of))


def _workbook(name: str, painter: Callable[[Worksheet], None]) -> Workbook:
    workbook = new_workbook({name: painter})
    workbook.properties.title = name
    return workbook


def _paint_notice(sheet: Worksheet, notice: Notice) -> None:
    _set_widths(sheet, _NOTICE_WIDTHS)
    _put_title(sheet, 1, _TITLES[notice.kind])
    span(sheet, 2, (1, 4), "\u3000\u3000".join(notice.facts), _FACTS)
    sheet.row_dimensions[2].height = 26
    row = _put_text(sheet, 3, f"{notice.department}：")
    for text in notice.opening:
        row = _put_text(sheet, row, _INDENT + text)
    headings = ("序号", "内容摘要", _MISSING[notice.kind], "工作时限")
    is_long = len(notice.lines) > _MOST_ROOMY_LINES
    size = styles.SIZE_5 if is_long else styles.SIZE_SMALL_4
    row = _put_table(sheet, row, headings, [_cells(line) for line in notice.lines], left={2}, size=size)
    for text in notice.closing:
        row = _put_text(sheet, row, _INDENT + text)
    _sign(sheet, row, notice.signed, notice.day)
    _set_up_page(sheet, narrow=is_long)


def _cells(line: NoticeLine) -> tuple[str, ...]:
    return line.number, line.summary, line.missing, line.deadline


def _paint_circular(sheet: Worksheet, circular: Circular) -> None:
    _set_widths(sheet, _CIRCULAR_WIDTHS)
    _put_title(sheet, 1, circular.title)
    row = 2
    for text in circular.opening:
        row = _put_text(sheet, row, _INDENT + text)
    lines = [
        (
            str(number),
            line.department,
            line.head,
            str(line.asked),
            str(line.open),
            joined(line.numbers, _CIRCULAR_WIDTHS[5] * _IN_SMALL_4),
            str(line.days),
            str(line.reminders),
        )
        for number, line in enumerate(circular.lines, start=1)
    ]
    row = _put_table(sheet, row, _CIRCULAR_HEADINGS, lines, left={2})
    _sign(sheet, row, circular.signed, circular.day)
    _set_up_page(sheet)


def _paint_phone_list(sheet: Worksheet, rows: Sequence[Reminder], period: str, as_of: date) -> None:
    _set_widths(sheet, _PHONE_WIDTHS)
    _put_title(sheet, 1, f"{period}反馈{PHONE_LIST}")
    span(sheet, 2, (1, len(_PHONE_WIDTHS)), f"截至{day_text(as_of)}", _FACTS)
    lines = [
        (
            str(number),
            row.department,
            row.head,
            "\n".join(row.contacts) or "（名录里没有）",
            missing_text(row, _PHONE_WIDTHS[4] * _IN_SMALL_4),
            str(row.tier),
            "",
            "",
        )
        for number, row in enumerate(rows, start=1)
    ]
    sheet.row_dimensions[2].height = 26
    _put_table(sheet, 3, _PHONE_HEADINGS, lines, left={2, 4, 5, 8})
    fit_to_width(sheet, repeated_row=3)


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    sheet.sheet_view.showGridLines = False
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[column_letter(column)].width = width


def _widths(sheet: Worksheet) -> list[float]:
    """The widths of the columns in points."""
    return [column_points(float(dimension.width)) for dimension in sheet.column_dimensions.values()]


def _put_title(sheet: Worksheet, row: int, text: str) -> None:
    widths = _widths(sheet)
    span(sheet, row, (1, len(widths)), text, _TITLE)
    sheet.row_dimensions[row].height = text_height(text, sum(widths), styles.SIZE_2) + 16


def _put_text(sheet: Worksheet, row: int, text: str) -> int:
    """A paragraph over the whole width; returns the next row."""
    widths = _widths(sheet)
    span(sheet, row, (1, len(widths)), text, _TEXT)
    height = text_height(text, sum(widths), styles.SIZE_4) + 8
    sheet.row_dimensions[row].height = min(height, HIGHEST_ROW)
    return row + 1


def _put_table(
    sheet: Worksheet,
    row: int,
    headings: Sequence[str],
    lines: Sequence[Sequence[str]],
    *,
    left: set[int],
    size: float = styles.SIZE_SMALL_4,
) -> int:
    """Headings and lines with a grid; the columns ``left`` are not centred. Returns the next row."""
    widths = _widths(sheet)
    heading = Look(styles.font(styles.HEADING_FONT, size), styles.CENTRED, styles.GRID)
    for offset, texts in enumerate((headings, *lines)):
        for column, text in enumerate(texts, start=1):
            body = Look(
                styles.font(size=size), styles.LEFT if column in left else styles.CENTRED, styles.GRID
            )
            put(sheet, row + offset, column, as_shown(text), body if offset else heading)
        height = max(row_height(texts, widths, size) + size / 3, 2 * size)
        sheet.row_dimensions[row + offset].height = min(height, HIGHEST_ROW)
    return row + len(lines) + 1


def _sign(sheet: Worksheet, row: int, office: str, day: date) -> None:
    """Office and day at the foot, at the right."""
    width = len(_widths(sheet))
    sheet.row_dimensions[row].height = 30
    for offset, text in enumerate((office, day_text(day)), start=1):
        span(sheet, row + offset, (1, width), text + _INDENT, _SIGNED)
        sheet.row_dimensions[row + offset].height = 26


def _set_up_page(sheet: Worksheet, *, narrow: bool = False) -> None:
    """One upright page with the margins of GB/T 9704-2012, 5.2, or with less above and below."""
    fit_to_width(sheet, orientation="portrait")
    sheet.page_setup.fitToHeight = 1
    top, bottom = (22, 20) if narrow else (37, 35)
    sheet.page_margins = PageMargins(
        left=28 / _MILLIMETRES,
        right=26 / _MILLIMETRES,
        top=top / _MILLIMETRES,
        bottom=bottom / _MILLIMETRES,
        header=0.3,
        footer=0.3,
    )


_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_2), styles.CENTRED)
_FACTS = Look(styles.font(size=styles.SIZE_SMALL_4), styles.CENTRED)
_TEXT = Look(styles.font(size=styles.SIZE_4), styles.LEFT)
_SIGNED = Look(styles.font(size=styles.SIZE_4), Alignment(horizontal="right", vertical="center"))
