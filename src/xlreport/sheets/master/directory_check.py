"""The sheet 名录核对: where the directory and the task table differ, and which of them to change."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.importing.directory_check import HEADINGS, Difference, Side
from xlreport.core.model import TaskTable
from xlreport.core.schema import (
    CONTACTS,
    DEPARTMENTS,
    DIRECTORY_CHECK_SHEET,
    HEADS,
    LEADERS,
)
from xlreport.drawing import styles
from xlreport.drawing.layout import TEXT, Field, Head, ListPage, Row, paint_list_page
from xlreport.drawing.painter import Painter

_FIELDS = (
    Field("事项", 7),
    Field("责任部门", 20, TEXT),
    Field("哪一栏", 16),
    Field("名录里", 26, TEXT),
    Field("任务分工表里", 28, TEXT),
    Field("改哪边", 13),
    Field("说明", 52, TEXT),
)
_SIDE = 6
_FILLS = {Side.DIRECTORY: styles.HINT_FILL, Side.TABLE: styles.WARNING_FILL, Side.EITHER: styles.LOCKED_FILL}
_COLUMNS = {
    "name": DEPARTMENTS,
    "aliases": DEPARTMENTS,
    "leader": LEADERS,
    "head": HEADS,
    "contacts": CONTACTS,
}
_NOTES = (
    "您在名录里填的以名录为准；只有程序当初填的（见名录“依据”一栏），表里改过以后才建议改名录。",
    "这张表只列出来，不改名录，也不改任务分工表；点“事项”可以跳到表里。",
)


def directory_check_painter(differences: Sequence[Difference], table: TaskTable, head: Head) -> Painter:
    """A painter of 名录核对, one row for each difference."""

    def paint(sheet: Worksheet) -> None:
        rows = [_row(item, table) for item in differences]
        nothing = "名录和任务分工表没有不一致的地方。"
        page = ListPage(DIRECTORY_CHECK_SHEET, _FIELDS, _NOTES, rows, nothing)
        bottom = paint_list_page(sheet, page, head)
        fills = {str(side): fill for side, fill in _FILLS.items()}
        for number in range(page.header_row + 1, bottom + 1):
            fill = fills.get(str(sheet.cell(number, _SIDE).value))
            if fill is not None:
                sheet.cell(number, _SIDE).fill = styles.fill(fill)

    return paint


def _row(item: Difference, table: TaskTable) -> Row:
    first = item.numbers[0] if item.numbers else ""
    task = next((task for task in table.tasks if first and task.number == first), None)
    cell = table.cell(task, _COLUMNS[item.field].code) if task else ""
    shown = (item.department, HEADINGS[item.field], item.directory, item.table, str(item.side), item.advice)
    return Row((first, *shown), cell)
