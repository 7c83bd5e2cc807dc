"""Excel for Windows, in the terms of its COM object model where xlwings has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw

from xlreport.books.live.excel_xml import facts_of
from xlreport.drawing.painter import Area
from xlreport.errors import WorkbookError

_WORKBOOK_LINKS = 1
"""xlLinkTypeExcelLinks (XlLinkType)."""
_MANUAL_BREAK = -4135
"""xlPageBreakManual (XlPageBreak)."""
_PAGE_PROPERTIES = (
    "PrintArea",
    "PrintTitleRows",
    "PrintTitleColumns",
    "Orientation",
    "PaperSize",
    "Zoom",
    "FitToPagesWide",
    "FitToPagesTall",
    "LeftMargin",
    "RightMargin",
    "TopMargin",
    "BottomMargin",
    "HeaderMargin",
    "FooterMargin",
    "CenterHorizontally",
    "CenterVertically",
    "FirstPageNumber",
    "LeftHeader",
    "CenterHeader",
    "RightHeader",
    "LeftFooter",
    "CenterFooter",
    "RightFooter",
    "OddAndEvenPagesHeaderFooter",
)
"""Properties of PageSetup, in an order in which each can be set after the ones before."""
_LAST_IN_ANY_ROW = (-4123, 2, 1, 2)
"""xlFormulas, xlPart, xlByRows, xlPrevious: in formulas Excel searches hidden and filtered rows too, in
values, where xlwings searches, it does not."""
_ATTEMPTS = 20_000
"""Calls that Excel may turn down before it counts as busy; each takes a fraction of a millisecond."""
_EVEN_FOOTERS = ("LeftFooter", "CenterFooter", "RightFooter")

_VISIBLE_CELLS = 12
"""XlCellType.xlCellTypeVisible"""


class WindowsExcel:
    """The `Application` port on Excel for Windows."""

    refill_loses: frozenset[str] = frozenset()

    def require_supported(self, app: xw.App) -> None:
        """WPS answers to Excel's COM names, but keeps to its object model only in part."""
        _wait_no_longer()
        if app.api.Name != "Microsoft Excel":
            raise WorkbookError(
                f"现在打开总表的是“{app.api.Name}”，按钮只能在 Microsoft Excel 里用",
                untouched="没有改动任何内容",
                todo="请用 Microsoft Excel 打开总表；没有 Excel 时可以用命令行完成同样的工作（见使用手册）",
            )

    def is_read_only(self, book: xw.Book) -> bool:
        return bool(book.api.ReadOnly)

    def is_saved(self, book: xw.Book) -> bool:
        return bool(book.api.Saved)

    def is_protected(self, sheet: xw.Sheet) -> bool:
        return bool(sheet.api.ProtectContents)

    def has_protected_structure(self, book: xw.Book) -> bool:
        return bool(book.api.ProtectStructure)

    def sheet_names(self, book: xw.Book) -> list[str]:
        return [sheet.name for sheet in book.sheets]

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        tables = (table.AutoFilter for table in sheet.api.ListObjects if table.ShowAutoFilter)
        return bool(sheet.api.FilterMode) or any(table.FilterMode for table in tables)

    def merges(self, cells: xw.Range) -> tuple[Area, ...] | None:
        facts = facts_of(cells)
        return facts.merges if facts is not None else None

    def partly_formatted(self, cells: xw.Range) -> frozenset[tuple[int, int]] | None:
        facts = facts_of(cells)
        return facts.partly_formatted if facts is not None else None

    def last_filled_row(self, cells: xw.Range) -> int:
        found = cells.api.Find("*", cells.api.Cells(1, 1), *_LAST_IN_ANY_ROW)
        return found.Row if found is not None else 1

    def hidden_rows(self, cells: xw.Range) -> frozenset[int]:
        rows = frozenset(range(cells.row, cells.last_cell.row + 1))
        if len(rows) < 2 or self.is_protected(
            cells.sheet
        ):  # there Excel answers for other cells, or not at all
            return frozenset()
        areas = cells.api.SpecialCells(_VISIBLE_CELLS).Areas
        shown = ((area.Row, area.Rows.Count) for area in areas)
        return rows - {row for first, count in shown for row in range(first, first + count)}

    def go_to(self, cells: xw.Range) -> None:
        cells.sheet.book.activate()
        cells.sheet.activate()
        cells.select()

    def view(self, book: xw.Book) -> tuple[float, ...]:
        window = book.app.api.ActiveWindow
        return (window.ScrollRow, window.ScrollColumn, window.Zoom)

    def restore_view(self, book: xw.Book, view: tuple[float, ...]) -> None:
        window = book.app.api.ActiveWindow
        window.ScrollRow, window.ScrollColumn, window.Zoom = view

    def remove_charts(self, sheet: xw.Sheet) -> None:
        for chart in list(sheet.charts):
            chart.delete()

    def unfilter(self, sheet: xw.Sheet) -> None:
        sheet.api.AutoFilterMode = False

    def copy_layout(self, source: xw.Sheet, target: xw.Sheet) -> None:
        with _printer_left_alone(target.book.app.api):
            _copy_page_setup(source.api.PageSetup, target.api.PageSetup)
        target.api.ResetAllPageBreaks()
        for page_break in source.api.HPageBreaks:
            if page_break.Type == _MANUAL_BREAK:
                target.api.HPageBreaks.Add(target.api.Range(page_break.Location.Address))
        if source.api.AutoFilterMode and not target.api.AutoFilterMode:
            target.api.Range(source.api.AutoFilter.Range.Address).AutoFilter()

    def cut_links(self, book: xw.Book, other: Path) -> None:
        for link in book.api.LinkSources(_WORKBOOK_LINKS) or ():
            if Path(link).name.lower() == other.name.lower():
                book.api.ChangeLink(link, book.api.FullName, _WORKBOOK_LINKS)

    def leave_preview(self, book: xw.Book) -> None:
        """Nothing: Excel takes no clicks while its preview is open."""

    def preview(self, sheet: xw.Sheet) -> None:
        sheet.api.PrintPreview()

    def choose_file(self, app: xw.App, title: str, kinds: str) -> Path | None:
        chosen = app.api.GetOpenFilename(f"{title} ({kinds}),{kinds}", 1, title)
        return Path(chosen) if isinstance(chosen, str) else None


def _wait_no_longer() -> None:
    """Let xlwings give up, after some seconds, on an Excel in which a cell is being edited.

    It would try for ever otherwise, and nobody would be told why nothing happens.
    """
    from xlwings import _xlwindows  # noqa: PLC0415

    _xlwindows.N_COM_ATTEMPTS = _ATTEMPTS


def _copy_page_setup(source: Any, target: Any) -> None:
    """Copy what differs: each property that is set makes Excel ask the printer again."""
    for name in _PAGE_PROPERTIES:
        value = getattr(source, name)
        if value != getattr(target, name):
            setattr(target, name, value)
    for name in _EVEN_FOOTERS:
        text = getattr(source.EvenPage, name).Text
        if text != getattr(target.EvenPage, name).Text:
            getattr(target.EvenPage, name).Text = text


@contextmanager
def _printer_left_alone(application: Any) -> Iterator[None]:
    """Set up pages in one go (Application.PrintCommunication, Excel 2010 and later)."""
    application.PrintCommunication = False
    try:
        yield
    finally:
        application.PrintCommunication = True
