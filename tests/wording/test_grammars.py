"""Contacts, deadlines, department lists: every wording of the real table, and those offices use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.core.model import TaskTable
from xlreport.core.wording.contacts import compose_contacts, is_phone, parse_contacts
from xlreport.core.wording.deadlines import DeadlineKind, parse_deadline
from xlreport.core.wording.parties import NameList, Role, compose_departments, parse_departments, parse_people

contact_pieces = st.sampled_from(
    [
        "杨  檬",
        "\n",
        "66899778",
        "吴冠臻",
        "138 0013 8000",
        "（0531）88023613",
        "转801",
        "、",
        "；",
        "：",
        "联系人",
    ]
)
party_pieces = st.sampled_from(
    [
        "区财政局",
        "区科技局",
        "牵头",
        "配合",
        "、",
        "，",
        "；",
        "会同",
        "（牵头）",
        "\n",
        "等",
        "牵头单位：",
        "按职责分工负责",
    ]
)


@given(st.lists(st.one_of(contact_pieces, st.text(max_size=5)), max_size=10).map("".join))
def test_contacts_read_and_put_together_give_the_same_text(text: str) -> None:
    assert compose_contacts(parse_contacts(text)) == text


@given(st.lists(st.one_of(party_pieces, st.text(max_size=5)), max_size=10).map("".join))
def test_department_lists_read_and_put_together_give_the_same_text(text: str) -> None:
    assert compose_departments(parse_departments(text)) == text


@given(st.text(max_size=30))
def test_deadlines_keep_their_text(text: str) -> None:
    assert parse_deadline(text).raw == text


def test_every_contact_and_department_of_the_real_table_comes_back_the_same(seed_table: TaskTable) -> None:
    for task in seed_table.tasks:
        assert compose_contacts(parse_contacts(task.contacts)) == task.contacts
        assert compose_departments(parse_departments(task.departments)) == task.departments


def test_every_contact_of_the_real_table_has_a_name_and_a_valid_number(seed_table: TaskTable) -> None:
    contacts = [c for task in seed_table.tasks for c in parse_contacts(task.contacts).contacts]
    assert len(contacts) == 41
    for contact in contacts:
        assert 2 <= len(contact.name) <= 3
        assert len(contact.phones) == 1 and is_phone(contact.phones[0])


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("杨  檬\n66899778", [("杨檬", ("66899778",))]),
        ("吴冠臻88115112\n刘  毅88023627", [("吴冠臻", ("88115112",)), ("刘毅", ("88023627",))]),
        ("刘长胜\n88115071\n张海燕88023613", [("刘长胜", ("88115071",)), ("张海燕", ("88023613",))]),
        ("联系人：张三、李四，联系电话：8812822", [("张三", ("8812822",)), ("李四", ("8812822",))]),
        ("张三 0531-88023613转801、13800138000", [("张三", ("0531-88023613转801", "13800138000"))]),
        ("王五 138 0013 8000", [("王五", ("13800138000",))]),
        ("赵六 ８８０２３６１３", [("赵六", ("88023613",))]),
        ("张三\n李四", [("张三", ()), ("李四", ())]),
        ("　", []),
    ],
)
def test_contacts_are_understood(text: str, people: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(c.name, c.phones) for c in parse_contacts(text).contacts] == people


def test_a_department_written_before_a_person_is_told_apart() -> None:
    first, second = parse_contacts("区财政局：刘毅 88023627；区科技局：王华峰 88023812").contacts
    assert (first.unit, first.name) == ("区财政局", "刘毅")
    assert (second.unit, second.name) == ("区科技局", "王华峰")


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("18553126190", True),
        ("88023613", True),
        ("8812822", True),
        ("0531-88023613", True),
        ("88023613转801", True),
        ("880236", False),
        ("28553126190", False),
        ("185531261901", False),
    ],
)
def test_numbers_that_cannot_be_dialled_are_recognised(number: str, valid: bool) -> None:
    assert is_phone(number) is valid


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("2023年12月31日前取得成效", DeadlineKind.DUE, date(2023, 12, 31)),
        ("2023年12月31日前", DeadlineKind.DUE, date(2023, 12, 31)),
        ("长期", DeadlineKind.LONG_TERM, None),
        ("依据省、市局通知时间执行", DeadlineKind.ON_NOTICE, None),
        ("2023年1月1日起执行", DeadlineKind.EFFECTIVE, date(2023, 1, 1)),
        ("2023年2月底前", DeadlineKind.DUE, date(2023, 2, 28)),
        ("2024年第一季度", DeadlineKind.DUE, date(2024, 3, 31)),
        ("2023年上半年", DeadlineKind.DUE, date(2023, 6, 30)),
        ("2023年底前", DeadlineKind.DUE, date(2023, 12, 31)),
        ("2023-12-31", DeadlineKind.DUE, date(2023, 12, 31)),
        ("每月25日前报送", DeadlineKind.RECURRING, None),
        ("2023年2月30日前", DeadlineKind.UNKNOWN, None),
        ("尽快", DeadlineKind.UNKNOWN, None),
        ("", DeadlineKind.UNKNOWN, None),
    ],
)
def test_deadlines_are_understood(text: str, kind: DeadlineKind, day: date | None) -> None:
    deadline = parse_deadline(text)
    assert (deadline.kind, deadline.day) == (kind, day)


def test_the_real_table_has_exactly_five_wordings_of_deadlines_all_understood(seed_table: TaskTable) -> None:
    wordings = {task.deadline for task in seed_table.tasks}
    assert len(wordings) == 5
    assert all(parse_deadline(text).kind != DeadlineKind.UNKNOWN for text in wordings)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("区科技局、区财政局", ["牵头", "配合"]),
        ("区科技局牵头，区财政局、区民政局配合", ["牵头", "配合", "配合"]),
        ("区科技局、区财政局按职责分工负责", ["牵头", "配合"]),
        ("区科技局、区财政局（牵头）", ["配合", "牵头"]),
        ("区科技局会同区财政局", ["牵头", "配合"]),
        ("配合单位：区科技局；牵头单位：区财政局", ["配合", "牵头"]),
        ("区科技局、区财政局牵头，区民政局参与", ["牵头", "牵头", "配合"]),
    ],
)
def test_roles_follow_the_wording(text: str, roles: list[str]) -> None:
    parties = parse_departments(text).parties
    assert [party.role for party in parties] == [Role(role) for role in roles]
    assert {party.name for party in parties} <= {"区科技局", "区财政局", "区民政局"}


def test_groups_with_brackets_stay_whole() -> None:
    assert parse_departments("各镇（街道）、各有关部门").names == ("各镇（街道）", "各有关部门")


def test_people_keep_their_spelling() -> None:
    assert parse_people("闫立彬\n丁  一") == ("闫立彬", "丁  一")


def test_departments_are_known_by_their_aliases_whatever_the_spacing() -> None:
    names = NameList({"区发展改革局": "区发展改革局", "区发改局": "区发展改革局"})
    assert names.resolve("区发改局 ") == "区发展改革局"
    assert names.knows("区 发改局") and not names.knows("区发改委")
