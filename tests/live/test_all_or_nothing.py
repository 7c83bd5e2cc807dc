"""Whatever the application refuses, a click leaves the workbook as it was or wholly done, and says which.

A refusal is put at calls into the engine all over the run of every button that changes something. Where
there are many calls, some are taken, evenly spread; XLREPORT_FAULTS=all takes every one, a number that one.
"""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from tests.answers import fill
from tests.live.conftest import Clerk
from tests.live.faults import Faults, installed

from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.books.file import FileBook
from xlreport.books.live import LiveBook, patience
from xlreport.books.live.excel_mac import MacExcel
from xlreport.books.live.libreoffice import LibreOffice
from xlreport.calc.range import Range
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    DIRECTORY_SHEET,
    LEDGER_SHEET,
    PREVIEW_SHEET,
    REGISTER_SHEET,
    SEND_LOG_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.desk.master.opening import read_master
from xlreport.errors import WorkbookError
from xlreport.ribbon import buttons as ribbon_buttons
from xlreport.ribbon.control import Click
from xlreport.sheets.master.records import (
    change_log_painter,
    directory_painter,
    ledger_painter,
    settings_painter,
)
from xlreport.sheets.master.table import table_painter
from xlreport.ui.form import Field
from xlreport.ui.port import SilentUi

PERIOD = f"{date.today().year}年{date.today().month}月"
MODES: dict[str, float] = {"once": 1, "four times": 4, "for good": math.inf}
SAMPLES = 2
"""Places in the run of a button at which each kind of refusal is tried by default."""

BUTTONS: dict[str, str] = {
    "validate": "sent",
    "dispatch": "new",
    "send_mail": "sent",
    "remind": "sent",
    "preview_merge": "answered",
    "apply_merge": "answered",
    "undo_merge": "merged",
    "summarise": "merged",
    "send_back": "merged",
    "show_history": "merged",
    "check_directory": "sent",
    "preview_print": "sent",
    "export_pdf": "sent",
    "normalise": "new",
}
"""The buttons that change the workbook, and how far the round has got before; 重发 sends as 发送邮件 does."""

AS_IT_WAS = ("总表没有改动", "没有改动任何内容", "恢复了原样")
PARTLY = "还没能恢复"
LETTERS_LEFT = "不会重发"


def small_master(master: Path, path: Path, stage: str) -> Path:
    """A master of three tasks as far in its round as wanted."""
    data = read_master(FileBook(master))
    tasks = tuple(replace(task, number=str(n)) for n, task in enumerate(data.table.tasks[:3], start=1))
    own = {name for task in tasks for name in re.split("[、\n]", task.departments)}
    people = tuple(
        replace(department, email=f"bm{n}@example.gov.cn")
        for n, department in enumerate(data.directory.departments)
        if department.name in own
    )
    FileBook.create(
        path,
        {
            TABLE_SHEET: table_painter(replace(data.table, tasks=tasks)),
            DIRECTORY_SHEET: directory_painter(replace(data.directory, departments=people)),
            SETTINGS_SHEET: settings_painter({}),
            LEDGER_SHEET: ledger_painter(),
            CHANGE_LOG_SHEET: change_log_painter(),
        },
    )
    if stage != "new":
        sent = dispatch(FileBook(path), SilentUi(), now=datetime.now()).books
    if stage in ("answered", "merged"):
        answers = {number: {"progress": f"第{number}项已办结"} for number in sent[0].tasks}
        fill(sent[0].path, answers, path.parent / "回收" / PERIOD / "a.xlsx")
    if stage == "merged":
        merge(FileBook(path), SilentUi(), now=datetime.now(), apply=True)
    return path


@dataclass
class Desk:
    """A clerk before a master that can be put back as it was on disk."""

    clerk: Clerk
    path: Path
    saved: bytes
    capsys: pytest.CaptureFixture[str]

    def afresh(self) -> None:
        """Close the master and open it as it was at first."""
        app = self.clerk.workbook.app
        for book in list(app.books):
            book.close()
        self.path.write_bytes(self.saved)
        self.clerk.workbook = app.books.open(str(self.path))
        self.clerk.workbook.set_mock_caller()

    def click(self, button: str) -> str:
        """What a click says, in the application or past it."""
        self.capsys.readouterr()
        said = self.clerk.click(button)
        return said + self.capsys.readouterr().err

    def look(self) -> dict[str, object]:
        """All that the workbook holds: sheets, contents, names, rules, filters hidden rows included."""
        book = self.clerk.workbook
        names = {name.name: name.refers_to for name in book.names}
        sheets = {sheet.name: _contents(sheet) for sheet in book.sheets}
        return {"names": names, **sheets}

    def state(self) -> tuple[object, ...]:
        app = self.clerk.workbook.app
        return (
            app.screen_updating,
            app.enable_events,
            app.display_alerts,
            app.calculation,
            app.status_bar,
            [book.name for book in app.books],
        )


def _contents(sheet: xw.Sheet) -> tuple[object, ...]:
    used = sheet.used_range
    rules = sorted(str(rule.formula) for rule in used.conditional_formats)
    return (used.formula, rules, sheet.api.getRows().getByIndex(4).IsVisible)


def masked(seen: dict[str, object]) -> dict[str, str]:
    """What a workbook holds apart from its numbers, times among them."""
    return {name: re.sub(r"[0-9a-f]{12,}|\d", "", str(contents)) for name, contents in seen.items()}


@pytest.fixture
def desk(
    clerk: Clerk,
    master: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str], Desk]:
    """Makes a desk whose master is at a stage of its round; waiting costs no time."""
    monkeypatch.setattr(patience, "time", _NoTime)
    monkeypatch.setattr("xlreport.ui.form.ask_form", _filled_in)

    def make(stage: str) -> Desk:
        path = small_master(master, tmp_path / "小" / "总表.xlsx", stage)
        made = Desk(clerk, path, path.read_bytes(), capsys)
        made.afresh()
        return made

    return make


def _filled_in(title: str, fields: Sequence[Field], explanation: str = "") -> dict[str, str]:
    """What the user puts into a window: the first department, task 1 to look at, a reason."""
    own = {"部门": "", "序号": "" if "退回" in title else "1", "原因": "数字对不上"}
    return {
        field.label: own.get(field.label) or field.value or "".join(field.choices[:1]) for field in fields
    }


class _NoTime:
    @staticmethod
    def sleep(seconds: float) -> None:
        """Do not wait."""


def places(calls: int, mode: str) -> list[int]:
    """Which of so many calls are refused; the last is among them, and each kind is tried elsewhere."""
    wanted = os.environ.get("XLREPORT_FAULTS", "")
    if wanted:
        return list(range(1, calls + 1)) if wanted == "all" else [int(wanted)]
    shift = list(MODES).index(mode) * 0.15
    return [round((index + 1 - shift) * calls / SAMPLES) for index in range(SAMPLES)]


def refusing_alert(faults: Faults, person: Clerk) -> Callable[..., str]:
    """Message boxes of an application that may refuse them too."""

    def alert(app: xw.App, prompt: str, *given: object, buttons: str | None = None, **named: object) -> str:
        faults.tick()
        person.said.append(prompt)
        return person.answer if buttons else "ok"

    return alert


@pytest.mark.parametrize("button", BUTTONS)
def test_a_refusal_leaves_the_workbook_as_it_was_or_wholly_done(
    desk: Callable[[str], Desk], button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = desk(BUTTONS[button])
    before, state = own.look(), own.state()
    with installed(Faults()) as counting:
        own.click(button)
    done, calls = masked(own.look()), counting.calls
    assert done != masked(before) and calls > 50
    outcomes: Counter[tuple[str, str]] = Counter()
    for mode, times in MODES.items():
        for first in places(calls, mode):
            _clear_outbox(own.path)
            own.afresh()
            faults = Faults(first, times)
            monkeypatch.setattr(xw.App, "alert", refusing_alert(faults, own.clerk))
            with installed(faults):
                said = own.click(button)
                faults.lift()
            outcomes[mode, _judge(own, said, before, done, state, (button, mode, first))] += 1
    print(f"\n{button}: {calls} calls, {dict(outcomes)}")
    assert outcomes.total() == sum(len(places(calls, mode)) for mode in MODES)


def _clear_outbox(path: Path) -> None:
    for file in (path.parent / "发件箱").glob(".*"):
        file.unlink()


def _judge(
    own: Desk,
    said: str,
    before: dict[str, object],
    done: dict[str, str],
    state: tuple[object, ...],
    case: tuple[str, str, int],
) -> str:
    """Check a click's outcome against what it said, and say which it was."""
    assert said.strip(), case
    if case[1] == "for good":
        later = own.click("open_settings")
        assert PARTLY not in said or "恢复原样" in later, (case, said, later)
    assert own.state() == state, (case, said)
    if LETTERS_LEFT in said:  # and cannot be called back: the next click writes down the rest
        own.click(case[0])
        assert masked(own.look()) == done, (case, said)
        return "done by the next click"
    seen = own.look()
    if seen == before:
        assert any(text in said for text in (*AS_IT_WAS, PARTLY, "没有发送邮件")), (case, said)
        return "as it was"
    assert masked(seen) == done, (case, said)
    assert not any(text in said for text in AS_IT_WAS), (case, said)
    return "done"


@pytest.mark.parametrize(
    "sheet", [CHANGE_LOG_SHEET, LEDGER_SHEET, REGISTER_SHEET, PREVIEW_SHEET, TABLE_SHEET, ""]
)
def test_a_protected_sheet_is_found_before_anything_is_written(
    desk: Callable[[str], Desk], sheet: str
) -> None:
    own = desk("answered")
    book = own.clerk.workbook
    if sheet == PREVIEW_SHEET:
        own.click("preview_merge")
    before = own.look()
    (book.sheets[sheet].api if sheet else book.api).protect("geheim")
    said = own.click("apply_merge")
    assert "设了保护" in said and "总表没有改动" in said
    assert own.look() == before
    (book.sheets[sheet].api if sheet else book.api).unprotect("geheim")
    assert "已写入" in own.click("apply_merge")
    own.click("undo_merge")
    assert own.look()[TABLE_SHEET] == before[TABLE_SHEET]


@pytest.mark.parametrize("button", ["send_mail", "remind"])
@pytest.mark.parametrize("sheet", [SEND_LOG_SHEET, REGISTER_SHEET])
def test_no_letter_leaves_where_it_could_not_be_remembered(
    desk: Callable[[str], Desk], button: str, sheet: str
) -> None:
    own = desk("sent")
    if sheet == SEND_LOG_SHEET:
        own.click("send_mail")
        own.clerk.workbook.sheets[SEND_LOG_SHEET]["A4:Z40"].value = None
        for draft in (own.path.parent / "发件箱").rglob("*.eml"):
            draft.unlink()
        own.clerk.workbook.save()
    own.clerk.workbook.sheets[sheet].api.protect("geheim")
    said = own.click(button)
    if (button, sheet) == ("send_mail", REGISTER_SHEET):
        assert "草稿" in said
        return
    assert "设了保护" in said and "没有改动" in said
    assert not list((own.path.parent / "发件箱").rglob("*.eml"))


@pytest.mark.parametrize("told", [True, False])
def test_a_filter_changes_nothing_of_what_is_written(
    desk: Callable[[str], Desk], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Excel does: the first row of a rectangle goes into every row shown, nothing into those hidden."""
    own = desk("answered")
    own.click("apply_merge")
    own.click("undo_merge")
    expected = masked(own.look())
    own.afresh()
    for name in (LEDGER_SHEET, CHANGE_LOG_SHEET, TABLE_SHEET):
        own.clerk.workbook.sheets[name].api.getRows().getByIndex(4).IsVisible = False
    _filter_as_excel(monkeypatch, told=told)
    own.click("apply_merge")
    own.click("undo_merge")
    seen = own.look()
    for name in (LEDGER_SHEET, CHANGE_LOG_SHEET, TABLE_SHEET):
        contents: Any = seen[name]
        assert contents[-1] is False
        seen[name] = (*contents[:-1], True)
    assert masked(seen) == expected


def _filter_as_excel(monkeypatch: pytest.MonkeyPatch, *, told: bool) -> None:
    plain = Range.raw_value
    assert isinstance(plain, property) and plain.fset is not None and plain.fget is not None
    write = plain.fset

    def filtered(cells: Range, data: Any) -> None:
        rows = cells.uno.getRows()
        shown = [rows.getByIndex(index).IsVisible for index in range(rows.getCount())]
        if all(shown) or len(shown) == 1:
            write(cells, data)
            return
        for index, is_shown in enumerate(shown, start=1):
            if is_shown:
                write(Range(cells.sheet, cells(index, 1).area._replace(columns=cells.area.columns)), data[:1])

    monkeypatch.setattr(Range, "raw_value", property(plain.fget, filtered))
    monkeypatch.setattr(
        LibreOffice,
        "hides_rows",
        lambda self, sheet: told and not sheet.api.getRows().getByIndex(4).IsVisible,
    )


def test_a_window_that_is_closed_loses_nothing_and_is_told(desk: Callable[[str], Desk]) -> None:
    own = desk("answered")
    before = own.look()
    with installed(Faults()) as counting:
        own.click("apply_merge")
    for first in places(counting.calls, "four times"):
        own.afresh()
        faults = Faults(first, 1, instead=lambda: own.clerk.workbook.api.close(True))
        with installed(faults):
            said = own.click("apply_merge")
        assert "总表" in said and "已写入" not in said
        book = own.clerk.workbook.app
        assert own.path.read_bytes() == own.saved
        own.afresh()
        own.click("open_settings")
        assert own.look() == before
        assert own.state()[:4] == (True, True, True, "automatic"), book


def test_a_second_click_is_told_what_is_running(
    desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = desk("sent")
    heard: list[str] = []

    def meanwhile(click: Click) -> None:
        heard.append(own.click("validate"))

    monkeypatch.setitem(
        ribbon_buttons.BUTTONS, "summarise", replace(ribbon_buttons.BUTTONS["summarise"], act=meanwhile)
    )  # type: ignore[arg-type]
    before = own.look()
    own.click("summarise")
    assert re.search(r"“汇总”（\d\d:\d\d:\d\d开始）还没有做完", heard[0])
    assert own.look() == before
    assert "还没有做完" not in own.click("validate")


def test_a_text_that_was_changed_meanwhile_is_not_overwritten(desk: Callable[[str], Desk]) -> None:
    own = desk("new")
    book, sheet = LiveBook(own.clerk.workbook), own.clerk.workbook.sheets[TABLE_SHEET]
    book.read(TABLE_SHEET)
    sheet["M5"].value = "刚刚手工写的"
    book.write(TABLE_SHEET, {(5, 13): "程序要写的", (6, 13): "也要写的"})
    with pytest.raises(WorkbookError, match=r"M5在处理过程中被人改动了。总表没有改动"):
        book.finish()
    assert sheet["M5"].value == "刚刚手工写的" and sheet["M6"].value != "也要写的"


def test_what_excel_for_macos_loses_of_a_sheet_filled_anew_is_told(
    desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LibreOffice, "refill_loses", MacExcel.refill_loses)
    own = desk("sent")
    assert "带不上" not in own.click("validate")
    said = own.click("validate")
    assert "“校验结果”重新填写时" in said and "带不上筛选按钮" in said and "删去这张表" in said
