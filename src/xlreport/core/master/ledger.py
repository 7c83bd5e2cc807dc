"""The ledger 进展台账 and the change log 更新记录: what was sent, what came back, what was changed.

The ledger has one row per period × task × department. It keeps the text as dispatched (the base of
the three-way merge) and the text as last returned, so a returned file need only say which dispatch
it answers. Rows are added and completed, never removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from xlreport.core.text import key

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LEDGER_HEADER_ROW = 3
CHANGE_LOG_HEADER_ROW = 3
"""1-based rows of the headings on the two sheets; the records follow."""


class TaskStatus(StrEnum):
    """How far a department says it has come with a task; the value is what it chooses."""

    NOT_STARTED = "未启动"
    UNDER_WAY = "推进中"
    DONE = "已完成"
    LASTING = "长期坚持"


class LedgerState(StrEnum):
    """How far a task has come with one department in one period."""

    SENT = "已下发"
    RETURNED = "已反馈"
    BLANK = "返回未填"
    SUPERSEDED = "已重新下发"


@dataclass(frozen=True)
class LedgerEntry:
    """One row of the ledger: one department's part in one task in one period.

    ``serial`` is the number of the department book, ``task_id`` the identity of the row in it;
    ``number`` and ``content`` are the task's as dispatched. ``base_…`` is the text as dispatched,
    ``returned_…`` the text as last accepted from the department. ``returned_at`` is when the file it
    came in was last saved. An entry whose book was dispatched again is marked SUPERSEDED and stays,
    since the earlier book may still come back. ``status`` is a TaskStatus as last returned, empty
    where none was; it never enters the table. ``context`` are digests of the context columns as
    dispatched (:func:`xlreport.core.dispatch.manifest.context_digests`). ``row`` is its 1-based sheet row,
    0 for an entry not yet on the sheet.
    """

    period: str
    serial: str
    task_id: str
    number: str
    department: str
    content: str
    state: str
    sent_at: str
    base_support: str
    base_problems: str
    base_progress: str
    returned_support: str = ""
    returned_problems: str = ""
    returned_progress: str = ""
    returned_at: str = ""
    returned_file: str = ""
    reporter: str = ""
    reporter_phone: str = ""
    status: str = ""
    reported_on: str = ""
    context: str = ""
    row: int = field(default=0, compare=False)

    def base(self, code: str) -> str:
        """The text of a reported column as dispatched."""
        return str(getattr(self, f"base_{code}"))

    def returned(self, code: str) -> str:
        """The text of a reported column as last returned."""
        return str(getattr(self, f"returned_{code}"))


LEDGER_HEADINGS = {
    "period": "期次",
    "serial": "下发编号",
    "task_id": "任务标识",
    "number": "序号",
    "department": "责任部门",
    "content": "省政策清单内容",
    "state": "状态",
    "sent_at": "下发时间",
    "base_support": "下发时：需对上争取的工作",
    "base_problems": "下发时：存在的问题",
    "base_progress": "下发时：落实情况",
    "returned_support": "返回：需对上争取的工作",
    "returned_problems": "返回：存在的问题",
    "returned_progress": "返回：落实情况",
    "status": "进展状态",
    "returned_at": "返回文件保存时间",
    "returned_file": "返回文件",
    "reporter": "填报人",
    "reporter_phone": "填报人电话",
    "reported_on": "填报日期",
    "context": "其他栏摘要",
}
LATER_HEADINGS = frozenset({"status", "reported_on", "context"})
"""Fields that the ledger of an older master has no column for; one is added when they are written."""


@dataclass(frozen=True)
class LogEntry:
    """One row of the change log: one department's text in one cell changed, or one file read.

    ``batch`` groups the changes of one action. ``old`` and ``new`` are the department's text,
    ``cell_old`` and ``cell_new`` the whole text of the cell before and after.
    """

    batch: str
    time: str
    action: str
    operator: str
    source: str
    number: str = ""
    department: str = ""
    column: str = ""
    cell: str = ""
    old: str = ""
    new: str = ""
    cell_old: str = ""
    cell_new: str = ""
    row: int = field(default=0, compare=False)


CHANGE_LOG_HEADINGS = {
    "batch": "批次",
    "time": "时间",
    "action": "操作",
    "operator": "操作人",
    "source": "来源",
    "number": "序号",
    "department": "责任部门",
    "column": "栏目",
    "cell": "单元格",
    "old": "原文",
    "new": "新文",
    "cell_old": "单元格原文",
    "cell_new": "单元格新文",
}


def read_ledger(rows: Sequence[Sequence[str]]) -> tuple[LedgerEntry, ...]:
    """The entries on the ledger sheet, from all its rows as text; columns are found by heading."""
    return tuple(LedgerEntry(**texts, row=row) for row, texts in records_in(rows, LEDGER_HEADINGS))


def read_change_log(rows: Sequence[Sequence[str]]) -> tuple[LogEntry, ...]:
    """The entries on the change log sheet, from all its rows as text."""
    return tuple(LogEntry(**texts, row=row) for row, texts in records_in(rows, CHANGE_LOG_HEADINGS))


def heading_places(
    rows: Sequence[Sequence[str]], headings: Mapping[str, str]
) -> tuple[int, dict[str, int]] | None:
    """The 1-based row of the headings and the 1-based column of each field; None without headings.

    Fields that came later than the sheet (LATER_HEADINGS) may be missing.
    """
    codes = {key(heading): code for code, heading in headings.items()}
    for number, row in enumerate(rows, start=1):
        places = {codes[key(text)]: i for i, text in enumerate(row, start=1) if key(text) in codes}
        if headings.keys() - places.keys() <= LATER_HEADINGS:
            return number, places
    return None


def records_in(
    rows: Sequence[Sequence[str]], headings: Mapping[str, str]
) -> list[tuple[int, dict[str, str]]]:
    """Row number and texts by field of every record below the headings; none without headings."""
    found = heading_places(rows, headings)
    if found is None:
        return []
    header_row, places = found
    return [
        (number, {code: row[i - 1] if i <= len(row) else "" for code, i in places.items()})
        for number, row in enumerate(rows[header_row:], start=header_row + 1)
        if any(key(text) for text in row)
    ]


def record_texts(entry: DataclassInstance) -> dict[str, str]:
    """An entry of a records sheet as texts by field, without the row it stands on."""
    return {code: str(value) for code, value in asdict(entry).items() if code != "row"}
