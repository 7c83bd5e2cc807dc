"""How cells align their contents."""

from __future__ import annotations

from typing import Any

from xlreport.calc.bridge import enum
from xlreport.calc.font import uniform

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "fill": "REPEAT",
    "justify": "BLOCK",
    "center_across_selection": "CENTER",
    "distributed": "BLOCK",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4, "distributed": 4}
_DISTRIBUTE = 1  # com.sun.star.table.CellJustifyMethod.DISTRIBUTE
_HORIZONTAL_NAMES = {value: name for name, value in reversed(_HORIZONTAL.items())}
_VERTICAL_NAMES = {0: "bottom", 1: "top", 2: "center", 3: "bottom", 4: "justify"}


def horizontal(cells: Any) -> str | None:
    """Excel's name of the horizontal alignment; None where cells disagree."""
    found = uniform(cells, "HoriJustify")
    if found is None:
        return None
    name = _HORIZONTAL_NAMES[found.value]
    spread = name == "justify" and cells.getPropertyValue("HoriJustifyMethod") == _DISTRIBUTE
    return "distributed" if spread else name


def set_horizontal(cells: Any, name: str) -> None:
    """Align by Excel's name; centring across a selection becomes plain centring."""
    cells.setPropertyValue("HoriJustify", enum("table.CellHoriJustify", _HORIZONTAL[name]))
    cells.setPropertyValue("HoriJustifyMethod", _DISTRIBUTE if name == "distributed" else 0)


def vertical(cells: Any) -> str | None:
    """Excel's name of the vertical alignment; None where cells disagree."""
    found = uniform(cells, "VertJustify")
    if found is None:
        return None
    name = _VERTICAL_NAMES[found]
    spread = name == "justify" and cells.getPropertyValue("VertJustifyMethod") == _DISTRIBUTE
    return "distributed" if spread else name


def set_vertical(cells: Any, name: str) -> None:
    """Align by Excel's name."""
    cells.setPropertyValue("VertJustify", _VERTICAL[name])
    cells.setPropertyValue("VertJustifyMethod", _DISTRIBUTE if name == "distributed" else 0)
