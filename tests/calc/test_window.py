"""LibreOffice in a window: what the user sees and answers, and what an action must not move."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from xlreport.calc import register


@pytest.fixture(scope="module")
def window_app(calc_bridge: None) -> Iterator[xw.App]:
    """A LibreOffice with windows, on a screen that nobody sees."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("Xvfb and xdotool are required here but are not installed")
        pytest.skip("needs Xvfb and xdotool")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-noreset"]
    screen = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", f":{told.readline().strip()}")
        engine = xw.engines.active
        register()
        app = xw.App(visible=True, add_book=False)
        yield app
        app.quit()
        xw.engines.active = engine
    screen.terminate()
    screen.wait()


@pytest.fixture
def table(window_app: xw.App, tmp_path: Path) -> Iterator[xw.Book]:
    """An open book with a long table under frozen headings."""
    made = openpyxl.Workbook()
    for row in range(1, 201):
        made.active.append([row, f"第{row}行"])
    made.active.freeze_panes = "B3"
    made.save(tmp_path / "长表.xlsx")
    yield window_app.books.open(tmp_path / "长表.xlsx")
    window_app.screen_updating = True
    for book in list(window_app.books):
        book.close()


@pytest.mark.parametrize(
    ("buttons", "key", "answer"),
    [
        (None, "Return", "ok"),
        (None, "Escape", "ok"),
        ("ok_cancel", "Return", "ok"),
        ("ok_cancel", "Escape", "cancel"),
        ("yes_no", "Return", "yes"),
        ("yes_no", "Escape", "no"),
        ("yes_no_cancel", "Escape", "cancel"),
    ],
)
def test_a_message_box_gives_the_answer_of_the_user(
    window_app: xw.App, table: xw.Book, buttons: str | None, key: str, answer: str
) -> None:
    title = f"任务分工 {buttons} {key}"
    press = f'while sleep 0.3; do xdotool search --onlyvisible --name "{title}" key {key}; done'
    user = subprocess.Popen(["bash", "-c", press], stdout=subprocess.DEVNULL)
    try:
        assert window_app.alert("发现12处问题，是否继续？", title, buttons=buttons, mode="info") == answer
    finally:
        user.kill()
        user.wait()


def test_a_copy_from_another_book_leaves_the_window_where_it_was_scrolled(
    window_app: xw.App, table: xw.Book, tmp_path: Path
) -> None:
    sheet = table.sheets[0]
    target = table.sheets.add("校验结果", after=sheet)
    sheet["B4"].select()
    table.impl.scroll((0, 0, 0, 120, 1, 0, 1, 120))
    assert table.impl.scrolled == (0, 0, 0, 120, 1, 0, 1, 120)
    source = window_app.books.add()
    source.sheets[0]["A1"].value = "新"
    window_app.screen_updating = False
    source.sheets[0].cells.copy(target["A1"])
    source.close()
    window_app.screen_updating = True
    table.activate()
    assert target["A1"].value == "新"
    assert table.sheets.active == sheet
    assert table.selection.address == "$B$4"
    assert table.impl.scrolled == (0, 0, 0, 120, 1, 0, 1, 120)


def test_the_state_of_a_visible_application_is_kept_and_given_back(
    window_app: xw.App, table: xw.Book
) -> None:
    window_app.status_bar = "正在校验……"
    window_app.screen_updating = False
    window_app.calculation = "manual"
    assert (window_app.status_bar, window_app.calculation) == ("正在校验……", "manual")
    assert table.api.hasControllersLocked()
    window_app.screen_updating = True
    window_app.calculation = "automatic"
    window_app.status_bar = False
    assert not table.api.hasControllersLocked()
    assert window_app.status_bar is False
    assert not table.api.isModified()
