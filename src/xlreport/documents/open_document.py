"""Spreadsheets of LibreOffice and WPS in the OpenDocument format (ODF 1.3 part 3, section 9).

A cell keeps the text it shows beside its value, so nothing has to be formatted here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from xlreport.documents.sheet import Place, Remark, Sheet

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MOST_REPEATED = 2000
"""Rows and columns that repeat more often are the blank rest of a sheet."""


def read_open_document(data: bytes) -> list[Sheet]:
    """All tables of a spreadsheet; raises what zipfile and the XML parser raise on damaged files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ET.fromstring(archive.read("content.xml"))
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(p.get(f"{_TABLE}display") == "false" for p in style.iter(f"{_STYLE}table-properties"))
    }
    return [
        _sheet(table, table.get(f"{_TABLE}style-name") in hidden) for table in root.iter(f"{_TABLE}table")
    ]


def _sheet(table: ET.Element, is_hidden: bool) -> Sheet:
    cells: dict[Place, str] = {}
    merged: list[tuple[int, int, int, int]] = []
    remarks: list[Remark] = []
    hidden_rows: set[int] = set()
    row = 0
    for element in table.iter(f"{_TABLE}table-row"):
        for _ in range(_repeated(element, "rows")):
            row += 1
            if element.get(f"{_TABLE}visibility", "visible") != "visible":
                hidden_rows.add(row)
            _read_row(element, row, cells, merged, remarks)
    return Sheet(
        table.get(f"{_TABLE}name", ""),
        cells,
        merged,
        frozenset(hidden_rows),
        _hidden_columns(table),
        is_hidden,
        remarks=remarks,
    )


def _read_row(
    element: ET.Element,
    row: int,
    cells: dict[Place, str],
    merged: list[tuple[int, int, int, int]],
    remarks: list[Remark],
) -> None:
    column = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        for _ in range(_repeated(cell, "columns")):
            column += 1
            if cell.tag != f"{_TABLE}table-cell":
                continue
            text = "\n".join(_line(p) for p in cell.findall(f"{_TEXT}p"))
            if text:
                cells[row, column] = text
            across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if across > 1 or down > 1:
                merged.append((row, column, row + down - 1, column + across - 1))
            remarks.extend(_remarks(cell, (row, column)))


def _remarks(cell: ET.Element, place: Place) -> Iterator[Remark]:
    for note in cell.findall(f"{_OFFICE}annotation"):
        yield Remark("批注", "\n".join(_line(p) for p in note.findall(f"{_TEXT}p")), place)
    for frame in cell.iter(f"{_DRAW}frame"):
        yield Remark("图片", "".join(frame.itertext()).strip(), place)


def _line(paragraph: ET.Element) -> str:
    """A paragraph's text; spaces and tabs are elements, notes and drawings inside are no text of it."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            pieces.append(" " * int(child.get(f"{_TEXT}c", "1")))
        elif child.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag.startswith(_TEXT):
            pieces.append(_line(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _repeated(element: ET.Element, what: str) -> int:
    times = int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
    return times if times <= _MOST_REPEATED else 1


def _hidden_columns(table: ET.Element) -> frozenset[int]:
    hidden: set[int] = set()
    column = 0
    for element in table.iter(f"{_TABLE}table-column"):
        times = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        if element.get(f"{_TABLE}visibility", "visible") != "visible" and times <= _MOST_REPEATED:
            hidden.update(range(column + 1, column + times + 1))
        column += times
    return frozenset(hidden)
