"""Workbooks of every kind: what a cell shows is read, what it hides is named."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.importing.choosing import chosen_list, survey
from xlreport.core.importing.records import ImportedTable
from xlreport.core.text import CellValue
from xlreport.documents.number_formats import shown
from xlreport.documents.workbook import read_workbook
from xlreport.sources.spreadsheet import document_of

HEADINGS = ("序号", "工作任务", "责任单位", "备注")


def read(change: Callable[[Worksheet], None]) -> ImportedTable:
    """What is read of a list of two tasks after a change to its sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (HEADINGS, (1, "甲", "区财政局", None), (2, "乙", "区科技局", None)):
        sheet.append(row)
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    document = document_of(read_workbook(buffer.getvalue()), "按 Excel 工作簿读取")
    return chosen_list(survey(document, {}), None)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.5, "0%", "50%"),
        (0.5, "0 %", "50 %"),
        (0.1234, "0.00%", "12.34%"),
        (1000, '#,##0"万元"', "1,000万元"),
        (12345678, '0!.0,"万元"', "1234.6万元"),
        (1234567, "#,##0.00", "1,234,567.00"),
        (5, "000", "005"),
        (3, '"第"0"项"', "第3项"),
        (-3, "0_);(0)", "(3)"),
        (-3.5, "0.0", "-3.5"),
        (1234.5, '"¥"#,##0.00;[Red]-"¥"#,##0.00', "¥1,234.50"),
        (1500, '[>=1000]#,##0.0,"千";0', "1.5千"),
        (0.1 + 0.2, "General", "0.3"),
        (13800138000, "General", "13800138000"),
        (46387, 'yyyy"年"m"月"d"日"', "2026年12月31日"),
        (46387, 'm"月"d"日"', "12月31日"),
        (46387, "[DBNum1][$-804]yyyy年m月d日", "二〇二六年十二月三十一日"),
        (46387.5, "yyyy/m/d h:mm", "2026/12/31 12:00"),
        (1.5, "[h]:mm", "36:00"),
        (datetime.datetime(2026, 12, 31), "yyyy-mm-dd", "2026-12-31"),
        (datetime.time(9, 30), "h:mm", "9:30"),
        (0, "0;-0;;@", ""),
        (3, "@", "3"),
        ("文字", "@", "文字"),
        (True, "General", "TRUE"),
    ],
)
def test_a_value_is_read_as_its_format_shows_it(value: CellValue, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_the_chinese_date_formats_that_excel_builds_in_are_known() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"] = 46387
        sheet["D2"].number_format = "0.00"
        sheet["D3"] = datetime.date(2026, 12, 31)
        sheet["D3"].number_format = "mm-dd-yy"

    assert [t.remark for t in read(change).table.tasks] == ["46387.00", "2026/12/31"]
    assert shown(46387, "") == "46387"


def test_a_formula_without_a_result_is_named_with_its_place() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"] = "=A2&B2"

    note = next(note for note in read(change).notes if note.text == "=A2&B2")
    assert (note.kind, note.table, note.row, note.column) == ("跳过", "工作表“Sheet”", "第2行", "D列")


def test_hidden_rows_and_columns_are_read_and_named() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"] = "内部"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True

    imported = read(change)
    assert len(imported.table.tasks) == 2 and imported.table.tasks[0].remark == "内部"
    told = {(note.row, note.column) for note in imported.notes}
    assert {("第3行", ""), ("", "D列")} <= told


def test_struck_out_words_are_left_out_and_named() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"] = "作废"
        sheet["D2"].font = Font(strike=True)
        sheet["D3"] = CellRichText("保留", TextBlock(InlineFont(strike=True), "删去"))

    imported = read(change)
    assert [t.remark for t in imported.table.tasks] == ["", "保留"]
    named = {(n.row, n.column, n.text) for n in imported.notes if n.kind == "跳过"}
    assert {("第2行", "D列", "作废"), ("第3行", "D列", "删去")} <= named


def test_comments_are_named_with_their_cell() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].comment = Comment("请核实", "甲")

    named = {(n.row, n.column, n.text) for n in read(change).notes if n.kind == "跳过"}
    assert ("第2行", "B列", "请核实") in named


_SPREADSHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ANCHORS = f"""<xdr:wsDr xmlns:xdr="{_SPREADSHEET_DRAWING}"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<xdr:oneCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>2</xdr:row></xdr:from>
<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图片 1" descr="公章"/></xdr:nvPicPr></xdr:pic>
</xdr:oneCellAnchor>
<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>4</xdr:row></xdr:from>
<xdr:sp><xdr:txBody><a:p><a:r><a:t>框里的&lt;字&gt;</a:t></a:r></a:p></xdr:txBody></xdr:sp>
</xdr:twoCellAnchor></xdr:wsDr>"""


def test_pictures_and_words_in_shapes_are_named_with_the_cell_they_hang_on() -> None:
    """The drawing of a chart is replaced, so that the package is put together as Excel does it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (HEADINGS, (1, "甲", "区财政局", None)):
        sheet.append(row)
    sheet.add_chart(BarChart(), "F1")
    buffer, changed = io.BytesIO(), io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            is_drawing = name == "xl/drawings/drawing1.xml"
            new.writestr(name, ANCHORS if is_drawing else old.read(name))
    notes = document_of(read_workbook(changed.getvalue()), "按 Excel 工作簿读取").notes
    named = {(n.row, n.column, n.text) for n in notes if n.kind == "跳过"}
    assert named == {("第3行", "C列", "公章"), ("第5行", "A列", "框里的<字>")}


def test_an_error_value_is_read_and_told() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"] = "#REF!"

    imported = read(change)
    assert imported.table.tasks[0].remark == "#REF!"
    assert any("D2是错误值 #REF!" in note.message for note in imported.notes)


def test_cells_merged_over_rows_belong_to_each_row() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C3"] = None
        sheet.merge_cells("C2:C3")

    assert [t.departments for t in read(change).table.tasks] == ["区财政局", "区财政局"]
