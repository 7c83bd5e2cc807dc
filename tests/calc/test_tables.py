"""Excel's tables: those of a file are known, new ones are saved for Excel, and both are filtered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.table import Table

from xlreport.calc.autofilter import filtered_rows


@pytest.fixture
def tabled(app: xw.App, tmp_path: Path) -> Iterator[xw.Sheet]:
    """A sheet of a file with a table in B2:C4."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ((), (None, "科室", "数"), (None, "甲", 3), (None, "乙", 5)):
        sheet.append(row)
    sheet.add_table(Table(displayName="任务", ref="B2:C4"))
    book.save(tmp_path / "表格.xlsx")
    opened = app.books.open(tmp_path / "表格.xlsx")
    yield opened.sheets[0]
    opened.close()


def test_a_table_of_a_file_is_known_by_its_name_and_its_parts(tabled: xw.Sheet) -> None:
    table = tabled.tables["任务"]
    assert (len(tabled.tables), tabled.tables[0].name, table.parent.name) == (1, "任务", tabled.name)
    parts = table.range, table.header_row_range, table.data_body_range, table.totals_row_range
    assert [part and part.address for part in parts] == ["$B$2:$C$4", "$B$2:$C$2", "$B$3:$C$4", None]
    assert [column.name for column in table.columns] == ["科室", "数"]
    assert table.columns["数"].data_body_range == tabled["C3:C4"]
    assert [row.range.address for row in table.rows] == ["$B$3:$C$3", "$B$4:$C$4"]
    assert tabled["C3"].table is not None
    assert tabled["A1"].table is None


def test_a_table_is_filtered_apart_from_the_sheet(tabled: xw.Sheet) -> None:
    table = tabled.tables["任务"]
    table.autofilter.apply_values(1, ["乙"])
    assert filtered_rows(tabled.impl) == {3}
    assert [entry.type for entry in table.autofilter.criteria] == ["values", "none"]
    tabled["E1"].value = [["级别"], [1], [2]]
    table.autofilter.clear()
    tabled["E1:E3"].autofilter.apply_comparison(1, "equal_to", 2)
    assert filtered_rows(tabled.impl) == {2}
    table.show_autofilter = False
    assert (table.show_autofilter, tabled.impl.uno.getRows().getByIndex(1).IsFiltered) == (False, True)


def test_the_records_of_a_table_are_sorted_below_its_headings(tabled: xw.Sheet) -> None:
    tabled.tables["任务"].sort(2, ascending=False)
    assert tabled["B2:C4"].value == [["科室", "数"], ["乙", 5], ["甲", 3]]


def test_a_new_table_is_saved_for_excel(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].value = [["科室", "数"], ["甲", 1]]
    table = sheet.tables.add(sheet["A1:B2"])
    assert (table.name, table.show_autofilter) == ("Table1", True)
    table.name = "进展"
    sheet["A3"].value = ["乙", 2]
    table.resize(sheet["A1:B3"])
    with pytest.raises(ValueError, match="overlaps"):
        sheet.tables.add(sheet["B3:C5"])
    sheet.book.save(tmp_path / "新表.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "新表.xlsx").active
    assert stored is not None
    assert dict(stored.tables.items()) == {"进展": "A1:B3"}


def test_what_tables_do_not_offer_is_refused(tabled: xw.Sheet) -> None:
    table = tabled.tables["任务"]
    with pytest.raises(NotImplementedError, match="show_totals"):
        table.show_totals = True
    with pytest.raises(NotImplementedError, match=r"TableRows\.add"):
        table.rows.add(["丙", 1])
    with pytest.raises(NotImplementedError, match="without headings"):
        tabled.tables.add(tabled["F1:G2"], has_headers=False)
    with pytest.raises(ValueError, match="headings"):
        table.resize(tabled["B1:C4"])
    assert table.range.address == "$B$2:$C$4"
