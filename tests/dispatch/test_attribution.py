"""Whose words are whose: what nobody can be held to reaches nobody, what is another's stops a dispatch."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.conftest import DATA
from xlreport.actions.dispatch.dispatch import DispatchResult, dispatch
from xlreport.actions.importing.import_ import import_table
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.books.package import package_texts
from xlreport.core.dispatch.pasted import find_pasted
from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.model import Finding, Task
from xlreport.core.schema import TABLE_SHEET
from xlreport.core.text import key
from xlreport.core.validation import run_rules
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

CASES = DATA / "cases"
SECRET = "资金缺口三百万元请勿外传"
JOINT, ALONE = "8", "22"
"""Tasks of the real table: one of several departments, 区财政局 among them; one of a single department."""


@pytest.fixture(scope="module")
def real(master_path: Path) -> Master:
    """What the committed master says."""
    return read_master(FileBook(master_path))


def task_of(master: Master, number: str) -> Task:
    return next(task for task in master.table.tasks if task.number == number)


def edited(master: Master, number: str, column: str, text: str) -> Master:
    """The master with one cell of a task changed."""
    tasks = tuple(
        replace(task, **{column: text}) if task.number == number else task for task in master.table.tasks
    )
    return replace(master, table=replace(master.table, tasks=tasks))


def found(master: Master, *codes: str) -> list[Finding]:
    return [finding for finding in run_rules(master, date(2023, 6, 1)) if finding.code in codes]


def said(master: Master, number: str) -> dict[str, str]:
    """What each department of a task says in 政策落实情况."""
    task = task_of(master, number)
    return {name: master.text_of(task, "progress", name) for name in master.departments_of(task)}


def others(master: Master) -> str:
    """A department of the joint task besides 区财政局."""
    return next(name for name in master.departments_of(task_of(master, JOINT)) if name != "区财政局")


@pytest.mark.parametrize(
    "prefix",
    [
        "区水务局：",
        "北园街道:",
        "省财政厅：",
        "历城区税务局（牵头）：",
        "市生态环境局某区分局反馈：",
        "区水务局、区财政局：",
        "区水务局和区财政局：",
        " \u3000区水务局：",
        "2.区水务局：",
        "（三）区水务局 ：",
        "国网某市供电公司：",
        "水务局：",
        "区政务服务中心：",
        "区交警三大队：",
    ],
)
@pytest.mark.parametrize("number", [JOINT, ALONE])
def test_a_line_that_starts_like_an_office_is_nobodys_in_every_cell(
    real: Master, prefix: str, number: str
) -> None:
    own = f"{others(real)}：已执行。" if number == JOINT else "已执行。"
    master = edited(real, number, "progress", f"{own}\n{prefix}{SECRET}。")
    assert [finding.task for finding in found(master, "R614")] == [number]
    assert SECRET not in str(said(master, number)) and "已执行。" in said(master, number).values()


@pytest.mark.parametrize(
    "prefix", [" 区财政局：", "区财政局 ：", "1.区财政局：", "区财政局∶", "区财政局反馈："]
)
def test_a_known_department_badly_signed_is_not_taken_for_the_one_above(real: Master, prefix: str) -> None:
    master = edited(real, JOINT, "progress", f"{others(real)}：已对接。\n{prefix}{SECRET}。")
    assert found(master, "R604")
    assert SECRET not in said(master, JOINT)[others(real)]


@pytest.mark.parametrize(
    "line",
    [
        "各街道：已全部完成。",
        "产业布局：已优化。",
        "区级医院：已覆盖3家。",
        "特色小镇：新增1个。",
        "下一步工作：继续推进。",
        "社区卫生服务中心：已开放。",
        "一是资金：已到位。",
    ],
)
def test_what_is_no_office_stays_the_departments_own_words(real: Master, line: str) -> None:
    master = edited(real, ALONE, "progress", f"已执行。\n{line}")
    assert not found(master, "R614") and line in str(said(master, ALONE).values())


FOREIGN = {
    "words": "另：{words}",
    "mobile": "可与139 1234 5678联系",
    "landline": "电话：6677-9999",
    "email": "发至SWJ@example.gov.cn",
    "contact": "联系人：欧阳小石",
}


@pytest.fixture(scope="module")
def reachable(real: Master) -> Master:
    """The master with a contact and an address for 区财政局."""
    departments = tuple(
        replace(one, contacts="欧阳小石13912345678\n欧阳小石66779999", email="swj@example.gov.cn")
        if one.name == "区财政局"
        else one
        for one in real.directory.departments
    )
    return replace(real, directory=Directory(departments))


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("column", ["remark", "deadline", "content", "provincial"])
def test_another_departments_answer_or_contact_in_a_context_cell_is_found(
    reachable: Master, what: str, column: str
) -> None:
    own = task_of(reachable, ALONE).text(column)
    pasted = FOREIGN[what].format(words=said(reachable, JOINT)["区财政局"])
    master = edited(reachable, ALONE, column, f"{own}\n{pasted}".strip())
    places = {(item.task.number, item.column.code) for item in find_pasted(master)}
    assert places == {(ALONE, column)}
    assert all("区财政局" in item.owners for item in find_pasted(master))
    assert found(master, "R615")


def test_a_paragraph_that_lost_its_line_break_is_found(real: Master) -> None:
    master = edited(real, JOINT, "progress", f"{others(real)}：已对接。区财政局：{SECRET}。")
    assert [item.task.number for item in find_pasted(master)] == [JOINT]


def test_the_offices_own_number_and_a_departments_own_contact_may_stand_anywhere(reachable: Master) -> None:
    office = replace(reachable.settings, values={**reachable.settings.values, "reply_to": "区府办66779999"})
    master = edited(replace(reachable, settings=office), ALONE, "remark", "报区府办66779999")
    assert not find_pasted(master)
    alone = next(task for task in reachable.table.tasks if reachable.departments_of(task) == ("区财政局",))
    assert not find_pasted(edited(reachable, alone.number, "remark", "联系人欧阳小石13912345678"))


def test_the_real_table_has_nothing_of_the_kind(real: Master) -> None:
    assert not find_pasted(real) and not found(real, "R614", "R615")


def send(master: Path) -> DispatchResult:
    return dispatch(FileBook(master), SilentUi(), now=datetime(2026, 11, 23, 9, 0, 0))


def test_the_paragraph_of_an_office_that_nobody_knows_reaches_nobody(tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    import_table(CASES / "unknown-department-paragraph.docx", master, SilentUi())
    findings = validate(FileBook(master), SilentUi(), as_of=date(2026, 6, 1)).findings
    told = [finding for finding in findings if finding.code == "R614"]
    assert [(finding.task, finding.column) for finding in told] == [("1", "progress")]
    assert "区水务局" in told[0].message
    books = [book.path.read_bytes() for book in send(master).books]
    sent = "\n".join(key(text) for package in books for text in package_texts(package).values())
    assert "资金缺口300万元" not in sent and "区水务局" not in sent
    assert "已对接" in sent and "已保障" in sent


def test_another_departments_words_in_a_remark_stop_the_dispatch_and_name_the_cell(tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    shutil.copy2(CASES / "remark-holds-other-departments-words.xlsx", master)
    before = master.read_bytes()
    with pytest.raises(XlreportError) as stopped:
        send(master)
    assert "备注" in stopped.value.happened and "总表J" in stopped.value.happened
    assert master.read_bytes() == before and not (tmp_path / "下发").exists()
    table = read_master(FileBook(master)).table
    task = next(task for task in table.tasks if task.number == "3")
    place = f"R615:{table.cell(task, 'remark')}"
    validate(FileBook(master), SilentUi(), as_of=date.today(), accept=[place], reason="已核对，可以公开")
    assert send(master).books
    book = FileBook(master)
    book.write(TABLE_SHEET, {(task.row, table.columns["remark"]): f"{task.remark}。"})
    book.save()
    with pytest.raises(XlreportError):
        send(master)
