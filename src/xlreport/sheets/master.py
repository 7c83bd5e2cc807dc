"""The task table of a new master: it looks like the official table and stays clean data.

The category is stored in every row and shown once per group: its cells have no horizontal borders, one
conditional format hides a label that the visible row above shows already, another draws the line
where the category changes. Both look at the row above that is *visible*, so that a filter or a sort
shows the label of every group that is left.
"""

from __future__ import annotations

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, NamedStyle
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.port import Painter
from xlreport.core.measure import column_points, row_height
from xlreport.core.model import Task, TaskTable, column_letter
from xlreport.core.schema import CATEGORY, COLUMNS, DEADLINE, NUMBER, PROBLEMS, PROGRESS, SUPPORT
from xlreport.core.text import MAX_CELL_CHARACTERS
from xlreport.sheets import styles
from xlreport.sheets.cells import Look, put, span
from xlreport.sheets.page import A3, fit_to_width

LABEL_ROW, TITLE_ROW = 1, 2
SPARE_ROWS = 200
"""Rows below the last task that already have the table's lists and rules, for tasks to come."""

WIDTHS = {
    "category": 11,
    "number": 5.5,
    "content": 40,
    "provincial": 16,
    "departments": 16,
    "leaders": 9,
    "heads": 10.5,
    "contacts": 13.5,
    "deadline": 13,
    "remark": 6,
    "support": 28,
    "problems": 24,
    "progress": 40,
}
"""Column widths in digits of the Normal font; together they fit a screen 1920 pixels wide."""

_CENTRED = {"category", "number", "leaders", "heads", "contacts", "deadline"}
_SIZE = styles.SIZE_5
_LAST_COLUMN = len(COLUMNS)
_SHARED = "几个部门共同承担的，每个部门另起一行，以“单位名称：”开头；没有的填“无”。"
_PROMPTS = {
    SUPPORT.code: f"需要上级支持的事项。{_SHARED}",
    PROBLEMS.code: f"落实中的困难和问题。{_SHARED}",
    PROGRESS.code: f"做法、进度和成效。{_SHARED}",
}


def table_painter(table: TaskTable) -> Painter:
    """A painter of the task table with its titles, headings and tasks."""

    def paint(sheet: Worksheet) -> None:
        header_row = TITLE_ROW + len(table.title)
        _add_named_styles(sheet)
        _paint_titles(sheet, table)
        _paint_headings(sheet, header_row)
        for row, task in enumerate(table.tasks, start=header_row + 1):
            _paint_task(sheet, row, task)
        last = header_row + len(table.tasks)
        _show_category_once(sheet, header_row, last)
        _add_lists(sheet, table, header_row + 1, last + SPARE_ROWS)
        sheet.auto_filter.ref = f"A{header_row}:{column_letter(_LAST_COLUMN)}{last}"
        sheet.freeze_panes = f"C{header_row + 1}"
        _set_up_page(sheet, header_row, last)

    return paint


def _add_named_styles(sheet: Worksheet) -> None:
    """Register the table's cell styles, so that the clerk finds them in Excel's gallery."""
    workbook = sheet.parent
    assert workbook is not None
    for name, look in _NAMED.items():
        if name not in workbook.named_styles:
            style = NamedStyle(name=name, font=look.font, alignment=look.alignment)
            if look.border is not None:
                style.border = look.border
            if look.fill is not None:
                style.fill = look.fill
            workbook.add_named_style(style)


def _paint_titles(sheet: Worksheet, table: TaskTable) -> None:
    put(sheet, LABEL_ROW, 1, table.label, _LABEL)
    sheet.row_dimensions[LABEL_ROW].height = 26
    for row, line in enumerate(table.title, start=TITLE_ROW):
        span(sheet, row, (1, _LAST_COLUMN), line, _TITLE)
        sheet.row_dimensions[row].height = 34


def _paint_headings(sheet: Worksheet, row: int) -> None:
    for position, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row, position, column.heading)
        cell.style = "任务表-表头"
        sheet.column_dimensions[column_letter(position)].width = WIDTHS[column.code]
    sheet.row_dimensions[row].height = 52


def _paint_task(sheet: Worksheet, row: int, task: Task) -> None:
    """One row; the number is stored as a number so that sorting puts 10 after 9."""
    for position, column in enumerate(COLUMNS, start=1):
        text = task.text(column.code)
        value = int(text) if column is NUMBER and text.isascii() and text.isdigit() else text
        name = "任务表-类别" if column is CATEGORY else "任务表-正文"
        if column.code in _CENTRED and column is not CATEGORY:
            name = "任务表-居中"
        sheet.cell(row, position).style = name
        put(sheet, row, position, value, _NAMED[name])
    widths = [column_points(WIDTHS[column.code]) for column in COLUMNS]
    sheet.row_dimensions[row].height = row_height([task.text(c.code) for c in COLUMNS], widths, _SIZE)


def _show_category_once(sheet: Worksheet, header_row: int, last: int) -> None:
    """Rules for the category cells, from the first task to the spare rows.

    Excel applies every rule that holds, LibreOffice the first; these give the same in both.

    SUBTOTAL(103, …) counts visible cells only; with OFFSET it tells of each row above whether it is
    visible; the highest number among those is the row looked at. SUMPRODUCT makes Excel and
    LibreOffice calculate with arrays. The heading is always visible, so there always is such a row.
    """
    first = header_row + 1
    above = f"ROW($A${header_row}:$A{header_row})"
    visible = f"SUBTOTAL(103,OFFSET($A${header_row},{above}-{header_row},0))"
    shown_above = f"INDEX($A:$A,SUMPRODUCT(MAX({visible}*{above})))"
    same = f'AND($A{first}<>"",{shown_above}=$A{first})'
    closing = f'AND($A{first}<>"",SUBTOTAL(103,$A{first + 1}:$A${last + SPARE_ROWS + 1})=0)'
    rules = (
        (f"AND({same},{closing})", _category_look(hidden=True, bottom=True)),
        (same, _category_look(hidden=True)),
        (f"AND(NOT({same}),{closing})", _category_look(top=True, bottom=True)),
        (f'AND($A{first}<>"",NOT({same}))', _category_look(top=True)),
    )
    area = f"A{first}:A{last + SPARE_ROWS}"
    for formula, look in rules:
        rule = Rule(type="expression", formula=[formula], dxf=look)
        sheet.conditional_formatting.add(area, rule)


def _category_look(*, hidden: bool = False, top: bool = False, bottom: bool = False) -> DifferentialStyle:
    """LibreOffice replaces all four sides of a border by a rule's, so each rule names the sides too."""
    border = Border(
        left=styles.THIN,
        right=styles.THIN,
        top=styles.THIN if top else None,
        bottom=styles.THIN if bottom else None,
    )
    if not hidden:
        return DifferentialStyle(border=border)
    shows_nothing = NumberFormat(numFmtId=200, formatCode=";;;")
    return DifferentialStyle(border=border, font=styles.rule_font(styles.WHITE), numFmt=shows_nothing)


def _add_lists(sheet: Worksheet, table: TaskTable, first: int, last: int) -> None:
    for column, what in ((CATEGORY, "类别"), (DEADLINE, "工作时限")):
        letter = column_letter(COLUMNS.index(column) + 1)
        choices = tuple(dict.fromkeys(task.text(column.code) for task in table.tasks))
        formula = f'"{",".join(choices)}"'
        if any("," in choice or '"' in choice for choice in choices) or len(formula) > _LONGEST_LIST:
            continue
        rule = DataValidation(
            type="list",
            formula1=formula,
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="warning",
            errorTitle=f"新的{what}",
            error=f"列表里没有这个{what}。确实是新的，请选“是”。",
        )
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(rule)
    for column in (SUPPORT, PROBLEMS, PROGRESS):
        letter = column_letter(COLUMNS.index(column) + 1)
        hint = DataValidation(
            type="textLength",
            operator="lessThanOrEqual",
            formula1=str(MAX_CELL_CHARACTERS),
            allow_blank=True,
            showInputMessage=True,
            promptTitle=column.heading.replace("\n", ""),
            prompt=_PROMPTS[column.code],
        )
        hint.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(hint)


_LONGEST_LIST = 255
"""Characters of a list typed into a validation (Excel specifications and limits)."""


def _set_up_page(sheet: Worksheet, header_row: int, last: int) -> None:
    fit_to_width(sheet, paper=A3, repeated_row=header_row)
    sheet.print_area = f"A1:{column_letter(_LAST_COLUMN)}{last}"


_LABEL = Look(styles.font(styles.HEADING_FONT, styles.SIZE_3), styles.LEFT_ONE_LINE)
_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_2), styles.CENTRED)
_NAMED = {
    "任务表-表头": Look(
        styles.font(styles.HEADING_FONT, _SIZE),
        styles.CENTRED,
        styles.GRID,
        styles.fill(styles.HEADING_FILL),
    ),
    "任务表-类别": Look(styles.font(styles.BODY_FONT, _SIZE), styles.CENTRED, styles.SIDES_ONLY),
    "任务表-正文": Look(styles.font(styles.BODY_FONT, _SIZE), styles.LEFT, styles.GRID),
    "任务表-居中": Look(styles.font(styles.BODY_FONT, _SIZE), styles.CENTRED, styles.GRID),
}
