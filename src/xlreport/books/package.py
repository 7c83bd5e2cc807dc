"""The bytes of a workbook package: written whole or not at all, and searched for its texts."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree

from openpyxl import Workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = "xl/styles.xml"
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

_PARTS_NAMING_PEOPLE = {"docProps/core.xml", "docProps/app.xml", "xl/workbook.xml"}
_ELEMENTS_NAMING_PEOPLE = {"lastModifiedBy", "Manager", "Company", "absPath"}

_SEPARATOR = "\x01"
_BARE_WHITE_SPACE = re.compile(rb"<t>(\s+)</t>")
"""A run of nothing but white space as openpyxl writes it, which programs would read as empty."""


def write_package(
    workbook: Workbook, earlier: bytes | None = None, *, redrawn: Collection[str] = ()
) -> bytes:
    """The package of a workbook as every writer of the product saves it.

    openpyxl writes formulas without their results; those that stand in the ``earlier`` package are
    carried over, but for the sheets ``redrawn`` since, so that the next program that reads the file
    without calculating still finds them.
    """
    buffer = io.BytesIO()
    workbook.save(buffer)
    written = io.BytesIO()
    kept = _sheets(earlier, redrawn) if earlier else {}
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        names = {part: name for name, part in sheet_parts(source).items()}
        for part in source.namelist():
            data = source.read(part)
            if part == _STYLES:
                data = _with_ordered_fonts(data)
            elif names.get(part) in kept and b"<f" in data:
                data = _with_results(data, kept[names[part]])
            if part in names:
                data = _BARE_WHITE_SPACE.sub(rb'<t xml:space="preserve">\1</t>', data)
            target.writestr(part, data)
    return written.getvalue()


def _sheets(package: bytes, left_out: Collection[str]) -> dict[str, bytes]:
    """The XML of a package's sheets by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {
            name: archive.read(part) for name, part in sheet_parts(archive).items() if name not in left_out
        }


def _with_results(sheet: bytes, earlier: bytes) -> bytes:
    """A sheet's XML with the results that its formulas have in the earlier XML, as they stand there."""
    results = {}
    for cell in _formula_cells(ElementTree.fromstring(earlier)):
        value = cell.find(f"{{{_MAIN}}}v")
        if value is not None and value.text and cell.get("t") != "s":
            results[cell.get("r")] = (cell.get("t", "n"), value.text)
    root = ElementTree.fromstring(sheet)
    for cell in _formula_cells(root):
        if cell.get("r") in results:
            value = cell.find(f"{{{_MAIN}}}v")
            if value is None:
                value = ElementTree.SubElement(cell, f"{{{_MAIN}}}v")
            kind, value.text = results[cell.get("r")]
            cell.set("t", kind)
    return _serialised(root)


def _formula_cells(sheet: ElementTree.Element) -> list[ElementTree.Element]:
    return [cell for cell in sheet.iter(f"{{{_MAIN}}}c") if cell.find(f"{{{_MAIN}}}f") is not None]


def with_dense_styles(package: bytes) -> bytes:
    """The package with its named styles numbered without gaps, as openpyxl takes them to be.

    LibreOffice writes formats that no style is named for. openpyxl leaves those out when it saves but
    keeps the cells' references, which then point at other styles or at none.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        if _STYLES not in archive.namelist():
            return package
        root = ElementTree.fromstring(archive.read(_STYLES))
        if not _close_style_gaps(root):
            return package
        dense = io.BytesIO()
        with zipfile.ZipFile(dense, "w") as target:
            for part in archive.namelist():
                target.writestr(part, _serialised(root) if part == _STYLES else archive.read(part))
    return dense.getvalue()


def _close_style_gaps(styles: ElementTree.Element) -> bool:
    """Renumber named styles in place; says whether that changed anything."""
    formats = styles.find(f"{{{_MAIN}}}cellStyleXfs")
    names = styles.find(f"{{{_MAIN}}}cellStyles")
    cells = styles.find(f"{{{_MAIN}}}cellXfs")
    if formats is None or names is None or cells is None:
        return False
    owners: dict[str, int] = {}
    for style in sorted(names, key=_format_of):
        owners.setdefault(style.get("name", ""), _format_of(style))
    used = sorted(set(owners.values()))
    if used == list(range(len(formats))):
        return False
    numbers = {_format_of(style): used.index(owners[style.get("name", "")]) for style in names}
    formats[:] = [formats[old] for old in used]
    for style in (*names, *cells):
        style.set("xfId", str(numbers.get(_format_of(style), 0)))
    return True


def _format_of(style: ElementTree.Element) -> int:
    """The number of the format (cellStyleXfs) that a named style or a cell refers to."""
    return int(style.get("xfId", "0"))


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
    return _serialised(root)


def _serialised(root: ElementTree.Element) -> bytes:
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def package_texts(package: bytes) -> dict[str, str]:
    """All text of every part of a package by part name: element texts and attribute values.

    Typeface names are left out; parts that are not XML are decoded as they are.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: _text_of_part(archive.read(name)) for name in archive.namelist()}


def traces_of_people(package: bytes) -> tuple[str, ...]:
    """Names of people and paths of machines that saving a package again has left in it, each once.

    Excel writes who saved a file last into the core properties (ECMA-376 part 2, 11.1), firm and manager into
    the extended ones, and the folder of the file into the workbook part ([MS-XLSX] 2.6.5 absPath).
    """
    found: dict[str, None] = {}
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for part in _PARTS_NAMING_PEOPLE & set(archive.namelist()):
            for element in ElementTree.fromstring(archive.read(part)).iter():
                name = element.tag.rpartition("}")[2]
                text = element.get("url") if name == "absPath" else element.text
                if name in _ELEMENTS_NAMING_PEOPLE and text and text.strip():
                    found[text.strip()] = None
    return tuple(found)


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
