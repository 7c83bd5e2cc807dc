"""Texts as they have to be typed into a spreadsheet program to stay the texts they are."""

from __future__ import annotations

import pytest

from xlreport.books.live.cells import typed
from xlreport.books.live.changes import Formula

MARKED = (
    *("00123", "2026年11月", "11月25日", "1/2", "5%", "=A1", "-无", "+1", "@x", "'引号", "TRUE", "#N/A"),
    *("１２", "1E5", "￥1,200.00", "上午9:30", "Nov 25"),
)


@pytest.mark.parametrize("text", MARKED)
def test_what_a_program_would_take_for_something_else_is_marked_as_text(text: str) -> None:
    assert typed(text, as_text=False) == f"'{text}"
    assert typed(text, as_text=True) == text


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "区财政局：已拨付500万元。",
        "1.积极对接上级部门",
        "2023年12月31日前取得成效",
        "88115111、88023627号码",
    ],
)
def test_plain_words_are_typed_as_they_are(text: str) -> None:
    assert typed(text, as_text=False) == text


def test_an_empty_text_empties_its_cell_and_numbers_stay_numbers() -> None:
    assert typed("", as_text=False) is None and typed("", as_text=True) is None
    assert typed(7, as_text=False) == 7


def test_a_formula_leaves_its_cell_empty_until_it_is_typed_as_one() -> None:
    assert typed(Formula("=A1"), as_text=False) is None
