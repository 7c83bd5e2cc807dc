"""Formulas between Excel's notation and the one that LibreOffice's programming interface speaks.

The interface separates arguments by semicolons and sheets from cells by dots: ``=SUM(1,Sheet1!A1)``
is ``=SUM(1;$Sheet1.A1)`` there. Translating here lets whole ranges of formulas cross in one call;
LibreOffice's own parser takes two calls for each formula.
"""

from __future__ import annotations

import re
from typing import Any

from xlreport.calc.bridge import struct

_STRING = r'"(?:[^"]|"")*"'
_ARRAY = rf'\{{(?:{_STRING}|[^{{}}"])*\}}'
_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)"
_CELL = r"\$?[A-Za-z]{1,3}\$?\d|\$?[A-Za-z]{1,3}:|\$?\d+:|#REF!"

_EXCEL = re.compile(
    rf"(?P<string>{_STRING})|(?P<error>#[A-Z]+!)|(?P<array>{_ARRAY})|(?P<sheet>{_SHEET})!|(?P<prefix>_xl(?:fn|ws|pm)\.)|(?P<mark>,)"
)
_CALC = re.compile(
    rf"(?P<string>{_STRING})|(?P<array>{_ARRAY})|:\$?{_SHEET}\.(?=\$?[A-Za-z])(?P<second>)"
    rf"|\$?(?P<sheet>{_SHEET})\.(?={_CELL})|(?P<mark>;)"
)
_ARRAY_PART = re.compile(rf"{_STRING}|[,;|]")


def to_calc(formula: str) -> str:
    """An Excel formula, with its equals sign, in LibreOffice's notation; other text unchanged."""
    return _EXCEL.sub(_calc_part, formula) if formula.startswith("=") else formula


def to_excel(formula: str) -> str:
    """A formula in LibreOffice's notation, with its equals sign, in Excel's; other text unchanged."""
    return _CALC.sub(_excel_part, formula) if formula.startswith("=") else formula


def _calc_part(part: re.Match[str]) -> str:
    match part.lastgroup:
        case "array":
            return _swap(part[0], {",": ";", ";": "|"})
        case "sheet":
            return f"${part['sheet']}."
        case "prefix":
            return ""
        case "mark":
            return ";"
    return part[0]


def _excel_part(part: re.Match[str]) -> str:
    match part.lastgroup:
        case "array":
            return _swap(part[0], {";": ",", "|": ";"})
        case "second":
            return ":"
        case "sheet":
            return f"{part['sheet']}!"
        case "mark":
            return ","
    return part[0]


def _swap(array: str, marks: dict[str, str]) -> str:
    return _ARRAY_PART.sub(lambda part: marks.get(part[0], part[0]), array)


_XL_A1, _XL_ENGLISH, _ALL_CODES = 1, 4, 0x7FFFFFFF
"""com.sun.star.sheet: AddressConvention, FormulaLanguage and, without special codes, FormulaMapGroup."""


class Shift:
    """Moves formulas in Excel's notation, without equals sign, from one cell to another, as copying would."""

    def __init__(self, model: Any, origin: tuple[int, int], target: tuple[int, int]) -> None:
        """Origin and target are row and column, counted from 1."""
        self._parser = model.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish, self._parser.FormulaConvention = True, _XL_A1
        codes = model.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        self._parser.OpCodeMap = codes.getAvailableMappings(_XL_ENGLISH, _ALL_CODES)
        self._origin, self._target = (
            struct("table.CellAddress", Row=row - 1, Column=column - 1) for row, column in (origin, target)
        )

    def __call__(self, formula: str) -> str:
        return str(self._parser.printFormula(self._parser.parseFormula(formula, self._origin), self._target))
