"""The group 下发: 生成部门表, 发送邮件, 重发, 催报."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from xlreport.ribbon.control import REMEMBER_TO_SAVE, TITLE, Click, may_save, warn_of_network

if TYPE_CHECKING:
    from xlreport.core.mailing.letters import MailPlan
    from xlreport.desk.mailing.sending import MailOrder


def on_dispatch(click: Click) -> None:
    from xlreport.actions.dispatch.dispatch import dispatch  # noqa: PLC0415

    period = _period_to_dispatch(click)
    if period is None or not may_save(click, "生成部门表时要把下发情况记入总表并保存。"):
        click.ui.info("没有生成部门表，总表没有改动。")
        return
    warn_of_network(click)
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


def on_send_mail(click: Click) -> None:
    from xlreport.desk.mailing.sending import MailOrder  # noqa: PLC0415

    if not may_save(click, "发送邮件时要把每一封记入总表并保存。"):
        click.ui.info("没有发送邮件，总表没有改动。")
        return
    warn_of_network(click)
    _mail(click, MailOrder())


def on_resend(click: Click) -> None:
    from xlreport.desk.mailing.sending import MailOrder  # noqa: PLC0415
    from xlreport.desk.master.opening import read_master  # noqa: PLC0415
    from xlreport.ui.form import Field, Kind, ask_form  # noqa: PLC0415

    names = read_master(click.book).departments()
    chosen = ask_form(
        f"{TITLE} · 重发",
        [Field("重发给", Kind.SEVERAL, choices=names)],
        "选择要再发一次反馈表的部门（可选多个）。已经发过的也会再发。",
    )
    if not chosen or not chosen["重发给"] or not may_save(click, "发送邮件时要把每一封记入总表并保存。"):
        click.ui.info("没有发送邮件，总表没有改动。")
        return
    order = MailOrder(only=tuple(chosen["重发给"].split("\n")), again=True)
    _mail(click, order)


def _mail(click: Click, order: MailOrder) -> None:
    """Send what is ordered if the user agrees to it."""
    from xlreport.actions.mailing.mail import mail  # noqa: PLC0415

    result = mail(click.book, click.ui, order, today=date.today(), agrees=partial(_agrees, click))
    if result.sending.plan.letters and not result.sending.records:
        click.ui.info("没有发送邮件，总表没有改动。")


def _agrees(click: Click, plan: MailPlan) -> bool:
    """Whether the user wants these letters to go, told who gets none."""
    held = "".join(f"\n· 不发给{item.department}：{item.reason}" for item in plan.held if not item.settled)
    return click.ask(f"要发{len(plan.letters)}封邮件。{held}\n现在发吗？")


def on_remind(click: Click) -> Callable[[], None]:
    from xlreport.actions.reminders.remind import remind  # noqa: PLC0415
    from xlreport.core.schema import REMINDER_SHEET  # noqa: PLC0415

    papers = click.ask(
        "除了更新“催报名单”，还要生成催办单、退回单和电话催办名单吗？收到催办单的部门记为已催一次。"
    )
    wanted = papers and click.ask("也用邮件催吗？会先列出要发几封，再问一次；总表会保存。")
    if not wanted or not _reminded_by_mail(click):
        remind(click.book, click.ui, as_of=date.today(), sheets=papers)
    click.ui.info(REMEMBER_TO_SAVE)
    return lambda: click.book.show(REMINDER_SHEET)


def _reminded_by_mail(click: Click) -> bool:
    """Whether letters were sent to those who are to be reminded; their papers are made then too."""
    from xlreport.actions.reminders.remind_by_mail import remind_by_mail  # noqa: PLC0415
    from xlreport.desk.mailing.sending import MailOrder  # noqa: PLC0415

    today = date.today()
    result = remind_by_mail(click.book, click.ui, MailOrder(), as_of=today, agrees=partial(_agrees, click))
    return bool(result.sending.records)
