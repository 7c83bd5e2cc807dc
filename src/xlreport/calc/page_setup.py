"""How a sheet is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.bridge import struct
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.page_headers import CONTENTS, copy_headers
from xlreport.calc.references import Area, format_address, parse_address

if TYPE_CHECKING:
    from xlreport.calc.sheet import Sheet

_OF_ONE_BOOK = frozenset({*CONTENTS, "UserDefinedAttributes"})
"""Properties whose values belong to one document and must not reach another."""


@refuse_the_rest
class PageSetup(base_classes.PageSetup):
    """The print areas of a sheet; its page style is the native object."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return page_style(self._sheet)

    @property
    def print_area(self) -> str | None:
        areas = [_area(address) for address in self._sheet.uno.getPrintAreas()]
        return ",".join(format_address(area) for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        wanted = [parse_address(part) for part in value.split(",")] if value else []
        if None in wanted:
            raise ValueError(f"{value!r} is no print area")
        index = self._sheet.index - 1
        self._sheet.uno.setPrintAreas(tuple(_address(index, area) for area in wanted if area is not None))


def page_style(sheet: Sheet) -> Any:
    """The page style that a sheet uses."""
    styles = sheet.book.model.getStyleFamilies().getByName("PageStyles")
    return styles.getByName(sheet.uno.PageStyle)


def carry_over(source: Sheet, target: Sheet) -> None:
    """Give a copied sheet what LibreOffice drops from copies: page style, print areas and titles."""
    if source.book.uid != target.book.uid:
        _carry_style(source, target)
    index = target.index - 1
    areas = source.uno.getPrintAreas()
    target.uno.setPrintAreas(tuple(_address(index, _area(area)) for area in areas))
    for kind in ("Columns", "Rows"):
        if getattr(source.uno, f"getPrintTitle{kind}")():
            address = _address(index, _area(getattr(source.uno, f"getTitle{kind}")()))
            getattr(target.uno, f"setTitle{kind}")(address)
            getattr(target.uno, f"setPrintTitle{kind}")(True)


def _carry_style(source: Sheet, target: Sheet) -> None:
    old = page_style(source)
    styles = target.book.model.getStyleFamilies().getByName("PageStyles")
    taken = set(styles.getElementNames())
    name = next(n for i in range(1, len(taken) + 2) if (n := f"{target.name} {i}") not in taken)
    styles.insertByName(name, target.book.model.createInstance("com.sun.star.style.PageStyle"))
    new = styles.getByName(name)
    known = {p.Name for p in new.getPropertySetInfo().getProperties() if not p.Attributes & _READ_ONLY}
    found = {p.Name for p in old.getPropertySetInfo().getProperties()} - _OF_ONE_BOOK
    for names in _switches_first(known & found):
        new.setPropertyValues(names, old.getPropertyValues(names))
    copy_headers(old, new, target.book.model)
    target.uno.PageStyle = name


_READ_ONLY = 16  # com.sun.star.beans.PropertyAttribute.READONLY


def _switches_first(names: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Properties in two lots, sorted by name: headers and footers have to be switched on before the rest."""
    switches = {name for name in names if name.endswith("IsOn")}
    return tuple(sorted(switches)), tuple(sorted(names - switches))


def _area(address: Any) -> Area:
    rows, columns = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
    return Area(address.StartRow + 1, address.StartColumn + 1, rows, columns)


def _address(sheet: int, area: Area) -> Any:
    left, top, right, bottom = area.bounds
    return struct(
        "table.CellRangeAddress", Sheet=sheet, StartColumn=left, StartRow=top, EndColumn=right, EndRow=bottom
    )
