"""The register 反馈登记: one row per period × department, kept by the program and the clerk together.

The program writes what it knows (what has come, how often a department was reminded); the clerk ticks
what only people see: that the head has read the answer, that the paper has come, that an answer will
not do. Rows are added and completed, never removed; the clerk's columns are cleared by the program in
one case only: a reason for sending an answer back moves to the history when a new answer is merged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from xlreport.core.master.ledger import records_in
from xlreport.core.text import is_blank, key

REGISTER_HEADER_ROW = 3
"""1-based row of the headings on the sheet; the records follow."""

YES = "是"
_NOT_YET = {"", "否", "无", "没有", "未", "×", "x", "0", "no", "n"}


@dataclass(frozen=True)
class RegisterEntry:
    """How one department stands in one period; every field is the text of its cell.

    ``state`` is a DepartmentState as last worked out, ``received_at`` when its answer was last merged,
    ``reminders`` how often it was reminded, ``last_reminder`` the day and tier of the last time,
    ``history`` the answers sent back before. The clerk writes the rest: ``return_tasks`` are the task
    numbers that ``return_reason`` is about, all tasks where it is empty; ``extended_to`` a later due
    date. ``row`` is the 1-based sheet row, 0 for an entry not yet on the sheet.
    """

    period: str
    department: str
    state: str = ""
    received_at: str = ""
    reminders: str = ""
    last_reminder: str = ""
    history: str = ""
    reviewed: str = ""
    paper: str = ""
    extended_to: str = ""
    return_tasks: str = ""
    return_reason: str = ""
    remark: str = ""
    row: int = field(default=0, compare=False)

    @property
    def is_reviewed(self) -> bool:
        """Whether the clerk has ticked that the head of the department has read the answer."""
        return is_ticked(self.reviewed)

    @property
    def has_paper(self) -> bool:
        """Whether the clerk has ticked that the stamped paper has come."""
        return is_ticked(self.paper)

    @property
    def is_sent_back(self) -> bool:
        """Whether an answer will not do and no new one has come."""
        return not is_blank(self.return_reason)

    def sends_back(self, number: str) -> bool:
        """Whether the task of this number has to be answered anew."""
        numbers = task_numbers(self.return_tasks)
        return self.is_sent_back and (not numbers or key(number) in numbers)

    @property
    def times_reminded(self) -> int:
        """How often the department was reminded in the period."""
        found = re.search(r"\d+", key(self.reminders))
        return int(found.group()) if found else 0

    def times_reminded_before(self, day: date) -> int:
        """How often the department was reminded on earlier days."""
        return self.times_reminded - self.last_reminder.startswith(day.isoformat())


REGISTER_HEADINGS = {
    "period": "期次",
    "department": "责任部门",
    "state": "电子件",
    "received_at": "最近合并时间",
    "reminders": "催办次数",
    "last_reminder": "最近催办",
    "history": "退回记录",
    "reviewed": "主要领导已审阅",
    "paper": "纸质件已收",
    "extended_to": "延期至",
    "return_tasks": "退回事项",
    "return_reason": "退回原因",
    "remark": "备注",
}
CLERK_FIELDS = ("reviewed", "paper", "extended_to", "return_tasks", "return_reason", "remark")
"""What the clerk writes; the other columns are the program's."""

TICKED_FIELDS = ("reviewed", "paper")


def is_ticked(text: str) -> bool:
    """Whether a cell says yes, in whatever way a clerk ticks: 是, √, a date …"""
    return key(text).lower() not in _NOT_YET


def task_numbers(text: str) -> tuple[str, ...]:
    """The task numbers in a text such as ``5、6`` or ``第5项，第6项``."""
    return tuple(dict.fromkeys(re.findall(r"[0-9A-Za-z.\-]+", key(text))))


def read_register(rows: Sequence[Sequence[str]]) -> tuple[RegisterEntry, ...]:
    """The entries on the register sheet, from all its rows as text; columns are found by heading."""
    return tuple(RegisterEntry(**texts, row=row) for row, texts in records_in(rows, REGISTER_HEADINGS))


def reminded(entry: RegisterEntry, kind: str, day: date) -> RegisterEntry:
    """The entry once a reminder of this kind went out on a day; several on a day count once."""
    return replace(
        entry,
        reminders=str(entry.times_reminded_before(day) + 1),
        last_reminder=f"{day.isoformat()} {kind}",
    )


def answered_anew(entry: RegisterEntry, now: datetime) -> RegisterEntry:
    """The entry once a new answer was merged: what was sent back before goes into the history."""
    stamp = f"{now:%Y-%m-%d %H:%M:%S}"
    if not entry.is_sent_back:
        return replace(entry, received_at=stamp)
    tasks = f"第{'、'.join(task_numbers(entry.return_tasks))}项：" if task_numbers(entry.return_tasks) else ""
    reason = " ".join(entry.return_reason.split())
    line = f"{tasks}{reason}（重报于{stamp}）"
    return replace(
        entry,
        received_at=stamp,
        return_tasks="",
        return_reason="",
        history="\n".join(filter(None, (entry.history, line))),
    )


_STAMP_DIGITS = 14
"""A merge's batch starts with the digits of the very time that closes what it answers."""

_CLOSED = re.compile(r"(?:第([^：]*)项：)?(.*)（重报于(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)）")


def answer_undone(entry: RegisterEntry, batch: str) -> RegisterEntry:
    """The entry once the merge of this batch was undone: what that merge had closed is open again."""
    *before, last = entry.history.split("\n")
    found = _CLOSED.fullmatch(last)
    if found is None or entry.is_sent_back or _digits(found[3]) != _digits(batch)[:_STAMP_DIGITS]:
        return entry
    return replace(entry, history="\n".join(before), return_tasks=found[1] or "", return_reason=found[2])


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
