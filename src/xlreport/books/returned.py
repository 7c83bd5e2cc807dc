"""Opening a returned workbook safely: nothing in it is run, and one bad file never stops the rest."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

from xlreport.books.file import grid_of, load_package, read_package
from xlreport.core.manifest import TOKEN_NAME, TOKEN_PROPERTY
from xlreport.core.returns import ReturnedFile, ReturnedSheet
from xlreport.core.text import as_text

_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{43}")


def read_returned(path: Path) -> ReturnedFile:
    """Everything of a returned workbook that identifies it or answers a task.

    Formulas are read as the values they showed. Raises WorkbookError where it cannot be opened.
    """
    data = read_package(path)
    workbook = load_package(data, path, values_only=True)
    sheets = tuple(
        ReturnedSheet(
            sheet.title,
            tuple(tuple(as_text(value) for value in row) for row in grid_of(sheet).rows),
        )
        for sheet in workbook.worksheets
    )
    return ReturnedFile(
        name=path.name,
        digest=hashlib.sha256(data).hexdigest(),
        saved_at=_saved_at(workbook, path),
        tokens=_tokens(workbook, sheets),
        sheets=sheets,
    )


def _saved_at(workbook: Workbook, path: Path) -> str:
    """When the program that saved the file says it did so; else the time of the file itself."""
    modified = workbook.properties.modified
    if modified is None:
        modified = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return str(modified.replace(tzinfo=None).isoformat(timespec="seconds"))


def _tokens(workbook: Workbook, sheets: tuple[ReturnedSheet, ...]) -> tuple[str, ...]:
    """The distinct tokens found in properties, defined names and cells."""
    custom = workbook.custom_doc_props.props  # type: ignore[attr-defined]  # the stubs leave it out
    properties = {item.name: str(item.value or "") for item in custom}
    names = {name: (item.attr_text or "").strip('"') for name, item in workbook.defined_names.items()}
    found = [
        _joined(properties, f"{TOKEN_PROPERTY}."),
        _joined(names, f"{TOKEN_NAME}_"),
        *(text.strip() for sheet in sheets for row in sheet.rows for text in row),
    ]
    return tuple(dict.fromkeys(token for token in found if _TOKEN_SHAPE.fullmatch(token)))


def _joined(parts: dict[str, str], prefix: str) -> str:
    """The parts whose names are the prefix and a number, put together in the order of the numbers."""
    numbered = {
        int(name[len(prefix) :]): text
        for name, text in parts.items()
        if name.startswith(prefix) and name[len(prefix) :].isdigit()
    }
    return "".join(numbered[number] for number in sorted(numbered))
