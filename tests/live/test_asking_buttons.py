"""Buttons that ask before they act: which period, which departments, which task, why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.live.conftest import Clerk
from tests.live.test_ribbon import NEW, period, reopened, send_and_answer, with_addresses

from xlreport.books.file import FileBook
from xlreport.core.schema import HISTORY_SHEET, REGISTER_SHEET, SEND_LOG_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the user puts into the next window, by label; empty to cancel it."""
    answers: dict[str, str] = {}

    def ask(title: str, fields: list[object], explanation: str = "") -> Mapping[str, str] | None:
        given = {field.label: field.value for field in fields}  # type: ignore[attr-defined]
        return {**given, **answers} if answers else None

    monkeypatch.setattr("xlreport.ui.form.ask_form", ask)
    return answers


def stand_on(clerk: Clerk, number: str) -> None:
    table = read_master(FileBook(Path(clerk.workbook.fullname))).table
    row = next(task.row for task in table.tasks if task.number == number)
    clerk.workbook.sheets[TABLE_SHEET].activate()
    clerk.workbook.sheets[TABLE_SHEET][f"C{row}"].select()


def test_a_task_s_history_is_shown_from_the_row_the_user_stands_on(clerk: Clerk) -> None:
    reopened(clerk, lambda path: send_and_answer(path, ("区财政局", "5", NEW)))
    clerk.click("apply_merge")
    stand_on(clerk, "5")
    clerk.click("show_history")
    sheet = clerk.workbook.sheets.active
    assert sheet.name == HISTORY_SHEET
    shown = str(sheet.used_range.value)
    assert "第5项历次反馈情况" in shown and NEW in shown and period() in shown


def test_an_answer_is_sent_back_with_the_reason_given(clerk: Clerk, form: dict[str, str]) -> None:
    reopened(clerk, lambda path: send_and_answer(path, ("区财政局", "5", NEW)))
    clerk.click("apply_merge")
    stand_on(clerk, "5")
    assert "没有退回" in clerk.click("send_back")
    form.update({"部门": "区财政局", "原因": "数字对不上"})
    assert "已退回区财政局" in clerk.click("send_back")
    assert "数字对不上" in str(clerk.workbook.sheets[REGISTER_SHEET].used_range.value)


def test_a_book_is_sent_again_to_the_departments_chosen(clerk: Clerk, form: dict[str, str]) -> None:
    reopened(clerk, with_addresses)
    clerk.click("send_mail")
    assert "没有发送邮件" in clerk.click("resend")
    form["重发给"] = "区财政局\n区医保局"
    assert "已生成2份草稿" in clerk.click("resend") or "2封" in clerk.said[-1]
    log = FileBook(Path(clerk.workbook.fullname)).read(SEND_LOG_SHEET)
    assert sum("区财政局" in map(str, row) for row in log.rows) == 2


def test_the_first_click_of_a_new_month_asks_which_period(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reopened(clerk, send_and_answer)

    class NextYear(date):
        @classmethod
        def today(cls) -> NextYear:
            now = date.today()
            return cls(now.year + 1, now.month, 1)

    monkeypatch.setattr("xlreport.ribbon.outgoing.date", NextYear)
    folder = Path(clerk.workbook.fullname).parent / "下发"
    clerk.answer = "cancel"
    assert "没有生成部门表" in clerk.click("dispatch")
    assert any("按“是”" in said and f"“{period()}”" in said for said in clerk.said)
    assert [path.name for path in folder.iterdir()] == [period()]
    clerk.answer = "yes"
    clerk.click("dispatch")
    new = f"{NextYear.today().year}年{NextYear.today().month}月"
    assert sorted(path.name for path in folder.iterdir()) == sorted([period(), new])
