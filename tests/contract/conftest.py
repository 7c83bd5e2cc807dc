"""The engines that the `Book` contract runs against: to add one, add it to ENGINES."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from xlreport.books.file import FileBook
from xlreport.books.port import Book, Painter


class Engine(Protocol):
    """Makes workbooks for the contract tests and opens them the way its users do."""

    def make(self, name: str, painters: Mapping[str, Painter]) -> Book:
        """A new saved workbook of these sheets, open."""
        ...

    def reopen(self, book: Book) -> Book:
        """The same workbook as somebody finds it who opens it after it was saved."""
        ...


@dataclass(frozen=True)
class FileEngine:
    """FileBook on files in a folder."""

    folder: Path

    def make(self, name: str, painters: Mapping[str, Painter]) -> Book:
        return FileBook.create(self.folder / f"{name}.xlsx", painters)

    def reopen(self, book: Book) -> Book:
        return FileBook(book.path)


ENGINES = {"file": FileEngine}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Every engine in turn."""
    return ENGINES[request.param](tmp_path)
