"""What the add-in tells xlwings' VBA module: which Python to start, and where our sources lie.

It stands on the add-in's own sheet, where the module looks first but for a sheet of the same name in the
workbook in front, then for a file beside that workbook. Workbooks come from anywhere, so the name holds
a secret, and every setting that the module knows is fixed, whether we need it or not.
"""

from __future__ import annotations

import secrets
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePath
from xml.etree import ElementTree

from xlreport.addin.package import SHEET_PART, WORKBOOK_PART
from xlreport.addin.words import WORDS
from xlreport.errors import XlreportError

PYTHON = "XLREPORT_PYTHON"
"""Our own note of the interpreter, which on a Mac is not the program that the module starts."""

PLACED = "XLREPORT_PLACED"
"""Our own note of the files that an installation put beside the add-in, one path a line."""

_NEEDED = "XLREPORT_NEEDED"
"""For our own VBA: the files without which no click can start, one path a line."""

_OUR_WORDS = "XLREPORT_"
_TEMP = "TEMP DIR"

_FIXED = {
    "ADD_WORKBOOK_TO_PYTHONPATH": "false",
    "CONDA ENV": "",
    "CONDA PATH": "",
    "DEBUG UDFS": "False",
    "LICENSE_KEY": "",
    "ONEDRIVE_COMMERCIAL_MAC": "",
    "ONEDRIVE_COMMERCIAL_WIN": "",
    "ONEDRIVE_CONSUMER_MAC": "",
    "ONEDRIVE_CONSUMER_WIN": "",
    "SHAREPOINT_MAC": "",
    "SHAREPOINT_WIN": "",
    "SHOW CONSOLE": "False",
    "SHOW_ERROR_POPUPS": "True",
    "UDF MODULES": "",
    "USE UDF SERVER": "False",
}

_PREFIX, _SUFFIX = "xlreport-", ".conf"
_UNSAFE = frozenset(';%^"$`|<>')
"""What the command lines of Windows, macOS and xlwings' module take for something else in a path."""


def new_name() -> str:
    """A name for the settings that nobody can guess; with its suffix it fits a sheet's 31 characters."""
    return f"{_PREFIX}{secrets.token_hex(6)}"


def addin_settings(
    *,
    python: PurePath,
    start: PurePath,
    sources: PurePath | None,
    needed: tuple[PurePath, ...] = (),
    placed: tuple[PurePath, ...] = (),
    temporary: str = "%TEMP%",
) -> dict[str, str]:
    """All settings: ``start`` is the program that runs ``python``, ``sources`` the folder to import from.

    ``needed`` are the files that VBA looks for before it starts anything, ``temporary`` the folder where
    xlwings' module keeps what Python writes to stderr. Raises XlreportError for a path that does not pass
    through a command line.
    """
    for path in filter(None, (python, sources)):
        _check(path, _UNSAFE)
    if start != python:
        _check(start, _UNSAFE | {" "})
    return {
        "INTERPRETER_WIN": str(start),
        "INTERPRETER_MAC": str(start),
        "INTERPRETER": str(start),
        "PYTHONPATH": str(sources or ""),
        **_FIXED,
        _TEMP: temporary,
        PYTHON: str(python),
        PLACED: "\n".join(map(str, placed)),
        _NEEDED: "\n".join(map(str, needed)),
        **{f"{_OUR_WORDS}{name}": words for name, words in WORDS.items()},
    }


def read_settings(addin: Path) -> tuple[str, Mapping[str, str]] | None:
    """Name and settings in an add-in, or None where the file is not one of ours."""
    try:
        with zipfile.ZipFile(addin) as package:
            workbook = ElementTree.fromstring(package.read(WORKBOOK_PART))
            sheet = ElementTree.fromstring(package.read(SHEET_PART))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return None
    names = [element.get("name", "") for element in workbook.iterfind(".//{*}sheet")]
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iterfind(".//{*}row")]
    settings = {row[0]: row[1] for row in rows if len(row) == 2}
    if len(names) != 1 or not names[0].startswith(_PREFIX) or PYTHON not in settings:
        return None
    return names[0].removesuffix(_SUFFIX), settings


def _check(path: PurePath, unsafe: frozenset[str]) -> None:
    found = sorted(unsafe & set(str(path)))
    if found:
        raise XlreportError(
            f"路径“{path}”里有 Excel 调用程序时不能用的符号 {'、'.join(found).replace(' ', '空格')}",
            untouched="没有改动任何文件",
            todo="请把本程序移到路径里没有这些符号的文件夹，再重试",
        )
