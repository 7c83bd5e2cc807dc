"""What the headings of other offices' lists mean, and how several columns make one."""

from __future__ import annotations

import pytest

from tests.importing.rows import messages, read, table_of
from xlreport.core.importing.headings import Part, meaning_of
from xlreport.errors import SettingsError, SourceError


@pytest.mark.parametrize(
    ("code", "headings"),
    [
        ("number", "序号 序\u3000号 编号 项目序号 任务编号 No."),
        ("category", "类别 任务类别 政策分类 一级类别 工作领域 所属板块"),
        (
            "content",
            "目标任务 重点任务 工作内容 政策措施 具体措施 工作任务 主要任务 重点工作 工作举措 "
            "任务内容 任务名称 主要内容 工作目标 具体内容 重点工作任务 工作任务及要求 "
            "2026年重点工作 议定事项 督办事项 "
            "省政策内容 改革任务 任务分解",
        ),
        ("provincial", "省直责任部门 省级牵头部门 省直单位 上级责任单位"),
        (
            "departments",
            "责任单位 责任部门 区级责任单位 区直责任部门 落实单位 承办单位 责任科室 责任主体 区直部门",
        ),
        ("leaders", "责任领导 牵头领导 分管领导 分管区领导 区级领导 包保领导 县级领导 牵头区领导"),
        ("heads", "责任人 单位主要领导 主要负责人 部门负责人 单位负责人 第一责任人 责任人姓名"),
        ("contacts", "联系人 联络员 工作联系人 联系电话 联系方式 联系人及电话 办公电话"),
        (
            "deadline",
            "完成时限 时间节点 落实时限 工作时限 完成时间 时限要求 办结时限 完成期限 时间要求 "
            "时间安排 完成时限及要求",
        ),
        ("remark", "备注 备\u3000注 说明 其他"),
        ("progress", "落实情况 进展情况 工作进展 完成情况 目前进展情况 推进情况 政策落实情况"),
        ("problems", "存在问题 存在的问题 困难问题 存在的困难和问题"),
        ("support", "需对上争取的工作 对上争取事项 需协调解决事项"),
    ],
)
def test_the_usual_headings_are_known(code: str, headings: str) -> None:
    found = {heading: meaning_of(heading) for heading in headings.split(" ")}
    assert {h: m.code if m else None for h, m in found.items()} == dict.fromkeys(found, code)


@pytest.mark.parametrize(
    "heading",
    ["单位", "部门", "下一步打算", "完成比例", "开始时间", "督办单位", "填报单位", "投资额", "职务", ""],
)
def test_what_means_no_column_is_left_alone(heading: str) -> None:
    assert meaning_of(heading) is None


@pytest.mark.parametrize(
    ("part", "headings"),
    [
        (Part.LEAD, "牵头单位 牵头部门 区级牵头部门 主办单位 牵头责任单位 牵头单位（区直）"),
        (Part.SUPPORTING, "配合单位 配合部门 协办单位 区级配合部门 参与单位 配合单位（各镇街） 协同部门"),
    ],
)
def test_who_leads_and_who_helps_is_told_apart(part: Part, headings: str) -> None:
    for heading in headings.split(" "):
        meaning = meaning_of(heading)
        assert meaning is not None and (meaning.code, meaning.part) == ("departments", part), heading


@pytest.mark.parametrize(
    ("lead", "other", "whole"),
    [
        ("区发改局", "区财政局、区科技局", "区发改局牵头，区财政局、区科技局配合"),
        ("区发改局\n区工信局", "区财政局\n区科技局", "区发改局、区工信局牵头，区财政局、区科技局配合"),
        ("区发改局", "", "区发改局"),
        ("区发改局、区工信局", "", "区发改局、区工信局牵头"),
        ("", "区财政局", "区财政局"),
        ("区发改局", "区发改局、区财政局", "区发改局牵头，区财政局配合"),
        ("区发改局牵头", "区财政局配合", "区发改局牵头，区财政局配合"),
        ("区发改局。", "各街道，区直各部门", "区发改局牵头，各街道、区直各部门配合"),
    ],
)
@pytest.mark.parametrize("second", ["配合单位", "责任单位"])
def test_lead_and_other_columns_make_one(lead: str, other: str, whole: str, second: str) -> None:
    imported = read(table_of(["序号", "工作任务", "牵头单位", second], ["1", "甲", lead, other]))
    assert imported.table.tasks[0].departments == whole
    assert "合成“区级责任部门”" in messages(imported)


def test_three_columns_of_departments_make_one() -> None:
    headings = ["序号", "任务", "牵头单位", "责任单位", "配合单位"]
    task = read(table_of(headings, ["1", "甲", "区发改局", "区财政局", "各街道"])).table.tasks[0]
    assert task.departments == "区发改局牵头，区财政局、各街道配合"


def test_responsible_and_helping_columns_make_the_responsible_one_lead() -> None:
    task = read(
        table_of(["序号", "任务", "责任单位", "配合单位"], ["1", "甲", "区发改局", "区财政局"])
    ).table.tasks[0]
    assert task.departments == "区发改局牵头，区财政局配合"


def test_names_and_telephones_in_two_columns_are_put_line_beside_line() -> None:
    headings = ["序号", "任务", "责任单位", "联系人", "联系电话"]
    task = read(table_of(headings, ["1", "甲", "区发改局", "张三\n李四", "88000001\n88000002"])).table.tasks[
        0
    ]
    assert task.contacts == "张三 88000001\n李四 88000002"


def test_a_wide_column_of_tasks_is_the_category_of_the_measures_beside_it() -> None:
    rows = [
        ["甲类", "1", "措施一", "区财政局"],
        ["", "2", "措施二", "区科技局"],
        ["乙类", "3", "措施三", "区民政局"],
    ]
    tasks = read(table_of(["重点任务", "序号", "具体措施", "责任单位"], *rows)).table.tasks
    assert [(t.category, t.content) for t in tasks] == [
        ("甲类", "措施一"),
        ("甲类", "措施二"),
        ("乙类", "措施三"),
    ]


def test_two_columns_of_content_that_are_filled_in_every_row_are_both_read() -> None:
    task = read(
        table_of(["序号", "目标任务", "具体措施", "责任单位"], ["1", "目标", "措施", "区财政局"])
    ).table.tasks[0]
    assert task.content == "目标\n措施"


def test_headings_in_two_rows_without_merged_cells_are_put_together() -> None:
    upper = ["序号", "任务", "责任部门", "", "完成时限"]
    lower = ["", "", "省直", "区级", ""]
    imported = read(table_of(upper, lower, ["1", "甲", "省财政厅", "区财政局", "长期"]))
    task = imported.table.tasks[0]
    assert (task.provincial, task.departments, task.deadline) == ("省财政厅", "区财政局", "长期")


def test_roles_in_the_lower_row_of_headings_tell_lead_and_help() -> None:
    upper, lower = ["序号", "任务", "责任单位", ""], ["", "", "牵头", "配合"]
    task = read(table_of(upper, lower, ["1", "甲", "区发改局", "区财政局"])).table.tasks[0]
    assert task.departments == "区发改局牵头，区财政局配合"


def test_a_list_without_numbers_is_counted() -> None:
    imported = read(table_of(["重点任务", "责任单位"], ["甲", "区财政局"], ["乙", "区科技局"]))
    assert [t.number for t in imported.table.tasks] == ["1", "2"]


# --- the clerk's mapping ---------------------------------------------------------------------------


UNKNOWN = table_of(["序号", "干什么", "谁来干", "几时完"], ["1", "甲", "区财政局", "长期"])


def test_unknown_headings_are_listed_with_what_is_needed_and_how_to_say_it() -> None:
    with pytest.raises(SourceError) as caught:
        read(UNKNOWN)
    assert "缺少：省政策清单内容、区级责任部门；没有认出的列：干什么、谁来干、几时完" in caught.value.happened
    assert "--map “干什么=省政策清单内容”" in caught.value.todo


def test_a_mapping_says_what_unknown_headings_mean() -> None:
    mapping = ["干什么=省政策清单内容", "谁来干＝责任单位", "几时完=工作时限"]
    task = read(UNKNOWN, mapping=mapping).table.tasks[0]
    assert (task.content, task.departments, task.deadline) == ("甲", "区财政局", "长期")


def test_a_mapping_may_name_the_roles_of_departments_and_leave_columns_out() -> None:
    table = table_of(["序号", "任务", "主抓", "帮手", "备注"], ["1", "甲", "区发改局", "区财政局", "内部"])
    imported = read(table, mapping=["主抓=牵头单位", "帮手=配合单位", "备注=不导入"])
    task = imported.table.tasks[0]
    assert (task.departments, task.remark) == ("区发改局牵头，区财政局配合", "")
    assert any(note.column == "备注" and "第2行：内部" in note.text for note in imported.notes)


def test_a_mapping_stands_before_what_headings_seem_to_mean() -> None:
    table = table_of(["序号", "任务名称", "工作标准", "责任单位"], ["1", "名称", "标准", "区财政局"])
    task = read(table, mapping=["任务名称=类别", "工作标准=省政策清单内容"]).table.tasks[0]
    assert (task.category, task.content) == ("名称", "标准")


@pytest.mark.parametrize("text", ["没有等号", "干什么=没有这一列", "=备注"])
def test_a_mapping_that_cannot_be_understood_is_refused_with_the_columns(text: str) -> None:
    with pytest.raises(SettingsError, match="省政策清单内容"):
        read(UNKNOWN, mapping=[text])


def test_columns_that_mean_nothing_are_named_with_all_that_stands_in_them() -> None:
    headings = ["序号", "任务", "责任单位", "投资额"]
    imported = read(table_of(headings, ["1", "甲", "区财政局", "5亿"], ["2", "乙", "区财政局", "6亿"]))
    note = next(note for note in imported.notes if note.column == "投资额")
    assert note.text == "第2行：5亿\n第3行：6亿"
