"""The sizes of comment boxes, which openpyxl writes but does not read."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from openpyxl import Workbook

from xlreport.books.package import related_parts, sheet_parts

_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_VML = "{urn:schemas-microsoft-com:vml}"
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|px|in|cm|mm)?", re.IGNORECASE)
_PIXELS = {"px": 1.0, "": 1.0, "pt": 96 / 72, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def restore_comment_sizes(workbook: Workbook, package: bytes) -> None:
    """Give every comment the size that its box has in the package's VML drawings."""
    if not any(cell.comment for sheet in workbook.worksheets for cell in sheet._cells.values()):
        return
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = sheet_parts(archive)
        for sheet in workbook.worksheets:
            for target in related_parts(archive, parts.get(sheet.title, "")).values():
                if target.endswith(".vml") and target in archive.namelist():
                    for place, (width, height) in _box_sizes(archive.read(target)).items():
                        cell = sheet._cells.get(place)
                        if cell is not None and cell.comment is not None:
                            cell.comment.width, cell.comment.height = width, height


def _box_sizes(vml: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    """Width and height in pixels of the comment boxes of a drawing, by 1-based row and column.

    VML is HTML of old: some programs write it so that it is no XML, and then nothing is known.
    """
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    try:
        root = ElementTree.fromstring(vml)
    except ElementTree.ParseError:
        return sizes
    for shape in root.iter(f"{_VML}shape"):
        row = shape.findtext(f"{_EXCEL}ClientData/{_EXCEL}Row", "")
        column = shape.findtext(f"{_EXCEL}ClientData/{_EXCEL}Column", "")
        style = str(shape.get("style", ""))
        found = {name.lower(): float(n) * _PIXELS[unit.lower()] for name, n, unit in _LENGTH.findall(style)}
        if row.strip().isdigit() and column.strip().isdigit() and found.keys() == {"width", "height"}:
            sizes[int(row) + 1, int(column) + 1] = round(found["width"]), round(found["height"])
    return sizes
