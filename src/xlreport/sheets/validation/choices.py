"""The three sheets on which the clerk tells 校验 what to do: 规则设置, 易错词表, 已阅记录."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.measure import column_points, row_height
from xlreport.core.model import column_letter
from xlreport.core.schema import ACCEPTED_SHEET, CONFUSIONS_SHEET, RULES_SHEET
from xlreport.core.validation import RULES, acceptance, choices
from xlreport.core.validation.acceptance import Acceptance
from xlreport.core.validation.choices import CHOICES, Choices
from xlreport.core.wording import confusions
from xlreport.core.wording.confusions import Confusions
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, put, span
from xlreport.drawing.page import fit_to_width
from xlreport.drawing.painter import Painter

_LOWEST_ROW = 20.0
_SPARE_ROWS = 300
"""Rows below the last word that are ready to be written on."""


def choices_painter(chosen: Choices) -> Painter:
    """A painter of 规则设置: every rule with the severity it now has."""
    note = "“处理”一栏可选 错误、警告、提示 或 关闭，下次校验时生效；其他各栏请勿改动。"
    rows = [
        (rule.code, rule.title, chosen.shown(rule.code, rule.severity), rule.description, rule.source)
        for rule in RULES
    ]

    def paint(sheet: Worksheet) -> None:
        _paint(sheet, RULES_SHEET, note, choices.HEADINGS, (9, 26, 11, 78, 30), rows, editable=(3,))
        first = choices.HEADER_ROW + 1
        rule = DataValidation(type="list", formula1=f'"{",".join(CHOICES)}"', allow_blank=True)
        rule.add(f"C{first}:C{first + len(rows) - 1}")
        sheet.add_data_validation(rule)

    return paint


def confusions_painter(words: Confusions) -> Painter:
    """A painter of 易错词表 with these words and rows for the clerk's own."""
    note = "可以增加、删改；“#”代表一个数字，如“截止#”。删去一行，就不再查这个写法。"
    rows = [(entry.wrong, entry.right, entry.remark) for entry in words.entries]

    def paint(sheet: Worksheet) -> None:
        spare = [("", "", "")] * _SPARE_ROWS
        headings = confusions.HEADINGS
        _paint(sheet, CONFUSIONS_SHEET, note, headings, (22, 22, 50), [*rows, *spare], editable=(1, 2, 3))

    return paint


def acceptances_painter(accepted: Sequence[Acceptance]) -> Painter:
    """A painter of 已阅记录; the identity that a finding is found again by is hidden."""
    note = "这里列出已阅的校验问题，单元格改动以前不再提示。要重新提示的，删去那一行再校验。"
    rows = [(one.code, one.place, one.message, one.reason, one.day, one.ident) for one in accepted]

    def paint(sheet: Worksheet) -> None:
        headings = acceptance.HEADINGS
        _paint(sheet, ACCEPTED_SHEET, note, headings, (9, 18, 66, 40, 16, 28), rows, editable=(4,))
        sheet.column_dimensions[column_letter(len(headings))].hidden = True

    return paint


def _paint(
    sheet: Worksheet,
    title: str,
    note: str,
    headings: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    editable: Sequence[int],
) -> None:
    """Title, note and headings in rows 1 to 3, and the rows below; ``editable`` columns are tinted."""
    last = len(headings)
    span(sheet, 1, (1, last), title, _TITLE)
    span(sheet, 2, (1, last), note, _NOTE)
    for row, height in enumerate((32, 22, 22), start=1):
        sheet.row_dimensions[row].height = height
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        put(sheet, 3, column, heading, _HEADING)
        sheet.column_dimensions[column_letter(column)].width = width
    points = [column_points(width) for width in widths]
    for number, texts in enumerate(rows, start=4):
        for column, text in enumerate(texts, start=1):
            put(sheet, number, column, text, _INPUT if column in editable else _TEXT)
        sheet.row_dimensions[number].height = max(_LOWEST_ROW, row_height(texts, points, styles.SIZE_5))
    sheet.freeze_panes = "A4"
    if rows:
        sheet.auto_filter.ref = f"A3:{column_letter(last)}{3 + len(rows)}"
    fit_to_width(sheet, repeated_row=3)


_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_3), styles.CENTRED)
_NOTE = Look(styles.font(color=styles.GREY), styles.LEFT_ONE_LINE)
_HEADING = Look(
    styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(styles.HEADING_FILL)
)
_TEXT = Look(styles.font(), styles.LEFT, styles.GRID, number_format="@")
_INPUT = Look(styles.font(), styles.LEFT, styles.GRID, styles.fill(styles.OPEN_FILL), number_format="@")
