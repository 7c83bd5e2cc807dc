"""How long each step of a round takes, and how that grows with the table.

Run ``python3 benchmarks/round_times.py [FACTOR …]`` in the environment that run.py makes, with src/ on the
path. Each factor multiplies the real table of 24 tasks (1 and 10 by default). Seconds differ from machine
to machine; the ratio to the first factor is what tells: at most the ratio of the rows is linear.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.printing.print_ import print_table
from xlreport.actions.program.demo import MASTER_PATH
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.core.master.master import Master
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    DIRECTORY_SHEET,
    LEDGER_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.desk.folders import return_folder
from xlreport.desk.master.opening import read_master
from xlreport.sheets.master.records import (
    change_log_painter,
    directory_painter,
    ledger_painter,
    settings_painter,
)
from xlreport.sheets.master.table import table_painter
from xlreport.ui.port import SilentUi

NOW = datetime(2023, 6, 30, 9, 0, 0)
RUNS = 3


def enlarged(master: Master, factor: int, path: Path) -> Path:
    """A master with the real tasks ``factor`` times over, every copy with its own number and content."""
    tasks = tuple(
        replace(task, number=str(copy * 100 + int(task.number)), content=f"{task.content}（{copy}）")
        for copy in range(factor)
        for task in master.table.tasks
    )
    painters = {
        TABLE_SHEET: table_painter(replace(master.table, tasks=tasks)),
        DIRECTORY_SHEET: directory_painter(master.directory),
        SETTINGS_SHEET: settings_painter({}),
        LEDGER_SHEET: ledger_painter(),
        CHANGE_LOG_SHEET: change_log_painter(),
    }
    return FileBook.create(path, painters).path


def steps(path: Path) -> dict[str, Callable[[], object]]:
    """The steps of a round on one master, in order."""
    ui = SilentUi()

    def merge_all() -> None:
        book = FileBook(path)
        shutil.copytree(path.parent / "下发", return_folder(book, "x").parent, dirs_exist_ok=True)
        merge(book, ui, now=NOW, apply=True)

    return {
        "open and read": lambda: read_master(FileBook(path)),
        "validate": lambda: validate(FileBook(path), ui, as_of=NOW.date()),
        "dispatch": lambda: dispatch(FileBook(path), ui, now=NOW),
        "merge": merge_all,
        "summarise": lambda: summarise(FileBook(path), ui, as_of=NOW.date()),
        "print (sheet)": lambda: print_table(FileBook(path), ui, paper="A3"),
    }


def median_times(factor: int) -> dict[str, float]:
    """Seconds for each step, the median of several whole rounds on fresh files."""
    times: dict[str, list[float]] = {}
    original = read_master(FileBook(MASTER_PATH))
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            path = enlarged(original, factor, Path(folder) / MASTER_PATH.name)
            for name, step in steps(path).items():
                start = time.perf_counter()
                step()
                times.setdefault(name, []).append(time.perf_counter() - start)
    return {name: sorted(found)[RUNS // 2] for name, found in times.items()}


def main(factors: list[int]) -> None:
    measured = {factor: median_times(factor) for factor in factors}
    table = Table(title=f"median of {RUNS} rounds")
    table.add_column("step")
    for factor in factors:
        table.add_column(f"{24 * factor} rows, s", justify="right")
        table.add_column("ratio", justify="right")
    for name, base in measured[factors[0]].items():
        cells = [f for n in factors for f in (f"{measured[n][name]:.2f}", f"{measured[n][name] / base:.1f}")]
        table.add_row(name, *cells)
    Console().print(table)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1, 10])
