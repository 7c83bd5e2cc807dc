"""The package of the add-in: as little of a workbook as Excel needs around macros and a ribbon.

It names no author and no time, so that the same sources always give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OPEN_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_CONTENT_TYPES = f"""{_XML}<Types xmlns="{_OPEN_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/docProps/core.xml"
  ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.addin.macroEnabled.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET_TYPE}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET_TYPE}.styles+xml"/>
<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>
</Types>"""

_STYLES = f"""{_XML}<styleSheet xmlns="{_SPREADSHEET}">
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

WORKBOOK_PART = "xl/workbook.xml"
SHEET_PART = "xl/worksheets/sheet1.xml"

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can hold."""


def write_addin_package(
    *, vba_project: bytes, ribbon: bytes, sheet: str, cells: Mapping[str, str], title: str, description: str
) -> bytes:
    """The bytes of an add-in whose one sheet holds ``cells``, names in column A and values in column B.

    ``title`` and ``description`` are what Excel's list of add-ins shows.
    """
    office = f"{_OPEN_OFFICE}/officeDocument"
    core = f"{_OPEN_PACKAGE}/relationships/metadata/core-properties"
    custom_ui = f"{_MICROSOFT}/2007/relationships/ui/extensibility"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships(
            (office, WORKBOOK_PART), (core, "docProps/core.xml"), (custom_ui, "customUI/customUI14.xml")
        ),
        "docProps/core.xml": _properties(title, description),
        WORKBOOK_PART: _workbook(sheet),
        "xl/_rels/workbook.xml.rels": _relationships(
            (f"{_OPEN_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            (f"{_OPEN_OFFICE}/styles", "styles.xml"),
            (f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        SHEET_PART: _sheet(cells),
        "xl/styles.xml": _STYLES,
        "xl/vbaProject.bin": vba_project,
        "customUI/customUI14.xml": ribbon,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def _relationships(*relationships: tuple[str, str]) -> str:
    """A relationships part: types and targets, numbered from rId1."""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relationships, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_OPEN_PACKAGE}/relationships">{items}</Relationships>'


def _properties(title: str, description: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_OPEN_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:description>{escape(description)}</dc:description>"
        "</cp:coreProperties>"
    )


def _workbook(sheet: str) -> str:
    return (
        f'{_XML}<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OPEN_OFFICE}">'
        '<workbookPr codeName="ThisWorkbook"/>'
        f'<sheets><sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(cells: Mapping[str, str]) -> str:
    rows = "".join(
        f'<row r="{row}">{_cell(f"A{row}", name)}{_cell(f"B{row}", value)}</row>'
        for row, (name, value) in enumerate(cells.items(), start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_SPREADSHEET}"><sheetPr codeName="Sheet1"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
