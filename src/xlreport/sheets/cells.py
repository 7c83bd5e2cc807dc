"""Putting values and looks into cells; every painter goes through here."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.text import without_control_characters


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
