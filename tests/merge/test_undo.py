"""撤销合并: exactly the cells of a merge, exactly as they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.answers import fill, set_saved_time
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.books.file import FileBook
from xlreport.core.master.ledger import LedgerState, read_change_log
from xlreport.core.schema import CHANGE_LOG_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"


@pytest.fixture
def merged(master: Path) -> Path:
    """A master into which two departments' answers to the same cell have been merged."""
    dispatch(FileBook(master), SilentUi(), now=NOW)
    for department in ("区财政局", "区工业和信息化局"):
        sent = master.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
        answers = {"5": {"progress": f"{department}的新进展。"}, "6": {"problems": "缺少资金。"}}
        fill(sent, answers, master.parent / "回收" / PERIOD / f"{department}.xlsx")
    merge(FileBook(master), SilentUi(), now=NOW, apply=True)
    return master


def test_every_text_is_byte_for_byte_what_it_was(merged: Path, master_path: Path) -> None:
    before = read_master(FileBook(master_path)).table
    assert read_master(FileBook(merged)).table != before
    result = undo_merge(FileBook(merged), SilentUi(), now=NOW)
    assert len(result.plan.restorations) == 2 and not result.plan.left
    assert read_master(FileBook(merged)).table == before


def test_a_cell_changed_since_is_named_and_left(merged: Path, master_path: Path) -> None:
    book = FileBook(merged)
    data = read_master(book)
    row = next(task.row for task in data.table.tasks if task.number == "6")
    book.write(TABLE_SHEET, {(row, data.table.columns["problems"]): "办公室改的。"})
    book.save()
    result = undo_merge(FileBook(merged), SilentUi(), now=NOW)
    assert [item.task.number for item in result.plan.restorations] == ["5"]
    assert result.plan.left == ("第6项“政策落实中存在的问题”后来又改过，没有恢复",)
    after = {task.number: task for task in read_master(FileBook(merged)).table.tasks}
    original = {task.number: task for task in read_master(FileBook(master_path)).table.tasks}
    assert after["6"].problems == "办公室改的。" and after["5"] == original["5"]


def test_an_undone_merge_can_be_merged_again_and_undone_again(merged: Path, master_path: Path) -> None:
    wanted = read_master(FileBook(merged)).table
    undo_merge(FileBook(merged), SilentUi(), now=NOW)
    with pytest.raises(XlreportError, match="没有可以撤销的合并"):
        undo_merge(FileBook(merged), SilentUi(), now=NOW)
    later = NOW.replace(minute=5)
    merge(FileBook(merged), SilentUi(), now=later, apply=True)
    assert read_master(FileBook(merged)).table == wanted
    undo_merge(FileBook(merged), SilentUi(), now=later)
    assert read_master(FileBook(merged)).table == read_master(FileBook(master_path)).table


def test_without_a_merge_there_is_nothing_to_undo(master: Path) -> None:
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="没有可以撤销的合并"):
        undo_merge(FileBook(master), SilentUi(), now=NOW)
    assert master.read_bytes() == before


def answer(master: Path, department: str, texts: dict[str, dict[str, str]], name: str, hour: int = 8) -> None:
    """Put a filled-in department book, saved at this hour, into the 回收 folder."""
    sent = master.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
    path = fill(sent, texts, master.parent / "回收" / PERIOD / name)
    set_saved_time(path, datetime(2026, 11, 24, hour))


def apply(master: Path, minutes: int = 0) -> None:
    merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=minutes), apply=True)


def undo(master: Path, minutes: int = 0) -> None:
    undo_merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=minutes))


@pytest.fixture
def sent(master: Path) -> Path:
    """A master whose department books are out."""
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


def test_the_ledger_is_what_it_was_before_the_merge(sent: Path) -> None:
    before = read_master(FileBook(sent))
    answer(sent, "区财政局", {"5": {"progress": "=已拨付。\n第二行"}}, "a.xlsx")
    apply(sent)
    assert read_master(FileBook(sent)).ledger != before.ledger
    undo(sent, 1)
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (before.table, before.ledger)


def test_after_undoing_a_newer_answer_and_an_older_one_the_older_can_be_merged_again(sent: Path) -> None:
    untouched = read_master(FileBook(sent))
    answer(sent, "区医保局", {"22": {"progress": "先来的"}}, "a.xlsx", hour=8)
    apply(sent)
    first = read_master(FileBook(sent))
    answer(sent, "区医保局", {"22": {"progress": "后来的"}}, "b.xlsx", hour=9)
    apply(sent, 1)
    undo(sent, 2)
    after_one = read_master(FileBook(sent))
    assert (after_one.table, after_one.ledger) == (first.table, first.ledger)
    undo(sent, 3)
    after_two = read_master(FileBook(sent))
    assert (after_two.table, after_two.ledger) == (untouched.table, untouched.ledger)
    (sent.parent / "回收" / PERIOD / "b.xlsx").unlink()
    result = merge(FileBook(sent), SilentUi(), now=NOW + timedelta(minutes=4), apply=True)
    assert not result.plan.rejections
    again = read_master(FileBook(sent))
    assert (again.table, again.ledger) == (first.table, first.ledger)


def test_a_merge_that_only_recorded_answers_is_undone_before_the_one_that_changed_texts(sent: Path) -> None:
    answer(sent, "区医保局", {"22": {"progress": "改了"}}, "a.xlsx")
    apply(sent)
    first = read_master(FileBook(sent))
    answer(sent, "区财政局", {}, "b.xlsx")
    apply(sent, 1)
    assert read_master(FileBook(sent)).ledger != first.ledger
    undo(sent, 2)
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (first.table, first.ledger)


def test_blank_and_rejected_answers_leave_no_trace_after_undoing(sent: Path) -> None:
    before = read_master(FileBook(sent))
    answer(sent, "区医保局", {"22": {"progress": "", "problems": "区财政局：没给钱。"}}, "a.xlsx")
    (sent.parent / "回收" / PERIOD / "坏.xlsx").write_bytes(b"x")
    apply(sent)
    entries = {(e.department, e.number): e for e in read_master(FileBook(sent)).ledger}
    assert entries["区医保局", "22"].state == LedgerState.BLANK
    undo(sent, 1)
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (before.table, before.ledger)


def test_a_ledger_row_changed_since_is_named_and_left(sent: Path) -> None:
    answer(sent, "区医保局", {"22": {"progress": "改了"}}, "a.xlsx")
    apply(sent)
    workbook = load_workbook(sent)
    sheet = workbook["进展台账"]
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            if cell.value == "改了":
                cell.value = "手工改过"
    workbook.save(sent)
    result = undo_merge(FileBook(sent), SilentUi(), now=NOW)
    assert result.plan.left == ("“进展台账”里第22项区医保局的记录后来又改过，没有恢复",)
    entry = next(e for e in read_master(FileBook(sent)).ledger if e.number == "22")
    assert entry.returned_progress == "手工改过"


def test_a_book_dispatched_again_since_the_merge_stays_superseded(sent: Path) -> None:
    answer(sent, "区医保局", {"22": {"progress": "改了"}}, "a.xlsx")
    apply(sent)
    dispatch(FileBook(sent), SilentUi(), now=NOW + timedelta(minutes=1))
    undo(sent, 2)
    first = next(e for e in read_master(FileBook(sent)).ledger if e.number == "22")
    assert (first.state, first.returned_at) == (LedgerState.SUPERSEDED, "")


def test_undoing_puts_the_text_back_into_the_task_not_into_its_number(sent: Path) -> None:
    before = {t.content: t for t in read_master(FileBook(sent)).table.tasks}
    answer(sent, "区医保局", {"21": {"problems": "一样"}, "22": {"problems": "一样"}}, "a.xlsx")
    apply(sent)
    book = FileBook(sent)
    data = read_master(book)
    rows = {t.number: t.row for t in data.table.tasks}
    number = data.table.columns["number"]
    book.write(TABLE_SHEET, {(rows["21"], number): "22", (rows["22"], number): "21"})
    book.save()
    undo(sent, 1)
    for task in read_master(FileBook(sent)).table.tasks:
        assert task.problems == before[task.content].problems


def test_the_last_merge_is_undone_even_where_the_log_was_sorted_the_other_way_round(sent: Path) -> None:
    answer(sent, "区医保局", {"22": {"progress": "先合并的"}}, "a.xlsx")
    apply(sent)
    first = read_master(FileBook(sent)).table
    for department in ("区财政局", "区工业和信息化局"):
        answer(sent, department, {"5": {"progress": f"{department}说。"}}, f"{department}.xlsx")
    apply(sent, 1)
    workbook = load_workbook(sent)
    sheet = workbook[CHANGE_LOG_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, values in enumerate(reversed(rows), start=4):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value
    workbook.save(sent)
    undo(sent, 2)
    assert read_master(FileBook(sent)).table == first


def test_two_merges_within_the_same_second_are_two_batches(sent: Path) -> None:
    answer(sent, "区医保局", {"22": {"progress": "先"}}, "a.xlsx")
    apply(sent)
    first = read_master(FileBook(sent)).table
    answer(sent, "区财政局", {"5": {"progress": "后"}}, "b.xlsx")
    apply(sent)
    undo(sent)
    assert read_master(FileBook(sent)).table == first
    log = read_change_log(sheet_texts(FileBook(sent), CHANGE_LOG_SHEET))
    assert len({entry.batch for entry in log}) == 3


def test_texts_longer_than_a_cell_of_the_log_are_put_back_whole(sent: Path) -> None:
    long = "长" * 32_000 + "\n" + "尾"
    answer(sent, "区医保局", {"22": {"progress": long, "support": "短"}}, "a.xlsx", hour=8)
    apply(sent)
    first = read_master(FileBook(sent))
    answer(sent, "区医保局", {"22": {"progress": "短了"}}, "b.xlsx", hour=9)
    apply(sent, 1)
    undo(sent, 2)
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (first.table, first.ledger)
