"""Sending letters one after the other and remembering each, whatever happens in between.

Every letter is noted in a journal before and after it is sent; the journal goes into the send log of the
master at the end, or at the start of the next sending where this one was cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.core.mailing.letters import Delivery, Envelope, Held, Letter, MailPlan, SendState, SendWay
from xlreport.core.mailing.send_log import DONE, SendRecord, read_send_log, record_of
from xlreport.core.master.master import Master
from xlreport.core.master.settings import SEND_AT_ONCE, SETTING_BY_CODE, Settings
from xlreport.core.schema import SEND_LOG_SHEET
from xlreport.core.text import key
from xlreport.core.wording.addresses import parse_addresses
from xlreport.desk.folders import outbox_folder
from xlreport.desk.mailing.outgoing import refuse_leaking
from xlreport.desk.master.opening import sheet_texts
from xlreport.desk.master.records import add_missing_settings, require_send_log_room, write_send_log
from xlreport.errors import SettingsError, XlreportError
from xlreport.mail.connection import Security, Server, read_server
from xlreport.mail.drafts import DraftMailer
from xlreport.mail.journal import Journal
from xlreport.mail.outlook import OutlookMailer
from xlreport.mail.passwords import password_for
from xlreport.mail.port import Mailer
from xlreport.mail.presets import SMTP_PORT, find_preset
from xlreport.mail.smtp import SmtpMailer
from xlreport.ui.port import Ui

_SUBMISSION_PORT = 587
"""The port of SMTP that turns to TLS by STARTTLS (RFC 6409)."""

_NO_LOGIN = "无"
_UNTOUCHED = "没有发送邮件，总表没有改动"


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
class Sending:
    """What was to be sent, what became of the letters that were tried, and why the others were not.

    Nothing was tried in a dry run or without consent. ``stopped`` is in Chinese. ``backup`` is where the
    master lies as it was.
    """

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

    @property
    def reached(self) -> frozenset[str]:
        """The departments whose letters went out."""
        return frozenset(record.department for record in self.records if record.state in DONE)

    def as_json(self) -> dict[str, Any]:
        became = {record.department: record for record in self.records}
        return {
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


Planner = Callable[[Sequence[SendRecord]], MailPlan]
"""Says what to send, knowing what was sent before."""

Consent = Callable[[MailPlan], bool]
"""Whether to go on, asked when everything is checked and before the first letter leaves."""


def always(plan: MailPlan) -> bool:
    """The consent of who has given the command."""
    return True


def send(
    book: Book, ui: Ui, master: Master, order: MailOrder, planner: Planner, agrees: Consent = always
) -> Sending:
    """Send what the planner says, remembering each letter; ``order.period`` must be given.

    Everything is checked and everybody without an address is named before the first letter leaves. Raises
    XlreportError where a letter would say what its department must not see: then none is sent.
    """
    way = order.way or SendWay(master.settings.value("mail_way"))
    envelope = _envelope(master.settings)
    with journal_of(book) as journal:
        if not order.dry_run and journal.records():
            book.backup()
            settle(book, journal)
        plan = _limited(planner(_known_log(book, journal)), master.settings)
        for letter in ui.track(plan.letters, "检查邮件"):
            refuse_leaking(letter, master)
        _show_plan(ui, plan, envelope)
        _warn_of_copies(ui, master, envelope)
        if order.dry_run or not plan.letters or not agrees(plan):
            return Sending(way, plan)
        require_send_log_room(book, len(plan.letters))
        mailer = _mailer(book, ui, master.settings, way, envelope, order.period)
        backup = book.backup()
        add_missing_settings(book, master.settings)
        records, stopped = _deliver(book, ui, journal, mailer, plan.letters, envelope)
    sending = Sending(way, plan, records, stopped, backup)
    _tell(ui, sending, _draft_folder(book, order.period))
    return sending


def _limited(plan: MailPlan, settings: Settings) -> MailPlan:
    """The plan of one portion; the rest is sent the next time."""
    limit = settings.number("mail_limit") or len(plan.letters)
    later = [Held(letter.department, f"一次只发{limit}封，下次接着发") for letter in plan.letters[limit:]]
    return MailPlan(plan.letters[:limit], (*plan.held, *later))


def journal_of(book: Book) -> Journal:
    """The journal of the sendings from a master, to be held while one goes on."""
    return Journal(outbox_folder(book) / f".{book.path.stem}-发送流水.jsonl")


def _known_log(book: Book, journal: Journal) -> tuple[SendRecord, ...]:
    """All that is known of earlier sendings: the send log, and what a sending that was cut off left."""
    logged = _logged(book)
    known = {record.ident for record in logged}
    return (*logged, *(record for record in journal.records() if record.ident not in known))


def settle(book: Book, journal: Journal) -> None:
    """Put what the journal knows into the master, save it and remove the journal."""
    records = journal.records()
    try:
        known = {record.ident for record in _logged(book)}
        write_send_log(book, [record for record in records if record.ident not in known])
        book.save()
    except XlreportError as error:
        if not records:
            raise
        raise XlreportError(
            f"邮件的发送情况没能写进总表（{error.happened}）",
            untouched=f"{len(records)}封邮件的情况记在“发件箱”的发送流水里，没有丢失",
            todo="请关闭正在使用总表的程序，再点一次发送，程序会先补记，已发的不会重发",
        ) from error
    journal.remove()


def _deliver(
    book: Book, ui: Ui, journal: Journal, mailer: Mailer, letters: Sequence[Letter], envelope: Envelope
) -> tuple[tuple[SendRecord, ...], str]:
    """Send letters through a mailer, put into the send log what became of each, and say why it stopped.

    A letter that is refused does not stop the others; a server that takes no more does.
    """
    settle(book, journal)
    stopped = ""
    try:
        with mailer:
            for letter in ui.track(letters, "发送邮件"):
                stopped = _deliver_one(journal, mailer, letter, envelope)
                if stopped:
                    break
    finally:
        records = journal.records()
        if records:
            settle(book, journal)
    return records, stopped


def _deliver_one(journal: Journal, mailer: Mailer, letter: Letter, envelope: Envelope) -> str:
    """Send one letter; why no other can be sent after it, or nothing."""
    ident = mailer.new_ident()
    time = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    journal.begin(record_of(letter, envelope, ident=ident, time=time, way=mailer.way))
    try:
        delivery = mailer.send(letter, ident)
    except XlreportError as error:
        journal.end(ident, Delivery(SendState.FAILED, error.happened))
        return str(error)
    journal.end(ident, delivery)
    return ""


def _envelope(settings: Settings) -> Envelope:
    """Sender, copies and where answers go, from the settings; raises SettingsError for a wrong address."""
    sender = _addresses(settings, "mail_from")
    if len(sender) > 1:
        raise SettingsError("“设置”里的“发信邮箱”有几个地址", untouched=_UNTOUCHED, todo="请只写一个")
    return Envelope(
        "".join(sender),
        " ".join((settings.value("mail_from_name") or settings.value("office")).split()),
        _addresses(settings, "mail_cc"),
        _addresses(settings, "mail_reply"),
    )


def _mailer(book: Book, ui: Ui, settings: Settings, way: SendWay, envelope: Envelope, period: str) -> Mailer:
    """The way out; raises XlreportError where what it needs is missing."""
    if way is SendWay.DRAFT:
        return DraftMailer(_draft_folder(book, period), envelope)
    if way is SendWay.OUTLOOK:
        return OutlookMailer(envelope, at_once=settings.value("outlook_send") == SEND_AT_ONCE)
    if not envelope.sender:
        raise SettingsError(
            "“设置”里没有写“发信邮箱”", untouched=_UNTOUCHED, todo="请填上发信的邮箱地址，或改用“草稿文件”"
        )
    server = _smtp_server(settings, envelope.sender)
    account = settings.value("smtp_account") or envelope.sender
    logs_in = key(account) != _NO_LOGIN
    return SmtpMailer(
        server,
        envelope,
        account=account if logs_in else "",
        password=password_for(account, str(server), ui.ask_secret) if logs_in else "",
        pause=settings.number("mail_pause"),
    )


def _draft_folder(book: Book, period: str) -> Path:
    """Where the drafts of a period are written."""
    return outbox_folder(book) / period


def _warn_of_copies(ui: Ui, master: Master, envelope: Envelope) -> None:
    """Say which departments get a copy of what goes to all the others."""
    copies = set(envelope.cc)
    names = [
        department.name
        for department in master.directory.departments
        if copies & set(parse_addresses(department.email).valid)
    ]
    if names:
        ui.warn(f"“抄送邮箱”是{'、'.join(names)}的，发给每个部门的邮件和附件它都会收到一份")


def _smtp_server(settings: Settings, sender: str) -> Server:
    written = settings.value("smtp_server")
    preset = find_preset(written, sender)
    if preset is not None:
        return Server(preset.smtp, SMTP_PORT, Security.TLS)
    if not written:
        raise SettingsError(
            f"不知道“{sender}”的发信服务器", untouched=_UNTOUCHED, todo="请在“设置”的“发信服务器”里写上"
        )
    return read_server(
        written,
        Security(settings.value("smtp_security")),
        tls_port=SMTP_PORT,
        starttls_port=_SUBMISSION_PORT,
        label=SETTING_BY_CODE["smtp_server"].label,
    )


def _addresses(settings: Settings, code: str) -> tuple[str, ...]:
    found = parse_addresses(settings.value(code))
    if found.wrong:
        raise SettingsError(
            f"“设置”里的“{SETTING_BY_CODE[code].label}”写着“{found.wrong[0]}”，不是邮箱地址",
            untouched=_UNTOUCHED,
            todo="请改成 名称@域名 的写法，多个用分号隔开",
        )
    return found.valid


def _logged(book: Book) -> tuple[SendRecord, ...]:
    if SEND_LOG_SHEET not in book.sheet_names():
        return ()
    return read_send_log(sheet_texts(book, SEND_LOG_SHEET))


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
        if not held.settled:
            ui.warn(f"不发给{held.department}：{held.reason}")
    settled = [held.department for held in plan.held if held.settled]
    if settled:
        ui.info(
            f"发过的和已经反馈的不再发（{len(settled)}个）：{'、'.join(settled)}。"
            f"要重发的，加 --again，或把“{SEND_LOG_SHEET}”里的“结果”改成“{SendState.FAILED}”。"
        )
    ui.info(f"要发{len(plan.letters)}封。")


def _tell(ui: Ui, sending: Sending, drafts: Path) -> None:
    went = [record for record in sending.records if record.state in DONE]
    for record in sending.records:
        if record.state not in DONE:
            ui.warn(f"{record.department}（{record.address}）{record.state}：{record.detail}")
        elif record.detail and sending.way is SendWay.SMTP:
            ui.warn(f"{record.department}：{record.detail}")
    if sending.way is SendWay.DRAFT:
        ui.info(f"已生成{len(went)}封草稿，在“{drafts}”。双击用邮件程序打开，核对后发送。")
    elif sending.way is SendWay.OUTLOOK:
        ui.info(f"已交给 Outlook {len(went)}封。")
    else:
        ui.info(f"已发送{len(went)}封。")
    ui.info("每一封都记入了总表的“发送记录”。")
    if sending.stopped:
        rest = len(sending.plan.letters) - len(sending.records)
        ui.warn(f"{sending.stopped}还有{rest}封没有发，再运行一次会接着发。")
