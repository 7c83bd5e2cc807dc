"""Bulk work crosses into the application as often for a thousand rows as for ten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import xlwings as xw


class Counter:
    """Stands before a UNO object and counts the calls and properties asked of it and of what it returns."""

    def __init__(self, target: Any, tally: list[str]) -> None:
        self.__dict__.update(_target=target, _tally=tally)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if callable(found):
            return lambda *given: self._call(name, found, given)
        self._tally.append(name)
        return _watched(found, self._tally)

    def __setattr__(self, name: str, value: Any) -> None:
        self._tally.append(name)
        setattr(self._target, name, value)

    def _call(self, name: str, method: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        self._tally.append(name)
        plain = [value._target if isinstance(value, Counter) else value for value in given]
        return _watched(method(*plain), self._tally)


def _watched(value: Any, tally: list[str]) -> Any:
    return Counter(value, tally) if type(value).__name__ == "pyuno" else value


def _calls(sheet: xw.Sheet, action: Callable[[xw.Sheet], object]) -> list[str]:
    """The calls that an action makes on a sheet and on its book."""
    tally: list[str] = []
    impl = sheet.impl
    impl._uno, model = Counter(impl.uno, tally), impl.book.model
    impl.book.model = Counter(model, tally)
    action(sheet)
    impl.book.model = model
    return tally


def _table(rows: int) -> list[list[object]]:
    return [[f"第{n}项", n, dt.date(2024, 1, 1), n % 2 == 0, f"=B{n}*2", None] for n in range(1, rows + 1)]


ACTIONS: dict[str, Callable[[xw.Sheet, int], object]] = {
    "write": lambda sheet, rows: setattr(sheet["A1"].resize(rows, 6), "value", _table(rows)),
    "write text": lambda sheet, rows: setattr(
        sheet["H1"].resize(rows, 2), "value", [["文字", "00123"]] * rows
    ),
    "read": lambda sheet, rows: sheet["A1"].resize(rows, 6).value,
    "read formulas": lambda sheet, rows: sheet["A1"].resize(rows, 6).formula,
    "write formulas": lambda sheet, rows: setattr(sheet["K1"].resize(rows), "formula", [["=B1+1"]] * rows),
    "expand": lambda sheet, rows: sheet["A1"].expand(),
    "used range": lambda sheet, rows: sheet.used_range.value,
    "format": lambda sheet, rows: setattr(sheet["A1"].resize(rows, 6), "color", (255, 0, 0)),
    "font": lambda sheet, rows: setattr(sheet["A1"].resize(rows, 6).font, "bold", True),
    "row height": lambda sheet, rows: setattr(sheet["A1"].resize(rows), "row_height", 20),
    "read row height": lambda sheet, rows: sheet["A1"].resize(rows).row_height,
    "clear": lambda sheet, rows: sheet["A1"].resize(rows, 6).clear(),
    "find": lambda sheet, rows: sheet["A1"].resize(rows, 6).find(f"第{rows}项"),
    "replace": lambda sheet, rows: sheet["A1"].resize(rows, 6).replace_all("项", "条"),
    "special cells": lambda sheet, rows: sheet["A1"].resize(rows, 6).get_special_cells("formulas", "numbers"),
    "sort": lambda sheet, rows: sheet["A1"].resize(rows, 6).sort(2, False),
    "filter": lambda sheet, rows: sheet["A1"].resize(rows, 6).autofilter.apply_values(1, ["第2项"]),
    "validation": lambda sheet, rows: sheet["A1"].resize(rows, 1).data_validation.set_list(["甲", "乙"]),
    "insert": lambda sheet, rows: sheet[f"1:{rows}"].insert("down"),
    "delete": lambda sheet, rows: sheet[f"1:{rows}"].delete(),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_calls_do_not_grow_with_the_rows(app: xw.App, book: xw.Book, action: str) -> None:
    counts = []
    for rows in (10, 1000):
        sheet = book.sheets.add()
        sheet["A1"].value = _table(rows)
        counts.append(_calls(sheet, lambda sheet, rows=rows: ACTIONS[action](sheet, rows)))
    assert counts[0], "the action reached the application"
    assert counts[0] == counts[1]


def test_a_plain_table_is_written_in_a_handful_of_calls_and_read_in_a_handful(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B100"].impl
    tally: list[str] = []
    cells._uno = Counter(cells.uno, tally)
    cells.raw_value = [["文字", "数"]] * 100
    assert tally == ["setDataArray"]
    tally.clear()
    assert cells.raw_value[99] == ("文字", "数")
    assert tally == ["getDataArray", "getRangeAddress"]
