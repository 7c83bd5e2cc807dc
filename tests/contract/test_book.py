"""What every `Book` engine promises (books/port.py)."""

from __future__ import annotations

from datetime import datetime

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.worksheet import Worksheet

from tests.contract.conftest import Engine
from xlreport.books.port import Book
from xlreport.drawing import styles
from xlreport.drawing.painter import Area, Highlight, Painter
from xlreport.errors import WorkbookError

TEXTS = (
    "00123",
    "2023-01",
    "1/2",
    "TRUE",
    "5%",
    "=A1",
    "=SUM(1,2)",
    "#N/A",
    "+1",
    "-1",
    "@x",
    "13800138000",
    "370112199001011234",
    "1E5",
    "'引号",
    " 前后有空格 ",
    "\u3000",
    "第一行\n第二行\n",
    "杨  檬\n66899778",
    "“引号”&<尖括号>",
    "😀",
    "字" * 32_767,
)

_FONT = "Arial"
"""A typeface that every program keeps; LibreOffice forgets Chinese ones that it cannot find."""


def paint(*rows: tuple[object, ...]) -> Painter:
    """A painter that sets plain rows of values."""

    def painter(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return painter


@pytest.fixture
def book(engine: Engine) -> Book:
    return engine.make("总表", {"甲": paint(("名称", "数"), ("a", 1), ("b", 2)), "乙": paint(("x",))})


def test_sheets_are_listed_in_tab_order(book: Book) -> None:
    assert book.sheet_names() == ["甲", "乙"]


def test_a_sheet_is_read_as_a_grid_from_its_first_cell(book: Book) -> None:
    grid = book.read("甲")
    assert grid.rows == (("名称", "数"), ("a", 1), ("b", 2))
    assert (grid.height, grid.width) == (3, 2)
    assert grid.text(2, 2) == "1" and grid.text(9, 9) == ""


def test_a_sheet_that_is_not_there_is_named(book: Book) -> None:
    with pytest.raises(WorkbookError, match="没有工作表“丙”"):
        book.read("丙")


def test_numbers_days_and_truths_keep_their_kinds(engine: Engine) -> None:
    day = datetime(2023, 12, 31)
    book = engine.make("a", {"甲": paint((1, 1.5, True, day, None, "文"))})
    assert book.read("甲").rows == ((1, 1.5, True, day, None, "文"),)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_text_stays_the_very_text_it_was(engine: Engine, book: Book, text: str) -> None:
    book.write("甲", {(2, 1): text})
    assert book.read("甲").text(2, 1) == text
    book.save()
    assert engine.reopen(book).read("甲").rows[1][0] == text


def test_many_cells_are_written_at_once_and_the_others_stay(engine: Engine, book: Book) -> None:
    book.write("甲", {(2, 2): 7, (3, 1): "新", (5, 4): "远处"})
    book.save()
    grid = engine.reopen(book).read("甲")
    assert grid.rows[:3] == (("名称", "数", None, None), ("a", 7, None, None), ("新", 2, None, None))
    assert grid.text(5, 4) == "远处"


def test_writing_an_empty_text_empties_the_cell(engine: Engine, book: Book) -> None:
    book.write("甲", {(2, 1): ""})
    book.save()
    assert engine.reopen(book).read("甲").rows[1] == (None, 1)


def test_writing_keeps_the_format_of_a_cell(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        sheet["A1"] = "old"
        sheet["A1"].font = styles.font(_FONT, 16, bold=True, color=styles.ACCENT)
        sheet["A1"].fill = styles.fill(styles.GOOD_FILL)
        sheet["A1"].border = styles.GRID

    book = engine.make("a", {"甲": painter})
    book.write("甲", {(1, 1): "new"})
    book.save()
    cell = load_workbook(book.path)["甲"]["A1"]
    assert (cell.value, cell.font.name, cell.font.size, cell.font.bold) == ("new", _FONT, 16, True)
    assert cell.fill.start_color.rgb == "FF" + styles.GOOD_FILL and cell.border.top.style == "thin"


def test_a_new_cell_takes_the_format_of_its_column(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        sheet["A1"] = "title"
        sheet.column_dimensions["A"].font = styles.font(_FONT)

    book = engine.make("a", {"甲": painter})
    book.write("甲", {(7, 1): "new"})
    book.save()
    assert load_workbook(book.path)["甲"]["A7"].font.name == _FONT


def test_cells_merged_downwards_all_carry_the_value(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        paint(("类", 1), (None, 2), (None, 3), ("标题", None))(sheet)
        sheet.merge_cells("A1:A3")
        sheet.merge_cells("A4:B4")

    grid = engine.make("a", {"甲": painter}).read("甲")
    assert grid.rows == (("类", 1), ("类", 2), ("类", 3), ("标题", None))
    assert set(grid.merged) == {Area(1, 1, 3, 1), Area(4, 1, 4, 2)}


def test_hidden_rows_are_told(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        paint(("类", 1), ("甲", 2), ("乙", 3), ("丙", 4))(sheet)
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["A"].hidden = True

    assert engine.make("a", {"甲": painter}).read("甲").hidden == {2, 3}


def test_rows_that_only_carry_formats_are_not_read(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        paint(("a", 1), ("b", 2))(sheet)
        sheet.cell(1_000_000, 2).fill = styles.fill(styles.GOOD_FILL)

    assert engine.make("a", {"甲": painter}).read("甲").rows == (("a", 1), ("b", 2))


def test_writing_into_a_covered_cell_is_refused_with_its_place(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        paint(("类", 1), (None, 2))(sheet)
        sheet.merge_cells("A1:A2")

    book = engine.make("a", {"甲": painter})
    with pytest.raises(WorkbookError, match="A2"):
        book.write("甲", {(2, 1): "x"})


def test_text_too_long_for_a_cell_is_refused(book: Book) -> None:
    with pytest.raises(WorkbookError, match="32767"):
        book.write("甲", {(2, 1): "字" * 32_768})


def test_a_new_sheet_is_added_last(engine: Engine, book: Book) -> None:
    book.put("汇总", paint(("新", 1)))
    assert book.sheet_names() == ["甲", "乙", "汇总"]
    book.save()
    assert engine.reopen(book).read("汇总").rows == (("新", 1),)


def test_a_sheet_put_again_is_cleared_and_stays_where_it_is(engine: Engine, book: Book) -> None:
    book.put("汇总", paint(*[("旧", i) for i in range(9)]))
    book.put("最后", paint(("z",)))
    book.put("汇总", paint(("新",)))
    book.save()
    again = engine.reopen(book)
    assert again.sheet_names() == ["甲", "乙", "汇总", "最后"]
    assert again.read("汇总").rows == (("新",),)


def test_what_refers_to_a_sheet_still_does_after_it_was_put_again(engine: Engine, book: Book) -> None:
    book.put("汇总", paint(("数", 41)))
    book.define_names({"总数": "'汇总'!$B$1"})
    book.put("公式", paint(("='汇总'!B1+1", "=总数")))
    book.put("汇总", paint(("数", 42)))
    book.save()
    workbook = load_workbook(book.path)
    assert workbook["公式"]["A1"].value.replace("'", "") == "=汇总!B1+1"
    assert workbook.defined_names["总数"].attr_text.replace("'", "") == "汇总!$B$1"


def test_putting_a_sheet_keeps_the_one_in_front_in_front(engine: Engine, book: Book) -> None:
    book.put("汇总", paint(("x",)))
    book.save()
    book = engine.reopen(book)
    book.put("汇总", paint(("y",)))
    book.save()
    workbook = load_workbook(book.path)
    assert workbook.active.title == "甲"
    assert [s.title for s in workbook if s.sheet_view.tabSelected] == ["甲"]


def test_a_name_defined_again_points_anew(engine: Engine, book: Book) -> None:
    book.define_names({"位置": "'甲'!$A$1"})
    book.define_names({"位置": "'甲'!$A$2:$A$3"})
    book.save()
    book = engine.reopen(book)
    book.save()
    reference = load_workbook(book.path).defined_names["位置"].attr_text
    assert reference.replace("'", "") == "甲!$A$2:$A$3"


def test_highlights_are_replaced_and_the_users_own_rules_stay(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        paint(("a", 1), ("b", 2))(sheet)
        own = CellIsRule(operator="greaterThan", formula=["1"], fill=styles.rule_fill(styles.GOOD_FILL))
        sheet.conditional_formatting.add("B1:B2", own)

    book = engine.make("a", {"甲": painter})
    for fill in (styles.ERROR_FILL, styles.WARNING_FILL):
        book.set_highlights("甲", Area(1, 1, 2, 2), [Highlight('$A1="a"', fill)])
    book.save()
    engine.reopen(book)
    rules = {
        (str(item.sqref), rule.formula[0]): rule
        for item in load_workbook(book.path)["甲"].conditional_formatting
        for rule in item.rules
    }
    assert set(rules) == {("B1:B2", "1"), ("A1:B2", '$A1="a"')}
    assert rules["A1:B2", '$A1="a"'].dxf.fill.bgColor.rgb == "FF" + styles.WARNING_FILL


def test_formulas_are_told_from_texts_that_look_like_them(engine: Engine) -> None:
    def painter(sheet: Worksheet) -> None:
        sheet["A1"].value, sheet["B1"].value, sheet["B2"].value = "甲", '="甲"&A1', "=1+1"
        sheet["B2"].data_type = "s"

    book = engine.make("a", {"甲": painter})
    assert book.formula_cells("甲") == {(1, 2)}


def test_a_backup_is_the_workbook_as_last_saved_and_never_overwrites_another(book: Book) -> None:
    before = book.path.read_bytes()
    book.write("甲", {(2, 1): "未保存"})
    first, second = book.backup(), book.backup()
    assert first != second and first.parent == second.parent == book.path.parent / "备份"
    assert first.read_bytes() == second.read_bytes() == before


def test_a_book_can_be_saved_again_and_again(engine: Engine, book: Book) -> None:
    for number in range(3):
        book.write("甲", {(2, 2): number})
        book.put("汇总", paint((number,)))
        book.save()
    again = engine.reopen(book)
    assert again.read("甲").rows[1] == ("a", 2) and again.read("汇总").rows == ((2,),)
