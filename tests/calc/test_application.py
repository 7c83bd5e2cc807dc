"""The application itself: its settings, the process behind it, and those who join it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import xlwings as xw

from xlreport.calc import ATTACH_VARIABLE, Office, bridge, office
from xlreport.errors import XlreportError

SOURCE = Path(__file__).parents[2] / "src"


def _python(code: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"} | more
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)


def _runs(pid: int) -> bool:
    """Whether a process is there and no mere zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not _runs(pid)


def test_screen_updating_holds_the_drawing_and_lets_it_go(app: xw.App, book: xw.Book) -> None:
    app.screen_updating = False
    second = app.books.add()
    assert book.api.hasControllersLocked()
    assert second.api.hasControllersLocked()
    second.sheets[0]["A1"].value = 1
    app.screen_updating = True
    assert app.screen_updating
    assert not book.api.hasControllersLocked()
    assert not second.api.hasControllersLocked()


def test_the_status_bar_is_taken_and_given_back(app: xw.App, book: xw.Book) -> None:
    assert app.status_bar is False
    app.status_bar = "正在校验…"
    assert app.status_bar == "正在校验…"
    app.status_bar = False
    assert app.status_bar is False


def test_manual_calculation_waits_until_it_is_asked(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1:B1"].formula = [[1, "=A1+1"]]
    app.calculation = "manual"
    sheet["A1"].value = 5
    assert sheet["B1"].value == 2.0
    app.calculate()
    assert sheet["B1"].value == 6.0
    app.calculation = "automatic"
    sheet["A1"].value = 8
    assert sheet["B1"].value == 9.0


def test_the_selection_is_read_and_set(app: xw.App, book: xw.Book) -> None:
    other = book.sheets.add("别的")
    book.sheets[1]["B2:C3"].select()
    assert app.selection == book.sheets[1]["B2:C3"]
    other["A1"].select()
    assert (app.selection.address, book.sheets.active) == ("$A$1", other)


def test_switches_without_a_counterpart_keep_their_value(app: xw.App, book: xw.Book) -> None:
    with app.properties(display_alerts=False, enable_events=False):
        assert (app.display_alerts, app.enable_events) == (False, False)
    assert (app.display_alerts, app.enable_events) == (True, True)


def test_without_a_window_the_first_button_of_a_box_counts_as_pressed(app: xw.App, book: xw.Book) -> None:
    assert app.alert("已校验", "任务分工") == "ok"
    assert app.alert("是否继续？", "任务分工", buttons="yes_no") == "yes"
    assert app.impl.last_alert == "是否继续？"


def test_the_version_is_one_that_xlwings_takes_for_a_modern_excel(app: xw.App) -> None:
    assert app.version.major == 16


def test_nothing_is_left_of_an_application_that_was_quit(soffice: str) -> None:
    private = Office.start()
    assert _runs(private.pid)
    folder = private._folder
    private.close()
    assert _gone(private.pid)
    assert not folder.exists()


def test_an_application_that_ends_by_itself_leaves_the_list(app: xw.App) -> None:
    other = xw.App(visible=False)
    assert other.pid in xw.apps.keys()  # noqa: SIM118  # xlwings' collection has keys but is no mapping
    other.kill()
    assert _gone(other.pid)
    assert other.pid not in xw.apps.keys()  # noqa: SIM118


def test_no_process_outlives_the_python_that_started_it(soffice: str) -> None:
    done = _python("from xlreport.calc import Office; print(Office.start().pid)")
    assert _gone(int(done.stdout)), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_no_process_outlives_a_python_that_was_killed(soffice: str) -> None:
    done = _python(
        """
        import os, signal
        from xlreport.calc import Office
        office = Office.start()
        print(office.pid, office._folder, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    assert done.returncode == -9
    pid, folder = done.stdout.split()
    assert _gone(int(pid)), done.stderr
    Office.start().close()
    assert not Path(folder).exists(), "the next start clears away what the killed one left"


def test_a_call_that_waits_for_ever_ends_with_the_process(soffice: str) -> None:
    private = Office.start()
    desktop = private.desktop
    private.end()
    with pytest.raises(bridge.exception("uno.Exception")):
        desktop.getComponents()


def test_a_second_process_works_in_the_open_book(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    book.save(tmp_path / "任务 分工表.xlsx")
    done = _python(
        """
        from xlreport.calc import register
        register()
        import xlwings as xw
        book = xw.Book.caller()
        book.sheets[0]["A1"].value = "第二个进程写的"
        print(book.fullname)
        """,
        f"--wb={book.name}",
        "--from_xl=1",
        **{ATTACH_VARIABLE: app.impl.office.address},
    )
    assert done.stdout.strip() == book.fullname, done.stderr
    assert book.sheets[0]["A1"].value == "第二个进程写的"
    assert _runs(app.pid), "joining does not end it"


def test_a_missing_libreoffice_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_program", lambda: None)
    with pytest.raises(XlreportError, match=r"没有找到 LibreOffice。.*请安装 LibreOffice"):
        Office.start()


def test_a_missing_bridge_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    bridge.load_uno.cache_clear()
    monkeypatch.setattr(bridge, "_FOLDERS", ())
    monkeypatch.setitem(sys.modules, "uno", None)
    with pytest.raises(XlreportError, match="Python 接口"):
        bridge.load_uno()
    bridge.load_uno.cache_clear()


def test_a_libreoffice_that_does_not_start_is_told_in_chinese(
    soffice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_program", lambda: Path("/bin/false"))
    with pytest.raises(XlreportError, match="一启动就退出了"):
        Office.start()


def test_joining_a_libreoffice_that_is_gone_is_told_in_chinese(soffice: str) -> None:
    with pytest.raises(XlreportError, match="连接不上"):
        Office.attach("1/xlreport-none/headless")


def test_importing_the_bridge_leaves_the_interpreter_as_it_was(soffice: str) -> None:
    done = _python(
        """
        import builtins, sys
        before, path = builtins.__import__, list(sys.path)
        from xlreport.calc.bridge import load_uno
        load_uno()
        print(builtins.__import__ is before and sys.path == path)
        """
    )
    assert done.stdout.strip() == "True", done.stderr
