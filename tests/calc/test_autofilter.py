"""Filter buttons: what criteria hide, how they read, and that a filter set aside comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import load_workbook

from xlreport.calc.autofilter import filtered_rows, lift_filters

ROWS: list[list[object]] = [
    ["科室", "数量", "状态", "日期"],
    ["办公室", 5, "完成", dt.datetime(2026, 1, 1)],
    ["财务科", 10, None, dt.datetime(2026, 2, 1)],
    ["人事科", 15, "完成", dt.datetime(2026, 3, 1)],
    ["办公室", 20, None, dt.datetime(2026, 4, 1)],
]
Apply = Callable[[xw.main.AutoFilter], None]
CRITERIA: dict[str, tuple[Apply, set[int], dict[str, object]]] = {
    "values": (
        lambda f: f.apply_values(1, ["办公室", "人事科"]),
        {3},
        {"type": "values", "values": ["办公室", "人事科"]},
    ),
    "a number among values": (
        lambda f: f.apply_values(2, [5, 20]),
        {3, 4},
        {"type": "values", "values": ["5", "20"]},
    ),
    "equal": (
        lambda f: f.apply_comparison(2, "equal_to", 10),
        {2, 4, 5},
        {"type": "comparison", "operator": "equal_to", "value1": "10"},
    ),
    "unequal": (
        lambda f: f.apply_comparison(1, "not_equal_to", "办公室"),
        {2, 5},
        {"operator": "not_equal_to", "value1": "办公室"},
    ),
    "between": (
        lambda f: f.apply_comparison(2, "between", 10, 15),
        {2, 5},
        {"operator": "between", "value1": "10", "value2": "15"},
    ),
    "outside": (
        lambda f: f.apply_comparison(2, "not_between", 10, 15),
        {3, 4},
        {"operator": "not_between", "value1": "10", "value2": "15"},
    ),
    "from a day on": (
        lambda f: f.apply_comparison(4, "greater_than_or_equal", dt.date(2026, 3, 1)),
        {2, 3},
        {"operator": "greater_than_or_equal", "value1": "3/1/2026"},
    ),
    "empty": (
        lambda f: f.apply_comparison(3, "equal_to", None),
        {2, 4},
        {"type": "comparison", "operator": "equal_to", "value1": None},
    ),
    "filled": (
        lambda f: f.apply_comparison(3, "not_equal_to", None),
        {3, 5},
        {"operator": "not_equal_to", "value1": None},
    ),
    "the highest": (lambda f: f.apply_top_items(2, 1), {2, 3, 4}, {"type": "top_items", "count": 1}),
    "the lowest fifth": (
        lambda f: f.apply_bottom_percent(2, 20),
        {3, 4, 5},
        {"type": "bottom_percent", "percent": 20.0},
    ),
}


@pytest.fixture
def table(sheet: xw.Sheet) -> xw.Range:
    """A small table without a filter."""
    sheet["A1"].value = ROWS
    return sheet["A1:D5"]


@pytest.mark.parametrize("kind", CRITERIA)
def test_a_criterion_hides_the_other_rows_and_reads_back(table: xw.Range, kind: str) -> None:
    apply, hidden, described = CRITERIA[kind]
    apply(table.autofilter)
    assert filtered_rows(table.sheet.impl) == hidden
    entries = [entry for entry in table.autofilter.criteria if entry.type != "none"]
    assert len(entries) == 1
    assert {name: getattr(entries[0], name) for name in described} == described
    table.autofilter.clear()
    assert filtered_rows(table.sheet.impl) == set()
    assert {entry.type for entry in table.autofilter.criteria} == {"none"}


def test_criteria_of_several_columns_hold_together_and_are_cleared_one_by_one(table: xw.Range) -> None:
    table.autofilter.apply_values(1, ["办公室"])
    table.autofilter.apply_comparison(2, "greater_than", 5)
    assert filtered_rows(table.sheet.impl) == {2, 3, 4}
    table.autofilter.clear(1)
    assert filtered_rows(table.sheet.impl) == {2}


def test_what_libreoffice_cannot_combine_is_refused_and_leaves_the_filter(table: xw.Range) -> None:
    table.autofilter.apply_values(1, ["办公室"])
    with pytest.raises(NotImplementedError, match="LibreOffice"):
        table.autofilter.apply_comparison(2, "not_between", 6, 16)
    assert filtered_rows(table.sheet.impl) == {3, 4}


def test_a_sheet_has_one_filter(table: xw.Range) -> None:
    table.autofilter.apply_values(1, ["办公室"])
    with pytest.raises(ValueError, match="different range"):
        table.sheet["A1:B5"].autofilter.apply_values(1, ["办公室"])


def test_a_filter_set_aside_shows_its_rows_and_comes_back_with_its_criteria(table: xw.Range) -> None:
    table.autofilter.apply_values(1, ["办公室"])
    table.autofilter.apply_comparison(3, "equal_to", None)
    before = [vars(entry) for entry in table.autofilter.criteria]
    lifted = lift_filters(table.sheet.impl)
    assert filtered_rows(table.sheet.impl) == set()
    table.value = ROWS
    lifted.put_back()
    assert filtered_rows(table.sheet.impl) == {2, 3, 4}
    assert [vars(entry) for entry in table.autofilter.criteria] == before


def test_setting_aside_leaves_rows_hidden_that_a_user_hid_outside_of_the_filter(table: xw.Range) -> None:
    table.sheet["9:9"].api.Rows.IsVisible = False
    table.autofilter.apply_values(1, ["办公室"])
    lift_filters(table.sheet.impl).put_back()
    assert filtered_rows(table.sheet.impl) == {3, 4}
    assert not table.sheet["9:9"].api.Rows.IsVisible


def test_a_filter_is_saved_and_read_as_excel_has_it(app: xw.App, table: xw.Range, tmp_path: Path) -> None:
    table.autofilter.apply_values(1, ["办公室"])
    table.autofilter.apply_comparison(2, "greater_than", 5)
    path = tmp_path / "筛选.xlsx"
    table.sheet.book.save(path)
    stored = load_workbook(path).active
    assert stored is not None
    assert stored.auto_filter.ref == "A1:D5"
    assert [column.colId for column in stored.auto_filter.filterColumn] == [0, 1]
    assert [row for row in range(1, 6) if stored.row_dimensions[row].hidden] == [2, 3, 4]
    table.sheet.book.close()
    again = app.books.open(path).sheets[0]
    assert filtered_rows(again.impl) == {2, 3, 4}
    assert [entry.type for entry in again["A1:D5"].autofilter.criteria][:2] == ["values", "comparison"]
