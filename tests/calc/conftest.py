"""One LibreOffice for all tests of the engine, started once in each test process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import xlwings as xw

from xlreport.calc import register
from xlreport.calc.bridge import load_uno
from xlreport.errors import XlreportError


@pytest.fixture(scope="session")
def soffice(soffice: str) -> str:
    """The LibreOffice program of the project's fixture, where its Python bridge fits this Python too."""
    try:
        load_uno()
    except XlreportError as error:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))
    return soffice


@pytest.fixture(scope="session")
def app(soffice: str) -> Iterator[xw.App]:
    """A LibreOffice of our own, without a window."""
    before = xw.engines.active
    register()
    application = xw.App(visible=False, add_book=False)
    yield application
    application.quit()
    xw.engines.active = before


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    """A new, empty workbook; every book that a test leaves open is closed after it."""
    made = app.books.add()
    yield made
    app.screen_updating = True
    app.status_bar = False
    for open_book in list(app.books):
        open_book.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """The only sheet of a new workbook."""
    return book.sheets[0]
