"""Formulas between Excel's notation and the one that LibreOffice's programming interface speaks.

The interface separates arguments by semicolons and sheets from cells by dots: ``=SUM(1,Sheet1!A1)``
is ``=SUM(1;$Sheet1.A1)`` there. Translating here lets whole ranges of formulas cross in one call;
LibreOffice's own parser takes two calls for each formula.
"""

from __future__ import annotations

import re

from openpyxl.formula.tokenizer import Token, Tokenizer

_SHEET = r"(?:'(?:[^']|'')+'|[^\s'!.:$\[\]()]+)"
_EXCEL_SHEET = re.compile(rf"({_SHEET})!")
_CALC_SHEET = re.compile(rf"\$?({_SHEET})\.(?=\$?[A-Za-z]{{1,3}}\$?\d|\$?[A-Za-z]{{1,3}}:|\$?\d+:|#)")
_SECOND_SHEET = re.compile(rf":\$?{_SHEET}\.(?=\$?[A-Za-z]{{1,3}}\$?\d)")
_PREFIXES = ("_xlfn._xlws.", "_xlfn.", "_xlws.", "_xlpm.")


def to_calc(formula: str) -> str:
    """An Excel formula, with its equals sign, in LibreOffice's notation."""
    return _translate(formula, from_excel=True)


def to_excel(formula: str) -> str:
    """A formula in LibreOffice's notation, with its equals sign, in Excel's."""
    return _translate(formula, from_excel=False)


def _translate(formula: str, *, from_excel: bool) -> str:
    if not formula.startswith("=") or formula == "=":
        return formula
    if not from_excel:
        formula = _excel_arrays(formula)
    tokens = Tokenizer(formula).items
    return "=" + "".join(_token(token, from_excel) for token in _with_depth(tokens))


def _with_depth(tokens: list[Token]) -> list[tuple[Token, bool]]:
    """The tokens, each with whether it stands inside an inline array."""
    depth = 0
    marked = []
    for token in tokens:
        if token.type == Token.ARRAY:
            depth += 1 if token.subtype == Token.OPEN else -1
        marked.append((token, depth > 0))
    return marked


def _token(marked: tuple[Token, bool], from_excel: bool) -> str:
    token, in_array = marked
    text: str = token.value
    if token.type == Token.SEP:
        return _separator(text, in_array, from_excel)
    if token.type == Token.OPERAND and token.subtype == Token.RANGE:
        return _excel_reference(text) if not from_excel else _calc_reference(text)
    if token.type == Token.FUNC and token.subtype == Token.OPEN and from_excel:
        for prefix in _PREFIXES:
            text = text.removeprefix(prefix)
    return text


def _separator(text: str, in_array: bool, from_excel: bool) -> str:
    if not from_excel:
        return text if in_array else text.replace(";", ",")
    if in_array:
        return "|" if text == ";" else ";"
    return text.replace(",", ";")


def _calc_reference(text: str) -> str:
    return _EXCEL_SHEET.sub(lambda match: f"${match[1]}.", text)


def _excel_reference(text: str) -> str:
    text = _CALC_SHEET.sub(lambda match: f"{match[1]}!", _SECOND_SHEET.sub(":", text))
    return text.replace("#REF!!", "#REF!")


_STRING_OR_ARRAY = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\{[^{}]*\}')
_STRING_OR_MARK = re.compile(r'"(?:[^"]|"")*"|[;|]')


def _excel_arrays(formula: str) -> str:
    """Inline arrays with Excel's separators, before the tokenizer sees them."""

    def swap(match: re.Match[str]) -> str:
        return {";": ",", "|": ";"}.get(match[0], match[0])

    def array(match: re.Match[str]) -> str:
        return _STRING_OR_MARK.sub(swap, match[0]) if match[0].startswith("{") else match[0]

    return _STRING_OR_ARRAY.sub(array, formula)
