"""What a rule is, and how what it finds becomes findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from xlreport.core.master.directory import DIRECTORY_COLUMNS
from xlreport.core.master.master import Master
from xlreport.core.model import Finding, Severity, Task, column_letter
from xlreport.core.schema import COLUMNS, DIRECTORY_SHEET, Column

SEVERITIES = tuple(Severity)
"""The severities, the worst first."""

_DIRECTORY_CODES = [column.code for column in DIRECTORY_COLUMNS]
_TABLE_CODES = [column.code for column in COLUMNS]
_PLAIN = re.compile(r"[1-9]\d{0,8}")


@dataclass(frozen=True)
class Hit:
    """A place where a rule is broken, and the facts that fill the gaps in its message.

    The place is a task's cell, or a directory cell by row and attribute of Department, or, with
    neither, the task table as a whole.
    """

    facts: Mapping[str, object]
    task: Task | None = None
    column: Column | None = None
    directory_row: int = 0
    directory_code: str = ""


def at(task: Task, column: Column, /, **facts: object) -> Hit:
    """A hit in one cell of the task table."""
    return Hit(facts, task=task, column=column)


def in_directory(row: int, code: str, /, **facts: object) -> Hit:
    """A hit on a row of the directory sheet, in the column of this attribute of Department."""
    return Hit(facts, directory_row=row, directory_code=code)


def on_table(**facts: object) -> Hit:
    """A hit that is about the task table as a whole."""
    return Hit(facts)


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    ``severity`` is what it has unless the clerk chooses another one. ``message`` is a template whose
    ``{…}`` are filled with the facts of a hit, and before which the place is put. ``check`` returns
    every place that breaks the rule on the day given. ``source`` names the standard or the evidence.
    """

    code: str
    severity: Severity
    title: str
    description: str
    message: str
    suggestion: str
    check: Callable[[Master, date], Iterable[Hit]] = field(repr=False)
    source: str = "总表自身"

    def findings(
        self, master: Master, as_of: date, severity: Severity
    ) -> Iterator[tuple[tuple[int, int, int, int], Finding]]:
        """All findings of this rule, each with its sorting key: severity, sheet, row, column."""
        for hit in self.check(master, as_of):
            yield _sort_key(severity, hit), self._finding(master, hit, severity)

    def _finding(self, master: Master, hit: Hit, severity: Severity) -> Finding:
        sheet, cell = _address(master, hit)
        return Finding(
            severity=severity,
            code=self.code,
            sheet=sheet,
            cell=cell,
            task=hit.task.number if hit.task else "",
            column=hit.column.code if hit.column else "",
            message=_place(hit) + self.message.format(**hit.facts),
            suggestion=self.suggestion,
        )


def _address(master: Master, hit: Hit) -> tuple[str, str]:
    if hit.task and hit.column:
        return master.table.sheet, master.table.cell(hit.task, hit.column.code)
    if hit.directory_code:
        letter = column_letter(_DIRECTORY_CODES.index(hit.directory_code) + 1)
        return DIRECTORY_SHEET, f"{letter}{hit.directory_row}" if hit.directory_row else ""
    return master.table.sheet, ""


def _place(hit: Hit) -> str:
    if hit.task and hit.column:
        return f"{item(hit.task)}“{plain_heading(hit.column)}”："
    return "单位名录：" if hit.directory_code else "任务分工表："


def _sort_key(severity: Severity, hit: Hit) -> tuple[int, int, int, int]:
    rank = SEVERITIES.index(severity)
    if hit.task and hit.column:
        return rank, 1, hit.task.row, _TABLE_CODES.index(hit.column.code)
    if hit.directory_code:
        return rank, 2, hit.directory_row, _DIRECTORY_CODES.index(hit.directory_code)
    return rank, 0, 0, 0


def plain_heading(column: Column) -> str:
    """A column's heading on one line."""
    return column.heading.replace("\n", "")


def item(task: Task) -> str:
    """How a message names a task: ``第12项``, by its sheet row where it has no number."""
    return f"第{task.number}项" if task.number else f"第{task.row}行"


def items(tasks: Iterable[Task]) -> str:
    """How a message names several tasks: ``第5、11—14项``, in ascending order."""
    named = {task.number or f"（{task.row}行）": None for task in tasks}
    numbers = sorted(int(number) for number in named if _PLAIN.fullmatch(number))
    odd = [number for number in named if not _PLAIN.fullmatch(number)]
    return f"第{'、'.join([*_runs(numbers), *odd])}项"


def _runs(numbers: list[int]) -> Iterator[str]:
    """Ascending numbers, three or more that follow each other as a run: ``1—3``."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end < len(numbers) and numbers[end] == numbers[end - 1] + 1:
            continue
        run = numbers[start:end]
        yield from [f"{run[0]}—{run[-1]}"] if len(run) > 2 else map(str, run)
        start = end
