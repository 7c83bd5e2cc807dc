"""Lengths and colours between Excel's units and LibreOffice's.

LibreOffice measures in hundredths of a millimetre, Excel in points, and columns in characters of
its standard font: seven pixels each and five for the margins, at 96 pixels to the inch.
"""

from __future__ import annotations

_PER_POINT = 2540 / 72
_PER_PIXEL = 2540 / 96
_CHARACTER, _MARGINS = 7, 5
_ROUNDING = 3

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


def to_points(length: int) -> float:
    """Points, to the quarter, of a length in hundredths of a millimetre."""
    return round(length / _PER_POINT * 4) / 4


def from_points(points: float) -> int:
    """Hundredths of a millimetre of a length in points."""
    return round(points * _PER_POINT)


def to_characters(width: int) -> float:
    """Excel's column width of a width in hundredths of a millimetre."""
    pixels = round(width / _PER_PIXEL)
    if pixels < _CHARACTER + _MARGINS:
        return round(pixels / (_CHARACTER + _MARGINS), 2)
    return round((pixels - _MARGINS) / _CHARACTER, 2)


def from_characters(characters: float) -> int:
    """Hundredths of a millimetre of a column width as Excel gives it."""
    if characters < 1:
        pixels = round(characters * (_CHARACTER + _MARGINS))
    else:
        pixels = round(characters * _CHARACTER + _MARGINS)
    return round(pixels * _PER_PIXEL)


def to_colour(number: int) -> Colour | None:
    """The colour of a LibreOffice number (0xRRGGBB); None for "none" or "automatic"."""
    if number < 0:
        return None
    return (number >> 16) & 255, (number >> 8) & 255, number & 255


def from_colour(colour: Colour | str | int | None) -> int:
    """LibreOffice's number of a colour given as a triple, ``#RRGGBB``, Excel's number (0xBBGGRR) or None."""
    if colour is None:
        return -1
    if isinstance(colour, str):
        return int(colour.lstrip("#"), 16)
    if isinstance(colour, int):
        colour = colour & 255, (colour >> 8) & 255, (colour >> 16) & 255
    red, green, blue = colour
    return (red << 16) | (green << 8) | blue


def is_sum(total: int, count: int, length: int) -> bool:
    """Whether a total is that of so many equal lengths, all in hundredths of a millimetre.

    LibreOffice reckons in twips (1/1440 inch) and rounds what it gives out.
    """
    twips = round(length * 1440 / 2540)
    return abs(total - twips * count * 2540 / 1440) <= _ROUNDING
