"""Opening a returned workbook safely: nothing in it is run, and one bad file never stops the rest."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.file import grid_of, load_package, read_package
from xlreport.core.manifest import TOKEN_NAME, TOKEN_PROPERTY
from xlreport.core.returns import UNCALCULATED, ReturnedFile, ReturnedSheet
from xlreport.core.text import as_text

_FORMULA = re.compile(rb"<(\w+:)?f[ />]")
_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{43}")


def read_returned(path: Path) -> ReturnedFile:
    """Everything of a returned workbook that identifies it or answers a task.

    Formulas are read as the values they showed. Raises WorkbookError where it cannot be opened.
    """
    data = read_package(path)
    workbook = load_package(data, path, values_only=True)
    unknown = _uncalculated(data, path, workbook)
    sheets = tuple(_sheet(sheet, unknown.get(sheet.title, set())) for sheet in workbook.worksheets)
    return ReturnedFile(
        name=path.name,
        digest=hashlib.sha256(data).hexdigest(),
        saved_at=_saved_at(workbook, path),
        tokens=_tokens(workbook, sheets),
        sheets=sheets,
    )


def _sheet(worksheet: Worksheet, unknown: set[tuple[int, int]]) -> ReturnedSheet:
    """A sheet as text; ``unknown`` are the 1-based places of formulas without a result."""
    grid = grid_of(worksheet)
    rows = [[as_text(value) for value in row] for row in grid.rows]
    for row, column in unknown:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = UNCALCULATED
    merged = tuple((a.top - 1, a.left - 1, a.bottom - 1, a.right - 1) for a in grid.merged)
    return ReturnedSheet(worksheet.title, tuple(tuple(row) for row in rows), merged)


def _uncalculated(data: bytes, path: Path, values: Workbook) -> dict[str, set[tuple[int, int]]]:
    """The places of the formulas whose results the file does not hold, by sheet name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_FORMULA.search(archive.read(name)) for name in sheets):
            return {}
    return {
        sheet.title: {
            place
            for place, cell in sheet._cells.items()
            if cell.data_type == "f" and values[sheet.title].cell(*place).value is None
        }
        for sheet in load_package(data, path).worksheets
    }


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
