"""The sheets of a book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.sheet import Sheet

if TYPE_CHECKING:
    from xlreport.calc.book import Book


@refuse_the_rest
class Sheets(base_classes.Sheets):
    """The sheets of a book in the order of their tabs, numbered from 1."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self._book.model.Sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.controller.getActiveSheet())

    def __call__(self, name_or_index: str | int) -> Sheet:
        sheets = self.api
        if isinstance(name_or_index, str):
            name = next((n for n in sheets.getElementNames() if n.lower() == name_or_index.lower()), None)
            if name is None:
                raise KeyError(name_or_index)
            return Sheet(self._book, sheets.getByName(name))
        if not 1 <= name_or_index <= sheets.getCount():
            raise IndexError(f"there is no sheet {name_or_index}")
        return Sheet(self._book, sheets.getByIndex(name_or_index - 1))

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        for name in self.api.getElementNames():
            yield Sheet(self._book, self.api.getByName(name))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        sheets = self.api
        taken = {existing.lower() for existing in sheets.getElementNames()}
        name = name or next(n for i in range(1, len(taken) + 2) if (n := f"Sheet{i}").lower() not in taken)
        target = before or after or self.active
        sheets.insertNewByName(name, target.index - 1 + (after is not None))
        sheet = Sheet(self._book, sheets.getByName(name))
        sheet.activate()
        return sheet
