"""Equations on one line, as one would type them (Office Math, ECMA-376 Part 1, section 22.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.oxml.xmlchemy import BaseOxmlElement as Element

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def is_equation(element: Element) -> bool:
    """Whether an element is an equation or a paragraph of equations."""
    return element.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara")


def equation_text(element: Element) -> str:
    """An equation in linear form: ``x²``, ``(a+b)/c``, ``√(x)``, ``∑_(i=1)^n i``."""
    kind = element.tag.removeprefix(_MATH) if element.tag.startswith(_MATH) else ""
    if kind == "t" or element.tag == _W_TEXT:
        return element.text or ""
    if kind.endswith("Pr"):
        return ""
    write = _WRITERS.get(kind)
    return write(element) if write is not None else _all(element)


def _all(element: Element) -> str:
    return "".join(equation_text(child) for child in element)


def _part(element: Element, name: str) -> str:
    found = element.find(f"{_MATH}{name}")
    return _all(found) if found is not None else ""


def _value(element: Element, path: str, default: str) -> str:
    found = element.find("/".join(f"{_MATH}{name}" for name in path.split("/")))
    return found.get(f"{_MATH}val", default) if found is not None else default


def _grouped(text: str) -> str:
    """A part in brackets where it has more than one sign."""
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _fraction(element: Element) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    if _value(element, "fPr/type", "") == "noBar":
        return f"({above};{below})"
    return f"{_grouped(above)}/{_grouped(below)}"


def _raised(text: str) -> str:
    small = text.translate(_RAISED)
    return small if text and all(a != b for a, b in zip(text, small, strict=True)) else f"^{_grouped(text)}"


def _lowered(text: str) -> str:
    small = text.translate(_LOWERED)
    return small if text and all(a != b for a, b in zip(text, small, strict=True)) else f"_{_grouped(text)}"


def _superscript(element: Element) -> str:
    return _grouped(_part(element, "e")) + _raised(_part(element, "sup"))


def _subscript(element: Element) -> str:
    return _grouped(_part(element, "e")) + _lowered(_part(element, "sub"))


def _both_scripts(element: Element) -> str:
    return _grouped(_part(element, "e")) + _lowered(_part(element, "sub")) + _raised(_part(element, "sup"))


def _scripts_before(element: Element) -> str:
    return _lowered(_part(element, "sub")) + _raised(_part(element, "sup")) + _part(element, "e")


def _root(element: Element) -> str:
    degree = _part(element, "deg")
    return f"{_raised(degree) if degree else ''}√({_part(element, 'e')})"


def _nary(element: Element) -> str:
    sign = _value(element, "naryPr/chr", "∫")
    below, above = _part(element, "sub"), _part(element, "sup")
    limits = (f"_({below})" if below else "") + (f"^({above})" if above else "")
    return f"{sign}{limits}{_part(element, 'e')}"


def _delimited(element: Element) -> str:
    first, last = _value(element, "dPr/begChr", "("), _value(element, "dPr/endChr", ")")
    between = _value(element, "dPr/sepChr", "|")
    return first + between.join(_all(part) for part in element.findall(f"{_MATH}e")) + last


def _function(element: Element) -> str:
    return f"{_part(element, 'fName')}{_part(element, 'e')}"


def _limit(element: Element) -> str:
    return f"{_part(element, 'e')}_({_part(element, 'lim')})"


def _limit_above(element: Element) -> str:
    return f"{_part(element, 'e')}^({_part(element, 'lim')})"


def _rows(element: Element) -> str:
    return "；".join(_all(part) for part in element.findall(f"{_MATH}e"))


def _matrix(element: Element) -> str:
    rows = (
        " ".join(_all(part) for part in row.findall(f"{_MATH}e")) for row in element.findall(f"{_MATH}mr")
    )
    return f"[{'；'.join(rows)}]"


def _accent(element: Element) -> str:
    return _part(element, "e") + _value(element, "accPr/chr", "\u0302")


_WRITERS: Mapping[str, Callable[[Element], str]] = {
    "f": _fraction,
    "sSup": _superscript,
    "sSub": _subscript,
    "sSubSup": _both_scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _nary,
    "d": _delimited,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit_above,
    "eqArr": _rows,
    "m": _matrix,
    "acc": _accent,
}
