"""Department books opened, filled in and saved by LibreOffice Calc as people do it, then merged."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw

from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.books.file import FileBook
from xlreport.core.returns.returned import Confidence
from xlreport.core.schema import FEEDBACK_SHEET
from xlreport.desk.master.opening import read_master
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"
NEW = "已于11月20日办结。\n惠及企业12家。"


@pytest.fixture
def sent(master: Path) -> Path:
    """A master whose department books are out."""
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


def opened(app: xw.App, master: Path) -> xw.Book:
    """The book of 区科技局 with tasks 8, 14 and 16 in rows 6 to 8, open in LibreOffice."""
    return app.books.open(str(master.parent / "下发" / PERIOD / f"区科技局-{PERIOD}.xlsx"))


def fill_in(book: xw.Book) -> None:
    sheet = book.sheets[FEEDBACK_SHEET]
    sheet.range("D4").value = "张三"
    sheet.range("G4").value = "88112936"
    sheet.range("K6").value = "推进中"
    sheet.range("N7").value = NEW


def returned_as(app: xw.App, book: xw.Book, master: Path, suffix: str) -> None:
    """Save the open book in this format and put it, as xlsx again, among the returned files."""
    path = master.parent / f"保存{suffix}"
    book.save(str(path))
    book.close()
    again = app.books.open(str(path))
    target = master.parent / "回收" / PERIOD / "反馈表(1).xlsx"
    target.parent.mkdir(parents=True)
    again.save(str(target))
    again.close()


def merged(master: Path) -> MergeResult:
    return merge(FileBook(master), SilentUi(), now=NOW, apply=True)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_a_book_typed_into_and_saved_by_calc_is_sure_and_complete(
    app: xw.App, sent: Path, suffix: str
) -> None:
    book = opened(app, sent)
    fill_in(book)
    returned_as(app, book, sent, suffix)
    result = merged(sent)
    (source,) = result.plan.sources
    assert (source.department, source.confidence) == ("区科技局", Confidence.SURE)
    assert not result.plan.warnings and not result.plan.rejections
    assert [(c.task, c.column, c.theirs) for c in result.plan.changes] == [("14", "progress", NEW)]
    own = {e.number: e for e in read_master(FileBook(sent)).ledger if e.department == "区科技局"}
    assert (own["8"].status, own["8"].reporter, own["8"].reporter_phone) == ("推进中", "张三", "88112936")


def test_calc_keeps_the_locked_cells_locked(app: xw.App, sent: Path) -> None:
    book = opened(app, sent)
    locked = book.sheets[FEEDBACK_SHEET].range("I6")
    before = locked.value
    with contextlib.suppress(Exception):  # whatever the bridge says, the cell is to stay
        locked.value = "2030年前"
    assert before and locked.value == before
    book.close()


def test_a_table_copied_into_a_new_workbook_by_calc_is_likely(app: xw.App, sent: Path) -> None:
    book = opened(app, sent)
    fill_in(book)
    values = book.sheets[FEEDBACK_SHEET].range("B1:N8").value
    new = app.books.add()
    new.sheets[0].range("A1").value = values
    book.close()
    returned_as(app, new, sent, ".xlsx")
    result = merged(sent)
    (source,) = result.plan.sources
    assert (source.department, source.confidence) == ("区科技局", Confidence.LIKELY)
    assert [(c.task, c.theirs) for c in result.plan.changes] == [("14", NEW)]


def test_a_sheet_moved_into_another_workbook_with_its_hidden_column_is_sure(app: xw.App, sent: Path) -> None:
    book = opened(app, sent)
    fill_in(book)
    values = book.sheets[FEEDBACK_SHEET].range("A1:N8").value
    new = app.books.add()
    new.sheets[0].range("B3").value = values
    book.close()
    returned_as(app, new, sent, ".ods")
    result = merged(sent)
    assert [s.confidence for s in result.plan.sources] == [Confidence.SURE]
    assert [(c.task, c.theirs) for c in result.plan.changes] == [("14", NEW)]
