"""历次情况: what was said about one task, period by period."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from xlreport.books.port import Book
from xlreport.core.difference import Kind, difference
from xlreport.core.master.periods import shown_period
from xlreport.core.merge.history import HistoryRow, TaskHistory, task_history
from xlreport.core.schema import COLUMN_BY_CODE, HISTORY_SHEET
from xlreport.core.text import is_blank, key, shorten
from xlreport.desk.master.opening import read_master
from xlreport.drawing.layout import Head
from xlreport.errors import XlreportError
from xlreport.sheets.merge.history import history_painter
from xlreport.ui.port import Ui

_NOW = "现在"
_MARKS = {Kind.SAME: "{}", Kind.REMOVED: "〔删：{}〕", Kind.ADDED: "〔增：{}〕"}


@dataclass(frozen=True)
class HistoryResult:
    """A task's history."""

    history: TaskHistory

    def as_json(self) -> dict[str, Any]:
        own = self.history
        return {
            "task": own.number,
            "content": own.content,
            "numbers": list(own.numbers),
            "in_table": bool(own.now),
            "rows": [asdict(row) for row in own.rows],
            "now": [asdict(row) for row in own.now],
        }


def history(
    book: Book, ui: Ui, *, task: str, department: str = "", shown_on: date | None = None
) -> HistoryResult:
    """Show a task through all periods of the ledger, and as it stands now.

    With ``shown_on``, the day, it is shown on the sheet 历次反馈; otherwise nothing is changed.
    Raises XlreportError where neither table nor ledger knows the task, or the task the department.
    """
    master = read_master(book)
    found = task_history(master, task, department)
    if found is None:
        raise XlreportError(
            f"总表和“进展台账”里都没有第{task}项",
            untouched="没有改动任何文件",
            todo="请核对序号；改过序号的，写现在的序号或以前的序号都可以",
        )
    if department and not found.rows and not found.now:
        raise XlreportError(
            f"第{task}项里没有“{department}”",
            untouched="没有改动任何文件",
            todo="请核对部门名称，或不写 --department 看全部部门",
        )
    if shown_on is not None:
        period = shown_period("", master.settings, master.ledger, shown_on)
        head = Head("".join(master.table.title), shown_on, period)
        book.put(HISTORY_SHEET, history_painter(found, head))
        book.finish()
    _show(ui, found)
    return HistoryResult(found)


def _show(ui: Ui, own: TaskHistory) -> None:
    lines = [line for row in (*own.rows, *own.now) for line in _lines(row)]
    ui.table(
        f"第{own.number}项　{shorten(key(own.content), 40)}",
        ("期次", "责任部门", "状态", "栏目", "文字（〔删〕〔增〕是与上一次相比）"),
        lines,
    )
    if len(own.numbers) > 1:
        ui.info(f"这项任务用过的序号：{'、'.join(own.numbers)}")
    if not own.rows:
        ui.info("“进展台账”里还没有这项任务的记录，下发以后才有。")
    if not own.now:
        ui.info("现在的总表里没有这项任务（或这个部门），以上是台账里的记录。")


def _lines(row: HistoryRow) -> list[tuple[str, ...]]:
    """A line for each column that says something or has just stopped doing so."""
    changes = {change.column: change for change in row.changes}
    state = f"{row.state}（{row.status}）" if row.status else row.state
    head = (row.period or _NOW, row.department, state)
    lines: list[tuple[str, ...]] = []
    for code, text in row.texts.items():
        if is_blank(text) and code not in changes:
            continue
        shown = text
        if code in changes:
            runs = difference(changes[code].old, changes[code].new)
            shown = "".join(_MARKS[run.kind].format(run.text) for run in runs)
        lines.append((*head, key(COLUMN_BY_CODE[code].heading), shown))
    return lines or [(*head, "", "没有文字")]
