"""New workbooks: nothing in them but what is painted."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.styles import Font

from xlreport.drawing import styles
from xlreport.drawing.painter import Painter

_NORMAL_SIZE = 11


def new_workbook(painters: Mapping[str, Painter]) -> Workbook:
    """A workbook of freshly painted sheets, in this order.

    Its Normal style is set in the font whose digits column widths are measured in (``core.measure``),
    and its properties name nobody.
    """
    workbook = Workbook()
    for sheet in list(workbook.worksheets):
        workbook.remove(sheet)
    normal = workbook._named_styles["Normal"]  # type: ignore[attr-defined]  # the stubs leave it out
    normal.font = Font(name=styles.NORMAL_FONT, size=_NORMAL_SIZE)
    normal.bind(workbook)
    for name, painter in painters.items():
        painter(workbook.create_sheet(name))
    workbook.worksheets[0].sheet_view.tabSelected = True
    workbook.properties.creator = None
    return workbook
