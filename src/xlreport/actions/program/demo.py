"""演示: the whole round on a copy of the real table, checked against what the table really says.

The progress columns are emptied, the departments' books are filled with what the real departments
wrote, sent back under the names that files get on their way, and merged. Then every progress cell
must hold the same paragraphs again, and be the same character for character where the original
stands in department order.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xlreport.actions.dispatch.dispatch import DispatchResult, dispatch
from xlreport.actions.importing.check_directory import compare_directory
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.actions.normalising.normalise import normalise
from xlreport.actions.printing.print_ import PrintResult, print_table
from xlreport.actions.reminders.remind import remind
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.core.dispatch.manifest import task_id
from xlreport.core.master.master import Master
from xlreport.core.master.table import match_headings
from xlreport.core.model import Severity, Task
from xlreport.core.schema import FEEDBACK_SHEET, NUMBER, REPORTED_COLUMNS, TABLE_SHEET
from xlreport.core.text import key
from xlreport.core.wording.progress import Paragraph, parse_progress, unattributed_text
from xlreport.desk.folders import return_folder
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.soffice import find_soffice
from xlreport.ui.port import ProgressOnlyUi, Ui

MASTER_PATH = Path(__file__).parents[4] / "workbook" / f"{TABLE_SHEET}.xlsx"
"""The master that comes with the program, beside its sources."""

_FOLDER = "demo"
_RETURNED_NAMES = ("{stem}.xlsx", "{stem}(1).xlsx", "{stem}-副本.xlsx", "最终版_{stem}.xlsx")
"""What file names become on their way back."""


@dataclass(frozen=True)
class CellComparison:
    """A progress cell after the round: ``same_paragraphs`` and, stricter, ``same_text``."""

    task: str
    column: str
    same_paragraphs: bool
    same_text: bool
    in_department_order: bool

    @property
    def is_right(self) -> bool:
        return self.same_paragraphs and (self.same_text or not self.in_department_order)


@dataclass(frozen=True)
class DemoResult:
    """What the round made and whether everything came back."""

    folder: Path
    comparisons: tuple[CellComparison, ...]
    second_merge_changes: int
    left_in_place: tuple[str, ...]
    files: tuple[tuple[str, str], ...]

    @property
    def is_complete(self) -> bool:
        return not self.second_merge_changes and all(item.is_right for item in self.comparisons)

    def as_json(self) -> dict[str, Any]:
        return {
            "folder": str(self.folder),
            "complete": self.is_complete,
            "cells": len(self.comparisons),
            "same_paragraphs": sum(item.same_paragraphs for item in self.comparisons),
            "same_text": sum(item.same_text for item in self.comparisons),
            "other_order": [
                {"task": item.task, "column": item.column} for item in self.comparisons if not item.same_text
            ],
            "second_merge_changes": self.second_merge_changes,
            "unattributed": list(self.left_in_place),
            "files": [{"what": what, "path": path} for what, path in self.files],
        }


def run_demo(ui: Ui, *, folder: Path | None = None, master: Path | None = None, now: datetime) -> DemoResult:
    """Run a whole round in a fresh folder and compare the outcome with the real table."""
    source = master or _own_master()
    target = _fresh_folder(folder)
    path = target / source.name
    original = read_master(FileBook(source))
    shutil.copy2(source, path)
    kept = _empty_progress(path, original)
    ui.info(f"一、已复制总表到“{path}”，并清空三个反馈栏目。")
    step = ProgressOnlyUi(ui)
    dispatched = dispatch(FileBook(path), step, now=now)
    ui.info(f"二、已给{len(dispatched.books)}个部门生成反馈表，期次“{dispatched.period}”。")
    returned = _fill_and_return(path, dispatched, original, ui)
    ui.info(f"三、各部门已填报，返回{returned}份（文件名各种各样）。")
    merged = merge(FileBook(path), step, now=now, apply=True)
    again = merge(FileBook(path), step, now=now, apply=True)
    comparisons = _compare(original, read_master(FileBook(path)))
    _tell_outcome(ui, merged, again, comparisons, kept)
    files = _finish_round(path, ui, now, dispatched)
    ui.table("做了什么、在哪里", ("内容", "位置"), files)
    return DemoResult(target, comparisons, len(again.updates), kept, tuple(files))


def _own_master() -> Path:
    if not MASTER_PATH.exists():
        raise XlreportError(
            "这样安装的程序没有自带总表",
            untouched="没有改动任何文件",
            todo="请加 --master 指定一份任务分工总表，或在程序的源文件夹里运行 python3 run.py demo",
        )
    return MASTER_PATH


def _fresh_folder(folder: Path | None) -> Path:
    """The folder asked for if it is empty, else the first free one named demo, demo-2 …"""
    if folder is None:
        number = 1
        folder = Path(_FOLDER)
        while folder.exists():
            number += 1
            folder = Path(f"{_FOLDER}-{number}")
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise XlreportError(
            f"演示要用空文件夹，而“{folder}”里已有内容",
            untouched="里面的文件没有改动",
            todo="请换一个文件夹名，或先移走其中的文件",
        )
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _empty_progress(path: Path, master: Master) -> tuple[str, ...]:
    """Clear what the departments wrote. Text that no department signed stays: nobody can be asked
    for it. Returns where such text stands."""
    cells: dict[tuple[int, int], str | int] = {}
    kept = []
    for task in master.table.tasks:
        for column in REPORTED_COLUMNS:
            departments = master.departments_of(task)
            rest = unattributed_text(task.text(column.code), departments, master.names)
            cells[task.row, master.table.columns[column.code]] = rest
            if rest:
                kept.append(f"第{task.number}项“{key(column.heading)}”")
    book = FileBook(path)
    book.write(TABLE_SHEET, cells)
    book.save()
    return tuple(kept)


def _fill_and_return(path: Path, dispatched: DispatchResult, original: Master, ui: Ui) -> int:
    """Fill every department book with what the department really wrote and send it back."""
    folder = return_folder(FileBook(path), dispatched.period)
    folder.mkdir(parents=True, exist_ok=True)
    tasks = {task.number: task for task in original.table.tasks}
    for index, written in enumerate(ui.track(dispatched.books, "各部门填报")):
        name = _RETURNED_NAMES[index % len(_RETURNED_NAMES)].format(stem=written.path.stem)
        shutil.copy2(written.path, folder / name)
        _fill(folder / name, written.department, tasks, original)
    return len(dispatched.books)


def _fill(path: Path, department: str, tasks: Mapping[str, Task], original: Master) -> None:
    book = FileBook(path)
    grid = book.read(FEEDBACK_SHEET)
    for header_row in range(1, grid.height + 1):
        places = match_headings([grid.text(header_row, column) for column in range(1, grid.width + 1)])
        if NUMBER.code in places:
            break
    cells: dict[tuple[int, int], str | int] = {}
    for row in range(header_row + 1, grid.height + 1):
        task = tasks[grid.text(row, places[NUMBER.code] + 1)]
        for column in REPORTED_COLUMNS:
            text = original.text_of(task, column.code, department)
            cells[row, places[column.code] + 1] = text
    book.write(FEEDBACK_SHEET, cells)
    book.save()


def _compare(original: Master, result: Master) -> tuple[CellComparison, ...]:
    after = {task_id(task.number, task.content): task for task in result.table.tasks}
    comparisons = []
    for task in original.table.tasks:
        merged = after[task_id(task.number, task.content)]
        departments = original.departments_of(task)
        for column in REPORTED_COLUMNS:
            before = parse_progress(task.text(column.code), original.names)
            now = parse_progress(merged.text(column.code), original.names)
            comparisons.append(
                CellComparison(
                    task.number,
                    column.code,
                    same_paragraphs=sorted(map(_said, before)) == sorted(map(_said, now)),
                    same_text=task.text(column.code) == merged.text(column.code),
                    in_department_order=_is_in_order(before, departments),
                )
            )
    return tuple(comparisons)


def _said(part: Paragraph) -> tuple[tuple[str, ...], str]:
    return part.departments, part.body


def _is_in_order(paragraphs: tuple[Paragraph, ...], departments: tuple[str, ...]) -> bool:
    ranks = [departments.index(part.departments[0]) for part in paragraphs if part.departments]
    return ranks == sorted(ranks)


def _tell_outcome(
    ui: Ui,
    merged: MergeResult,
    again: MergeResult,
    comparisons: tuple[CellComparison, ...],
    kept: tuple[str, ...],
) -> None:
    ui.info(f"四、已合并：写入总表{len(merged.updates)}处；再合并一次，改动{len(again.updates)}处。")
    for place in kept:
        ui.info(f"　　{place}有一段没有署名的文字，无人可报，清空和合并时都原样保留。")
    same = sum(item.same_paragraphs for item in comparisons)
    exact = sum(item.same_text for item in comparisons)
    ui.info(f"五、与真实总表比较：{len(comparisons)}格中{same}格段落完全相同，其中{exact}格一字不差。")
    for item in comparisons:
        if not item.is_right:
            ui.warn(f"第{item.task}项{item.column}与真实总表不同")
        elif not item.same_text:
            ui.info(f"　　第{item.task}项：原文段落不按部门次序，合并后改按部门次序排列，文字相同。")


def _finish_round(path: Path, ui: Ui, now: datetime, dispatched: DispatchResult) -> list[tuple[str, str]]:
    """Validate, check, remind, summarise and print; returns the closing list of what was made and where."""
    step = ProgressOnlyUi(ui)
    checked = validate(FileBook(path), step, as_of=now.date())
    counts = "、".join(
        f"{severity}{sum(finding.severity == severity for finding in checked.findings)}条"
        for severity in Severity
    )
    proposed = normalise(FileBook(path), step, now=now)
    compared = compare_directory(FileBook(path), step, as_of=now.date())
    ui.info(
        f"六、已校验：{counts}；可以规范的写法{len(proposed.corrections)}处（只列出来），"
        f"名录和表不一致{len(compared.differences)}处。"
    )
    reminded = remind(FileBook(path), step, as_of=now.date())
    open_ones = sum(bool(row.open) for row in reminded.rows)
    ui.info(f"七、已列出催报名单：{len(reminded.rows) - open_ones}个部门反馈齐全，{open_ones}个还要催。")
    summarise(FileBook(path), step, as_of=now.date(), period=dispatched.period)
    ui.info("八、已生成汇总表。")
    printed = _print(path, ui)
    files = [
        ("总表（含校验结果、规范预览、名录核对、合并预览、催报名单、汇总、打印各表）", str(path)),
        (f"部门反馈表{len(dispatched.books)}份", str(path.parent / "下发" / dispatched.period)),
        ("返回的反馈表", str(path.parent / "回收" / dispatched.period)),
        ("改动前的备份", str(path.parent / "备份")),
    ]
    if printed.pdf is not None:
        files.append((f"打印用 PDF（{printed.pages}页）", str(printed.pdf)))
    return files


def _print(path: Path, ui: Ui) -> PrintResult:
    pdf = path.parent / "打印" / f"{TABLE_SHEET}.pdf" if find_soffice() else None
    printed = print_table(FileBook(path), ProgressOnlyUi(ui), paper="", pdf=pdf)
    ui.info("九、已生成打印表。" if pdf else "九、已生成打印表；本机没有 LibreOffice，没有另存 PDF。")
    return printed
