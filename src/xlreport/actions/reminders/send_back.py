"""退回: an answer that will not do is sent back with a reason, and counts as open again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.books.package import write_package
from xlreport.books.port import Book
from xlreport.core.master.master import Master
from xlreport.core.master.periods import shown_period
from xlreport.core.master.register import RegisterEntry, reminded
from xlreport.core.reminders.notices import notice_for
from xlreport.core.reminders.reminding import NoticeKind, Reminder, reminders
from xlreport.core.reminders.standing import Standings, has_come_back
from xlreport.core.schema import REGISTER_SHEET
from xlreport.core.text import is_blank, key
from xlreport.desk.folders import reminder_folder
from xlreport.desk.mailing.outgoing import safe_package
from xlreport.desk.master.opening import read_master
from xlreport.desk.master.registering import update_register
from xlreport.errors import XlreportError
from xlreport.files import write_atomically
from xlreport.sheets.reminders.notices import build_notice
from xlreport.ui.port import Ui

_UNTOUCHED = "没有改动任何文件"


@dataclass(frozen=True)
class SendBackResult:
    """What was sent back and why, the 退回单, and where the master lies as it was before."""

    period: str
    department: str
    tasks: tuple[str, ...]
    reason: str
    paper: Path
    backup: Path

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "department": self.department,
            "tasks": list(self.tasks),
            "reason": self.reason,
            "paper": str(self.paper),
            "backup": str(self.backup),
        }


def send_back(
    book: Book,
    ui: Ui,
    *,
    department: str,
    reason: str,
    as_of: date,
    tasks: Sequence[str] = (),
    period: str = "",
) -> SendBackResult:
    """Note on the register that a department's answer goes back, and write its 退回单.

    ``department`` may be an alias; ``tasks`` are task numbers, all that came back where there are none.
    Raises XlreportError where no such answer has come.
    """
    master = read_master(book)
    period = shown_period(period, master.settings, master.ledger, as_of)
    name = master.names.resolve(department.strip())
    numbers = _returned_tasks(master, period, name, tasks)
    if is_blank(reason):
        raise XlreportError("退回没有写原因", untouched=_UNTOUCHED, todo="请写明哪里不符合要求")

    def with_reason(entry: RegisterEntry) -> RegisterEntry:
        if entry.department != name:
            return entry
        noted = replace(entry, return_tasks="、".join(tasks and numbers), return_reason=reason.strip())
        return reminded(noted, NoticeKind.RETURN, as_of)

    backup = book.backup()
    after = update_register(book, period, with_reason)
    row = next(row for row in reminders(after, period, as_of) if row.department == name)
    package, file_name = _paper(after, period, row, as_of)
    book.finish()
    path = reminder_folder(book, period) / file_name
    write_atomically(path, package)
    ui.info(f"已退回{name}{period}的反馈（第{'、'.join(numbers)}项），记入“{REGISTER_SHEET}”。")
    ui.info(f"退回单：{path}")
    return SendBackResult(period, name, numbers, reason.strip(), path, backup)


def _returned_tasks(master: Master, period: str, department: str, tasks: Sequence[str]) -> tuple[str, ...]:
    """The numbers of the tasks to send back; each must have come back."""
    standings = Standings(master, period)
    returned = tuple(
        master.table.tasks[position].number
        for (position, name), entry in sorted(standings.entries.items())
        if name == department and has_come_back(entry)
    )
    wrong = [number for number in tasks if key(number) not in map(key, returned)]
    if not returned or wrong:
        what = f"第{'、'.join(wrong)}项" if wrong and returned else ""
        raise XlreportError(
            f"{department}在{period}还没有反馈过{what}，没有可退回的",
            untouched=_UNTOUCHED,
            todo="请核对部门名称、期次和序号；反馈文件要先合并",
        )
    return tuple(number for number in returned if not tasks or key(number) in map(key, tasks))


def _paper(master: Master, period: str, row: Reminder, as_of: date) -> tuple[bytes, str]:
    """The bytes and the file name of the 退回单."""
    notice = notice_for(master, period, replace(row, notice=NoticeKind.RETURN), as_of)
    assert notice is not None
    package = write_package(build_notice(notice))
    return safe_package(package, master, row.department, notice.kind), notice.file_name
