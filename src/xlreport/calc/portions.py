"""Texts parts of which are formatted by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlreport.calc.bridge import enum

if TYPE_CHECKING:
    from xlreport.calc.range import Range

_EDITED = 512
"""com.sun.star.sheet.CellFlags.FORMATTED: texts with formats of their own, and those of several lines."""
_PROPERTIES = (
    *("CharColor", "CharWeight", "CharPosture", "CharUnderline", "CharStrikeout", "CharEscapement"),
    *("CharHeight", "CharFontName", "CharHeightAsian", "CharFontNameAsian", "CharWeightAsian"),
)


def partly_formatted_in(cells: Range) -> frozenset[tuple[int, int]]:
    """Row and column of every text in a range in which some characters are formatted by themselves."""
    own = enum("beans.PropertyState", "DIRECT_VALUE")
    return frozenset(
        (row + 1, column + 1)
        for place in cells.uno.queryContentCells(_EDITED).getRangeAddresses()
        for row in range(place.StartRow, place.EndRow + 1)
        for column in range(place.StartColumn, place.EndColumn + 1)
        if any(
            own in portion.getPropertyStates(_PROPERTIES)
            for portion in _portions(cells.sheet.uno.getCellByPosition(column, row))
        )
    )


def _portions(cell: Any) -> Iterator[Any]:
    """The stretches of a cell's text that are formatted alike."""
    paragraphs = cell.createEnumeration()
    while paragraphs.hasMoreElements():
        portions = paragraphs.nextElement().createEnumeration()
        while portions.hasMoreElements():
            yield portions.nextElement()
