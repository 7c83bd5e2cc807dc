"""下发 --only-open: departments are asked only for what is missing or has changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.answers import fill, texts_in
from xlreport.actions.dispatch.dispatch import DispatchResult, dispatch
from xlreport.actions.merge.merge import merge
from xlreport.books.file import FileBook
from xlreport.core.dispatch.asking import Asking
from xlreport.core.master.ledger import LedgerState, TaskStatus
from xlreport.core.master.settings import ONLY_OPEN
from xlreport.core.reminders.standing import ShareState, Standings
from xlreport.core.schema import (
    FEEDBACK_SHEET,
    INSTRUCTIONS_SHEET,
    REGISTER_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.desk.master.opening import read_master
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)
PERIOD, NEXT = "2026年11月", "2026年12月"
DEPARTMENT = "区工业和信息化局"
OWN = ("5", "6", "10", "11")


def send(master: Path, period: str = PERIOD, *, only_open: bool = True) -> DispatchResult:
    return dispatch(FileBook(master), SilentUi(), now=NOW, period=period, only_open=only_open)


def tasks_sent(result: DispatchResult) -> dict[str, tuple[str, ...]]:
    return {book.department: book.tasks for book in result.books}


def answer(master: Path, sent: DispatchResult, *numbers: str, status: str = "", name: str = "答复") -> None:
    """The department answers on these tasks in full and on the others not at all."""
    path = next(book.path for book in sent.books if book.department == DEPARTMENT)
    texts = {
        number: {code: f"{number}已办。" if number in numbers else "" for code in own}
        for number, own in texts_in(path).items()
    }
    returned = master.parent / "回收" / sent.period / f"{name}.xlsx"
    fill(path, {number: own | {"status": status} for number, own in texts.items()}, returned)
    merge(FileBook(master), SilentUi(), now=NOW, period=sent.period, apply=True)


def change(master: Path, which: str, **texts: str) -> None:
    book = FileBook(master)
    table = read_master(book).table
    row = next(task.row for task in table.tasks if task.number == which)
    book.write(TABLE_SHEET, {(row, table.columns[code]): text for code, text in texts.items()})
    book.save()


@pytest.fixture
def answered(master: Path) -> Path:
    """A round in which one department answered two of its four tasks, and nobody else any."""
    answer(master, send(master, only_open=False), "5", "10")
    return master


def test_a_first_round_asks_for_everything(master: Path) -> None:
    assert tasks_sent(send(master)) == tasks_sent(send(master, only_open=False))


def test_what_is_answered_is_not_asked_again_in_the_period(answered: Path) -> None:
    result = send(answered)
    assert tasks_sent(result)[DEPARTMENT] == ("6", "11")
    assert tasks_sent(result)["区医保局"] == ("21", "22")


def test_the_answers_stay_answered_and_the_rest_is_answered_to_the_new_book(answered: Path) -> None:
    result = send(answered)
    answer(answered, result, "6", "11", name="第二次")
    master = read_master(FileBook(answered))
    standings = Standings(master, PERIOD)
    states = {standings.state(place, DEPARTMENT) for place in standings.positions(DEPARTMENT)}
    assert states == {ShareState.RETURNED}
    texts = {task.number: master.text_of(task, "progress", DEPARTMENT) for task in master.table.tasks}
    assert [texts[number] for number in OWN] == [f"{number}已办。" for number in OWN]
    assert send(answered).settled == (DEPARTMENT,)


def test_a_smaller_book_has_its_own_number_and_is_the_same_when_made_again(answered: Path) -> None:
    send(answered)
    ledger = read_master(FileBook(answered)).ledger
    own = [(e.serial, e.number, e.state) for e in ledger if e.department == DEPARTMENT]
    first, second = own[0][0], own[-1][0]
    assert own == [
        (first, "5", LedgerState.RETURNED),
        (first, "6", LedgerState.SUPERSEDED),
        (first, "10", LedgerState.RETURNED),
        (first, "11", LedgerState.SUPERSEDED),
        (second, "6", LedgerState.SENT),
        (second, "11", LedgerState.SENT),
    ]
    send(answered)
    assert read_master(FileBook(answered)).ledger == ledger


def test_the_first_book_is_still_accepted_after_the_smaller_one_went_out(answered: Path) -> None:
    first = answered.parent / "下发" / PERIOD / f"{DEPARTMENT}-{PERIOD}.xlsx"
    whole = first.read_bytes()
    send(answered)
    old = answered.parent / "旧表.xlsx"
    old.write_bytes(whole)
    fill(old, {"6": dict.fromkeys(("support", "problems", "progress"), "补报。")})
    result = merge(FileBook(answered), SilentUi(), now=NOW, files=[old], apply=True)
    assert not result.plan.rejections
    assert {(c.task, c.theirs) for c in result.plan.changes if c.task == "6"} == {("6", "补报。")}


@pytest.mark.parametrize("texts", [{"content": "换了要求的内容"}, {"deadline": "2027年3月底前"}])
def test_a_task_whose_content_or_time_limit_changed_is_asked_again(
    answered: Path, texts: dict[str, str]
) -> None:
    change(answered, "10", **texts)
    result = send(answered)
    assert tasks_sent(result)[DEPARTMENT] == ("6", "10", "11")
    standings = Standings(read_master(FileBook(answered)), PERIOD)
    assert standings.state(9, DEPARTMENT) is ShareState.SENT, "the answer was to another question"


def test_a_renumbered_task_is_not_asked_again(answered: Path) -> None:
    change(answered, "10", number="99")
    assert "99" not in tasks_sent(send(answered))[DEPARTMENT]


def test_what_was_sent_back_is_asked_again(answered: Path) -> None:
    workbook = load_workbook(answered)
    sheet = workbook[REGISTER_SHEET]
    row = next(row for row in range(4, 30) if sheet.cell(row, 2).value == DEPARTMENT)
    headings = [cell.value for cell in sheet[3]]
    sheet.cell(row, headings.index("退回事项") + 1).value = "5"
    sheet.cell(row, headings.index("退回原因") + 1).value = "没有数字"
    workbook.save(answered)
    assert tasks_sent(send(answered))[DEPARTMENT] == ("5", "6", "11")


def test_in_the_next_period_only_what_was_called_done_is_left_out(master: Path) -> None:
    answer(master, send(master, only_open=False), *OWN, status=TaskStatus.UNDER_WAY)
    assert tasks_sent(send(master, NEXT))[DEPARTMENT] == OWN
    answer(master, send(master, NEXT), *OWN, status=TaskStatus.DONE)
    assert DEPARTMENT in send(master, "2027年1月").settled
    change(master, "11", deadline="2027年6月底前")
    assert tasks_sent(send(master, "2027年1月"))[DEPARTMENT] == ("11",)


def test_the_smaller_book_is_prefilled_with_the_last_text_and_says_that_it_is_not_all(answered: Path) -> None:
    change(answered, "6", progress=f"{DEPARTMENT}：上次的文字。")
    path = next(book.path for book in send(answered).books if book.department == DEPARTMENT)
    assert texts_in(path)["6"]["progress"] == "上次的文字。"
    words = "".join(str(cell.value) for row in load_workbook(path)[INSTRUCTIONS_SHEET] for cell in row)
    assert "只列还没有反馈齐全或有变化的" in words
    assert load_workbook(path)[FEEDBACK_SHEET].max_row == 7


def test_the_setting_does_as_the_option(answered: Path) -> None:
    book = FileBook(answered)
    book.write(SETTINGS_SHEET, {(read_master(book).settings.rows["scope"], 2): ONLY_OPEN})
    book.save()
    assert tasks_sent(send(answered, only_open=False))[DEPARTMENT] == ("6", "11")


def test_a_task_nobody_was_asked_about_is_open(master: Path) -> None:
    asking = Asking(read_master(FileBook(master)), PERIOD)
    assert asking.open_positions(DEPARTMENT) == (4, 5, 9, 10)
