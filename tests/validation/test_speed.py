"""Validating a large table takes time in proportion to its size."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from tests.validation.damages import real_master
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.validation import run_rules

AS_OF = date(2023, 6, 1)
FEW, MANY = 500, 2_000


def large(count: int) -> Master:
    """The real tasks again and again under new numbers and contents, all dispatched in this period."""
    master = real_master()
    tasks, entries = [], []
    for place in range(count):
        task = master.table.tasks[place % 24]
        content = task.content.replace("2023", str(place)) + f"第{place}批第{7 * place}号。"
        tasks.append(replace(task, number=str(place + 1), row=5 + place, content=content))
        for name in master.departments_of(task):
            number = str(place + 1)
            entries.append(
                LedgerEntry("六月", "1", "x", number, name, content, LedgerState.SENT, "", "", "", "")
            )
    table = replace(master.table, tasks=tuple(tasks))
    return replace(master, table=table, ledger=tuple(entries), settings=Settings({"period": "六月"}, {}))


def seconds(count: int) -> float:
    master = large(count)
    started = time.process_time()
    run_rules(master, AS_OF)
    return time.process_time() - started


def test_four_times_the_tasks_take_far_less_than_sixteen_times_as_long() -> None:
    assert seconds(MANY) < 8 * seconds(FEW)
