"""Number formats of a book: Excel's codes, LibreOffice's keys, and what kind of value a key shows."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from xlreport.calc.bridge import struct

_DATE, _TIME, _TEXT, _LOGICAL = 2, 4, 256, 1024  # com.sun.star.util.NumberFormat
_QUOTED = re.compile(r'("[^"]*"|\\.|\[(?:\$|[A-Z][a-z]+)[^\]]*\]|AM/PM|A/P)')


class Kind(Enum):
    """What a cell's number format makes of the number in it."""

    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    LOGICAL = "logical"
    GENERAL = "general"


class NumberFormats:
    """The number formats of one book, each looked up in LibreOffice once."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._kinds: dict[int, Kind] = {}
        self._keys: dict[str, int] = {}

    def key(self, code: str) -> int:
        """The key of an Excel format code; the format is made where the book has none such."""
        if code not in self._keys:
            formats = self._model.getNumberFormats()
            locale = struct("lang.Locale")
            found = formats.queryKey(code, locale, False)
            self._keys[code] = found if found != -1 else formats.addNew(code, locale)
        return self._keys[code]

    def code(self, key: int) -> str:
        """The format code of a key, in Excel's lower-case letters for dates."""
        entry = self._model.getNumberFormats().getByKey(key)
        code: str = entry.getPropertyValue("FormatString")
        if code == "General" or not entry.getPropertyValue("Type") & (_DATE | _TIME):
            return code
        parts = _QUOTED.split(code)
        return "".join(part if i % 2 else part.lower() for i, part in enumerate(parts))

    def kind(self, key: int) -> Kind:
        """What kind of value a key shows."""
        if key not in self._kinds:
            entry = self._model.getNumberFormats().getByKey(key)
            type_ = entry.getPropertyValue("Type")
            general = entry.getPropertyValue("FormatString") == "General"
            self._kinds[key] = Kind.GENERAL if general else _kind(type_)
        return self._kinds[key]


def _kind(type_: int) -> Kind:
    if type_ & (_DATE | _TIME):
        return Kind.DATE
    if type_ & _LOGICAL:
        return Kind.LOGICAL
    return Kind.TEXT if type_ & _TEXT else Kind.NUMBER
