"""Thirty documents that were read wrongly, or must go on being read rightly (data/import/expected.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xlreport.core.importing.inference import infer_directory
from xlreport.errors import SourceError
from xlreport.sources import read_source

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
