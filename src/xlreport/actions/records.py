"""Adding and completing the records of the ledger and the change log."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence

from xlreport.actions.opening import sheet_texts
from xlreport.books.port import Book
from xlreport.core.ledger import (
    CHANGE_LOG_HEADINGS,
    LEDGER_HEADINGS,
    LedgerEntry,
    LogEntry,
    heading_places,
    record_texts,
)
from xlreport.core.schema import CHANGE_LOG_SHEET, LEDGER_SHEET
from xlreport.core.text import key
from xlreport.errors import WorkbookError

_Record = LedgerEntry | LogEntry


def write_ledger(book: Book, entries: Sequence[LedgerEntry]) -> None:
    """Complete the entries that stand on the ledger and add the others below the last one."""
    _write_records(book, LEDGER_SHEET, LEDGER_HEADINGS, entries)


def write_change_log(book: Book, entries: Sequence[LogEntry]) -> None:
    """Add entries to the change log."""
    _write_records(book, CHANGE_LOG_SHEET, CHANGE_LOG_HEADINGS, entries)


def _write_records(book: Book, sheet: str, headings: Mapping[str, str], records: Sequence[_Record]) -> None:
    if not records:
        return
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
    cells = _missing_headings(header_row, places, headings)
    for record in records:
        row = record.row
        if not row:
            last += 1
            row = last
        cells.update({(row, places[code]): text for code, text in record_texts(record).items()})
    book.write(sheet, cells)


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
