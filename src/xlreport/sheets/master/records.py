"""The other data sheets of a new master: directory, settings, ledger, change log, register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.mailing.send_log import SEND_LOG_HEADER_ROW, SEND_LOG_HEADINGS
from xlreport.core.master import directory as directory_sheet
from xlreport.core.master import settings as settings_sheet
from xlreport.core.master.directory import DIRECTORY_COLUMNS, Directory, directory_row
from xlreport.core.master.ledger import (
    CHANGE_LOG_HEADER_ROW,
    CHANGE_LOG_HEADINGS,
    LEDGER_HEADER_ROW,
    LEDGER_HEADINGS,
)
from xlreport.core.master.register import (
    CLERK_FIELDS,
    REGISTER_HEADER_ROW,
    REGISTER_HEADINGS,
    TICKED_FIELDS,
    YES,
)
from xlreport.core.master.settings import SETTINGS, Setting
from xlreport.core.measure import column_points, row_height
from xlreport.core.model import column_letter
from xlreport.core.schema import CHANGE_LOG_SHEET, LEDGER_SHEET, REGISTER_SHEET, SEND_LOG_SHEET
from xlreport.core.text import MAX_CELL_CHARACTERS
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, put, span
from xlreport.drawing.page import A3, A4, fit_to_width
from xlreport.drawing.painter import Painter

_SPARE_ROWS = 200
_SIZE = styles.SIZE_5
_DIRECTORY_WIDTHS = (24, 22, 12, 12, 24, 28, 46, 46)
_SETTINGS_WIDTHS = (18, 52, 60)
_LEDGER_WIDTHS = {
    "period": 12,
    "number": 6,
    "department": 20,
    "content": 36,
    "state": 10,
    "sent_at": 19,
    "returned_at": 19,
    "returned_file": 28,
    "reporter": 10,
    "reporter_phone": 14,
    "status": 10,
    "reported_on": 15,
}
_CHANGE_LOG_WIDTHS = {
    "batch": 16,
    "time": 19,
    "action": 10,
    "operator": 12,
    "source": 28,
    "number": 6,
    "department": 20,
    "column": 20,
    "cell": 9,
}
_REGISTER_WIDTHS = {
    "period": 12,
    "department": 20,
    "state": 12,
    "received_at": 19,
    "reminders": 9,
    "last_reminder": 17,
    "reviewed": 13,
    "paper": 12,
    "extended_to": 15,
    "return_tasks": 13,
    "remark": 24,
}
_SEND_LOG_WIDTHS = {
    "period": 12,
    "kind": 9,
    "department": 20,
    "address": 30,
    "copy": 22,
    "time": 19,
    "way": 10,
    "state": 10,
    "file": 30,
}
_TEXT_WIDTH = 34
_RECORD_HEIGHT = 30.0
"""Points: two lines of a long text; the whole of it is seen in the formula bar."""

_LAST_RECORD_ROW = 20_000
_MACHINE_COLUMNS = {
    "serial",
    "task_id",
    "context",
    "cell_old",
    "cell_new",
    "reference",
    "digest",
    "ident",
}
"""Columns that only the program reads; kept, but hidden from the clerk."""


def directory_painter(directory: Directory) -> Painter:
    """A painter of 单位名录; what nothing determines stays empty and is tinted until it is filled."""

    def paint(sheet: Worksheet) -> None:
        note = (
            "浅黄色的格子还没有内容，请补全；发邮件要用“电子邮箱”，多个地址用分号隔开。"
            "“依据”是程序写的：哪几项任务证明了它填的内容；您改过的以您的为准。"
        )
        headings = [column.heading for column in DIRECTORY_COLUMNS]
        _paint_head(sheet, directory_sheet.TITLE, note, headings, _DIRECTORY_WIDTHS)
        first = directory_sheet.HEADER_ROW + 1
        for row, department in enumerate(directory.departments, start=first):
            texts = directory_row(department)
            for column, text in enumerate(texts, start=1):
                put(sheet, row, column, text, _CENTRED if column in (1, 3, 4) else _LEFT)
            widths = [column_points(width) for width in _DIRECTORY_WIDTHS]
            sheet.row_dimensions[row].height = max(row_height(texts, widths, _SIZE), 24)
        last = first + len(directory.departments) - 1
        sheet.auto_filter.ref = f"A{first - 1}:{column_letter(len(headings))}{last}"
        _tint_empty(sheet, f"C{first}:F{last + _SPARE_ROWS}", f'AND($A{first}<>"",C{first}="")')

    return paint


def _tint_empty(sheet: Worksheet, area: str, formula: str) -> None:
    look = DifferentialStyle(fill=styles.rule_fill(styles.OPEN_FILL))
    sheet.conditional_formatting.add(area, Rule(type="expression", formula=[formula], dxf=look))


def settings_painter(values: Mapping[str, str]) -> Painter:
    """A painter of 设置 with these values by setting code; the program's own rows are hidden."""

    def paint(sheet: Worksheet) -> None:
        note = "只改“内容”一栏；留空时用默认值。"
        _paint_head(sheet, settings_sheet.TITLE, note, settings_sheet.HEADINGS, _SETTINGS_WIDTHS)
        for row, setting in enumerate(SETTINGS, start=settings_sheet.HEADER_ROW + 1):
            put(sheet, row, 1, setting.label, _LABEL)
            value = values.get(setting.code, "") or _shown_default(setting)
            put(sheet, row, 2, value, _INPUT)
            put(sheet, row, 3, setting.explanation, _LEFT)
            widths = [column_points(width) for width in _SETTINGS_WIDTHS]
            height = row_height((setting.label, value, setting.explanation), widths, _SIZE)
            sheet.row_dimensions[row].height = max(height, 24)
            sheet.row_dimensions[row].hidden = setting.system
            if setting.choices:
                rule = DataValidation(
                    type="list", formula1=f'"{",".join(setting.choices)}"', allow_blank=True
                )
                rule.add(f"B{row}")
                sheet.add_data_validation(rule)

    return paint


def _shown_default(setting: Setting) -> str:
    return "" if setting.system else setting.default


def ledger_painter() -> Painter:
    """A painter of an empty 进展台账."""
    note = "程序自动登记：每期、每项任务、每个责任部门一行。请勿删改；可以筛选查看。"
    return _records_painter(LEDGER_SHEET, note, LEDGER_HEADINGS, _LEDGER_WIDTHS, LEDGER_HEADER_ROW)


def change_log_painter() -> Painter:
    """A painter of an empty 更新记录."""
    note = (
        "程序自动登记合并、撤销的每一处改动：何时、何人、来自哪个文件、原文和新文。手工改的不登记。请勿删改。"
    )
    return _records_painter(
        CHANGE_LOG_SHEET, note, CHANGE_LOG_HEADINGS, _CHANGE_LOG_WIDTHS, CHANGE_LOG_HEADER_ROW
    )


def register_painter() -> Painter:
    """A painter of an empty 反馈登记; what the clerk fills in is tinted."""
    note = "每期、每个部门一行。灰色表头的各栏由程序登记；浅黄色的格子由您填写、打勾，程序不会覆盖。"
    paint_records = _records_painter(
        REGISTER_SHEET, note, REGISTER_HEADINGS, _REGISTER_WIDTHS, REGISTER_HEADER_ROW
    )

    def paint(sheet: Worksheet) -> None:
        paint_records(sheet)
        sheet.conditional_formatting = ConditionalFormattingList()
        first = REGISTER_HEADER_ROW + 1
        for position, (code, heading) in enumerate(REGISTER_HEADINGS.items(), start=1):
            letter = column_letter(position)
            area = f"{letter}{first}:{letter}{_LAST_RECORD_ROW}"
            if code in CLERK_FIELDS:
                _frame_records(sheet, area, f"$A{first}", fill=styles.OPEN_FILL)
                sheet.add_data_validation(_register_hint(code, heading, area))
            else:
                put(sheet, REGISTER_HEADER_ROW, position, heading, _PROGRAM_HEADING)
                _frame_records(sheet, area, f"$A{first}")
            if code in TICKED_FIELDS:
                sheet.column_dimensions[letter].alignment = styles.CENTRED
        sheet.freeze_panes = f"C{first}"

    return paint


def send_log_painter() -> Painter:
    """A painter of an empty 发送记录."""
    note = (
        "程序自动登记每一封发给部门的邮件。“不确定”的请在邮箱的“已发送”里核对；"
        "没有发出的，把“结果”改成“未发出”，下次会再发。"
    )
    return _records_painter(SEND_LOG_SHEET, note, SEND_LOG_HEADINGS, _SEND_LOG_WIDTHS, SEND_LOG_HEADER_ROW)


_REGISTER_PROMPTS = {
    "reviewed": "部门主要领导已审阅同意的，选“是”。",
    "paper": "盖章的纸质件已经收到的，选“是”。",
    "extended_to": "同意这个部门延期的，写新的截止日期，如 2026年11月30日。",
    "return_tasks": "要退回重报的任务序号，如 5、6；整份退回的，空着。",
    "return_reason": "写了原因就算退回，催报时会生成退回单；合并了新的反馈以后，自动移入“退回记录”。",
    "remark": "想记什么都可以。",
}


def _register_hint(code: str, heading: str, area: str) -> DataValidation:
    """What shows when a cell of the clerk's is entered; a list to choose from where it is ticked."""
    ticked = code in TICKED_FIELDS
    hint = DataValidation(
        type="list" if ticked else "textLength",
        operator=None if ticked else "lessThanOrEqual",
        formula1=f'"{YES}"' if ticked else str(MAX_CELL_CHARACTERS),
        allow_blank=True,
        showInputMessage=True,
        promptTitle=heading,
        prompt=_REGISTER_PROMPTS[code],
    )
    hint.add(area)
    return hint


def _records_painter(
    title: str, note: str, headings: Mapping[str, str], widths: Mapping[str, float], header_row: int
) -> Painter:
    def paint(sheet: Worksheet) -> None:
        all_widths = [widths.get(code, _TEXT_WIDTH) for code in headings]
        _paint_head(sheet, title, note, list(headings.values()), all_widths, wide=True)
        for position, code in enumerate(headings, start=1):
            dimension = sheet.column_dimensions[column_letter(position)]
            dimension.hidden = code in _MACHINE_COLUMNS
            dimension.font, dimension.alignment = _LEFT.font, styles.TOP_LEFT
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = _RECORD_HEIGHT, True
        first = header_row + 1
        _frame_records(sheet, f"A{first}:{column_letter(len(headings))}{_LAST_RECORD_ROW}", f"$A{first}")
        sheet.auto_filter.ref = f"A{header_row}:{column_letter(len(headings))}{header_row}"

    return paint


def _frame_records(sheet: Worksheet, area: str, filled: str, *, fill: str | None = None) -> None:
    """Draw the grid around the records that there are, however many come to be added.

    ``filled`` refers to the cell in the area's first row that every record has; ``fill`` tints too.
    """
    look = DifferentialStyle(border=styles.GRID, fill=styles.rule_fill(fill) if fill else None)
    rule = Rule(type="expression", formula=[f'{filled}<>""'], dxf=look)
    sheet.conditional_formatting.add(area, rule)


def _paint_head(
    sheet: Worksheet,
    title: str,
    note: str,
    headings: Sequence[str],
    widths: Sequence[float],
    *,
    wide: bool = False,
) -> None:
    """Title, a line of explanation and the headings in row 3, frozen and repeated in print.

    A ``wide`` sheet goes far beyond the screen: its title stands left, where it is seen.
    """
    last = len(headings)
    span(sheet, 1, (1, last), title, _WIDE_TITLE if wide else _TITLE)
    span(sheet, 2, (1, last), note, _NOTE)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 34, 22
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        put(sheet, 3, column, heading, _HEADING)
        sheet.column_dimensions[column_letter(column)].width = width
    sheet.row_dimensions[3].height = 28
    sheet.freeze_panes = "A4"
    fit_to_width(sheet, paper=A3 if wide else A4, repeated_row=3)


_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_3), styles.CENTRED)
_WIDE_TITLE = Look(_TITLE.font, styles.LEFT_ONE_LINE)
_NOTE = Look(styles.font(color=styles.GREY), styles.LEFT_ONE_LINE)
_HEADING = Look(
    styles.font(styles.HEADING_FONT, _SIZE), styles.CENTRED, styles.GRID, styles.fill(styles.HEADING_FILL)
)
_PROGRAM_HEADING = Look(_HEADING.font, styles.CENTRED, styles.GRID, styles.fill(styles.LOCKED_FILL))
_LABEL = Look(
    styles.font(styles.HEADING_FONT, _SIZE),
    styles.LEFT_ONE_LINE,
    styles.GRID,
    styles.fill(styles.LOCKED_FILL),
)
_INPUT = Look(styles.font(), styles.LEFT, styles.GRID, styles.fill(styles.OPEN_FILL), number_format="@")
_LEFT = Look(styles.font(), styles.LEFT, styles.GRID)
_CENTRED = Look(styles.font(), styles.CENTRED, styles.GRID)
