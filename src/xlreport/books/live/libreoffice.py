"""LibreOffice Calc, in the terms of UNO where xlwings' object model has none."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import xlwings as xw

from xlreport.calc.autofilter import carry_filter, remove_filter
from xlreport.calc.charts import remove_charts
from xlreport.calc.layout import carry_breaks
from xlreport.calc.merges import merges_in
from xlreport.calc.page_setup import carry_over
from xlreport.calc.portions import partly_formatted_in
from xlreport.drawing.painter import Area

_CONTENTS = 1 | 2 | 4 | 16
"""com.sun.star.sheet.CellFlags: values, dates, strings and formulas."""
_CHOSEN = 1
"""com.sun.star.ui.dialogs.ExecutableDialogResults.OK"""


class LibreOffice:
    """The `Application` port on LibreOffice Calc."""

    refill_loses: frozenset[str] = frozenset()

    def require_supported(self, app: xw.App) -> None:
        """Nothing: no other program answers in its place."""

    def is_read_only(self, book: xw.Book) -> bool:
        return bool(book.api.isReadonly())

    def is_saved(self, book: xw.Book) -> bool:
        return not book.api.isModified()

    def is_protected(self, sheet: xw.Sheet) -> bool:
        return bool(sheet.api.isProtected())

    def has_protected_structure(self, book: xw.Book) -> bool:
        return bool(book.api.isProtected())

    def sheet_names(self, book: xw.Book) -> list[str]:
        return [str(name) for name in book.api.Sheets.getElementNames()]

    def hides_rows(self, sheet: xw.Sheet) -> bool:
        """Never: LibreOffice writes into hidden rows as into others."""
        return False

    def merges(self, cells: xw.Range) -> tuple[Area, ...]:
        return tuple(
            Area(merge.row, merge.column, merge.row + merge.rows - 1, merge.column + merge.columns - 1)
            for merge in merges_in(cells.impl)
        )

    def partly_formatted(self, cells: xw.Range) -> frozenset[tuple[int, int]]:
        return partly_formatted_in(cells.impl)

    def last_filled_row(self, cells: xw.Range) -> int:
        filled = cells.api.queryContentCells(_CONTENTS).getRangeAddresses()
        return max((area.EndRow + 1 for area in filled), default=1)

    def hidden_rows(self, cells: xw.Range) -> frozenset[int]:
        shown = cells.api.queryVisibleCells().getRangeAddresses()
        visible = {row for area in shown for row in range(area.StartRow + 1, area.EndRow + 2)}
        return frozenset(range(cells.row, cells.last_cell.row + 1)) - visible

    def go_to(self, cells: xw.Range) -> None:
        """Nothing: formulas are read as seen from the first cell of their own range."""

    def view(self, book: xw.Book) -> tuple[float, ...]:
        places: tuple[int, ...] = book.impl.scrolled
        return places

    def restore_view(self, book: xw.Book, view: tuple[float, ...]) -> None:
        book.impl.scroll(tuple(map(int, view)))

    def remove_charts(self, sheet: xw.Sheet) -> None:
        remove_charts(sheet.impl)

    def unfilter(self, sheet: xw.Sheet) -> None:
        remove_filter(sheet.impl)

    def copy_layout(self, source: xw.Sheet, target: xw.Sheet) -> None:
        old = target.api.PageStyle
        carry_over(source.impl, target.impl)
        _remove_unused_style(target.book, old)
        carry_breaks(source.impl, target.impl)
        carry_filter(source.impl, target.impl)

    def cut_links(self, book: xw.Book, other: Path) -> None:
        """Nothing: formulas come later, and charts are re-based to the copied sheet."""

    def leave_preview(self, book: xw.Book) -> None:
        """A window that shows the preview has no sheets to select, activate or scroll."""
        if not hasattr(book.api.getCurrentController(), "getActiveSheet"):
            _dispatch(book, ".uno:ClosePreview")

    def preview(self, sheet: xw.Sheet) -> None:
        _dispatch(sheet.book, ".uno:PrintPreview")

    def choose_file(self, app: xw.App, title: str, kinds: str) -> Path | None:
        picker = app.impl.office.service("ui.dialogs.FilePicker")
        picker.setTitle(title)
        picker.appendFilter(kinds, kinds)
        if picker.execute() != _CHOSEN:
            return None
        return Path(url2pathname(urlparse(picker.getSelectedFiles()[0]).path))


def _dispatch(book: xw.Book, command: str) -> None:
    """Do what a command of LibreOffice's menus does in the window of a book."""
    frame = book.api.getCurrentController().getFrame()
    dispatcher = book.app.impl.office.service("frame.DispatchHelper")
    dispatcher.executeDispatch(frame, command, "", 0, ())


def _remove_unused_style(book: xw.Book, style: str) -> None:
    """Drop the page style that a refilled sheet had, or one more would be left each time."""
    styles = book.api.getStyleFamilies().getByName("PageStyles")
    if styles.getByName(style).isUserDefined() and not styles.getByName(style).isInUse():
        styles.removeByName(style)
