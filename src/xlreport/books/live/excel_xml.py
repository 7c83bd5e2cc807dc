"""What Excel for Windows tells of a range at once in XML (Range.Value, xlRangeValueXMLSpreadsheet).

In this form ("XML Spreadsheet" of Office 2003) a cell carries how far it is merged, and a text parts of
which are formatted by themselves carries them as elements of HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

import xlwings as xw

from xlreport.drawing.painter import Area

_XML_SPREADSHEET = 11
"""xlRangeValueXMLSpreadsheet (XlRangeValueDataType)."""
_PROPERTY_GET = 2
"""DISPATCH_PROPERTYGET of IDispatch::Invoke."""
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


@dataclass(frozen=True)
class RangeFacts:
    """The merges that begin in a range, and the places (row, column) of its partly formatted texts."""

    merges: tuple[Area, ...]
    partly_formatted: frozenset[tuple[int, int]]


def facts_of(cells: xw.Range) -> RangeFacts | None:
    """What Excel tells of a range; None where it does not give the XML, for whatever reason."""
    try:
        dispatch = cells.api._oleobj_
        text = dispatch.Invoke(dispatch.GetIDsOfNames(0, "Value"), 0, _PROPERTY_GET, True, _XML_SPREADSHEET)
        return read_facts(text, cells.row, cells.column)
    except Exception:  # an Excel that is busy or cannot do this: the slow ways remain
        return None


def read_facts(text: str, top: int, left: int) -> RangeFacts:
    """The facts in the XML of a range whose first cell is given; raises ParseError where it is no XML."""
    merges: list[Area] = []
    partly: set[tuple[int, int]] = set()
    row = top - 1
    for line in ElementTree.fromstring(text).iterfind(f"{_SS}Worksheet/{_SS}Table/{_SS}Row"):
        row = _position(line, row, top)
        column = left - 1
        for cell in line.iterfind(f"{_SS}Cell"):
            column = _position(cell, column, left)
            down, across = (int(cell.get(f"{_SS}Merge{way}", "0")) for way in ("Down", "Across"))
            if down or across:
                merges.append(Area(row, column, row + down, column + across))
            data = cell.find(f"{_SS}Data")
            if data is not None and len(data):
                partly.add((row, column))
            column += across
        row += int(line.get(f"{_SS}Span", "0"))
    return RangeFacts(tuple(merges), frozenset(partly))


def _position(element: ElementTree.Element, before: int, first: int) -> int:
    """The number of a row or column: given where some were left out, else the next."""
    index = element.get(f"{_SS}Index")
    return before + 1 if index is None else first - 1 + int(index)
