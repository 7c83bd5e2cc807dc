"""The grammar of progress cells: nothing lost in reading, nobody else touched in replacing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xlreport.core.model import TaskTable
from xlreport.core.schema import REPORTED_COLUMNS
from xlreport.core.wording.parties import NameList, parse_departments
from xlreport.core.wording.progress import (
    compose_progress,
    own_words,
    parse_progress,
    replace_text,
    text_of,
    unattributed_text,
)

DEPARTMENTS = ("区科技局", "区民政局", "区财政局", "区文化和旅游局")
NAMES = NameList({**{name: name for name in DEPARTMENTS}, "财政局": "区财政局", "区文旅局": "区文化和旅游局"})

names_written = st.sampled_from(sorted(NAMES.canonical))
prefixes = (
    st.lists(names_written, min_size=1, max_size=3)
    .map("、".join)
    .flatmap(lambda names: st.sampled_from(["：", ":"]).map(lambda colon: names + colon))
)
fragments = st.one_of(
    prefixes,
    st.sampled_from(["\n", "\n\n", "无", "1.已完成。2.推进中。", "：", "、", " ", "\u3000", "市财政局", "x"]),
    st.sampled_from(["\n区水务局：", "\n 区财政局：", "\n2.区民政局:", "\n区水务局、区科技局 ："]),
    st.text(max_size=8),
)
cells = st.lists(fragments, max_size=12).map("".join)


def clean_texts() -> st.SearchStrategy[str]:
    """Texts as a merge takes them over: stripped, without prefixes of departments."""
    return (
        st.lists(
            st.one_of(st.sampled_from(["无", "已完成。", "\n", "做好保障"]), st.text(max_size=6)), max_size=5
        )
        .map(lambda parts: "".join(parts).replace("\r", "").strip())
        .filter(lambda text: not any(part.prefix for part in parse_progress(text, NAMES)))
    )


@given(cells)
def test_reading_a_cell_and_putting_it_together_gives_the_same_text(text: str) -> None:
    assert compose_progress(parse_progress(text, NAMES)) == text


def test_every_progress_cell_of_the_real_table_comes_back_the_same(seed_table: TaskTable) -> None:
    names = NameList(
        {name: name for task in seed_table.tasks for name in parse_departments(task.departments).names}
    )
    for task in seed_table.tasks:
        for column in REPORTED_COLUMNS:
            text = task.text(column.code)
            assert compose_progress(parse_progress(text, names)) == text


@given(cells, st.sampled_from(DEPARTMENTS), clean_texts())
def test_a_department_gets_exactly_the_text_it_sent(cell: str, department: str, new: str) -> None:
    after = replace_text(cell, department, new, DEPARTMENTS, NAMES)
    assert text_of(after, department, DEPARTMENTS, NAMES) == new


@given(cells, st.sampled_from(DEPARTMENTS), clean_texts())
def test_replacing_one_department_never_changes_another_by_a_character(
    cell: str, department: str, new: str
) -> None:
    after = replace_text(cell, department, new, DEPARTMENTS, NAMES)
    for other in DEPARTMENTS:
        if other != department:
            assert text_of(after, other, DEPARTMENTS, NAMES) == text_of(cell, other, DEPARTMENTS, NAMES)
    before = unattributed_text(cell, DEPARTMENTS, NAMES)
    assert unattributed_text(after, DEPARTMENTS, NAMES) == before


@given(st.dictionaries(st.sampled_from(DEPARTMENTS), clean_texts()), st.permutations(DEPARTMENTS))
def test_the_order_in_which_answers_arrive_makes_no_difference(
    answers: dict[str, str], arrival: list[str]
) -> None:
    expected = arrived = ""
    for department in DEPARTMENTS:
        expected = replace_text(expected, department, answers.get(department, ""), DEPARTMENTS, NAMES)
    for department in arrival:
        arrived = replace_text(arrived, department, answers.get(department, ""), DEPARTMENTS, NAMES)
    assert arrived == expected
    firsts = [part.departments[0] for part in parse_progress(arrived, NAMES) if part.departments]
    assert firsts == sorted(firsts, key=DEPARTMENTS.index)


def test_departments_that_say_the_same_share_a_joint_paragraph() -> None:
    cell = replace_text("", "区财政局", "开展宣传摸底工作。", DEPARTMENTS, NAMES)
    cell = replace_text(cell, "区民政局", "开展宣传摸底工作。", DEPARTMENTS, NAMES)
    assert cell == "区民政局、区财政局：开展宣传摸底工作。"


def test_a_department_that_changes_its_mind_leaves_the_joint_paragraph_to_the_others() -> None:
    cell = "区民政局、区财政局：开展宣传。"
    assert (
        replace_text(cell, "区民政局", "已办结。", DEPARTMENTS, NAMES)
        == "区民政局：已办结。\n区财政局：开展宣传。"
    )


def test_nothing_to_report_from_all_is_written_once_and_speaks_for_each() -> None:
    two = ("区科技局", "区财政局")
    cell = replace_text("", "区财政局", "无", two, NAMES)
    assert cell == "区财政局：无"
    cell = replace_text(cell, "区科技局", "无", two, NAMES)
    assert cell == "无"
    assert text_of(cell, "区科技局", two, NAMES) == "无"
    assert replace_text(cell, "区科技局", "有困难", two, NAMES) == "区科技局：有困难\n区财政局：无"


def test_unattributed_text_is_kept_in_front_and_belongs_to_nobody() -> None:
    three = ("区科技局", "区民政局", "区财政局")
    cell = "街道创建智慧社区积极性有待提高。"
    assert text_of(cell, "区科技局", three, NAMES) == ""
    assert unattributed_text(cell, three, NAMES) == cell
    assert replace_text(cell, "区民政局", "已对接。", three, NAMES) == f"{cell}\n区民政局：已对接。"


def test_a_line_break_inside_a_paragraph_belongs_to_it() -> None:
    cell = "区科技局：积极配合落实相关政策。\n区财政局：及时对接\n市财政局做好专项资金拨付。"
    assert text_of(cell, "区财政局", DEPARTMENTS, NAMES) == "及时对接\n市财政局做好专项资金拨付。"


def test_paragraphs_out_of_department_order_keep_their_places() -> None:
    cell = "区财政局：对接拨付。\n区民政局：申请支持。"
    assert (
        replace_text(cell, "区财政局", "已拨付。", DEPARTMENTS, NAMES)
        == "区财政局：已拨付。\n区民政局：申请支持。"
    )


def test_a_single_department_needs_no_prefix() -> None:
    assert replace_text("旧", "区财政局", "新", ["区财政局"], NAMES) == "新"
    assert text_of("区财政局：按时完成", "区财政局", ["区财政局"], NAMES) == "区财政局：按时完成"


def test_a_prefix_that_a_department_wrote_itself_is_taken_off() -> None:
    assert own_words(" 区财政局：已拨付。\n", "区财政局", DEPARTMENTS, NAMES) == "已拨付。"
    assert own_words("财政局:已拨付。", "区财政局", DEPARTMENTS, NAMES) == "已拨付。"
    assert own_words("区科技局、区财政局：已拨付。", "区财政局", DEPARTMENTS, NAMES) == "已拨付。"


def test_words_put_into_another_departments_mouth_are_not_taken() -> None:
    assert own_words("已拨付。\n区科技局：没有意见。", "区财政局", DEPARTMENTS, NAMES) is None


def test_an_alias_in_a_prefix_means_the_department() -> None:
    cell = "区文旅局：已举办活动。"
    assert text_of(cell, "区文化和旅游局", DEPARTMENTS, NAMES) == "已举办活动。"


def test_an_answer_signed_with_an_unregistered_short_form_of_its_own_name_is_taken() -> None:
    assert own_words("区文旅和体局：已办。", "区文化和旅游局", DEPARTMENTS, NAMES) is None
    assert own_words("区文化旅游局：已办。", "区文化和旅游局", DEPARTMENTS, NAMES) == "已办。"
    assert own_words("区文化旅游局：已办。", "区财政局", DEPARTMENTS, NAMES) is None
