"""合并预览: what the clerk sees is what is merged, and a decision stays with the texts it was made for."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from tests.answers import fill, saved_by_libreoffice, set_saved_time
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.core.measure import HIGHEST_ROW
from xlreport.core.merge.changes import Decision
from xlreport.core.schema import PREVIEW_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.sheets.merge.preview import HEADER_ROW, read_choices
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"
OFFICE = "办公室改的文字，共3处。"
THEIRS = "返回的文字，共5处。"
DECISION, KEY = 8, 11


def answer(master: Path, department: str, texts: dict[str, dict[str, str]], name: str, hour: int = 8) -> None:
    """Put a filled-in department book, saved at this hour, into the 回收 folder."""
    sent = master.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
    set_saved_time(fill(sent, texts, master.parent / "回收" / PERIOD / name), datetime(2026, 11, 24, hour))


def run(master: Path, minutes: int = 0, *, apply: bool = False) -> MergeResult:
    return merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=minutes), apply=apply)


def write(master: Path, number: str, column: str, text: str) -> None:
    book = FileBook(master)
    data = read_master(book)
    row = next(t.row for t in data.table.tasks if t.number == number)
    book.write(TABLE_SHEET, {(row, data.table.columns[column]): text})
    book.save()


def progress(master: Path, number: str) -> str:
    return next(t.progress for t in read_master(FileBook(master)).table.tasks if t.number == number)


def change_preview(master: Path, change: Callable[[Worksheet], None]) -> None:
    """What the clerk does to the preview by hand."""
    workbook = load_workbook(master, rich_text=True)
    change(workbook[PREVIEW_SHEET])
    workbook.save(master)


def choose(master: Path, task: str, decision: str | None) -> None:
    def type_in(sheet: Worksheet) -> None:
        for row in range(HEADER_ROW + 1, sheet.max_row + 1):
            if sheet.cell(row, 1).value == task:
                sheet.cell(row, DECISION).value = decision

    change_preview(master, type_in)


@pytest.fixture
def clash(master: Path) -> Path:
    """A master with two conflicts (21, 22) and a plain change (5), previewed."""
    dispatch(FileBook(master), SilentUi(), now=NOW)
    answer(master, "区医保局", {"22": {"progress": THEIRS}, "21": {"progress": THEIRS}}, "医保.xlsx")
    answer(master, "区财政局", {"5": {"progress": "已拨付500万元。"}}, "财政.xlsx")
    write(master, "22", "progress", OFFICE)
    write(master, "21", "progress", "办公室改的另一段。")
    run(master)
    return master


def test_the_difference_is_marked_inside_the_two_texts(clash: Path) -> None:
    sheet = load_workbook(clash, rich_text=True)[PREVIEW_SHEET]
    row = next(row for row in range(5, 9) if sheet.cell(row, 1).value == "22")
    assert sheet.cell(row, 5).value == "相关政策已执行。"
    mine, theirs = sheet.cell(row, 6).value, sheet.cell(row, 7).value
    assert [(run.text, bool(run.font.strike)) for run in mine] == [
        ("办公室改", True), ("的文字，共", False), ("3", True), ("处。", False)
    ]  # fmt: skip
    assert [(run.text, run.font.u) for run in theirs] == [
        ("返回", "single"), ("的文字，共", None), ("5", "single"), ("处。", None)
    ]  # fmt: skip


def test_the_marked_texts_read_as_plain_text(clash: Path) -> None:
    row = next(row for row in sheet_texts(FileBook(clash), PREVIEW_SHEET) if row[0] == "22")
    assert row[4:7] == ["相关政策已执行。", OFFICE, THEIRS]


def test_another_action_keeps_the_marks_and_finds_no_loss(clash: Path) -> None:
    def runs() -> list[str]:
        sheet = load_workbook(clash, rich_text=True)[PREVIEW_SHEET]
        return [
            repr(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, CellRichText)
        ]

    before = runs()
    validate(FileBook(clash), SilentUi(), as_of=date(2026, 11, 25))
    assert before and runs() == before


def test_white_space_between_two_formats_survives_saving(master: Path) -> None:
    workbook = load_workbook(master, rich_text=True)
    parts = ("甲", TextBlock(InlineFont(b=True), "\n"), TextBlock(InlineFont(i=True), "乙"))
    workbook[TABLE_SHEET]["J5"].value = CellRichText(parts)
    path = master.with_name("x.xlsx")
    workbook.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(master, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"<t>\n</t>", b'<t xml:space="preserve">\n</t>')
            new.writestr(name, data)
    validate(FileBook(master), SilentUi(), as_of=date(2026, 11, 25))
    with zipfile.ZipFile(master) as archive:
        sheets = b"".join(archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
    assert b'<t xml:space="preserve">\n</t>' in sheets and b"<t>\n</t>" not in sheets


def test_sorting_the_preview_takes_each_decision_along(clash: Path) -> None:
    choose(clash, "22", "采用返回")
    choose(clash, "21", "保留现有")

    def turn_round(sheet: Worksheet) -> None:
        rows = range(HEADER_ROW + 1, HEADER_ROW + 4)
        values = [[sheet.cell(row, column).value for column in range(1, KEY + 1)] for row in rows]
        for row, line in zip(rows, reversed(values), strict=True):
            for column, value in enumerate(line, start=1):
                sheet.cell(row, column).value = value

    change_preview(clash, turn_round)
    run(clash, 1, apply=True)
    assert progress(clash, "22") == THEIRS and progress(clash, "21") == "办公室改的另一段。"


def test_decisions_torn_from_their_texts_are_not_carried_out(clash: Path) -> None:
    choose(clash, "22", "采用返回")
    choose(clash, "21", "保留现有")

    def swap(sheet: Worksheet) -> None:
        one, other = sheet.cell(HEADER_ROW + 1, KEY), sheet.cell(HEADER_ROW + 2, KEY)
        one.value, other.value = other.value, one.value

    change_preview(clash, swap)
    result = run(clash, 1, apply=True)
    assert progress(clash, "22") == OFFICE and progress(clash, "21") == "办公室改的另一段。"
    assert sum("对不上" in text for text in result.plan.warnings) == 2


@pytest.mark.parametrize("decision", ["采用返回", "保留现有", "两者都留"])
def test_a_decision_is_not_used_for_a_text_that_came_later(clash: Path, decision: str) -> None:
    choose(clash, "22", decision)
    answer(clash, "区医保局", {"22": {"progress": "又改了的文字"}}, "医保2.xlsx", hour=9)
    result = run(clash, 1, apply=True)
    assert progress(clash, "22") == OFFICE
    (change,) = (c for c in result.plan.changes if c.task == "22")
    assert (change.decision, change.theirs) == (Decision.OPEN, "又改了的文字")
    assert any("第22项" in text and "请重新选择" in text for text in result.plan.warnings)


def test_a_decision_is_not_used_once_the_masters_text_has_changed(clash: Path) -> None:
    choose(clash, "22", "采用返回")
    write(clash, "22", "progress", "又改了一次")
    result = run(clash, 1, apply=True)
    assert progress(clash, "22") == "又改了一次"
    assert any("第22项" in text and "请重新选择" in text for text in result.plan.warnings)


def test_a_kept_text_is_not_overwritten_by_a_newer_answer_unasked(clash: Path) -> None:
    before = progress(clash, "5")
    choose(clash, "5", "保留现有")
    answer(clash, "区财政局", {"5": {"progress": "已拨付600万元。"}}, "财政2.xlsx", hour=9)
    result = run(clash, 1, apply=True)
    assert progress(clash, "5") == before
    assert [c.decision for c in result.plan.changes if c.task == "5"] == [Decision.OPEN]


@pytest.mark.parametrize(("typed", "said"), [(None, ""), ("待定", ""), ("采用", "看不懂")])
def test_a_cleared_or_unknown_decision_leaves_the_text_and_is_asked_again(
    clash: Path, typed: str | None, said: str
) -> None:
    before = progress(clash, "5")
    choose(clash, "5", typed)
    result = run(clash, 1, apply=True)
    assert progress(clash, "5") == before
    assert [c.decision for c in result.plan.changes if c.task == "5"] == [Decision.OPEN]
    assert any(said in text for text in result.plan.warnings) if said else True
    choose(clash, "5", "采用返回")
    run(clash, 2, apply=True)
    assert "已拨付500万元。" in progress(clash, "5")


def test_a_decision_whose_file_is_gone_is_named(clash: Path) -> None:
    choose(clash, "22", "采用返回")
    (clash.parent / "回收" / PERIOD / "医保.xlsx").unlink()
    result = run(clash, 1, apply=True)
    assert progress(clash, "22") == OFFICE
    assert any("第22项" in text and "没有使用" in text for text in result.plan.warnings)


def test_decisions_carried_out_are_not_complained_of_the_next_time(clash: Path) -> None:
    choose(clash, "22", "采用返回")
    choose(clash, "21", "保留现有")
    run(clash, 1, apply=True)
    assert not run(clash, 2, apply=True).plan.warnings


def test_what_was_kept_stays_kept_when_the_undone_merge_is_merged_again(clash: Path) -> None:
    before = progress(clash, "5")
    for task in ("5", "21", "22"):
        choose(clash, task, "保留现有")
    run(clash, 1, apply=True)
    undo_merge(FileBook(clash), SilentUi(), now=NOW + timedelta(minutes=2))
    run(clash, 3, apply=True)
    assert progress(clash, "5") == before and progress(clash, "22") == OFFICE


def test_without_conflicts_one_click_merges_all(master: Path) -> None:
    dispatch(FileBook(master), SilentUi(), now=NOW)
    answer(master, "区医保局", {"22": {"progress": THEIRS}, "21": {"problems": "缺钱"}}, "a.xlsx")
    answer(master, "区财政局", {"5": {"progress": "已拨付。"}}, "b.xlsx")
    result = run(master, apply=True)
    assert len(result.updates) == 3 == len(result.plan.changes)


def test_a_preview_made_by_libreoffice_is_still_understood(clash: Path, soffice: str, tmp_path: Path) -> None:
    choose(clash, "22", "采用返回")
    shutil.copy2(saved_by_libreoffice(soffice, clash, "xlsx", tmp_path / "lo"), clash)
    choices = read_choices(sheet_texts(FileBook(clash), PREVIEW_SHEET))
    assert len(choices) == 3
    merge(FileBook(clash, allow_loss=True), SilentUi(), now=NOW, apply=True)
    assert progress(clash, "22") == THEIRS


def test_every_row_has_a_height_that_excel_accepts_however_long_the_texts(master: Path) -> None:
    dispatch(FileBook(master), SilentUi(), now=NOW)
    answer(master, "区医保局", {"22": {"progress": "很长的一段话。" * 2000}}, "a.xlsx")
    (master.parent / "回收" / PERIOD / ("说明" * 30 + ".docx")).write_bytes(b"x")
    run(master)
    sheet = load_workbook(master)[PREVIEW_SHEET]
    filled = {cell.row for row in sheet.iter_rows() for cell in row if cell.value is not None}
    heights = {row: sheet.row_dimensions[row].height for row in filled}
    assert all(height is not None and height <= HIGHEST_ROW for height in heights.values())
    assert "编辑栏" in str(sheet.cell(HEADER_ROW + 1, 9).value)
