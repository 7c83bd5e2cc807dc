"""Adding and completing the records of the ledger, the change log and the register."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence

from xlreport.books.port import Book
from xlreport.core.mailing.send_log import SEND_LOG_HEADINGS, SendRecord
from xlreport.core.master.ledger import (
    CHANGE_LOG_HEADINGS,
    LEDGER_HEADINGS,
    LedgerEntry,
    LogEntry,
    heading_places,
    record_texts,
)
from xlreport.core.master.register import REGISTER_HEADINGS, RegisterEntry
from xlreport.core.master.settings import SETTINGS, Settings
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    LEDGER_SHEET,
    REGISTER_SHEET,
    SEND_LOG_SHEET,
    SETTINGS_SHEET,
)
from xlreport.core.text import key
from xlreport.desk.master.opening import sheet_texts
from xlreport.errors import WorkbookError
from xlreport.sheets.master.records import register_painter, send_log_painter

_Texts = Mapping[str, str]
"""What to write of a record, by field."""


def write_ledger(book: Book, entries: Sequence[LedgerEntry]) -> None:
    """Complete the entries that stand on the ledger and add the others below the last one."""
    rows = [(entry.row, record_texts(entry)) for entry in entries]
    _write_records(book, LEDGER_SHEET, LEDGER_HEADINGS, rows)


def write_change_log(book: Book, entries: Sequence[LogEntry]) -> None:
    """Add entries to the change log."""
    rows = [(entry.row, record_texts(entry)) for entry in entries]
    _write_records(book, CHANGE_LOG_SHEET, CHANGE_LOG_HEADINGS, rows)


def write_register(book: Book, changes: Sequence[tuple[RegisterEntry, RegisterEntry]]) -> None:
    """Write what has changed of register entries, each as it was and as it is; new ones go below the last.

    Cells that stay are not touched, since the clerk writes on this sheet too. A master that has no
    register yet gets one.
    """
    if REGISTER_SHEET not in book.sheet_names():
        book.put(REGISTER_SHEET, register_painter())
    rows = []
    for before, after in changes:
        old, new = record_texts(before), record_texts(after)
        texts = {code: text for code, text in new.items() if not after.row or text != old[code]}
        if texts:
            rows.append((after.row, texts))
    _write_records(book, REGISTER_SHEET, REGISTER_HEADINGS, rows)


def write_send_log(book: Book, records: Sequence[SendRecord]) -> None:
    """Complete the records that stand on the send log and add the others below the last one.

    A master that has no send log yet gets one.
    """
    if SEND_LOG_SHEET not in book.sheet_names():
        book.put(SEND_LOG_SHEET, send_log_painter())
    rows = [(record.row, record_texts(record)) for record in records]
    _write_records(book, SEND_LOG_SHEET, SEND_LOG_HEADINGS, rows)


def require_send_log_room(book: Book, count: int) -> None:
    """Raise WorkbookError where so many records could not be added to the send log, or no send log added."""
    if SEND_LOG_SHEET not in book.sheet_names():
        book.require_writable(SEND_LOG_SHEET)
        return
    header_row, places, last = _places(book, SEND_LOG_SHEET, SEND_LOG_HEADINGS)
    cells = _missing_headings(header_row, places, SEND_LOG_HEADINGS)
    rows = range(last + 1, last + count + 1)
    book.require_writable(
        SEND_LOG_SHEET, [*cells, *((row, column) for row in rows for column in places.values())]
    )


def add_missing_settings(book: Book, settings: Settings) -> None:
    """Add the rows of settings that a master made by an earlier version does not have yet."""
    missing = [setting for setting in SETTINGS if setting.code not in settings.rows and not setting.system]
    cells: dict[tuple[int, int], str | int] = {}
    first = len(sheet_texts(book, SETTINGS_SHEET)) + 1
    for row, setting in enumerate(missing, start=first):
        texts = (setting.label, setting.default, setting.explanation)
        cells.update({(row, column): text for column, text in enumerate(texts, start=1)})
    if cells:
        book.write(SETTINGS_SHEET, cells)


def _write_records(
    book: Book, sheet: str, headings: Mapping[str, str], records: Sequence[tuple[int, _Texts]]
) -> None:
    """Write records at their 1-based rows, those at row 0 below the last one."""
    if not records:
        return
    header_row, places, last = _places(book, sheet, headings)
    cells = _missing_headings(header_row, places, headings)
    for row, texts in records:
        if not row:
            last += 1
        cells.update({(row or last, places[code]): text for code, text in texts.items()})
    book.write(sheet, cells)


def _places(book: Book, sheet: str, headings: Mapping[str, str]) -> tuple[int, dict[str, int], int]:
    """The heading row, the columns by field and the last filled row of a sheet of records, 1-based.

    Raises WorkbookError where the headings are not what they were.
    """
    rows = sheet_texts(book, sheet)
    found = heading_places(rows, headings)
    if found is None:
        raise WorkbookError(
            f"工作表“{sheet}”的表头不全",
            untouched="总表没有改动",
            todo=f"请恢复表头（{'、'.join(headings.values())}），或从“备份”里找回该表",
        )
    header_row, places = found
    last = max((number for number, row in enumerate(rows, start=1) if any(key(t) for t in row)), default=0)
    return header_row, places, last


def _missing_headings(
    header_row: int, places: dict[str, int], headings: Mapping[str, str]
) -> dict[tuple[int, int], str | int]:
    """The headings that an older sheet lacks, to the right of the others; ``places`` learns of them."""
    cells: dict[tuple[int, int], str | int] = {}
    for code in headings:
        if code not in places:
            places[code] = max(places.values()) + 1
            cells[header_row, places[code]] = headings[code]
    return cells


def operator_name() -> str:
    """The user who runs the program, for the change log; empty where the system does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
