"""What is written into cells comes back as it was, and in bulk."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LOOKALIKES = [
    "00123",
    "2023-01",
    "1/2",
    "TRUE",
    "FALSE",
    "5%",
    "1e5",
    "=",
    "+1",
    "-",
    "@sum",
    "#N/A",
    " 前后 ",
]


@pytest.mark.parametrize("text", LOOKALIKES)
def test_text_that_looks_like_something_else_stays_text(sheet: xw.Sheet, text: str) -> None:
    sheet["A1"].value = text
    assert sheet["A1"].value == text


def test_text_that_looks_like_something_else_stays_text_in_a_saved_file(
    book: xw.Book, app: xw.App, tmp_path
) -> None:
    path = tmp_path / "文本.xlsx"
    book.sheets[0]["A1"].value = [[text] for text in LOOKALIKES]
    book.save(path)
    book.close()
    assert app.books.open(path).sheets[0]["A1"].resize(len(LOOKALIKES)).value == LOOKALIKES


def test_a_leading_apostrophe_marks_a_text_and_is_dropped_as_in_excel(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["'00123", "'=1+1", "''quoted"]]
    assert sheet["A1:C1"].value == ["00123", "=1+1", "'quoted"]


def test_cells_formatted_as_text_keep_even_a_formula_as_text(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "@"
    sheet["A1:B2"].value = [["=1+1", "=1+1"], ["=SUM(1,2)", "=SUM(1,2)"]]
    assert sheet["A1:B2"].value == [["=1+1", 2.0], ["=SUM(1,2)", 3.0]]
    assert sheet["A1"].number_format == "@"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(
            lambda t: t[0] not in "='"
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_comes_back(sheet: xw.Sheet, texts: list[str]) -> None:
    cells = sheet["A1"].resize(len(texts))
    cells.value = [[text] for text in texts]
    assert cells.options(ndim=1).value == texts


def test_a_table_of_all_kinds_of_values_comes_back(sheet: xw.Sheet) -> None:
    table = [
        ["标题", 1.5, True],
        [None, -2.0, False],
        [dt.datetime(2024, 2, 29), dt.datetime(2024, 2, 29, 13, 45, 30), 1e300],
    ]
    sheet["B2"].value = table
    assert sheet["B2:D4"].value == table
    assert sheet["B2"].expand("right").value == ["标题", 1.5, True]


def test_a_date_gets_a_date_format_and_a_chosen_format_is_kept(sheet: xw.Sheet) -> None:
    sheet["A2"].number_format = "yyyy年m月"
    sheet["A1:A3"].value = [[dt.date(2024, 3, 1)], [dt.date(2024, 3, 1)], [dt.datetime(2024, 3, 1, 8, 30)]]
    assert sheet["A1"].number_format == "yyyy-mm-dd"
    assert sheet["A2"].number_format.replace('"', "") == "yyyy年m月"
    assert sheet["A3"].number_format == "yyyy-mm-dd hh:mm:ss"
    assert sheet["A1:A2"].options(dates=dt.date).value == [dt.date(2024, 3, 1)] * 2


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = "同"
    assert sheet["A1:B2"].value == [["同", "同"], ["同", "同"]]


def test_none_and_missing_values_empty_cells(sheet: xw.Sheet) -> None:
    sheet["A1:C1"].value = "旧"
    sheet["A1:C1"].value = [None, float("nan"), pd.NaT]
    assert sheet["A1:C1"].value == [None, None, None]


def test_numpy_and_pandas_values_come_back(sheet: xw.Sheet) -> None:
    sheet["A1"].value = np.array([[1, 2], [3, 4]], dtype=np.int32)
    assert sheet["A1:B2"].value == [[1.0, 2.0], [3.0, 4.0]]
    frame = pd.DataFrame({"部门": ["财政局", "教育局"], "件数": [3.0, 5.0]})
    sheet["D1"].options(index=False).value = frame
    assert sheet["D1"].options(pd.DataFrame, index=False, expand="table").value.to_dict() == frame.to_dict()


def test_values_read_as_options_ask(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].value = [[1.0], [None], [2.0]]
    assert sheet["A1:A3"].options(numbers=int, empty="").value == [1, "", 2]
    assert sheet["A1:A3"].options(ndim=2).value == [[1.0], [None], [2.0]]


@pytest.mark.parametrize(
    ("formula", "text"), [("=1/0", "#DIV/0!"), ("=NA()", "#N/A"), ("=nosuch()", "#NAME?")]
)
def test_an_error_reads_as_nothing_or_as_its_text(sheet: xw.Sheet, formula: str, text: str) -> None:
    sheet["A1"].value = formula
    assert sheet["A1"].value is None
    assert sheet["A1"].options(err_to_str=True).value == text


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(1,2,3)", 6.0),
        ('=IF(A1="甲,乙",1,2)', 1.0),
        ("=SUM(B1:B2,'数据 表'!$A$1)", 12.0),
        ("=SUM({1,2;3,4})", 10.0),
        ("=VLOOKUP(2,{1,10;2,20},2,0)", 20.0),
        ('=COUNTIFS(B1:B2,">1",B1:B2,"<9")', 1.0),
        ('=TEXT(45000,"yyyy-mm-dd")', "2023-03-15"),
        ("=_xlfn.CONCAT(A1,B1)", "甲,乙2"),
    ],
)
def test_a_formula_means_what_it_means_in_excel(book: xw.Book, formula: str, value: object) -> None:
    book.sheets.add("数据 表", after=book.sheets[0])
    book.sheets["数据 表"]["A1"].value = 0
    sheet = book.sheets[0]
    sheet["A1:B2"].value = [["甲,乙", 2], [None, 10]]
    sheet["D1"].formula = formula
    assert sheet["D1"].value == value
    assert sheet["D1"].formula == formula.replace("_xlfn.", "")


def test_formulas_are_written_and_read_in_bulk(sheet: xw.Sheet) -> None:
    sheet["A1:B3"].formula = [[f"=ROW()*{n}", n] for n in (1, 2, 3)]
    assert sheet["A1:B3"].value == [[1.0, 1.0], [4.0, 2.0], [9.0, 3.0]]
    assert sheet["A1:B1"].formula == (("=ROW()*1", "1"),)


def test_an_array_formula_fills_its_range(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].value = [[1], [2], [3]]
    sheet["B1:B3"].formula_array = "=A1:A3*2"
    assert sheet["B1:B3"].value == [2.0, 4.0, 6.0]
    assert sheet["B1:B3"].formula_array == "=A1:A3*2"
    assert sheet["B1"].has_array
    assert not sheet["A1"].has_array
