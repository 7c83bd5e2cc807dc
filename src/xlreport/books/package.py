"""The bytes of a workbook package: written whole or not at all, and searched for its texts."""

from __future__ import annotations

import io
import os
import posixpath
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.datetime import to_excel

from xlreport.core.text import CellValue
from xlreport.errors import WorkbookError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FONT_ORDER = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)
"""The order of a font's children that the Open XML SDK's schema asks for (CT_Font)."""

ElementTree.register_namespace("", _MAIN)
ElementTree.register_namespace("r", _OFFICE_ID[1:].partition("}")[0])

_FONT_NAMING = {"name", "rFont", "latin", "ea", "cs", "font"}
"""Elements whose attributes name typefaces, which are nobody's words."""

_SEPARATOR = "\x01"


CalculatedValues = Mapping[str, Mapping[str, CellValue]]
"""The last values of formulas, by sheet name and A1 reference."""


def write_package(workbook: Workbook, calculated: CalculatedValues | None = None) -> bytes:
    """The package of a workbook as every writer of the product saves it.

    openpyxl writes formulas without their values; those in ``calculated`` are put back, so that the
    next program that reads the file without calculating still finds them.
    """
    buffer = io.BytesIO()
    workbook.save(buffer)
    written = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        values = {part: (calculated or {}).get(name) for name, part in sheet_parts(source).items()}
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/styles.xml":
                data = _with_ordered_fonts(data)
            elif kept := values.get(name):
                data = _with_values(data, kept)
            target.writestr(name, data)
    return written.getvalue()


def _with_values(sheet: bytes, values: Mapping[str, CellValue]) -> bytes:
    """A sheet's XML with the values of its formulas filled in."""
    root = ElementTree.fromstring(sheet)
    for cell in root.iter(f"{{{_MAIN}}}c"):
        value = values.get(cell.get("r", ""))
        if cell.find(f"{{{_MAIN}}}f") is None or value is None:
            continue
        shown = cell.find(f"{{{_MAIN}}}v")
        if shown is None:
            shown = ElementTree.SubElement(cell, f"{{{_MAIN}}}v")
        kind, shown.text = _stored(value)
        if kind:
            cell.set("t", kind)
        else:
            cell.attrib.pop("t", None)
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _stored(value: CellValue) -> tuple[str, str]:
    """The cell type and the text that a value is stored with (ECMA-376-1 §18.18.11)."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, (datetime, date, time)):
        return "", str(to_excel(value))  # type: ignore[no-untyped-call]  # the stubs leave it out
    if isinstance(value, (int, float)):
        return "", repr(value)
    text = str(value)
    return ("e" if text in ERROR_CODES else "str"), text


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of every worksheet by its name."""
    targets = related_parts(archive, "xl/workbook.xml")
    root = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheets = {}
    for element in root.iter():
        if element.tag == f"{{{_MAIN}}}sheet":
            part = targets.get(element.get(_OFFICE_ID, ""), "")
            if part in archive.namelist():
                sheets[element.get("name", "")] = part
    return sheets


def related_parts(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part's relationships point at, by relationship id."""
    folder, name = posixpath.split(part)
    relationships = f"{folder}/_rels/{name}.rels"
    if relationships not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read(relationships))
    return {
        item.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, item.get("Target", ""))).lstrip(
            "/"
        )
        for item in root.iter(_RELATIONSHIPS)
        if item.get("TargetMode") != "External"
    }


def _with_ordered_fonts(styles: bytes) -> bytes:
    root = ElementTree.fromstring(styles)
    ranks = {f"{{{_MAIN}}}{name}": rank for rank, name in enumerate(_FONT_ORDER)}
    for font in root.iter(f"{{{_MAIN}}}font"):
        font[:] = sorted(font, key=lambda child: ranks.get(child.tag, len(ranks)))
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def package_texts(package: bytes) -> dict[str, str]:
    """All text of every part of a package by part name: element texts and attribute values.

    Typeface names are left out; parts that are not XML are decoded as they are.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: _text_of_part(archive.read(name)) for name in archive.namelist()}


def _text_of_part(data: bytes) -> str:
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return data.decode("utf-8", errors="ignore")
    texts: list[str] = []
    for element in root.iter():
        texts.extend(text for text in (element.text, element.tail) if text)
        if element.tag.rpartition("}")[2] not in _FONT_NAMING:
            texts.extend(element.attrib.values())
    return _SEPARATOR.join(texts)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it takes its place when complete.

    Raises WorkbookError where the folder cannot be written or the file is held open.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".xlreport-", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _keep_permissions(path, Path(temporary))
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise WorkbookError(
            f"无法写入“{path}”（{error.strerror or error}）",
            untouched="原来的文件没有改动",
            todo="请确认文件没有在 Excel 或 WPS 里打开、磁盘有空间且文件夹可写，然后重试",
        ) from error


def _keep_permissions(path: Path, temporary: Path) -> None:
    """Give the new file the old one's permissions, or those that new files get."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)
