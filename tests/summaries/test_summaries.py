"""The figures of the summary tabs tie to the table, the real one first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.model import Department, Task, TaskTable
from xlreport.core.reminders.standing import ShareState
from xlreport.core.summaries.deadlines import DeadlineState, deadlines
from xlreport.core.summaries.departments import departments
from xlreport.core.summaries.leaders import leaders
from xlreport.core.summaries.overview import overview
from xlreport.core.summaries.remarks import remark_list
from xlreport.core.summaries.returns import returns
from xlreport.core.summaries.survey import NO_CATEGORY, NO_LEADER, Survey

DAY = date(2023, 12, 10)
PERIOD = "2023年12月"


def survey_of(
    *tasks: Task, ledger: tuple[LedgerEntry, ...] = (), as_of: date = DAY, directory: Directory | None = None
) -> Survey:
    table = TaskTable("", (), tasks)
    return Survey(Master(table, directory or Directory(()), Settings({}, {}), ledger), as_of, PERIOD)


@pytest.fixture
def seed(seed_table: TaskTable) -> Survey:
    return Survey(Master(seed_table, Directory(()), Settings({}, {}), ()), DAY, PERIOD)


def entry(number: str, department: str, state: str, **texts: str) -> LedgerEntry:
    known = {
        "period": PERIOD,
        "serial": "0001",
        "task_id": "",
        "content": f"第{number}项内容",
        "sent_at": "",
        "base_support": "",
        "base_problems": "",
        "base_progress": "",
    }
    return LedgerEntry(number=number, department=department, state=state, **{**known, **texts})


def answered(number: str, department: str, **texts: str) -> LedgerEntry:
    """An entry that came back with something in every column."""
    said = {"returned_support": "无", "returned_problems": "无", "returned_progress": "已办。", **texts}
    return entry(number, department, LedgerState.RETURNED, returned_at="2023-12-09T08:00:00Z", **said)


def task(number: str, departments: str, **texts: str) -> Task:
    return Task(number, **{"content": f"第{number}项内容", "departments": departments, **texts})


# --- the real table ---------------------------------------------------------------------------


def test_the_overview_of_the_real_table_counts_what_a_reader_counts(seed: Survey) -> None:
    figures = overview(seed)
    total = figures.total
    assert (total.tasks, total.departments, total.shares) == (24, 18, 46)
    assert (total.complete, total.partial, total.missing) == (20, 4, 0)
    assert [own.tasks for own in figures.categories] == [4, 9, 2, 4, 5]
    assert [(count.label, count.number) for count in figures.kinds] == [
        ("限期完成", 21),
        ("长期", 1),
        ("依据通知", 1),
        ("自某日起执行", 1),
    ]
    assert (figures.overdue, figures.due_soon) == (0, 21)


def test_sums_over_categories_are_the_totals_of_the_table(seed: Survey) -> None:
    figures = overview(seed)
    for name in ("tasks", "complete", "partial", "missing", "shares", "reported", "problems", "support"):
        assert sum(getattr(own, name) for own in figures.categories) == getattr(figures.total, name), name


@pytest.mark.parametrize(("code", "expected"), [("problems", 5), ("support", 22)])
def test_every_paragraph_that_says_something_is_listed_once(seed: Survey, code: str, expected: int) -> None:
    rows = remark_list(seed, code).rows
    by_hand = [paragraph for t in seed.master.table.tasks for paragraph in paragraphs_by_hand(t, code)]
    assert [row.text for row in rows] == by_hand
    assert len(rows) == expected


def paragraphs_by_hand(task: Task, code: str) -> list[str]:
    """The paragraphs of a cell of the real table, read without the product's grammar."""
    text = task.text(code).strip("\n")
    if "、" not in task.departments or text == "无":
        return [] if text in {"", "无"} else [text]
    return [re.sub(r"^[^：]*[局心]：", "", line) for line in text.split("\n")]


def test_unsigned_text_is_listed_as_unsigned(seed: Survey) -> None:
    unsigned = [row for row in remark_list(seed, "problems").rows if row.departments == ("未署名",)]
    assert [(row.number, row.text) for row in unsigned] == [("12", "街道创建智慧社区积极性有待提高。")]


def test_a_task_with_two_leaders_counts_for_both_but_once_in_the_total(seed: Survey) -> None:
    figures = leaders(seed)
    assert [(own.leader, own.tasks) for own in figures.rows] == [
        ("耿汝年", 6),
        ("闫立彬", 18),
        ("丁  一", 6),
        ("唐振涛", 4),
        ("高  博", 7),
    ]
    assert figures.tasks == 24
    assert figures.rows[2].numbers == ("2", "12", "13", "21", "22", "23")


def test_departments_that_have_no_paragraph_are_named_with_their_task(seed: Survey) -> None:
    missing = {own.department: own.unreported for own in departments(seed).rows if own.unreported}
    assert missing == {
        "区金融事业发展中心": ("13",),
        "区财政局": ("12", "13"),
        "区科技局": ("14",),
        "区民政局": ("12",),
        "区交通运输局": ("13",),
        "区自然资源局": ("13",),
        "区农业农村局": ("20",),
    }


def test_a_joint_paragraph_counts_for_each_department_that_signs_it(seed: Survey) -> None:
    rows = {own.department: own for own in departments(seed).rows}
    assert "2" not in rows["区文化和旅游局"].unreported + rows["区财政局"].unreported


def test_one_department_leads_each_task_of_the_real_table(seed: Survey) -> None:
    assert sum(own.lead for own in departments(seed).rows) == 24


# --- time limits ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "as_of", "state", "days_left"),
    [
        ("2023年12月31日前", date(2024, 1, 1), DeadlineState.OVERDUE, -1),
        ("2023年12月31日前", date(2023, 12, 31), DeadlineState.SOON, 0),
        ("2023年12月31日前", date(2023, 12, 1), DeadlineState.SOON, 30),
        ("2023年12月31日前", date(2023, 11, 30), DeadlineState.ON_TIME, 31),
        ("2023年1月1日起执行", date(2023, 1, 1), DeadlineState.IN_FORCE, None),
        ("2023年1月1日起执行", date(2022, 12, 31), DeadlineState.NOT_YET, None),
        ("长期", DAY, DeadlineState.LONG_TERM, None),
        ("依据省、市局通知时间执行", DAY, DeadlineState.ON_NOTICE, None),
        ("每月25日前", DAY, DeadlineState.RECURRING, None),
        ("尽快", DAY, DeadlineState.UNKNOWN, None),
        ("", DAY, DeadlineState.UNKNOWN, None),
    ],
)
def test_the_light_of_a_time_limit_turns_on_the_right_day(
    text: str, as_of: date, state: DeadlineState, days_left: int | None
) -> None:
    row = deadlines(survey_of(task("1", "甲局", deadline=text), as_of=as_of)).rows[0]
    assert (row.state, row.days_left) == (state, days_left)


def test_a_task_without_a_time_limit_is_said_to_have_none() -> None:
    assert deadlines(survey_of(task("1", "甲局"))).rows[0].kind == "未填时限"


def test_the_most_urgent_tasks_come_first() -> None:
    limits = ("长期", "2023年12月20日前", "2024年6月底前", "2023年12月1日前", "2023年12月15日前")
    figures = deadlines(survey_of(*(task(str(n), "甲局", deadline=t) for n, t in enumerate(limits, 1))))
    assert [row.number for row in figures.rows] == ["4", "5", "2", "3", "1"]
    assert sum(count.number for count in figures.states) == 5


# --- the matrix and the ledger ----------------------------------------------------------------


def test_before_anything_is_dispatched_the_matrix_shows_the_texts() -> None:
    figures = returns(survey_of(task("1", "甲局、乙局、丙局", progress="甲局：已办。\n乙局：无")))
    assert [own.states for own in figures.departments] == [
        (ShareState.FILLED,),
        (ShareState.NOTHING,),
        (ShareState.EMPTY,),
    ]
    assert (figures.total.asked, figures.total.answered, figures.total.from_ledger) == (3, 2, False)


def test_after_a_dispatch_the_ledger_decides_who_has_answered() -> None:
    survey = survey_of(
        task("1", "甲局、乙局、丙局", progress="甲局：旧文。"),
        task("2", "丁局", progress="旧文。"),
        ledger=(
            entry("1", "甲局", LedgerState.SENT),
            answered("1", "乙局"),
            entry("1", "丙局", LedgerState.BLANK, returned_file="a.xlsx"),
        ),
    )
    figures = returns(survey)
    states = {own.department: own.states for own in figures.departments}
    assert states == {
        "甲局": (ShareState.SENT, None),
        "乙局": (ShareState.RETURNED, None),
        "丙局": (ShareState.BLANK, None),
        "丁局": (None, ShareState.FILLED),
    }
    assert (figures.total.asked, figures.total.answered, figures.total.from_ledger) == (3, 1, True)
    assert overview(survey).answers == figures.total


def test_an_answer_to_an_earlier_dispatch_of_the_period_still_counts() -> None:
    ledger = (
        replace(answered("1", "甲局"), state=LedgerState.SUPERSEDED),
        entry("1", "甲局", LedgerState.SENT, serial="0002"),
    )
    figures = returns(survey_of(task("1", "甲局"), ledger=ledger))
    assert figures.departments[0].states == (ShareState.RETURNED,)


def test_another_periods_answers_do_not_count() -> None:
    old = entry("1", "甲局", LedgerState.RETURNED, period="2023年11月", returned_progress="已办。")
    figures = returns(survey_of(task("1", "甲局"), ledger=(old,)))
    assert figures.departments[0].states == (ShareState.EMPTY,)
    assert not figures.total.from_ledger


def test_a_renumbered_task_keeps_its_answer() -> None:
    own = answered("1", "甲局")
    moved = task("2", "甲局", content="第1项内容")
    other = task("1", "甲局", content="新增的内容")
    figures = returns(survey_of(other, moved, ledger=(own,)))
    assert figures.departments[0].states == (ShareState.EMPTY, ShareState.RETURNED)


def test_what_is_new_since_the_dispatch_is_counted() -> None:
    ledger = (
        entry(
            "1",
            "甲局",
            LedgerState.RETURNED,
            base_progress="旧",
            returned_progress="新",
            returned_problems="缺人",
        ),
        entry("1", "乙局", LedgerState.RETURNED, base_progress="同", returned_progress="同"),
        entry("1", "丙局", LedgerState.RETURNED, returned_progress="新", returned_problems="无"),
    )
    updates = overview(survey_of(task("1", "甲局、乙局、丙局"), ledger=ledger)).updates
    assert updates is not None
    assert (updates.any_column, updates.problems, updates.support) == (2, 1, 0)


# --- hostile tables ---------------------------------------------------------------------------


def test_an_empty_table_gives_zeros_and_no_rows() -> None:
    survey = survey_of()
    assert overview(survey).total.tasks == 0
    assert departments(survey).rows == leaders(survey).rows == deadlines(survey).rows == ()
    assert returns(survey).departments == returns(survey).tasks == remark_list(survey, "problems").rows == ()


def test_tasks_without_category_department_or_leader_are_still_counted() -> None:
    survey = survey_of(task("1", "", problems="没人管。"), task("2", "　", progress="有进展。"))
    figures = overview(survey)
    assert [(own.category, own.tasks) for own in figures.categories] == [(NO_CATEGORY, 2)]
    assert (figures.total.complete, figures.total.missing, figures.total.shares) == (1, 1, 0)
    assert [(own.leader, own.tasks) for own in leaders(survey).rows] == [(NO_LEADER, 2)]
    assert [row.departments for row in remark_list(survey, "problems").rows] == [("未署名",)]


def test_spellings_of_one_leader_and_one_category_are_counted_together() -> None:
    survey = survey_of(
        task("1", "甲局", leaders="丁  一", category="（一）助企"),
        task("2", "甲局", leaders="丁一", category="(一)助企"),
    )
    assert [(own.leader, own.tasks) for own in leaders(survey).rows] == [("丁  一", 2)]
    assert [(own.category, own.tasks) for own in overview(survey).categories] == [("（一）助企", 2)]


def test_a_paragraph_of_a_department_that_has_no_task_is_not_lost() -> None:
    directory = Directory((Department("丙局"),))
    survey = survey_of(task("1", "甲局、乙局", problems="丙局：缺钱。"), directory=directory)
    assert [row.departments for row in remark_list(survey, "problems").rows] == [("丙局",)]
    rows = {own.department: own for own in departments(survey).rows}
    assert (rows["丙局"].tasks, rows["丙局"].problems) == (0, 1)


def test_an_alias_counts_for_the_department_it_means() -> None:
    directory = Directory((Department("区发展改革局", aliases=("区发改委",), contacts="某某\n88000000"),))
    survey = survey_of(task("1", "区发改委"), task("2", "区发展改革局"), directory=directory)
    (own,) = departments(survey).rows
    assert (own.department, own.tasks, own.gaps) == ("区发展改革局", 2, "缺邮箱")


def test_two_tasks_with_the_same_number_are_two_tasks() -> None:
    survey = survey_of(task("1", "甲局", content="甲"), task("1", "甲局", content="乙", progress="好"))
    assert departments(survey).rows[0].unreported == ("1",)
    assert [own.states for own in returns(survey).departments] == [(ShareState.EMPTY, ShareState.FILLED)]


def test_texts_that_pandas_takes_for_missing_stay_texts() -> None:
    survey = survey_of(task("1", "甲局", problems="N/A", category="nan"), task("2", "None", problems="nan"))
    assert [row.text for row in remark_list(survey, "problems").rows] == ["N/A", "nan"]
    assert [own.department for own in departments(survey).rows] == ["甲局", "None"]
    assert overview(survey).categories[0].category == "nan"


# --- properties -------------------------------------------------------------------------------

NAMES = ("甲局", "乙局", "丙局", "丁局")
BODIES = st.sampled_from(["", "无", "已办。", "缺钱\n缺人", " ", "=1+1"])


@st.composite
def small_tasks(draw: st.DrawFn) -> Task:
    own = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    texts = {}
    for code in ("support", "problems", "progress"):
        signed = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
        texts[code] = draw(BODIES) + "".join(f"\n{name}：{draw(BODIES)}" for name in signed)
    return Task(
        draw(st.sampled_from(["1", "2", "3", ""])),
        category=draw(st.sampled_from(["", "（一）", "（二）"])),
        content=draw(st.sampled_from(["甲", "乙", "丙"])),
        departments="、".join(own),
        leaders=draw(st.sampled_from(["", "丁  一", "丁一、高  博", "高  博\n闫立彬"])),
        deadline=draw(st.sampled_from(["", "长期", "2023年12月31日前", "2023年1月1日起执行"])),
        **texts,
    )


ENTRIES = st.builds(
    entry,
    st.sampled_from(["1", "2"]),
    st.sampled_from(NAMES),
    st.sampled_from([state.value for state in LedgerState]),
    content=st.sampled_from(["甲", "乙", "别的"]),
    returned_progress=BODIES,
)


@settings(deadline=None)  # how long pandas takes the first time says nothing
@given(st.lists(small_tasks(), max_size=6), st.lists(ENTRIES, max_size=5))
def test_all_totals_tie_to_the_table(tasks: list[Task], ledger: list[LedgerEntry]) -> None:
    survey = survey_of(*tasks, ledger=tuple(ledger))
    shares = sum(len(survey.master.departments_of(own)) for own in tasks)
    figures = overview(survey)
    assert figures.total.tasks == len(tasks)
    assert figures.total.shares == shares
    for name in ("tasks", "complete", "partial", "missing", "shares", "reported", "problems", "support"):
        assert sum(getattr(own, name) for own in figures.categories) == getattr(figures.total, name), name
    assert sum(count.number for count in figures.kinds) == len(tasks)
    assert sum(count.number for count in figures.states) == len(deadlines(survey).rows) == len(tasks)
    assert len(remark_list(survey, "problems").rows) == figures.total.problems
    assert len(remark_list(survey, "support").rows) == figures.total.support

    by_department = Counter(name for own in tasks for name in survey.master.departments_of(own))
    assert {own.department: own.tasks for own in departments(survey).rows if own.tasks} == by_department
    for own in departments(survey).rows:
        assert own.tasks == own.lead + own.supporting == own.reported + len(own.unreported)

    matrix = returns(survey)
    assert sum(state is not None for own in matrix.departments for state in own.states) == shares
    for total in ("asked", "answered"):
        rows = sum(getattr(own.answers, total) for own in matrix.departments)
        columns = sum(getattr(column.answers, total) for column in matrix.tasks)
        assert rows == columns == getattr(matrix.total, total)
    assert matrix.total.answered <= matrix.total.asked <= shares


@settings(deadline=None)
@given(st.lists(small_tasks(), max_size=5))
def test_every_task_lies_with_exactly_the_leaders_it_names(tasks: list[Task]) -> None:
    rows = leaders(survey_of(*tasks)).rows
    named = [
        set(re.split(r"[、\n]", own.leaders.replace(" ", "")) if own.leaders else {NO_LEADER})
        for own in tasks
    ]
    expected = Counter(name for names in named for name in names)
    assert {own.leader.replace(" ", ""): own.tasks for own in rows} == expected


def test_the_order_of_the_rows_changes_no_total(seed: Survey) -> None:
    table = replace(seed.master.table, tasks=tuple(reversed(seed.master.table.tasks)))
    turned = replace(seed, master=replace(seed.master, table=table))
    assert overview(turned).total == overview(seed).total
    assert returns(turned).total == returns(seed).total
