"""The printed task table: it looks as GB/T 9704-2012 and office practice want an attachment to look."""

from __future__ import annotations

import re

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.measure import column_width
from xlreport.core.model import column_letter
from xlreport.core.printing.layout import CENTRED, PrintLayout, PrintPage, PrintRow
from xlreport.core.printing.paper import LABEL_SIZE, TITLE_SIZE
from xlreport.core.schema import CATEGORY, COLUMNS, NUMBER
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, put, span
from xlreport.drawing.page import A3, A4
from xlreport.drawing.painter import Painter

_PAPER_CODES = {"A3": A3, "A4": A4}
_POINTS_PER_INCH = 72
_LAST = len(COLUMNS)
_FOOTER_SIZE = int(styles.SIZE_4)
_PAGE_NUMBER = "— &P —"
_SPACE = "\u3000"
_SHORT_CHARACTERS = 4
"""Texts up to this length (无) are centred in any column."""


def print_painter(layout: PrintLayout, *, first_page: int = 1) -> Painter:
    """A painter of the print sheet; its pages are numbered from ``first_page`` on."""

    def paint(sheet: Worksheet) -> None:
        for position, column in enumerate(COLUMNS, start=1):
            width = column_width(layout.widths[column.code])
            sheet.column_dimensions[column_letter(position)].width = width
        _paint_titles(sheet, layout)
        _paint_headings(sheet, layout)
        row = layout.header_row + 1
        for page in layout.pages:
            row = _paint_page(sheet, row, page, layout.paper.body_size)
        for end in layout.breaks:
            sheet.row_breaks.append(Break(id=end))
        sheet.sheet_view.showGridLines = False
        sheet.freeze_panes = f"A{layout.header_row + 1}"
        _set_up_page(sheet, layout, row - 1)
        _number_pages(sheet, layout, first_page)

    return paint


def _paint_titles(sheet: Worksheet, layout: PrintLayout) -> None:
    label = Look(styles.font(styles.HEADING_FONT, LABEL_SIZE), styles.LEFT)
    title = Look(styles.font(styles.TITLE_FONT, TITLE_SIZE), styles.CENTRED)
    lines = [(line, title) for line in layout.title]
    if layout.label is not None:
        lines.insert(0, (layout.label, label))
    for row, (line, look) in enumerate(lines, start=1):
        span(sheet, row, (1, _LAST), line.text, look)
        sheet.row_dimensions[row].height = line.height


def _paint_headings(sheet: Worksheet, layout: PrintLayout) -> None:
    look = Look(styles.font(styles.HEADING_FONT, layout.paper.body_size), styles.CENTRED, styles.GRID)
    for position, column in enumerate(COLUMNS, start=1):
        put(sheet, layout.header_row, position, layout.headings[column.code], look)
    sheet.row_dimensions[layout.header_row].height = layout.heading_height


def _paint_page(sheet: Worksheet, top: int, page: PrintPage, size: float) -> int:
    """The rows of a page with each category merged over its rows; returns the next free sheet row."""
    starts = []
    row = top
    for item in page.rows:
        starts.append(row)
        row = _paint_row(sheet, row, item, size)
    starts.append(row)
    look = Look(styles.font(size=size), styles.CENTRED, styles.GRID)
    for group in page.spans:
        first, last = starts[group.first], starts[group.last + 1] - 1
        _merge_down(sheet, (first, last), 1, group.label, look)
    return row


def _paint_row(sheet: Worksheet, row: int, item: PrintRow, size: float) -> int:
    """All cells of a row but its category's; returns the next free sheet row."""
    last = row + len(item.sheet_heights) - 1
    for position, column in enumerate(COLUMNS, start=1):
        if column is CATEGORY:
            continue
        text = item.texts[column.code]
        centred = column.code in CENTRED or len(text) <= _SHORT_CHARACTERS
        look = Look(styles.font(size=size), styles.CENTRED if centred else styles.LEFT, styles.GRID)
        _merge_down(sheet, (row, last), position, _number(text) if column is NUMBER else text, look)
    for offset, height in enumerate(item.sheet_heights):
        sheet.row_dimensions[row + offset].height = height
    return last + 1


def _number(text: str) -> str | int:
    """A whole number as such, so that Excel does not mark it as a number stored as text."""
    return int(text) if re.fullmatch(r"0|[1-9][0-9]{0,8}", text) else text


def _merge_down(sheet: Worksheet, rows: tuple[int, int], column: int, value: str | int, look: Look) -> None:
    """One cell over a stretch of rows of a column."""
    first, last = rows
    put(sheet, first, column, value, look)
    for row in range(first + 1, last + 1):
        put(sheet, row, column, None, look)
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _set_up_page(sheet: Worksheet, layout: PrintLayout, last: int) -> None:
    """Paper, margins, repeated headings. Not fitted to the page: Excel then ignores the row breaks."""
    paper = layout.paper
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(_PAPER_CODES[paper.name])
    sheet.page_margins = PageMargins(
        left=paper.side_margin / _POINTS_PER_INCH,
        right=paper.side_margin / _POINTS_PER_INCH,
        top=paper.top_margin / _POINTS_PER_INCH,
        bottom=paper.bottom_margin / _POINTS_PER_INCH,
        header=paper.footer_margin / _POINTS_PER_INCH,
        footer=paper.footer_margin / _POINTS_PER_INCH,
    )
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{layout.header_row}:{layout.header_row}"
    sheet.print_area = f"A1:{column_letter(_LAST)}{last}"


def _number_pages(sheet: Worksheet, layout: PrintLayout, first_page: int) -> None:
    """日常版: odd pages are numbered at the right, even pages at the left.

    The number stands one character within the table's edge (GB/T 9704-2012, 7.5).
    """
    sheet.page_setup.firstPageNumber = first_page
    sheet.page_setup.useFirstPageNumber = True
    sheet.HeaderFooter.differentOddEven = True
    indent = _SPACE * (1 + int(layout.paper.table_inset / _FOOTER_SIZE))
    _set_part(sheet.oddFooter, "right", _PAGE_NUMBER + indent)
    _set_part(sheet.evenFooter, "left", indent + _PAGE_NUMBER)


def _set_part(footer: HeaderFooterItem | None, side: str, text: str) -> None:
    part = getattr(footer, side)
    part.text, part.font, part.size = text, f"{styles.NORMAL_FONT},Regular", _FOOTER_SIZE
