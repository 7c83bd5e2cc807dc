"""The department book over several periods: what it asks for, shows again and opens on."""

from __future__ import annotations

import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.answers import fill, places
from xlreport.actions.dispatch.dispatch import DispatchResult, dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.summaries.summarise import summarise
from xlreport.books.file import FileBook
from xlreport.books.package import package_texts
from xlreport.core.master.ledger import LEDGER_HEADINGS, LedgerState, TaskStatus
from xlreport.core.model import column_letter
from xlreport.core.schema import (
    FEEDBACK_SHEET,
    LEDGER_SHEET,
    PREVIOUS,
    REPORTED_COLUMNS,
    SUMMARY_RETURNS,
    TABLE_SHEET,
)
from xlreport.core.text import key
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.ui.port import SilentUi

FIRST = datetime(2026, 10, 9, 9, 0, 0)
SECOND = datetime(2026, 11, 9, 9, 0, 0)
MINE = "十月份走访企业12家。"


def send(master: Path, period: str = "2026年10月", now: datetime = FIRST) -> DispatchResult:
    return dispatch(FileBook(master), SilentUi(), now=now, period=period)


def sheet_of(result: DispatchResult, department: str) -> Worksheet:
    path = next(book.path for book in result.books if book.department == department)
    return load_workbook(path)[FEEDBACK_SHEET]


def answer(master: Path, department: str, texts: dict[str, dict[str, str]], now: datetime = FIRST) -> None:
    """Return the department's book of October with these texts, and merge it."""
    book = master.parent / "下发" / "2026年10月" / f"{department}-2026年10月.xlsx"
    fill(book, texts, master.parent / "回收" / "2026年10月" / f"{department}.xlsx")
    merge(FileBook(master), SilentUi(), now=now, apply=True)


@pytest.fixture
def second(master: Path) -> DispatchResult:
    """The books of November, after 区科技局 and 区财政局 have answered in October."""
    send(master)
    answer(master, "区科技局", {"8": {"progress": MINE, "status": "推进中"}})
    answer(master, "区财政局", {"8": {"progress": "十月份拨付资金800万元。", "status": "已完成"}})
    book = FileBook(master)
    data = read_master(book)
    row = next(task.row for task in data.table.tasks if task.number == "8")
    book.write(TABLE_SHEET, {(row, data.table.columns["progress"]): "区科技局：办公室改短的文字。"})
    book.save()
    return send(master, "2026年11月", SECOND)


def test_a_status_can_only_be_chosen_from_the_list(master: Path) -> None:
    sheet = sheet_of(send(master), "区科技局")
    rule = next(r for r in sheet.data_validations.dataValidation if r.type == "list")
    header_row, columns = places(sheet)
    left, top, right, bottom = range_boundaries(str(rule.sqref))
    assert (left, top) == (columns["status"], header_row + 1)
    assert (right, bottom) == (columns["status"], header_row + 3)
    assert rule.formula1.strip('"').split(",") == list(TaskStatus)


def test_the_status_chosen_last_is_there_again_in_the_next_period(second: DispatchResult) -> None:
    sheet = sheet_of(second, "区科技局")
    header_row, columns = places(sheet)
    assert sheet.cell(header_row + 1, columns["status"]).value == "推进中"
    assert sheet.cell(header_row + 2, columns["status"]).value is None


def test_what_a_department_reported_before_stands_beside_its_answer_locked_and_unprinted(
    second: DispatchResult,
) -> None:
    sheet = sheet_of(second, "区科技局")
    header_row, columns = places(sheet)
    cell = sheet.cell(header_row + 1, columns["previous"])
    assert str(cell.value).startswith("【2026年10月】推进中")
    assert f"政策落实情况：{MINE}" in str(cell.value)
    assert cell.protection.locked
    assert sheet.cell(header_row + 1, columns["progress"]).value == "办公室改短的文字。"
    assert str(sheet.print_area).endswith(f"$N${header_row + 3}") and cell.column_letter == "O"


def test_no_department_sees_what_another_reported_before(second: DispatchResult) -> None:
    for book in second.books:
        whole = key("".join(package_texts(book.path.read_bytes()).values()))
        for department, text in (("区科技局", MINE), ("区财政局", "十月份拨付资金800万元。")):
            assert (key(text) in whole) == (book.department == department), book.department


def test_the_first_period_has_no_column_for_what_was_reported_before(master: Path) -> None:
    sheet = sheet_of(send(master), "区科技局")
    assert all(cell.value != PREVIOUS.heading for row in sheet.iter_rows() for cell in row)


def test_dispatching_again_in_the_same_period_shows_no_answer_of_that_period_as_an_earlier_one(
    master: Path,
) -> None:
    send(master)
    answer(master, "区科技局", {"8": {"progress": MINE, "status": "推进中"}})
    sheet = sheet_of(send(master), "区科技局")
    header_row, columns = places(sheet)
    assert "previous" not in columns
    assert sheet.cell(header_row + 1, columns["status"]).value == "推进中"


def test_a_book_whose_first_rows_are_filled_opens_scrolled_to_the_first_empty_cell(master: Path) -> None:
    sheet = sheet_of(send(master), "区财政局")
    assert sheet.sheet_view.pane is not None and sheet.sheet_view.pane.topLeftCell == "E6"
    filled = {"status": "推进中", "support": "无", "problems": "无", "progress": "已办结。"}
    answer(master, "区财政局", {str(number): filled for number in range(2, 12)})
    sheet = sheet_of(send(master, "2026年11月", SECOND), "区财政局")
    cursor = next(s.activeCell for s in sheet.sheet_view.selection if s.pane == "bottomRight")
    header_row, columns = places(sheet)
    row = next(
        row for row in range(header_row + 1, sheet.max_row) if not sheet.cell(row, columns["status"]).value
    )
    assert cursor == sheet.cell(row, columns["status"]).coordinate
    assert sheet.sheet_view.pane is not None and sheet.sheet_view.pane.topLeftCell == f"E{row}"


def test_a_deadline_that_the_clerk_changed_is_no_edit_of_the_department(master: Path) -> None:
    send(master)
    book = FileBook(master)
    data = read_master(book)
    row = next(task.row for task in data.table.tasks if task.number == "16")
    book.write(TABLE_SHEET, {(row, data.table.columns["deadline"]): "2026年12月31日前"})
    book.save()
    old = master.parent / "下发" / "2026年10月" / "区科技局-2026年10月.xlsx"
    target = master.parent / "回收" / "2026年10月" / "旧表.xlsx"
    target.parent.mkdir(parents=True)
    shutil.copy2(old, target)
    send(master)
    ledger = read_master(FileBook(master)).ledger
    entries = [e for e in ledger if (e.department, e.number) == ("区科技局", "16")]
    assert [e.state for e in entries] == [LedgerState.SUPERSEDED, LedgerState.SENT]
    result = merge(FileBook(master), SilentUi(), now=FIRST, period="2026年10月")
    assert not any("锁定" in text for text in result.plan.warnings)


def test_a_ledger_without_the_newer_columns_gets_them_when_it_is_written(master: Path) -> None:
    send(master)
    workbook = load_workbook(master)
    sheet = workbook[LEDGER_SHEET]
    for heading in ("进展状态", "填报日期", "其他栏摘要"):
        column = next(c.column for c in sheet[3] if c.value == heading)
        sheet.delete_cols(column)
    workbook.save(master)
    before = read_master(FileBook(master)).ledger
    assert before and not any(entry.context for entry in before)
    answer(master, "区科技局", {"8": {"progress": MINE, "status": "推进中"}})
    headings = sheet_texts(FileBook(master), LEDGER_SHEET)[2]
    assert set(LEDGER_HEADINGS.values()) <= set(headings)
    entry = next(
        e for e in read_master(FileBook(master)).ledger if (e.department, e.number) == ("区科技局", "8")
    )
    assert (entry.status, entry.returned_progress) == ("推进中", MINE)


def test_the_statuses_that_departments_chose_are_counted_in_the_summary(master: Path) -> None:
    send(master)
    chosen = {"8": "推进中", "14": "未启动", "16": "推进中"}
    answer(master, "区科技局", {number: {"status": status} for number, status in chosen.items()})
    summarise(FileBook(master), SilentUi(), as_of=FIRST.date(), period="2026年10月")
    rows = sheet_texts(FileBook(master), SUMMARY_RETURNS)
    assert any("未启动1项次、推进中2项次、已完成0项次、长期坚持0项次" in text for row in rows for text in row)
    headings = next(row for row in rows if "未启动" in row)
    own = next(row for row in rows if row[0] == "区科技局")
    shown = {label: own[headings.index(label)] for label in TaskStatus}
    assert shown == {"未启动": "1", "推进中": "2", "已完成": "0", "长期坚持": "0"}


def test_without_any_status_the_summary_has_no_columns_for_them(master: Path) -> None:
    send(master)
    summarise(FileBook(master), SilentUi(), as_of=FIRST.date(), period="2026年10月")
    assert all("未启动" not in row for row in sheet_texts(FileBook(master), SUMMARY_RETURNS))


def test_document_properties_name_nobody_and_nothing_links_out(second: DispatchResult) -> None:
    for book in second.books:
        parts = package_texts(book.path.read_bytes())
        assert not any("vba" in name or "externalLink" in name or "connections" in name for name in parts)
        core = zipfile.ZipFile(book.path).read("docProps/core.xml").decode()
        assert "creator" not in core and "lastModifiedBy" not in core
        assert not any("External" in text or str(Path.home()) in text for text in parts.values())


def test_all_columns_to_fill_in_are_seen_at_once_on_a_small_screen(master: Path) -> None:
    """A column of a given width takes 8 pixels a digit and 5 more in Excel, times the zoom."""
    sheet = sheet_of(send(master), "区财政局")
    columns = places(sheet)[1]
    widths = [sheet.column_dimensions[column_letter(i)].width for i in range(2, columns["progress"] + 1)]
    zoom = sheet.sheet_view.zoomScale
    assert zoom is not None
    assert sum(8 * width + 5 for width in widths) * zoom / 100 < 1366 - 60, "row numbers and scroll bar"


def test_departments_that_share_a_task_are_named_in_its_context_columns_only(master: Path) -> None:
    result = send(master)
    data = read_master(FileBook(master))
    for book in result.books:
        workbook = load_workbook(book.path)
        header_row, columns = places(workbook[FEEDBACK_SHEET])
        context = {columns["departments"], columns["content"], columns["provincial"]}
        own = [
            data.text_of(task, column.code, book.department)
            for task in data.table.tasks
            for column in REPORTED_COLUMNS
        ]
        for sheet in workbook.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                in_context = (
                    sheet.title == FEEDBACK_SHEET and cell.row > header_row and cell.column in context
                )
                if not in_context and str(cell.value) not in own:
                    named = [d for d in data.departments() if d != book.department and d in str(cell.value)]
                    assert not named, (book.department, cell)
