"""回收合并: whatever comes back, nothing is lost and nobody else's text changes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from tests.answers import edit, fill, places, saved_by_libreoffice, set_saved_time
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.actions.returns.collect import collect
from xlreport.books.file import FileBook
from xlreport.books.returned import read_returned
from xlreport.core.dispatch.manifest import TOKEN_NAME, Manifest, read_token, sign
from xlreport.core.master.ledger import LedgerState, read_change_log
from xlreport.core.merge.changes import Decision
from xlreport.core.model import Task
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    FEEDBACK_SHEET,
    PREVIEW_SHEET,
    REPORTED_COLUMNS,
    TABLE_SHEET,
)
from xlreport.core.wording.progress import parse_progress
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"
NEW = "已于11月20日办结。"


@pytest.fixture
def sent(master: Path) -> Path:
    """A master whose department books are out."""
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


def book_of(master: Path, department: str) -> Path:
    return master.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"


def returned(master: Path, name: str) -> Path:
    return master.parent / "回收" / PERIOD / name


def run(master: Path, *, apply: bool = True, minutes: int = 0, **options: object) -> MergeResult:
    now = NOW + timedelta(minutes=minutes)
    return merge(FileBook(master), SilentUi(), now=now, apply=apply, **options)  # type: ignore[arg-type]


def task(master: Path, number: str) -> Task:
    return next(t for t in read_master(FileBook(master)).table.tasks if t.number == number)


def write(master: Path, number: str, column: str, text: str) -> None:
    book = FileBook(master)
    data = read_master(book)
    row = next(t.row for t in data.table.tasks if t.number == number)
    book.write(TABLE_SHEET, {(row, data.table.columns[column]): text})
    book.save()


def test_an_answer_replaces_the_departments_paragraph_and_nothing_else(sent: Path) -> None:
    before = read_master(FileBook(sent)).table
    fill(book_of(sent, "区财政局"), {"5": {"progress": NEW}}, returned(sent, "改了名(1).xlsx"))
    result = run(sent)
    assert [(c.task, c.department, c.column, c.decision) for c in result.plan.changes] == [
        ("5", "区财政局", "progress", Decision.TAKE)
    ]
    after = read_master(FileBook(sent)).table
    for old, new in zip(before.tasks, after.tasks, strict=True):
        for column in REPORTED_COLUMNS:
            if (old.number, column.code) == ("5", "progress"):
                kept = "区工业和信息化局：积极对接市工业和信息化局，开展相关工作。"
                assert new.progress == f"{kept}\n区财政局：{NEW}"
            else:
                assert new.text(column.code) == old.text(column.code)


def test_merging_the_same_file_twice_changes_nothing(sent: Path) -> None:
    fill(book_of(sent, "区财政局"), {"5": {"progress": NEW}}, returned(sent, "a.xlsx"))
    run(sent)
    table = read_master(FileBook(sent))
    again = run(sent, minutes=5)
    assert not again.plan.changes and not again.updates and again.merged_before == ("a.xlsx",)
    assert read_master(FileBook(sent)).table == table.table
    assert read_master(FileBook(sent)).ledger == table.ledger


def test_a_file_returned_unchanged_changes_no_text_but_counts_as_an_answer(sent: Path) -> None:
    before = read_master(FileBook(sent)).table
    shutil.copytree(book_of(sent, "区医保局").parent, returned(sent, "x").parent)
    result = run(sent)
    assert not result.plan.changes and not result.plan.rejections
    data = read_master(FileBook(sent))
    assert data.table == before
    states = {(e.department, e.number): e.state for e in data.ledger}
    assert states["区医保局", "21"] == LedgerState.RETURNED
    assert states["区民政局", "12"] == LedgerState.BLANK


def test_without_apply_the_task_table_stays_as_it_is_and_the_preview_shows_all(sent: Path) -> None:
    before = read_master(FileBook(sent))
    fill(book_of(sent, "区财政局"), {"5": {"progress": NEW}}, returned(sent, "a.xlsx"))
    result = run(sent, apply=False)
    assert not result.updates and len(result.plan.changes) == 1
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (before.table, before.ledger)
    preview = "\n".join("|".join(row) for row in sheet_texts(FileBook(sent), PREVIEW_SHEET))
    assert NEW in preview and "积极配合业务主管部门做好资金保障工作。" in preview and "采用返回" in preview


def test_a_cell_changed_by_both_sides_waits_for_the_clerk(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": "返回的文字"}}, returned(sent, "a.xlsx"))
    write(sent, "22", "progress", "办公室改的文字")
    result = run(sent)
    (conflict,) = result.plan.conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        "相关政策已执行。",
        "办公室改的文字",
        "返回的文字",
    )
    assert conflict.decision == Decision.OPEN
    assert task(sent, "22").progress == "办公室改的文字"
    again = run(sent, minutes=1)
    assert [c.key for c in again.plan.conflicts] == [conflict.key], "an open conflict is shown again"


@pytest.mark.parametrize(
    ("decision", "outcome"),
    [
        ("采用返回", "返回的文字"),
        ("保留现有", "办公室改的文字"),
        ("两者都留", "办公室改的文字\n返回的文字"),
    ],
)
def test_the_clerks_decision_on_the_preview_sheet_is_carried_out(
    sent: Path, decision: str, outcome: str
) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": "返回的文字"}}, returned(sent, "a.xlsx"))
    write(sent, "22", "progress", "办公室改的文字")
    run(sent, apply=False)
    book = FileBook(sent)
    for number, row in enumerate(sheet_texts(book, PREVIEW_SHEET), start=1):
        if "待定" in row:
            book.write(PREVIEW_SHEET, {(number, row.index("待定") + 1): decision})
    book.save()
    run(sent, minutes=1)
    assert task(sent, "22").progress == outcome
    assert not run(sent, minutes=2).plan.changes, "a decided conflict is not asked again"


def test_a_newer_answer_of_the_same_department_replaces_its_earlier_one(sent: Path) -> None:
    first = fill(book_of(sent, "区医保局"), {"22": {"progress": "第一次"}}, returned(sent, "a.xlsx"))
    set_saved_time(first, datetime(2026, 11, 24, 8))
    run(sent)
    second = fill(book_of(sent, "区医保局"), {"22": {"progress": "第二次"}}, returned(sent, "b.xlsx"))
    set_saved_time(second, datetime(2026, 11, 24, 9))
    result = run(sent, minutes=1)
    assert not result.plan.conflicts
    assert task(sent, "22").progress == "第二次"


def test_an_older_file_found_later_does_not_undo_the_newer_one(sent: Path) -> None:
    second = fill(book_of(sent, "区医保局"), {"22": {"progress": "第二次"}}, returned(sent, "b.xlsx"))
    set_saved_time(second, datetime(2026, 11, 24, 9))
    run(sent)
    first = fill(book_of(sent, "区医保局"), {"22": {"progress": "第一次"}}, returned(sent, "a.xlsx"))
    set_saved_time(first, datetime(2026, 11, 24, 8))
    result = run(sent, minutes=1)
    assert task(sent, "22").progress == "第二次"
    assert any(r.file == "a.xlsx" and "b.xlsx" in r.reason for r in result.plan.rejections)


def test_of_two_files_of_one_department_the_one_saved_last_counts(sent: Path) -> None:
    older = fill(book_of(sent, "区医保局"), {"22": {"progress": "旧的"}}, returned(sent, "z.xlsx"))
    newer = fill(book_of(sent, "区医保局"), {"22": {"progress": "新的"}}, returned(sent, "a.xlsx"))
    set_saved_time(older, datetime(2026, 11, 24, 8))
    set_saved_time(newer, datetime(2026, 11, 24, 9))
    result = run(sent)
    assert task(sent, "22").progress == "新的"
    assert [r.file for r in result.plan.rejections] == ["z.xlsx"]


def test_two_different_files_saved_at_the_same_time_are_left_to_the_clerk(sent: Path) -> None:
    for name, text in (("a.xlsx", "甲"), ("b.xlsx", "乙")):
        path = fill(book_of(sent, "区医保局"), {"22": {"progress": text}}, returned(sent, name))
        set_saved_time(path, datetime(2026, 11, 24, 8))
    result = run(sent)
    assert {r.file for r in result.plan.rejections} == {"a.xlsx", "b.xlsx"}
    assert task(sent, "22").progress == "相关政策已执行。"


def test_rows_sorted_deleted_and_inserted_by_the_department_find_their_tasks(sent: Path) -> None:
    def shuffle(sheet: Worksheet) -> None:
        header_row, columns = places(sheet)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row + 1)]
        rows = [row for row in reversed(rows) if row[columns["number"] - 1] != "3"]
        sheet.delete_rows(header_row + 1, sheet.max_row)
        for number, row in enumerate([[None] * len(rows[0]), *rows], start=header_row + 1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
            if row[columns["number"] - 1] == "18":
                sheet.cell(number, columns["progress"], NEW)

    edit(book_of(sent, "区财政局"), shuffle, returned(sent, "a.xlsx"))
    result = run(sent)
    assert [(c.task, c.theirs) for c in result.plan.changes] == [("18", NEW)]
    assert any("缺少第3项" in text for text in result.plan.warnings)


def test_moved_and_inserted_columns_are_found_by_their_headings(sent: Path) -> None:
    def insert(sheet: Worksheet) -> None:
        sheet.insert_cols(3)
        header_row, columns = places(sheet)
        sheet.cell(header_row + 1, columns["progress"], NEW)

    edit(book_of(sent, "区医保局"), insert, returned(sent, "a.xlsx"))
    assert [c.theirs for c in run(sent).plan.changes] == [NEW]


def test_a_prefix_written_by_the_department_itself_is_not_doubled(sent: Path) -> None:
    fill(book_of(sent, "区财政局"), {"5": {"progress": f"区财政局：{NEW}"}}, returned(sent, "a.xlsx"))
    run(sent)
    assert task(sent, "5").progress.endswith(f"\n区财政局：{NEW}")
    assert task(sent, "5").progress.count("区财政局：") == 1


def test_words_put_into_another_departments_mouth_are_reported_and_not_taken(sent: Path) -> None:
    before = task(sent, "5").progress
    text = f"{NEW}\n区工业和信息化局：不配合。"
    fill(book_of(sent, "区财政局"), {"5": {"progress": text}}, returned(sent, "a.xlsx"))
    result = run(sent)
    assert not result.plan.changes and task(sent, "5").progress == before
    assert any("第5项“政策落实情况”" in w and "其他单位" in w for w in result.plan.warnings)


def test_a_row_of_a_task_that_is_not_theirs_is_reported_and_not_taken(sent: Path) -> None:
    other = task(sent, "24")

    def add(sheet: Worksheet) -> None:
        header_row, columns = places(sheet)
        row = header_row + 3
        for code, text in (("number", "24"), ("content", other.content), ("progress", NEW)):
            sheet.cell(row, columns[code], text)

    edit(book_of(sent, "区医保局"), add, returned(sent, "a.xlsx"))
    result = run(sent)
    assert not result.plan.changes and task(sent, "24").progress == other.progress
    assert any("不属于" in text for text in result.plan.warnings)


def test_changes_to_locked_columns_are_reported_and_not_taken(sent: Path) -> None:
    before = task(sent, "21")

    def change(sheet: Worksheet) -> None:
        header_row, columns = places(sheet)
        sheet.cell(header_row + 1, columns["content"]).value = before.content + "（本局意见：延期）"

    edit(book_of(sent, "区医保局"), change, returned(sent, "a.xlsx"))
    result = run(sent)
    assert task(sent, "21").content == before.content
    assert any("政策内容被改动" in text for text in result.plan.warnings)


@pytest.mark.parametrize("kept", ["properties", "names", "cells", "row ids"])
def test_any_single_trace_of_the_manifest_identifies_the_book(sent: Path, kept: str) -> None:
    path = fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    workbook = load_workbook(path)
    sheet = workbook[FEEDBACK_SHEET]
    header_row, _ = places(sheet)
    if kept != "properties":
        for name in list(workbook.custom_doc_props.names):
            del workbook.custom_doc_props[name]
    if kept != "names":
        workbook.defined_names.clear()
    if kept != "cells":
        sheet.cell(header_row - 1, 1).value = None
    if kept != "row ids":
        for row in range(header_row + 1, sheet.max_row + 1):
            sheet.cell(row, 1).value = None
    workbook.save(path)
    assert [c.theirs for c in run(sent).plan.changes] == [NEW]


def test_a_book_saved_by_pandas_is_still_recognised(sent: Path) -> None:
    path = fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    frame = pandas.read_excel(
        path, sheet_name=FEEDBACK_SHEET, header=None, dtype=str, keep_default_na=False, engine="openpyxl"
    )
    frame.to_excel(path, header=False, index=False)
    assert [c.theirs for c in run(sent).plan.changes] == [NEW]


def test_a_forged_department_is_refused(sent: Path) -> None:
    path = fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    workbook = load_workbook(path)
    sheet = workbook[FEEDBACK_SHEET]
    header_row, _ = places(sheet)
    manifest = read_token(sheet.cell(header_row - 1, 1).value)
    assert manifest is not None
    forged = sign(
        Manifest(manifest.master, "区财政局", manifest.period, "0003", manifest.tasks), "not the real key"
    )
    for name in list(workbook.custom_doc_props.names):
        del workbook.custom_doc_props[name]
    workbook.defined_names.clear()
    for row in range(header_row - 1, sheet.max_row + 1):
        sheet.cell(row, 1).value = forged if row == header_row - 1 else None
    workbook.save(path)
    result = run(sent)
    assert not result.plan.changes
    assert [(r.file, "签名不符" in r.reason) for r in result.plan.rejections] == [("a.xlsx", True)]


def test_a_book_that_claims_another_department_on_its_face_is_left_to_the_clerk(sent: Path) -> None:
    def claim(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(max_row=4):
            for cell in row:
                if cell.value == "区医保局":
                    cell.value = "区应急局"

    edit(book_of(sent, "区医保局"), claim, returned(sent, "a.xlsx"))
    assert ["请核实" in r.reason for r in run(sent).plan.rejections] == [True]


def test_files_that_cannot_be_used_are_named_with_the_reason_and_left_in_place(sent: Path) -> None:
    folder = returned(sent, "").parent / PERIOD
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "损坏.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    (folder / "坏的.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "说明.docx").write_bytes(b"x")
    Workbook().save(folder / "空白.xlsx")
    (folder / "~$临时.xlsx").write_bytes(b"x")
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, folder / "好的.xlsx")
    names = sorted(path.name for path in folder.iterdir())
    result = run(sent)
    reasons = {r.file: r.reason for r in result.plan.rejections}
    assert set(reasons) == {"损坏.xlsx", "坏的.xls", "说明.docx", "空白.xlsx"}
    assert "损坏" in reasons["损坏.xlsx"] and "损坏" in reasons["坏的.xls"]
    assert "找不到反馈表" in reasons["说明.docx"] and "反馈表" in reasons["空白.xlsx"]
    assert [c.theirs for c in result.plan.changes] == [NEW], "one bad file never stops the others"
    assert sorted(path.name for path in folder.iterdir()) == names


def test_last_periods_file_is_refused_by_its_period(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    target = sent.parent / "回收" / "2026年12月"
    shutil.copytree(returned(sent, "a.xlsx").parent, target)
    result = run(sent, period="2026年12月")
    assert ["2026年11月" in r.reason for r in result.plan.rejections] == [True]
    named = run(sent, files=[target / "a.xlsx"], minutes=1)
    assert [c.theirs for c in named.plan.changes] == [NEW], "a file given by name may answer any period"


def test_a_file_of_another_master_is_refused(sent: Path, master_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的" / master_path.name
    other.parent.mkdir()
    shutil.copy2(master_path, other)
    dispatch(FileBook(other), SilentUi(), now=NOW)
    fill(book_of(other, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    assert ["不是本总表" in r.reason for r in run(sent).plan.rejections] == [True]


def test_an_answer_still_finds_its_task_after_the_clerk_renumbered_and_moved_it(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    workbook = load_workbook(sent)
    sheet = workbook[TABLE_SHEET]
    sheet.insert_rows(5)
    for row in range(6, 30):
        sheet.cell(row, 2).value += 100
    workbook.save(sent)
    assert [(c.task, c.theirs) for c in run(sent).plan.changes] == [("122", NEW)]


def test_a_task_taken_away_from_the_department_meanwhile_is_left_to_the_clerk(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    write(sent, "22", "departments", "区民政局")
    result = run(sent)
    assert not result.plan.changes
    assert any("已经没有区医保局" in text for text in result.plan.warnings)


def test_numbers_dates_formulas_and_rich_text_in_the_answer_become_plain_text(sent: Path) -> None:
    def type_in(sheet: Worksheet) -> None:
        header_row, columns = places(sheet)
        sheet.cell(header_row + 1, columns["support"]).value = 13800138000.0
        sheet.cell(header_row + 1, columns["problems"]).value = datetime(2026, 11, 20)
        rich = CellRichText("已", TextBlock(InlineFont(b=True), "全部"), "办结")
        sheet.cell(header_row + 1, columns["progress"]).value = rich
        sheet.cell(header_row + 2, columns["progress"]).value = "\x41_x000B_好"

    edit(book_of(sent, "区医保局"), type_in, returned(sent, "a.xlsx"))
    texts = {(c.task, c.column): c.theirs for c in run(sent).plan.changes}
    assert texts["21", "support"] == "13800138000"
    assert texts["21", "problems"] == "2026年11月20日"
    assert texts["21", "progress"] == "已全部办结"


def test_clearing_a_text_is_done_but_pointed_out(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": ""}}, returned(sent, "a.xlsx"))
    result = run(sent)
    assert [(c.base, c.theirs) for c in result.plan.changes] == [("相关政策已执行。", "")]
    assert any("返回为空" in text for text in result.plan.warnings)
    assert task(sent, "22").progress == ""


def test_everything_is_logged_and_backed_up(sent: Path) -> None:
    old = task(sent, "5").progress
    bytes_before = sent.read_bytes()
    fill(book_of(sent, "区财政局"), {"5": {"progress": NEW}}, returned(sent, "a.xlsx"))
    result = run(sent)
    assert result.backup.read_bytes() == bytes_before
    log = read_change_log(sheet_texts(FileBook(sent), CHANGE_LOG_SHEET))
    change = next(entry for entry in log if entry.number == "5")
    assert (change.department, change.source, change.time) == ("区财政局", "a.xlsx", "2026-11-25 09:00:00")
    assert (change.old, change.new) == ("积极配合业务主管部门做好资金保障工作。", NEW)
    assert (change.cell_old, change.cell_new) == (old, task(sent, "5").progress)
    entry = next(
        e for e in read_master(FileBook(sent)).ledger if (e.department, e.number) == ("区财政局", "5")
    )
    assert (entry.state, entry.returned("progress"), entry.returned_file) == (
        LedgerState.RETURNED,
        NEW,
        "a.xlsx",
    )


def test_who_filled_the_book_in_is_kept_in_the_ledger(sent: Path) -> None:
    def sign_off(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(max_row=4):
            for cell in row:
                if cell.value in {"填报人：", "联系电话："}:
                    right = cell.column + 1
                    while sheet.cell(cell.row, right).__class__.__name__ == "MergedCell":
                        right += 1
                    sheet.cell(cell.row, right).value = "张三" if cell.value == "填报人：" else "88112936"

    edit(book_of(sent, "区医保局"), sign_off, returned(sent, "a.xlsx"))
    run(sent)
    entry = next(e for e in read_master(FileBook(sent)).ledger if e.department == "区医保局")
    assert (entry.reporter, entry.reporter_phone) == ("张三", "88112936")


def test_collect_copies_files_in_and_says_whose_they_are(sent: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "下载"
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, inbox / "反馈表(1).xlsx")
    (inbox / "通知.docx").write_bytes(b"x")
    found = collect(FileBook(sent), SilentUi(), today=NOW.date(), sources=[inbox])
    assert [(item.file.name, item.department) for item in found.returns] == [("反馈表(1).xlsx", "区医保局")]
    assert [item.file for item in found.rejections] == ["通知.docx"]
    assert (inbox / "反馈表(1).xlsx").exists() and returned(sent, "反馈表(1).xlsx").exists()
    again = collect(FileBook(sent), SilentUi(), today=NOW.date(), sources=[inbox])
    assert not again.copied


@pytest.mark.parametrize("route", [["xlsx"], ["xls", "xlsx"], ["ods", "xlsx"]], ids="-".join)
def test_a_book_saved_by_libreoffice_merges_all_the_same(
    sent: Path, soffice: str, tmp_path: Path, route: list[str]
) -> None:
    path = fill(book_of(sent, "区财政局"), {"5": {"progress": NEW}}, tmp_path / "in" / "a.xlsx")
    for step, kind in enumerate(route):
        path = saved_by_libreoffice(soffice, path, kind, tmp_path / str(step))
    returned(sent, "a.xlsx").parent.mkdir(parents=True)
    shutil.copy2(path, returned(sent, "a.xlsx"))
    workbook = load_workbook(path)
    sheet = workbook[FEEDBACK_SHEET]
    header_row, _ = places(sheet)
    token = str(sheet.cell(header_row - 1, 1).value)
    assert read_token(token) is not None and read_returned(path).tokens == (token,)
    properties = {p.name: p.value for p in workbook.custom_doc_props.props}
    assert "".join(properties[name] for name in sorted(properties)) == token
    names = {name: item.attr_text.strip('"') for name, item in workbook.defined_names.items()}
    assert token == "".join(names[name] for name in sorted(names) if name.startswith(TOKEN_NAME))
    result = run(sent)
    assert not result.plan.rejections and not result.plan.warnings
    assert [(c.task, c.column, c.theirs) for c in result.plan.changes] == [("5", "progress", NEW)]


def test_no_paragraph_of_any_other_department_changes_when_all_answer(sent: Path) -> None:
    data = read_master(FileBook(sent))
    answers = {
        d: {t.number: {"progress": f"{d}第{t.number}项：进展{i}。"} for i, t in enumerate(data.tasks_of(d))}
        for d in data.departments()
        if d != "区财政局"
    }
    for department, texts in answers.items():
        fill(book_of(sent, department), texts, returned(sent, f"{department}.xlsx"))
    run(sent)
    after = read_master(FileBook(sent))
    for old in data.table.tasks:
        new = next(t for t in after.table.tasks if t.number == old.number)
        for department in data.departments_of(old):
            expected = answers.get(department, {}).get(old.number, {}).get("progress")
            if expected is None:
                expected = data.text_of(old, "progress", department)
            assert after.text_of(new, "progress", department) == expected
        unsigned = [p.body for p in parse_progress(old.problems, data.names) if not p.departments]
        assert [p.body for p in parse_progress(new.problems, data.names) if not p.departments] == unsigned


def test_a_text_dispatched_with_its_own_prefix_and_returned_untouched_is_no_change(master: Path) -> None:
    write(master, "22", "progress", "区医保局：相关政策已执行。")
    dispatch(FileBook(master), SilentUi(), now=NOW)
    fill(book_of(master, "区医保局"), {}, returned(master, "a.xlsx"))
    assert not run(master).plan.changes
    assert task(master, "22").progress == "区医保局：相关政策已执行。"


def test_merged_category_cells_do_not_hinder_a_merge(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    workbook = load_workbook(sent)
    sheet = workbook[TABLE_SHEET]
    for row in range(25, 29):
        sheet.cell(row, 1).value = None
    sheet.merge_cells("A24:A28")
    workbook.save(sent)
    assert [c.theirs for c in run(sent).plan.changes] == [NEW]
    assert task(sent, "22").category == "（五）保民生兜底线"


def test_a_merged_progress_cell_is_named_and_left(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "a.xlsx"))
    workbook = load_workbook(sent)
    workbook[TABLE_SHEET].merge_cells("M25:M26")
    workbook.save(sent)
    result = run(sent)
    assert not result.plan.changes
    assert any("第22项" in text and "合并了单元格" in text for text in result.plan.warnings)


def test_a_text_that_would_not_fit_the_cell_is_named_and_left(master: Path) -> None:
    write(master, "5", "progress", "区工业和信息化局：" + "长" * 32_000)
    dispatch(FileBook(master), SilentUi(), now=NOW)
    fill(book_of(master, "区财政局"), {"5": {"progress": "短" * 900}}, returned(master, "a.xlsx"))
    fill(book_of(master, "区工业和信息化局"), {"5": {"progress": "改短了。"}}, returned(master, "b.xlsx"))
    result = run(master)
    assert any("太长" in text and "第5项" in text for text in result.plan.warnings)
    assert task(master, "5").progress == "区工业和信息化局：改短了。"


def test_an_answer_to_an_earlier_dispatch_is_merged_against_what_that_one_said(sent: Path) -> None:
    first = fill(book_of(sent, "区医保局"), {"22": {"progress": NEW}}, returned(sent, "旧表.xlsx"))
    write(sent, "21", "progress", "办公室改的。")
    dispatch(FileBook(sent), SilentUi(), now=NOW)
    result = run(sent)
    assert first.exists() and [(c.task, c.theirs) for c in result.plan.changes] == [("22", NEW)]
    assert task(sent, "21").progress == "办公室改的。", "the old book's unchanged text changes nothing"


def test_of_answers_to_two_dispatches_the_one_saved_last_counts(sent: Path) -> None:
    old = fill(book_of(sent, "区医保局"), {"22": {"progress": "旧表的回答"}}, returned(sent, "a.xlsx"))
    write(sent, "21", "progress", "办公室改的。")
    dispatch(FileBook(sent), SilentUi(), now=NOW)
    new = fill(book_of(sent, "区医保局"), {"22": {"progress": "新表的回答"}}, returned(sent, "b.xlsx"))
    set_saved_time(old, datetime(2026, 11, 24, 8))
    set_saved_time(new, datetime(2026, 11, 24, 9))
    result = run(sent)
    assert [c.theirs for c in result.plan.changes] == ["新表的回答"]
    assert [r.file for r in result.plan.rejections] == ["a.xlsx"]


def test_an_answer_left_out_for_a_merged_cell_comes_in_once_the_clerk_has_taken_the_merge_apart(
    sent: Path,
) -> None:
    fill(book_of(sent, "区医保局"), {"21": {"progress": NEW}}, returned(sent, "a.xlsx"))
    workbook = load_workbook(sent)
    workbook[TABLE_SHEET].merge_cells("M25:M26")
    workbook.save(sent)
    run(sent)
    workbook = load_workbook(sent)
    workbook[TABLE_SHEET].unmerge_cells("M25:M26")
    workbook.save(sent)
    result = run(sent, minutes=1)
    assert not result.merged_before
    assert task(sent, "21").progress == NEW


def test_two_answers_that_only_together_overfill_a_cell_lose_neither(master: Path) -> None:
    dispatch(FileBook(master), SilentUi(), now=NOW)
    for department in ("区财政局", "区工业和信息化局"):
        fill(
            book_of(master, department),
            {"5": {"progress": department[1] * 20_000}},
            returned(master, f"{department}.xlsx"),
        )
    result = run(master)
    assert len(result.updates) == 1 and len(task(master, "5").progress) < 32_767
    (waiting,) = (c for c in result.plan.changes if c.decision == Decision.OPEN)
    assert "太长" in waiting.note and any("太长" in text for text in result.plan.warnings)
    again = run(master, minutes=1)
    assert any("太长" in text for text in again.plan.warnings), "it is said again, not forgotten"


def test_both_texts_kept_where_one_is_empty_leave_no_blank_line(sent: Path) -> None:
    fill(book_of(sent, "区医保局"), {"22": {"progress": "返回的文字"}}, returned(sent, "a.xlsx"))
    write(sent, "22", "progress", "")
    plan = run(sent, apply=False).plan
    assert replace(plan.changes[0], decision=Decision.BOTH).result == "返回的文字"


def test_an_answer_that_could_not_be_used_is_not_taken_for_a_blank_one(sent: Path) -> None:
    text = "已拨付。\n区工业和信息化局：不配合。"
    fill(book_of(sent, "区财政局"), {"5": {"progress": text}}, returned(sent, "a.xlsx"))
    run(sent)
    entry = next(
        e for e in read_master(FileBook(sent)).ledger if (e.department, e.number) == ("区财政局", "5")
    )
    assert entry.state == LedgerState.SENT


def test_a_text_the_clerk_took_back_by_hand_is_not_brought_in_again_unasked(sent: Path) -> None:
    before = task(sent, "22").progress
    first = fill(book_of(sent, "区医保局"), {"22": {"progress": "说错了"}}, returned(sent, "a.xlsx"))
    set_saved_time(first, datetime(2026, 11, 24, 8))
    run(sent)
    write(sent, "22", "progress", before)
    answers = {"22": {"progress": "说错了"}, "21": {"problems": "补充一条"}}
    second = fill(book_of(sent, "区医保局"), answers, returned(sent, "b.xlsx"))
    set_saved_time(second, datetime(2026, 11, 24, 9))
    result = run(sent, minutes=1)
    assert task(sent, "22").progress == before and task(sent, "21").problems == "补充一条"
    assert [(c.task, c.decision) for c in result.plan.conflicts] == [("22", Decision.OPEN)]


def test_what_a_file_itself_makes_unusable_does_not_bring_the_file_back_every_time(sent: Path) -> None:
    texts = {"progress": "已拨付。\n区工业和信息化局：不配合。", "problems": "缺人。"}
    fill(book_of(sent, "区财政局"), {"5": texts}, returned(sent, "a.xlsx"))
    assert any("其他单位" in text for text in run(sent).plan.warnings)
    write(sent, "5", "problems", "区财政局：办公室润色过。")
    again = run(sent, minutes=1)
    assert again.merged_before == ("a.xlsx",) and not again.plan.changes and not again.plan.warnings
