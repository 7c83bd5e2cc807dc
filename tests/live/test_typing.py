"""Texts as they have to be typed into a spreadsheet program to stay the texts they are."""

from __future__ import annotations

import pytest

from xlreport.books.live.cells import blocks_of, protected_texts
from xlreport.drawing.painter import Area

MARKED = (
    *("00123", "2026年11月", "11月25日", "1/2", "5%", "=A1", "-无", "+1", "@x", "'引号", "TRUE", "#N/A"),
    *("１２", "1E5", "￥1,200.00", "上午9:30", "Nov 25"),
)


@pytest.mark.parametrize("text", MARKED)
def test_what_a_program_would_take_for_something_else_is_marked_as_text(text: str) -> None:
    assert protected_texts([[text]]) == [[f"'{text}"]]


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
    assert protected_texts([[text]]) == [[text]]


def test_an_empty_text_empties_its_cell_and_numbers_stay_numbers() -> None:
    assert protected_texts([["", 7]]) == [[None, 7]]


def test_neighbouring_cells_are_written_as_few_rectangles() -> None:
    cells = {(row, column): row * column for row in range(2, 5) for column in (1, 2, 4)} | {(9, 9): 81}
    assert blocks_of(cells) == [
        (Area(2, 1, 4, 2), [[2, 4], [3, 6], [4, 8]]),
        (Area(2, 4, 4, 4), [[8], [12], [16]]),
        (Area(9, 9, 9, 9), [[81]]),
    ]
