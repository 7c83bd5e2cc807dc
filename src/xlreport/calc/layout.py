"""Bringing a whole sheet into another book: its cells, and what belongs to the sheet rather than to cells.

LibreOffice's own import of sheets crashes in version 7.4, so everything is carried over piece by piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
