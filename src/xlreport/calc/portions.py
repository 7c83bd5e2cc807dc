"""Texts parts of which are formatted by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlreport.calc.range import Range

_EDITED = 512
"""com.sun.star.sheet.CellFlags.FORMATTED: texts with formats of their own, and those of several lines."""
_PROPERTIES = (
    *("CharColor", "CharWeight", "CharWeightAsian", "CharPosture", "CharUnderline", "CharStrikeout"),
    *("CharEscapement", "CharHeight"),
)
"""What a person sets on characters. Typefaces are left out: LibreOffice itself gives the Latin letters of a
Chinese text another one each time it saves, and writes this down as if somebody had."""


def partly_formatted_in(cells: Range) -> frozenset[tuple[int, int]]:
    """Row and column of every text in a range in which some characters look otherwise than their cell."""
    return frozenset(
        (row + 1, column + 1)
        for place in cells.uno.queryContentCells(_EDITED).getRangeAddresses()
        for row in range(place.StartRow, place.EndRow + 1)
        for column in range(place.StartColumn, place.EndColumn + 1)
        if _has_own_look(cells.sheet.uno.getCellByPosition(column, row))
    )


def _has_own_look(cell: Any) -> bool:
    """Whether some characters differ from the cell: texts of several lines often repeat its format."""
    looks = {_look(portion) for portion in _portions(cell) if portion.getString()}
    return bool(looks - {_look(cell)})


def _look(text: Any) -> tuple[Any, ...]:
    """The format of characters; black and nothing are one colour, on the line and nothing one height."""
    colour, *others = text.getPropertyValues(_PROPERTIES)
    return (max(colour, 0), *(getattr(value, "value", value) or 0 for value in others))


def _portions(cell: Any) -> Iterator[Any]:
    """The stretches of a cell's text that are formatted alike."""
    paragraphs = cell.createEnumeration()
    while paragraphs.hasMoreElements():
        portions = paragraphs.nextElement().createEnumeration()
        while portions.hasMoreElements():
            yield portions.nextElement()
