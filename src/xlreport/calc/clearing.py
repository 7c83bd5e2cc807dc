"""Emptying cells."""

from __future__ import annotations

from typing import Any

_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
_FORMATS = 32 | 64 | 512  # HARDATTR, STYLES, FORMATTED
_NOTES = 8  # ANNOTATION


def clear_contents(cells: Any) -> None:
    """Remove values and formulas."""
    cells.clearContents(_CONTENTS)


def clear_formats(cells: Any) -> None:
    """Give cells the default look."""
    cells.clearContents(_FORMATS)


def clear(cells: Any) -> None:
    """Remove values, formulas, notes, formats and merges."""
    cells.merge(False)
    cells.clearContents(_CONTENTS | _FORMATS | _NOTES)
