"""Sending letters one after the other and remembering each, whatever happens in between.

Every letter is noted in a journal before and after it is sent; the journal goes into the send log of the
master at the end, or at the start of the next sending where this one was cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlreport.actions.folders import outbox_folder
from xlreport.actions.opening import sheet_texts
from xlreport.actions.records import write_send_log
from xlreport.books.port import Book
from xlreport.core.addresses import parse_addresses
from xlreport.core.mailing import (
    Delivery,
    Envelope,
    Letter,
    SendRecord,
    SendState,
    SendWay,
    read_send_log,
    record_of,
)
from xlreport.core.master import Master
from xlreport.core.schema import SEND_LOG_SHEET
from xlreport.core.settings import SEND_AT_ONCE, SETTING_BY_CODE, Settings
from xlreport.core.text import key
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
class Sending:
    """What became of the letters that were tried; ``stopped`` says in Chinese why the others were not."""

    records: tuple[SendRecord, ...]
    stopped: str = ""


def journal_of(book: Book) -> Journal:
    """The journal of the sendings from a master, to be held while one goes on."""
    return Journal(outbox_folder(book) / f".{book.path.stem}-发送流水.jsonl")


def known_log(book: Book, journal: Journal) -> tuple[SendRecord, ...]:
    """All that is known of earlier sendings: the send log, and what a sending that was cut off left."""
    logged = _logged(book)
    known = {record.ident for record in logged}
    return (*logged, *(record for record in journal.records() if record.ident not in known))


def settle(book: Book, journal: Journal) -> None:
    """Put what the journal knows into the master, save it and remove the journal."""
    known = {record.ident for record in _logged(book)}
    records = [record for record in journal.records() if record.ident not in known]
    write_send_log(book, records)
    try:
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


def deliver(
    book: Book, ui: Ui, journal: Journal, mailer: Mailer, letters: Sequence[Letter], envelope: Envelope
) -> Sending:
    """Send letters through a mailer and put into the send log what became of each.

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
    return Sending(records, stopped)


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


def envelope_of(settings: Settings) -> Envelope:
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


def open_mailer(book: Book, settings: Settings, way: SendWay, envelope: Envelope, period: str) -> Mailer:
    """The way out; raises XlreportError where what it needs is missing."""
    if way is SendWay.DRAFT:
        return DraftMailer(draft_folder(book, period), envelope)
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
        password=password_for(account, str(server)) if logs_in else "",
        pause=settings.number("mail_pause"),
    )


def draft_folder(book: Book, period: str) -> Path:
    """Where the drafts of a period are written."""
    return outbox_folder(book) / period


def warn_of_copies(ui: Ui, master: Master, envelope: Envelope) -> None:
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
