"""Books and sheets: opening, saving, copying, printing, names."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdf
import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from xlreport.errors import WorkbookError


def test_a_saved_book_is_a_workbook_that_others_read(book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "任务 分工表.xlsx"
    book.sheets[0].name = "任务总表"
    book.sheets[0]["A1"].value = [["序号", "00123"], [1, "=A2+1"]]
    book.save(path)
    assert (book.name, book.fullname) == (path.name, str(path))
    written = openpyxl.load_workbook(path)["任务总表"]
    assert [[cell.value for cell in row] for row in written] == [["序号", "00123"], [1, "=A2+1"]]


def test_a_book_is_saved_in_place(book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "原地.xlsx"
    book.save(path)
    book.sheets[0]["A1"].value = "后来"
    book.save()
    assert openpyxl.load_workbook(path).active["A1"].value == "后来"


def test_a_closed_book_is_neither_saved_nor_asked_about(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "不存.xlsx"
    book.save(path)
    book.sheets[0]["A1"].value = "没存"
    book.close()
    assert openpyxl.load_workbook(path).active["A1"].value is None
    assert book.name not in [other.name for other in app.books] if len(app.books) else True


def test_a_file_that_is_no_workbook_is_refused_in_chinese(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(WorkbookError, match="打不开文件"):
        app.books.open(path)


def test_a_folder_that_does_not_exist_stops_the_save_in_chinese(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="不能保存"):
        book.save(tmp_path / "没有" / "表.xlsx")


def test_an_unknown_file_type_stops_the_save_in_chinese(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="不认识扩展名"):
        book.save(tmp_path / "表.docx")


def test_a_password_protects_the_saved_file(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "加密.xlsx"
    book.sheets[0]["A1"].value = "密"
    book.save(path, password="p-1")
    book.close()
    assert app.books.open(path, password="p-1").sheets[0]["A1"].value == "密"


def test_a_read_only_book_opens(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "只读.xlsx"
    book.save(path)
    book.close()
    assert app.books.open(path, read_only=True).api.isReadonly()


def test_a_book_prints_all_visible_sheets_into_a_pdf(book: xw.Book, tmp_path: Path) -> None:
    for name in ("甲", "乙", "丙"):
        book.sheets.add(name)["A1"].value = f"第{name}页"
    book.sheets["丙"].visible = False
    book.to_pdf(tmp_path / "打印.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "打印.pdf").pages]
    assert sorted(text.strip() for text in pages) == ["第乙页", "第甲页"]


def test_a_range_prints_alone(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1:A2"].value = [["印"], ["不印"]]
    sheet["A1"].to_pdf(tmp_path / "一格.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "一格.pdf").pages)
    assert text.strip() == "印"


def test_books_keep_the_order_in_which_they_were_opened(app: xw.App, book: xw.Book) -> None:
    others = [app.books.add() for _ in range(4)]
    assert [b.name for b in app.books] == [book.name, *(b.name for b in others)]
    assert app.books.active == others[-1]
    book.activate()
    assert app.books.active == book


def test_a_book_is_found_by_name_whatever_its_case(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    book.save(tmp_path / "Table.xlsx")
    assert app.books["TABLE.XLSX"] == book
    with pytest.raises(KeyError):
        app.books["没有.xlsx"]


def test_sheets_are_added_where_asked_and_deleted(book: xw.Book) -> None:
    book.sheets.add("后", after=book.sheets[0])
    book.sheets.add("前", before=book.sheets[0])
    assert book.sheet_names == ["前", "Sheet1", "后"]
    assert book.sheets.active.name == "前"
    book.sheets["前"].delete()
    assert book.sheet_names == ["Sheet1", "后"]
    assert "前" not in book.sheets


def test_the_last_sheet_cannot_be_deleted(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="at least one"):
        sheet.delete()


def test_two_sheets_cannot_have_one_name(book: xw.Book, sheet: xw.Sheet) -> None:
    book.sheets.add("甲")
    with pytest.raises(ValueError, match="already present"):
        sheet.name = "甲"


def test_a_sheet_moves(book: xw.Book) -> None:
    for name in ("甲", "乙"):
        book.sheets.add(name, after=book.sheets[-1])
    book.sheets["乙"].move(before=book.sheets[0])
    book.sheets["Sheet1"].move(after=book.sheets["甲"])
    assert book.sheet_names == ["乙", "甲", "Sheet1"]


def _dress(sheet: xw.Sheet) -> None:
    """Give a sheet all that a copy must carry."""
    sheet["A1:B3"].value = [["标题", None], ["甲", 1], ["乙", 2]]
    sheet["A1:B1"].merge()
    sheet["A1"].font.name = "方正小标宋简体"
    sheet["A1"].column_width = 40
    sheet["A2"].row_height = 33
    sheet["A2"].color = "#DDEBF7"
    sheet["B2"].add_note("批注")
    sheet.page_setup.print_area = "$A$1:$B$3"
    sheet.page_setup.api.IsLandscape = True
    sheet.page_setup.api.HeaderIsOn = False
    sheet.freeze_panes.freeze_at("1:1")


def _assert_dressed(sheet: xw.Sheet) -> None:
    assert sheet["A1:B3"].value == [["标题", None], ["甲", 1.0], ["乙", 2.0]]
    assert sheet["A1"].merge_area.address == "$A$1:$B$1"
    assert sheet["A1"].font.name == "方正小标宋简体"
    assert (sheet["A1"].column_width, sheet["A2"].row_height) == (40, 33)
    assert sheet["A2"].color == (0xDD, 0xEB, 0xF7)
    assert sheet["B2"].note.text == "批注"
    assert sheet.page_setup.print_area == "$A$1:$B$3"
    assert sheet.page_setup.api.IsLandscape
    assert not sheet.page_setup.api.HeaderIsOn
    assert sheet.impl.freeze_panes.position == (0, 1)


def test_a_copy_in_the_same_book_looks_the_same(sheet: xw.Sheet) -> None:
    _dress(sheet)
    _assert_dressed(sheet.copy(name="副本"))


def test_a_copy_gets_a_numbered_name(sheet: xw.Sheet) -> None:
    assert sheet.copy().name == "Sheet1 (2)"


def painted(path: Path) -> Path:
    """A workbook with much of what a sheet can have, a chart of its own cells too."""
    workbook = Workbook()
    sheet = workbook.active
    for row in (("item", "数"), ("甲", 2), ("乙", 3), ("00123", "=B2+B3")):
        sheet.append(row)
    sheet["A1"].font = Font(name="Arial", size=16, bold=True)
    sheet["A6"].hyperlink = Hyperlink(ref="A6", location="'Sheet'!A1")
    sheet.merge_cells("C1:D2")
    sheet["D5"].comment = Comment("批注", "")
    sheet.column_dimensions["B"].width = 31
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[3].height = 55
    sheet.conditional_formatting.add("B2:B3", CellIsRule(operator="greaterThan", formula=["2"]))
    choices = DataValidation(type="list", formula1='"是,否"')
    choices.add("A2")
    sheet.add_data_validation(choices)
    sheet.auto_filter.ref = "A1:B4"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.row_breaks.append(Break(id=2))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "A9")
    workbook.save(path)
    return path


@pytest.mark.parametrize("onto_existing", [False, True])
def test_a_sheet_copied_into_another_book_keeps_what_it_had(
    app: xw.App, tmp_path: Path, onto_existing: bool
) -> None:
    source = app.books.open(painted(tmp_path / "源.xlsx"), read_only=True)
    book = app.books.add()
    if onto_existing:
        book.sheets.add("图", after=book.sheets[0])["A1:Z50"].value = "旧"
        source.sheets[0].cells.copy(book.sheets["图"].cells)
    else:
        source.sheets[0].copy(after=book.sheets[0]).name = "图"
    source.close()
    book.save(tmp_path / "果.xlsx")
    book.close()
    sheet = load_workbook(tmp_path / "果.xlsx")["图"]
    assert [[cell.value for cell in row] for row in sheet["A1:B4"]] == [
        ["item", "数"],
        ["甲", 2],
        ["乙", 3],
        ["00123", "=B2+B3"],
    ]
    assert (sheet["A1"].font.name, sheet["A1"].font.size, sheet["A1"].font.bold) == ("Arial", 16, True)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C1:D2"]
    assert sheet["D5"].comment.text == "批注"
    assert abs(sheet.column_dimensions["B"].width - 31) < 0.5 and sheet.column_dimensions["D"].hidden
    assert abs(sheet.row_dimensions[3].height - 55) < 0.5
    assert [str(item.sqref) for item in sheet.conditional_formatting] == ["B2:B3"]
    assert [str(item.sqref) for item in sheet.data_validations.dataValidation] == ["A2"]
    assert sheet._charts[0].series[0].val.numRef.f.replace("'", "") in ("图!$B$2:$B$3", "$图.$B$2:$B$3")
    if not onto_existing:
        assert (sheet.auto_filter.ref, sheet.print_title_rows) == ("A1:B4", "$1:$1")
        assert sheet.page_setup.orientation == "landscape"
        assert [item.id for item in sheet.row_breaks.brk] == [2]


def test_a_range_copied_into_another_book_leaves_the_rest(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = [["甲", 1], ["乙", 2]]
    other = app.books.add().sheets[0]
    other["A1:D4"].value = "旧"
    other["D4"].select()
    sheet["A1:B2"].copy(other["B2"])
    assert other["A1:D4"].value == [["旧"] * 4, ["旧", "甲", 1, "旧"], ["旧", "乙", 2, "旧"], ["旧"] * 4]
    assert other.book.selection.address == "$D$4"


def test_names_are_set_found_and_removed(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet.name = "任务 总表"
    sheet["A1:B2"].name = "任务表"
    book.names.add("税率", "=0.13")
    sheet.names.add("本表", "='任务 总表'!$C$3")
    assert book.names["任务表"].refers_to == "='任务 总表'!$A$1:$B$2"
    assert book.names["任务表"].refers_to_range == sheet["A1:B2"]
    assert sheet["A1:B2"].name.name == "任务表"
    assert sheet["任务表"].address == "$A$1:$B$2"
    assert [name.name for name in sheet.names] == ["'任务 总表'!本表"]
    sheet["D1"].formula = "=税率*100"
    assert sheet["D1"].value == 13.0
    book.names["任务表"].delete()
    assert "任务表" not in book.names


def test_a_formula_follows_a_renamed_sheet(book: xw.Book, sheet: xw.Sheet) -> None:
    other = book.sheets.add("数据")
    other["A1"].value = 7
    sheet["A1"].formula = "=数据!A1"
    other.name = "新 数据"
    assert (sheet["A1"].formula, sheet["A1"].value) == ("='新 数据'!A1", 7.0)


def test_a_copied_sheet_prints_as_it_did(app: xw.App, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    page.title = "打印 表"
    for row in range(1, 121):
        page.append([row, "任务", f"=A{row}*2"])
    page.oddHeader.left.text, page.oddFooter.center.text = "任务分工", "第 &P 页 共 &N 页"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 8
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = 1.5
    page.print_title_rows, page.print_area, page.freeze_panes = "1:2", "A1:C100", "B3"
    made.save(tmp_path / "原.xlsx")
    book = app.books.open(tmp_path / "原.xlsx")
    book.sheets[0].copy(name="副本")
    book.save(tmp_path / "副.xlsx")
    book.close()
    copy = openpyxl.load_workbook(tmp_path / "副.xlsx")["副本"]
    assert (copy.oddHeader.left.text, copy.oddFooter.center.text) == ("任务分工", "第 &P 页 共 &N 页")
    assert (copy.page_setup.orientation, copy.page_setup.paperSize) == ("landscape", 8)
    assert (copy.page_setup.fitToWidth, copy.page_setup.fitToHeight) == (1, 0)
    assert copy.page_margins.left == pytest.approx(1.5, abs=0.01)
    assert (copy.print_title_rows, copy.freeze_panes) == ("$1:$2", "B3")
    assert copy.print_area.endswith("$A$1:$C$100")
    assert copy["C5"].value == "=A5*2"


def test_a_hidden_sheet_has_no_grid_to_show(book: xw.Book) -> None:
    hidden = book.sheets.add()
    book.sheets[0].activate()
    hidden.visible = False
    with pytest.raises(ValueError, match="隐藏"):
        _ = hidden.show_gridlines
    with pytest.raises(ValueError, match="隐藏"):
        hidden.show_gridlines = False
    hidden.visible = True
    assert hidden.show_gridlines
