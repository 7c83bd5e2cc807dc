"""Every validation rule, on the real table with one thing broken, and on a small clean one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.validation.damages import CODES as DAMAGED_CODES
from xlreport.core.importing.inference import infer_directory
from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.model import Department, Finding, Severity, Task, TaskTable
from xlreport.core.schema import COLUMNS, DIRECTORY_SHEET, TABLE_SHEET
from xlreport.core.text import key
from xlreport.core.validation import RULES, run_rules
from xlreport.core.validation.document import rules_document
from xlreport.core.validation.wording import unpaired_mark

RULES_PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
IN_TIME = date(2023, 6, 1)
TOO_LATE = date(2026, 3, 1)

Change = Callable[[Master], Master]


def as_is(master: Master) -> Master:
    return master


def master_of(table: TaskTable, directory: tuple[Department, ...]) -> Master:
    """A master whose table stands on its sheet with the headings in row 4, the directory from row 4."""
    placed = replace(
        table,
        sheet=TABLE_SHEET,
        header_row=4,
        columns={column.code: place for place, column in enumerate(COLUMNS, start=1)},
        headings={column.code: column.heading for column in COLUMNS},
        tasks=tuple(replace(task, row=row) for row, task in enumerate(table.tasks, start=5)),
    )
    listed = tuple(replace(department, row=row) for row, department in enumerate(directory, start=4))
    return Master(placed, Directory(listed), Settings({}, {}), ())


def edit(number: str, /, **texts: str) -> Change:
    """Change cells of one task."""

    def change(master: Master) -> Master:
        tasks = [replace(t, **texts) if t.number == number else t for t in master.table.tasks]
        return replace(master, table=replace(master.table, tasks=tuple(tasks)))

    return change


def edit_department(name: str, /, **fields: object) -> Change:
    """Change one line of the directory."""

    def change(master: Master) -> Master:
        lines = [replace(d, **fields) if d.name == name else d for d in master.directory.departments]
        return replace(master, directory=Directory(tuple(lines)))

    return change


def edit_text(number: str, code: str, old: str, new: str) -> Change:
    """Replace a stretch of text in one cell, which must be there."""

    def change(master: Master) -> Master:
        text = task_of(master, number).text(code)
        assert old in text
        return edit(number, **{code: text.replace(old, new)})(master)

    return change


def all_in_order(*changes: Change) -> Change:
    def change(master: Master) -> Master:
        for one in changes:
            master = one(master)
        return master

    return change


def with_all_fields(master: Master) -> Master:
    """Every department with an e-mail address and a leader, so that nothing is left open."""
    lines = [
        replace(d, email="bgs@example.gov.cn", leader=d.leader or _leaders(master, d.name))
        for d in master.directory.departments
    ]
    return replace(master, directory=Directory(tuple(lines)))


def _leaders(master: Master, department: str) -> str:
    """All leaders of the department's tasks: one of them is always named."""
    return "\n".join(task.leaders for task in master.tasks_of(department))


def without_progress(master: Master) -> Master:
    tasks = [replace(t, support="", problems="", progress="") for t in master.table.tasks]
    return replace(master, table=replace(master.table, tasks=tuple(tasks)))


def with_merge(*areas: tuple[int, int, int, int]) -> Change:
    return lambda master: replace(master, row_merges=areas)


def without_task(number: str) -> Change:
    def change(master: Master) -> Master:
        tasks = tuple(task for task in master.table.tasks if task.number != number)
        return replace(master, table=replace(master.table, tasks=tasks))

    return change


def task_of(master: Master, number: str) -> Task:
    return next(task for task in master.table.tasks if task.number == number)


def recategorise(old: str, new: str) -> Change:
    """Rename a category wherever it stands."""

    def change(master: Master) -> Master:
        tasks = [replace(t, category=new) if t.category == old else t for t in master.table.tasks]
        return replace(master, table=replace(master.table, tasks=tuple(tasks)))

    return change


@dataclass(frozen=True)
class Case:
    """One thing broken in the real table, and where the rule must say so; others may say it too."""

    code: str
    broken: Change
    task: str
    column: str
    given: Change = as_is
    as_of: date = IN_TIME
    also: tuple[tuple[str, str, str], ...] = ()


CASES = (
    Case("T101", edit("24", number="23"), "23", "number"),
    Case("T102", edit("24", number=""), "", "number"),
    Case("T103", edit("24", number="24甲"), "24甲", "number"),
    Case("T104", without_task("15"), "16", "number"),
    Case("T104", edit("24", number="27"), "27", "number"),
    Case("T105", edit("3", content=""), "3", "content"),
    Case("T105", edit("10", content="\u3000\n"), "10", "content"),
    Case("T106", edit("1", deadline=" "), "1", "deadline"),
    Case("T106", edit("2", contacts=""), "2", "contacts"),
    Case("T106", edit("9", leaders=""), "9", "leaders"),
    Case("T107", lambda m: edit("9", content=task_of(m, "8").content)(m), "9", "content"),
    Case("T108", edit("24", category="（一）强化助企纾困力度"), "24", "category"),
    Case("T109", recategorise("（五）保民生兜底线", "（六）保民生兜底线"), "20", "category"),
    Case("T109", recategorise("（一）强化助企纾困力度", "强化助企纾困力度"), "1", "category"),
    Case("T110", recategorise("（五）保民生兜底线", "（四）保民生兜底线"), "20", "category"),
    Case("T111", with_merge((7, 13, 8, 13)), "3", "progress"),
    Case("T111", with_merge((7, 1, 8, 1), (10, 12, 11, 12)), "6", "problems"),
    Case("T112", edit("15", progress="好" * 40_000 + "。"), "15", "progress"),
    Case("T113", edit("15", progress="好" * 3_000 + "。"), "15", "progress"),
    Case("D201", edit("22", departments="区医疗保障局"), "22", "departments"),
    Case(
        "D202",
        edit("22", departments="区医疗保障局"),
        "22",
        "departments",
        given=edit_department("区医保局", aliases=("区医疗保障局",)),
    ),
    Case("D203", edit_text("8", "departments", "区财政局", "区财政局、区财政局"), "8", "departments"),
    Case(
        "P301",
        edit_text("20", "contacts", "\n康  恺\n88023629", ""),
        "20",
        "contacts",
    ),
    Case("P302", edit_text("16", "heads", "\n李宗泉", ""), "16", "heads"),
    Case("P303", edit("16", leaders="耿汝年\n闫立彬"), "16", "leaders"),
    Case(
        "P304",
        edit("3", heads="张三"),
        "3",
        "heads",
        given=edit_department("区财政局", head=""),
        also=(("P321", "3", "heads"),),
    ),
    Case("P305", edit("24", heads="张  强"), "24", "heads"),
    Case("P306", edit("4", leaders="闫立彬"), "4", "leaders", also=(("P333", "4", "leaders"),)),
    Case(
        "P334",
        edit("10", leaders="丁  一"),
        "10",
        "leaders",
        given=edit_department("区工业和信息化局", leader=""),
        also=(("P333", "10", "leaders"),),
    ),
    Case("P307", edit_text("1", "contacts", "66899778", "668997781"), "1", "contacts"),
    Case("P307", edit_text("4", "contacts", "18553126190", "1855312619"), "4", "contacts"),
    Case("P308", edit_text("22", "contacts", "\n66899270", ""), "22", "contacts"),
    Case(
        "P309",
        edit_text("22", "contacts", "66899270", "88066006"),
        "24",
        "contacts",
        also=(("P316", "22", "contacts"),),
    ),
    Case(
        "P310",
        edit_text("19", "contacts", "88023751", "88023625"),
        "19",
        "contacts",
        given=edit("12", contacts=""),
        also=(("P316", "19", "contacts"),),
    ),
    Case(
        "P311",
        edit_text("9", "contacts", "88023627", "88023672"),
        "9",
        "contacts",
        given=edit_department("区财政局", contacts=""),
    ),
    Case("L401", edit("22", deadline="尽快"), "22", "deadline"),
    Case("L402", edit("22", deadline="2023年2月30日起执行"), "22", "deadline"),
    Case("L402", edit("22", deadline="2023年13月1日前"), "22", "deadline"),
    Case("L403", edit("3", deadline="2023年12月底前取得成效"), "3", "deadline"),
    Case("L403", edit("3", deadline="2023年12月31日前取得实效"), "3", "deadline"),
    Case(
        "L404",
        edit("22", deadline="2023年12月31日前取得成效"),
        "22",
        "deadline",
        given=edit("22", progress=" "),
        as_of=TOO_LATE,
    ),
    Case(
        "L405",
        edit("22", deadline="2023年3月31日前取得成效"),
        "22",
        "deadline",
        also=(("L406", "22", "deadline"),),
    ),
    Case("W501", edit("22", progress="相关政策已执行."), "22", "progress"),
    Case("W501", edit("22", content="比例提高到70%.其他不变。"), "22", "content"),
    Case("W502", edit("22", progress="相关政策已执行,效果良好。"), "22", "progress"),
    Case("W502", edit("22", progress="有3家企业;另有2家申报。"), "22", "progress"),
    Case("W503", edit("22", progress="相关政策(试行)已执行。"), "22", "progress"),
    Case("W504", edit("22", progress="相关政策 已执行。"), "22", "progress"),
    Case("W504", edit("22", progress="相关政策，\u3000已执行。"), "22", "progress"),
    Case("W505", edit("22", progress="相关政策已执行。。"), "22", "progress"),
    Case("W506", edit("22", progress="相关政策（试行已执行。"), "22", "progress"),
    Case("W506", edit("22", progress="“相关政策已执行。"), "22", "progress"),
    Case("W507", edit("22", progress="相关政策\u200b已执行。"), "22", "progress"),
    Case("W507", edit("22", progress="相关政策\x07已执行。"), "22", "progress"),
    Case("W508", edit("22", progress="相关政策已执行。 "), "22", "progress"),
    Case("W508", edit("22", progress="\n相关政策已执行。"), "22", "progress"),
    Case("W509", edit("22", progress="=A1+1"), "22", "progress"),
    Case("W510", edit("22", progress="相关政策\n已执行。"), "22", "progress"),
    Case("R601", edit("8", problems="资金不足。"), "8", "problems"),
    Case("R601", edit_text("8", "progress", "区科技局：", "进展顺利。\n区科技局："), "8", "progress"),
    Case("R602", edit("8", progress="区科技局：已落实。"), "8", "progress"),
    Case("R603", edit_text("8", "support", "区科技局：", "区科技局：已对接。\n区应急局："), "8", "support"),
    Case("R604", edit_text("11", "support", "\n区财政局：", "\n 区财政局："), "11", "support"),
    Case("R604", edit_text("11", "support", "\n区财政局：", "区财政局："), "11", "support"),
    Case("R604", edit_text("11", "support", "\n区财政局：", "\n区财政局∶"), "11", "support"),
    Case(
        "R604",
        edit_text("13", "support", "\n区文化和旅游局：", "\n区文化和旅游局和区交通运输局："),
        "13",
        "support",
    ),
    Case("R605", edit_text("11", "support", "\n区财政局：", "\n区财政："), "11", "support"),
    Case("R614", edit_text("11", "support", "\n区财政局：", "\n财政局："), "11", "support"),
    Case("R615", edit("22", remark="可与88023626联系"), "22", "remark"),
    Case("R606", edit("22", progress="区医保局：相关政策已执行。"), "22", "progress"),
    Case("R607", edit_text("8", "progress", "\n区财政局：", "\n区财政局：一。\n区财政局："), "8", "progress"),
    Case(
        "R608", edit("23", problems="区财政局："), "23", "problems", given=edit("23", problems="区财政局：无")
    ),
    Case("R609", edit("8", progress="区财政局：一。\n区科技局：二。"), "8", "progress"),
    Case("R610", edit("22", progress=""), "22", "progress"),
    Case("R610", without_progress, "", ""),
    Case("R611", edit("22", problems=""), "22", "problems"),
    Case("M701", lambda m: replace(m, directory=Directory(())), "", ""),
    Case("M702", edit_department("区应急局", aliases=("区医保局",)), "", ""),
    Case("M703", edit_department("区应急局", email=""), "", "", given=with_all_fields),
    Case("M704", edit_department("区应急局", email="yjj@163"), "", ""),
    Case("M705", edit_department("区应急局", leader=""), "", "", given=with_all_fields),
    Case("M706", edit_department("区应急局", head=" "), "", "", given=with_all_fields),
    Case("M707", edit_department("区应急局", contacts="闫智88066"), "", ""),
)

FOUND_IN_THE_REAL_TABLE = (
    ("W502", "4", "progress"),
    ("P303", "6", "leaders"),
    ("P301", "12", "contacts"),
    ("R601", "12", "problems"),
    ("R602", "12", "progress"),
    ("P301", "13", "contacts"),
    ("R602", "13", "progress"),
    ("P301", "14", "contacts"),
    ("R602", "14", "progress"),
    ("L403", "17", "deadline"),
    ("P310", "20", "contacts"),
    ("R602", "20", "progress"),
    ("W501", "21", "progress"),
    ("W501", "23", "problems"),
    ("W504", "24", "progress"),
    ("P309", "7", "contacts"),
    ("R609", "13", "support"),
    ("P309", "16", "contacts"),
    ("P309", "16", "contacts"),
    ("W510", "19", "progress"),
)
"""Everything that is wrong with the official table, in the order it is reported."""


@pytest.fixture(scope="module")
def master(seed_table: TaskTable) -> Master:
    """The real table with the directory that it proves."""
    return master_of(seed_table, infer_directory(seed_table.tasks))


@pytest.fixture(scope="module")
def clean() -> Master:
    """A small table in which nothing is wrong, with everything that must not be complained about."""
    shared = {"category": "（一）优供给", "provincial": "省财政厅", "deadline": "2027年12月31日前取得成效"}
    tasks = (
        Task(
            number="1",
            content="实施强基2.0工程，比例不低于85.5%：1.建设5—7家基地；2.支持“专精特新”（含个体）企业。",
            departments="区科技局、区财政局",
            leaders="闫立彬\n耿汝年",
            heads="郑  静\n李宗泉",
            contacts="王华峰\n88023812\n刘  毅0531-88023627转8001",
            support="无",
            problems="区财政局：无",
            progress="区科技局、区财政局：已落实。\n一是建设A、B两类平台；\n二是补贴VOCs项目3个。",
            remark="\u3000",
            **shared,
        ),
        Task(
            number="2",
            content="开展试点。",
            departments="区财政局",
            leaders="闫立彬",
            heads="李宗泉",
            contacts="刘  毅0531-88023627转8001",
            support="无",
            problems="无",
            progress="存在问题：资金到位较晚。\n1）加强调度；\n（2）按月通报。",
            **shared,
        ),
    )
    directory = (
        Department("区科技局", ("科技局",), "耿汝年", "郑静", "王华峰88023812", "kjj@example.gov.cn"),
        Department("区财政局", (), "闫立彬", "李宗泉", "刘毅13800138000", "czj@example.com；b@example.com"),
    )
    return master_of(TaskTable("附件1", ("分工表",), tasks), directory)


def places(findings: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    return Counter((finding.code, finding.sheet, finding.cell) for finding in findings)


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{c.code}-{c.column}" for n, c in enumerate(CASES)])
def test_one_thing_broken_in_the_real_table_gives_that_finding_and_no_other(
    case: Case, master: Master
) -> None:
    given = case.given(master)
    before = run_rules(given, case.as_of)
    after = run_rules(case.broken(given), case.as_of)
    more = places(after) - places(before)
    new = [finding for finding in after if (finding.code, finding.sheet, finding.cell) in more]
    told = {(f.code, f.task, f.column) for f in new}
    assert told == {(case.code, case.task, case.column), *case.also}


def test_every_rule_of_the_catalogue_has_a_case() -> None:
    assert {rule.code for rule in RULES} == {case.code for case in CASES} | DAMAGED_CODES


def test_a_clean_table_gives_no_finding(clean: Master) -> None:
    assert run_rules(clean, IN_TIME) == ()


def test_the_real_table_gives_just_what_is_wrong_with_it(master: Master) -> None:
    found = [f for f in run_rules(master, IN_TIME) if f.sheet == TABLE_SHEET]
    assert [(f.code, f.task, f.column) for f in found] == list(FOUND_IN_THE_REAL_TABLE)
    assert not any(f.severity is Severity.ERROR for f in found), "the real table can be dispatched"


def test_findings_of_the_directory_are_few_and_point_to_its_rows(master: Master) -> None:
    found = [f for f in run_rules(master, IN_TIME) if f.sheet != TABLE_SHEET]
    assert [(f.code, f.sheet) for f in found] == [("M703", DIRECTORY_SHEET), ("M705", DIRECTORY_SHEET)]
    assert all(f.cell for f in found)


def test_a_finding_names_the_item_the_place_and_the_fact(master: Master) -> None:
    finding = next(f for f in run_rules(master, IN_TIME) if f.code == "P310")
    assert finding.cell == "H24"
    assert finding.message == (
        "第20项“工作联系人及联系方式”：第3名联系人康恺的号码88023629与区财政局同一号段（见第3、18项），"
        "却对应区农业农村局"
    )
    assert finding.suggestion == "核对联系人是哪个部门的，次序应与责任部门一致"


def test_overdue_items_are_told_together_by_their_day(master: Master) -> None:
    found = [f for f in run_rules(master, TOO_LATE) if f.code == "L405"]
    assert [f.cell for f in found] == ["I5"]
    assert "21项已到期：第1—14、16—20、23、24项" in found[0].message


def test_a_deadline_is_not_overdue_on_its_own_day(master: Master) -> None:
    codes = {f.code for f in run_rules(master, date(2023, 12, 31))}
    assert not codes & {"L404", "L405"}


def test_findings_come_worst_first_then_by_row_and_column(master: Master) -> None:
    broken = all_in_order(edit("2", content=""), edit("24", number="", content=""))(master)
    found = [f for f in run_rules(broken, IN_TIME) if f.severity is Severity.ERROR]
    assert [(f.cell, f.code) for f in found] == [("C6", "T105"), ("B28", "T102"), ("C28", "T105")]


def test_findings_point_to_where_the_columns_stand(master: Master) -> None:
    moved = {**master.table.columns, "contacts": 20, "progress": 3}
    elsewhere = replace(master, table=replace(master.table, columns=moved))
    assert "T24" in {f.cell for f in run_rules(elsewhere, IN_TIME) if f.code == "P310"}


def test_a_rules_code_is_unique_and_its_first_letter_is_that_of_its_theme() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert codes == sorted(codes, key=lambda code: ("TDPLWRM".index(code[0]), code))


def test_the_manual_lists_the_rules_as_they_are() -> None:
    written = RULES_PAGE.read_text(encoding="utf-8")
    assert written == rules_document(), "run: python tools/write_rules.py"


@pytest.mark.parametrize(
    "text", ["（一）先1）后", "“甲‘乙’丙”", "(半角）混用", "一）第一\n2）第二", "《办法》", ""]
)
def test_paired_marks_and_list_numbers_are_not_complained_about(text: str) -> None:
    assert unpaired_mark(text) is None


@pytest.mark.parametrize(
    ("text", "place"), [("甲）乙", 1), ("（甲", 0), ("“甲”“乙", 3), ("《甲》》", 3), ("（“）”", 2)]
)
def test_a_mark_without_partner_is_found_at_its_place(text: str, place: int) -> None:
    assert unpaired_mark(text) == place


CELL = st.text(
    st.sampled_from("区财政局科技、：:，。.（）() \n\u3000\u200b无一1823年月日前=长期通知{}"), max_size=40
)


@settings(deadline=None)
@given(texts=st.lists(st.fixed_dictionaries({c.code: CELL for c in COLUMNS}), min_size=1, max_size=3))
def test_no_text_that_a_clerk_may_leave_in_a_cell_stops_the_validation(texts: list[dict[str, str]]) -> None:
    table = TaskTable("", (), tuple(Task(**{**record, "number": key(record["number"])}) for record in texts))
    for finding in run_rules(master_of(table, (Department("区财政局"),)), IN_TIME):
        assert finding.message and finding.suggestion
        assert "\n" not in finding.message
