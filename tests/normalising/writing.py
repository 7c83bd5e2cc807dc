"""A small certain master for corrections, and what a text in one of its cells becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.model import Department, Task, TaskTable
from xlreport.core.normalising.corrections import Cell, Correction, carry_out, find_corrections
from xlreport.core.schema import COLUMNS, TABLE_SHEET

DIRECTORY = (
    Department("区科技局", ("科技局",), leader="耿汝年", head="郑  静", row=4),
    Department("区财政局", ("区财政", "财政"), leader="闫立彬", head="李宗泉", row=5),
    Department("区文化和旅游局", ("区文旅局",), leader="丁  一", head="王克锋", row=6),
    Department("区发展改革局", ("发改",), leader="高  博", head="杨  蓓", row=7),
    Department("区发展中心", ("发改",), row=8),
)
ORDINARY = Task(
    "1",
    category="（一）强化助企纾困力度",
    content="开展试点。",
    provincial="省财政厅、省科技厅、人民银行济南分行",
    departments="区科技局、区财政局",
    leaders="闫立彬\n丁  一",
    heads="郑  静\n李宗泉",
    contacts="王华峰\n88023812\n颜丙强88023639",
    deadline="2023年12月31日前取得成效",
    progress="区科技局：已开展。\n区财政局：已拨付。",
)


def master_with(*tasks: Task) -> Master:
    """These tasks from row 5 on, below two ordinary ones that show how the table is written."""
    rows = (ORDINARY, replace(ORDINARY, number="2"), *tasks)
    table = TaskTable(
        "",
        (),
        tuple(replace(task, row=row) for row, task in enumerate(rows, start=5)),
        TABLE_SHEET,
        4,
        {column.code: place for place, column in enumerate(COLUMNS, start=1)},
        {column.code: column.heading for column in COLUMNS},
    )
    return Master(table, Directory(DIRECTORY), Settings({}, {}), ())


def cells_of(master: Master, tasks: Sequence[Task] | None = None) -> list[Cell]:
    """Every cell of the tasks, or of some of them."""
    return [
        Cell(task, column.code, master.table.cell(task, column.code), task.text(column.code))
        for task in (master.table.tasks if tasks is None else tasks)
        for column in COLUMNS
    ]


def corrections_of(column: str, text: str, **others: str) -> tuple[Correction, ...]:
    """The corrections of one cell that holds a text; ``others`` are the task's other cells."""
    master = master_with(replace(ORDINARY, number="3", **{column: text}, **others))
    own = [cell for cell in cells_of(master, master.table.tasks[-1:]) if cell.column == column]
    return find_corrections(master, own)


def written(column: str, text: str, **others: str) -> str:
    """The text that a cell holds once all its corrections are carried out."""
    changed = carry_out(corrections_of(column, text, **others))
    return changed[0].new if changed else text


def corrected(master: Master) -> Master:
    """A master with all corrections carried out."""
    cells = {
        (c.cell.task.row, c.cell.column): c.new for c in carry_out(find_corrections(master, cells_of(master)))
    }
    tasks = tuple(
        replace(task, **{code: text for (row, code), text in cells.items() if row == task.row})
        for task in master.table.tasks
    )
    return replace(master, table=replace(master.table, tasks=tasks))
