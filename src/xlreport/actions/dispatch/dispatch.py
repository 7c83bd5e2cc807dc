"""下发: one book per department, built from nothing, scanned, then written."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlreport.books.package import write_package
from xlreport.books.port import Book
from xlreport.core.dispatch.pasted import find_pasted
from xlreport.core.dispatch.plan import DepartmentBook, DispatchPlan, Skipped, plan_dispatch, repeated_tasks
from xlreport.core.master.ledger import LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.periods import period_name
from xlreport.core.master.settings import ONLY_OPEN, SETTINGS
from xlreport.core.schema import ACCEPTED_SHEET, SETTINGS_SHEET
from xlreport.core.text import key, shorten
from xlreport.core.validation import PASTED, accepted_cells
from xlreport.core.validation.acceptance import read_acceptances
from xlreport.desk.folders import dispatch_folder, files_in
from xlreport.desk.mailing.outgoing import safe_package
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.desk.master.records import add_missing_settings, write_ledger
from xlreport.desk.master.registering import update_register
from xlreport.errors import XlreportError
from xlreport.files import write_atomically
from xlreport.sheets.dispatch.department import build_department_book
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class WrittenBook:
    """A department book on disk; ``tasks`` are the numbers of its tasks."""

    department: str
    path: Path
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class DispatchResult:
    """What was written, who was left out and why, and where the master's backup lies.

    ``settled`` are the departments that have nothing to add; they get no book.
    """

    period: str
    books: tuple[WrittenBook, ...]
    skipped: tuple[Skipped, ...]
    settled: tuple[str, ...]
    backup: Path

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "books": [
                {"department": book.department, "path": str(book.path), "tasks": list(book.tasks)}
                for book in self.books
            ],
            "skipped": [{"department": item.department, "reason": item.reason} for item in self.skipped],
            "settled": list(self.settled),
            "backup": str(self.backup),
        }


def dispatch(
    book: Book,
    ui: Ui,
    *,
    now: datetime,
    period: str = "",
    folder: Path | None = None,
    only_open: bool = False,
) -> DispatchResult:
    """Write the department books of a period and remember in the ledger what they say.

    With ``only_open``, or the setting 下发范围, they hold only what is missing or has changed.

    The master is saved before the books are written, so that no book is ever out whose dispatch the
    master does not know. Raises XlreportError where a task cannot be told from another or a book
    would hold what its department must not see; then nothing is written.
    """
    master = read_master(book)
    _refuse_repeated_tasks(master)
    _refuse_missing_settings(master)
    period = period_name(period, master.settings, now.date())
    identity = _identity(master)
    plan = plan_dispatch(
        master,
        period,
        identity["master_id"],
        identity["key"],
        f"{now:%Y-%m-%d %H:%M:%S}",
        only_open=only_open or master.settings.value("scope") == ONLY_OPEN,
    )
    _refuse_pasted(book, master, {item.department for item in plan.books}, now.date())
    packages = [
        (item, safe_package(write_package(build_department_book(item)), master, item.department, "反馈表"))
        for item in ui.track(plan.books, "生成部门反馈表")
    ]
    backup = book.backup()
    _remember(book, master, plan, {**identity, "period": period, "serial": str(plan.last_serial)})
    add_missing_settings(book, master.settings)
    update_register(book, period)
    book.save()
    target = folder.resolve() if folder else dispatch_folder(book, period)
    result = DispatchResult(period, _write(target, packages), plan.skipped, plan.settled, backup)
    _show(ui, result, target)
    return result


def _write(folder: Path, packages: Sequence[tuple[DepartmentBook, bytes]]) -> tuple[WrittenBook, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    for item, package in packages:
        write_atomically(folder / item.file_name, package)
    return tuple(
        WrittenBook(item.department, folder / item.file_name, tuple(row.task.number for row in item.rows))
        for item, _ in packages
    )


def _show(ui: Ui, result: DispatchResult, folder: Path) -> None:
    for skipped in result.skipped:
        ui.warn(f"没有给“{skipped.department}”生成反馈表：{skipped.reason}")
    _warn_of_other_files(ui, folder, {written.path.name for written in result.books})
    ui.info(f"已生成{len(result.books)}份反馈表，期次“{result.period}”，在“{folder}”。")
    if result.settled:
        ui.info(f"这{len(result.settled)}个部门没有缺的和变了的，不再下发：{'、'.join(result.settled)}")
    ui.info("总表的“进展台账”和“设置”已更新。")


def _warn_of_other_files(ui: Ui, folder: Path, written: set[str]) -> None:
    """Books of an earlier dispatch that is no longer current must not be sent by mistake."""
    others = [path.name for path in files_in(folder) if path.name not in written]
    if others:
        ui.warn(f"“{folder}”里还有不是这次生成的文件，请勿误发：{'、'.join(others)}")


def _refuse_pasted(book: Book, master: Master, receivers: Collection[str], today: date) -> None:
    """Raise XlreportError where a cell that the books show holds what is another department's.

    A cell that the clerk has looked at and accepted may stay as it is until it changes.
    """
    found = [item for item in find_pasted(master) if any(name in receivers for name in item.readers)]
    if found and ACCEPTED_SHEET in book.sheet_names():
        acceptances = read_acceptances(sheet_texts(book, ACCEPTED_SHEET))
        accepted = accepted_cells(master, today, PASTED, acceptances)
        found = [item for item in found if master.table.cell(item.task, item.column.code) not in accepted]
    if found:
        first = found[0]
        more = f"，另有{len(found) - 1}处" if len(found) > 1 else ""
        raise XlreportError(
            f"总表{master.table.cell(first.task, first.column.code)}（第{first.task.number}项“"
            f"{key(first.column.heading)}”）里有{'、'.join(first.owners) or '没有署名'}的{first.kind}"
            f"“{shorten(first.text, 20)}”，会随反馈表发给{'、'.join(first.readers)}{more}",
            untouched="没有生成反馈表，总表没有改动",
            todo="请把这些内容移走后再下发（“校验”会逐格列出）；核对过、可以让这些部门看到的，"
            "在“校验结果”这一条的“已阅”栏写明理由，再校验一次",
        )


def _refuse_repeated_tasks(master: Master) -> None:
    repeated = repeated_tasks(master.table.tasks)
    if repeated:
        rows = "、".join(str(task.row) for task in repeated)
        raise XlreportError(
            f"总表第{rows}行的序号和内容完全相同，返回后无法分清",
            untouched="没有生成反馈表，总表没有改动",
            todo="请改正序号或删去重复的行后重试",
        )


def _refuse_missing_settings(master: Master) -> None:
    needed = [setting for setting in SETTINGS if setting.system or setting.code == "period"]
    missing = [setting.label for setting in needed if setting.code not in master.settings.rows]
    if missing:
        raise XlreportError(
            f"“{SETTINGS_SHEET}”表里缺少这些行：{'、'.join(missing)}",
            untouched="没有生成反馈表，总表没有改动",
            todo="请从“备份”里找回这张表，或用“导入”重新生成总表",
        )


def _identity(master: Master) -> dict[str, str]:
    """The master's id and signing key; made at its first dispatch."""
    return {
        "master_id": master.settings.value("master_id") or secrets.token_hex(6),
        "key": master.settings.value("key") or secrets.token_hex(32),
    }


def _remember(book: Book, master: Master, plan: DispatchPlan, values: dict[str, str]) -> None:
    """Put the dispatch into the ledger and the settings of the master."""
    write_ledger(book, [replace(entry, state=LedgerState.SUPERSEDED) for entry in plan.superseded])
    write_ledger(book, plan.added)
    book.write(SETTINGS_SHEET, {(master.settings.rows[code], 2): value for code, value in values.items()})
