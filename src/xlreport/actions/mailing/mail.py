"""发送邮件: every department gets its book with a covering letter, once, and nobody gets another's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from xlreport.books.package import traces_of_people
from xlreport.books.port import Book
from xlreport.books.returned import read_returned
from xlreport.core.dispatch.covering import covering_letter, entries_in_force
from xlreport.core.dispatch.manifest import is_genuine, read_token
from xlreport.core.mailing.letters import Attachment, Held, Letter, MailPlan, attachment_name
from xlreport.core.mailing.send_log import DONE, SendRecord, sent_before, why_not_again
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.periods import shown_period
from xlreport.core.wording.addresses import parse_addresses
from xlreport.desk.folders import dispatch_folder, files_in
from xlreport.desk.mailing.sending import Consent, MailOrder, Sending, always, send
from xlreport.desk.master.opening import read_master
from xlreport.errors import WorkbookError, XlreportError
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class MailResult:
    """What was to be sent in a period and what became of it."""

    period: str
    sending: Sending

    def as_json(self) -> dict[str, Any]:
        return {"period": self.period, **self.sending.as_json()}


def mail(book: Book, ui: Ui, order: MailOrder, *, today: date, agrees: Consent = always) -> MailResult:
    """Send the department books of a period, each with its covering letter.

    Which period is asked about: the order's, else the settings', else the last one in the ledger. Raises
    XlreportError where nothing was dispatched in it, and as :func:`xlreport.desk.mailing.sending.send`.
    """
    master = read_master(book)
    period = shown_period(order.period, master.settings, master.ledger, today)
    order = replace(order, period=period)
    sending = send(book, ui, master, order, partial(_plan, book, ui, order, master), agrees)
    return MailResult(period, sending)


def _plan(book: Book, ui: Ui, order: MailOrder, master: Master, log: Sequence[SendRecord]) -> MailPlan:
    entries = entries_in_force(master, order.period)
    if not entries:
        raise XlreportError(
            f"期次“{order.period}”还没有下发过反馈表，没有可发的",
            untouched="没有发送邮件，总表没有改动",
            todo="请核对期次，或先生成部门表",
        )
    chosen = _chosen(master, order.only, entries)
    books = _books(order.folder or dispatch_folder(book, order.period), master, ui)
    held: list[Held] = []
    letters: list[Letter] = []
    for department in chosen:
        found: Sequence[Attachment] = books.get(entries[department][0].serial, ())
        reason = _why_held(master, entries[department], found)
        if reason is None:
            letter = covering_letter(master, entries[department], found[0])
            before = None if order.again else sent_before(letter, log)
            if before is None:
                letters.append(letter)
                continue
            reason = Held(department, why_not_again(before), settled=before.state in DONE)
        held.append(reason)
    return MailPlan(tuple(letters), tuple(held))


def _chosen(master: Master, only: Sequence[str], entries: Mapping[str, object]) -> list[str]:
    """The departments to send to; raises XlreportError for a name that was not dispatched to."""
    names = [master.names.resolve(name) for name in only]
    unknown = [written for written, name in zip(only, names, strict=True) if name not in entries]
    if unknown:
        raise XlreportError(
            f"本期没有给“{'、'.join(unknown)}”下发过反馈表",
            untouched="没有发送邮件，总表没有改动",
            todo="请核对部门名称（全称或单位名录里的别名）",
        )
    return [name for name in entries if name in names] if names else list(entries)


def _why_held(master: Master, entries: Sequence[LedgerEntry], books: Sequence[Attachment]) -> Held | None:
    """Why a department gets no letter, or None; ``books`` are the files that could be sent to it."""
    department = entries[0].department
    if all(entry.state == LedgerState.RETURNED for entry in entries):
        return Held(department, "已经反馈，不用再发", settled=True)
    own = master.directory.find(department)
    addresses = parse_addresses(own.email if own else "")
    reason = ""
    if addresses.wrong:
        reason = f"单位名录里的邮箱“{addresses.wrong[0]}”写法不对，请改正"
    elif not addresses.valid:
        reason = "单位名录里没有它的电子邮箱，请补上，或另行转交"
    elif not books:
        reason = "“下发”文件夹里没有它的反馈表，请重新生成部门表"
    elif len({book.digest for book in books}) > 1:
        names = "、".join(book.name for book in books)
        reason = f"有几份不一样的反馈表（{names}），不知道发哪一份，请只留一份"
    elif traces := traces_of_people(books[0].data):
        reason = f"它的反馈表生成后又被另存过，带有保存人的信息（{traces[0]}），请重新生成部门表"
    return Held(department, reason) if reason else None


def _books(folder: Path, master: Master, ui: Ui) -> dict[str, list[Attachment]]:
    """The department books of this master in a folder, by the number of their dispatch."""
    found: dict[str, list[Attachment]] = {}
    strange = []
    for path in files_in(folder):
        serial, attachment = _dispatched(path, master)
        if attachment is None:
            strange.append(path.name)
        else:
            found.setdefault(serial, []).append(attachment)
    if strange:
        ui.warn(f"“{folder}”里这些文件不是本总表生成的反馈表，不会发出：{'、'.join(strange)}")
    return found


def _dispatched(path: Path, master: Master) -> tuple[str, Attachment | None]:
    """The serial and the bytes of a genuine department book; whatever else it is stays unsent."""
    try:
        returned = read_returned(path)
        data = path.read_bytes()
    except (WorkbookError, OSError):
        return "", None
    secret = master.settings.value("key")
    manifests = {read_token(token) for token in returned.tokens if is_genuine(token, secret)}
    manifest = manifests.pop() if len(manifests) == 1 else None
    if manifest is None or hashlib.sha256(data).hexdigest() != returned.digest:
        return "", None
    return manifest.serial, Attachment(attachment_name(path.name), data)
