"""Page setup of sheets that are read on screen first and printed as wide as the paper."""

from __future__ import annotations

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

A3 = "8"
A4 = "9"
"""Paper sizes as SpreadsheetML numbers them (ECMA-376-1 §18.3.1.63)."""


def fit_to_width(
    sheet: Worksheet, *, paper: str = A4, orientation: str = "landscape", repeated_row: int | None = None
) -> None:
    """One page wide and as many high as it takes, centred, pages numbered ``— 1 —``.

    ``repeated_row`` is the 1-based row of headings that every page shows.
    """
    sheet.page_setup.orientation = orientation  # type: ignore[assignment]  # the stubs ask for a literal
    sheet.page_setup.paperSize = int(paper)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6, header=0.3, footer=0.3)
    sheet.print_options.horizontalCentered = True
    if repeated_row is not None:
        sheet.print_title_rows = f"{repeated_row}:{repeated_row}"
    set_footer(sheet, "— &P —")


def set_footer(sheet: Worksheet, centre: str = "", *, left: str = "", right: str = "") -> None:
    """The footer of every page, in Excel's codes (&P page, &N pages)."""
    footer = sheet.oddFooter
    assert footer is not None
    for item, text in ((footer.left, left), (footer.center, centre), (footer.right, right)):
        assert item is not None
        item.text = text or None
