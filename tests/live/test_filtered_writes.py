"""The stand-in for Excel's writing into filtered rows does what was reported of Excel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw
from tests.live.filtered_writes import Restart, write_as_excel_does


@pytest.fixture
def column(calc_app: xw.App) -> Iterator[xw.Range]:
    """A1:A6 with rows 2 and 3 empty and hidden by a filter over A1:A5, and row 6 below it."""
    book = calc_app.books.add()
    cells = book.sheets[0]["A1:A5"]
    cells.value = [[1], [None], [None], [4], [5]]
    cells.autofilter.apply_comparison(1, "not_equal_to", None)
    yield book.sheets[0]["A1:A6"]
    book.close()


@pytest.mark.parametrize(
    ("restart", "stored"),
    [("row", [5, None, None, 5, 5, 5]), ("stretch", [5, None, None, 5, 4, 3])],
)
def test_an_array_begins_anew_after_filtered_rows_and_leaves_them_alone(
    column: xw.Range, monkeypatch: pytest.MonkeyPatch, restart: Restart, stored: list[float | None]
) -> None:
    spoiled = write_as_excel_does(monkeypatch, restart)
    column.value = [[5], [4], [3], [2], [1], [0]]
    assert column.value == stored
    column.formula = [["=5"], ["=4"], ["=3"], ["=2"], ["=1"], ["=0"]]
    assert column.value == stored
    assert spoiled == ["$A$1:$A$6"] * 2


def test_one_value_for_all_reaches_the_visible_cells_only(
    column: xw.Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_as_excel_does(monkeypatch)
    column.value = 7
    assert column.value == [7, None, None, 7, 7, 7]


def test_rows_that_are_not_filtered_are_written_as_ever(
    column: xw.Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled = write_as_excel_does(monkeypatch)
    column.sheet["A2"].value = 2
    column.sheet["A4:B5"].value = [[4, "四"], [5, "五"]]
    column.sheet["A1:A5"].autofilter.clear()
    column.sheet["3:3"].api.Rows.IsVisible = False
    column.value = [[6], [5], [4], [3], [2], [1]]
    assert column.value == [6, 5, 4, 3, 2, 1]
    assert spoiled == []
