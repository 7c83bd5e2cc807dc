"""Putting values and looks into cells; every painter goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.difference import Kind, Run
from xlreport.core.text import without_control_characters
from xlreport.drawing import styles


@dataclass(frozen=True)
class Look:
    """How a cell is formatted; what is None stays as openpyxl has it."""

    font: Font
    alignment: Alignment
    border: Border | None = None
    fill: PatternFill | None = None
    protection: Protection | None = None
    number_format: str | None = None


def put(sheet: Worksheet, row: int, column: int, value: str | int | float | None, look: Look) -> Cell:
    """Set one cell (1-based). Text stays text, even where it starts with an equals sign."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        set_text(cell, value)
    else:
        cell.value = value
    dress(cell, look)
    return cell


def put_runs(sheet: Worksheet, row: int, column: int, runs: Sequence[Run], look: Look) -> Cell:
    """Set one cell to a text with what was removed struck through and what was added underlined."""
    cell = put(sheet, row, column, "".join(run.text for run in runs), look)
    if any(run.kind is not Kind.SAME for run in runs):
        cell.value = CellRichText([_block(run, look.font) for run in runs])
        cell.data_type = "s"
    return cell


def _block(run: Run, font: Font) -> TextBlock:
    colours = {Kind.REMOVED: Color(styles.REMOVED), Kind.ADDED: Color(styles.ADDED)}
    inline = InlineFont(
        rFont=font.name,
        sz=font.sz,
        b=font.b,
        color=colours.get(run.kind, font.color),
        strike=run.kind is Kind.REMOVED or None,
        u="single" if run.kind is Kind.ADDED else None,
    )
    return TextBlock(inline, without_control_characters(run.text))


def set_text(cell: Cell, text: str) -> None:
    """Set a cell to a text that no program will take for a formula; nothing for an empty text."""
    cell.value = without_control_characters(text) or None
    if text:
        cell.data_type = "s"


def dress(cell: Cell, look: Look) -> None:
    """Give a cell its look."""
    cell.font = look.font
    cell.alignment = look.alignment
    if look.border is not None:
        cell.border = look.border
    if look.fill is not None:
        cell.fill = look.fill
    if look.protection is not None:
        cell.protection = look.protection
    if look.number_format is not None:
        cell.number_format = look.number_format


def span(sheet: Worksheet, row: int, columns: tuple[int, int], value: str | None, look: Look) -> Cell:
    """Merge a stretch of a row from its first to its last column, dress all of it, set its text."""
    left, right = columns
    for column in range(left + 1, right + 1):
        put(sheet, row, column, None, look)
    cell = put(sheet, row, left, value, look)
    if right > left:
        sheet.merge_cells(start_row=row, start_column=left, end_row=row, end_column=right)
    return cell


def link(cell: Cell, sheet: str, reference: str) -> None:
    """Make a cell a link to a place in the same workbook; its look stays."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{reference}")


def offer_decisions(sheet: Worksheet, cells: str, choices: Sequence[str], prompt: str) -> None:
    """Let the clerk decide by a list in cells such as ``F5:F30``; nothing else can be entered there."""
    decisions = DataValidation(
        type="list",
        formula1=f'"{",".join(choices)}"',
        allow_blank=False,
        showErrorMessage=True,
        showInputMessage=True,
        promptTitle="决定",
        prompt=prompt,
        errorTitle="请从列表里选",
        error=f"只能选：{'、'.join(choices)}。",
    )
    decisions.add(cells)
    sheet.add_data_validation(decisions)
