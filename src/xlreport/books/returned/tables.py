"""Workbooks that openpyxl does not read: .xls and WPS's .et (which is one), .ods and .xlsb."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree

import olefile
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from xlreport.books.returned.contents import Contents
from xlreport.core.returns.returned import ReturnedSheet
from xlreport.core.text import as_text

_DATE = "{http://purl.org/dc/elements/1.1/}date"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_PROPERTY_PARTS = ("meta.xml", "docProps/core.xml")


def read_tables(data: bytes) -> Contents:
    """All worksheets, hidden ones too; formulas by the values they showed."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        sheets = tuple(
            _sheet(workbook.get_sheet_by_name(item.name))
            for item in workbook.sheets_metadata
            if item.typ is SheetTypeEnum.WorkSheet
        )
    return Contents(sheets, _saved_at(data))


def _sheet(sheet: CalamineSheet) -> ReturnedSheet:
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = tuple(
        (top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    for top, left, bottom, _ in merged:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][left] = rows[top][left]
    return ReturnedSheet(sheet.name, tuple(tuple(row) for row in rows), merged)


def _text(value: object) -> str:
    """A cell's text as from an .xlsx file; durations as they are written."""
    return str(value) if isinstance(value, timedelta) else as_text(value)  # type: ignore[arg-type]


def _saved_at(data: bytes) -> datetime | None:
    """The last saving by the document's own properties, None where they do not say."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            saved = getattr(file.get_metadata(), "last_saved_time", None)
        return saved if isinstance(saved, datetime) else None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in _PROPERTY_PARTS:
            if part in archive.namelist():
                root = ElementTree.fromstring(archive.read(part))
                text = root.findtext(f".//{_DATE}") or root.findtext(f".//{_MODIFIED}")
                return datetime.fromisoformat(text) if text else None
    return None
