"""What hangs over the cells of a worksheet: pictures, charts, words in shapes (ECMA-376 Part 1, 20.5).

Read from the package itself: openpyxl passes shapes by, and pictures where Pillow is not installed.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from xlreport.documents.sheet import Place, Remark

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_KINDS = {"pic": "图片", "graphicFrame": "图表", "sp": "文本框或图形里的文字"}


def drawings_by_sheet(data: bytes) -> dict[str, list[Remark]]:
    """The drawings of each worksheet that has any, by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        parts = _targets(archive, "xl/workbook.xml")
        found = {}
        for sheet in book.iter(f"{_MAIN}sheet"):
            part = parts.get(sheet.get(_RELATION, ""), "")
            targets = _targets(archive, part).values() if part else ()
            drawings = [target for target in targets if target.startswith("xl/drawings/drawing")]
            found[sheet.get("name", "")] = [r for d in drawings for r in _drawn(archive, d)]
    return found


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part refers to, by the id of the relation."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return {}
    return {
        item.get("Id", ""): posixpath.normpath(posixpath.join(f"/{folder}", item.get("Target", ""))).lstrip(
            "/"
        )
        for item in ET.fromstring(archive.read(relations))
    }


def _drawn(archive: zipfile.ZipFile, part: str) -> Iterator[Remark]:
    if part not in archive.namelist():
        return
    for anchor in ET.fromstring(archive.read(part)):
        for kind, what in _KINDS.items():
            for element in anchor.iter(f"{_DRAWING}{kind}"):
                text = "\n".join(_lines(element)) or _about(element)
                if text.strip() or kind != "sp":
                    yield Remark(what, text, _place(anchor))


def _lines(element: ET.Element) -> Iterator[str]:
    for paragraph in element.iter(f"{_TEXT}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{_TEXT}t"))


def _about(element: ET.Element) -> str:
    """What is said about a picture or chart for those who cannot see it."""
    named = next(element.iter(f"{_DRAWING}cNvPr"), None)
    return named.get("descr", "") if named is not None and element.tag != f"{_DRAWING}sp" else ""


def _place(anchor: ET.Element) -> Place | None:
    start = anchor.find(f"{_DRAWING}from")
    if start is None:
        return None
    row, column = start.findtext(f"{_DRAWING}row", "0"), start.findtext(f"{_DRAWING}col", "0")
    return int(row) + 1, int(column) + 1
