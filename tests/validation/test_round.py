"""What the round tells the rules: answers that are still open, and tasks that are done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.validation.damages import real_master, with_task
from xlreport.core.master.ledger import LedgerEntry, LedgerState, TaskStatus
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.model import Finding
from xlreport.core.reminders.notices import columns_text
from xlreport.core.reminders.reminding import reminders
from xlreport.core.validation import run_rules

PERIOD = "2023年6月"
AS_OF = date(2023, 6, 20)
TOO_LATE = date(2024, 3, 1)


def entry(master: Master, number: str, department: str, **fields: str) -> LedgerEntry:
    task = next(task for task in master.table.tasks if task.number == number)
    sent = LedgerEntry(PERIOD, "1", "x", number, department, task.content, LedgerState.SENT, "", "", "", "")
    return replace(sent, **fields)


def asked(master: Master, *entries: LedgerEntry, **settings: str) -> Master:
    return replace(master, ledger=entries, settings=Settings({"period": PERIOD, **settings}, {}))


def returned(**texts: str) -> dict[str, str]:
    told = {f"returned_{code}": text for code, text in texts.items()}
    return {"state": LedgerState.RETURNED, "returned_at": "2023-06-10 09:00:00", **told}


def found(master: Master, code: str, as_of: date = AS_OF) -> list[Finding]:
    return [finding for finding in run_rules(master, as_of) if finding.code == code]


@pytest.fixture(scope="module")
def master() -> Master:
    return real_master()


@pytest.fixture(scope="module")
def round_(master: Master) -> Master:
    """Three departments asked: one said nothing, one left a column blank, one answered in full."""
    return asked(
        master,
        entry(master, "8", "区科技局"),
        entry(master, "8", "区财政局", **returned(progress="好。", support="无")),
        entry(master, "22", "区医保局", **returned(progress="好。", support="无", problems="无")),
    )


@pytest.mark.parametrize("required", ["三栏都要", "只要落实情况"])
def test_validate_and_remind_say_the_same_is_missing(round_: Master, required: str) -> None:
    settings = Settings({"period": PERIOD, "required": required}, {})
    master = replace(round_, settings=settings)
    reminded = {
        (item.task.number, f"{row.department}（{item.state}）{columns_text(item.columns)}")
        for row in reminders(master, PERIOD, AS_OF)
        for item in row.open
        if item.columns
    }
    validated = {
        (finding.task, said)
        for finding in found(master, "R613")
        for said in finding.message.partition("还缺：")[2].split("；")
    }
    assert validated == reminded
    assert reminded


def test_what_was_asked_in_the_period_is_not_complained_about_twice(master: Master) -> None:
    silent = with_task(master, 7, progress="区财政局：好。", support="", problems="")
    assert {f.code for f in run_rules(silent, AS_OF) if f.task == "8" and f.code[0] == "R"} >= {
        "R602",
        "R611",
    }
    sent = asked(silent, entry(silent, "8", "区科技局"), entry(silent, "8", "区财政局"))
    codes = {f.code for f in run_rules(sent, AS_OF) if f.task == "8" and f.code[0] == "R"}
    assert codes == {"R613"}


def test_columns_that_need_not_be_filled_are_not_missed(master: Master) -> None:
    bare = with_task(master, 21, support="", problems="")
    only_progress = replace(bare, settings=Settings({"required": "只要落实情况"}, {}))
    assert found(bare, "R611")
    assert not found(only_progress, "R611")


def test_what_all_departments_report_as_done_is_not_overdue(master: Master) -> None:
    late = found(master, "L405", TOO_LATE)[0].message
    assert "第1—14、16—20、23、24项" in late
    done = [entry(master, "5", name, status=TaskStatus.DONE) for name in ("区工业和信息化局", "区财政局")]
    assert "第1—4、6—14、" in found(asked(master, *done), "L405", TOO_LATE)[0].message
    assert found(asked(master, done[0]), "L405", TOO_LATE)[0].message == late, "one of two is not all"


def test_the_last_status_that_was_reported_counts(master: Master) -> None:
    done = entry(master, "24", "区应急局", status=TaskStatus.DONE)
    again = replace(done, serial="2", period="2023年7月", status=TaskStatus.UNDER_WAY)
    silent = replace(done, serial="2", period="2023年7月", status="")
    assert "24项" in found(asked(master, done, again), "L405", TOO_LATE)[0].message
    assert "24项" not in found(asked(master, done, silent), "L405", TOO_LATE)[0].message


def test_a_done_task_without_progress_is_not_overdue_either(master: Master) -> None:
    blank = with_task(master, 23, progress="")
    assert [f.task for f in found(blank, "L404", TOO_LATE)] == ["24"]
    done = asked(blank, entry(blank, "24", "区应急局", status=TaskStatus.DONE))
    assert not found(done, "L404", TOO_LATE)
    assert [f.task for f in found(done, "L408", TOO_LATE)] == ["24"]
