"""The preview sheet 合并预览: every change with its three texts, the decision, and what was not used."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.port import Painter
from xlreport.core.measure import column_points, row_height
from xlreport.core.merge import Change, Decision, MergePlan
from xlreport.core.model import column_letter
from xlreport.core.schema import COLUMN_BY_CODE, PREVIEW_SHEET, TABLE_SHEET
from xlreport.core.text import key
from xlreport.sheets import styles
from xlreport.sheets.cells import Look, link, put, span
from xlreport.sheets.page import fit_to_width

HEADER_ROW = 3
_HEADINGS = (
    ("序号", 6.0),
    ("责任部门", 16.0),
    ("栏目", 14.0),
    ("单元格", 9.0),
    ("下发时", 36.0),
    ("现在", 36.0),
    ("返回", 36.0),
    ("决定", 12.0),
    ("说明", 22.0),
    ("来源文件", 22.0),
    ("标识", 4.0),
)
_DECISION_COLUMN = 8
_KEY_COLUMN = len(_HEADINGS)
_TEXT_COLUMNS = range(5, 8)
_CHOICES = (Decision.TAKE, Decision.KEEP, Decision.BOTH)


def preview_painter(plan: MergePlan, period: str, applied: bool) -> Painter:
    """A painter of the preview; ``applied`` says that the decided changes are in the table already."""

    def paint(sheet: Worksheet) -> None:
        _paint_head(sheet, plan, period, applied)
        row = HEADER_ROW
        for change in sorted(plan.changes, key=lambda c: (not c.is_conflict, c.row)):
            row += 1
            _paint_change(sheet, row, change, applied)
        if not plan.changes:
            row += 1
            span(sheet, row, (1, _KEY_COLUMN - 1), "没有需要合并的改动", _CENTRED)
        if plan.changes:
            _add_decisions(sheet, row)
        _paint_notes(sheet, row + 2, plan)
        sheet.freeze_panes = f"A{HEADER_ROW + 1}"
        fit_to_width(sheet, repeated_row=HEADER_ROW)

    return paint


def read_decisions(rows: Sequence[Sequence[str]]) -> dict[str, Decision]:
    """The decisions on a preview sheet by change key, from all its rows as text."""
    for number, row in enumerate(rows):
        places = {key(text): i for i, text in enumerate(row)}
        if {"决定", "标识"} <= places.keys():
            decisions = {}
            for record in rows[number + 1 :]:
                chosen = record[places["决定"]].strip() if places["决定"] < len(record) else ""
                identity = record[places["标识"]].strip() if places["标识"] < len(record) else ""
                if identity and chosen in set(Decision):
                    decisions[identity] = Decision(chosen)
            return decisions
    return {}


def _paint_head(sheet: Worksheet, plan: MergePlan, period: str, applied: bool) -> None:
    last = _KEY_COLUMN - 1
    span(sheet, 1, (1, last), PREVIEW_SHEET, _TITLE)
    sheet.row_dimensions[1].height = 32
    state = "已合并入总表" if applied else "尚未合并，确认后再应用"
    open_ones = sum(change.decision == Decision.OPEN for change in plan.changes)
    span(
        sheet,
        2,
        (1, last),
        f"期次：{period}　改动{len(plan.changes)}处（{state}）　其中需要决定{open_ones}处　"
        f"未采用的文件{len(plan.rejections)}个　提醒{len(plan.warnings)}条",
        _SUBTITLE,
    )
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        put(sheet, HEADER_ROW, column, heading, _HEADING)
        sheet.column_dimensions[column_letter(column)].width = width
    sheet.row_dimensions[HEADER_ROW].height = 24
    sheet.column_dimensions[column_letter(_KEY_COLUMN)].hidden = True


def _paint_change(sheet: Worksheet, row: int, change: Change, applied: bool) -> None:
    heading = key(COLUMN_BY_CODE[change.column].heading)
    texts = (
        change.task,
        change.department,
        heading,
        change.cell,
        change.base,
        change.mine,
        change.theirs,
        change.decision,
        _explanation(change, applied),
        change.file,
        change.key,
    )
    for column, text in enumerate(texts, start=1):
        put(sheet, row, column, str(text), _TEXT if column in _TEXT_COLUMNS or column > 8 else _CENTRED)
    link(put(sheet, row, 4, change.cell, _LINK), TABLE_SHEET, change.cell)
    if change.is_conflict:
        sheet.cell(row, _DECISION_COLUMN).fill = styles.fill(styles.WARNING_FILL)
    widths = [column_points(width) for _, width in _HEADINGS[:-1]]
    needed = row_height([str(text) for text in texts[:-1]], widths, styles.SIZE_5)
    sheet.row_dimensions[row].height = max(needed, 28.0)


def _explanation(change: Change, applied: bool) -> str:
    if change.decision == Decision.OPEN:
        return "总表和返回都改过，请在“决定”里选择后再应用"
    if change.decision == Decision.KEEP:
        return "按您的决定保留总表现有文字"
    done = "已写入总表" if applied else "应用时写入总表"
    return f"按您的决定，{done}" if change.is_conflict else done


def _add_decisions(sheet: Worksheet, last_row: int) -> None:
    choices = DataValidation(
        type="list",
        formula1=f'"{",".join(_CHOICES)}"',
        allow_blank=False,
        showErrorMessage=True,
        showInputMessage=True,
        promptTitle="决定",
        prompt="采用返回：用部门返回的文字；保留现有：总表不变；两者都留：现有文字后面接上返回的文字。",
        errorTitle="请从列表里选",
        error="只能选：采用返回、保留现有、两者都留。",
    )
    letter = column_letter(_DECISION_COLUMN)
    choices.add(f"{letter}{HEADER_ROW + 1}:{letter}{last_row}")
    sheet.add_data_validation(choices)


def _paint_notes(sheet: Worksheet, row: int, plan: MergePlan) -> None:
    """The files that were not used and what was seen and left alone, below the changes."""
    last = _KEY_COLUMN - 1
    sections = (
        ("未采用的文件（仍在原处）", [f"{r.file}：{r.reason}" for r in plan.rejections]),
        ("提醒", list(plan.warnings)),
    )
    width = sum(column_points(width) for _, width in _HEADINGS[:-1])
    for title, lines in sections:
        span(sheet, row, (1, last), title, _SECTION)
        for line in lines or ["无"]:
            row += 1
            span(sheet, row, (1, last), line, _NOTE)
            sheet.row_dimensions[row].height = row_height([line], [width], styles.SIZE_5)
        row += 2


_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_3), styles.CENTRED)
_SUBTITLE = Look(styles.font(), styles.LEFT_ONE_LINE)
_HEADING = Look(
    styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(styles.HEADING_FILL)
)
_CENTRED = Look(styles.font(), styles.CENTRED, styles.GRID)
_LINK = Look(styles.font(color=styles.LINK_BLUE), styles.CENTRED, styles.GRID)
_TEXT = Look(styles.font(), styles.LEFT, styles.GRID)
_SECTION = Look(styles.font(styles.HEADING_FONT), styles.LEFT_ONE_LINE)
_NOTE = Look(styles.font(), Alignment(horizontal="left", vertical="center", wrap_text=True))
