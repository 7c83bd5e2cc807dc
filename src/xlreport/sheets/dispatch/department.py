"""The department book: built from nothing, it holds one department's tasks and nothing else.

The sheet to fill is protected but for the progress cells and the reporter's fields. The signed token
travels in custom document properties, in hidden defined names and in the heading of the hidden column
of row ids: all three survive re-saving by LibreOffice and openpyxl, and the last one copying into
another workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.dispatch.manifest import TOKEN_NAME, TOKEN_PROPERTY
from xlreport.core.dispatch.plan import BookRow, DepartmentBook
from xlreport.core.master.ledger import TaskStatus
from xlreport.core.measure import column_points, row_height
from xlreport.core.model import column_letter
from xlreport.core.returns.returned import (
    BOOK_TITLE,
    DAY_LABEL,
    DEPARTMENT_LABEL,
    DUE_LABEL,
    PERIOD_LABEL,
    PHONE_LABEL,
    REPORTER_LABEL,
    SERIAL_LABEL,
)
from xlreport.core.schema import (
    CONTENT,
    CONTEXT_COLUMNS,
    FEEDBACK_SHEET,
    INSTRUCTIONS_SHEET,
    PREVIOUS,
    REPORTED_COLUMNS,
    ROW_ID_HEADING,
    STATUS,
    Column,
)
from xlreport.core.text import is_blank
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, put, span
from xlreport.drawing.page import fit_to_width, set_footer
from xlreport.drawing.workbook import new_workbook

_PART_CHARACTERS = 200
"""A text inside a formula may have 255 characters at most (Excel specifications and limits)."""

_ID_COLUMN = 1
_FIRST_COLUMN = 2
_HEADER_ROW = 5
_OPEN_COLUMNS = (STATUS, *REPORTED_COLUMNS)
_PRINTED = (*CONTEXT_COLUMNS, *_OPEN_COLUMNS)
_LAST_COLUMN = _FIRST_COLUMN + len(_PRINTED) - 1
"""The last column that is printed; what was reported before stands to its right, for the screen."""

_WIDTHS = {
    "number": 5.5,
    "category": 8.5,
    "content": 30,
    "provincial": 10.5,
    "departments": 10.5,
    "leaders": 8,
    "heads": 9,
    "deadline": 10,
    "remark": 5.5,
    "status": 9,
    "support": 20,
    "problems": 20,
    "progress": 28,
    "previous": 36,
}
_CENTRED = {"number", "category", "leaders", "heads", "deadline", "status"}
_PROMPTS = {
    "status": "从右边的下拉箭头里选：未启动、推进中、已完成、长期坚持。",
    "support": "填写需要上级支持、协调解决的事项；没有请填“无”。只写本单位的内容，不必写单位名称。",
    "problems": "填写落实中遇到的困难和问题；没有请填“无”。只写本单位的内容，不必写单位名称。",
    "progress": "填写本单位落实这项政策的做法、进度和成效，尽量用数字说明。不必写单位名称。",
}
_LONGEST_ANSWER = 5000
_LOWEST_ROW = 60
_FIELD_PROMPTS = {
    REPORTER_LABEL: "填写填表人姓名。",
    PHONE_LABEL: "填写填表人的办公电话或手机，便于核对。",
    DAY_LABEL: "填写日期，如 2026年11月25日。",
}
_LONGEST_FIELD = 60
_ZOOM = 85
"""Per cent; in Excel all columns to fill in are then seen on a screen of 1366 pixels."""

_FIRST_SCREEN = 420.0
"""Points of table rows that are surely seen when the sheet opens unscrolled."""

_FIELD_PLACES = ((2, 4, 4), (5, 7, 9), (10, 12, 12))
"""Label column, first and last column of the value, for the three fields of a head row."""

_SIZE = styles.SIZE_5


def build_department_book(book: DepartmentBook) -> Workbook:
    """A new workbook for one department, ready to be written and mailed."""
    workbook = new_workbook(
        {
            FEEDBACK_SHEET: lambda sheet: _paint_feedback(sheet, book),
            INSTRUCTIONS_SHEET: lambda sheet: _paint_instructions(sheet, book),
        }
    )
    _carry_token(workbook, book.token)
    properties = workbook.properties
    properties.creator = book.office or None
    properties.title = f"{book.department}{book.manifest.period}反馈表"
    return workbook


def _carry_token(workbook: Workbook, token: str) -> None:
    parts = [token[i : i + _PART_CHARACTERS] for i in range(0, len(token), _PART_CHARACTERS)]
    for number, part in enumerate(parts, start=1):
        custom = workbook.custom_doc_props  # type: ignore[attr-defined]  # the stubs leave it out
        custom.append(StringProperty(name=f"{TOKEN_PROPERTY}.{number}", value=part))
        name = f"{TOKEN_NAME}_{number}"
        workbook.defined_names[name] = DefinedName(name, attr_text=f'"{part}"', hidden=True)


def _paint_feedback(sheet: Worksheet, book: DepartmentBook) -> None:
    columns = _columns(book)
    sheet.column_dimensions["A"].hidden = True
    for position, column in enumerate(columns):
        sheet.column_dimensions[column_letter(_FIRST_COLUMN + position)].width = _WIDTHS[column.code]
    _paint_head(sheet, book)
    _paint_headings(sheet, book.token, columns)
    for offset, row in enumerate(book.rows, start=1):
        _paint_row(sheet, _HEADER_ROW + offset, row, columns)
    _add_choices(sheet, len(book.rows))
    _add_input_hints(sheet, len(book.rows))
    _add_field_hints(sheet)
    _open_on_first_empty_cell(sheet, book)
    _protect(sheet)
    _set_up_page(sheet, book)


def _columns(book: DepartmentBook) -> tuple[Column, ...]:
    """The columns of this book; one for what was reported before only where there is anything."""
    return (*_PRINTED, PREVIOUS) if any(row.previous for row in book.rows) else _PRINTED


def _paint_head(sheet: Worksheet, book: DepartmentBook) -> None:
    """The title, who the book is for, and the fields that the reporter fills in."""
    span(sheet, 1, (_FIRST_COLUMN, _LAST_COLUMN), book.title, _SUBTITLE)
    span(sheet, 2, (_FIRST_COLUMN, _LAST_COLUMN), BOOK_TITLE, _TITLE)
    for row, height in ((1, 26), (2, 32), (3, 22), (4, 26)):
        sheet.row_dimensions[row].height = height
    known = (
        (DEPARTMENT_LABEL, book.department),
        (PERIOD_LABEL, book.manifest.period),
        (DUE_LABEL, book.due or "见通知"),
    )
    for place, (label, value) in zip(_FIELD_PLACES, known, strict=True):
        span(sheet, 3, (place[0], place[1] - 1), f"{label}：", _LABEL)
        span(sheet, 3, place[1:], value, _VALUE)
    for place, label in zip(_FIELD_PLACES, _FIELD_PROMPTS, strict=True):
        span(sheet, 4, (place[0], place[1] - 1), f"{label}：", _LABEL)
        span(sheet, 4, place[1:], None, _FIELD)
    put(sheet, 3, _LAST_COLUMN, f"{SERIAL_LABEL}：{book.manifest.serial}", _LABEL)


def _paint_headings(sheet: Worksheet, token: str, columns: Sequence[Column]) -> None:
    put(sheet, _HEADER_ROW, _ID_COLUMN, ROW_ID_HEADING, _ID)
    put(sheet, _HEADER_ROW - 1, _ID_COLUMN, token, _ID)
    for position, column in enumerate(columns):
        look = _OPEN_HEADING if column in _OPEN_COLUMNS else _HEADING
        put(sheet, _HEADER_ROW, _FIRST_COLUMN + position, column.heading, look)
    sheet.row_dimensions[_HEADER_ROW].height = 50


def _paint_row(sheet: Worksheet, row: int, item: BookRow, columns: Sequence[Column]) -> None:
    context = {column.code: item.task.text(column.code) for column in CONTEXT_COLUMNS}
    texts = context | dict(item.texts) | {STATUS.code: item.status, PREVIOUS.code: item.previous}
    put(sheet, row, _ID_COLUMN, item.row_id, _ID)
    for position, column in enumerate(columns):
        put(sheet, row, _FIRST_COLUMN + position, texts[column.code], _look(column))
    widths = [column_points(_WIDTHS[column.code]) for column in columns]
    needed = row_height([texts[column.code] for column in columns], widths, _SIZE)
    sheet.row_dimensions[row].height = max(needed, _LOWEST_ROW)


def _look(column: Column) -> Look:
    if column in _OPEN_COLUMNS:
        return _OPEN_CENTRED if column.code in _CENTRED else _OPEN
    if column == PREVIOUS:
        return _REFERENCE
    return _CONTEXT_CENTRED if column.code in _CENTRED else _CONTEXT


def _add_choices(sheet: Worksheet, rows: int) -> None:
    """The list that a status is chosen from."""
    choices = DataValidation(
        type="list",
        formula1=f'"{",".join(TaskStatus)}"',
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=True,
        promptTitle=STATUS.heading,
        prompt=_PROMPTS[STATUS.code],
        errorTitle="请从列表里选",
        error=f"只能选：{'、'.join(TaskStatus)}。",
    )
    choices.add(_cells_to_fill(STATUS, rows))
    sheet.add_data_validation(choices)


def _add_input_hints(sheet: Worksheet, rows: int) -> None:
    """A hint that shows when an open cell is entered, and a limit on the length of what is typed."""
    for column in REPORTED_COLUMNS:
        title = column.heading.replace("\n", "")
        hint = _length_limit(title, _PROMPTS[column.code], _LONGEST_ANSWER)
        hint.add(_cells_to_fill(column, rows))
        sheet.add_data_validation(hint)


def _add_field_hints(sheet: Worksheet) -> None:
    """The same for the fields above the table."""
    for place, (label, prompt) in zip(_FIELD_PLACES, _FIELD_PROMPTS.items(), strict=True):
        hint = _length_limit(label, prompt, _LONGEST_FIELD)
        hint.add(f"{column_letter(place[1])}4")
        sheet.add_data_validation(hint)


def _length_limit(title: str, prompt: str, longest: int) -> DataValidation:
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(longest),
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=True,
        errorStyle="warning",
        promptTitle=title,
        prompt=prompt,
        errorTitle="文字太长",
        error=f"一个单元格请不要超过{longest}字。",
    )


def _cells_to_fill(column: Column, rows: int) -> str:
    letter = column_letter(_column_index(column))
    return f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + rows}"


def _column_index(column: Column) -> int:
    return _FIRST_COLUMN + _PRINTED.index(column)


def _open_on_first_empty_cell(sheet: Worksheet, book: DepartmentBook) -> None:
    """Freeze what identifies a task and put the cursor where the department starts to type.

    The rows are scrolled to the cursor where it would not be seen otherwise.
    """
    left = column_letter(_column_index(CONTENT) + 1)
    sheet.freeze_panes = f"{left}{_HEADER_ROW + 1}"
    sheet.sheet_view.zoomScale = sheet.sheet_view.zoomScaleNormal = _ZOOM
    row, column = _first_empty(book)
    for selection in sheet.sheet_view.selection:
        if selection.pane == "bottomRight":
            selection.activeCell = selection.sqref = f"{column_letter(_column_index(column))}{row}"
    above = sum(sheet.row_dimensions[number].height for number in range(_HEADER_ROW + 1, row + 1))
    pane = sheet.sheet_view.pane
    if above > _FIRST_SCREEN and pane is not None:
        pane.topLeftCell = f"{left}{row}"


def _first_empty(book: DepartmentBook) -> tuple[int, Column]:
    """Row and column of the first open cell without a text, else of the first open cell."""
    for row, item in enumerate(book.rows, start=_HEADER_ROW + 1):
        texts = {STATUS.code: item.status, **item.texts}
        for column in _OPEN_COLUMNS:
            if is_blank(texts[column.code]):
                return row, column
    return _HEADER_ROW + 1, _OPEN_COLUMNS[0]


def _protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in; no password, rows and columns may be made wider."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False
    sheet.protection.formatCells = False


def _set_up_page(sheet: Worksheet, book: DepartmentBook) -> None:
    fit_to_width(sheet, repeated_row=_HEADER_ROW)
    last = _HEADER_ROW + len(book.rows)
    sheet.print_area = f"{column_letter(_FIRST_COLUMN)}1:{column_letter(_LAST_COLUMN)}{last}"
    identity = f"{book.department} {book.manifest.period} 编号{book.manifest.serial}"
    set_footer(
        sheet, left=identity, centre="单位主要领导审阅（盖章）：＿＿＿＿＿＿＿＿", right="第 &P 页，共 &N 页"
    )


def _paint_instructions(sheet: Worksheet, book: DepartmentBook) -> None:
    sheet.column_dimensions["A"].width = 6
    sheet.column_dimensions["B"].width = 100
    span(sheet, 1, (1, 2), "填 报 说 明", _TITLE)
    sheet.row_dimensions[1].height = 36
    for number, text in enumerate(_instructions(book), start=1):
        put(sheet, number + 1, 1, number, _NOTE_NUMBER)
        put(sheet, number + 1, 2, text, _NOTE)
        sheet.row_dimensions[number + 1].height = max(
            row_height([text], [column_points(100)], styles.SIZE_SMALL_4) + 6, 26
        )
    sheet.protection.sheet = True
    fit_to_width(sheet, orientation="portrait")
    sheet.print_area = f"A1:B{len(_instructions(book)) + 1}"


def _instructions(book: DepartmentBook) -> tuple[str, ...]:
    due = f"请于{book.due}前" if book.due else "请按通知要求的时间"
    contacts = book.contacts.replace("\n", "　") or "（尚无，请在反馈时告知）"
    return (
        f"本表发给{book.department}，共{len(book.rows)}项任务，期次为{book.manifest.period}。"
        + (
            "表中只列还没有反馈齐全或有变化的任务，其余的不用再报。"
            if book.only_open
            else "表中只列本单位承担的任务。"
        ),
        f"只需填写“{FEEDBACK_SHEET}”里浅黄色的格子：表头上方的{REPORTER_LABEL}、{PHONE_LABEL}、{DAY_LABEL}，"
        f"和每项任务的{STATUS.heading}、三栏反馈内容。其他格子已锁定，不用改。",
        f"{STATUS.heading}从下拉列表里选：{'、'.join(TaskStatus)}。已选好的是上次填报的，有变化请改选。",
        "三栏里已有的文字是总表里现存的本单位内容：没有变化可以保留，有变化请直接修改。"
        "表的最右边如有“上次填报”一栏，是本单位以前报来的原文，只供对照。",
        "没有需要反映的，请填“无”；空着表示没有填报，会被催报。",
        "只写本单位的内容，不必在前面加单位名称；也请不要代其他单位填写。",
        "格子里换行请按 Alt+Enter。行高不够时可以自己拉高，行高、列宽不影响回收。",
        "请不要增删行列、改动隐藏的列或复制到新建的表格里；文件名可以改。",
        f"{due}将本表经单位主要领导审阅同意后发回{book.office or '发表单位'}。",
        f"总表里登记的本单位工作联系人：{contacts}。如有变动，请在发回时说明。",
    )


_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_3), styles.CENTRED)
_SUBTITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_4), styles.CENTRED)
_LABEL = Look(styles.font(styles.HEADING_FONT), Alignment(horizontal="right", vertical="center"))
_VALUE = Look(styles.font(bold=True), styles.LEFT_ONE_LINE)
_FIELD = Look(
    styles.font(),
    styles.LEFT_ONE_LINE,
    styles.GRID,
    styles.fill(styles.OPEN_FILL),
    styles.UNLOCKED,
    number_format="@",
)
_ID = Look(styles.font(styles.NORMAL_FONT, styles.SIZE_SMALL_5, color=styles.GREY), styles.LEFT_ONE_LINE)
_HEADING = Look(
    styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(styles.LOCKED_FILL)
)
_OPEN_HEADING = Look(
    styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(styles.HEADING_FILL)
)
_CONTEXT = Look(styles.font(), styles.LEFT, styles.GRID)
_CONTEXT_CENTRED = Look(styles.font(), styles.CENTRED, styles.GRID)
_OPEN = Look(
    styles.font(),
    styles.LEFT,
    styles.GRID,
    styles.fill(styles.OPEN_FILL),
    styles.UNLOCKED,
    number_format="@",
)
_OPEN_CENTRED = replace(_OPEN, alignment=styles.CENTRED)
_REFERENCE = Look(styles.font(color=styles.GREY), styles.LEFT, styles.GRID, styles.fill(styles.LOCKED_FILL))
_NOTE = Look(styles.font(size=styles.SIZE_SMALL_4), styles.LEFT)
_NOTE_NUMBER = Look(styles.font(size=styles.SIZE_SMALL_4), styles.CENTRED)
