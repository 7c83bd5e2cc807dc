"""How the task table is laid out on paper."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import task
from xlreport.core.measure import HIGHEST_ROW, line_height, text_points, wrap
from xlreport.core.model import Task, TaskTable
from xlreport.core.printing.layout import CENTRED, PrintLayout, with_line_breaks
from xlreport.core.printing.pagination import CONTINUED, paginate
from xlreport.core.printing.paper import PAPERS, Paper
from xlreport.core.schema import CATEGORY, COLUMNS, NUMBER

CODES = tuple(column.code for column in COLUMNS)
papers = pytest.mark.parametrize("paper", PAPERS.values(), ids=list(PAPERS))

texts = st.lists(
    st.sampled_from(
        ["区财政局：", "做好资金保障工作。", "\n", "2023年", "GDP", "（第一批）", "，" * 3, "长" * 90]
    ),
    max_size=60,
).map("".join)
tasks = st.builds(
    Task,
    number=st.integers(1, 999).map(str),
    category=st.sampled_from(["（一）强化助企纾困力度", "（二）优供给扩需求", ""]),
    content=texts,
    departments=texts,
    support=texts,
    progress=texts,
)


def table_of(tasks: Sequence[Task]) -> TaskTable:
    return TaskTable("附件1", ("历城区贯彻落实省政策清单", "任务分工表"), tuple(tasks))


def used_height(layout: PrintLayout, page: int) -> float:
    """What the rows of a page take with the headings and, on the first page, the titles."""
    above = [*([layout.label] if layout.label else []), *layout.title] if page == 0 else []
    rows = [height for row in layout.pages[page].rows for height in row.sheet_heights]
    return sum(line.height for line in above) + layout.heading_height + sum(rows)


def printed_texts(layout: PrintLayout, code: str) -> str:
    """Everything that a column shows, without line breaks and without numbers put in for continuing."""
    parts = [row.texts[code] for page in layout.pages for row in page.rows]
    return "".join(parts).replace("\n", "")


@papers
def test_the_real_table_takes_few_pages(seed_table: TaskTable, paper: Paper) -> None:
    pages = paginate(seed_table, paper).pages
    assert len(pages) <= {"A3": 5, "A4": 9}[paper.name]
    assert [row.number for page in pages for row in page.rows] == [str(n) for n in range(1, 25)]
    assert not any(row.continued for page in pages for row in page.rows)


@papers
def test_no_page_of_the_real_table_is_overfull(seed_table: TaskTable, paper: Paper) -> None:
    layout = paginate(seed_table, paper)
    paper_height = paper.height - paper.top_margin - paper.bottom_margin
    assert all(used_height(layout, page) < paper_height for page in range(len(layout.pages)))


@papers
def test_the_table_fits_the_width_even_where_digits_are_at_their_widest(
    seed_table: TaskTable, paper: Paper
) -> None:
    total = sum(paginate(seed_table, paper).widths.values())
    assert total * 7 / 6 <= paper.width - 2 * paper.side_margin + 0.01
    assert total == pytest.approx(paper.table_width)


@papers
def test_names_and_numbers_stay_on_one_line(seed_table: TaskTable, paper: Paper) -> None:
    layout = paginate(seed_table, paper)
    for code in ("leaders", "heads"):
        for item in seed_table.tasks:
            assert len(wrap(item.text(code), layout.widths[code], paper.body_size)) == (
                len(item.text(code).split("\n"))
            )
    mobile = text_points("18553126190", paper.body_size)
    assert layout.widths["contacts"] - 5 >= mobile


def test_the_category_stands_on_every_page(seed_table: TaskTable) -> None:
    for page in paginate(seed_table, PAPERS["A4"]).pages:
        covered = [index for span in page.spans for index in range(span.first, span.last + 1)]
        assert covered == list(range(len(page.rows)))
        for span in page.spans:
            rows = page.rows[span.first : span.last + 1]
            assert {row.texts[CATEGORY.code] for row in rows} == {span.label}


def test_a_lone_low_row_is_high_enough_for_its_category() -> None:
    label = "（七）" + "十分长的类别名称" * 6
    layout = paginate(table_of([task(category=label)]), PAPERS["A4"])
    lines = len(wrap(label, layout.widths["category"], 9))
    assert layout.pages[0].rows[0].height >= lines * line_height(9)


def test_breaks_are_the_sheet_rows_that_end_pages(seed_table: TaskTable) -> None:
    layout = paginate(seed_table, PAPERS["A3"])
    assert layout.header_row == 4
    ends = [4 + sum(len(page.rows) for page in layout.pages[: n + 1]) for n in range(len(layout.pages))]
    assert layout.breaks == tuple(ends[:-1])


def test_a_missing_title_leaves_only_the_headings(seed_table: TaskTable) -> None:
    layout = paginate(replace(seed_table, label="", title=()), PAPERS["A3"])
    assert layout.header_row == 1
    assert layout.label is None


def test_a_table_without_tasks_is_one_page() -> None:
    layout = paginate(table_of([]), PAPERS["A4"])
    assert [page.rows for page in layout.pages] == [()]
    assert layout.breaks == ()


@papers
def test_a_cell_of_5000_characters_goes_on_overleaf_at_line_ends(paper: Paper) -> None:
    long_text = "积极对接上级部门，做好资金保障工作。" * 278
    items = [task("1"), task("2", progress=long_text), task("3")]
    layout = paginate(table_of(items), paper)
    parts = [row for page in layout.pages for row in page.rows if row.number == "2"]
    assert len(parts) > 1
    assert "".join(row.texts["progress"] for row in parts) == long_text
    assert [row.continued for row in parts] == [False] + [True] * (len(parts) - 1)
    assert all(row.texts[NUMBER.code] == f"2\n{CONTINUED}" for row in parts[1:])
    assert all(row.texts[CATEGORY.code] == "（一）甲类" for row in parts)


def test_the_longest_text_that_a_cell_can_hold_is_laid_out_whole_in_seconds() -> None:
    longest = ("做好资金保障工作。" * 3641)[:32_767]
    items = [task("1", progress=longest, content=longest[:5_000])]
    start = time.perf_counter()
    layout = paginate(table_of(items), PAPERS["A4"])
    assert time.perf_counter() - start < 10
    for code in ("content", "progress"):
        assert printed_texts(layout, code) == items[0].text(code)
    assert {row.number for page in layout.pages for row in page.rows} == {"1"}


def test_pages_are_filled_but_a_short_last_page_stays_short(seed_table: TaskTable) -> None:
    layout = paginate(seed_table, PAPERS["A3"])
    assert all(page.free < 30 for page in layout.pages[:-1])
    short = paginate(table_of([task()]), PAPERS["A3"]).pages[0]
    assert short.free > PAPERS["A3"].page_height / 2


def test_a_row_higher_than_excel_allows_takes_several_sheet_rows(seed_table: TaskTable) -> None:
    layout = paginate(table_of([task(progress="一行\n" * 30 + "末行")]), PAPERS["A3"])
    row = layout.pages[0].rows[0]
    assert row.height > HIGHEST_ROW
    assert len(row.sheet_heights) == 2
    assert sum(row.sheet_heights) >= row.height
    assert max(row.sheet_heights) <= HIGHEST_ROW


def test_two_hundred_tasks_are_laid_out_in_seconds(seed_table: TaskTable) -> None:
    many = [replace(seed_table.tasks[n % 24], number=str(n + 1)) for n in range(200)]
    start = time.perf_counter()
    layout = paginate(table_of(many), PAPERS["A4"])
    assert time.perf_counter() - start < 10
    assert [row.number for page in layout.pages for row in page.rows] == [str(n + 1) for n in range(200)]


@settings(max_examples=30, deadline=None)
@given(st.lists(tasks, max_size=6), st.sampled_from(list(PAPERS.values())))
def test_no_character_is_lost_and_no_page_is_overfull(items: list[Task], paper: Paper) -> None:
    layout = paginate(table_of(items), paper)
    for code in ("content", "departments", "support", "progress"):
        assert printed_texts(layout, code) == "".join(t.text(code) for t in items).replace("\n", "")
    printable = paper.height - paper.top_margin - paper.bottom_margin
    for number, page in enumerate(layout.pages):
        assert used_height(layout, number) <= printable
        assert page.rows or not items


@settings(max_examples=30, deadline=None)
@given(st.lists(tasks, min_size=1, max_size=4), st.sampled_from(list(PAPERS.values())))
def test_every_line_of_every_cell_has_room_in_its_row(items: list[Task], paper: Paper) -> None:
    layout = with_line_breaks(paginate(table_of(items), paper))
    for page in layout.pages:
        for row in page.rows:
            most = max(row.texts[code].count("\n") + 1 for code in CODES if code != CATEGORY.code)
            assert row.height >= most * line_height(paper.body_size)


def test_setting_line_breaks_changes_nothing_but_line_breaks(seed_table: TaskTable) -> None:
    plain = paginate(seed_table, PAPERS["A4"])
    broken = with_line_breaks(plain)
    for code in CODES:
        assert printed_texts(broken, code) == printed_texts(plain, code)
    lines = broken.pages[0].rows[0].texts["content"].split("\n")
    assert len(lines) > 5
    assert not any(line.startswith(("，", "。", "、", "）")) for line in lines)


@papers
def test_no_character_of_a_centred_cell_or_heading_stands_alone_below_its_line(
    seed_table: TaskTable, paper: Paper
) -> None:
    layout = with_line_breaks(paginate(seed_table, paper))
    rows = [row.texts for page in layout.pages for row in page.rows]
    texts = [*layout.headings.values(), *(row[code] for row in rows for code in CENTRED)]
    broken = [text.split("\n") for text in texts if "\n" in text]
    assert "（二）优\n供给扩\n需求" in texts
    assert not [lines for lines in broken if any(len(line) == 1 for line in lines[1:])]
