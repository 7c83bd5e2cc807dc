"""Lists without a table: read where they are regular, refused with the reason where they are not."""

from __future__ import annotations

import pytest

from tests.importing.word import document, imported, level, lists, numbered, paragraph
from xlreport.core.importing.records import ImportedTable
from xlreport.errors import SourceError


def read(*lines: str) -> ImportedTable:
    return imported(document(*(paragraph(line) for line in lines)))


def test_labels_on_lines_of_their_own_make_the_columns() -> None:
    tasks = read(
        "某区重点任务",
        "一、稳增长",
        "（一）稳住工业",
        "1.培育企业。",
        "抓好落实。",
        "牵头单位：区工信局",
        "配合单位：区财政局、各街道",
        "完成时限：2026年12月底",
        "责任领导：张某",
        "2.扩大投资。",
        "责任单位：区发改局",
        "二、惠民生",
        "3.稳就业。",
        "责任单位：区人社局",
    ).table.tasks
    assert [(t.number, t.category) for t in tasks] == [
        ("1", "一、稳增长\n（一）稳住工业"),
        ("2", "一、稳增长\n（一）稳住工业"),
        ("3", "二、惠民生"),
    ]
    assert tasks[0].content == "培育企业。\n抓好落实。"
    assert tasks[0].departments == "区工信局牵头，区财政局、各街道配合"
    assert (tasks[0].deadline, tasks[0].leaders) == ("2026年12月底", "张某")


def test_labels_in_brackets_at_the_end_of_an_item_are_read() -> None:
    tasks = read(
        "（一）培育企业。（牵头单位：区工信局；责任单位：区财政局，各镇（街道）；完成时限：2026年底）",
        "（二）扩大投资。（责任单位：区发改局）",
    ).table.tasks
    assert [(t.number, t.content, t.departments) for t in tasks] == [
        ("1", "培育企业。", "区工信局牵头，区财政局、各镇（街道）配合"),
        ("2", "扩大投资。", "区发改局"),
    ]
    assert tasks[0].deadline == "2026年底"


def test_numbers_of_word_make_the_items() -> None:
    blocks = [numbered("1", "培育企业。"), paragraph("责任单位：区工信局"), numbered("1", "扩大投资。")]
    data = document(*blocks, paragraph("责任单位：区发改局"), numbering=lists(level(0, "decimal", "%1.")))
    assert [(t.number, t.content) for t in imported(data).table.tasks] == [
        ("1", "培育企业。"),
        ("2", "扩大投资。"),
    ]


def test_numbers_that_begin_anew_under_each_category_are_counted_through() -> None:
    lines = ("一、甲", "1.子。", "责任单位：区工信局", "二、乙", "1.丑。", "责任单位：区发改局")
    assert [t.number for t in read(*lines).table.tasks] == ["1", "2"]


def test_an_item_without_departments_makes_the_list_unreadable_and_is_named() -> None:
    with pytest.raises(SourceError, match=r"第3行“扩大投资。”没有写牵头单位或责任单位"):
        read("1.培育企业。", "责任单位：区工信局", "2.扩大投资。", "3.稳就业。", "责任单位：区人社局")


def test_a_letter_is_no_list() -> None:
    with pytest.raises(SourceError, match="没有找到表格"):
        read("关于开会的通知", "一、会议时间：周一", "二、会议地点：三楼")


def test_roles_in_brackets_and_labels_within_a_line_are_read() -> None:
    tasks = read(
        "1.培育企业。（区工信局牵头，区财政局、各镇（街道）配合）",
        "2.扩大投资。责任领导：张三",
        "责任单位：区发改局；配合单位：区统计局；完成时限：年底",
    ).table.tasks
    assert [(t.content, t.departments) for t in tasks] == [
        ("培育企业。", "区工信局牵头，区财政局、各镇（街道）配合"),
        ("扩大投资。", "区发改局牵头，区统计局配合"),
    ]
    assert (tasks[1].leaders, tasks[1].deadline) == ("张三", "年底")
