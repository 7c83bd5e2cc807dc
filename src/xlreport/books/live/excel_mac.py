"""Excel for macOS, in the terms of its AppleScript dictionary where xlwings has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlwings as xw

from xlreport.books.live.painting import PARTS

_PAGE_PROPERTIES = (
    "print_area",
    "print_title_rows",
    "page_orientation",
    "zoom",
    "fit_to_pages_wide",
    "fit_to_pages_tall",
    "left_margin",
    "right_margin",
    "top_margin",
    "bottom_margin",
    "header_margin",
    "footer_margin",
    "center_horizontally",
    "center_vertically",
    "first_page_number",
    "left_footer",
    "center_footer",
    "right_footer",
)
"""Properties of "page setup object" in Excel's dictionary."""


class MacExcel:
    """The `Application` port on Excel for macOS."""

    refill_loses: frozenset[str] = frozenset(PARTS)

    def require_supported(self, app: xw.App) -> None:
        """Nothing: no other program answers in its place."""

    def is_read_only(self, book: xw.Book) -> bool:
        return bool(book.api.read_only.get())

    def is_saved(self, book: xw.Book) -> bool:
        return bool(book.api.saved.get())

    def is_protected(self, sheet: xw.Sheet) -> bool:
        return bool(sheet.api.protect_contents.get())

    def has_protected_structure(self, book: xw.Book) -> bool:
        return bool(book.api.protect_structure.get())

    def sheet_names(self, book: xw.Book) -> list[str]:
        return [sheet.name for sheet in book.sheets]

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        """Nobody can tell: the dictionary knows filters only; what is read back shows it."""
        return False

    def merges(self, cells: xw.Range) -> None:
        """Beyond the dictionary."""

    def partly_formatted(self, cells: xw.Range) -> None:
        """Beyond the dictionary."""

    def last_filled_row(self, cells: xw.Range) -> int:
        found = cells.find("*", direction="backward")
        return found.row if isinstance(found, xw.Range) else 1

    def hidden_rows(self, cells: xw.Range) -> frozenset[int]:
        """None: Excel for Mac tells it one row at a time only, which takes too long on every reading."""
        return frozenset()

    def go_to(self, cells: xw.Range) -> None:
        cells.sheet.book.activate()
        cells.sheet.activate()
        cells.select()

    def view(self, book: xw.Book) -> tuple[float, ...]:
        window = book.app.api.active_window
        return (window.scroll_row.get(), window.scroll_column.get())

    def restore_view(self, book: xw.Book, view: tuple[float, ...]) -> None:
        window = book.app.api.active_window
        row, column = view
        window.scroll_row.set(row)
        window.scroll_column.set(column)

    def remove_charts(self, sheet: xw.Sheet) -> None:
        for chart in list(sheet.charts):
            chart.delete()

    def unfilter(self, sheet: xw.Sheet) -> None:
        sheet.api.autofilter_mode.set(False)

    def copy_layout(self, source: xw.Sheet, target: xw.Sheet) -> None:
        """Page setup only; page breaks and filters are beyond the dictionary (`refill_loses`)."""
        given: Any = source.api.page_setup_object
        taken: Any = target.api.page_setup_object
        for name in _PAGE_PROPERTIES:
            getattr(taken, name).set(getattr(given, name).get())

    def cut_links(self, book: xw.Book, other: Path) -> None:
        """Nothing: the dictionary cannot change links; only refilled charts have any (`refill_loses`)."""

    def leave_preview(self, book: xw.Book) -> None:
        """Nothing: Excel takes no clicks while its preview is open."""

    def preview(self, sheet: xw.Sheet) -> None:
        sheet.activate()
        sheet.api.print_preview()

    def choose_file(self, app: xw.App, title: str, kinds: str) -> Path | None:
        chosen = app.api.get_open_filename(button_text=title)
        return Path(chosen) if isinstance(chosen, str) else None
