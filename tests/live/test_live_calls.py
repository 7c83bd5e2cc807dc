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
from tests.answers import fill

from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.actions.printing.print_ import print_table
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
DEPARTMENT = "区财政局"

ACTIONS: dict[str, Callable[[Book], object]] = {
    "validate": lambda book: validate(book, SilentUi(), as_of=TODAY),
    "preview": lambda book: merge(book, SilentUi(), now=NOW, period="x"),
    "merge": lambda book: merge(book, SilentUi(), now=NOW, period="x", apply=True),
    "undo": lambda book: undo_merge(book, SilentUi(), now=NOW),
    "summarise": lambda book: summarise(book, SilentUi(), as_of=TODAY),
    "print sheet": lambda book: print_table(book, SilentUi(), sheet_only=True),
}

_CONVERSIONS = {"prepare_xl_data_element", "clean_value_data"}
"""What an engine does with values on their way, without the application."""

_HALVINGS = 0.05
"""Finding a merged cell below a longer list takes a few halvings more; nothing else may grow."""


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


def one_department_table(master: Path, rows: int, folder: Path) -> Path:
    """A master with one department's task, ``rows`` times over, sent out and answered in every row."""
    data = read_master(FileBook(master))
    model = next(task for task in data.table.tasks if task.departments == DEPARTMENT)
    tasks = tuple(
        replace(model, number=str(n), content=f"{model.content}（{n}）") for n in range(1, rows + 1)
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
    sent = dispatch(FileBook(path), SilentUi(), now=NOW, period="x").books
    answers = {task.number: {"progress": f"第{task.number}项已办结"} for task in tasks}
    fill(sent[0].path, answers, folder / "回收" / "x" / "a.xlsx")
    return path


def calls_of_a_round(app: xw.App, path: Path) -> dict[str, Counter[str]]:
    """The calls of each action in turn on a master, each sheet made once before."""
    counts = {}
    for name, action in ACTIONS.items():
        workbook = app.books.open(str(path))
        with Session(workbook), Crossings() as crossings:
            action(LiveBook(workbook))
        workbook.save()
        workbook.close()
        counts[name] = crossings.calls
    return counts


def test_the_calls_of_every_action_are_as_many_for_twenty_tasks_as_for_hundreds(
    calc_app: xw.App, master: Path, tmp_path: Path
) -> None:
    small, large = (
        calls_of_a_round(calc_app, one_department_table(master, rows, tmp_path / str(rows)))
        for rows in (20, 120)
    )
    assert all(counts.total() > 10 for counts in small.values())
    for name, counts in small.items():
        assert large[name].total() <= counts.total() * (1 + _HALVINGS), name
