"""合并: preview what the returned files would change, or apply it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.core.master.ledger import LogEntry, read_change_log
from xlreport.core.master.master import Master
from xlreport.core.master.periods import period_name
from xlreport.core.master.register import RegisterEntry, answered_anew, task_numbers
from xlreport.core.merge.carry_out import carry_out
from xlreport.core.merge.changes import CellUpdate, Change, Decision, LedgerUpdate, MergePlan, Source
from xlreport.core.merge.decisions import Choice, decide, decide_files
from xlreport.core.merge.plan import plan_merge
from xlreport.core.merge.undo import LogAction, new_batch, remembered, undone_batches
from xlreport.core.returns.returned import Return
from xlreport.core.schema import CHANGE_LOG_SHEET, COLUMN_BY_CODE, PREVIEW_SHEET, TABLE_SHEET
from xlreport.core.text import key
from xlreport.desk.folders import files_in, return_folder
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.desk.master.records import operator_name, write_change_log, write_ledger
from xlreport.desk.master.registering import update_register
from xlreport.desk.returns.reading import read_files
from xlreport.sheets.merge.preview import preview_painter, read_choices
from xlreport.ui.port import Ui

_DIGEST_CHARACTERS = 16
_SHOWN_CHANGES = 30
"""Changes that the terminal lists; the preview sheet shows all of them."""


@dataclass(frozen=True)
class MergeResult:
    """The plan, the files passed over because they were merged before, the cells written, the backup."""

    period: str
    plan: MergePlan
    merged_before: tuple[str, ...]
    updates: tuple[CellUpdate, ...]
    backup: Path

    def as_json(self) -> dict[str, Any]:
        return {
            "changes": [_change_json(change) for change in self.plan.changes if not change.is_conflict],
            "conflicts": [_change_json(change) for change in self.plan.conflicts],
            "rejections": [{"file": item.file, "reason": item.reason} for item in self.plan.rejections],
            "warnings": list(self.plan.warnings),
            "files": [_source_json(source) for source in self.plan.sources],
            "merged_before": list(self.merged_before),
            "applied": len(self.updates),
            "backup": str(self.backup),
        }


def _source_json(source: Source) -> dict[str, str]:
    return {
        "file": source.file,
        "department": source.department,
        "period": source.period,
        "confidence": str(source.confidence),
        "grounds": source.grounds,
        "decision": str(source.decision),
    }


def _change_json(change: Change) -> dict[str, str]:
    return {
        "task": change.task,
        "department": change.department,
        "column": change.column,
        "base": change.base,
        "mine": change.mine,
        "theirs": change.theirs,
        "decision": str(change.decision),
        "cell": change.cell,
        "file": change.file,
        "note": change.note,
    }


def merge(
    book: Book,
    ui: Ui,
    *,
    now: datetime,
    files: Sequence[Path] = (),
    period: str = "",
    apply: bool = False,
) -> MergeResult:
    """Preview the merge of returned files on its sheet, and carry it out if asked.

    Without ``files`` everything in the period's 回收 folder is read. Files given by name may answer
    any period unless one is given. Conflicts the clerk has decided on the preview sheet are carried
    out; open ones leave the master as it is and are shown again next time.
    """
    master = read_master(book)
    any_period = bool(files) and not period
    period = period_name(period, master.settings, now.date())
    paths = list(files) or files_in(return_folder(book, period))
    found = read_files(master, ui, paths, None if any_period else period)
    done = _merged_digests(book)
    fresh = [item for item in found.returns if item.file.digest[:_DIGEST_CHARACTERS] not in done]
    before = tuple(item.file.name for item in found.returns if item not in fresh)
    choices = _choices(book)
    plan = plan_merge(master, fresh, partial(decide, choices=choices), decide_files(choices))
    plan = replace(plan, rejections=(*found.rejections, *plan.rejections))
    backup = book.backup()
    updates = _apply(book, master, plan, fresh, now) if apply else ()
    book.put(PREVIEW_SHEET, preview_painter(plan, period, applied=apply))
    book.finish()
    _show(ui, plan, before)
    _tell_outcome(ui, plan, updates, apply)
    return MergeResult(period, plan, before, updates, backup)


def _choices(book: Book) -> tuple[Choice, ...]:
    if PREVIEW_SHEET not in book.sheet_names():
        return ()
    return read_choices(sheet_texts(book, PREVIEW_SHEET))


def _merged_digests(book: Book) -> set[str]:
    """The digests of the files that earlier merges have fully dealt with."""
    log = read_change_log(sheet_texts(book, CHANGE_LOG_SHEET))
    undone = undone_batches(log)
    return {entry.new for entry in log if entry.action == LogAction.FILE and entry.batch not in undone}


def _apply(
    book: Book, master: Master, plan: MergePlan, returns: Sequence[Return], now: datetime
) -> tuple[CellUpdate, ...]:
    """Write the ledger, the change log and then the decided changes that they tell of."""
    updates = carry_out(master, plan.changes)
    write_ledger(book, [update.after for update in plan.ledger_updates])
    blank = LogEntry(
        batch=new_batch(read_change_log(sheet_texts(book, CHANGE_LOG_SHEET)), now),
        time=f"{now:%Y-%m-%d %H:%M:%S}",
        action="",
        operator=operator_name(),
        source="",
    )
    entries = [_change_entry(item, blank) for item in updates]
    entries += [entry for update in plan.ledger_updates for entry in _ledger_entries(update, blank)]
    entries += [_file_entry(item, blank) for item in returns if item.file.digest in plan.finished]
    write_change_log(book, entries)
    columns = master.table.columns
    book.write(
        TABLE_SHEET, {(item.change.row, columns[item.change.column]): item.cell_new for item in updates}
    )
    _register(book, master, plan.ledger_updates, now)
    return updates


def _register(book: Book, master: Master, updates: Sequence[LedgerUpdate], now: datetime) -> None:
    """Note on the register who has answered; an answer to all that was sent back closes the matter."""
    answered: dict[str, dict[str, set[str]]] = {}
    for update in updates:
        if update.before != update.after:
            departments = answered.setdefault(update.after.period, {})
            department = master.names.resolve(update.after.department)
            departments.setdefault(department, set()).add(key(update.number))
    for period, numbers in answered.items():
        update_register(book, period, partial(_with_answer, numbers=numbers, now=now))


def _with_answer(entry: RegisterEntry, numbers: Mapping[str, set[str]], now: datetime) -> RegisterEntry:
    own = numbers.get(entry.department)
    if not own or not own.issuperset(task_numbers(entry.return_tasks)):
        return entry
    return answered_anew(entry, now)


def _change_entry(update: CellUpdate, blank: LogEntry) -> LogEntry:
    change = update.change
    return replace(
        blank,
        action=LogAction.MERGE,
        source=change.file,
        number=change.task,
        department=change.department,
        column=key(COLUMN_BY_CODE[change.column].heading),
        cell=change.cell,
        old=change.mine,
        new=change.result,
        cell_old=update.cell_old,
        cell_new=update.cell_new,
    )


def _ledger_entries(update: LedgerUpdate, blank: LogEntry) -> list[LogEntry]:
    """That a ledger row was completed, and what it takes to undo that."""
    entry = replace(
        blank,
        action=LogAction.LEDGER,
        source=update.after.returned_file,
        number=update.number,
        department=update.after.department,
        column="状态",
        old=update.before.state,
        new=update.after.state,
    )
    return [
        replace(entry, cell_old=old, cell_new=new) for old, new in remembered(update.before, update.after)
    ]


def _file_entry(item: Return, blank: LogEntry) -> LogEntry:
    """That a file has been dealt with; its digest stands as the new text."""
    return replace(
        blank,
        action=LogAction.FILE,
        source=item.file.name,
        department=item.department,
        new=item.file.digest[:_DIGEST_CHARACTERS],
    )


def _tell_outcome(ui: Ui, plan: MergePlan, updates: Sequence[CellUpdate], apply: bool) -> None:
    if updates:
        ui.info(f"已写入“{TABLE_SHEET}”{len(updates)}处，并记入“进展台账”和“更新记录”。")
    elif apply:
        ui.info(f"没有需要写入的改动，“{TABLE_SHEET}”没有变化。")
    else:
        ui.info(f"预览已写入“{PREVIEW_SHEET}”：改动{len(plan.changes)}处。")


def _show(ui: Ui, plan: MergePlan, merged_before: Sequence[str]) -> None:
    ui.table(
        "改动",
        ("序号", "责任部门", "栏目", "决定", "返回的文字"),
        [
            (c.task, c.department, key(COLUMN_BY_CODE[c.column].heading), c.decision, c.theirs)
            for c in plan.changes[:_SHOWN_CHANGES]
        ],
    )
    if len(plan.changes) > _SHOWN_CHANGES:
        ui.info(f"其余{len(plan.changes) - _SHOWN_CHANGES}处改动见工作表“{PREVIEW_SHEET}”")
    if merged_before:
        ui.info(f"以前已合并、这次跳过的文件{len(merged_before)}个：{'、'.join(merged_before)}")
    for text in plan.warnings:
        ui.warn(text)
    for rejection in plan.rejections:
        ui.warn(f"{rejection.file}：{rejection.reason}。文件仍在原处")
    doubtful = [source for source in plan.sources if source.decision == Decision.OPEN]
    for source in doubtful:
        ui.warn(f"{source.file}：不能确定是不是{source.department}的（{source.grounds}）")
    if plan.undecided:
        ui.warn(f"有{plan.undecided}处要由您决定，请在“{PREVIEW_SHEET}”的“决定”栏里选择后再应用")
