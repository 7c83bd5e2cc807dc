"""催报: who has not answered, in which tier each is to be reminded, and the reminders themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.actions.opening import read_master
from xlreport.actions.records import add_missing_settings
from xlreport.actions.register import update_register
from xlreport.actions.summarise import shown_period
from xlreport.books.port import Book
from xlreport.core.master import Master
from xlreport.core.reminding import DepartmentState, OpenTask, Reminder, Tier, reminders
from xlreport.core.schema import REMINDER_SHEET
from xlreport.errors import XlreportError
from xlreport.sheets.reminders import reminder_list_painter
from xlreport.sheets.summaries.layout import Head
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class RemindResult:
    """How every department stands on a day; where the master lies as it was, None in a dry run."""

    period: str
    as_of: date
    rows: tuple[Reminder, ...]
    backup: Path | None

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "as_of": self.as_of.isoformat(),
            "departments": [_row_json(row) for row in self.rows],
            "backup": str(self.backup) if self.backup else None,
        }


def _row_json(row: Reminder) -> dict[str, Any]:
    return {
        "department": row.department,
        "state": str(row.state),
        "tier": str(row.tier),
        "due": row.due.isoformat() if row.due else None,
        "days": row.days,
        "asked": row.asked,
        "answered": row.answered,
        "open": [_open_json(item) for item in row.open],
        "unsent": list(row.unsent),
        "return_reason": row.registered.return_reason,
        "reminders": row.registered.times_reminded,
        "last_reminder": row.registered.last_reminder,
        "reviewed": row.registered.is_reviewed,
        "paper": row.registered.has_paper,
        "head": row.head,
        "contacts": list(row.contacts),
        "email": row.email,
    }


def _open_json(item: OpenTask) -> dict[str, Any]:
    return {"task": item.task.number, "state": str(item.state), "columns": list(item.columns)}


def remind(book: Book, ui: Ui, *, as_of: date, period: str = "", dry_run: bool = False) -> RemindResult:
    """List how the departments stand and who is to be reminded, on the sheet 催报名单 too.

    ``period`` is the period asked about: else the settings', else the last one in the ledger. With
    ``dry_run`` nothing is written. Raises XlreportError where nothing was dispatched in the period.
    """
    master = read_master(book)
    period = shown_period(period, master.settings, master.ledger, as_of)
    rows = _reminders(master, period, as_of)
    backup = None
    if not dry_run:
        backup = book.backup()
        add_missing_settings(book, master.settings)
        rows = _reminders(update_register(book, period), period, as_of)
        head = Head("".join(master.table.title), as_of, period)
        book.put(REMINDER_SHEET, reminder_list_painter(rows, head))
        book.finish()
    _show(ui, rows, period)
    return RemindResult(period, as_of, rows, backup)


def _reminders(master: Master, period: str, as_of: date) -> tuple[Reminder, ...]:
    rows = reminders(master, period, as_of)
    if not rows:
        raise XlreportError(
            f"期次“{period}”还没有下发过反馈表，没有可催的",
            untouched="没有改动任何文件",
            todo="请核对期次，或先下发",
        )
    return rows


def _show(ui: Ui, rows: Sequence[Reminder], period: str) -> None:
    ui.table(
        f"反馈情况（{period}）",
        ("责任部门", "状态", "已反馈", "未填格数", "层级", "已催", "最近催办", "联系人"),
        [
            (
                row.department,
                row.state,
                f"{row.answered}/{row.asked}",
                str(row.open_cells),
                row.tier,
                str(row.registered.times_reminded),
                row.registered.last_reminder,
                row.contacts[0] if row.contacts else "",
            )
            for row in rows
        ],
    )
    open_rows = [row for row in rows if row.open]
    ui.info(f"{len(open_rows)}个部门还没有反馈齐全，共{sum(row.open_cells for row in open_rows)}格。")
    for tier in (Tier.NOTICE, Tier.URGE, Tier.CIRCULAR):
        names = [row.department for row in rows if row.tier is tier]
        if names:
            ui.info(f"{tier}（{len(names)}个）：{'、'.join(names)}")
    paper = [row.department for row in rows if row.lacks_paper]
    if paper:
        ui.info(f"电子件已齐、纸质件未到（{len(paper)}个）：{'、'.join(paper)}")
    unsent = [row.department for row in rows if row.state is DepartmentState.NOT_SENT]
    if unsent:
        ui.warn(f"本期没有下发给这些部门：{'、'.join(unsent)}。改过名称的，请把旧名称写进“单位名录”的别名")
    added = [f"{row.department}第{'、'.join(row.unsent)}项" for row in rows if row.asked and row.unsent]
    if added:
        ui.warn(f"下发以后新增、还没有发出的任务：{'；'.join(added)}。请再下发一次")
    if open_rows and all(row.due is None for row in open_rows):
        ui.warn("“设置”里没有本期能看懂的“反馈截止日期”，都只按“提醒”处理")
