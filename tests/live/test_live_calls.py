"""What an action asks of the application does not grow with the rows of the table."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import FrameType

import xlwings as xw
from openpyxl import load_workbook
from tests.answers import fill

from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.actions.printing.print_ import print_table
from xlreport.actions.reminders.remind import remind
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.books.live import LiveBook
from xlreport.books.live.session import Session
from xlreport.books.port import Book
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    DIRECTORY_SHEET,
    LEDGER_SHEET,
    REPORTED_COLUMNS,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.desk.master.opening import read_master
from xlreport.sheets.master.records import (
    change_log_painter,
    directory_painter,
    ledger_painter,
    settings_painter,
)
from xlreport.sheets.master.table import table_painter
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
TODAY = date(2026, 11, 25)
DEPARTMENTS = ("区财政局", "区医保局")
CODES = tuple(column.code for column in REPORTED_COLUMNS)

ACTIONS: dict[str, Callable[[Book], object]] = {
    "validate": lambda book: validate(book, SilentUi(), as_of=TODAY),
    "preview": lambda book: merge(book, SilentUi(), now=NOW, period="x"),
    "merge": lambda book: merge(book, SilentUi(), now=NOW, period="x", apply=True),
    "undo": lambda book: undo_merge(book, SilentUi(), now=NOW),
    "summarise": lambda book: summarise(book, SilentUi(), as_of=TODAY),
    "remind": lambda book: remind(book, SilentUi(), as_of=TODAY, period="x"),
    "print sheet": lambda book: print_table(book, SilentUi(), sheet_only=True),
}

_CONVERSIONS = {"prepare_xl_data_element", "clean_value_data"}
"""What an engine does with values on their way, without the application."""

_SLACK = 1.05
"""What may be added for more rows: nothing grows with them, but answers may need another rectangle."""

_OWN_SHEETS = 60
"""Sheets of the user's own in the larger workbook."""


class Crossings:
    """Counts the calls that xlwings makes into its engine; other engines are asked for the same."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    def __enter__(self) -> Crossings:
        sys.setprofile(self._watch)
        return self

    def __exit__(self, *failure: object) -> None:
        sys.setprofile(None)

    def _watch(self, frame: FrameType, event: str, given: object) -> None:
        caller = frame.f_back
        if event != "call" or caller is None:
            return
        inside, outside = frame.f_code.co_filename, caller.f_code.co_filename
        crosses = "/xlreport/calc/" in inside.replace("\\", "/") and "/calc/" not in outside.replace(
            "\\", "/"
        )
        if crosses and frame.f_code.co_name not in _CONVERSIONS:
            self.calls[frame.f_code.co_qualname] += 1


def scattered_table(master: Path, rows: int, folder: Path, own_sheets: int) -> Path:
    """A master of two departments' tasks in turn, with its category cells merged, sent out and answered.

    Every third task of each department is answered, in one column or in all, so that the cells lie apart.
    """
    data = read_master(FileBook(master))
    models = [next(t for t in data.table.tasks if t.departments == name) for name in DEPARTMENTS]
    tasks = tuple(
        replace(
            models[n % 2],
            number=str(n),
            category=f"（{(n - 1) // 4 + 1}）类别",
            content=f"{models[n % 2].content}（{n}）",
        )
        for n in range(1, rows + 1)
    )
    path = FileBook.create(
        folder / "总表.xlsx",
        {
            TABLE_SHEET: table_painter(replace(data.table, tasks=tasks)),
            DIRECTORY_SHEET: directory_painter(data.directory),
            SETTINGS_SHEET: settings_painter({}),
            LEDGER_SHEET: ledger_painter(),
            CHANGE_LOG_SHEET: change_log_painter(),
        },
    ).path
    for own in dispatch(FileBook(path), SilentUi(), now=NOW, period="x").books:
        answers = {
            number: {code: f"第{number}项{code}" for code in (CODES if int(number) % 5 else ("progress",))}
            for number in own.tasks[::3]
        }
        fill(own.path, answers, folder / "回收" / "x" / own.path.name)
    merge_categories(path, own_sheets)
    return path


def merge_categories(path: Path, own_sheets: int) -> None:
    """Merge the cells of each category as offices do, and add sheets of the user's own."""
    workbook = load_workbook(path, rich_text=True)
    sheet = workbook[TABLE_SHEET]
    first = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value).endswith("类别") and row > 2)
    first += str(sheet.cell(first, 1).value) == "类别"
    for top in range(first, sheet.max_row + 1, 4):
        sheet.merge_cells(start_row=top, end_row=min(top + 3, sheet.max_row), start_column=1, end_column=1)
    for number in range(own_sheets):
        workbook.create_sheet(f"自己的{number}")["A1"] = number
    workbook.save(path)


def calls_of_a_round(app: xw.App, path: Path) -> dict[str, int]:
    """The calls of each action in turn on a master."""
    counts = {}
    for name, action in ACTIONS.items():
        workbook = app.books.open(str(path))
        with Session(workbook), Crossings() as crossings:
            action(LiveBook(workbook))
        workbook.save()
        workbook.close()
        counts[name] = crossings.calls.total()
    return counts


def test_the_calls_of_every_action_are_as_many_for_a_few_tasks_as_for_many(
    calc_app: xw.App, master: Path, home: Path, tmp_path: Path
) -> None:
    small, large = (
        calls_of_a_round(calc_app, scattered_table(master, rows, tmp_path / str(rows), own_sheets))
        for rows, own_sheets in ((16, 0), (64, _OWN_SHEETS))
    )
    assert all(count > 10 for count in small.values())
    for name, count in small.items():
        assert large[name] <= count * _SLACK, (name, small, large)
