"""发送邮件: every department gets its book with a covering letter, once, and nobody gets another's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.actions.folders import dispatch_folder, files_in
from xlreport.actions.opening import read_master
from xlreport.actions.outgoing import refuse_leaking
from xlreport.actions.records import add_missing_settings
from xlreport.actions.sending import (
    deliver,
    draft_folder,
    envelope_of,
    journal_of,
    known_log,
    open_mailer,
    warn_of_copies,
)
from xlreport.actions.summarise import shown_period
from xlreport.books.package import traces_of_people
from xlreport.books.port import Book
from xlreport.books.returned import read_returned
from xlreport.core.addresses import parse_addresses
from xlreport.core.covering import covering_letter, entries_in_force
from xlreport.core.ledger import LedgerEntry, LedgerState
from xlreport.core.mailing import (
    DONE,
    Attachment,
    Envelope,
    Held,
    Letter,
    SendRecord,
    SendWay,
    attachment_name,
    sent_before,
    why_not_again,
)
from xlreport.core.manifest import is_genuine, read_token
from xlreport.core.master import Master
from xlreport.errors import WorkbookError, XlreportError
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class MailOrder:
    """What to send: empty fields mean the settings' period and way, the period's 下发 folder, everybody.

    ``only`` names departments; what was sent before is left out unless ``again``; a ``dry_run`` only says
    what would be sent.
    """

    period: str = ""
    way: SendWay | None = None
    folder: Path | None = None
    only: tuple[str, ...] = ()
    again: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class MailPlan:
    """The letters to send, and the departments that get none and why."""

    letters: tuple[Letter, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True)
class MailResult:
    """What was to be sent and what became of it; nothing was sent in a dry run or without consent.

    ``stopped`` says why a sending ended early. ``backup`` is where the master lies as it was.
    """

    period: str
    way: SendWay
    plan: MailPlan
    records: tuple[SendRecord, ...] = ()
    stopped: str = ""
    backup: Path | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every department that should get a letter got it."""
        went = all(record.state in DONE for record in self.records)
        return went and not self.stopped and all(held.settled for held in self.plan.held)

    def as_json(self) -> dict[str, Any]:
        became = {record.department: record for record in self.records}
        return {
            "period": self.period,
            "way": str(self.way),
            "messages": [
                {
                    "department": letter.department,
                    "to": list(letter.to),
                    "subject": letter.subject,
                    "attachments": [attachment.name for attachment in letter.attachments],
                    "state": str(became[letter.department].state) if letter.department in became else None,
                    "detail": became[letter.department].detail if letter.department in became else "",
                }
                for letter in self.plan.letters
            ],
            "held": [
                {"department": held.department, "reason": held.reason, "settled": held.settled}
                for held in self.plan.held
            ],
            "stopped": self.stopped or None,
            "backup": str(self.backup) if self.backup else None,
        }


def mail(
    book: Book,
    ui: Ui,
    order: MailOrder,
    *,
    today: date,
    agrees: Callable[[MailPlan], bool] = lambda plan: True,
) -> MailResult:
    """Send the department books of a period, each with its covering letter.

    Everything is checked and everybody without an address is named before the first letter leaves;
    ``agrees`` may then still say no. Raises XlreportError where a letter would say what its department
    must not see: then none is sent.
    """
    master = read_master(book)
    period = shown_period(order.period, master.settings, master.ledger, today)
    way = order.way or SendWay(master.settings.value("mail_way"))
    envelope = envelope_of(master.settings)
    with journal_of(book) as journal:
        plan = _plan(book, ui, replace(order, period=period), master, known_log(book, journal))
        for letter in ui.track(plan.letters, "检查邮件"):
            refuse_leaking(letter, master)
        _show_plan(ui, plan, envelope)
        warn_of_copies(ui, master, envelope)
        if order.dry_run or not plan.letters or not agrees(plan):
            return MailResult(period, way, plan)
        mailer = open_mailer(book, master.settings, way, envelope, period)
        backup = book.backup()
        add_missing_settings(book, master.settings)
        sending = deliver(book, ui, journal, mailer, plan.letters, envelope)
    result = MailResult(period, way, plan, sending.records, sending.stopped, backup)
    _tell(ui, result, draft_folder(book, period))
    return result


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
    limit = master.settings.number("mail_limit") or len(letters)
    later = [Held(letter.department, f"一次只发{limit}封，下次接着发") for letter in letters[limit:]]
    return MailPlan(tuple(letters[:limit]), (*held, *later))


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


def _show_plan(ui: Ui, plan: MailPlan, envelope: Envelope) -> None:
    ui.table(
        "要发的邮件",
        ("责任部门", "收件邮箱", "抄送", "标题", "附件"),
        [
            (
                letter.department,
                "；".join(letter.to),
                "；".join(envelope.cc),
                letter.subject,
                "、".join(attachment.name for attachment in letter.attachments),
            )
            for letter in plan.letters
        ],
    )
    for held in plan.held:
        (ui.info if held.settled else ui.warn)(f"不发给{held.department}：{held.reason}")
    ui.info(f"要发{len(plan.letters)}封。")


def _tell(ui: Ui, result: MailResult, drafts: Path) -> None:
    went = [record for record in result.records if record.state in DONE]
    for record in result.records:
        if record.state not in DONE:
            ui.warn(f"{record.department}（{record.address}）{record.state}：{record.detail}")
        elif record.detail and result.way is SendWay.SMTP:
            ui.warn(f"{record.department}：{record.detail}")
    if result.way is SendWay.DRAFT:
        ui.info(f"已生成{len(went)}封草稿，在“{drafts}”。双击用邮件程序打开，核对后发送。")
    elif result.way is SendWay.OUTLOOK:
        ui.info(f"已交给 Outlook {len(went)}封。")
    else:
        ui.info(f"已发送{len(went)}封。")
    ui.info("每一封都记入了总表的“发送记录”。")
    if result.stopped:
        rest = len(result.plan.letters) - len(result.records)
        ui.warn(f"{result.stopped}还有{rest}封没有发，再运行一次会接着发。")
