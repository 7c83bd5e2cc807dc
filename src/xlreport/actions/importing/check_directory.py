"""名录核对: compare the directory with the task table, and say which side to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.books.returned import read_returned
from xlreport.core.importing.aliases import Said, signed_in
from xlreport.core.importing.directory_check import HEADINGS, Difference, check_directory
from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.master.periods import period_name
from xlreport.core.returns.answers import find_table
from xlreport.core.returns.returned import DEPARTMENT_LABEL, ReturnedFile
from xlreport.core.schema import DIRECTORY_CHECK_SHEET, REPORTED_COLUMNS
from xlreport.desk.folders import files_in, return_folder
from xlreport.desk.master.opening import read_master
from xlreport.drawing.layout import Head
from xlreport.errors import WorkbookError
from xlreport.sheets.master.directory_check import directory_check_painter
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class DirectoryCheckResult:
    """Every difference, and where the master lies as it was before."""

    differences: tuple[Difference, ...]
    backup: Path

    def as_json(self) -> dict[str, Any]:
        return {"differences": [_as_json(item) for item in self.differences], "backup": str(self.backup)}


def _as_json(item: Difference) -> dict[str, Any]:
    return {
        "department": item.department,
        "field": item.field,
        "directory": item.directory,
        "table": item.table,
        "tasks": list(item.numbers),
        "side": str(item.side),
        "advice": item.advice,
    }


@dataclass(frozen=True)
class DirectoryResult:
    """The directory as it is."""

    directory: Directory

    def as_json(self) -> dict[str, Any]:
        fields = [code for code in HEADINGS if code != "aliases"]
        return {
            "departments": [
                {**{code: getattr(item, code) for code in fields}, "aliases": list(item.aliases)}
                for item in self.directory.departments
            ]
        }


def show_directory(book: Book, ui: Ui) -> DirectoryResult:
    """Show the directory; nothing is changed."""
    directory = read_master(book).directory
    ui.table(
        "单位名录",
        ("单位名称", "别名、简称", "分管区领导", "单位主要领导", "工作联系人"),
        [(d.name, "、".join(d.aliases), d.leader, d.head, d.contacts) for d in directory.departments],
    )
    return DirectoryResult(directory)


def compare_directory(book: Book, ui: Ui, *, as_of: date) -> DirectoryCheckResult:
    """List on 名录核对 where the directory and the table differ, short names among it, and save.

    Neither the directory nor the table is changed.
    """
    master = read_master(book)
    period = period_name("", master.settings, as_of)
    differences = check_directory(master, _said_in_files(ui, master, files_in(return_folder(book, period))))
    backup = book.backup()
    head = Head("".join(master.table.title), as_of, period)
    book.put(DIRECTORY_CHECK_SHEET, directory_check_painter(differences, master.table, head))
    book.finish()
    _show(ui, differences)
    return DirectoryCheckResult(differences, backup)


def _said_in_files(ui: Ui, master: Master, paths: list[Path]) -> Iterator[Said]:
    """The names that returned files write of themselves, on their face and before their paragraphs.

    Files that cannot be read are passed over; collecting and merging name them.
    """
    for path in ui.track(paths, "读取返回文件"):
        try:
            returned = read_returned(path, master.settings.passwords())
        except WorkbookError:
            continue
        yield from _said(returned, master)


def _said(returned: ReturnedFile, master: Master) -> Iterator[Said]:
    place = find_table(returned)
    if place is None:
        return
    claimed = place.labelled(DEPARTMENT_LABEL)
    where = f"返回文件“{returned.name}”"
    if claimed and not master.names.knows(claimed):
        yield Said(claimed, where, ())
    own = (master.names.resolve(claimed),) if master.names.knows(claimed) else ()
    for row in place.rows():
        for column in REPORTED_COLUMNS:
            for name in signed_in(place.cell(row, column.code), master):
                yield Said(name, where, (), own)


def _show(ui: Ui, differences: tuple[Difference, ...]) -> None:
    ui.table(
        "名录核对",
        ("责任部门", "哪一栏", "名录里", "任务分工表里", "改哪边", "说明"),
        [(d.department, HEADINGS[d.field], d.directory, d.table, str(d.side), d.advice) for d in differences],
    )
    if differences:
        ui.info(
            f"名录和任务分工表有{len(differences)}处要看，详见工作表“{DIRECTORY_CHECK_SHEET}”。名录和任务分工表都没有改动。"
        )
    else:
        ui.info("名录和任务分工表没有不一致的地方。")
