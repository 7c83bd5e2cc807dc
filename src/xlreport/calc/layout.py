"""Bringing a whole sheet into another book: its cells, and what belongs to the sheet rather than to cells.

LibreOffice's own import of sheets crashes in version 7.4, so everything is carried over piece by piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlreport.calc.charts import copy_charts
from xlreport.calc.clipboard import carry

if TYPE_CHECKING:
    from xlreport.calc.sheet import Sheet

_DRAWINGS = 128  # com.sun.star.sheet.CellFlags.OBJECTS, charts included


def fill_sheet(source: Sheet, target: Sheet) -> None:
    """Make the cells of a sheet those of a sheet of another book, with widths, heights and charts."""
    target.uno.clearContents(_DRAWINGS)
    carry(source.cells, target.cells)
    copy_charts(source, target)


def carry_breaks(source: Sheet, target: Sheet) -> None:
    """Break the pages of a sheet after the same rows as those of another."""
    target.uno.removeAllManualPageBreaks()
    for page_break in source.uno.getRowPageBreaks():
        if page_break.ManualBreak:
            target.uno.getRows().getByIndex(page_break.Position).IsStartOfNewPage = True


def carry_filter(source: Sheet, target: Sheet) -> None:
    """Give a sheet the filter buttons of another, over the same cells."""
    given, place = _filters(source), source.index - 1
    if not given.hasByTable(place) or not given.getByTable(place).AutoFilter:
        return
    address = given.getByTable(place).DataArea
    address.Sheet = target.index - 1
    _filters(target).setByTable(address)
    _filters(target).getByTable(address.Sheet).AutoFilter = True


def remove_filter(sheet: Sheet) -> None:
    """Take a sheet's filter buttons away and show every row."""
    if _filters(sheet).hasByTable(sheet.index - 1):
        _filters(sheet).getByTable(sheet.index - 1).AutoFilter = False
    sheet.uno.getRows().IsVisible = True


def _filters(sheet: Sheet) -> Any:
    """The unnamed ranges of a book, one for each filtered sheet, by the sheet's 0-based place."""
    return sheet.book.model.getPropertyValue("UnnamedDatabaseRanges")
