"""The bytes of a workbook package: written whole or not at all, and searched for its texts."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import Workbook

from xlreport.errors import WorkbookError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
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

_FONT_NAMING = {"name", "rFont", "latin", "ea", "cs", "font"}
"""Elements whose attributes name typefaces, which are nobody's words."""

_SEPARATOR = "\x01"


def write_package(workbook: Workbook) -> bytes:
    """The package of a workbook as every writer of the product saves it."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    written = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, _with_ordered_fonts(data) if name == "xl/styles.xml" else data)
    return written.getvalue()


def _with_ordered_fonts(styles: bytes) -> bytes:
    ElementTree.register_namespace("", _MAIN)
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
