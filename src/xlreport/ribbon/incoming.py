"""The group 回收: 收取反馈, 合并, 撤销, 退回, 历次反馈."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from xlreport.ribbon.control import REMEMBER_TO_SAVE, TITLE, Click, warn_of_network

if TYPE_CHECKING:
    from xlreport.core.master.master import Master
    from xlreport.core.model import Task


def on_send_back(click: Click) -> None:
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
    click.ui.info(REMEMBER_TO_SAVE)


def on_show_history(click: Click) -> Callable[[], None] | None:
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
    click.ui.info(f"第{number}项的历次反馈列在“{HISTORY_SHEET}”。")
    return lambda: click.book.show(HISTORY_SHEET)


def _selected_task(click: Click, master: Master) -> Task | None:
    """The task on whose row the user stands; None on another sheet or beside the table."""
    row = click.book.selected_row(master.table.sheet)
    return next((task for task in master.table.tasks if task.row == row and task.number), None)


def on_collect(click: Click) -> None:
    from xlreport.actions.returns.collect import collect  # noqa: PLC0415
    from xlreport.desk.folders import return_folder  # noqa: PLC0415

    warn_of_network(click)
    found = collect(click.book, click.ui, today=date.today(), imap=None)
    folder = return_folder(click.book, found.period)
    if not found.returns and not found.rejections:
        click.ui.info(f"“{folder}”里还没有文件。请把各单位交回的文件放进去，再点一次“收取反馈”。")
        click.open_outside(folder)
        return
    departments = "、".join(item.department for item in found.returns)
    click.ui.info(f"能用的反馈表{len(found.returns)}份，不能用的{len(found.rejections)}份。")
    if departments:
        click.ui.info(f"能用的：{departments}。下一步：“合并预览”。")


def on_preview_merge(click: Click) -> Callable[[], None]:
    from xlreport.actions.merge.merge import merge  # noqa: PLC0415
    from xlreport.core.schema import PREVIEW_SHEET  # noqa: PLC0415

    merge(click.book, click.ui, now=datetime.now())
    click.ui.info("核对“决定”一栏后，点“应用合并”写入总表。")
    return lambda: click.book.show(PREVIEW_SHEET)


def on_apply_merge(click: Click) -> None:
    from xlreport.actions.merge.merge import merge  # noqa: PLC0415

    if merge(click.book, click.ui, now=datetime.now(), apply=True).updates:
        click.ui.info(REMEMBER_TO_SAVE)


def on_undo_merge(click: Click) -> None:
    from xlreport.actions.merge.undo import undo_merge  # noqa: PLC0415

    if click.ask("撤销最近一次合并或自动规范：没有再改过的格子恢复成以前的文字。继续吗？"):
        undo_merge(click.book, click.ui, now=datetime.now())
        click.ui.info(REMEMBER_TO_SAVE)
