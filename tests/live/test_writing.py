"""Cells that lie apart are written in few rectangles, and nothing between them is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from xlreport.books.live import LiveBook
from xlreport.books.live.changes import (
    CellsWritten,
    Change,
    Content,
    Formula,
    NameDefined,
    Place,
    RulesReplaced,
    SheetAdded,
    SheetRefilled,
    Unfinished,
)
from xlreport.books.live.writing import Surroundings, rectangles_of
from xlreport.calc.merges import merges_in
from xlreport.drawing.painter import Area

_BOLD = 150
"""com.sun.star.awt.FontWeight.BOLD"""


def around(contents: Mapping[Place, Content], fixed: set[Place] | None = None) -> Surroundings:
    return Surroundings(contents, (), frozenset(fixed or set()))


def areas(cells: dict[Place, Content], known: Surroundings) -> list[Area]:
    return sorted((area for area, _ in rectangles_of(cells, known)), key=lambda area: (area.left, area.top))


def test_cells_of_a_column_are_written_with_the_plain_texts_between_them() -> None:
    cells: dict[Place, Content] = {(row, column): "new" for row in (2, 5, 9) for column in (1, 2)}
    contents: dict[Place, Content] = {(row, column): f"{row}" for row in range(2, 10) for column in (1, 2)}
    ((area, values),) = rectangles_of(cells, around(contents))
    assert area == Area(2, 1, 9, 2)
    assert values[0] == ["new", "new"] and values[1] == ["3", "3"] and values[7] == ["new", "new"]


@pytest.mark.parametrize("content", [Formula("=1"), 7, 1.5, True])
def test_what_is_no_plain_text_ends_a_rectangle(content: Content) -> None:
    cells: dict[Place, Content] = {(2, 1): "new", (4, 1): "new"}
    assert areas(cells, around({(3, 1): content})) == [Area(2, 1, 2, 1), Area(4, 1, 4, 1)]


def test_a_place_that_must_not_be_written_ends_a_rectangle() -> None:
    cells: dict[Place, Content] = {(2, 1): "new", (4, 1): "new"}
    assert areas(cells, around({(3, 1): "x"}, {(3, 1)})) == [Area(2, 1, 2, 1), Area(4, 1, 4, 1)]


@pytest.fixture
def book(calc_app: xw.App, home: Path, tmp_path: Path) -> Iterator[xw.Book]:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "表"
    for row in range(1, 9):
        sheet.append([f"a{row}", f"b{row}", row, f"第一行\n第{row}行"])
    sheet["B3"] = CellRichText("甲", TextBlock(InlineFont(b=True), "乙"))
    sheet["B4"] = "=C4&C5"
    sheet["B5"] = "00123"
    sheet.merge_cells("A4:A6")
    sheet.merge_cells("C7:D8")
    workbook.save(tmp_path / "表.xlsx")
    opened = calc_app.books.open(str(tmp_path / "表.xlsx"))
    yield opened
    opened.close()


def test_formulas_and_characters_with_formats_between_written_cells_stay(book: xw.Book) -> None:
    live = LiveBook(book)
    live.write("表", {(2, 2): "新", (8, 2): "新", (2, 4): "新", (6, 4): "新"})
    live.finish()
    sheet = book.sheets["表"]
    assert [row[0] for row in sheet["B2:B8"].formula] == ["新", "甲乙", "=C4&C5", "00123", "b6", "b7", "新"]
    assert [row[0] for row in sheet["D2:D6"].formula] == [
        "新",
        "第一行\n第3行",
        "第一行\n第4行",
        "第一行\n第5行",
        "新",
    ]
    portions = sheet["B3"].api.getCellByPosition(0, 0).createEnumeration().nextElement().createEnumeration()
    portions.nextElement()
    assert portions.nextElement().CharWeight == _BOLD


def test_all_merges_are_told_at_once(book: xw.Book) -> None:
    sheet = book.sheets["表"]
    assert merges_in(sheet["A1:D8"].impl) == ((4, 1, 3, 1), (7, 3, 2, 2))
    assert merges_in(sheet["D8:F9"].impl) == ((7, 3, 2, 2),)
    assert merges_in(sheet["B1:B8"].impl) == ()


def test_what_is_kept_in_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    changes: tuple[Change, ...] = (
        CellsWritten("表", {(1, 2): Formula("=A1"), (3, 4): None, (5, 6): 1.5}, {(1, 2): "x", (3, 4): 7}),
        SheetAdded("新"),
        SheetRefilled("旧", "xlreport-a.xlsx", "旧 (2)", {(2, 2): Formula("=B1")}),
        NameDefined("名", None, "=表!$A$1"),
        RulesReplaced("表", Area(1, 1, 2, 2), (), (("$A1=1", "FFC7CE"),)),
    )
    note = Unfinished(tmp_path / "未完成.json")
    assert note.left() is None
    note.keep(changes, "xlreport-a.xlsx")
    assert note.left() == (changes, "xlreport-a.xlsx")
    note.forget()
    assert note.left() is None
