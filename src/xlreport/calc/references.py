"""Cell addresses as Excel writes them, and the size of a sheet."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

ROWS = 1_048_576
COLUMNS = 16_384
"""The size of a sheet, the same in Excel and in Calc since 7.4."""


class Area(NamedTuple):
    """A rectangle of cells: first row and column (1-based), number of rows and of columns."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom, 0-based and inclusive, as UNO wants them."""
        left, top = self.column - 1, self.row - 1
        return left, top, left + self.columns - 1, top + self.rows - 1

    def to(self, other: Area) -> Area:
        """The smallest rectangle that holds both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        bottom = max(self.row + self.rows, other.row + other.rows)
        right = max(self.column + self.columns, other.column + other.columns)
        return Area(row, column, bottom - row, right - column)

    def within(self, other: Area) -> Area | None:
        """The rectangle that both have in common, if any."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        bottom = min(self.row + self.rows, other.row + other.rows)
        right = min(self.column + self.columns, other.column + other.columns)
        return Area(row, column, bottom - row, right - column) if bottom > row and right > column else None

    def without(self, other: Area) -> list[Area]:
        """What is left of it outside of another: rows above and below, then columns left and right."""
        hole = self.within(other)
        if hole is None:
            return [self]
        below, beside = hole.row + hole.rows, hole.column + hole.columns
        parts = (
            Area(self.row, self.column, hole.row - self.row, self.columns),
            Area(below, self.column, self.row + self.rows - below, self.columns),
            Area(hole.row, self.column, hole.rows, hole.column - self.column),
            Area(hole.row, beside, hole.rows, self.column + self.columns - beside),
        )
        return [part for part in parts if part.rows and part.columns]


def area_at(address: Any) -> Area:
    """The rectangle of a UNO address, which counts from 0 and names the last row and column."""
    rows, columns = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
    return Area(address.StartRow + 1, address.StartColumn + 1, rows, columns)


_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,7})?")


def column_letters(column: int) -> str:
    """The letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number, from 1, of a column given by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def parse_address(address: str) -> Area | None:
    """The rectangle that ``B2``, ``$A$1:C3``, ``A:C`` or ``1:3`` names; None for anything else."""
    first, _, last = address.partition(":")
    start = _parse_corner(first)
    end = _parse_corner(last) if last else start
    if start is None or end is None or (not last and None in start):
        return None
    if (start[0] is None) != (end[0] is None) or (start[1] is None) != (end[1] is None):
        return None
    top, bottom = (start[0] or 1, end[0] or ROWS)
    left, right = (start[1] or 1, end[1] or COLUMNS)
    if max(top, bottom) > ROWS or max(left, right) > COLUMNS:
        return None
    return Area(min(top, bottom), min(left, right), abs(bottom - top) + 1, abs(right - left) + 1)


def _parse_corner(text: str) -> tuple[int | None, int | None] | None:
    match = _CELL.fullmatch(text.strip())
    if match is None or (match[1] is None and match[2] is None):
        return None
    row = int(match[2]) if match[2] else None
    if row == 0:
        return None
    return row, column_number(match[1]) if match[1] else None


def format_address(area: Area, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """How Excel writes a rectangle: ``$A$1``, ``$A$1:$B$2``, ``$A:$C`` or ``$1:$3``."""
    row, column = ("$" if row_absolute else ""), ("$" if column_absolute else "")
    left, right = (f"{column}{column_letters(c)}" for c in (area.column, area.column + area.columns - 1))
    top, bottom = (f"{row}{r}" for r in (area.row, area.row + area.rows - 1))
    if area.rows == ROWS and area.columns < COLUMNS:
        return f"{left}:{right}"
    if area.columns == COLUMNS:
        return f"{top}:{bottom}"
    if area.rows == area.columns == 1:
        return f"{left}{top}"
    return f"{left}{top}:{right}{bottom}"


def quote_sheet(name: str) -> str:
    """A sheet's name as a formula writes it: in quotes unless it is a plain word."""
    plain = name.isidentifier() and parse_address(name) is None
    return name if plain else "'" + name.replace("'", "''") + "'"
