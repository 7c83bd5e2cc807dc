"""What xlwings' object model lacks: one small port, and one implementation for each application."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

import xlwings as xw

from xlreport.drawing.painter import Area


class Application(Protocol):
    """What has to be asked of an application in its own terms."""

    @property
    def refill_loses(self) -> frozenset[str]:
        """What of `painting.PARTS` a sheet does not get when it is filled anew instead of added."""
        ...

    def require_supported(self, app: xw.App) -> None:
        """Raise WorkbookError where another program answers under this application's name."""
        ...

    def is_read_only(self, book: xw.Book) -> bool: ...

    def is_saved(self, book: xw.Book) -> bool:
        """Whether nothing was changed since the last save."""
        ...

    def is_protected(self, sheet: xw.Sheet) -> bool: ...

    def has_protected_structure(self, book: xw.Book) -> bool:
        """Whether sheets can neither be added nor removed."""
        ...

    def sheet_names(self, book: xw.Book) -> list[str]:
        """The names of all worksheets in tab order, in as few calls as the application allows."""
        ...

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        """Whether a filter hides rows of a sheet, into which a rectangle may not be written at once."""
        ...

    def merges(self, cells: xw.Range) -> tuple[Area, ...] | None:
        """Every merge that touches a range; None where they cannot be told all at once."""
        ...

    def partly_formatted(self, cells: xw.Range) -> frozenset[tuple[int, int]] | None:
        """The places of texts parts of which are formatted by themselves; None where nobody can tell."""
        ...

    def last_filled_row(self, cells: xw.Range) -> int:
        """The last row of a range in which a cell holds anything but a format, 1 where none does."""
        ...

    def hidden_rows(self, cells: xw.Range) -> frozenset[int]:
        """The rows of a range that do not show, hidden or filtered out; some of its columns must show."""
        ...

    def go_to(self, cells: xw.Range) -> None:
        """Select cells, where formulas to come are read as seen from the selected one."""
        ...

    def view(self, book: xw.Book) -> tuple[float, ...]:
        """What the window shows of its sheet, for `restore_view`."""
        ...

    def restore_view(self, book: xw.Book, view: tuple[float, ...]) -> None: ...

    def remove_charts(self, sheet: xw.Sheet) -> None: ...

    def unfilter(self, sheet: xw.Sheet) -> None:
        """Take a sheet's filter away, with what it hides."""
        ...

    def copy_layout(self, source: xw.Sheet, target: xw.Sheet) -> None:
        """Give a sheet the page setup, page breaks and filter of another."""
        ...

    def cut_links(self, book: xw.Book, other: Path) -> None:
        """Let what points at the same places of another workbook point at this one."""
        ...

    def leave_preview(self, book: xw.Book) -> None:
        """Show a book's sheets again where its print preview is still open."""
        ...

    def preview(self, sheet: xw.Sheet) -> None:
        """Show a sheet as it will be printed."""
        ...

    def choose_file(self, app: xw.App, title: str, kinds: str) -> Path | None:
        """Ask for a file to open; ``kinds`` such as ``*.txt;*.docx``; None where none is chosen."""
        ...


def application_of(app: xw.App) -> Application:
    """The implementation for the application that xlwings talks to."""
    if app.engine.name == "libreoffice":
        from xlreport.books.live.libreoffice import LibreOffice  # noqa: PLC0415

        return LibreOffice()
    if sys.platform == "darwin":
        from xlreport.books.live.excel_mac import MacExcel  # noqa: PLC0415

        return MacExcel()
    from xlreport.books.live.excel_windows import WindowsExcel  # noqa: PLC0415

    return WindowsExcel()
