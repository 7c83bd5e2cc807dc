"""自动规范: preview safe corrections of how the task table is written, or carry them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.core.master.ledger import LedgerState, LogEntry, read_change_log
from xlreport.core.master.master import Master
from xlreport.core.merge.undo import LogAction, new_batch
from xlreport.core.normalising.corrections import (
    Cell,
    CellCorrection,
    Choice,
    Correction,
    Decision,
    carry_out,
    decide,
    find_corrections,
    plain,
)
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    COLUMN_BY_CODE,
    COLUMNS,
    NORMALISING_SHEET,
    REPORTED_COLUMNS,
    TABLE_SHEET,
)
from xlreport.core.text import key
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.desk.master.records import operator_name, write_change_log
from xlreport.sheets.normalising.preview import normalising_painter, read_choices
from xlreport.ui.port import Ui

_SHOWN = 40
"""Corrections that the terminal lists; the preview sheet shows all of them."""


@dataclass(frozen=True)
class NormaliseResult:
    """Every correction with its decision, the cells written, and where the master lies as it was before."""

    corrections: tuple[Correction, ...]
    changed: tuple[CellCorrection, ...]
    backup: Path

    @property
    def waiting(self) -> int:
        """How many corrections can be carried out as decided."""
        return sum(item.decision is Decision.TAKE for item in self.corrections)

    def as_json(self) -> dict[str, Any]:
        written = {id(item) for cell in self.changed for item in cell.corrections}
        return {
            "corrections": [_as_json(item, applied=id(item) in written) for item in self.corrections],
            "applied": len(written),
            "cells": len(self.changed),
            "backup": str(self.backup),
        }


def _as_json(item: Correction, *, applied: bool) -> dict[str, Any]:
    return {
        "task": item.cell.task.number,
        "column": item.cell.column,
        "cell": item.cell.reference,
        "rule": item.rule,
        "title": item.title,
        "old": item.before,
        "new": item.after,
        "decision": str(item.decision),
        "note": item.note,
        "applied": applied,
    }


def normalise(book: Book, ui: Ui, *, now: datetime, apply: bool = False) -> NormaliseResult:
    """Preview the corrections on their sheet, and carry out those that are taken if asked.

    What the clerk has decided on the preview holds; a correction that is new is taken.
    """
    master = read_master(book)
    corrections = decide(find_corrections(master, _cells(book, master)), _choices(book))
    backup = book.backup()
    changed = carry_out(corrections) if apply else ()
    if changed:
        _write(book, master, changed, now)
    book.put(NORMALISING_SHEET, normalising_painter(corrections, applied=apply))
    book.finish()
    result = NormaliseResult(corrections, changed, backup)
    _show(ui, result, apply)
    _warn_of_open_answers(ui, master, corrections)
    return result


def _cells(book: Book, master: Master) -> list[Cell]:
    """The cells of all tasks that hold text of their own: no numbers, no formulas, not covered by a merge."""
    grid = book.read(TABLE_SHEET)
    others = book.formula_cells(TABLE_SHEET) | {
        (row, column)
        for area in grid.merged
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if (row, column) != (area.top, area.left)
    }
    cells = []
    for task in master.table.tasks:
        for code in (column.code for column in COLUMNS):
            column = master.table.columns[code]
            value = grid.value(task.row, column)
            if isinstance(value, str) and (task.row, column) not in others:
                text = grid.text(task.row, column)
                cells.append(Cell(task, code, master.table.cell(task, code), text))
    return cells


def _choices(book: Book) -> tuple[Choice, ...]:
    if NORMALISING_SHEET not in book.sheet_names():
        return ()
    return read_choices(sheet_texts(book, NORMALISING_SHEET))


def _write(book: Book, master: Master, changed: Sequence[CellCorrection], now: datetime) -> None:
    """Write the change log, and then the cells that it tells of."""
    batch = new_batch(read_change_log(sheet_texts(book, CHANGE_LOG_SHEET)), now)
    write_change_log(book, [_log_entry(item, batch, now) for item in changed])
    columns = master.table.columns
    book.write(TABLE_SHEET, {(c.cell.task.row, columns[c.cell.column]): c.new for c in changed})


def _log_entry(item: CellCorrection, batch: str, now: datetime) -> LogEntry:
    """What was corrected in one cell, with all that undoing takes."""
    titles = dict.fromkeys(f"{correction.rule} {correction.title}" for correction in item.corrections)
    return LogEntry(
        batch=batch,
        time=f"{now:%Y-%m-%d %H:%M:%S}",
        action=LogAction.NORMALISE,
        operator=operator_name(),
        source="；".join(titles),
        number=item.cell.task.number,
        column=key(COLUMN_BY_CODE[item.cell.column].heading),
        cell=item.cell.reference,
        old="\n".join(plain(correction.old) for correction in item.corrections),
        new="\n".join(plain(correction.new) for correction in item.corrections),
        cell_old=item.cell.text,
        cell_new=item.new,
    )


def _show(ui: Ui, result: NormaliseResult, apply: bool) -> None:
    ui.table(
        "可以规范的写法",
        ("序号", "栏目", "单元格", "规则", "原文", "改为", "决定"),
        [
            (
                item.cell.task.number,
                key(COLUMN_BY_CODE[item.cell.column].heading),
                item.cell.reference,
                item.title,
                plain(item.old),
                plain(item.new),
                str(item.decision),
            )
            for item in result.corrections[:_SHOWN]
        ],
    )
    if len(result.corrections) > _SHOWN:
        ui.info(f"其余{len(result.corrections) - _SHOWN}处见工作表“{NORMALISING_SHEET}”")
    if not result.corrections:
        ui.info(f"没有需要规范的写法，“{TABLE_SHEET}”没有变化。")
    elif not apply:
        ui.info(f"可以规范的写法{len(result.corrections)}处，已列入“{NORMALISING_SHEET}”，还没有写入。")
    else:
        places = sum(len(cell.corrections) for cell in result.changed)
        ui.info(f"已规范{places}处，写入“{TABLE_SHEET}”{len(result.changed)}格，并记入“更新记录”。")
    too_long = result.waiting - sum(len(cell.corrections) for cell in result.changed) if apply else 0
    if too_long:
        ui.warn(f"有{too_long}处因为写入后一格放不下，没有改")
    open_ones = sum(item.decision is Decision.OPEN for item in result.corrections)
    if open_ones:
        ui.warn(f"有{open_ones}处待定，没有写入，请在“{NORMALISING_SHEET}”的“决定”栏里选择")


def _warn_of_open_answers(ui: Ui, master: Master, corrections: Sequence[Correction]) -> None:
    """Texts that lie with a department right now would come back as conflicts."""
    asked = {key(entry.content) for entry in master.ledger if entry.state == LedgerState.SENT}
    reported = {column.code for column in REPORTED_COLUMNS}
    count = sum(
        item.decision is Decision.TAKE
        and item.cell.column in reported
        and key(item.cell.task.content) in asked
        for item in corrections
    )
    if count:
        ui.warn(
            f"其中{count}处在已经下发、还没有返回的填报栏里：部门返回的文字如果也改过，合并时会成为冲突，要您逐条决定。"
            "也可以等合并以后再规范"
        )
