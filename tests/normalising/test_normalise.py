"""自动规范 from the clerk's side: preview, decisions, writing, undoing, on the real table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from tests.answers import fill, saved_by_libreoffice
from tests.test_cli import answered, xlreport
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.actions.normalising.normalise import NormaliseResult, normalise
from xlreport.books.file import FileBook
from xlreport.core.master.ledger import read_change_log
from xlreport.core.model import TaskTable
from xlreport.core.schema import CHANGE_LOG_SHEET, NORMALISING_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
HEADER_ROW = 4
OLD, DECISION, MARK = 5, 7, 9


def run(master: Path, minutes: int = 0, *, apply: bool = False) -> NormaliseResult:
    return normalise(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=minutes), apply=apply)


def table(master: Path) -> TaskTable:
    return read_master(FileBook(master)).table


def write(master: Path, texts: dict[str, str]) -> None:
    """Type texts into the cells of the task table by A1 reference."""
    workbook = load_workbook(master, rich_text=True)
    for cell, text in texts.items():
        workbook[TABLE_SHEET][cell].value = text
    workbook.save(master)


def change_preview(master: Path, change: Callable[[Worksheet], None]) -> None:
    workbook = load_workbook(master, rich_text=True)
    change(workbook[NORMALISING_SHEET])
    workbook.save(master)


def choose(master: Path, cell: str, decision: str | None) -> None:
    """Choose on every row of the preview that is about this cell."""

    def type_in(sheet: Worksheet) -> None:
        for row in range(HEADER_ROW + 1, sheet.max_row + 1):
            if sheet.cell(row, 3).value == cell:
                sheet.cell(row, DECISION).value = decision

    change_preview(master, type_in)


@pytest.fixture
def messy(master: Path) -> Path:
    """The real table with some slips typed into it."""
    write(
        master,
        {
            "C5": "对于2022年第四季度到期的贷款,延期1，000户(含个体工商户)",
            "E6": "区文化和旅游局,区财政局",
            "F6": "闫立彬、丁一",
            "H8": "石少朕 185 5312 6190",
            "M6": "区文化和旅游局:已开展“5-7家,试点”。。\n 区财政局：拨付 50％.",
        },
    )
    return master


CLEAN = {
    "content": "对于2022年第四季度到期的贷款，延期1,000户（含个体工商户）",
    "departments": "区文化和旅游局、区财政局",
    "leaders": "闫立彬\n丁  一",
    "contacts": "石少朕 18553126190",
    "progress": "区文化和旅游局：已开展“5-7家,试点”。\n区财政局：拨付50%。",
}


def test_a_preview_lists_every_correction_and_leaves_the_table_as_it_is(messy: Path) -> None:
    before = table(messy)
    result = run(messy)
    assert table(messy) == before and not result.changed
    rows = sheet_texts(FileBook(messy), NORMALISING_SHEET)[HEADER_ROW:]
    assert len(rows) == len(result.corrections) > 10
    assert {row[DECISION - 1] for row in rows} == {"采用"}
    first = next(row for row in rows if row[2] == "C5")
    assert first[:4] == ["1", "省政策清单内容", "C5", "N814 半角标点"]
    assert first[4:6] == ["…四季度到期的贷款,延期1，000户…", "…四季度到期的贷款，延期1，000户…"]


def test_what_goes_and_what_comes_is_marked_in_the_texts(messy: Path) -> None:
    run(messy)
    sheet = load_workbook(messy, rich_text=True)[NORMALISING_SHEET]
    old, new = sheet.cell(HEADER_ROW + 1, OLD).value, sheet.cell(HEADER_ROW + 1, OLD + 1).value
    assert isinstance(old, CellRichText) and isinstance(new, CellRichText)
    assert [run.text for run in old if run.font.strike] == [","]
    assert [run.text for run in new if run.font.u] == ["，"]


def test_everything_is_carried_out_at_once_with_a_backup_and_a_log(messy: Path) -> None:
    before = messy.read_bytes()
    result = run(messy, apply=True)
    tasks = {task.number: task for task in table(messy).tasks}
    assert tasks["1"].content == CLEAN["content"] and tasks["4"].contacts == CLEAN["contacts"]
    for code in ("departments", "leaders", "progress"):
        assert tasks["2"].text(code) == CLEAN[code]
    assert result.backup.read_bytes() == before
    log = read_change_log(sheet_texts(FileBook(messy), CHANGE_LOG_SHEET))
    assert len(log) == len(result.changed) and len({entry.batch for entry in log}) == 1
    entry = next(entry for entry in log if entry.cell == "F6")
    assert (entry.action, entry.number, entry.column) == ("自动规范", "2", "分管区领导")
    assert (entry.cell_old, entry.cell_new) == ("闫立彬、丁一", CLEAN["leaders"])
    assert "人名分隔" in entry.source and entry.operator


def test_a_second_time_there_is_nothing_to_correct(messy: Path) -> None:
    run(messy, apply=True)
    after = table(messy)
    again = run(messy, 1, apply=True)
    assert not again.corrections and not again.changed and table(messy) == after
    assert "没有需要规范的写法" in str(sheet_texts(FileBook(messy), NORMALISING_SHEET))


def test_undoing_puts_every_cell_back_character_for_character(messy: Path) -> None:
    before = table(messy)
    run(messy, apply=True)
    result = undo_merge(FileBook(messy), SilentUi(), now=NOW + timedelta(minutes=1))
    assert table(messy) == before and not result.plan.left
    assert len(run(messy, 2).corrections) > 10
    with pytest.raises(XlreportError, match="没有可以撤销的"):
        undo_merge(FileBook(messy), SilentUi(), now=NOW + timedelta(minutes=3))


def test_a_cell_changed_since_is_not_undone_and_is_named(messy: Path) -> None:
    run(messy, apply=True)
    write(messy, {"F6": "高  博"})
    result = undo_merge(FileBook(messy), SilentUi(), now=NOW + timedelta(minutes=1))
    assert result.plan.left == ("第2项“分管区领导”后来又改过，没有恢复",)
    assert table(messy).tasks[1].leaders == "高  博"
    assert table(messy).tasks[1].departments == "区文化和旅游局,区财政局"


def test_rows_of_the_same_number_are_each_undone(master: Path) -> None:
    write(master, {"B6": "1", "M5": "甲,乙", "M6": "甲,乙", "J5": "丙,丁", "J6": "戊,己"})
    before = table(master)
    run(master, apply=True)
    undo_merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=1))
    assert table(master) == before


def test_merging_and_normalising_are_undone_in_turn(messy: Path) -> None:
    dispatch(FileBook(messy), SilentUi(), now=NOW)
    sent = messy.parent / "下发" / "2026年11月" / "区医保局-2026年11月.xlsx"
    fill(sent, {"22": {"progress": "新进展,已落实"}}, messy.parent / "回收" / "2026年11月" / "a.xlsx")
    first = table(messy)
    merge(FileBook(messy), SilentUi(), now=NOW, apply=True)
    merged = table(messy)
    run(messy, 1, apply=True)
    assert "新进展，已落实" in str(table(messy))
    undo_merge(FileBook(messy), SilentUi(), now=NOW + timedelta(minutes=2))
    assert table(messy) == merged
    undo_merge(FileBook(messy), SilentUi(), now=NOW + timedelta(minutes=3))
    assert table(messy) == first


def test_what_the_clerk_refuses_is_not_written_and_stays_refused(messy: Path) -> None:
    run(messy)
    choose(messy, "C5", "不改")
    run(messy, 1, apply=True)
    run(messy, 2, apply=True)
    content = table(messy).tasks[0].content
    assert content == "对于2022年第四季度到期的贷款,延期1，000户(含个体工商户)"
    rows = [row for row in sheet_texts(FileBook(messy), NORMALISING_SHEET) if row[2:3] == ["C5"]]
    assert len(rows) == 3 and {row[DECISION - 1] for row in rows} == {"不改"}


def test_one_refused_correction_stays_refused_after_its_neighbours_are_written(messy: Path) -> None:
    run(messy)

    def refuse(sheet: Worksheet) -> None:
        row = next(r for r in range(5, 99) if "半角括号" in str(sheet.cell(r, 4).value))
        sheet.cell(row, DECISION).value = "不改"

    change_preview(messy, refuse)
    for minutes in (1, 2, 3):
        run(messy, minutes, apply=True)
        assert table(messy).tasks[0].content == CLEAN["content"].replace("（", "(").replace("）", ")")


@pytest.mark.parametrize(("typed", "said"), [(None, ""), ("待定", ""), ("好", "看不懂")])
def test_a_cleared_or_unknown_decision_waits(messy: Path, typed: str | None, said: str) -> None:
    run(messy)
    choose(messy, "E6", typed)
    result = run(messy, 1, apply=True)
    assert table(messy).tasks[1].departments == "区文化和旅游局,区财政局"
    (waiting,) = (item for item in result.corrections if item.cell.reference == "E6")
    assert waiting.decision == "待定" and said in waiting.note
    choose(messy, "E6", "采用")
    run(messy, 2, apply=True)
    assert table(messy).tasks[1].departments == CLEAN["departments"]


def test_decisions_torn_from_their_texts_are_not_carried_out(messy: Path) -> None:
    run(messy)

    def sort_one_column(sheet: Worksheet) -> None:
        one, other = sheet.cell(HEADER_ROW + 1, MARK), sheet.cell(HEADER_ROW + 6, MARK)
        one.value, other.value = other.value, one.value

    change_preview(messy, sort_one_column)
    result = run(messy, 1, apply=True)
    torn = [item for item in result.corrections if "对不上" in item.note]
    assert len(torn) == 2 and all(item.decision == "待定" for item in torn)


def test_what_is_calculated_stays_calculated(master: Path, soffice: str) -> None:
    workbook = load_workbook(master)
    workbook[TABLE_SHEET]["J5"].value = '="甲,"&"乙"'
    workbook.save(master)
    converted = saved_by_libreoffice(soffice, master, "xlsx", master.parent / "lo")
    book = FileBook(converted, allow_loss=True)
    assert read_master(book).table.tasks[0].remark == "甲,乙", "calculated"
    normalise(book, SilentUi(), now=NOW, apply=True)
    assert load_workbook(converted)[TABLE_SHEET]["J5"].value == '="甲,"&"乙"'


def test_merged_cells_are_corrected_once_and_numbers_stay_numbers(master: Path) -> None:
    workbook = load_workbook(master)
    sheet = workbook[TABLE_SHEET]
    sheet["J5"].value, sheet["J7"].value = "甲,乙", 20231231
    sheet.merge_cells("J5:J6")
    workbook.save(master)
    run(master, apply=True)
    sheet = load_workbook(master)[TABLE_SHEET]
    assert (sheet["J5"].value, sheet["J7"].value) == ("甲，乙", 20231231)
    assert "J5:J6" in [str(area) for area in sheet.merged_cells.ranges]


def test_texts_that_lie_with_departments_are_named(messy: Path) -> None:
    class Ui(SilentUi):
        said = ""

        def warn(self, message: str) -> None:
            self.said += message

    dispatch(FileBook(messy), SilentUi(), now=NOW)
    ui = Ui()
    normalise(FileBook(messy), ui, now=NOW)
    assert "已经下发" in ui.said and "冲突" in ui.said


def test_the_command_previews_and_applies_and_undo_takes_it_back(messy: Path) -> None:
    before = table(messy)
    listed = answered(xlreport("normalise", messy.name, "--json", folder=messy.parent))
    row = next(item for item in listed["corrections"] if item["cell"] == "H8")
    assert {name: row[name] for name in ("task", "column", "rule", "title", "decision", "applied")} == {
        "task": "4",
        "column": "contacts",
        "rule": "N836",
        "title": "电话写法",
        "decision": "采用",
        "applied": False,
    }
    assert row["new"] == "石少朕 18553126190" and table(messy) == before
    texts = {task.row: task for task in before.tasks}
    for item in listed["corrections"]:
        assert item["old"] in texts[int(item["cell"][1:])].text(item["column"]), "verbatim"
    done = xlreport("normalise", messy.name, "--apply", "--json", folder=messy.parent)
    assert answered(done)["applied"] == len(listed["corrections"]) and "备份" in done.stderr
    undone = xlreport("undo", messy.name, folder=messy.parent)
    assert undone.returncode == 0 and "自动规范" in undone.stderr and table(messy) == before
