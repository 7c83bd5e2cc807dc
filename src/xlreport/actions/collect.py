"""回收: which files came back, whose they are, and which cannot be used."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.actions.folders import files_in, return_folder
from xlreport.actions.opening import read_master
from xlreport.books.port import Book
from xlreport.books.returned import read_returned
from xlreport.core.identify import identify
from xlreport.core.master import Master
from xlreport.core.merge import newest_of_each
from xlreport.core.returns import Rejection, Return, ReturnedFile
from xlreport.core.settings import period_name
from xlreport.errors import WorkbookError
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class Collection:
    """The files of a period: those that are understood, and those that are not used and why."""

    period: str
    returns: tuple[Return, ...]
    rejections: tuple[Rejection, ...]
    copied: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "files": [
                {
                    "file": item.file.name,
                    "department": item.department,
                    "serial": item.serial,
                    "tasks": [answer.entry.number for answer in item.answers],
                    "confidence": str(item.confidence),
                    "grounds": item.grounds,
                    "warnings": list(item.warnings),
                }
                for item in self.returns
            ],
            "rejections": [{"file": item.file, "reason": item.reason} for item in self.rejections],
            "copied": [str(path) for path in self.copied],
        }


def collect(book: Book, ui: Ui, *, today: date, period: str = "", sources: Sequence[Path] = ()) -> Collection:
    """Bring files and folders into the period's 回收 folder and say what lies there.

    Files are copied, never moved; a file that is there already (same name, same bytes) is left.
    """
    master = read_master(book)
    period = period_name(period, master.settings, today)
    folder = return_folder(book, period)
    folder.mkdir(parents=True, exist_ok=True)
    copied = tuple(path for source in sources for path in _bring_in(source, folder))
    found = read_files(master, ui, files_in(folder), period)
    _show(ui, found)
    return Collection(period, found.returns, found.rejections, copied)


def read_files(master: Master, ui: Ui, paths: Sequence[Path], period: str | None) -> Collection:
    """What each file is; ``period`` None accepts answers of any period.

    One bad file never stops the others: it becomes a rejection with the reason.
    """
    returns: list[Return] = []
    rejections: list[Rejection] = []
    seen: dict[str, str] = {}
    for path in ui.track(paths, "读取返回文件"):
        found: ReturnedFile | Return | Rejection = _read(path)
        if isinstance(found, ReturnedFile):
            found = _identified(found, master, period, seen)
        if isinstance(found, Return):
            returns.append(found)
        else:
            rejections.append(found)
    kept, older = newest_of_each(returns)
    return Collection(period or "", kept, (*rejections, *older))


def _read(path: Path) -> ReturnedFile | Rejection:
    if path.suffix.lower() != ".xlsx":
        return Rejection(path.name, "不是 .xlsx 文件，请让对方另存为“Excel 工作簿（.xlsx）”后再放进来")
    try:
        return read_returned(path)
    except WorkbookError as error:
        return Rejection(path.name, error.happened)


def _identified(
    returned: ReturnedFile, master: Master, period: str | None, seen: dict[str, str]
) -> Return | Rejection:
    """What a file is; ``seen`` holds the names of the files read so far by digest."""
    if returned.digest in seen:
        return Rejection(returned.name, f"与“{seen[returned.digest]}”内容完全相同")
    seen[returned.digest] = returned.name
    found = identify(returned, master)
    if isinstance(found, Return) and period is not None and found.period != period:
        return Rejection(returned.name, f"是“{found.period}”的反馈表，不是“{period}”的")
    return found


def _bring_in(source: Path, folder: Path) -> list[Path]:
    """Copy a file, or all files of a folder, under names that are still free."""
    if not source.exists():
        raise WorkbookError(
            f"找不到文件“{source}”", untouched="总表和回收文件夹没有改动", todo="请核对路径后重试"
        )
    copied = []
    for path in files_in(source) if source.is_dir() else [source]:
        target = folder / path.name
        number = 1
        while target.exists() and target.read_bytes() != path.read_bytes():
            number += 1
            target = folder / f"{path.stem}({number}){path.suffix}"
        if not target.exists():
            shutil.copy2(path, target)
            copied.append(target)
    return copied


def _show(ui: Ui, found: Collection) -> None:
    ui.table(
        "收到的反馈表",
        ("文件", "责任部门", "编号", "把握", "依据", "事项"),
        [
            (
                item.file.name,
                item.department,
                item.serial,
                item.confidence,
                item.grounds,
                "、".join(answer.entry.number for answer in item.answers),
            )
            for item in found.returns
        ],
    )
    for item in found.returns:
        for text in item.warnings:
            ui.warn(f"{item.file.name}：{text}")
    for rejection in found.rejections:
        ui.warn(f"{rejection.file}：{rejection.reason}。文件仍在原处")
