"""Thirty documents that were read wrongly, or must go on being read rightly (data/import/expected.json)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.importing.word import cell, document, imported, left_out, list_table, paragraph, row
from xlreport.core.importing.choosing import survey
from xlreport.core.importing.inference import infer_directory
from xlreport.core.schema import COLUMNS
from xlreport.core.text import key
from xlreport.errors import SourceError
from xlreport.sources import read_document, read_source

CASES = Path(__file__).parent.parent / "data" / "import"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))
REFUSED = [name for name, case in EXPECTED.items() if case.get("strict")]


@pytest.mark.parametrize("name", [name for name, case in EXPECTED.items() if isinstance(case["right"], list)])
def test_a_document_is_read_as_it_is_meant(name: str) -> None:
    case = EXPECTED[name]
    tasks = read_source(CASES / case["file"]).table.tasks
    assert len(tasks) == len(case["right"])
    names = {department.name for department in infer_directory(tasks)}
    for task, right in zip(tasks, case["right"], strict=True):
        assert names >= set(right.pop("depnames", ()))
        wanted = {code: text for code, text in right.items() if text is not None}
        assert {code: task.text(code) for code in wanted} == wanted


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_that_cannot_be_read_without_a_choice_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match=r"2张任务表：第1张“.*第一批.*”（2项），第2张“.*第二批.*”（2项）"):
        read_source(CASES / EXPECTED[name]["file"])


def test_a_list_without_a_table_is_read_with_its_categories_and_departments() -> None:
    table = read_source(CASES / EXPECTED["37-list-without-table"]["file"]).table
    assert table.label == "附件1" and table.title[-1] == "任务分工表"
    assert [(t.number, t.category, t.content, t.departments) for t in table.tasks] == [
        (
            "1",
            "一、经济社会发展的主要预期目标",
            "努力实现地区生产总值增长6%左右。",
            "区发改局牵头，各街道配合",
        ),
        (
            "2",
            "一、经济社会发展的主要预期目标",
            "固定资产投资增长15%左右。",
            "区发改局牵头，各街道、区直各部门配合",
        ),
    ]


def lists_of(path: Path) -> list[int]:
    """The numbers of the lists that a document holds."""
    return list(range(1, len(survey(read_document(path), {}).lists) + 1))


@pytest.mark.parametrize("name", EXPECTED)
def test_every_text_of_a_document_is_in_the_master_or_in_the_report(name: str) -> None:
    path = CASES / EXPECTED[name]["file"]
    raw = read_document(path)
    lines = [line for table in raw.tables for line in table.preamble] + list(raw.after)
    cells = [text for table in raw.tables for cells in table.rows for text in cells.texts]
    pieces = {key(piece) for text in [*lines, *cells] for piece in re.split(r"[、，。：\n]|(?<=\d)\.", text)}
    for number in lists_of(path):
        read = read_source(path, number)
        table = read.table
        kept = [task.text(column.code) for task in table.tasks for column in COLUMNS]
        named = [note.text + note.message for note in read.notes]
        everything = key("\n".join([table.label, *table.title, *kept, *named]))
        assert {piece for piece in pieces if piece not in everything} == set()


def test_text_under_a_merged_cell_that_nobody_sees_is_named() -> None:
    hidden = row("2", "乙", cell(paragraph("看不见"), merge="continue"), "")
    rows = (row("1", "甲", cell("区财政局", merge="restart"), ""), hidden)
    assert ("第1个表格", "第3行", "第3列", "看不见") in left_out(imported(document(list_table(*rows))))
