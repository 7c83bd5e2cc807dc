"""The task table of a new master: it looks like the official table and stays clean data.

The category is stored in every row and shown once per group: its cells have no horizontal borders, one
conditional format hides a label that the visible row above shows already, another draws the line
where the category changes. Both look at the row above that is *visible*, so that a filter or a sort
shows the label of every group that is left.
"""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, NamedStyle
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.measure import column_points, row_height
from xlreport.core.model import Task, TaskTable, column_letter
from xlreport.core.schema import (
    CATEGORY,
    COLUMNS,
    CONTENT,
    DEADLINE,
    DEPARTMENTS,
    NUMBER,
    PROBLEMS,
    PROGRESS,
    SUPPORT,
    Column,
)
from xlreport.core.text import MAX_CELL_CHARACTERS, is_blank
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, set_text
from xlreport.drawing.page import A3, fit_to_width
from xlreport.drawing.painter import Painter

LABEL_ROW, TITLE_ROW = 1, 2
SPARE_ROWS = 200
"""Rows below the last task that already have the table's lists and rules, for tasks to come."""

WIDTHS = {
    "category": 11,
    "number": 5.5,
    "content": 39,
    "provincial": 16,
    "departments": 16,
    "leaders": 10,
    "heads": 12,
    "contacts": 13.5,
    "deadline": 13,
    "remark": 6,
    "support": 28,
    "problems": 24,
    "progress": 38.5,
}
"""Column widths in digits of the Normal font; together they fit a screen 1920 pixels wide."""

_CENTRED = {"number", "leaders", "heads", "contacts", "deadline"}
_SIZE = styles.SIZE_5
_LAST_COLUMN = len(COLUMNS)
_SHARED = "几个部门共同承担的，每个部门另起一行，以“单位名称：”开头；没有的填“无”。"
_PROMPTS = {
    CATEGORY.code: "每一行都要填写类别，才能排序和筛选；与上一行相同的会自动隐去，只在每组第一行显示。",
    DEPARTMENTS.code: "写“单位名录”里的单位名称，用“、”隔开；牵头单位写在最前面。",
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
        _prepare_spare_rows(sheet, last)
        _add_aids(sheet, table, header_row + 1, last + SPARE_ROWS)
        sheet.auto_filter.ref = f"A{header_row}:{column_letter(_LAST_COLUMN)}{last}"
        sheet.freeze_panes = f"C{header_row + 1}"
        sheet.sheet_view.showGridLines = False
        fit_to_width(sheet, paper=A3, repeated_row=header_row)

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
    _put_named(sheet, LABEL_ROW, 1, table.label, "任务表-附件")
    sheet.row_dimensions[LABEL_ROW].height = 26
    for row, line in enumerate(table.title, start=TITLE_ROW):
        _put_named(sheet, row, 1, line, "任务表-标题")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_LAST_COLUMN)
        sheet.row_dimensions[row].height = 34


def _paint_headings(sheet: Worksheet, row: int) -> None:
    for position, column in enumerate(COLUMNS, start=1):
        _put_named(sheet, row, position, column.heading, "任务表-表头")
        sheet.column_dimensions[column_letter(position)].width = WIDTHS[column.code]
    sheet.row_dimensions[row].height = 52


def _paint_task(sheet: Worksheet, row: int, task: Task) -> None:
    """One row; the number is stored as a number so that sorting puts 10 after 9."""
    for position, column in enumerate(COLUMNS, start=1):
        text = task.text(column.code)
        value = int(text) if column is NUMBER and _is_plain_number(text) else text
        _put_named(sheet, row, position, value, _style_of(column))
    widths = [column_points(WIDTHS[column.code]) for column in COLUMNS]
    sheet.row_dimensions[row].height = row_height([task.text(c.code) for c in COLUMNS], widths, _SIZE)


def _is_plain_number(text: str) -> bool:
    """Whether a number cell reads back as this very text: digits without leading zeros."""
    return text.isascii() and text.isdigit() and str(int(text)) == text


def _style_of(column: Column) -> str:
    if column is CATEGORY:
        return "任务表-类别"
    return "任务表-居中" if column.code in _CENTRED else "任务表-正文"


def _put_named(sheet: Worksheet, row: int, column: int, value: str | int, style: str) -> None:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.style = style
    if isinstance(value, str):
        set_text(cell, value)
    else:
        cell.value = value


def _show_category_once(sheet: Worksheet, header_row: int, last: int) -> None:
    """Rules for the category cells, from the first task to the spare rows.

    Excel applies every rule that holds, LibreOffice the first; these give the same in both.

    SUBTOTAL(103, …) counts visible cells only; with OFFSET it tells of each row above whether it is
    visible; the highest number among those is the row looked at. SUMPRODUCT makes Excel and
    LibreOffice calculate with arrays. The heading is always visible, so there always is such a row.
    Rows are named by references only: a row that the clerk inserts above the table moves them all.
    """
    first = header_row + 1
    above = f"ROW($A${header_row}:$A{header_row})"
    visible = f"SUBTOTAL(103,OFFSET($A${header_row},{above}-ROW($A${header_row}),0))"
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


def _prepare_spare_rows(sheet: Worksheet, last: int) -> None:
    """Tasks that the clerk adds below get the table's typeface at once and its grid with their content."""
    for position, column in enumerate(COLUMNS, start=1):
        dimension, look = sheet.column_dimensions[column_letter(position)], _NAMED[_style_of(column)]
        dimension.font, dimension.alignment = look.font, look.alignment
    content = column_letter(COLUMNS.index(CONTENT) + 1)
    grid = DifferentialStyle(border=styles.GRID)
    rule = Rule(type="expression", formula=[f'${content}{last + 1}<>""'], dxf=grid)
    area = f"B{last + 1}:{column_letter(_LAST_COLUMN)}{last + SPARE_ROWS}"
    sheet.conditional_formatting.add(area, rule)


def _add_aids(sheet: Worksheet, table: TaskTable, first: int, last: int) -> None:
    """Dropdowns that warn of other values, and hints; one validation a column, as a cell has only one."""
    for column in COLUMNS:
        choices = _choices(table, column) if column in (CATEGORY, DEADLINE) else ()
        prompt = _PROMPTS.get(column.code)
        if not choices and prompt is None:
            continue
        validation = _dropdown(column, choices) if choices else _any_text()
        if prompt is not None:
            validation.showInputMessage = True
            validation.promptTitle, validation.prompt = column.heading.replace("\n", ""), prompt
        letter = column_letter(COLUMNS.index(column) + 1)
        validation.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(validation)


def _choices(table: TaskTable, column: Column) -> tuple[str, ...]:
    """The wordings in use that a list typed into a validation can hold; none where it grows too long."""
    used = dict.fromkeys(task.text(column.code) for task in table.tasks)
    choices = tuple(text for text in used if not is_blank(text) and not set(text) & _SPLITS_A_LIST)
    return choices if len(",".join(choices)) <= _LONGEST_LIST else ()


def _dropdown(column: Column, choices: tuple[str, ...]) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=f'"{",".join(choices)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle=f"新的{column.heading}",
        error=f"列表里没有这个{column.heading}。确实是新的，请选“是”。",
    )


def _any_text() -> DataValidation:
    """A validation that refuses nothing and only carries a hint."""
    return DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(MAX_CELL_CHARACTERS), allow_blank=True
    )


_LONGEST_LIST = 255
"""Characters of a list typed into a validation (Excel specifications and limits)."""

_SPLITS_A_LIST = set(',"\n')

_NAMED = {
    "任务表-附件": Look(styles.font(styles.HEADING_FONT, styles.SIZE_3), styles.LEFT_ONE_LINE),
    "任务表-标题": Look(styles.font(styles.TITLE_FONT, styles.SIZE_2), styles.CENTRED),
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
