"""历次情况: a task through the periods, whatever became of its number."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.answers import fill, set_saved_time
from tests.test_cli import answered, xlreport
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.history import history
from xlreport.actions.merge.merge import merge
from xlreport.books.file import FileBook
from xlreport.core.merge.history import TaskHistory, task_history
from xlreport.core.schema import TABLE_SHEET
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

PERIODS = ("2026年10月", "2026年11月")


def say(master: Path, period: str, month: int, department: str, texts: dict[str, dict[str, str]]) -> None:
    """One department's answer in one period, merged."""
    sent = master.parent / "下发" / period / f"{department}-{period}.xlsx"
    path = fill(sent, texts, master.parent / "回收" / period / f"{department}.xlsx")
    set_saved_time(path, datetime(2026, month, 24))
    now = datetime(2026, month, 25)
    merge(FileBook(master), SilentUi(), now=now, period=period, apply=True)


def write(master: Path, cells: dict[str, dict[str, str]]) -> None:
    """Type into the table by number and column code."""
    book = FileBook(master)
    data = read_master(book)
    rows = {task.number: task.row for task in data.table.tasks}
    places = data.table.columns
    book.write(
        TABLE_SHEET, {(rows[n], places[c]): text for n, row in cells.items() for c, text in row.items()}
    )
    book.save()


def told(master: Path, number: str, department: str = "") -> TaskHistory:
    found = task_history(read_master(FileBook(master)), number, department)
    assert found is not None
    return found


@pytest.fixture
def two_periods(master: Path) -> Path:
    """A master after two rounds in which 区财政局 and 区医保局 answered."""
    for month, (period, share) in enumerate(zip(PERIODS, ("40%", "80%"), strict=True), start=10):
        dispatch(FileBook(master), SilentUi(), now=datetime(2026, month, 5), period=period)
        say(master, period, month, "区财政局", {"5": {"progress": f"资金已拨付{share}。"}})
    return master


def test_every_period_and_department_has_its_state_and_texts(two_periods: Path) -> None:
    found = told(two_periods, "5")
    assert [(r.period, r.department, r.state) for r in found.rows] == [
        ("2026年10月", "区工业和信息化局", "已下发"),
        ("2026年10月", "区财政局", "已反馈"),
        ("2026年11月", "区工业和信息化局", "已下发"),
        ("2026年11月", "区财政局", "已反馈"),
    ]
    own = told(two_periods, "5", "区财政局").rows
    assert [row.texts["progress"] for row in own] == ["资金已拨付40%。", "资金已拨付80%。"]
    assert [(c.column, c.old, c.new) for c in own[1].changes] == [
        ("progress", "资金已拨付40%。", "资金已拨付80%。")
    ]


def test_a_task_is_followed_through_a_new_number_and_an_edited_content(two_periods: Path) -> None:
    old = next(t for t in read_master(FileBook(two_periods)).table.tasks if t.number == "5")
    other = next(t for t in read_master(FileBook(two_periods)).table.tasks if t.number == "6")
    write(two_periods, {"5": {"number": "6"}, "6": {"number": "5"}})
    assert {row.number for row in told(two_periods, "6").rows} == {"5"}
    assert told(two_periods, "6").content == old.content and told(two_periods, "6").numbers == ("5", "6")
    assert told(two_periods, "5").content == other.content
    dispatch(FileBook(two_periods), SilentUi(), now=datetime(2026, 12, 5), period="2026年12月")
    write(two_periods, {"6": {"content": old.content + "（2026年修订）"}})
    own = told(two_periods, "6", "区财政局")
    assert [(row.period, row.number) for row in own.rows] == [
        ("2026年10月", "5"),
        ("2026年11月", "5"),
        ("2026年12月", "6"),
    ]
    assert own.numbers == ("5", "6")


def test_what_the_office_changed_by_hand_shows_against_the_last_answer(two_periods: Path) -> None:
    write(two_periods, {"5": {"progress": "区财政局：资金已全部拨付。"}})
    (now,) = told(two_periods, "5", "区财政局").now
    assert [(c.old, c.new) for c in now.changes] == [("资金已拨付80%。", "资金已全部拨付。")]


def test_a_task_deleted_from_the_table_still_has_its_history(two_periods: Path) -> None:
    content = next(t.content for t in read_master(FileBook(two_periods)).table.tasks if t.number == "5")
    write(two_periods, {"5": {"number": "99", "content": "完全是另外一件新的事情"}})
    found = told(two_periods, "5")
    assert found.content == content and not found.now and len(found.rows) == 4
    assert not told(two_periods, "99").rows


def test_an_unknown_task_or_department_is_said_in_a_sentence(two_periods: Path) -> None:
    with pytest.raises(XlreportError, match="没有第999项"):
        history(FileBook(two_periods), SilentUi(), task="999")
    with pytest.raises(XlreportError, match="没有“区医保局”"):
        history(FileBook(two_periods), SilentUi(), task="5", department="区医保局")


def test_the_command_line_gives_a_readable_table_or_json_and_changes_nothing(two_periods: Path) -> None:
    before = two_periods.read_bytes()
    shown = xlreport("history", two_periods, "5", "--department", "区财政局", folder=two_periods.parent)
    assert shown.returncode == 0 and "〔删：40%〕〔增：80%〕" in "".join(
        (shown.stdout + shown.stderr).replace("│", "").split()
    )
    data = answered(xlreport("history", two_periods, "5", "--json", folder=two_periods.parent))
    assert data["task"] == "5" and data["in_table"] and len(data["rows"]) == 4 and len(data["now"]) == 2
    assert data["rows"][3]["changes"] == [
        {"column": "progress", "old": "资金已拨付40%。", "new": "资金已拨付80%。"}
    ]
    assert two_periods.read_bytes() == before
