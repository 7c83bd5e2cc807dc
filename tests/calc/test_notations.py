"""Formulas, addresses and lengths between Excel's notation and LibreOffice's; no LibreOffice needed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.calc.formulas import to_calc, to_excel
from xlreport.calc.measures import from_characters, from_points, is_sum, to_characters, to_points
from xlreport.calc.references import COLUMNS, ROWS, Area, format_address, parse_address
from xlreport.calc.values import from_serial, to_serial


@pytest.mark.parametrize(
    ("excel", "calc"),
    [
        ("=SUM(1,2)", "=SUM(1;2)"),
        ("=任务总表!$A$1", "=$任务总表.$A$1"),
        ("='任务 总表'!A1:B2", "=$'任务 总表'.A1:B2"),
        ("='it''s'!A:A", "=$'it''s'.A:A"),
        ('=IF(A1="a,b;c!d",{1,2;3,4},Sheet1!A1)', '=IF(A1="a,b;c!d";{1;2|3;4};$Sheet1.A1)'),
        ('={"a,b";"c;d"}', '={"a,b"|"c;d"}'),
        ("=CEILING.MATH(1.5,Sheet1!A1)", "=CEILING.MATH(1.5;$Sheet1.A1)"),
        ("=Sheet1!#REF!+#REF!", "=$Sheet1.#REF!+#REF!"),
        ('=COUNTIF(数据!A:A,"*""引""*")', '=COUNTIF($数据.A:A;"*""引""*")'),
    ],
)
def test_a_formula_translates_both_ways(excel: str, calc: str) -> None:
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


def test_new_functions_lose_the_prefix_that_files_need() -> None:
    assert to_calc("=_xlfn.CONCAT(A1,_xlfn._xlws.SORT(B1:B2))") == "=CONCAT(A1;SORT(B1:B2))"


def test_a_reference_across_two_cells_of_a_sheet_names_it_once() -> None:
    assert to_excel("=SUM($数据.A1:$数据.B2)") == "=SUM(数据!A1:B2)"


@given(st.text())
def test_text_that_is_no_formula_is_left_alone(text: str) -> None:
    if not text.startswith("="):
        assert to_calc(text) == to_excel(text) == text


@given(st.integers(1, ROWS), st.integers(1, COLUMNS), st.data())
def test_every_address_reads_back(row: int, column: int, data: st.DataObject) -> None:
    area = Area(
        row,
        column,
        data.draw(st.integers(1, ROWS - row + 1)),
        data.draw(st.integers(1, COLUMNS - column + 1)),
    )
    assert parse_address(format_address(area)) == area


@pytest.mark.parametrize("text", ["", "任务表", "A0", "A", "A1:B", "XFE1", "A1048577", "A1:B2:C3", "1"])
def test_what_is_no_address_is_not_taken_for_one(text: str) -> None:
    assert parse_address(text) is None


@given(st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)))
def test_a_moment_survives_as_a_day_number_to_the_millisecond(moment: dt.datetime) -> None:
    assert abs(from_serial(to_serial(moment)) - moment) <= dt.timedelta(milliseconds=1)


@given(st.integers(1, 255))
def test_a_whole_column_width_survives(characters: int) -> None:
    assert to_characters(from_characters(characters)) == characters


@given(st.integers(0, 409 * 4))
def test_a_row_height_survives_to_the_quarter_point(quarters: int) -> None:
    assert to_points(from_points(quarters / 4)) == quarters / 4


def test_one_row_that_differs_among_a_thousand_is_noticed() -> None:
    assert is_sum(round(1000 * 600 * 2540 / 1440), 1000, 1058)
    assert not is_sum(round(1000 * 600 * 2540 / 1440) + 35, 1000, 1058)
