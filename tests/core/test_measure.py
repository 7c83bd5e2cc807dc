"""How much room text takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xlreport.core.measure import (
    HIGHEST_ROW,
    column_points,
    column_width,
    line_height,
    row_height,
    text_height,
    text_points,
    wrap,
)

texts = st.lists(
    st.one_of(
        st.sampled_from(
            ["区财政局：", "2023年12月31日", "，", "（", "）", "\n", "GB/T 9704-2012", "\u3000", "a" * 40]
        ),
        st.text(max_size=6),
    ),
    max_size=12,
).map("".join)


@given(texts, st.floats(10, 500), st.sampled_from([9.0, 10.5, 12.0]))
def test_wrapped_lines_put_together_are_the_text(text: str, width: float, size: float) -> None:
    assert "".join(wrap(text, width, size)) == text


@given(texts, st.floats(30, 500), st.floats(1, 100))
def test_a_wider_cell_never_needs_more_than_one_line_more(text: str, width: float, more: float) -> None:
    """Keeping punctuation off the ends of lines can cost a line, but widening must not cost more."""
    assert len(wrap(text, width + more, 10.5)) <= len(wrap(text, width, 10.5)) + 1


@given(st.text(alphabet="区财政局做好资金保障工作", min_size=1, max_size=60), st.floats(30, 300))
def test_no_line_of_chinese_text_is_wider_than_its_cell(text: str, width: float) -> None:
    assert all(text_points(line, 10.5) <= width for line in wrap(text, width, 10.5))


def test_numbers_and_words_stay_whole() -> None:
    width = text_points("统筹安排50", 10.0) + 6
    assert wrap("统筹安排5000万元资金", width, 10.0) == ["统筹安排", "5000万元", "资金"]


def test_a_full_stop_never_starts_a_line() -> None:
    width = text_points("做好资金保障工作", 10.0) + 5
    assert wrap("做好资金保障工作。", width, 10.0) == ["做好资金保障工", "作。"]


def test_line_breaks_in_a_cell_start_lines() -> None:
    assert wrap("杨  檬\n66899778", 200, 10.5) == ["杨  檬\n", "66899778"]


def test_heights_grow_with_text_and_stop_at_what_excel_allows() -> None:
    assert text_height("一", 100, 10) < text_height("一" * 50, 100, 10)
    assert row_height(["一" * 20_000], [100], 10) == HIGHEST_ROW
    assert row_height([], [], 10) >= line_height(10)


def test_column_widths_convert_both_ways() -> None:
    assert column_points(column_width(120.0)) == 120.0
    assert column_points(8) == 48.0
