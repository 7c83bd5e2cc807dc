"""What a painter is, and the rectangles and fills that painters and books speak of.

Rows and columns are 1-based everywhere. Nothing here imports a spreadsheet library at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Painter = Callable[["Worksheet"], None]
"""Draws one whole sheet on an empty openpyxl worksheet; the only code that formats cells."""


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Highlight:
    """A fill shown where a formula holds; the formula is written for the area's first cell.

    ``fill`` is RGB in six hexadecimal digits.
    """

    formula: str
    fill: str
