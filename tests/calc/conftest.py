"""The LibreOffice that all tests of the engine share, and workbooks in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw


@pytest.fixture(scope="session")
def app(calc_app: xw.App) -> xw.App:
    """A LibreOffice of our own, without a window."""
    return calc_app


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
