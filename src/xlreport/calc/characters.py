"""The characters within a cell or a shape, and their fonts."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from xlreport.calc.font import Font
from xlreport.calc.offered import refuse_the_rest

_TEXT = "TEXT"
"""com.sun.star.table.CellContentType of a constant text, the only one whose characters have fonts."""


@refuse_the_rest
class Characters(base_classes.Characters):
    """A stretch of the text of a UNO cell or shape; `start` and `stop` as in a slice."""

    def __init__(self, holder: Any, start: int = 0, stop: int | None = None) -> None:
        self._holder = holder
        self._start = start
        self._stop = stop

    @property
    def api(self) -> Any:
        """The UNO text cursor over the characters; the cell itself where it holds no text but a value."""
        if not self._has_text():
            if (self._start, self._stop) != (0, None):
                raise ValueError("only in a constant text do single characters have a font")
            return self._holder
        cursor, text = self._holder.createTextCursor(), self._whole
        cursor.gotoStart(False)
        cursor.goRight(_units(text[: self._start]), False)
        cursor.goRight(_units(self.text), True)
        return cursor

    @property
    def text(self) -> str:
        return self._whole[self._start : self._stop]

    @property
    def font(self) -> Font:
        return Font(self.api)

    def __getitem__(self, item: int | slice) -> Characters:
        """A part of these characters; slices take no negative numbers, as in xlwings' engines for Excel."""
        length = len(self.text)
        if isinstance(item, slice):
            first, last = item.start or 0, length if item.stop is None else item.stop
            if first < 0 or last < 0:
                raise ValueError("Characters object does not support slicing with negative indexes")
        else:
            first = item if item >= 0 else length + item
            last = first + 1
        if (first, last) == (0, length):
            return Characters(self._holder, self._start, self._stop)
        return Characters(self._holder, self._start + first, self._start + min(last, length))

    @property
    def _whole(self) -> str:
        return str(self._holder.getString())

    def _has_text(self) -> bool:
        return not hasattr(self._holder, "Type") or self._holder.Type.value == _TEXT


def _units(text: str) -> int:
    """How far a text goes in LibreOffice's count, in which rare characters take two."""
    return len(text.encode("utf-16-le")) // 2
