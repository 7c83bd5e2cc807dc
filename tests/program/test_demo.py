"""The main acceptance test: the whole round over the real table gives the real table again."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from xlreport.actions.program import demo
from xlreport.actions.program.demo import run_demo
from xlreport.books.file import FileBook
from xlreport.core.schema import GENERATED_SHEETS, HISTORY_SHEET, REPORTED_COLUMNS
from xlreport.core.wording.parties import NameList
from xlreport.core.wording.progress import parse_progress
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)


@pytest.fixture(scope="module")
def round_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one whole round."""
    folder = tmp_path_factory.mktemp("round") / "demo"
    result = run_demo(SilentUi(), folder=folder, now=NOW)
    assert result.is_complete
    return folder


def test_every_real_paragraph_is_back_and_every_ordered_cell_is_the_same_text(
    round_made: Path, master_path: Path
) -> None:
    """Compared here on the two workbooks, independently of what the demonstration says of itself."""
    original = read_master(FileBook(master_path))
    after = {task.number: task for task in read_master(FileBook(round_made / master_path.name)).table.tasks}
    names: NameList = original.names
    other_order = []
    for task in original.table.tasks:
        for column in REPORTED_COLUMNS:
            old, new = task.text(column.code), after[task.number].text(column.code)
            wanted = sorted((p.departments, p.body) for p in parse_progress(old, names))
            assert sorted((p.departments, p.body) for p in parse_progress(new, names)) == wanted
            if old != new:
                other_order.append((task.number, column.code))
    assert other_order == [("13", "support")], "item 13 alone does not stand in department order"


def test_the_round_leaves_all_that_it_promises(round_made: Path, master_path: Path) -> None:
    workbook = FileBook(round_made / master_path.name)
    of_the_round = set(GENERATED_SHEETS) - {HISTORY_SHEET}  # that one is made for a task when asked for
    assert of_the_round <= set(workbook.sheet_names())
    assert len(list((round_made / "下发" / "2026年11月").glob("*.xlsx"))) == 18
    assert len(list((round_made / "回收" / "2026年11月").glob("*.xlsx"))) == 18
    assert list((round_made / "备份").glob("*.xlsx"))
    if shutil.which("soffice"):
        assert list((round_made / "打印").glob("*.pdf"))
    else:
        assert os.environ.get("XLREPORT_REQUIRE_OFFICE") != "1"


def test_the_committed_master_is_not_touched(master_path: Path, tmp_path: Path) -> None:
    before = master_path.read_bytes()
    run_demo(SilentUi(), folder=tmp_path / "neu", now=NOW)
    assert master_path.read_bytes() == before
    assert sorted(path.name for path in master_path.parent.iterdir()) == [master_path.name]


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "文件.txt").write_text("重要", encoding="utf-8")
    with pytest.raises(XlreportError, match="空文件夹"):
        run_demo(SilentUi(), folder=tmp_path, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["文件.txt"]


def test_without_a_folder_the_next_free_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    assert run_demo(SilentUi(), now=NOW).folder == tmp_path / "demo-2"


def test_the_round_notices_when_a_paragraph_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The acceptance test must be able to fail: drop one department's answer on its way back."""
    fill = demo._fill

    def careless(path: Path, department: str, *rest: object) -> None:
        if department != "区应急局":
            fill(path, department, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(demo, "_fill", careless)
    result = demo.run_demo(SilentUi(), folder=tmp_path / "demo", now=NOW)
    assert not result.is_complete
    assert {c.task for c in result.comparisons if not c.is_right} == {"24"}
