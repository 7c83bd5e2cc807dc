"""How a list of remarks is painted; 汇总-问题清单 and 汇总-对上争取 are such lists."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.summaries.remarks import RemarkList, RemarkRow
from xlreport.drawing.layout import (
    TEXT,
    Field,
    Head,
    ListPage,
    Row,
    joined,
    paint_list_page,
)


def paint_remarks(
    sheet: Worksheet, figures: RemarkList, head: Head, *, title: str, heading: str, nothing: str
) -> None:
    """A line per paragraph under ``heading``; the sentence ``nothing`` where there is none."""
    fields = (
        Field("序号", 6),
        Field("类别", 22, TEXT),
        Field("责任部门", 22, TEXT),
        Field("分管区领导", 17),
        Field(heading, 70, TEXT),
    )
    note = (
        f"共{len(figures.rows)}条，涉及{figures.tasks}项任务。按段落逐条照录总表原文，填“无”的不列；"
        "“未署名”指多部门任务里没有写明是哪个部门的文字。"
    )
    page = ListPage(title, fields, (note,), [_row(own) for own in figures.rows], nothing=nothing)
    paint_list_page(sheet, page, head)


def _row(own: RemarkRow) -> Row:
    values = (own.number, own.category, joined(own.departments, 22), joined(own.leaders, 17), own.text)
    return Row(values, own.cell)
