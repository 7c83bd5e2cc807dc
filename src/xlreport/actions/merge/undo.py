"""撤销合并: put the cells of the last merge or normalisation back as they were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.core.master.ledger import LogEntry, read_change_log
from xlreport.core.master.register import answer_undone
from xlreport.core.merge.undo import LogAction, Restoration, UndoPlan, new_batch, plan_undo
from xlreport.core.schema import CHANGE_LOG_SHEET, COLUMN_BY_CODE, LEDGER_SHEET, TABLE_SHEET
from xlreport.core.text import key
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.desk.master.records import operator_name, write_change_log, write_ledger
from xlreport.desk.master.registering import update_register
from xlreport.errors import XlreportError
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class UndoResult:
    """What was restored and what was left, and where the master lies as it was before."""

    plan: UndoPlan
    backup: Path

    def as_json(self) -> dict[str, Any]:
        return {
            "batch": self.plan.batch,
            "restored": [
                {"task": item.task.number, "column": item.column, "cell": item.cell, "text": item.old}
                for item in self.plan.restorations
            ],
            "ledger": len(self.plan.entries),
            "left": list(self.plan.left),
            "backup": str(self.backup),
        }


def undo_merge(book: Book, ui: Ui, *, now: datetime) -> UndoResult:
    """Undo the last merge or normalisation cell by cell; raises XlreportError where there is none to undo.

    The files of that merge count as not merged again, so that they can be merged anew.
    """
    master = read_master(book)
    log = read_change_log(sheet_texts(book, CHANGE_LOG_SHEET))
    plan = plan_undo(master, log)
    if not plan.batch:
        raise XlreportError(
            "“更新记录”里没有可以撤销的合并或自动规范",
            untouched="总表没有改动",
            todo="如需回到更早的内容，请从“备份”文件夹里找",
        )
    backup = book.backup()
    write_ledger(book, plan.entries)
    blank = LogEntry(
        batch=new_batch(log, now),
        time=f"{now:%Y-%m-%d %H:%M:%S}",
        action=plan.action,
        operator=operator_name(),
        source=plan.batch,
    )
    write_change_log(book, [_entry(item, blank) for item in plan.restorations] or [blank])
    columns = master.table.columns
    book.write(TABLE_SHEET, {(item.task.row, columns[item.column]): item.old for item in plan.restorations})
    for period in dict.fromkeys(entry.period for entry in master.register):
        update_register(book, period, partial(answer_undone, batch=plan.batch))
    book.finish()
    what = "自动规范" if plan.action is LogAction.UNDO_NORMALISING else "合并"
    ui.info(
        f"已撤销批次{plan.batch}的{what}，恢复“{TABLE_SHEET}”{len(plan.restorations)}格、"
        f"“{LEDGER_SHEET}”{len(plan.entries)}行。"
    )
    for text in plan.left:
        ui.warn(text)
    return UndoResult(plan, backup)


def _entry(item: Restoration, blank: LogEntry) -> LogEntry:
    return replace(
        blank,
        number=item.task.number,
        column=key(COLUMN_BY_CODE[item.column].heading),
        cell=item.cell,
        old=item.new,
        new=item.old,
        cell_old=item.new,
        cell_new=item.old,
    )
