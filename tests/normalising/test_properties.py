"""Laws of 自动规范, for texts of any kind: it ends, changes nothing twice, and keeps what it must keep."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.normalising.test_corrections import CORRECTED
from tests.normalising.writing import ORDINARY, cells_of, corrected, corrections_of, master_with, written
from xlreport.core.model import Task
from xlreport.core.normalising.corrections import find_corrections
from xlreport.core.normalising.draft import Draft, Part, with_parts
from xlreport.core.normalising.rules import ALL
from xlreport.core.schema import COLUMN_BY_CODE
from xlreport.core.text import key
from xlreport.core.validation import RULES as VALIDATION_RULES
from xlreport.core.wording.marks import quoted
from xlreport.core.wording.progress import parse_progress

PIECES = st.sampled_from(
    [
        *"区科技局财政年月日号家个万元开展落实办法一二",
        *",.;:!?()<>\"'-—－–~…，。；：、！？（）《》〈〉“”‘’「」〔〕[]％%∶﹕",
        *" \u3000\u00a0\n\t\u200b\ufeff",
        *"0123456789０５％ＡＢabl",
        *(
            "区科技局：",
            "区财政局",
            "科技局",
            "发改",
            "2023年",
            "06月",
            "5-7家",
            "1，000",
            "--",
            "...",
            "。。",
            "“甲,乙”",
        ),
        *("《办法(试行)》", "丁  一", "丁一", "闫立彬", "88023812", "0531-", "无", "已完成", "等"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)
COLUMN_CODES = st.sampled_from([column.code for column in ALL])

ANSWERED = {
    *("W501", "W502", "W503", "W504", "W505", "W507", "W508"),
    *("W511", "W512", "W513", "W514", "W515", "W517", "W518", "W519", "W525", "W527", "W528", "W531", "W533"),
    *("D202", "D204", "R604"),
}
"""Findings that a correction answers, wherever it is certain."""


@settings(max_examples=400, deadline=None)
@given(column=COLUMN_CODES, text=TEXTS)
def test_correcting_twice_changes_nothing_more(column: str, text: str) -> None:
    assert not corrections_of(column, written(column, text))


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_every_correction_can_be_taken_alone(text: str) -> None:
    found = corrections_of("content", text)
    for one, other in combinations([part for item in found for part in item.revision.parts], 2):
        assert one.end <= other.start or other.end <= one.start
    everything = with_parts(text, [part for item in found for part in item.revision.parts])
    assert everything == written("content", text)
    assert len({item.key for item in found}) == len(found)


@settings(max_examples=200, deadline=None)
@given(before=TEXTS, inside=TEXTS, after=TEXTS, marks=st.sampled_from(["“”", "《》"]))
def test_what_is_quoted_stays_as_it_is(before: str, inside: str, after: str, marks: str) -> None:
    plain = "".join(c for c in inside if c not in '“”‘’《》〈〉「」"＂\n')
    clean = "".join(c for c in before + after if c not in '“”‘’《》〈〉「」"＂<>')
    text = f"{clean[: len(before)]}{marks[0]}{plain}{marks[1]}{clean[len(before) :]}"
    assert f"{marks[0]}{plain}{marks[1]}" in written("content", text)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_the_words_themselves_stay(text: str) -> None:
    """Beside marks, spaces and alternative forms, nothing of a sentence is taken away or added."""

    def words(content: str) -> str:
        return "".join(c for c in key(content) if c.isalpha() or c.isdigit())

    without_zeros = words(text).replace("年0", "年").replace("月0", "月")
    assert words(written("content", text)).replace("年0", "年").replace("月0", "月") == without_zeros


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_nobodys_paragraph_is_lost_or_given_to_another(text: str) -> None:
    master = master_with(ORDINARY)

    def owners(content: str) -> list[tuple[str, ...]]:
        return [part.departments for part in parse_progress(content, master.names) if part.departments]

    before, after = owners(text), owners(written("progress", text))
    rest = iter(after)
    assert all(any(owner == other for other in rest) for owner in before), (
        "in the same order, perhaps with more"
    )


@settings(max_examples=100, deadline=None)
@given(texts=st.dictionaries(COLUMN_CODES, TEXTS, max_size=4))
def test_a_whole_table_is_corrected_at_once(texts: dict[str, str]) -> None:
    master = corrected(master_with(Task("3", **{**_fields(ORDINARY), **texts})))
    assert not find_corrections(master, cells_of(master))


def _fields(task: Task) -> dict[str, str]:
    return {code: task.text(code) for code in COLUMN_BY_CODE if code != "number"}


CERTAIN = {"W501", "W502", "W507", "W508"}
"""Findings that are certain wherever nothing is quoted."""


def findings(column: str, text: str) -> set[str]:
    """The codes of what validate finds about a task with this text."""
    master = master_with(Task("3", **{**_fields(ORDINARY), column: text}))
    day = date(2023, 6, 1)
    return {
        f.code
        for rule in VALIDATION_RULES
        for _, f in rule.findings(master, day, rule.severity)
        if f.task == "3"
    }


@settings(max_examples=60, deadline=None)
@given(column=st.sampled_from(["content", "remark", "progress"]), text=TEXTS)
def test_validate_finds_nothing_afterwards_that_could_have_been_corrected(column: str, text: str) -> None:
    plain = "".join(c for c in text if c not in '“”‘’《》〈〉「」"＂<>')
    assert not findings(column, written(column, plain)) & CERTAIN


@pytest.mark.parametrize(("rule", "column", "text", "expected"), CORRECTED)
def test_the_findings_that_corrections_answer_are_gone(
    rule: str, column: str, text: str, expected: str
) -> None:
    assert not findings(column, expected) & ANSWERED


def test_most_slips_that_are_corrected_are_found_by_validate_too() -> None:
    found = {code for _, column, text, _ in CORRECTED for code in findings(column, text)}
    assert found >= ANSWERED


@settings(max_examples=300, deadline=None)
@given(data=st.data(), text=st.text("甲乙丙丁，", min_size=1, max_size=12))
def test_a_draft_is_the_original_with_its_revisions(data: st.DataObject, text: str) -> None:
    draft = Draft(text)
    for rule in "ABC":
        length = len(draft.text)
        start = data.draw(st.integers(0, length))
        end = data.draw(st.integers(start, length))
        draft.revise(rule, [(Part(start, end, data.draw(st.text("甲X", max_size=3))),)])
    parts = [part for revision in draft.revisions() for part in revision.parts]
    assert with_parts(text, parts) == draft.text


@given(text=TEXTS)
def test_stretches_of_quotation_lie_inside_the_text(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in quoted(text))
