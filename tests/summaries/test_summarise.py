"""The summarise action and what its sheets look like."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from openpyxl import Workbook
from openpyxl.chart._chart import ChartBase
from openpyxl.worksheet.worksheet import Worksheet

import xlreport
from tests import golden
from tests.answers import fill
from tests.summaries.test_summaries import entry
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.importing.import_ import import_table
from xlreport.actions.merge.merge import merge
from xlreport.actions.summaries.summarise import summarise
from xlreport.books.file import FileBook
from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.master.periods import shown_period
from xlreport.core.master.settings import Settings
from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import (
    SUMMARY_CHANGES,
    SUMMARY_DEPARTMENTS,
    SUMMARY_LEADERS,
    SUMMARY_OVERVIEW,
    SUMMARY_PROBLEMS,
    SUMMARY_RETURNS,
    SUMMARY_SHEETS,
    TABLE_SHEET,
)
from xlreport.core.summaries.changes import Novelty
from xlreport.core.summaries.survey import Survey
from xlreport.core.text import as_text
from xlreport.drawing.layout import Head
from xlreport.sheets.summaries import TABS
from xlreport.ui.port import SilentUi

DAY = date(2023, 12, 10)
PERIOD = "2023年12月"
SOURCES = str(Path(xlreport.__file__).parent.parent)


def painted(table: TaskTable) -> Workbook:
    """A workbook with all summary tabs of a table."""
    survey = Survey(Master(table, Directory(()), Settings({}, {}), ()), DAY, PERIOD)
    head = Head("".join(table.title), DAY, PERIOD)
    workbook = Workbook()
    workbook.active.title = TABLE_SHEET
    for tab in TABS:
        tab.painter(tab.figures(survey), head)(workbook.create_sheet(tab.sheet))
    return workbook


def placed(table: TaskTable) -> TaskTable:
    """The table as if it stood on the sheet: headings in row 3, column order as in the schema."""
    tasks = tuple(replace(task, row=row) for row, task in enumerate(table.tasks, start=4))
    codes = [name for name in Task.__dataclass_fields__ if name != "row"]
    columns = {code: number for number, code in enumerate(codes, start=1)}
    return replace(table, tasks=tasks, sheet=TABLE_SHEET, header_row=3, columns=columns)


def texts(sheet: Worksheet) -> list[str]:
    return [as_text(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def links(sheet: Worksheet) -> dict[str, str]:
    return {
        cell.coordinate: cell.hyperlink.location
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }


@pytest.fixture(scope="module")
def workbook(seed_table: TaskTable) -> Workbook:
    return painted(placed(seed_table))


@pytest.fixture
def master(seed_path: Path, tmp_path: Path) -> Path:
    return import_table(seed_path, tmp_path / "任务分工表.xlsx", SilentUi()).path


# --- the action -------------------------------------------------------------------------------


def test_summarising_fills_all_eight_tabs_of_the_real_master(master: Path) -> None:
    before = openpyxl.load_workbook(master)[TABLE_SHEET]
    result = summarise(FileBook(master), SilentUi(), as_of=DAY)
    after = openpyxl.load_workbook(master)
    assert list(SUMMARY_SHEETS) == [name for name in after.sheetnames if name in SUMMARY_SHEETS]
    assert list(after[TABLE_SHEET].values) == list(before.values)
    assert result.figures[SUMMARY_OVERVIEW].total.tasks == 24


def test_the_json_holds_the_figures_that_the_sheets_show(master: Path) -> None:
    shown = summarise(FileBook(master), SilentUi(), as_of=DAY).as_json()
    assert json.loads(json.dumps(shown, ensure_ascii=False)) == shown
    assert list(shown["tabs"]) == list(SUMMARY_SHEETS)
    assert shown["as_of"] == "2023-12-10"
    sheet = openpyxl.load_workbook(master)[SUMMARY_OVERVIEW]
    for own in shown["tabs"][SUMMARY_OVERVIEW]["categories"]:
        row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == own["category"])
        assert [row[2], row[7], row[8], row[10], row[11]] == [
            own[name] for name in ("tasks", "shares", "reported", "problems", "support")
        ]


def test_summarising_twice_gives_the_same_tabs(master: Path) -> None:
    summarise(FileBook(master), SilentUi(), as_of=DAY)
    first = {name: texts(openpyxl.load_workbook(master)[name]) for name in SUMMARY_SHEETS}
    summarise(FileBook(master), SilentUi(), as_of=DAY)
    workbook = openpyxl.load_workbook(master)
    assert {name: texts(workbook[name]) for name in SUMMARY_SHEETS} == first
    assert len(workbook[SUMMARY_OVERVIEW]._charts) == 2


def test_a_round_that_runs_into_the_next_month_stays_the_one_shown() -> None:
    ledger = (entry("1", "甲局", "已下发", period="2023年11月"),)
    none = Settings({}, {})
    assert shown_period("", none, ledger, DAY) == "2023年11月"
    assert shown_period("", none, (), DAY) == "2023年12月"
    assert shown_period("", Settings({"period": "四季度"}, {}), ledger, DAY) == "四季度"
    assert shown_period("2023年10月", none, ledger, DAY) == "2023年10月"


def test_other_commands_do_not_wait_for_pandas() -> None:
    program = "import sys, xlreport.actions.summaries.summarise; sys.exit('pandas' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": SOURCES}, check=False).returncode
        == 0
    )


# --- the sheets -------------------------------------------------------------------------------


def test_the_overview_reads_as_accepted(workbook: Workbook) -> None:
    cells = [
        f"{cell.coordinate}\t{as_text(cell.value)}"
        for row in workbook[SUMMARY_OVERVIEW].iter_rows()
        for cell in row
        if cell.value is not None
    ]
    golden.check("汇总-总览.txt", "\n".join(cells) + "\n")


NO_LISTS = {SUMMARY_OVERVIEW, SUMMARY_CHANGES, SUMMARY_RETURNS}
"""Tabs that are no list of the undispatched table's rows."""


@pytest.mark.parametrize("name", [n for n in SUMMARY_SHEETS if n not in NO_LISTS])
def test_each_list_row_leads_to_its_task(workbook: Workbook, name: str, seed_table: TaskTable) -> None:
    sheet = workbook[name]
    top, bottom = (int("".join(filter(str.isdigit, part))) for part in sheet.auto_filter.ref.split(":"))
    found = links(sheet)
    assert len(found) == bottom - top
    by_row = {task.row: task for task in placed(seed_table).tasks}
    for place, location in found.items():
        target = location.removeprefix(f"'{TABLE_SHEET}'!")
        task = by_row[int("".join(filter(str.isdigit, target)))]
        if sheet.cell(top, 1).value == "序号":
            assert as_text(sheet[place].value) == task.number


def test_each_heading_of_the_matrix_leads_to_its_task(workbook: Workbook) -> None:
    locations = list(links(workbook[SUMMARY_RETURNS]).values())
    assert locations == [f"'{TABLE_SHEET}'!M{row}" for row in range(4, 28)]


@pytest.mark.parametrize("name", SUMMARY_SHEETS)
def test_every_tab_is_set_up_for_printing(workbook: Workbook, name: str) -> None:
    sheet = workbook[name]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth == 1
    if name not in {SUMMARY_OVERVIEW, SUMMARY_CHANGES}:
        assert sheet.print_title_rows
        assert sheet.freeze_panes


def charts(workbook: Workbook) -> Iterator[tuple[Worksheet, ChartBase]]:
    for sheet in workbook.worksheets:
        for chart in sheet._charts:
            yield sheet, chart


def test_the_charts_show_numbers_of_their_own_sheet_only(workbook: Workbook) -> None:
    seen = 0
    for sheet, chart in charts(workbook):
        for series in chart.series:
            for reference in (series.val.numRef.f, series.cat.strRef.f, series.tx.strRef.f):
                assert reference.startswith(f"'{sheet.title}'!")
                seen += 1
    assert seen >= 9


def test_the_charts_hide_nothing_and_do_not_overlap(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        areas = [(chart.anchor._from, chart.anchor.to) for chart in sheet._charts]
        covered = [
            {(row, column) for row in range(a.row, b.row + 1) for column in range(a.col, b.col + 1)}
            for a, b in areas
        ]
        assert sum(map(len, covered)) == len(set().union(*covered))
        filled = {
            (cell.row - 1, cell.column - 1)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert not filled & set().union(*covered)


def test_the_bars_have_visible_axes_and_a_title(workbook: Workbook) -> None:
    for _, chart in charts(workbook):
        assert chart.title.tx.rich.p[0].r[0].t
        for axis in (getattr(chart, "x_axis", None), getattr(chart, "y_axis", None)):
            assert axis is None or axis.delete is False


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    table = TaskTable("", (), (Task("1", departments="甲局", problems='=HYPERLINK("http://a")'),))
    sheet = painted(table)[SUMMARY_PROBLEMS]
    (cell,) = [c for row in sheet.iter_rows() for c in row if as_text(c.value).startswith("=")]
    assert cell.data_type == "s"


def test_empty_lists_say_so_in_a_sentence() -> None:
    table = TaskTable("", (), (Task("1", departments="甲局", problems="无"),))
    assert "目前各部门都没有反映问题。" in texts(painted(table)[SUMMARY_PROBLEMS])


def test_a_blank_table_gives_seven_tabs_without_lists_or_charts() -> None:
    workbook = painted(TaskTable("", (), ()))
    assert not list(charts(workbook))
    for name in SUMMARY_SHEETS:
        assert any("暂无" in text or "没有" in text for text in texts(workbook[name])), name


def test_sixty_departments_fit_their_tabs() -> None:
    names = [f"第{number}局" for number in range(1, 61)]
    tasks = tuple(Task(str(n), departments="、".join(names[n - 1 : n + 4])) for n in range(1, 57))
    workbook = painted(placed(TaskTable("", (), tasks)))
    assert set(names) <= set(texts(workbook[SUMMARY_DEPARTMENTS]))
    assert workbook[SUMMARY_RETURNS].page_setup.fitToWidth == 2
    assert not workbook[SUMMARY_DEPARTMENTS]._charts


def test_a_very_long_paragraph_is_shown_whole() -> None:
    long = "".join(f"第{number}条困难。" for number in range(600))
    sheet = painted(TaskTable("", (), (Task("1", departments="甲局", problems=long),)))[SUMMARY_PROBLEMS]
    parts = [as_text(row[4].value) for row in sheet.iter_rows(min_row=5) if row[4].value]
    assert "".join(parts) == long
    assert all((sheet.row_dimensions[row].height or 0) <= 409 for row in range(1, sheet.max_row + 1))
    assert len(parts) > 1


def test_a_leader_with_very_many_departments_is_counted_once_and_shown_whole() -> None:
    names = [f"第{number}个名称特别长的单位服务中心" for number in range(100)]
    table = TaskTable("", (), (Task("1", departments="、".join(names), leaders="丁  一"),))
    rows = list(painted(table)[SUMMARY_LEADERS].iter_rows(min_row=5, values_only=True))
    shown = "".join(as_text(row[3]) for row in rows if row[0] == "丁  一")
    assert shown.replace("\n", "") == "、".join(names)
    assert sum(row[1] for row in rows if row[0] == "丁  一" and row[1] is not None) == 1


def test_the_printed_tabs_show_every_character_and_no_overflow(
    workbook: Workbook, soffice: str, tmp_path: Path, seed_table: TaskTable
) -> None:
    path = tmp_path / "汇总.xlsx"
    workbook.save(path)
    command = [
        soffice,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    for _ in range(2):  # the first start of a fresh profile may end with 81
        if subprocess.run(command, capture_output=True, timeout=180, check=False).returncode == 0:
            break
    pages = pypdf.PdfReader(tmp_path / "汇总.pdf").pages
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    assert "###" not in printed
    survey = Survey(Master(seed_table, Directory(()), Settings({}, {}), ()), DAY, PERIOD)
    for code in ("problems", "support"):
        for remark in survey.remarks(code):
            assert "".join(remark.text.split()) in printed


def test_texts_that_changed_since_the_last_period_are_shown_with_the_difference(master: Path) -> None:
    for month, text in ((10, "已走访企业20家。"), (11, "已走访企业35家。")):
        period = f"2026年{month}月"
        now = datetime(2026, month, 5)
        books = dispatch(FileBook(master), SilentUi(), now=now, period=period).books
        sent = {book.department: book.path for book in books}
        returned = master.parent / "回收" / period / "a.xlsx"
        long = "很长的一段话，说明工作的进展。" * 300 + f"{month}月。"
        answers = {"22": {"progress": text, "problems": long}, "21": {"support": "无"}}
        fill(sent["区医保局"], answers, returned)
        merge(FileBook(master), SilentUi(), now=now, apply=True)
    figures = summarise(FileBook(master), SilentUi(), as_of=DAY).figures[SUMMARY_CHANGES]
    assert [(r.number, r.department, r.column, r.novelty) for r in figures.rows] == [
        ("22", "区医保局", "problems", Novelty.EDITED),
        ("22", "区医保局", "progress", Novelty.EDITED),
    ]
    assert (figures.tasks, figures.departments) == (1, 1)
    sheet = openpyxl.load_workbook(master, rich_text=True)[SUMMARY_CHANGES]
    last = sheet.max_row
    assert [(run.text, bool(run.font.strike)) for run in sheet.cell(last, 6).value] == [
        ("已走访企业", False),
        ("20", True),
        ("家。", False),
    ]
    assert [(run.text, run.font.u) for run in sheet.cell(last, 7).value][1] == ("35", "single")
    parts = [str(sheet.cell(row, 7).value or "") for row in range(6, last)]
    assert len(parts) > 1 and "".join(parts) == long, "a text higher than a row goes on in the next one"
    assert all(sheet.row_dimensions[row].height <= 409.5 for row in range(6, last + 1))
    earlier = summarise(FileBook(master), SilentUi(), as_of=DAY, period="2026年10月").figures[SUMMARY_CHANGES]
    assert [r.new for r in earlier.rows if r.column == "progress"] == ["已走访企业20家。"]


def test_before_a_period_is_dispatched_there_is_nothing_to_compare(master: Path) -> None:
    figures = summarise(FileBook(master), SilentUi(), as_of=DAY).figures[SUMMARY_CHANGES]
    assert not figures.rows and not figures.dispatched
    assert any("还没有下发" in text for text in texts(openpyxl.load_workbook(master)[SUMMARY_CHANGES]))
