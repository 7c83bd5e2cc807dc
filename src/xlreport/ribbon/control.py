"""What a button is, and what it works with: the open workbook, the port to it, where to say things."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

    from xlreport.books.live import LiveBook
    from xlreport.ui.dialog import DialogUi

TITLE = "任务分工"
REMEMBER_TO_SAVE = "结果已写入打开的总表，请核对后保存（Ctrl+S）。"


@dataclass(frozen=True)
class Anywhere:
    """What every button works with, and those that need no master: Excel opens with a blank workbook."""

    workbook: xw.Book
    ui: DialogUi

    def choose_file(self, title: str, kinds: str) -> Path | None:
        """Ask for a file to open, ``kinds`` such as ``*.txt;*.docx``; None where none is chosen."""
        from xlreport.books.live.application import application_of  # noqa: PLC0415

        return application_of(self.workbook.app).choose_file(self.workbook.app, title, kinds)

    def open(self, path: Path) -> None:
        """Open a workbook in front of the user."""
        self.workbook.app.books.open(str(path)).activate()

    def open_outside(self, path: Path) -> None:
        """Open a folder or a file the way a double click does."""
        if sys.platform == "win32":
            os.startfile(path)
            return
        program = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass(frozen=True)
class Click(Anywhere):
    """What a button works with: the open master, and the port to it."""

    book: LiveBook

    def ask(self, question: str) -> bool:
        """Whether the user answers a question with yes."""
        return self.workbook.app.alert(question, TITLE, buttons="yes_no") == "yes"


@dataclass(frozen=True)
class Button:
    """What a click does. ``act`` may return what to do after all was said, such as showing a sheet.

    ``changes_data`` buttons are refused on a workbook that cannot be saved.
    """

    label: str
    act: Callable[[Click], Callable[[], None] | None]
    changes_data: bool = False


@dataclass(frozen=True)
class AnywhereButton:
    """What a click does on whatever workbook, saved or not."""

    label: str
    act: Callable[[Anywhere], Callable[[], None] | None]


def may_save(click: Click, reason: str) -> bool:
    """Whether the open workbook may be saved now: it has no unsaved changes, or its user agrees."""
    return click.book.is_saved or click.ask(f"{reason}总表里还有没保存的改动，一起保存并继续吗？")


def warn_of_network(click: Click) -> None:
    from xlreport.books.live.place import is_on_network  # noqa: PLC0415

    if is_on_network(click.book.path):
        click.ui.warn(
            "总表在网络共享文件夹里，“下发”“回收”“打印”“备份”也建在那里，能进这个文件夹的人都看得到。"
        )


def is_master(workbook: xw.Book) -> bool:
    """Whether a workbook has the task table in it."""
    from xlreport.core.schema import TABLE_SHEET  # noqa: PLC0415

    return any(sheet.name == TABLE_SHEET for sheet in workbook.sheets)
