"""The sheet 导入报告: what was read, guessed and left out of a source, each with its place there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.importing.raw import ImportNote
from xlreport.core.schema import IMPORT_REPORT_SHEET
from xlreport.drawing.cells import span
from xlreport.drawing.layout import SUBTITLE, TEXT, TITLE, Field, Row, paint_list, paint_note, set_widths
from xlreport.drawing.page import fit_to_width
from xlreport.drawing.painter import Painter

_FIELDS = (
    Field("序号", 6),
    Field("类型", 8),
    Field("说明", 60, TEXT),
    Field("表格", 18, TEXT),
    Field("行", 14, TEXT),
    Field("列", 18, TEXT),
    Field("有关的原文", 60, TEXT),
)
_HEADER_ROW = 3


def import_report_painter(source: str, notes: Sequence[ImportNote]) -> Painter:
    """A painter of the report on a file of this name; the texts that were left out stand there whole."""

    def paint(sheet: Worksheet) -> None:
        sheet.sheet_view.showGridLines = False
        set_widths(sheet, [field.width for field in _FIELDS])
        span(sheet, 1, (1, len(_FIELDS)), IMPORT_REPORT_SHEET, TITLE)
        sheet.row_dimensions[1].height = 40
        counts = Counter(note.kind for note in notes)
        told = "，".join(f"{kind}{count}条" for kind, count in counts.items())
        paint_note(sheet, 2, (1, len(_FIELDS)), f"来源：{source}。{told}。本表可以删除。", SUBTITLE)
        rows = [_row(number, note) for number, note in enumerate(notes, start=1)]
        paint_list(sheet, _HEADER_ROW, _FIELDS, rows)
        fit_to_width(sheet)

    return paint


def _row(number: int, note: ImportNote) -> Row:
    return Row((number, str(note.kind), note.message, note.table, note.row, note.column, note.text))
