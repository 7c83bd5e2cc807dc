"""Defined names of a book or of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.bridge import struct
from xlreport.calc.formulas import to_calc, to_excel
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.references import quote_sheet

if TYPE_CHECKING:
    from xlreport.calc.book import Book
    from xlreport.calc.range import Range
    from xlreport.calc.sheet import Sheet


@refuse_the_rest
class Names(base_classes.Names):
    """The names of a book, with those of its sheets as ``Sheet1!name``; or those of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return (self._sheet.uno if self._sheet else self._book.model).NamedRanges

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self._all()]

    def __call__(self, name_or_index: str | int) -> Name:
        names = self._all()
        if isinstance(name_or_index, int):
            return names[name_or_index - 1]
        wanted = name_or_index.lower()
        for name in names:
            if wanted in (name.name.lower(), name.bare.lower() if self._sheet else None):
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: str | int) -> bool:
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        sheet, bare = self._scope(name)
        owner = (sheet.uno if sheet else self._book.model).NamedRanges
        if owner.hasByName(bare):
            owner.removeByName(bare)
        content = to_calc(refers_to if refers_to.startswith("=") else f"={refers_to}")[1:]
        owner.addNewByName(bare, content, struct("table.CellAddress"), 0)
        return Name(self._book, sheet, owner.getByName(bare))

    def _scope(self, name: str) -> tuple[Sheet | None, str]:
        """The sheet that a name belongs to, and the name without it."""
        prefix, mark, bare = name.rpartition("!")
        if not mark:
            return self._sheet, name
        return self._book.sheets(prefix.strip("'").replace("''", "'")), bare

    def _all(self) -> list[Name]:
        if self._sheet is not None:
            return _names(self._book, self._sheet)
        found = _names(self._book, None)
        for sheet in self._book.sheets:
            found += _names(self._book, sheet)
        return sorted(found, key=lambda name: name.bare.lower())


def _names(book: Book, sheet: Sheet | None) -> list[Name]:
    owner = (sheet.uno if sheet else book.model).NamedRanges
    return [Name(book, sheet, owner.getByName(name)) for name in owner.getElementNames()]


@refuse_the_rest
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: Book, sheet: Sheet | None, uno: Any) -> None:
        self._book = book
        self._sheet = sheet
        self.uno = uno

    @property
    def api(self) -> Any:
        return self.uno

    @property
    def bare(self) -> str:
        """The name without its sheet."""
        return str(self.uno.getName())

    @property
    def name(self) -> str:
        return f"{quote_sheet(self._sheet.name)}!{self.bare}" if self._sheet else self.bare

    @name.setter
    def name(self, value: str) -> None:
        self.uno.setName(value.rpartition("!")[2])

    @property
    def refers_to(self) -> str:
        return to_excel(f"={self.uno.getContent()}")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.uno.setContent(to_calc(value if value.startswith("=") else f"={value}")[1:])

    @property
    def refers_to_range(self) -> Range:
        cells = self.uno.getReferredCells()
        if cells is None:
            raise ValueError(f"{self.name} does not refer to cells: {self.refers_to}")
        return self._book.range_of(cells)

    def delete(self) -> None:
        owner = (self._sheet.uno if self._sheet else self._book.model).NamedRanges
        owner.removeByName(self.bare)
