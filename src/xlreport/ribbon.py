"""The ribbon: what a click on each button does, called by Excel through xlwings' RunPython.

A click is answered by one message box. What an action changes shows in the open workbook and is saved
when its user saves; only what others must be able to rely on is saved at once, after asking.
Everything but xlwings is imported after the click has reached the application, which keeps it short.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

    from xlreport.books.live import LiveBook
    from xlreport.core.mailing.letters import MailPlan
    from xlreport.core.master.master import Master
    from xlreport.core.model import Task
    from xlreport.ui.dialog import DialogUi

TITLE = "任务分工"
_UNRESTORED = (
    "Excel 没有应答，屏幕刷新、提示或自动重算可能还关着：结束编辑、关掉对话框后再点任何一个按钮，就会恢复。"
)
_REMEMBER_TO_SAVE = "结果已写入打开的总表，请核对后保存（Ctrl+S）。"


@dataclass(frozen=True)
class Click:
    """What a button works with: the open workbook, the port to it, and where to say things."""

    workbook: xw.Book
    book: LiveBook
    ui: DialogUi

    def ask(self, question: str) -> bool:
        """Whether the user answers a question with yes."""
        return self.workbook.app.alert(question, TITLE, buttons="yes_no") == "yes"


@dataclass(frozen=True)
class Button:
    """What a click does. ``act`` may return what to do after all was said, such as showing a sheet.

    ``changes_data`` buttons are refused on a workbook that cannot be saved.
    """

    label: str
    act: Callable[[Click], Callable[[], None] | None]
    changes_data: bool = False


@dataclass(frozen=True)
class Anywhere:
    """What a button works with that needs no master: Excel opens with a blank workbook."""

    workbook: xw.Book
    ui: DialogUi

    def choose_file(self, title: str, kinds: str) -> Path | None:
        """Ask for a file to open, ``kinds`` such as ``*.txt;*.docx``; None where none is chosen."""
        from xlreport.books.live.application import application_of  # noqa: PLC0415

        return application_of(self.workbook.app).choose_file(self.workbook.app, title, kinds)

    def open(self, path: Path) -> None:
        """Open a workbook in front of the user."""
        self.workbook.app.books.open(str(path)).activate()


@dataclass(frozen=True)
class AnywhereButton:
    """What a click does on whatever workbook, saved or not."""

    label: str
    act: Callable[[Anywhere], Callable[[], None] | None]


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
        if not _is_master(workbook):
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


def _is_master(workbook: xw.Book) -> bool:
    from xlreport.core.schema import TABLE_SHEET  # noqa: PLC0415

    return any(sheet.name == TABLE_SHEET for sheet in workbook.sheets)


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
                afterwards = button.act(Click(workbook, book, ui))
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


def _import_table(click: Anywhere) -> Callable[[], None] | None:
    from xlreport.actions.importing.import_ import import_table  # noqa: PLC0415
    from xlreport.books.live import LiveBook  # noqa: PLC0415
    from xlreport.core.schema import TABLE_SHEET  # noqa: PLC0415
    from xlreport.sources import PATTERNS  # noqa: PLC0415

    source = click.choose_file("选择要导入的 Word、Excel、WPS 文件或文字稿", PATTERNS)
    if source is None:
        return None
    target = source.parent / f"{TABLE_SHEET}.xlsx"
    if target.exists():
        target = source.parent / f"{TABLE_SHEET}-{datetime.now():%Y%m%d-%H%M%S}.xlsx"
    memory = LiveBook(click.workbook) if _is_master(click.workbook) else None
    result = import_table(source, target, click.ui, memory=memory)
    return lambda: click.open(result.path)


def _validate(click: Click) -> None:
    from xlreport.actions.validation.validate import validate  # noqa: PLC0415

    validate(click.book, click.ui, as_of=date.today())


def _normalise(click: Click) -> Callable[[], None]:
    from xlreport.actions.normalising.normalise import normalise  # noqa: PLC0415
    from xlreport.core.schema import NORMALISING_SHEET  # noqa: PLC0415
    from xlreport.ui.port import ProgressOnlyUi  # noqa: PLC0415

    found = normalise(click.book, ProgressOnlyUi(click.ui), now=datetime.now()).waiting
    question = (
        f"可以规范的写法{found}处，已列入“{NORMALISING_SHEET}”。现在写入吗？可以撤销；想先逐条看，点“否”。"
    )
    if found and click.ask(question):
        normalise(click.book, click.ui, now=datetime.now(), apply=True)
        click.ui.info(_REMEMBER_TO_SAVE)
    elif found:
        click.ui.info(f"没有写入。请在“{NORMALISING_SHEET}”的“决定”栏里选好，再点一次“自动规范”。")
    else:
        click.ui.info("没有可以规范的写法，没有改动。")
    return lambda: click.book.show(NORMALISING_SHEET)


def _check_directory(click: Click) -> Callable[[], None]:
    from xlreport.actions.importing.check_directory import compare_directory  # noqa: PLC0415
    from xlreport.core.schema import DIRECTORY_CHECK_SHEET  # noqa: PLC0415

    compare_directory(click.book, click.ui, as_of=date.today())
    return lambda: click.book.show(DIRECTORY_CHECK_SHEET)


def _dispatch(click: Click) -> None:
    from xlreport.actions.dispatch.dispatch import dispatch  # noqa: PLC0415

    period = _period_to_dispatch(click)
    if period is None or not _may_save(click, "生成部门表时要把下发情况记入总表并保存。"):
        click.ui.info("没有生成部门表，总表没有改动。")
        return
    _warn_of_network(click)
    dispatch(click.book, click.ui, now=datetime.now(), period=period)
    click.ui.info("总表已保存。")


def _period_to_dispatch(click: Click) -> str | None:
    """The period to dispatch, asked for where the last one is not this month's; None to do nothing."""
    from xlreport.core.master.periods import follows_month  # noqa: PLC0415
    from xlreport.desk.master.opening import read_master  # noqa: PLC0415

    master = read_master(click.book)
    last, new = master.settings.value("period"), f"{date.today().year}年{date.today().month}月"
    was_dispatched = any(entry.period == last for entry in master.ledger)
    if not was_dispatched or not follows_month(last, date.today()):
        return ""
    answer = click.workbook.app.alert(
        f"上一次下发的是“{last}”，现在是{date.today().month}月。\n"
        f"按“是”：下发新的一期“{new}”；按“否”：再次下发“{last}”；按“取消”：什么也不做。\n"
        "（期次用别的名称的，请按“取消”，在“设置”的“当前期次”里填好再点。）",
        TITLE,
        buttons="yes_no_cancel",
    )
    return {"yes": new, "no": last}.get(answer or "cancel")


def _send_mail(click: Click) -> None:
    from xlreport.actions.mailing.mail import mail  # noqa: PLC0415
    from xlreport.desk.mailing.sending import MailOrder  # noqa: PLC0415

    if not _may_save(click, "发送邮件时要把每一封记入总表并保存。"):
        click.ui.info("没有发送邮件，总表没有改动。")
        return
    _warn_of_network(click)
    result = mail(click.book, click.ui, MailOrder(), today=date.today(), agrees=partial(_agrees, click))
    if result.sending.plan.letters and not result.sending.records:
        click.ui.info("没有发送邮件，总表没有改动。")


def _resend(click: Click) -> None:
    from xlreport.actions.mailing.mail import mail  # noqa: PLC0415
    from xlreport.desk.mailing.sending import MailOrder  # noqa: PLC0415
    from xlreport.desk.master.opening import read_master  # noqa: PLC0415
    from xlreport.ui.form import Field, Kind, ask_form  # noqa: PLC0415

    names = read_master(click.book).departments()
    chosen = ask_form(
        f"{TITLE} · 重发",
        [Field("重发给", Kind.SEVERAL, choices=names)],
        "选择要再发一次反馈表的部门（可选多个）。已经发过的也会再发。",
    )
    if not chosen or not chosen["重发给"] or not _may_save(click, "发送邮件时要把每一封记入总表并保存。"):
        click.ui.info("没有发送邮件，总表没有改动。")
        return
    order = MailOrder(only=tuple(chosen["重发给"].split("\n")), again=True)
    result = mail(click.book, click.ui, order, today=date.today(), agrees=partial(_agrees, click))
    if result.sending.plan.letters and not result.sending.records:
        click.ui.info("没有发送邮件，总表没有改动。")


def _send_back(click: Click) -> None:
    from xlreport.actions.reminders.send_back import send_back  # noqa: PLC0415
    from xlreport.core.master.register import task_numbers  # noqa: PLC0415
    from xlreport.desk.master.opening import read_master  # noqa: PLC0415
    from xlreport.ui.form import Field, Kind, ask_form  # noqa: PLC0415

    master = read_master(click.book)
    task = _selected_task(click, master)
    own = master.departments_of(task) if task is not None else master.departments()
    answers = ask_form(
        f"{TITLE} · 退回",
        [
            Field("部门", Kind.ONE, choices=own or master.departments(), value=own[0] if own else ""),
            Field("序号", value=task.number if task is not None else ""),
            Field("原因", Kind.LINES),
        ],
        "把不符合要求的反馈退回重报。序号可写几个（5、6），不写为全部；原因印在退回单上。",
    )
    if answers is None or not answers["部门"]:
        click.ui.info("没有退回，总表没有改动。")
        return
    send_back(
        click.book,
        click.ui,
        department=answers["部门"],
        reason=answers["原因"],
        as_of=date.today(),
        tasks=task_numbers(answers["序号"]),
    )
    click.ui.info(_REMEMBER_TO_SAVE)


def _show_history(click: Click) -> Callable[[], None] | None:
    from xlreport.actions.merge.history import history  # noqa: PLC0415
    from xlreport.core.schema import HISTORY_SHEET  # noqa: PLC0415
    from xlreport.desk.master.opening import read_master  # noqa: PLC0415
    from xlreport.ui.form import Field, ask_form  # noqa: PLC0415

    task = _selected_task(click, read_master(click.book))
    if task is None:
        answers = ask_form(f"{TITLE} · 历次反馈", [Field("序号")], "要看哪一项任务的历次反馈？")
        number = answers["序号"].strip() if answers else ""
    else:
        number = task.number
    if not number:
        click.ui.info("没有选任务。请在“任务分工表”里点一下任务所在的行，再点一次。")
        return None
    history(click.book, click.ui, task=number, shown_on=date.today())
    return lambda: click.book.show(HISTORY_SHEET)


def _selected_task(click: Click, master: Master) -> Task | None:
    """The task on whose row the user stands; None on another sheet or beside the table."""
    row = click.book.selected_row(master.table.sheet)
    return next((task for task in master.table.tasks if task.row == row and task.number), None)


def _agrees(click: Click, plan: MailPlan) -> bool:
    """Whether the user wants these letters to go, told who gets none."""
    held = "".join(f"\n· 不发给{item.department}：{item.reason}" for item in plan.held if not item.settled)
    return click.ask(f"要发{len(plan.letters)}封邮件。{held}\n现在发吗？")


def _may_save(click: Click, reason: str) -> bool:
    """Whether the open workbook may be saved now: it has no unsaved changes, or its user agrees."""
    return click.book.is_saved or click.ask(f"{reason}总表里还有没保存的改动，一起保存并继续吗？")


def _remind(click: Click) -> Callable[[], None]:
    from xlreport.actions.reminders.remind import remind  # noqa: PLC0415
    from xlreport.core.schema import REMINDER_SHEET  # noqa: PLC0415

    papers = click.ask(
        "除了更新“催报名单”，还要生成催办单、退回单和电话催办名单吗？收到催办单的部门记为已催一次。"
    )
    wanted = papers and click.ask("也用邮件催吗？会先列出要发几封，再问一次；总表会保存。")
    if not wanted or not _reminded_by_mail(click):
        remind(click.book, click.ui, as_of=date.today(), sheets=papers)
    click.ui.info(_REMEMBER_TO_SAVE)
    return lambda: click.book.show(REMINDER_SHEET)


def _reminded_by_mail(click: Click) -> bool:
    """Whether letters were sent to those who are to be reminded; their papers are made then too."""
    from xlreport.actions.reminders.remind_by_mail import remind_by_mail  # noqa: PLC0415
    from xlreport.desk.mailing.sending import MailOrder  # noqa: PLC0415

    today = date.today()
    result = remind_by_mail(click.book, click.ui, MailOrder(), as_of=today, agrees=partial(_agrees, click))
    return bool(result.sending.records)


def _collect(click: Click) -> None:
    from xlreport.actions.returns.collect import collect  # noqa: PLC0415
    from xlreport.desk.folders import return_folder  # noqa: PLC0415

    _warn_of_network(click)
    found = collect(click.book, click.ui, today=date.today(), imap=None)
    folder = return_folder(click.book, found.period)
    if not found.returns and not found.rejections:
        click.ui.info(f"“{folder}”里还没有文件。请把各单位交回的文件放进去，再点一次“收取反馈”。")
        _open(folder)
        return
    departments = "、".join(item.department for item in found.returns)
    click.ui.info(f"能用的反馈表{len(found.returns)}份，不能用的{len(found.rejections)}份。")
    if departments:
        click.ui.info(f"能用的：{departments}。下一步：“合并预览”。")


def _preview_merge(click: Click) -> Callable[[], None]:
    from xlreport.actions.merge.merge import merge  # noqa: PLC0415
    from xlreport.core.schema import PREVIEW_SHEET  # noqa: PLC0415

    merge(click.book, click.ui, now=datetime.now())
    click.ui.info("核对“决定”一栏后，点“应用合并”写入总表。")
    return lambda: click.book.show(PREVIEW_SHEET)


def _apply_merge(click: Click) -> None:
    from xlreport.actions.merge.merge import merge  # noqa: PLC0415

    if merge(click.book, click.ui, now=datetime.now(), apply=True).updates:
        click.ui.info(_REMEMBER_TO_SAVE)


def _undo_merge(click: Click) -> None:
    from xlreport.actions.merge.undo import undo_merge  # noqa: PLC0415

    if click.ask("撤销最近一次合并或自动规范：没有再改过的格子恢复成以前的文字。继续吗？"):
        undo_merge(click.book, click.ui, now=datetime.now())
        click.ui.info(_REMEMBER_TO_SAVE)


def _summarise(click: Click) -> None:
    from xlreport.actions.summaries.summarise import summarise  # noqa: PLC0415
    from xlreport.core.schema import SUMMARY_OVERVIEW  # noqa: PLC0415

    summarise(click.book, click.ui, as_of=date.today())
    click.ui.info(f"各张“汇总”表已更新，请先看“{SUMMARY_OVERVIEW}”。")


def _preview_print(click: Click) -> Callable[[], None]:
    from xlreport.actions.printing.print_ import print_table  # noqa: PLC0415

    sheet = print_table(click.book, click.ui, sheet_only=True).sheet
    return lambda: click.book.preview(sheet)


def _export_pdf(click: Click) -> None:
    from xlreport.actions.printing.print_ import print_table  # noqa: PLC0415

    _warn_of_network(click)
    print_table(click.book, click.ui)


def _open_folder(click: Click) -> None:
    _open(click.book.path.parent)


def _open_settings(click: Click) -> Callable[[], None]:
    from xlreport.core.schema import SETTINGS_SHEET  # noqa: PLC0415

    return lambda: click.book.show(SETTINGS_SHEET)


def _show_help(click: Anywhere) -> None:
    from xlreport.actions.program.help import write_manual_page  # noqa: PLC0415

    _open(write_manual_page())


def _show_about(click: Anywhere) -> None:
    from xlreport import __version__  # noqa: PLC0415
    from xlreport.log import log_folder  # noqa: PLC0415

    click.ui.info(f"任务分工表工具 {__version__}")
    click.ui.info(f"程序：{Path(__file__).parent}")
    click.ui.info(f"Python：{sys.version.split()[0]}，{sys.executable}")
    click.ui.info(f"日志：{log_folder()}")


def _warn_of_network(click: Click) -> None:
    from xlreport.books.live.place import is_on_network  # noqa: PLC0415

    if is_on_network(click.book.path):
        click.ui.warn(
            "总表在网络共享文件夹里，“下发”“回收”“打印”“备份”也建在那里，能进这个文件夹的人都看得到。"
        )


def _open(path: Path) -> None:
    """Open a folder or a file the way a double click does."""
    if sys.platform == "win32":
        os.startfile(path)
        return
    program = "open" if sys.platform == "darwin" else "xdg-open"
    subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


BUTTONS: Mapping[str, Button | AnywhereButton] = {
    "import_table": AnywhereButton("导入", _import_table),
    "validate": Button("校验", _validate),
    "normalise": Button("自动规范", _normalise, changes_data=True),
    "check_directory": Button("名录核对", _check_directory),
    "dispatch": Button("生成部门表", _dispatch, changes_data=True),
    "send_mail": Button("发送邮件", _send_mail, changes_data=True),
    "resend": Button("重发", _resend, changes_data=True),
    "remind": Button("催报", _remind, changes_data=True),
    "collect": Button("收取反馈", _collect),
    "preview_merge": Button("合并预览", _preview_merge),
    "apply_merge": Button("应用合并", _apply_merge, changes_data=True),
    "undo_merge": Button("撤销合并", _undo_merge, changes_data=True),
    "send_back": Button("退回", _send_back, changes_data=True),
    "show_history": Button("历次反馈", _show_history),
    "summarise": Button("汇总", _summarise),
    "preview_print": Button("打印预览", _preview_print),
    "export_pdf": Button("导出PDF", _export_pdf),
    "open_folder": Button("打开文件夹", _open_folder),
    "open_settings": Button("设置", _open_settings),
    "show_help": AnywhereButton("帮助", _show_help),
    "show_about": AnywhereButton("关于", _show_about),
}
"""What each control id of macros/customUI14.xml does."""
