"""The font of cells."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from xlreport.calc.bridge import enum
from xlreport.calc.measures import Colour, from_colour, to_colour
from xlreport.calc.offered import refuse_the_rest

_BOLD, _NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight
SCRIPTS = ("", "Asian", "Complex")
"""LibreOffice keeps a font each for Western, East Asian and complex scripts; Excel has one."""


@refuse_the_rest
class Font(base_classes.Font):
    """The font of a UNO range; a property whose cells disagree reads as None."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        return self._cells

    @property
    def bold(self) -> bool | None:
        weight = self._get("CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        posture = self._get("CharPosture")
        return None if posture is None else posture.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        size = self._get("CharHeight")
        return None if size is None else round(size, 1)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        name: str | None = self._get("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> Colour | None:
        number = self._get("CharColor")
        return None if number is None else to_colour(number) or (0, 0, 0)

    @color.setter
    def color(self, value: Colour | str | int) -> None:
        self._cells.setPropertyValue("CharColor", from_colour(value))

    def _get(self, name: str) -> Any:
        return uniform(self._cells, name)

    def _set(self, name: str, value: Any) -> None:
        names = tuple(f"{name}{script}" for script in SCRIPTS)
        self._cells.setPropertyValues(tuple(sorted(names)), (value,) * len(names))


def uniform(cells: Any, name: str) -> Any:
    """A property of cells; None where they disagree."""
    if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return cells.getPropertyValue(name)
