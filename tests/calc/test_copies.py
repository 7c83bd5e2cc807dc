"""Copies that leave their book: what comes along, and what the user keeps."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.actions.printing.print_ import print_table
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.ui.port import SilentUi

DAY = date(2023, 12, 10)


@pytest.fixture
def rich(app: xw.App, book: xw.Book, tmp_path: Path) -> xw.Sheet:
    """A sheet with one of each thing that a copy must bring, in a book opened to read only."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "源"
    sheet["A1"], sheet["B1"], sheet["C1"] = "00123", "=C1*2", 21
    sheet["A1"].number_format, sheet["C1"].number_format = "@", "0.00"
    sheet["A2"] = "合并"
    sheet.merge_cells("A2:C3")
    sheet["A4"], sheet["B4"] = "表内", "网上"
    sheet["A4"].hyperlink = Hyperlink(ref="A4", location="'源'!C1")
    sheet["B4"].hyperlink = "https://example.com/"
    sheet["C4"].comment = Comment("批注一", "科员")
    choices = DataValidation(type="list", formula1='"是,否"')
    choices.add("A5:A9")
    sheet.add_data_validation(choices)
    fill = PatternFill("solid", bgColor="FFC7CE")
    sheet.conditional_formatting.add("B5:C9", FormulaRule(formula=['$A5="是"'], fill=fill))
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[5].height = 40
    sheet.row_dimensions[7].hidden = sheet.column_dimensions["E"].hidden = True
    sheet.sheet_properties.tabColor = "00B050"
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes, sheet.print_area, sheet.print_title_rows = "B3", "A1:C9", "1:2"
    sheet.row_breaks.append(Break(id=6))
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.oddHeader.left.text, sheet.oddHeader.left.font, sheet.oddHeader.left.size = "任务", "黑体,Bold", 14
    sheet.oddFooter.center.text, sheet.oddFooter.right.text = "第 &P 页 共 &N 页", "&A &D"
    sheet.evenFooter.center.text, sheet.firstFooter.center.text = "双 &P", "首页"
    sheet.HeaderFooter.differentOddEven = sheet.HeaderFooter.differentFirst = True
    made.save(tmp_path / "源.xlsx")
    return app.books.open(tmp_path / "源.xlsx", read_only=True).sheets[0]


def _saved(book: xw.Book, path: Path) -> Any:
    book.save(path)
    return openpyxl.load_workbook(path)


def _assert_same_cells(copy: Worksheet) -> None:
    assert (copy["A1"].value, copy["B1"].value, copy["C1"].value) == ("00123", "=C1*2", 21)
    assert (copy["A1"].number_format, copy["C1"].number_format) == ("@", "0.00")
    assert [str(area) for area in copy.merged_cells.ranges] == ["A2:C3"]
    assert copy["A4"].hyperlink.location in ("源!C1", "'源'!C1")
    assert copy["A4"].hyperlink.target is None
    assert copy["B4"].hyperlink.target == "https://example.com/"
    assert copy["C4"].comment.text == "批注一"
    (choices,) = copy.data_validations.dataValidation
    assert (str(choices.sqref), choices.formula1) == ("A5:A9", '"是,否"')
    (formats,) = copy.conditional_formatting
    (rule,) = formats.rules
    assert (str(formats.sqref), rule.formula) == ("B5:C9", ['$A5="是"'])
    assert rule.dxf.fill.bgColor.rgb == "FFFFC7CE"
    assert copy.column_dimensions["B"].width == pytest.approx(33, abs=0.1)
    assert copy.row_dimensions[5].height == pytest.approx(40, abs=0.3)
    assert copy.row_dimensions[7].hidden
    assert not copy.row_dimensions[8].hidden
    assert copy.column_dimensions["E"].hidden
    assert not copy.column_dimensions["D"].hidden


def test_all_of_a_sheets_cells_come_over_into_another_book(
    book: xw.Book, rich: xw.Sheet, tmp_path: Path
) -> None:
    rich.cells.copy(book.sheets[0]["A1"])
    rich.book.close()
    _assert_same_cells(_saved(book, tmp_path / "副.xlsx")["Sheet1"])


def test_refilling_a_sheet_from_another_book_leaves_nothing_of_before(
    book: xw.Book, rich: xw.Sheet, tmp_path: Path
) -> None:
    target = book.sheets[0]
    target["A1:F9"].value = "旧"
    target["C1"].value = 5
    target["B2:D2"].merge()
    target["F6"].add_note("旧批注")
    target["8:8"].api.Rows.IsVisible = False
    other = book.sheets.add("引用")
    other["A1"].formula = "=Sheet1!C1"
    rich.cells.copy(target["A1"])
    assert (other["A1"].formula, other["A1"].value) == ("=Sheet1!C1", 21.0)
    rich.book.close()
    copy = _saved(book, tmp_path / "副.xlsx")["Sheet1"]
    _assert_same_cells(copy)
    texts = [cell.value for row in copy.iter_rows() for cell in row if cell.value is not None]
    assert "旧" not in texts
    assert copy["F6"].comment is None


def test_a_copy_into_another_book_moves_neither_selection_nor_sheet(
    app: xw.App, book: xw.Book, rich: xw.Sheet
) -> None:
    target = book.sheets[0]
    shown = book.sheets.add("在看")
    shown["B2:C4"].select()
    target.visible = False
    app.screen_updating = False
    rich["A1:C9"].copy(target["D5"])
    app.screen_updating = True
    assert target["D5"].value == "00123"
    assert not target.visible
    assert book.sheets.active == shown
    assert book.impl.selection.address == "$B$2:$C$4"
    assert rich.book.impl.selection.address == "$A$1"


def test_a_copy_that_does_not_fit_is_refused(book: xw.Book, rich: xw.Sheet) -> None:
    book.sheets[0]["A1"].value = "留"
    with pytest.raises(ValueError, match="does not fit"):
        rich.cells.copy(book.sheets[0]["A2"])
    assert book.sheets[0]["A1"].value == "留"


def test_a_protected_sheet_takes_no_copy_from_another_book(book: xw.Book, rich: xw.Sheet) -> None:
    target = book.sheets[0]
    target["A1"].value = "留"
    target.api.protect("")
    with pytest.raises(ValueError, match="protected"):
        rich["A1"].copy(target["A1"])
    assert target["A1"].value == "留"


def test_a_sheet_comes_into_another_book_whole(book: xw.Book, rich: xw.Sheet, tmp_path: Path) -> None:
    copied = rich.copy(after=book.sheets[0], name="副本")
    assert (copied.name, copied.index, copied.show_gridlines) == ("副本", 2, False)
    rich.book.close()
    copy = _saved(book, tmp_path / "副.xlsx")["副本"]
    _assert_same_cells(copy)
    assert copy.sheet_properties.tabColor.rgb == "FF00B050"
    assert not copy.sheet_view.showGridLines
    assert (copy.freeze_panes, copy.print_title_rows) == ("B3", "$1:$2")
    assert copy.print_area.endswith("$A$1:$C$9")
    assert [line.id for line in copy.row_breaks.brk] == [6]
    assert (copy.page_setup.orientation, copy.page_setup.paperSize) == ("landscape", 8)
    assert (copy.page_setup.fitToWidth, copy.page_setup.fitToHeight) == (1, 0)
    assert copy.print_options.horizontalCentered
    header = copy.oddHeader.left
    assert (header.text.strip(), header.font, header.size) == ("任务", "黑体,Bold", 14)
    assert (copy.oddFooter.center.text, copy.oddFooter.right.text) == ("第 &P 页 共 &N 页", "&A &D")
    assert (copy.evenFooter.center.text, copy.firstFooter.center.text) == ("双 &P", "首页")


def test_a_copy_from_another_book_gets_a_free_name(app: xw.App, sheet: xw.Sheet) -> None:
    other = app.books.add()
    assert sheet.copy(before=other.sheets[0]).name == "Sheet1 (2)"
    assert other.sheet_names == ["Sheet1 (2)", "Sheet1"]


@pytest.fixture(scope="module")
def painted_path(master_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real master with every generated sheet: findings, summaries with charts, print."""
    path = tmp_path_factory.mktemp("painted") / "总表.xlsx"
    path.write_bytes(master_path.read_bytes())
    book, ui = FileBook(path), SilentUi()
    validate(book, ui, as_of=DAY)
    summarise(book, ui, as_of=DAY)
    print_table(book, ui)
    return path


def _width(sheet: Worksheet, column: int) -> float:
    """The width of a column, which openpyxl keeps only for the first of neighbours of one width."""
    for line in sheet.column_dimensions.values():
        if line.min <= column <= line.max:
            return float(line.width)
    return float(sheet.sheet_format.defaultColWidth)


def _facts(sheet: Worksheet) -> SimpleNamespace:
    """What a reader sees of a sheet, and how it prints."""
    width, height = sheet.max_column, sheet.max_row
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return SimpleNamespace(
        values=[[cell.value for cell in row] for row in sheet.iter_rows()],
        fonts=[(c.coordinate, c.font.name, c.font.sz, bool(c.font.b)) for c in cells if c.value is not None],
        fills=[c.fill.fgColor.rgb if c.fill.patternType else None for c in cells],
        wraps=[bool(c.alignment.wrap_text) for c in cells if c.value is not None],
        lines=[(c.border.left.style, c.border.top.style) for c in cells if c.value is not None],
        links=[(c.coordinate, c.hyperlink.location) for c in cells if c.hyperlink],
        merges=sorted(str(area) for area in sheet.merged_cells.ranges),
        widths=[pytest.approx(_width(sheet, column), abs=0.2) for column in range(1, width + 1)],
        heights=[pytest.approx(sheet.row_dimensions[r].height or 0, abs=0.3) for r in range(1, height + 1)],
        formats=sorted((str(f.sqref), [r.formula for r in f.rules]) for f in sheet.conditional_formatting),
        choices=sorted((str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation),
        charts=[[series.val.numRef.f for series in chart.series] for chart in sheet._charts],
        page=(sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows),
        footer=(sheet.oddFooter.center.text, sheet.oddFooter.left.text, sheet.oddFooter.right.text),
        view=(sheet.freeze_panes, sheet.sheet_view.showGridLines),
    )


def test_painted_sheets_come_over_as_the_application_shows_them(
    app: xw.App, book: xw.Book, master: Path, painted_path: Path, tmp_path: Path
) -> None:
    target, source = app.books.open(master), app.books.open(painted_path, read_only=True)
    painted = [name for name in source.sheet_names if name not in target.sheet_names]
    for name in painted:
        source.sheets[name].copy(after=target.sheets[-1])
    resaved = _saved(source, tmp_path / "原.xlsx")
    source.close()
    copied = _saved(target, tmp_path / "副.xlsx")
    assert len(painted) >= 8
    for name in painted:
        expected, found = vars(_facts(resaved[name])), vars(_facts(copied[name]))
        for fact, value in expected.items():
            assert found[fact] == value, (name, fact)
