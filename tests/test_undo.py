"""撤销合并: exactly the cells of a merge, exactly as they were."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.answers import fill
from xlreport.actions.dispatch import dispatch
from xlreport.actions.merge import merge
from xlreport.actions.opening import read_master
from xlreport.actions.undo import undo_merge
from xlreport.books.file import FileBook
from xlreport.core.schema import TABLE_SHEET
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
    assert result.plan.left == ("第6项“政策落实中存在的问题”合并以后又改过，没有恢复",)
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
