"""What the table proves about the departments, and what it leaves open."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlreport.core.importing.inference import infer_directory
from xlreport.core.model import Department, Task


@pytest.fixture(scope="module")
def directory(seed_table) -> dict[str, Department]:
    return {department.name: department for department in infer_directory(seed_table.tasks)}


def inferred(*rows: tuple[str, str] | tuple[str, str, str, str]) -> dict[str, Department]:
    """The directory of tasks written as (departments, leaders[, heads, contacts])."""
    tasks = []
    for number, row in enumerate(rows, start=1):
        departments, leaders, heads, contacts = (*row, "", "")[:4]
        texts = {"departments": departments, "leaders": leaders, "heads": heads, "contacts": contacts}
        tasks.append(Task(str(number), content="内容", **texts))
    return {department.name: department for department in infer_directory(tasks)}


# --- the real table --------------------------------------------------------------------------------


def test_the_real_table_names_18_departments_in_the_order_they_appear(directory):
    names = list(directory)
    assert len(names) == 18
    assert names[:3] == ["区金融事业发展中心", "区文化和旅游局", "区财政局"]
    assert names[-1] == "区应急局"


def test_the_real_table_determines_these_leaders_and_no_others(directory):
    assert {name: department.leader for name, department in directory.items() if department.leader} == {
        "区金融事业发展中心": "耿汝年",
        "区文化和旅游局": "丁  一",
        "区财政局": "闫立彬",
        "区交警大队": "唐振涛",
        "区工业和信息化局": "高  博",
        "区科技局": "耿汝年",
        "区市场监管局": "闫立彬",
        "区大数据局": "闫立彬",
        "区民政局": "丁  一",
        "市生态环境局历城分局": "唐振涛",
        "区医保局": "丁  一",
        "区体育事业发展中心": "丁  一",
        "区应急局": "闫立彬",
    }


def test_an_undetermined_leader_is_empty_and_the_candidates_are_named(directory):
    remark = directory["区人力资源社会保障局"].remark
    assert "分管区领导待核实：闫立彬或高博（第17、20项）" in remark
    assert "分管区领导待核实：闫立彬或高博（第13、17项）" in directory["区发展改革局"].remark
    assert "闫立彬、高博、耿汝年、丁一或唐振涛（第13项）" in directory["区交通运输局"].remark


def test_every_department_of_the_real_table_has_its_head_as_spelled_there(directory):
    heads = [department.head for department in directory.values()]
    assert all(heads) and len(set(heads)) == 18
    assert directory["区财政局"].head == "李宗泉"
    assert directory["区工业和信息化局"].head == "王  磊"
    assert directory["区自然资源局"].head == "吴溪淙"


def test_contacts_are_listed_one_a_line_where_the_order_proves_them(directory):
    assert directory["区工业和信息化局"].contacts == "信  然 88066026\n吴冠臻88115112"
    assert directory["区金融事业发展中心"].contacts == "杨  檬 66899778\n王  林 66899778"
    assert "刘  毅 88023627" in directory["区财政局"].contacts.split("\n")


def test_item_20_attributes_no_contact_because_its_third_number_is_the_finance_bureaus(directory):
    assert directory["区农业农村局"].contacts == ""
    assert directory["区人力资源社会保障局"].contacts == "朱明辉 88066036"
    for name in ("区人力资源社会保障局", "区财政局", "区农业农村局"):
        assert "第20项的联系人次序存疑，未采用" in directory[name].remark
    assert "康" not in "".join(department.contacts for department in directory.values())


def test_items_with_fewer_contacts_than_departments_attribute_none(directory):
    everyone = "".join(department.contacts for department in directory.values())
    for name in ("丁晓婷", "田延青", "姚钦平"):
        assert name not in everyone
    for name, item in (("区民政局", 12), ("区交通运输局", 13), ("区自然资源局", 13)):
        assert directory[name].contacts == ""
        assert f"工作联系人待核实：第{item}项的联系人与责任部门个数不符" in directory[name].remark


def test_a_department_without_open_questions_has_no_remark(directory):
    clear = [name for name, department in directory.items() if not department.remark]
    assert len(clear) == 11
    assert "区应急局" in clear and "区财政局" not in clear


def test_the_order_of_the_tasks_does_not_change_what_is_proven(seed_table):
    def proven(tasks):
        return {(d.name, d.leader, d.head) for d in infer_directory(tasks)}

    assert proven(seed_table.tasks[::-1]) == proven(seed_table.tasks)


# --- leaders ---------------------------------------------------------------------------------------


def test_leaders_follow_by_exclusion_whatever_their_order():
    found = inferred(("甲局", "张一"), ("甲局、乙局", "李二\n张一"), ("乙局、丙局", "王三\n李二"))
    assert [department.leader for department in found.values()] == ["张一", "李二", "王三"]


def test_the_same_leader_spelled_with_spaces_is_one_leader():
    found = inferred(("甲局", "丁  一"), ("甲局、乙局", "丁一"))
    assert found["乙局"].leader == "丁  一"


def test_two_leaders_for_one_department_prove_nothing():
    found = inferred(("甲局", "张一\n李二"), ("乙局", "王三"))
    assert found["甲局"].leader == ""
    assert "第1项的分管区领导与其他各项对不上，未采用" in found["甲局"].remark
    assert found["乙局"] == Department("乙局", leader="王三", remark=found["乙局"].remark)


def test_rows_that_contradict_each_other_are_both_set_aside_and_named():
    found = inferred(("甲局", "张一"), ("甲局", "李二"), ("甲局、乙局", "张一\n李二"), ("丙局", "王三"))
    assert (found["甲局"].leader, found["乙局"].leader, found["丙局"].leader) == ("", "", "王三")
    assert "第1、2项的分管区领导与其他各项对不上，未采用" in found["甲局"].remark


def test_one_wrong_row_in_the_real_table_leaves_the_rest_proven(seed_table):
    wrong = Task("25", content="新增", departments="区应急局、区医保局", leaders="高博")
    found = {d.name: d for d in infer_directory([*seed_table.tasks, wrong])}
    assert (found["区应急局"].leader, found["区医保局"].leader) == ("闫立彬", "丁  一")
    assert "第25项的分管区领导与其他各项对不上" in found["区应急局"].remark
    assert found["区科技局"].leader == "耿汝年"


def test_contradictions_on_all_sides_claim_nothing_about_those_departments():
    rows = [("甲局", "张一"), ("甲局", "张一"), ("甲局", "李二"), ("甲局", "李二"), ("乙局", "王三")]
    found = inferred(*rows)
    assert (found["甲局"].leader, found["乙局"].leader) == ("", "王三")
    assert "第1、2、3、4项" in found["甲局"].remark


def test_a_table_without_leaders_leaves_them_all_open():
    assert inferred(("甲局", ""))["甲局"].remark.startswith("分管区领导待核实")


def test_many_departments_with_many_leaders_take_no_noticeable_time():
    departments = "、".join(f"第{n}局" for n in range(30))
    leaders = "\n".join(f"领导{letter}" for letter in "甲乙丙丁戊己庚辛")
    started = time.perf_counter()
    found = inferred(*[(departments, leaders)] * 20)
    assert time.perf_counter() - started < 5
    assert not any(department.leader for department in found.values())


@st.composite
def true_tables(draw) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """A leader for each department, and rows that follow from it, leaders in any order."""
    names = ["甲局", "乙局", "丙局", "丁局", "戊局"]
    truth = {name: draw(st.sampled_from(["张一", "李二", "王三"])) for name in names}
    groups = draw(st.lists(st.lists(st.sampled_from(names), min_size=1, unique=True), min_size=1, max_size=8))
    rows = []
    for group in groups:
        leaders = draw(st.permutations(sorted({truth[name] for name in group})))
        rows.append(("、".join(group), "\n".join(leaders)))
    return truth, rows


@given(true_tables())
@settings(max_examples=150, deadline=None)
def test_no_leader_is_ever_claimed_that_is_not_the_true_one(case):
    truth, rows = case
    for name, department in inferred(*rows).items():
        assert department.leader in ("", truth[name])
        assert "对不上" not in department.remark
        if not department.leader:
            assert truth[name] in department.remark


@given(true_tables())
@settings(max_examples=100, deadline=None)
def test_a_single_row_proves_a_leader_only_with_one_department_or_one_leader(case):
    _, rows = case
    departments, leaders = rows[0]
    found = inferred((departments, leaders))
    named = leaders.split("\n")
    for name, department in found.items():
        alone = len(departments.split("、")) == 1 or len(named) == 1
        assert bool(department.leader) == alone, name


# --- heads and contacts ----------------------------------------------------------------------------


def test_heads_that_differ_between_rows_are_not_claimed():
    found = inferred(("甲局", "张一", "赵四", ""), ("甲局", "张一", "钱五", ""))
    assert found["甲局"].head == ""
    assert "单位主要领导待核实：第1项为赵四，第2项为钱五" in found["甲局"].remark


def test_heads_that_are_fewer_than_departments_are_not_claimed():
    found = inferred(("甲局、乙局", "张一", "赵四", ""))
    assert found["乙局"].head == ""
    assert "责任人与责任部门个数不符（第1项）" in found["乙局"].remark


def test_a_department_alone_in_its_task_has_all_the_contacts_there():
    found = inferred(("甲局", "张一", "赵四", "孙六88110001\n周七88110002"))
    assert found["甲局"].contacts == "孙六88110001\n周七88110002"
    assert found["甲局"].remark == ""


def test_the_same_contact_in_another_spelling_is_listed_once():
    found = inferred(("甲局", "张一", "赵四", "孙  六\n88110001"), ("甲局", "张一", "赵四", "孙六88110001"))
    assert found["甲局"].contacts == "孙  六 88110001"


def test_a_number_block_shared_by_departments_puts_no_row_in_doubt():
    """Departments in one building share a block of numbers: it tells nothing about the order."""
    found = inferred(
        ("甲局", "张一", "赵四", "孙六88110001"),
        ("乙局", "张一", "钱五", "周七88110002"),
        ("甲局、乙局", "张一", "赵四\n钱五", "吴八88110003\n郑九88110004"),
    )
    assert found["乙局"].contacts == "周七88110002\n郑九88110004"
    assert found["乙局"].remark == ""


def test_a_table_without_contacts_says_so():
    assert "工作联系人待核实：表中没有写" in inferred(("甲局", "张一", "赵四", ""))["甲局"].remark
