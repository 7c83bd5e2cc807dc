"""The preview sheet 规范预览: every correction with its rule, what goes and what comes, and the decision."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.model import column_letter
from xlreport.core.normalising.corrections import Choice, Correction, Decision
from xlreport.core.schema import COLUMN_BY_CODE, NORMALISING_SHEET
from xlreport.core.text import key
from xlreport.drawing import styles
from xlreport.drawing.cells import offer_decisions, span
from xlreport.drawing.layout import (
    NOTE,
    SUBTITLE,
    TEXT,
    TITLE,
    Field,
    Row,
    paint_list,
    paint_note,
    set_widths,
)
from xlreport.drawing.page import fit_to_width
from xlreport.drawing.painter import Painter

_FIELDS = (
    Field("序号", 6),
    Field("栏目", 18),
    Field("单元格", 8),
    Field("规则", 18, TEXT),
    Field("原文", 44, TEXT),
    Field("改为", 44, TEXT),
    Field("决定", 9),
    Field("说明", 22, TEXT),
    Field("标识", 30),
)
_CELL, _OLD, _NEW, _DECISION, _MARK = 3, 5, 6, 7, 9
_HEADER_ROW = 4
_CHOICES = (Decision.TAKE, Decision.KEEP)
_LEGEND = (
    "划掉的红字会去掉，带下划线的绿字是换上的；␣是空格，□是全角空格，↵是换行。"
    "不同意的，把“决定”改成“不改”，再应用。引号、书名号里的文字和拿不准的地方不在此列。"
)


def normalising_painter(corrections: Sequence[Correction], applied: bool) -> Painter:
    """A painter of the preview; ``applied`` says that what is taken stands in the table already."""

    def paint(sheet: Worksheet) -> None:
        last = _MARK - 1
        set_widths(sheet, [field.width for field in _FIELDS])
        sheet.sheet_view.showGridLines = False
        span(sheet, 1, (1, last), NORMALISING_SHEET, TITLE)
        sheet.row_dimensions[1].height = 40
        paint_note(sheet, 2, (1, last), _summary(corrections, applied), SUBTITLE)
        paint_note(sheet, 3, (1, last), _LEGEND if corrections else "没有需要规范的写法。", NOTE)
        fit_to_width(sheet)
        sheet.column_dimensions[column_letter(_MARK)].hidden = True
        if not corrections:
            return
        ordered = sorted(corrections, key=lambda item: item.decision is not Decision.OPEN)
        rows = [_row(item, applied) for item in ordered]
        bottom = paint_list(sheet, _HEADER_ROW, _FIELDS, rows, linked=_CELL)
        for number, item in enumerate(ordered, start=_HEADER_ROW + 1):
            if item.decision is Decision.OPEN:
                sheet.cell(number, _DECISION).fill = styles.fill(styles.WARNING_FILL)
        _offer_decisions(sheet, bottom)

    return paint


def read_choices(rows: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    """The rows of a preview sheet on which something is to be decided, from all its rows as text."""
    headings = {field.heading for field in _FIELDS}
    for number, row in enumerate(rows):
        places = {key(text): place for place, text in enumerate(row)}
        if headings <= places.keys():
            found = (_choice(record, places) for record in rows[number + 1 :])
            return tuple(choice for choice in found if choice.mark)
    return ()


def _choice(record: Sequence[str], places: dict[str, int]) -> Choice:
    texts = [
        record[places[field.heading]] if places[field.heading] < len(record) else "" for field in _FIELDS
    ]
    return Choice(texts[_MARK - 1].strip(), texts[_DECISION - 1].strip(), texts[_OLD - 1], texts[_NEW - 1])


def _summary(corrections: Sequence[Correction], applied: bool) -> str:
    taken = sum(item.decision is Decision.TAKE for item in corrections)
    kept = sum(item.decision is Decision.KEEP for item in corrections)
    state = "已写入任务分工表" if applied else "尚未写入，确认后再应用"
    open_ones = len(corrections) - taken - kept
    return f"可以规范的写法{len(corrections)}处：采用{taken}处（{state}），不改{kept}处，待定{open_ones}处"


def _row(item: Correction, applied: bool) -> Row:
    cell = item.cell
    values = (
        cell.task.number,
        key(COLUMN_BY_CODE[cell.column].heading),
        cell.reference,
        f"{item.rule} {item.title}",
        item.old,
        item.new,
        str(item.decision),
        _explanation(item, applied),
        "" if applied and item.decision is Decision.TAKE else item.key,
    )
    return Row(values, cell.reference)


def _explanation(item: Correction, applied: bool) -> str:
    if item.decision is Decision.TAKE:
        return "已写入" if applied else ""
    return item.note or ("按您的决定不改" if item.decision is Decision.KEEP else "还没有决定，没有写入")


def _offer_decisions(sheet: Worksheet, last_row: int) -> None:
    letter = column_letter(_DECISION)
    prompt = "采用：写入任务分工表；不改：保留原文，以后也不再改。"
    offer_decisions(sheet, f"{letter}{_HEADER_ROW + 1}:{letter}{last_row}", _CHOICES, prompt)
