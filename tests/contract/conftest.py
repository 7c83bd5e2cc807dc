"""The engines that the `Book` contract runs against: FileBook, and LiveBook in each program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
import xlwings as xw

from xlreport.books.file import FileBook
from xlreport.books.live import LiveBook
from xlreport.books.port import Book
from xlreport.drawing.painter import Painter


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


@dataclass(frozen=True)
class LiveEngine:
    """LiveBook on workbooks open in a spreadsheet program."""

    folder: Path
    app: xw.App

    def make(self, name: str, painters: Mapping[str, Painter]) -> Book:
        path = FileBook.create(self.folder / f"{name}.xlsx", painters).path
        return LiveBook(self.app.books.open(str(path)))

    def reopen(self, book: Book) -> Book:
        self.app.books[book.path.name].close()
        return LiveBook(self.app.books.open(str(book.path)))


APPLICATIONS = {"libreoffice": "calc_app", "excel": "excel_app"}
"""Spreadsheet programs, and the fixtures that start them."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run with every engine in turn, with Excel only where it is asked for."""
    if "engine" in metafunc.fixturenames:
        names = ["file", "libreoffice", *(["excel"] if metafunc.config.getoption("--excel") else [])]
        metafunc.parametrize("engine", names, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine; what is left open in its program is closed after the test."""
    if request.param == "file":
        yield FileEngine(tmp_path)
        return
    app = request.getfixturevalue(APPLICATIONS[request.param])
    yield LiveEngine(tmp_path, app)
    for book in list(app.books):
        book.close()
