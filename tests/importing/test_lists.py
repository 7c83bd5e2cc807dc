"""Which rows are tasks, which tables are one list, and which are several."""

from __future__ import annotations

import pytest

from tests.importing.rows import messages, read, table_of
from xlreport.core.importing.choosing import survey
from xlreport.core.importing.names import join_broken_names
from xlreport.core.importing.raw import RawDocument, RawTable
from xlreport.core.wording.parties import compose_departments, parse_departments
from xlreport.errors import SourceError

HEADINGS = ["类别", "序号", "工作任务", "责任单位"]
PLAIN = ["序号", "工作任务", "责任单位"]


def task(number: str = "1", category: str = "") -> list[str]:
    return [category, number, f"任务{number}", "区财政局"]


def plain(number: str) -> list[str]:
    return [number, f"任务{number}", "区财政局"]


def categories(*rows: list[str]) -> list[tuple[str, str]]:
    return [(t.number, t.category) for t in read(table_of(PLAIN, *rows)).table.tasks]


# --- categories across the table -------------------------------------------------------------------


def test_two_levels_of_categories_stand_on_two_lines() -> None:
    rows = [
        ["一、甲"],
        ["（一）子"],
        plain("1"),
        ["（二）丑"],
        plain("2"),
        ["二、乙"],
        ["（一）寅"],
        plain("3"),
    ]
    assert categories(*rows) == [
        ("1", "一、甲\n（一）子"),
        ("2", "一、甲\n（二）丑"),
        ("3", "二、乙\n（一）寅"),
    ]


def test_a_high_category_with_tasks_of_its_own_needs_no_lower_one() -> None:
    rows = [["一、甲"], plain("1"), ["二、乙"], ["（一）寅"], plain("2"), ["三、丙"], plain("3")]
    assert categories(*rows) == [("1", "一、甲"), ("2", "二、乙\n（一）寅"), ("3", "三、丙")]


def test_categories_without_ordinals_stand_by_their_order() -> None:
    rows = [
        ["稳增长"],
        ["助企纾困"],
        plain("1"),
        ["扩大内需"],
        plain("2"),
        ["惠民生"],
        ["稳就业"],
        plain("3"),
    ]
    expected = [("1", "稳增长\n助企纾困"), ("2", "稳增长\n扩大内需"), ("3", "惠民生\n稳就业")]
    assert categories(*rows) == expected


def test_a_category_with_its_ordinal_under_the_numbers_is_no_task() -> None:
    rows = [["一", "稳增长", ""], plain("1"), ["二", "惠民生", ""], plain("2")]
    assert categories(*rows) == [("1", "一、稳增长"), ("2", "二、惠民生")]


def test_a_column_of_categories_is_the_lower_level_under_rows_across_the_table() -> None:
    rows = [["一、甲"], task("1", "（一）子"), task("2"), ["二、乙"], task("3", "（一）丑")]
    tasks = read(table_of(HEADINGS, *rows)).table.tasks
    assert [t.category for t in tasks] == ["一、甲\n（一）子", "一、甲\n（一）子", "二、乙\n（一）丑"]


def test_a_category_without_tasks_is_named() -> None:
    imported = read(table_of(PLAIN, ["一、甲"], ["二、乙"], plain("1")))
    assert imported.table.tasks[0].category == "二、乙"
    assert "“一、甲”下面没有事项，未读取" in messages(imported)


# --- rows beside the matter ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ["（续表）"],
        ["续表1"],
        ["接上表"],
        ["合计", "共2项", ""],
        ["总计：2项"],
        ["注：本表一式两份"],
        ["备注：以最终印发为准"],
        ["填报人：张三", "联系电话：88000000", ""],
        ["审核人：李四"],
        ["填报单位（盖章）："],
        ["单位：万元"],
        ["第1页 共3页"],
        ["※ 带号的为民生实事"],
    ],
)
def test_rows_that_are_no_tasks_are_left_out_and_named(row: list[str]) -> None:
    imported = read(table_of(PLAIN, ["（一）甲"], plain("1"), row, plain("2")))
    assert [(t.number, t.category) for t in imported.table.tasks] == [("1", "（一）甲"), ("2", "（一）甲")]
    named = next(note for note in imported.notes if note.row == "第4行")
    assert named.kind == "跳过" and all(text in named.text for text in row if text)


def test_a_task_that_speaks_of_totals_or_notes_stays_a_task() -> None:
    rows = [["1", "合计新增就业2万人", "区人社局"], ["2", "注：册企业奖补", "区财政局"]]
    assert len(read(table_of(PLAIN, *rows)).table.tasks) == 2


def test_more_content_without_a_number_belongs_to_the_task_above() -> None:
    tasks = read(table_of(PLAIN, plain("1"), ["", "并抓好落实。", ""], plain("2"))).table.tasks
    assert [t.content for t in tasks] == ["任务1\n并抓好落实。", "任务2"]


# --- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain_number"),
    [
        ("1.", "1"),
        ("（4）", "4"),
        ("3、", "3"),
        ("2．", "2"),
        ("５", "5"),
        ("⑥", "6"),
        ("第7项", "7"),
        ("十一", "11"),
    ],
)
def test_dressed_numbers_become_digits(written: str, plain_number: str) -> None:
    imported = read(table_of(PLAIN, [written, "甲", "区财政局"]))
    assert imported.table.tasks[0].number == plain_number


@pytest.mark.parametrize("number", ["1.2", "1-2", "007"])
def test_other_numbers_stay_as_they_are(number: str) -> None:
    assert read(table_of(PLAIN, [number, "甲", "区财政局"])).table.tasks[0].number == number


def test_numbers_that_begin_anew_in_each_category_are_counted_through_and_told() -> None:
    rows = [["（一）甲"], plain("1"), plain("2"), ["（二）乙"], plain("1"), plain("2")]
    imported = read(table_of(PLAIN, *rows))
    assert [t.number for t in imported.table.tasks] == ["1", "2", "3", "4"]
    note = next(note for note in imported.notes if "重新从1起" in note.message)
    assert "第6行：1→3" in note.text and "第7行：2→4" in note.text


def test_a_number_written_twice_by_mistake_stays_and_is_told() -> None:
    imported = read(table_of(PLAIN, plain("1"), plain("2"), plain("2"), plain("4")))
    assert [t.number for t in imported.table.tasks] == ["1", "2", "2", "4"]
    assert "第3项的序号与前面的重复" in messages(imported)


# --- one list or several ---------------------------------------------------------------------------


def test_lists_with_titles_of_their_own_are_never_taken_for_one() -> None:
    tables = (
        table_of(PLAIN, plain("1"), plain("2"), above=["附件1", "甲表"]),
        table_of(PLAIN, plain("1"), above=["附件2", "乙表"], place="第2个表格"),
    )
    with pytest.raises(SourceError, match=r"第1张“附件1 甲表”（2项），第2张“附件2 乙表”（1项）") as caught:
        read(*tables)
    assert "--table" in caught.value.todo
    second = read(*tables, choice=2)
    assert (second.table.label, second.table.title, len(second.table.tasks)) == ("附件2", ("乙表",), 1)
    assert "没有选第1张“附件1 甲表”（2项），未读取" in messages(second)
    with pytest.raises(SourceError, match="没有第3张"):
        read(*tables, choice=3)


def test_two_lists_in_one_table_are_told_apart() -> None:
    rows = [["附件1"], ["甲表"], PLAIN, plain("1"), plain("2"), ["附件2"], ["乙表"], PLAIN, plain("1")]
    surveyed = survey(RawDocument((table_of(*rows),)), {})
    assert [(c.title, c.tasks) for c in surveyed.choices] == [("附件1 甲表", 2), ("附件2 乙表", 1)]


def test_a_title_row_in_the_middle_of_a_table_begins_a_list_of_its_own() -> None:
    rows = [["第一批任务表"], PLAIN, plain("1"), plain("2"), ["第二批任务表"], PLAIN, plain("1")]
    surveyed = survey(RawDocument((table_of(*rows),)), {})
    assert [(c.title, c.tasks) for c in surveyed.choices] == [("第一批任务表", 2), ("第二批任务表", 1)]


def test_tables_under_a_category_each_are_one_list_whose_numbers_are_counted_through() -> None:
    tables = (
        table_of(PLAIN, plain("1"), above=["任务分工表", "一、甲"]),
        table_of(PLAIN, plain("1"), above=["二、乙"], place="第2个表格"),
    )
    imported = read(*tables)
    assert [(t.number, t.category) for t in imported.table.tasks] == [("1", "一、甲"), ("2", "二、乙")]
    assert imported.table.title == ("任务分工表",)


def test_lists_without_labels_are_told_apart_by_numbers_that_begin_anew() -> None:
    tables = (table_of(PLAIN, plain("1"), plain("2")), table_of(PLAIN, plain("1"), place="第2个表格"))
    assert len(survey(RawDocument(tables), {}).lists) == 2


@pytest.mark.parametrize("between", [[], ["（续表）"], ["任务分工表"], ["附件1（续）"], ["（二）乙"]])
def test_a_list_that_goes_on_in_the_next_table_is_one(between: list[str]) -> None:
    tables = (
        table_of(PLAIN, plain("1"), plain("2"), above=["附件1", "任务分工表"]),
        table_of(PLAIN, plain("3"), above=between, place="第2个表格"),
    )
    imported = read(*tables)
    assert [t.number for t in imported.table.tasks] == ["1", "2", "3"]
    assert imported.table.title == ("任务分工表",)
    assert imported.table.tasks[2].category == ("（二）乙" if between == ["（二）乙"] else "")


def test_a_table_of_the_same_width_that_is_no_list_is_not_taken_in() -> None:
    tables = (
        table_of(PLAIN, plain("1"), plain("2")),
        table_of(["姓名", "职务", "电话"], ["张三", "科长", "88000000"], place="第2个表格"),
    )
    imported = read(*tables)
    assert len(imported.table.tasks) == 2
    note = next(note for note in imported.notes if note.table == "第2个表格")
    assert "张三 | 科长 | 88000000" in note.text


def test_a_sheet_of_its_own_is_a_list_of_its_own_and_a_hidden_one_does_not_count() -> None:
    def sheet(name: str, *, hidden: bool = False) -> RawTable:
        table = table_of(PLAIN, plain("1"), place=f"工作表“{name}”")
        return RawTable((), table.rows, table.place, separate=True, is_hidden=hidden)

    assert len(survey(RawDocument((sheet("甲"), sheet("乙"))), {}).lists) == 2
    imported = read(sheet("甲"), sheet("旧", hidden=True))
    assert "工作表“旧”是隐藏的，不是任务分工表，没有读取" in messages(imported)


def test_a_blank_form_beside_the_list_is_no_second_list() -> None:
    blank = table_of(PLAIN, ["", "", ""], above=["附件2", "空表"], place="第2个表格")
    imported = read(table_of(PLAIN, plain("1"), above=["附件1", "任务表"]), blank)
    assert len(imported.table.tasks) == 1
    assert "第2个表格只有表头，没有事项，未读取" in messages(imported)


def test_signatures_above_the_headings_are_no_title() -> None:
    rows = [["某区任务分工表"], ["填报单位：某局", "", "填报日期：2026年3月1日"], PLAIN, plain("1")]
    imported = read(table_of(*rows))
    assert imported.table.title == ("某区任务分工表",)
    assert "填报日期：2026年3月1日" in "".join(note.text for note in imported.notes)


# --- names that a narrow column broke --------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("市生态环境局\n某区分局、区财政局", "市生态环境局某区分局、区财政局"),
        ("区人力资源\n社会保障局", "区人力资源社会保障局"),
        ("区人力\n资源和社会\n保障局、区财政局", "区人力资源和社会保障局、区财政局"),
        ("区公共资源交易\n中心", "区公共资源交易中心"),
        ("区委\n宣传部\n区财政局", "区委宣传部\n区财政局"),
        ("各镇\n（街道）", "各镇（街道）"),
        ("国家税务总局\n历城区税务局", "国家税务总局历城区税务局"),
    ],
)
def test_a_name_broken_by_a_line_break_is_put_together_and_told(written: str, whole: str) -> None:
    imported = read(table_of(PLAIN, ["1", "甲", written]))
    assert imported.table.tasks[0].departments == whole
    note = next(note for note in imported.notes if "被换行断开" in note.message)
    assert (note.row, note.column, note.text) == ("第2行", "责任单位", written)


@pytest.mark.parametrize(
    "written",
    [
        "区财政局\n区科技局",
        "区财政局牵头\n区科技局配合",
        "牵头单位：区财政局\n配合单位：区科技局",
        "区委\n区政府",
        "区税务\n区财政局",
        "区农业农村局\n各镇",
    ],
)
def test_two_names_on_two_lines_stay_two(written: str) -> None:
    assert join_broken_names(written, ()) == (written, ())


def test_a_name_that_stands_whole_elsewhere_decides() -> None:
    assert join_broken_names("区卫健委\n疾控中心", {"区卫健委疾控中心"})[0] == "区卫健委疾控中心"


def test_names_that_only_spaces_part_are_set_apart_and_told() -> None:
    imported = read(table_of(PLAIN, ["1", "甲", "区财政局　区科技局"]))
    assert imported.table.tasks[0].departments == "区财政局、区科技局"
    assert "只用空格隔开" in messages(imported)


def test_a_broken_name_that_was_typed_into_the_master_is_one_department_too() -> None:
    parties = parse_departments("市生态环境局\n某区分局、区财政局\n区科技局")
    assert parties.names == ("市生态环境局某区分局", "区财政局", "区科技局")
    assert compose_departments(parties) == "市生态环境局\n某区分局、区财政局\n区科技局"
