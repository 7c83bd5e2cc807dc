"""Finding and replacing text in a range, and picking out cells by what is in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlreport.calc.number_formats import Kind
from xlreport.calc.references import Area, area_at

if TYPE_CHECKING:
    from xlreport.calc.range import Range

_NUMBERS, _TEXTS, _FORMULAS = 1 | 2, 4, 16
"""com.sun.star.sheet.CellFlags; dates are numbers."""
_RESULTS = {"numbers": 1, "logical": 1, "text": 2, "errors": 4}
"""com.sun.star.sheet.FormulaResult; truth values are numbers with a format."""
_IN_VALUES = 1
"""What LibreOffice's property SearchType means by searching what cells show, instead of their formulas."""
_WILDCARD = re.compile(r"(?<!~)[*?]")
_ESCAPED = re.compile(r"~([*?~])")


def find(
    cells: Range, text: str, *, whole: bool, backward: bool, by_rows: bool, match_case: bool
) -> Area | None:
    """The first cell of a range that shows a text; ``*`` and ``?`` stand for any text and any character."""
    search = cells.uno.createSearchDescriptor()
    _describe(search, text, whole=whole, match_case=match_case)
    search.SearchType = _IN_VALUES
    search.SearchByRow, search.SearchBackwards = by_rows, backward
    found = cells.uno.findFirst(search)
    return None if found is None else area_at(found.getRangeAddress())


def replace_all(cells: Range, old: str, new: str, *, whole: bool, match_case: bool) -> None:
    """Replace a text in the constants and formulas of a range, as if the results were typed."""
    replacement = cells.uno.createReplaceDescriptor()
    _describe(replacement, old, whole=whole, match_case=match_case)
    replacement.ReplaceString = new
    cells.uno.replaceAll(replacement)


def _describe(search: Any, text: str, *, whole: bool, match_case: bool) -> None:
    """Set what is searched; a tilde takes a wildcard's meaning away, as in Excel."""
    search.SearchWildcard = bool(_WILDCARD.search(text))
    search.SearchString = _ESCAPED.sub(r"\\\1" if search.SearchWildcard else r"\1", text)
    search.SearchWords, search.SearchCaseSensitive = whole, match_case


def special_cells(cells: Range, cell_type: str, value_type: str | None) -> list[Area]:
    """The rectangles of a range whose cells are of a kind; ``visible`` is what nobody hides.

    LibreOffice looks beyond a range of one cell, therefore what it finds is cut to the range.
    """
    found = map(area_at, _addresses(cells, cell_type, value_type))
    parts = (area.within(cells.area) for area in found)
    return sorted(part for part in parts if part is not None)


def _addresses(cells: Range, cell_type: str, value_type: str | None) -> list[Any]:
    """UNO addresses of the cells of a kind."""
    query = cells.uno
    if cell_type == "blanks":
        return list(query.queryEmptyCells().getRangeAddresses())
    if cell_type == "visible":
        return list(query.queryVisibleCells().getRangeAddresses())
    if value_type is None:
        flags = _FORMULAS if cell_type == "formulas" else _NUMBERS | _TEXTS
        return list(query.queryContentCells(flags).getRangeAddresses())
    if cell_type == "formulas":
        found = list(query.queryFormulaCells(_RESULTS[value_type]).getRangeAddresses())
    elif value_type == "errors":
        return []  # an error cannot be typed into LibreOffice: it is always a formula's
    else:
        found = list(
            query.queryContentCells(_TEXTS if value_type == "text" else _NUMBERS).getRangeAddresses()
        )
    return _formatted(cells, found, value_type) if value_type in ("numbers", "logical") else found


def _formatted(cells: Range, addresses: list[Any], value_type: str) -> list[Any]:
    """The parts of some addresses that are formatted as truth values, or those that are not."""
    formats, groups = cells.sheet.book.formats, cells.uno.getUniqueCellFormatRanges()
    parts: list[Any] = []
    for group in (groups.getByIndex(index) for index in range(groups.getCount())):
        logical = formats.kind(group.getPropertyValue("NumberFormat")) is Kind.LOGICAL
        if logical == (value_type == "logical"):
            for address in addresses:
                parts.extend(group.queryIntersection(address).getRangeAddresses())
    return parts
