"""A click is answered: the button acts, alone on its workbook, and one message says what came of it.

What an action changes shows in the open workbook and is saved when its user saves; only what others must be
able to rely on is saved at once, after asking. Everything but xlwings is imported after the click has reached
the application, which keeps it short.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.ribbon.buttons import BUTTONS
from xlreport.ribbon.control import TITLE, Anywhere, AnywhereButton, Button, Click, is_master

if TYPE_CHECKING:
    import xlwings as xw

    from xlreport.books.live import LiveBook

_UNRESTORED = (
    "Excel 没有应答，屏幕刷新、提示或自动重算可能还关着：结束编辑、关掉对话框后再点任何一个按钮，就会恢复。"
)


def click(control_id: str) -> None:
    """Do what the button of this id in customUI14.xml is for; never raises."""
    try:
        workbook = _calling_workbook()
    except Exception:
        _say_without_workbook(
            f"找不到点按钮的工作簿。没有改动任何内容。请先打开任务分工总表，再点一次。（日志：{_log_crash()}）"
        )
        return
    try:
        _click(workbook, BUTTONS[control_id])
    except Exception:
        _say_without_workbook(_unexpected("不能确定总表是否改动过"))


def _click(workbook: xw.Book, button: Button | AnywhereButton) -> None:
    """Act, say in one message box what came of it, and show what is to be shown."""
    report, mode, afterwards = _answer(workbook, button)
    title = f"{TITLE} · {button.label}"
    if report:
        _say(workbook, report, title, mode)
    if afterwards is None:
        return
    try:
        afterwards()
    except Exception as error:
        _say(workbook, _explained(error, "要做的已经做完，只是没能显示出来"), title, "critical")


def _calling_workbook() -> xw.Book:
    """The workbook whose user clicked; in LibreOffice where the environment names a running one."""
    import xlwings as xw  # noqa: PLC0415

    if "XLREPORT_CALC" in os.environ:
        from xlreport.calc import caller, register  # noqa: PLC0415

        register()
        if "XLREPORT_CALC_BOOK" in os.environ:
            return caller()
    name, window = _told("--wb="), _told("--hwnd=")
    if "=" not in name:
        return xw.Book.caller()
    app = next(app for app in xw.apps if window in ("", str(app.hwnd)))
    return app.books[name]  # xlwings itself cuts the name at the "="


def _told(option: str) -> str:
    """What the command line of a click says after this option."""
    return next((word.removeprefix(option) for word in sys.argv if word.startswith(option)), "")


def _answer(workbook: xw.Book, button: Button | AnywhereButton) -> tuple[str, str, Callable[[], None] | None]:
    """Act; what to say in one message box, as what kind of message, and what to do after that."""
    from xlreport.books.live import LiveBook  # noqa: PLC0415
    from xlreport.books.live.carrying_out import UNTOUCHED  # noqa: PLC0415

    book: LiveBook | None = None
    ended: list[str] = []
    try:
        if isinstance(button, AnywhereButton):
            return _act_anywhere(workbook, button)
        if not is_master(workbook):
            return _offer_to_open(workbook, button), "info", None
        book = LiveBook(workbook)
        report, afterwards = _act(workbook, book, button, ended)
        return "\n".join([report, *ended] if report else ended), "info", afterwards
    except Exception as error:
        message = _explained(error, book.standing if book is not None else UNTOUCHED, book)
    return "\n".join([message, *ended]), "critical", None


def _act_anywhere(workbook: xw.Book, button: AnywhereButton) -> tuple[str, str, Callable[[], None] | None]:
    """Act on no master."""
    from xlreport.log import log_click  # noqa: PLC0415
    from xlreport.ui.dialog import DialogUi  # noqa: PLC0415

    ui = DialogUi(partial(_show_status, workbook.app))
    try:
        afterwards = button.act(Anywhere(workbook, ui))
    finally:
        _show_status(workbook.app, False)
    log_click(button.label, ui.full_report())
    return ui.report(), "info", afterwards


def _offer_to_open(workbook: xw.Book, button: Button) -> str:
    """Say that the workbook in front is no master, open one if wanted; what is left to say."""
    from xlreport.core.schema import TABLE_SHEET  # noqa: PLC0415
    from xlreport.ui.dialog import DialogUi  # noqa: PLC0415

    here = Anywhere(workbook, DialogUi(partial(_show_status, workbook.app)))
    question = (
        f"“{workbook.name}”里没有工作表“{TABLE_SHEET}”，不是任务分工总表，“{button.label}”没有做。"
        "没有改动任何内容。\n现在打开一份总表吗？"
    )
    if workbook.app.alert(question, TITLE, buttons="yes_no") != "yes":
        return ""
    path = here.choose_file("选择任务分工总表", "*.xlsx")
    if path is None:
        return ""
    here.open(path)
    return f"已打开“{path.name}”。请再点一次“{button.label}”。"


def _act(
    workbook: xw.Book, book: LiveBook, button: Button, ended: list[str]
) -> tuple[str, Callable[[], None] | None]:
    """Act inside a session, alone on the workbook; what is to be said, and what to be done after that.

    ``ended`` takes what has to be said of the session, however the action ended.
    """
    from xlreport.books.live.click_lock import ClickLock  # noqa: PLC0415
    from xlreport.books.live.session import Session  # noqa: PLC0415
    from xlreport.log import log_click  # noqa: PLC0415
    from xlreport.ui.dialog import DialogUi  # noqa: PLC0415

    app = workbook.app
    ui = DialogUi(partial(_show_status, app))
    session = Session(workbook)
    with ClickLock(book.path, button.label):
        if button.changes_data:
            book.require_writable()
        try:
            with session:
                _show_status(app, f"{button.label}……")
                restored = book.restore_unfinished()
                if restored:
                    ui.warn(restored)
                afterwards = button.act(Click(workbook, ui, book))
                for remark in book.remarks:
                    ui.warn(remark)
        finally:
            if session.unrestored:
                ended.append(_UNRESTORED)
    log_click(button.label, ui.full_report())
    return ui.report(), afterwards


def _show_status(app: xw.App, text: str | bool) -> None:
    """Write on the status bar, or give it back with False; a busy application is left alone."""
    try:
        app.status_bar = text
    except Exception:
        _log_crash()


def _explained(error: Exception, standing: str, book: LiveBook | None = None) -> str:
    """An error in three sentences; ``standing`` is what is so of the workbook, if known ``book``."""
    from xlreport.books.live.complaints import complaint_of  # noqa: PLC0415
    from xlreport.errors import XlreportError  # noqa: PLC0415

    if isinstance(error, XlreportError):
        return str(error)
    complaint = book.complaint_about(error) if book is not None else complaint_of(error)
    return f"{complaint.happened}。{standing}。{complaint.todo}。" if complaint else _unexpected(standing)


def _unexpected(standing: str) -> str:
    return f"程序出现意外错误。{standing}。请把日志文件 {_log_crash()} 发给维护人员，并说明当时的操作。"


def _say(workbook: xw.Book, message: str, title: str, mode: str) -> None:
    """Show a message in the application, or past it where it takes no calls."""
    try:
        workbook.app.alert(message, title, mode=mode)
    except Exception:
        _log_crash()
        _say_without_workbook(message)


def _log_crash() -> Path:
    from xlreport.log import log_crash  # noqa: PLC0415

    return log_crash()


def _say_without_workbook(message: str) -> None:
    """Show a message without the application, which may take no calls or not be found."""
    try:
        if sys.platform == "win32":
            import ctypes  # noqa: PLC0415

            ctypes.windll.user32.MessageBoxW(None, message, TITLE, 0x30)
        elif sys.platform == "darwin":
            script = "on run argv\ndisplay alert (item 1 of argv) message (item 2 of argv)\nend run"
            subprocess.run(["osascript", "-e", script, TITLE, message], check=False)
        else:
            sys.stderr.write(message + "\n")
    except Exception:  # there is no other way left to say anything
        _log_crash()
