"""催报 by mail: each department that is to be reminded gets a letter with its paper, once a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from xlreport.actions.reminders.remind import RemindResult, kind_of, notice_package, remind
from xlreport.books.port import Book
from xlreport.core.mailing.letters import Attachment, Held, Letter, MailPlan, attachment_name
from xlreport.core.mailing.send_log import DONE, SendRecord, sent_before, why_not_again
from xlreport.core.master.master import Master
from xlreport.core.reminders.letters import ReminderLetter
from xlreport.core.reminders.notices import notice_for
from xlreport.core.reminders.reminding import Reminder
from xlreport.core.schema import REGISTER_SHEET, REMINDER_SHEET
from xlreport.core.wording.addresses import parse_addresses
from xlreport.desk.mailing.sending import Consent, MailOrder, Sending, always, send
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.ui.port import ProgressOnlyUi, Ui


@dataclass(frozen=True)
class MailedReminders:
    """How the departments stand once the letters have gone, and what became of the letters."""

    reminders: RemindResult
    sending: Sending

    def as_json(self) -> dict[str, Any]:
        mailed = self.sending.as_json()
        return {**self.reminders.as_json(), "mail": mailed}


def remind_by_mail(
    book: Book, ui: Ui, order: MailOrder, *, as_of: date, agrees: Consent = always
) -> MailedReminders:
    """Write to every department that is to be reminded, then make the list and the papers as `remind` does.

    Only those whose letters went out count as reminded. A letter of the same kind goes to a department once
    a day unless ``order.again``. Raises as :func:`xlreport.desk.mailing.sending.send`.
    """
    draft = remind(book, ProgressOnlyUi(ui), as_of=as_of, period=order.period, dry_run=True)
    master = read_master(book)
    order = replace(order, period=draft.period)
    for sheet in (REGISTER_SHEET, REMINDER_SHEET):
        book.require_writable(sheet)
    sending = send(book, ui, master, order, partial(_plan, master, order, draft), agrees)
    if not sending.records:
        return MailedReminders(draft, sending)
    try:
        done = remind(book, ui, as_of=as_of, period=draft.period, sheets=True, told=sending.reached)
    except XlreportError as error:
        raise XlreportError(
            f"催办邮件已经发出{len(sending.reached)}封，但没能登记催办、更新“{REMINDER_SHEET}”（{error.happened}）",
            untouched="发出的每一封都已记入总表的“发送记录”并保存，不会重发",
            todo=f"{error.todo}；再点“催报”，选择生成催办单、不用邮件，就会补上登记",
        ) from error
    return MailedReminders(done, sending)


def _plan(master: Master, order: MailOrder, draft: RemindResult, log: Sequence[SendRecord]) -> MailPlan:
    rows = {row.department: row for row in draft.rows}
    chosen = {master.names.resolve(name) for name in order.only} or rows.keys()
    held: list[Held] = []
    letters: list[Letter] = []
    for reminder in draft.letters:
        if reminder.department not in chosen:
            continue
        letter = _letter(master, draft, rows[reminder.department], reminder)
        addresses = parse_addresses(reminder.email)
        before = None if order.again else sent_before(letter, log)
        if addresses.wrong:
            held.append(Held(reminder.department, f"单位名录里的邮箱“{addresses.wrong[0]}”写法不对，请改正"))
        elif not letter.to:
            held.append(Held(reminder.department, "单位名录里没有它的电子邮箱，请补上，或打电话催"))
        elif before is not None:
            held.append(
                Held(reminder.department, why_not_again(before), settled=before.state.strip() in DONE)
            )
        else:
            letters.append(letter)
    return MailPlan(tuple(letters), tuple(held))


def _letter(master: Master, draft: RemindResult, row: Reminder, reminder: ReminderLetter) -> Letter:
    notice = notice_for(master, draft.period, row, draft.as_of)
    attachments: tuple[Attachment, ...] = ()
    if notice is not None:
        attachments = (Attachment(attachment_name(notice.file_name), notice_package(notice, master)),)
    return Letter(
        kind_of(row),
        draft.period,
        row.department,
        draft.as_of.isoformat(),
        parse_addresses(reminder.email).valid,
        reminder.subject,
        reminder.body,
        attachments,
    )
