"""催报: who has still to answer what, and how urgently each is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import golden
from tests.answers import fill, set_saved_time, texts_in
from tests.summaries.test_summaries import PERIOD, answered, entry, task
from tests.test_golden import shown
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.actions.reminders.remind import RemindResult, remind
from xlreport.actions.reminders.send_back import SendBackResult, send_back
from xlreport.actions.summaries.summarise import summarise
from xlreport.books.file import FileBook
from xlreport.books.package import package_texts
from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.register import (
    REGISTER_HEADINGS,
    RegisterEntry,
    answer_undone,
    answered_anew,
    is_ticked,
    reminded,
    task_numbers,
)
from xlreport.core.master.settings import ONLY_PROGRESS, Settings
from xlreport.core.model import Department, Task, TaskTable
from xlreport.core.reminders.reminding import (
    DepartmentState,
    Reminder,
    Tier,
    doubts,
    due_day,
    reminders,
    tier_of,
)
from xlreport.core.reminders.standing import ShareState
from xlreport.core.schema import REGISTER_SHEET, REMINDER_SHEET, SETTINGS_SHEET, SUMMARY_RETURNS
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

DAY = date(2023, 12, 10)
NOW = datetime(2026, 11, 23, 9, 0, 0)
LATER = datetime(2026, 11, 27, 9, 0, 0)
MONTH = "2026年11月"
THREE = ("support", "problems", "progress")


def master_of(
    *tasks: Task,
    ledger: tuple[LedgerEntry, ...] = (),
    register: tuple[RegisterEntry, ...] = (),
    directory: tuple[Department, ...] = (),
    settings: Mapping[str, str] | None = None,
) -> Master:
    values = Settings(settings or {}, {})
    return Master(TaskTable("", (), tasks), Directory(directory), values, ledger, (), register)


def row_of(master: Master, department: str, day: date = DAY) -> Reminder:
    return next(row for row in reminders(master, PERIOD, day) if row.department == department)


# --- what is open -----------------------------------------------------------------------------


def test_who_has_not_answered_has_every_cell_open() -> None:
    row = row_of(master_of(task("1", "甲局"), ledger=(entry("1", "甲局", LedgerState.SENT),)), "甲局")
    assert row.state is DepartmentState.MISSING
    assert [(item.task.number, item.columns) for item in row.open] == [("1", THREE)]
    assert (row.asked, row.answered, row.open_cells) == (1, 0, 3)


def test_who_left_a_column_empty_has_answered_in_part_and_just_that_cell_is_open() -> None:
    own = answered("1", "甲局", returned_problems=" \n")
    row = row_of(master_of(task("1", "甲局"), ledger=(own,)), "甲局")
    assert row.state is DepartmentState.PARTIAL
    assert [item.columns for item in row.open] == [("problems",)]


def test_the_clerk_may_ask_for_the_progress_alone() -> None:
    own = answered("1", "甲局", returned_problems="", returned_support="")
    master = master_of(task("1", "甲局"), ledger=(own,), settings={"required": ONLY_PROGRESS})
    assert row_of(master, "甲局").state is DepartmentState.RETURNED


def test_saying_nothing_to_report_is_an_answer_of_its_own() -> None:
    master = master_of(
        task("1", "甲局"), ledger=(answered("1", "甲局", returned_progress="无。"),), settings={}
    )
    row = row_of(master, "甲局")
    assert row.state is DepartmentState.SAID_NOTHING and not row.open and row.tier is Tier.NONE


def test_a_book_that_came_back_empty_is_no_answer() -> None:
    own = entry("1", "甲局", LedgerState.BLANK, returned_at="2023-12-09T08:00:00Z")
    row = row_of(master_of(task("1", "甲局"), ledger=(own,)), "甲局")
    assert row.state is DepartmentState.MISSING and row.open[0].state is ShareState.BLANK


def test_what_the_clerk_sends_back_is_open_again() -> None:
    ledger = (answered("1", "甲局"), answered("2", "甲局"))
    back = RegisterEntry(PERIOD, "甲局", return_tasks="第2项", return_reason="数字前后不一")
    row = row_of(master_of(task("1", "甲局"), task("2", "甲局"), ledger=ledger, register=(back,)), "甲局")
    assert row.state is DepartmentState.SENT_BACK
    assert [(item.task.number, item.columns) for item in row.open] == [("2", THREE)]
    whole = replace(back, return_tasks="")
    row = row_of(master_of(task("1", "甲局"), task("2", "甲局"), ledger=ledger, register=(whole,)), "甲局")
    assert [item.task.number for item in row.open] == ["1", "2"]


def test_the_newest_answer_counts_whichever_dispatch_it_answers() -> None:
    old = replace(answered("1", "甲局"), state=LedgerState.SUPERSEDED)
    unanswered = entry("1", "甲局", LedgerState.SENT, serial="0002")
    assert not row_of(master_of(task("1", "甲局"), ledger=(old, unanswered)), "甲局").open
    newer = replace(
        answered("1", "甲局", returned_support=""), serial="0002", returned_at="2023-12-10T08:00:00Z"
    )
    row = row_of(master_of(task("1", "甲局"), ledger=(newer, old)), "甲局")
    assert [item.columns for item in row.open] == [("support",)]


def test_a_withdrawn_task_is_not_asked_for_and_a_new_one_is_named() -> None:
    ledger = (entry("1", "甲局", LedgerState.SENT), entry("9", "甲局", LedgerState.SENT))
    row = row_of(master_of(task("1", "甲局"), task("2", "甲局"), ledger=ledger), "甲局")
    assert [item.task.number for item in row.open] == ["1"] and row.unsent == ("2",)


def test_a_renamed_department_keeps_its_answer_where_the_old_name_is_an_alias() -> None:
    ledger = (answered("1", "区发改委"), entry("2", "乙局", LedgerState.SENT))
    tasks = (task("1", "区发展改革局"), task("2", "乙局"))
    known = (Department("区发展改革局", aliases=("区发改委",)),)
    assert row_of(master_of(*tasks, ledger=ledger, directory=known), "区发展改革局").state == "已反馈"
    unknown = row_of(master_of(*tasks, ledger=ledger), "区发展改革局")
    assert unknown.state is DepartmentState.NOT_SENT and not unknown.open


def test_without_a_dispatch_nobody_is_reminded() -> None:
    old = entry("1", "甲局", LedgerState.SENT, period="2023年11月")
    assert reminders(master_of(task("1", "甲局"), ledger=(old,)), PERIOD, DAY) == ()


# --- due dates and tiers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年12月25日", date(2023, 12, 25)),
        ("2023年12月25日17时前", date(2023, 12, 25)),
        ("2023-12-25", date(2023, 12, 25)),
        ("2023/12/25", date(2023, 12, 25)),
        ("12月25日", date(2023, 12, 25)),
        ("25日前", date(2023, 12, 25)),
        ("每月25日前", date(2023, 12, 25)),
        ("２０２３年１２月底前", date(2023, 12, 31)),
        ("12月32日", None),
        ("另行通知", None),
        ("", None),
    ],
)
def test_due_dates_are_read_as_offices_write_them(text: str, day: date | None) -> None:
    assert due_day(text, PERIOD, date(2024, 1, 5)) == day


@pytest.mark.parametrize(
    ("days", "times", "tier"),
    [
        (-4, 0, Tier.NONE),
        (-3, 0, Tier.NOTICE),
        (0, 5, Tier.NOTICE),
        (1, 0, Tier.URGE),
        (4, 9, Tier.URGE),
        (5, 0, Tier.URGE),
        (5, 1, Tier.CIRCULAR),
        (400, 1, Tier.CIRCULAR),
        (None, 7, Tier.NOTICE),
    ],
)
def test_the_tier_follows_the_days_and_the_reminders_so_far(days: int | None, times: int, tier: Tier) -> None:
    assert tier_of(days, times, Settings({}, {})) is tier


def test_the_clerk_sets_the_days_of_the_tiers() -> None:
    own = Settings({"notice_days": "10", "urge_days": "3", "circular_days": "6", "circular_after": "0"}, {})
    assert [tier_of(days, 0, own) for days in (-11, -10, 2, 3, 5, 6)] == [
        Tier.NONE,
        Tier.NOTICE,
        Tier.NOTICE,
        Tier.URGE,
        Tier.URGE,
        Tier.CIRCULAR,
    ]


def test_a_department_that_was_granted_more_time_is_not_urged_before_it() -> None:
    ledger = (entry("1", "甲局", LedgerState.SENT), entry("1", "乙局", LedgerState.SENT))
    granted = RegisterEntry(PERIOD, "甲局", extended_to="2023年12月20日")
    master = master_of(
        task("1", "甲局、乙局"), ledger=ledger, register=(granted,), settings={"due": "2023年12月5日"}
    )
    assert [(row.tier, row.days) for row in reminders(master, PERIOD, DAY)] == [
        (Tier.NONE, -10),
        (Tier.URGE, 5),
    ]


def test_the_due_date_of_one_period_says_nothing_of_another() -> None:
    ledger = (entry("1", "甲局", LedgerState.SENT),)
    master = master_of(
        task("1", "甲局"), ledger=ledger, settings={"due": "2024年1月25日", "period": "2024年1月"}
    )
    row = row_of(master, "甲局")
    assert row.due is None and row.tier is Tier.NOTICE


# --- the register -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["是", "√", "✓", "已收", "2026年11月25日", "1"])
def test_clerks_tick_in_many_ways(text: str) -> None:
    assert is_ticked(text)


@pytest.mark.parametrize("text", ["", "　", "否", "无", "未", "×", "0"])
def test_an_empty_or_negative_tick_is_none(text: str) -> None:
    assert not is_ticked(text)


def test_numbers_of_tasks_sent_back_are_read_from_any_wording() -> None:
    assert task_numbers("第5项，第６项\n12、5") == ("5", "6", "12")
    assert task_numbers("全部") == ()


def test_reminding_twice_on_a_day_counts_once() -> None:
    once = reminded(RegisterEntry(PERIOD, "甲局"), Tier.URGE, DAY)
    assert (once.reminders, once.last_reminder) == ("1", "2023-12-10 催办单")
    assert reminded(once, Tier.URGE, DAY) == once
    assert reminded(once, Tier.URGE, date(2023, 12, 11)).times_reminded == 2


def test_a_new_answer_closes_what_was_sent_back_and_undoing_it_opens_it_again() -> None:
    back = RegisterEntry(PERIOD, "甲局", history="旧", return_tasks="5、6", return_reason="数字\n不一致")
    closed = answered_anew(back, LATER)
    assert (closed.return_reason, closed.return_tasks) == ("", "")
    assert closed.history == "旧\n第5、6项：数字 不一致（重报于2026-11-27 09:00:00）"
    opened = answer_undone(closed, "20261127-090000-2")
    assert (opened.return_reason, opened.return_tasks, opened.history) == ("数字 不一致", "5、6", "旧")
    assert answer_undone(closed, "20261126-090000") == closed


def test_what_the_clerk_wrote_and_the_program_cannot_act_on_is_named() -> None:
    ledger = (answered("5", "甲局"), entry("6", "乙局", LedgerState.SENT), answered("7", "丙局"))
    register = (
        RegisterEntry(PERIOD, "甲局", return_tasks="5-7", return_reason="不实"),
        RegisterEntry(PERIOD, "乙局", return_reason="不实", extended_to="下周五"),
        RegisterEntry(PERIOD, "丙局", return_tasks="7", return_reason="不实", extended_to="20日"),
    )
    master = master_of(
        task("5", "甲局"), task("6", "乙局"), task("7", "丙局"), ledger=ledger, register=register
    )
    assert doubts(reminders(master, PERIOD, DAY), PERIOD, DAY) == (
        "“反馈登记”里甲局的“退回事项”有它没有的序号5-7，请写成 5、6 这样的形式",
        "“反馈登记”里乙局的“延期至”是“下周五”，看不懂，没有算数",
        "“反馈登记”里写了退回乙局，但它要退回的事项还没有反馈过",
    )


# --- the action on the real master ------------------------------------------------------------


def remind_on(master: Path, day: date, **options: bool) -> RemindResult:
    return remind(FileBook(master), SilentUi(), as_of=day, **options)


def set_setting(master: Path, **values: str) -> None:
    book = FileBook(master)
    rows = read_master(book).settings.rows
    book.write(SETTINGS_SHEET, {(rows[code], 2): value for code, value in values.items()})
    book.save()


def note(master: Path, department: str, **texts: str) -> None:
    """What the clerk writes on the register."""
    workbook = load_workbook(master)
    sheet = workbook[REGISTER_SHEET]
    row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 2).value == department)
    for code, text in texts.items():
        sheet.cell(row, list(REGISTER_HEADINGS).index(code) + 1).value = text
    workbook.save(master)


def registered(master: Path) -> dict[str, RegisterEntry]:
    return {entry.department: entry for entry in read_master(FileBook(master)).register}


@pytest.fixture
def round_made(master: Path) -> Path:
    """A round on the real table: one department complete, one says 无, one in part, one sent back."""
    set_setting(master, office="区政府办公室", due="2026年11月25日", reply_to="联系人：王某，88060000")
    books = {b.department: b.path for b in dispatch(FileBook(master), SilentUi(), now=NOW).books}
    returned = master.parent / "回收" / MONTH
    said = {
        "区医保局": {},
        "区体育事业发展中心": dict.fromkeys(THREE, "无"),
        "区科技局": {"problems": ""},
        "区交警大队": {},
    }
    for department, texts in said.items():
        full = {
            number: {code: text or "已办。" for code, text in own.items()} | texts
            for number, own in texts_in(books[department]).items()
        }
        fill(books[department], full, returned / f"{department}.xlsx")
    merge(FileBook(master), SilentUi(), now=NOW, apply=True)
    note(master, "区交警大队", return_reason="没有写明完成的数量")
    note(master, "区医保局", reviewed="是", paper="是")
    return master


def test_a_dispatch_registers_every_department_once(master: Path) -> None:
    dispatch(FileBook(master), SilentUi(), now=NOW)
    dispatch(FileBook(master), SilentUi(), now=NOW)
    own = read_master(FileBook(master)).register
    assert [(e.period, e.state) for e in own] == [(MONTH, "未反馈")] * 18
    assert len({e.department for e in own}) == 18


def test_every_department_is_listed_as_it_stands(round_made: Path) -> None:
    rows = {row.department: row for row in remind_on(round_made, date(2026, 11, 27)).rows}
    states = {name: row.state for name, row in rows.items() if row.state is not DepartmentState.MISSING}
    assert states == {
        "区医保局": DepartmentState.RETURNED,
        "区体育事业发展中心": DepartmentState.SAID_NOTHING,
        "区科技局": DepartmentState.PARTIAL,
        "区交警大队": DepartmentState.SENT_BACK,
    }
    assert rows["区财政局"].open_cells == 48 and rows["区财政局"].tier is Tier.URGE
    assert not rows["区医保局"].lacks_paper and rows["区体育事业发展中心"].lacks_paper


def test_what_the_clerk_ticks_survives_every_later_step(round_made: Path) -> None:
    note(round_made, "区财政局", extended_to="2026年11月30日", remark="已电话联系")
    remind_on(round_made, date(2026, 11, 27))
    dispatch(FileBook(round_made), SilentUi(), now=LATER)
    merge(FileBook(round_made), SilentUi(), now=LATER, apply=True)
    own = registered(round_made)
    assert own["区医保局"].is_reviewed and own["区医保局"].has_paper
    assert own["区财政局"].extended_to == "2026年11月30日" and own["区财政局"].remark == "已电话联系"
    assert own["区交警大队"].return_reason == "没有写明完成的数量"


def answer_anew(round_made: Path) -> MergeResult:
    """区交警大队 answers again after its first answer was sent back."""
    sent = round_made.parent / "下发" / MONTH / f"区交警大队-{MONTH}.xlsx"
    texts = {number: dict.fromkeys(THREE, "查处30起。") for number in texts_in(sent)}
    path = fill(sent, texts, round_made.parent / "回收" / MONTH / "区交警大队(1).xlsx")
    set_saved_time(path, datetime(2099, 1, 1))
    return merge(FileBook(round_made), SilentUi(), now=LATER, apply=True)


def test_a_new_answer_to_what_was_sent_back_is_merged_and_closes_it(round_made: Path) -> None:
    result = answer_anew(round_made)
    assert {change.decision for change in result.plan.changes} == {"采用返回"}
    own = registered(round_made)["区交警大队"]
    assert (own.state, own.return_reason) == ("已反馈", "")
    assert own.history == "没有写明完成的数量（重报于2026-11-27 09:00:00）"


def test_undoing_that_merge_leaves_it_sent_back_and_undoing_the_first_leaves_it_unanswered(
    round_made: Path,
) -> None:
    answer_anew(round_made)
    undo_merge(FileBook(round_made), SilentUi(), now=LATER)
    own = registered(round_made)["区交警大队"]
    assert (own.state, own.return_reason, own.history) == ("退回", "没有写明完成的数量", "")
    undo_merge(FileBook(round_made), SilentUi(), now=LATER)
    assert {entry.state for entry in registered(round_made).values()} == {"未反馈"}
    assert all(row.open for row in remind_on(round_made, date(2026, 11, 27)).rows)


def test_merging_the_same_files_again_closes_nothing(round_made: Path) -> None:
    merge(FileBook(round_made), SilentUi(), now=LATER, apply=True)
    assert registered(round_made)["区交警大队"].is_sent_back


def test_the_sheets_of_a_round_look_as_accepted(round_made: Path) -> None:
    remind_on(round_made, date(2026, 11, 27))
    summarise(FileBook(round_made), SilentUi(), as_of=date(2026, 11, 27))
    workbook = load_workbook(round_made)
    for name in (REGISTER_SHEET, REMINDER_SHEET, SUMMARY_RETURNS):
        golden.check(f"催报-{name}.txt", shown(workbook[name]))


def test_a_dry_run_changes_nothing(round_made: Path) -> None:
    before = round_made.read_bytes()
    result = remind_on(round_made, date(2026, 11, 27), dry_run=True)
    assert round_made.read_bytes() == before and result.backup is None and len(result.rows) == 18


def test_a_register_without_its_headings_stops_before_a_tick_is_overlooked(round_made: Path) -> None:
    workbook = load_workbook(round_made)
    workbook[REGISTER_SHEET].cell(3, list(REGISTER_HEADINGS).index("paper") + 1).value = "纸质"
    workbook.save(round_made)
    before = round_made.read_bytes()
    with pytest.raises(XlreportError, match="“反馈登记”的表头不全"):
        remind_on(round_made, LATER.date())
    assert round_made.read_bytes() == before


def test_without_a_dispatch_the_clerk_is_told_so_and_nothing_is_written(master: Path) -> None:
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="还没有下发过反馈表"):
        remind_on(master, DAY)
    assert master.read_bytes() == before


def test_a_master_of_an_earlier_version_gets_the_register_and_the_settings(master: Path) -> None:
    workbook = load_workbook(master)
    del workbook[REGISTER_SHEET]
    sheet = workbook[SETTINGS_SHEET]
    labels = ("反馈联系方式", "必填栏目", "下发范围", "提醒提前天数", "催办起始天数", "通报起始天数")
    for row in range(sheet.max_row, 3, -1):
        if sheet.cell(row, 1).value in labels:
            sheet.delete_rows(row)
    workbook.save(master)
    dispatch(FileBook(master), SilentUi(), now=NOW)
    assert len(remind_on(master, date(2026, 11, 27)).rows) == 18
    data = read_master(FileBook(master))
    assert len(data.register) == 18 and data.settings.value("required") == "三栏都要"
    assert {"required", "scope", "urge_days"} <= data.settings.rows.keys()
    assert [e.serial for e in data.ledger] and data.settings.value("period") == MONTH


# --- the papers -------------------------------------------------------------------------------


def papers_of(result: RemindResult) -> dict[str, list[str]]:
    """The departments that got each kind of paper; files for nobody under their names."""
    found: dict[str, list[str]] = {}
    for paper in result.papers:
        assert paper.path.exists()
        found.setdefault(paper.kind, []).append(paper.department or paper.path.name)
    return found


def test_each_department_gets_the_paper_that_is_due(round_made: Path) -> None:
    papers = papers_of(remind_on(round_made, date(2026, 11, 27), sheets=True))
    assert papers["退回单"] == ["区交警大队"]
    assert len(papers["催办单"]) == 15
    assert not {"区医保局", "区体育事业发展中心", "区交警大队"} & set(papers["催办单"])
    assert papers["催报文字"] == ["催报文字.txt"]
    assert papers["电话催办名单"] == ["电话催办名单.xlsx"] and "通报名单" not in papers
    assert (round_made.parent / "催报" / MONTH / "催办单-区财政局.xlsx").exists()


def test_reminding_counts_once_a_day_and_leads_to_the_circular(round_made: Path) -> None:
    for day in (27, 27, 28):
        remind_on(round_made, date(2026, 11, day), sheets=True)
    own = registered(round_made)["区财政局"]
    assert (own.reminders, own.last_reminder) == ("2", "2026-11-28 催办单")
    assert registered(round_made)["区医保局"].reminders == ""
    result = remind_on(round_made, date(2026, 12, 1), sheets=True)
    named = (round_made.parent / "催报" / MONTH / "通报名单.txt").read_text(encoding="utf-8-sig")
    assert {row.department for row in result.rows if row.tier is Tier.CIRCULAR} >= {"区财政局", "区科技局"}
    assert "共下发18个部门，截至12月1日，已反馈2个，占比11%；" in named
    assert "区科技局：应反馈3项，未反馈齐全3项（第8、14、16项），逾期6天，已催办2次。" in named
    assert "区医保局" not in named
    assert registered(round_made)["区财政局"].last_reminder == "2026-12-01 通报名单"


def test_who_does_not_react_to_a_return_is_urged_next_time(round_made: Path) -> None:
    remind_on(round_made, date(2026, 11, 27), sheets=True)
    papers = papers_of(remind_on(round_made, date(2026, 11, 30), sheets=True))
    assert "退回单" not in papers and "区交警大队" in papers["催办单"]


def test_before_the_due_date_there_is_only_the_list_for_telephoning(round_made: Path) -> None:
    note(round_made, "区交警大队", return_reason="")
    assert papers_of(remind_on(round_made, date(2026, 11, 24), sheets=True)).keys() == {
        "电话催办名单",
        "催报文字",
    }
    assert not remind_on(round_made, date(2026, 11, 20), sheets=True).papers
    assert {entry.reminders for entry in registered(round_made).values()} == {""}


@pytest.mark.parametrize("name", ["催办单-区科技局", "退回单-区交警大队", "电话催办名单", "通报名单"])
def test_the_papers_look_as_accepted(round_made: Path, name: str) -> None:
    note(round_made, "区科技局", reminders="1", last_reminder="2026-11-27 催办单")
    remind_on(round_made, date(2026, 12, 1), sheets=True)
    (sheet,) = load_workbook(round_made.parent / "催报" / MONTH / f"{name}.xlsx").worksheets
    assert sheet.page_setup.fitToHeight == (0 if name == "电话催办名单" else 1)
    golden.check(f"催报-{name}.txt", shown(sheet))


def test_a_paper_holds_nothing_of_other_departments(round_made: Path) -> None:
    remind_on(round_made, date(2026, 11, 27), sheets=True)
    path = round_made.parent / "催报" / MONTH / "催办单-区科技局.xlsx"
    texts = "".join(package_texts(path.read_bytes()).values())
    assert "区财政局" not in texts and "88023613" not in texts


def test_every_tier_has_its_words_and_the_fields_are_filled_in(round_made: Path) -> None:
    note(round_made, "区科技局", reminders="1", last_reminder="2026-11-27 催办单")
    said = {m.department: m for m in remind_on(round_made, date(2026, 12, 1), dry_run=True).letters}
    assert len(said) == 16 and "区医保局" not in said
    assert said["区科技局"].subject == "【通报】2026年11月落实情况逾期未反馈"
    assert "第8项：政策落实中存在的问题\n第14项" in said["区科技局"].body
    assert "退回原因：没有写明完成的数量\n第4项：退回重报" in said["区交警大队"].body
    assert said["区财政局"].body.startswith(
        "区财政局：\n2026年11月落实情况应于2026年11月25日前反馈，已逾期6天，还缺16项："
    )
    assert not any(set("{}") & set(m.subject + m.body) for m in said.values())


def test_a_template_with_an_unknown_field_is_refused_and_the_known_ones_are_named(round_made: Path) -> None:
    set_setting(round_made, urge_body="{部门}：{邮箱}")
    before = round_made.read_bytes()
    with pytest.raises(XlreportError, match=r"“催办正文”用了不认识的字段\{邮箱\}.*\{缺项\}"):
        remind_on(round_made, date(2026, 11, 27))
    assert round_made.read_bytes() == before


# --- sending back -----------------------------------------------------------------------------


def back(master: Path, department: str, reason: str, *tasks: str) -> SendBackResult:
    return send_back(
        FileBook(master), SilentUi(), department=department, reason=reason, tasks=tasks, as_of=LATER.date()
    )


def test_an_answer_is_sent_back_with_a_reason_and_a_paper(round_made: Path) -> None:
    result = back(round_made, "区医保局", "没有写明救助人数", "22")
    assert result.tasks == ("22",) and result.paper.name == "退回单-区医保局.xlsx" and result.paper.exists()
    own = registered(round_made)["区医保局"]
    assert (own.state, own.return_tasks, own.return_reason) == ("退回", "22", "没有写明救助人数")
    assert own.is_reviewed, "what the clerk ticked stays"
    row = next(r for r in remind_on(round_made, LATER.date()).rows if r.department == "区医保局")
    assert [item.task.number for item in row.open] == ["22"]


def test_sending_back_all_names_no_tasks_on_the_register(round_made: Path) -> None:
    assert back(round_made, "区医保局", "请重报").tasks == ("21", "22")
    assert registered(round_made)["区医保局"].return_tasks == ""


@pytest.mark.parametrize(
    ("department", "reason", "tasks", "said"),
    [
        ("区财政局", "请重报", (), "还没有反馈过"),
        ("区医保局", "请重报", ("3",), "还没有反馈过第3项"),
        ("没有的局", "请重报", (), "还没有反馈过"),
        ("区医保局", " ", (), "没有写原因"),
    ],
)
def test_what_cannot_be_sent_back_is_refused_and_nothing_changes(
    round_made: Path, department: str, reason: str, tasks: tuple[str, ...], said: str
) -> None:
    before = round_made.read_bytes()
    with pytest.raises(XlreportError, match=said):
        back(round_made, department, reason, *tasks)
    assert round_made.read_bytes() == before
