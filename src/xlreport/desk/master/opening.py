"""Reading a whole master workbook through the Book port."""

from __future__ import annotations

from xlreport.books.port import Book, Grid
from xlreport.core.master.directory import read_directory
from xlreport.core.master.ledger import heading_places, read_ledger
from xlreport.core.master.master import Master
from xlreport.core.master.register import REGISTER_HEADINGS, RegisterEntry, read_register
from xlreport.core.master.settings import read_settings
from xlreport.core.master.table import read_table
from xlreport.core.schema import (
    CONFUSIONS_SHEET,
    DIRECTORY_SHEET,
    LEDGER_SHEET,
    REGISTER_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.core.text import as_text, is_blank
from xlreport.core.wording.confusions import BUILT_IN, Confusions, read_confusions
from xlreport.errors import WorkbookError


def read_master(book: Book) -> Master:
    """The master that a workbook holds.

    Raises WorkbookError where one of the data sheets is missing or the task table has no headings;
    the register came later and may be missing.
    """
    grid = book.read(TABLE_SHEET)
    table = read_table(grid.text, grid.height, grid.width, TABLE_SHEET)
    merges = tuple(
        (area.top, area.left, area.bottom, area.right)
        for area in grid.merged
        if area.top > table.header_row and area.bottom > area.top
    )
    return Master(
        table,
        read_directory(sheet_texts(book, DIRECTORY_SHEET)),
        read_settings(sheet_texts(book, SETTINGS_SHEET)),
        read_ledger(sheet_texts(book, LEDGER_SHEET)),
        merges,
        _register(book),
        grid.hidden,
        _blank_rows(grid),
        _confusions(book),
    )


def _blank_rows(grid: Grid) -> frozenset[int]:
    rows = enumerate(grid.rows, start=1)
    return frozenset(number for number, row in rows if all(is_blank(as_text(value)) for value in row))


def _confusions(book: Book) -> Confusions:
    if CONFUSIONS_SHEET not in book.sheet_names():
        return BUILT_IN
    return read_confusions(grid_texts(book.read(CONFUSIONS_SHEET)))


def sheet_texts(book: Book, sheet: str) -> list[list[str]]:
    """All rows of a data sheet as text; raises WorkbookError where there is no such sheet."""
    if sheet not in book.sheet_names():
        raise WorkbookError(
            f"“{book.path.name}”里没有工作表“{sheet}”",
            untouched="没有改动任何文件",
            todo="请确认打开的是任务分工总表；若该表被删，请从“备份”里找回，或用“导入”重新生成总表",
        )
    return grid_texts(book.read(sheet))


def _register(book: Book) -> tuple[RegisterEntry, ...]:
    """The register's entries; raises WorkbookError where its headings are not what they were."""
    if REGISTER_SHEET not in book.sheet_names():
        return ()
    rows = grid_texts(book.read(REGISTER_SHEET))
    if heading_places(rows, REGISTER_HEADINGS) is None:
        raise WorkbookError(
            f"工作表“{REGISTER_SHEET}”的表头不全",
            untouched="没有改动任何文件",
            todo=f"请恢复表头（{'、'.join(REGISTER_HEADINGS.values())}），或从“备份”里找回该表",
        )
    return read_register(rows)


def grid_texts(grid: Grid) -> list[list[str]]:
    """All rows of a grid as text."""
    return [[as_text(value) for value in row] for row in grid.rows]
