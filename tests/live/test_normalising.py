"""自动规范 and 名录核对 clicked in a running spreadsheet program."""

from __future__ import annotations

from pathlib import Path

from tests.live.conftest import Clerk

from xlreport.books.file import FileBook
from xlreport.core.schema import DIRECTORY_CHECK_SHEET, DIRECTORY_SHEET, NORMALISING_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master


def test_corrections_are_listed_then_written_if_the_user_agrees_and_undone(clerk: Clerk) -> None:
    path = Path(clerk.workbook.fullname)
    before = read_master(FileBook(path)).table
    clerk.answer = "no"
    assert "没有写入" in clerk.click("normalise")
    assert clerk.workbook.sheets.active.name == NORMALISING_SHEET
    assert clerk.workbook.sheets[TABLE_SHEET]["M8"].value == before.tasks[3].progress
    clerk.answer = "yes"
    assert "已规范4处" in clerk.click("normalise")
    assert "执行新措施，不断规范" in clerk.workbook.sheets[TABLE_SHEET]["M8"].value
    assert "没有可以规范的写法" in clerk.click("normalise")
    assert "自动规范" in clerk.click("undo_merge")
    clerk.workbook.save()
    assert read_master(FileBook(path)).table == before


def test_a_decision_made_on_the_open_preview_holds(clerk: Clerk) -> None:
    clerk.answer = "no"
    clerk.click("normalise")
    sheet = clerk.workbook.sheets[NORMALISING_SHEET]
    row = next(row for row in range(5, 9) if sheet[f"C{row}"].value == "M8")
    sheet[f"G{row}"].value = "不改"
    clerk.answer = "yes"
    assert "已规范3处" in clerk.click("normalise")
    assert "执行新措施,不断规范" in clerk.workbook.sheets[TABLE_SHEET]["M8"].value


def test_the_directory_is_checked_and_not_changed(clerk: Clerk) -> None:
    sheet = clerk.workbook.sheets[DIRECTORY_SHEET]
    sheet["C6"].value = "高博"
    assert "1处要看" in clerk.click("check_directory")
    assert clerk.workbook.sheets.active.name == DIRECTORY_CHECK_SHEET
    assert sheet["C6"].value == "高博"
