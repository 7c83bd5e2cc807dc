"""The folders beside the master, by period. They are made when something is put there."""

from __future__ import annotations

from pathlib import Path

from xlreport.books.port import Book
from xlreport.core.returns.arrivals import RECORD_NAME

_DISPATCHED = "下发"
_RETURNED = "回收"
_PRINTED = "打印"
_REMINDERS = "催报"
_OUTBOX = "发件箱"
_IGNORED_NAMES = {"thumbs.db", "desktop.ini", ".ds_store", RECORD_NAME.casefold()}


def dispatch_folder(book: Book, period: str) -> Path:
    """Where the department books of a period are written."""
    return book.path.parent / _DISPATCHED / period


def return_folder(book: Book, period: str) -> Path:
    """Where the clerk drops the files that came back."""
    return book.path.parent / _RETURNED / period


def reminder_folder(book: Book, period: str) -> Path:
    """Where the papers of a period's reminders are written."""
    return book.path.parent / _REMINDERS / period


def outbox_folder(book: Book) -> Path:
    """Where drafts of mails are written, by period."""
    return book.path.parent / _OUTBOX


def print_folder(book: Book) -> Path:
    """Where PDFs of the printed table are written."""
    return book.path.parent / _PRINTED


def files_in(folder: Path) -> list[Path]:
    """All files in a folder and below it by name, without those that programs leave behind."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_left_behind(path))


def _is_left_behind(path: Path) -> bool:
    name = path.name.casefold()
    return name.startswith(("~$", ".~", "._")) or name in _IGNORED_NAMES
