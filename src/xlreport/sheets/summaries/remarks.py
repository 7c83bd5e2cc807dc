"""How a list of remarks is painted; 汇总-问题清单 and 汇总-对上争取 are such lists."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.summaries.remarks import RemarkList, RemarkRow
from xlreport.drawing.layout import (
    TEXT,
    Field,
    Head,
    Row,
    joined,
    paint_head,
    paint_list,
    paint_note,
    set_widths,
)
from xlreport.drawing.page import fit_to_width

_HEADER_ROW = 4


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
    set_widths(sheet, [field.width for field in fields])
    width = len(fields)
    paint_head(sheet, title, head, width)
    fit_to_width(sheet)
    if not figures.rows:
        paint_note(sheet, _HEADER_ROW, (1, width), nothing)
        return
    note = (
        f"共{len(figures.rows)}条，涉及{figures.tasks}项任务。按段落逐条照录总表原文，填“无”的不列；"
        "“未署名”指多部门任务里没有写明是哪个部门的文字。"
    )
    paint_note(sheet, _HEADER_ROW - 1, (1, width), note)
    paint_list(sheet, _HEADER_ROW, fields, [_row(own) for own in figures.rows])


def _row(own: RemarkRow) -> Row:
    values = (own.number, own.category, joined(own.departments, 22), joined(own.leaders, 17), own.text)
    return Row(values, own.cell)
