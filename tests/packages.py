"""Workbook packages changed by hand: the things that Excel and WPS put in and openpyxl cannot carry."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MAIN_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
FIRST_SHEET = "xl/worksheets/sheet1.xml"


def change(path: Path, parts: Mapping[str, bytes] | None = None, **edits: tuple[str, str]) -> None:
    """Add parts to a package and replace text in its parts; an edit's key names the part.

    Keys: ``sheet`` the first sheet, ``workbook`` the workbook part.
    """
    names = {"sheet": FIRST_SHEET, "workbook": "xl/workbook.xml"}
    wanted = {names[key]: edit for key, edit in edits.items()}
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name in wanted:
                pattern, replacement = wanted[name]
                text, count = re.subn(pattern, replacement, data.decode("utf-8"), count=1)
                assert count == 1, (name, pattern)
                data = text.encode("utf-8")
            target.writestr(name, data)
        for name, data in (parts or {}).items():
            target.writestr(name, data)


def add_vml(path: Path, element: str, vml: str) -> None:
    """Refer to a VML drawing from the first sheet: ``element`` is legacyDrawing or legacyDrawingHF."""
    parts = {
        "xl/drawings/vmlDrawing7.vml": vml.encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": _relationship("vmlDrawing", "vmlDrawing7.vml"),
    }
    change(
        path,
        parts,
        sheet=("</worksheet>", f'<{element} xmlns:r="{RELATIONSHIPS}" r:id="rId77"/></worksheet>'),
    )


def _relationship(kind: str, drawing: str) -> bytes:
    """The first sheet's relationship rId77 to a drawing."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId77" Type="{RELATIONSHIPS}/{kind}" Target="../drawings/{drawing}"/>'
        "</Relationships>"
    ).encode()


def add_drawing(path: Path, drawn: str) -> None:
    """Anchor things on the first sheet: ``drawn`` is the XML inside an anchor."""
    anchor = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{MAIN_DRAWING}" xmlns:r="{RELATIONSHIPS}">'
        "<xdr:oneCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff>"
        "<xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="900000" cy="300000"/>{drawn}<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>'
    )
    change(
        path,
        {
            "xl/drawings/drawing7.xml": anchor.encode(),
            "xl/worksheets/_rels/sheet1.xml.rels": _relationship("drawing", "drawing7.xml"),
        },
        sheet=("</worksheet>", f'<drawing xmlns:r="{RELATIONSHIPS}" r:id="rId77"/></worksheet>'),
    )


TEXT_BOX = (
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
    "<xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>领导批示</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)
GROUP = f"<xdr:grpSp><xdr:nvGrpSpPr/><xdr:grpSpPr/>{TEXT_BOX}{TEXT_BOX}</xdr:grpSp>"
CONNECTOR = "<xdr:cxnSp><xdr:nvCxnSpPr/><xdr:spPr/></xdr:cxnSp>"
PICTURE = "<xdr:pic><xdr:nvPicPr/><xdr:blipFill/><xdr:spPr/></xdr:pic>"

BUTTON = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<v:shape><x:ClientData ObjectType="Button"/></v:shape></xml>'
)
DROPDOWN_WITH_COMMA = (
    '<dataValidation type="list" sqref="Z1"><mc:AlternateContent '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:x12ac="http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac">'
    '<mc:Choice Requires="x12ac"><x12ac:list>"甲,乙",丙</x12ac:list></mc:Choice>'
    "<mc:Fallback><formula1>&quot;甲,乙,丙&quot;</formula1></mc:Fallback>"
    "</mc:AlternateContent></dataValidation>"
)


def extension(uri: str) -> tuple[str, str]:
    """An edit that adds an extension of this kind to a sheet."""
    return (
        "</worksheet>",
        f'<extLst><ext uri="{uri}"><x14:any xmlns:x14="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/main"/></ext></extLst></worksheet>',
    )
