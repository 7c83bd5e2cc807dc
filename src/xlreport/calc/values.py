"""Values of a whole range, read and written in a number of calls that does not grow with its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlreport.calc.bridge import struct
from xlreport.calc.formulas import to_calc, to_excel
from xlreport.calc.number_formats import Kind, NumberFormats

Grid = tuple[tuple[Any, ...], ...]
"""Rows of cells: None, str, float, bool, datetime or, for an error, Excel's number of it (an int)."""

_TEXT_MARK = "'"
"""What Excel takes, at the start of an entry, as the mark of a text rather than as a part of it."""
_EPOCH = dt.datetime(1899, 12, 30)
_FORMULA_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR
_DATE_CODE, _DATETIME_CODE, _TIME_CODE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss"

_DIVISION, _MISSING, _NAME, _NULL, _NUMBER, _REFERENCE, _VALUE = (
    -2146826281,
    -2146826246,
    -2146826259,
    -2146826288,
    -2146826252,
    -2146826265,
    -2146826273,
)
ERROR_TEXTS = {
    _DIVISION: "#DIV/0!",
    _MISSING: "#N/A",
    _NAME: "#NAME?",
    _NULL: "#NULL!",
    _NUMBER: "#NUM!",
    _REFERENCE: "#REF!",
    _VALUE: "#VALUE!",
}
_ERRORS = {
    532: _DIVISION,
    32767: _MISSING,
    525: _NAME,
    521: _NULL,
    502: _NUMBER,
    503: _NUMBER,
    523: _NUMBER,
    524: _REFERENCE,
}


def to_serial(moment: dt.date | dt.time) -> float:
    """The day number, from 1899-12-30, with the time of day as its fraction."""
    if isinstance(moment, dt.time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    return (moment.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)


def from_serial(serial: float) -> dt.datetime:
    """The moment of a day number, to the millisecond."""
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def read_values(cells: Any, formats: NumberFormats) -> Grid:
    """The values of a UNO range: dates by number format, truth values, errors, None where empty."""
    rows = [list(row) for row in cells.getDataArray()]
    address = cells.getRangeAddress()
    if any(isinstance(value, float) for row in rows for value in row):
        for kind, areas in _by_kind(cells, formats):
            if kind in (Kind.DATE, Kind.LOGICAL):
                _convert(rows, address, areas, kind)
    if any(value is None for row in rows for value in row):
        _fill_errors(rows, address, cells)
    return tuple(tuple(None if value == "" else value for value in row) for row in rows)


def _by_kind(cells: Any, formats: NumberFormats) -> list[tuple[Kind, tuple[Any, ...]]]:
    """The kinds of value in a range, each with the addresses of the cells formatted so."""
    groups = cells.getUniqueCellFormatRanges()
    found = []
    for index in range(groups.getCount()):
        group = groups.getByIndex(index)
        kind = formats.kind(group.getPropertyValue("NumberFormat"))
        found.append((kind, group.getRangeAddresses()))
    return found


def _convert(rows: list[list[Any]], origin: Any, areas: Iterable[Any], kind: Kind) -> None:
    for area in areas:
        for r in range(area.StartRow - origin.StartRow, area.EndRow - origin.StartRow + 1):
            row = rows[r]
            for c in range(area.StartColumn - origin.StartColumn, area.EndColumn - origin.StartColumn + 1):
                if isinstance(row[c], float):
                    row[c] = _moment(row[c]) if kind is Kind.DATE else bool(row[c])


def _moment(serial: float) -> dt.datetime | float:
    try:
        return from_serial(serial)
    except OverflowError:
        return serial


def _fill_errors(rows: list[list[Any]], origin: Any, cells: Any) -> None:
    """Put the errors' numbers in: one call for each failed cell, because Calc has no bulk way."""
    for area in cells.queryFormulaCells(_FORMULA_ERRORS).getRangeAddresses():
        for r in range(area.StartRow - origin.StartRow, area.EndRow - origin.StartRow + 1):
            for c in range(area.StartColumn - origin.StartColumn, area.EndColumn - origin.StartColumn + 1):
                rows[r][c] = _ERRORS.get(cells.getCellByPosition(c, r).getError(), _VALUE)


@dataclass
class _Parts:
    """A grid taken apart for writing: what crosses in bulk, and the cells that need more."""

    data: list[list[Any]] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    codes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def write_values(cells: Any, model: Any, formats: NumberFormats, grid: Sequence[Sequence[Any]]) -> None:
    """Write a grid into a UNO range of its size.

    Text stays text, except that a string that begins with ``=`` becomes a formula in cells that are
    not formatted as text; a leading apostrophe marks a text and is dropped, as in Excel. Cells without
    a number format get one for dates and truth values, and from LibreOffice the text format for text
    that looks like a number or a formula.
    """
    parts = _take_apart(grid)
    if not parts.formulas and not parts.codes:
        cells.setDataArray(tuple(map(tuple, parts.data)))
        return
    origin = cells.getRangeAddress()
    kinds = _by_kind(cells, formats)
    text = _Places(origin, kinds, Kind.TEXT)
    for r, c, formula in parts.formulas:
        parts.data[r][c] = formula if text.hold(r, c) else ""
    cells.setDataArray(tuple(map(tuple, parts.data)))
    _write_formulas(cells, [(r, c, to_calc(f)) for r, c, f in parts.formulas if not text.hold(r, c)])
    general = _Places(origin, kinds, Kind.GENERAL, Kind.LOGICAL)
    for code, places in parts.codes.items():
        addresses = _addresses(origin, [place for place in places if general.hold(*place)])
        if addresses:
            chosen = model.createInstance("com.sun.star.sheet.SheetCellRanges")
            chosen.addRangeAddresses(tuple(addresses), False)
            chosen.setPropertyValue("NumberFormat", formats.key(code))


class _Places:
    """The cells of a range whose number formats are of certain kinds."""

    def __init__(self, origin: Any, kinds: list[tuple[Kind, tuple[Any, ...]]], *wanted: Kind) -> None:
        self._origin = origin
        self._areas = [area for kind, areas in kinds if kind in wanted for area in areas]

    def hold(self, row: int, column: int) -> bool:
        """Whether the cell at this place in the range, 0-based, is one of them."""
        row, column = row + self._origin.StartRow, column + self._origin.StartColumn
        return any(
            area.StartRow <= row <= area.EndRow and area.StartColumn <= column <= area.EndColumn
            for area in self._areas
        )


def _take_apart(grid: Sequence[Sequence[Any]]) -> _Parts:
    parts = _Parts()
    for r, row in enumerate(grid):
        line: list[Any] = []
        for c, value in enumerate(row):
            line.append(_plain(value))
            if isinstance(value, str) and value.startswith("=") and value != "=":
                parts.formulas.append((r, c, value))
            code = _code(value)
            if code:
                parts.codes.setdefault(code, []).append((r, c))
        parts.data.append(line)
    return parts


def _plain(value: Any) -> str | float:
    """What `setDataArray` takes for a value."""
    if value is None:
        return ""
    if isinstance(value, (dt.date, dt.time)):
        return to_serial(value)
    return value.removeprefix(_TEXT_MARK) if isinstance(value, str) else float(value)


def _code(value: Any) -> str | None:
    """The number format that a value brings with it."""
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, dt.datetime):
        return _DATETIME_CODE if value.time() != dt.time() else _DATE_CODE
    if isinstance(value, dt.date):
        return _DATE_CODE
    return _TIME_CODE if isinstance(value, dt.time) else None


def _write_formulas(cells: Any, formulas: list[tuple[int, int, str]]) -> None:
    for top, left, block in _blocks(formulas):
        part = cells.getCellRangeByPosition(left, top, left, top + len(block) - 1)
        part.setFormulaArray(block)


def _blocks(cells: list[tuple[int, int, str]]) -> list[tuple[int, int, Grid]]:
    """Formulas in runs down a column, so that a column of them crosses at once."""
    blocks: list[tuple[int, int, list[tuple[str]]]] = []
    for r, c, formula in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if blocks and blocks[-1][1] == c and blocks[-1][0] + len(blocks[-1][2]) == r:
            blocks[-1][2].append((formula,))
        else:
            blocks.append((r, c, [(formula,)]))
    return [(top, left, tuple(block)) for top, left, block in blocks]


def _addresses(origin: Any, places: list[tuple[int, int]]) -> list[Any]:
    """UNO addresses of cells, in runs down each column."""
    runs: list[list[int]] = []
    for r, c in sorted(places, key=lambda place: (place[1], place[0])):
        if runs and runs[-1][0] == c and runs[-1][2] == r - 1:
            runs[-1][2] = r
        else:
            runs.append([c, r, r])
    return [
        struct(
            "table.CellRangeAddress",
            Sheet=origin.Sheet,
            StartColumn=origin.StartColumn + c,
            EndColumn=origin.StartColumn + c,
            StartRow=origin.StartRow + top,
            EndRow=origin.StartRow + bottom,
        )
        for c, top, bottom in runs
    ]


def read_formulas(cells: Any) -> Grid:
    """The formulas of a UNO range in Excel's notation; constants as text."""
    pairs = zip(cells.getFormulaArray(), cells.getDataArray(), strict=True)
    return tuple(tuple(map(_formula_text, formulas, values)) for formulas, values in pairs)


def _formula_text(formula: str, value: Any) -> str:
    if isinstance(value, str) and (formula == value or not formula.startswith("=")):
        return value
    if isinstance(value, float) and not formula.startswith("="):
        return f"{value:.15g}"
    return to_excel(formula)


def write_formulas(cells: Any, grid: Sequence[Sequence[Any]]) -> None:
    """Write formulas in Excel's notation, and constants, which are interpreted as if typed."""
    cells.setFormulaArray(tuple(tuple(map(_formula_entry, row)) for row in grid))


def _formula_entry(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return to_calc(value) if isinstance(value, str) else str(_plain(value))


def read_array_formula(cells: Any) -> str:
    """The array formula of a UNO range; of a single cell without one, its formula."""
    formula: str = cells.getArrayFormula() or cells.getCellByPosition(0, 0).getFormula()
    return to_excel(formula.strip("{}")) if formula.startswith("{") else to_excel(formula)


def write_array_formula(cells: Any, formula: str) -> None:
    """Fill a UNO range with one array formula in Excel's notation."""
    cells.setArrayFormula(to_calc(formula))
