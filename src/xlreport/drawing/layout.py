"""What pages that are read share: the head of the page, notes, and lists with a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.difference import Run, pieces
from xlreport.core.measure import HIGHEST_ROW, column_points, line_height, row_height, text_points, wrap
from xlreport.core.model import column_letter
from xlreport.core.schema import TABLE_SHEET
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, link, put, put_runs, span
from xlreport.drawing.page import fit_to_width

Marked = tuple[Run, ...]
"""A text with what went or came marked in it."""

Shown = str | int | float | None
"""What a summary cell shows; a text of digits is shown as a number."""

TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_2), styles.CENTRED)
SUBTITLE = Look(styles.font(styles.NORMAL_FONT, styles.SIZE_5, color=styles.GREY), styles.CENTRED)
NOTE = Look(styles.font(styles.NORMAL_FONT, styles.SIZE_5, color=styles.GREY), styles.LEFT)
BODY_TEXT = Look(styles.font(styles.BODY_FONT, styles.SIZE_SMALL_4), styles.LEFT)
HEADING = Look(
    styles.font(styles.HEADING_FONT, styles.SIZE_5),
    styles.CENTRED,
    styles.GRID,
    styles.fill(styles.HEADING_FILL),
)
CENTRED = Look(styles.font(), styles.CENTRED, styles.GRID)
TEXT = Look(styles.font(), styles.LEFT, styles.GRID)
LINKED = Look(styles.font(color=styles.LINK_BLUE), styles.CENTRED, styles.GRID)
TOTAL = Look(styles.font(bold=True), styles.CENTRED, styles.GRID, styles.fill(styles.LOCKED_FILL))
CHARTED = Look(styles.font(), styles.CENTRED, styles.GRID, number_format="0;-0;")
"""A number that shows nothing for 0: in a chart also on the bar."""

PERCENT = "0%"

_FIRST_NOTE = 3
_ROW_PADDING = 4.0
_LEAST_HEIGHT = 20.0
_MOST_LINES = int((HIGHEST_ROW - 2 * _ROW_PADDING) / line_height(styles.SIZE_5))


@dataclass(frozen=True)
class Head:
    """The head of every tab: what the master is called, the day it was looked at, the period."""

    subject: str
    as_of: date
    period: str

    @property
    def line(self) -> str:
        """The line under the title."""
        day = f"{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日"
        return f"{self.subject}　　期次：{self.period}　　截至日期：{day}".strip()


@dataclass(frozen=True)
class Field:
    """A column of a list: its heading, its width in characters, and how its cells look."""

    heading: str
    width: float
    look: Look = CENTRED


@dataclass(frozen=True)
class Row:
    """A row of a list. ``cell`` is the place on the task table that the row's link leads to, if any."""

    values: tuple[Shown | Marked, ...]
    cell: str = ""


@dataclass(frozen=True)
class ListPage:
    """A page with one list: ``notes`` stand above it, ``total`` is its last row.

    Where there are no rows, the sentence ``nothing`` stands in their place and the notes are left out.
    ``linked`` is the column whose cells lead to the task table.
    """

    title: str
    fields: Sequence[Field]
    notes: Sequence[str]
    rows: Sequence[Row]
    nothing: str = ""
    total: Row | None = None
    linked: int = 1

    @property
    def header_row(self) -> int:
        """The 1-based sheet row of the headings."""
        return _FIRST_NOTE + len(self.notes)


def paint_list_page(sheet: Worksheet, page: ListPage, head: Head, *, orientation: str = "landscape") -> int:
    """Draw the whole page, one page wide; returns the last row of the list, its total not counted."""
    width = len(page.fields)
    set_widths(sheet, [field.width for field in page.fields])
    paint_head(sheet, page.title, head, width)
    fit_to_width(sheet, orientation=orientation)
    if not page.rows and page.nothing:
        paint_note(sheet, page.header_row, (1, width), page.nothing)
        return page.header_row
    for row, note in enumerate(page.notes, start=_FIRST_NOTE):
        paint_note(sheet, row, (1, width), note)
    bottom = paint_list(sheet, page.header_row, page.fields, page.rows, linked=page.linked)
    if page.total is not None:
        totals = [Field(field.heading, field.width, TOTAL) for field in page.fields]
        paint_row(sheet, bottom + 1, totals, page.total, linked=0)
    return bottom


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """The widths of the columns from A on, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[column_letter(column)].width = width


def paint_head(sheet: Worksheet, title: str, head: Head, width: int) -> None:
    """Title and the line under it over ``width`` columns."""
    sheet.sheet_view.showGridLines = False
    span(sheet, 1, (1, width), title, TITLE)
    sheet.row_dimensions[1].height = 40
    paint_note(sheet, 2, (1, width), head.line, SUBTITLE)


def paint_note(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, look: Look = NOTE) -> None:
    """A line of text over several columns, as high as it needs to be."""
    span(sheet, row, columns, text, look)
    width = column_points(sum(_width(sheet, column) for column in range(columns[0], columns[1] + 1)))
    size = look.font.sz or styles.SIZE_5
    sheet.row_dimensions[row].height = max(row_height([text], [width], size) + _ROW_PADDING, _LEAST_HEIGHT)


def paint_list(
    sheet: Worksheet, top: int, fields: Sequence[Field], rows: Sequence[Row], *, linked: int = 1
) -> int:
    """Headings at ``top`` and the rows below, with a filter; returns the last row.

    The cell in column ``linked`` leads to the task table; it should hold a number, since LibreOffice
    does not wrap a text that is a link. The headings stay in view and on every printed page.
    A text that no row is high enough for goes on in the next row, where short texts are repeated.
    """
    for column, field in enumerate(fields, start=1):
        put(sheet, top, column, field.heading, HEADING)
    fit_row(sheet, top, [(field.heading, field.width) for field in fields])
    bottom = top
    for row in rows:
        for part in _parts(row, fields):
            bottom += 1
            paint_row(sheet, bottom, fields, part, linked)
    sheet.auto_filter.ref = f"A{top}:{column_letter(len(fields))}{bottom}"
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    return bottom


def _parts(row: Row, fields: Sequence[Field]) -> list[Row]:
    """The row, or several where one of its texts needs more height than a row can have."""
    columns = [_pieces(value, field.width) for value, field in zip(row.values, fields, strict=True)]
    return [
        Row(tuple(_piece(pieces, part) for pieces in columns), row.cell)
        for part in range(max(map(len, columns)))
    ]


def _pieces(value: Shown | Marked, width: float) -> list[Shown | Marked]:
    if not isinstance(value, (str, tuple)):
        return [value]
    lines = wrap(_plain(value), column_points(width), styles.SIZE_5)
    texts = ["".join(lines[start : start + _MOST_LINES]) for start in range(0, len(lines), _MOST_LINES)]
    return [*pieces(value, [len(text) for text in texts])] if isinstance(value, tuple) else [*texts]


def _piece(pieces: list[Shown | Marked], part: int) -> Shown | Marked:
    """A short text is repeated in every part, a number or marked text stands in the first only."""
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return pieces[0]
    return pieces[part] if part < len(pieces) else None


def _plain(value: Shown | Marked) -> str:
    if isinstance(value, tuple):
        return "".join(run.text for run in value)
    return "" if value is None else str(value)


def paint_row(sheet: Worksheet, number: int, fields: Sequence[Field], row: Row, linked: int) -> None:
    """One row of a list, as high as its longest text needs."""
    for column, (field, value) in enumerate(zip(fields, row.values, strict=True), start=1):
        if isinstance(value, tuple):
            put_runs(sheet, number, column, value, field.look)
            continue
        leads = column == linked and bool(row.cell)
        cell = put(sheet, number, column, as_shown(value), LINKED if leads else field.look)
        if leads:
            link(cell, TABLE_SHEET, row.cell)
    fit_row(sheet, number, [(_plain(v), f.width) for f, v in zip(fields, row.values, strict=True)])


def fit_row(
    sheet: Worksheet, row: int, texts: Sequence[tuple[str, float]], *, least: float = _LEAST_HEIGHT
) -> None:
    """Make a row high enough for these texts in columns of these widths (characters)."""
    needed = row_height(
        [text for text, _ in texts], [column_points(width) for _, width in texts], styles.SIZE_5
    )
    sheet.row_dimensions[row].height = min(max(needed + _ROW_PADDING, least), HIGHEST_ROW)


def as_shown(value: Shown) -> Shown:
    """Digits alone become a number, so that Excel does not complain of a number stored as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and str(int(value)) == value:
        return int(value)
    return value


def make_room(sheet: Worksheet, top: int, height: float) -> int:
    """Give rows from ``top`` on a fixed height until they make ``height`` points; returns the last."""
    last = top + ceil(height / _LEAST_HEIGHT) - 1
    for row in range(top, last + 1):
        sheet.row_dimensions[row].height = _LEAST_HEIGHT
    return last


def joined(items: Sequence[str], width: float) -> str:
    """Items joined by 、 with line breaks between them where a column of this width needs them."""
    room = column_points(width) - 1.5 * styles.SIZE_5
    lines = [""]
    for item in items:
        if lines[-1] and text_points(lines[-1] + item, styles.SIZE_5) > room:
            lines.append("")
        lines[-1] += item + "、"
    return "\n".join(lines).removesuffix("、")


def share(part: int, whole: int) -> Shown:
    """A fraction for a cell in per cent, a dash where there is nothing to divide."""
    return part / whole if whole else "—"


def _width(sheet: Worksheet, column: int) -> float:
    return float(sheet.column_dimensions[column_letter(column)].width)
