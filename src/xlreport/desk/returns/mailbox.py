"""Fetches a period's answers from the mailbox that the settings name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.returns.arrivals import Arrival, EmptyMail, Fetched, Origin, Unpacked, has_fetched
from xlreport.core.returns.picking import first_dispatch, is_wanted
from xlreport.core.returns.returned import Rejection
from xlreport.desk.returns.receiving import ReturnFolder
from xlreport.errors import SettingsError, XlreportError
from xlreport.mail.connection import Security, Server, read_server
from xlreport.mail.imap import ImapMailbox, Mailbox, Summary
from xlreport.mail.passwords import find_password, password_for
from xlreport.mail.presets import IMAP_PORT, find_preset
from xlreport.mail.unpack import Keys, local_time, unpack
from xlreport.ui.port import Ui

_STARTTLS_PORT = 143
_SECURITIES = {"imaps": Security.TLS.value, "imap": Security.STARTTLS.value}
_LARGEST_MEGABYTES = 100


@dataclass
class FetchCount:
    """What became of the period's messages, counted while they are looked at."""

    account: str
    fetched: int = 0
    before: int = 0
    own: int = 0

    def __str__(self) -> str:
        said = [f"邮箱“{self.account}”：新收{self.fetched}封"]
        said += [f"以前收过的{self.before}封"] if self.before else []
        said += [f"本邮箱自己发出的{self.own}封没有取"] if self.own else []
        return "，".join(said)


def account_of(settings: Settings) -> str:
    """The address from whose mailbox answers are collected; empty where none is set."""
    return settings.value("imap_account") or settings.value("mail_from")


def with_mailbox(settings: Settings, url: str) -> Settings:
    """The settings with the mailbox that a URL names, ``imaps://account@server:port/folder`` (RFC 5092).

    ``imap:`` means STARTTLS. What the URL leaves out stands in the settings. Raises SettingsError where it
    cannot be understood or holds a password, which others could read.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _SECURITIES or not parts.hostname or parts.password is not None:
        raise SettingsError(
            "--imap 后面的地址看不懂，或者写着密码",
            untouched="没有收取邮件，没有改动任何文件",
            todo="请写成 imaps://账号@服务器/文件夹，如 imaps://office@example.gov.cn@imap.example.gov.cn；"
            "密码用 xlreport password 另存",
        )
    given = {
        "imap_account": unquote(parts.username or ""),
        "imap_server": f"{parts.hostname}:{port}" if port else parts.hostname,
        "imap_security": _SECURITIES[parts.scheme],
        "imap_folder": unquote(parts.path.strip("/")),
    }
    return replace(
        settings, values={**settings.values, **{code: text for code, text in given.items() if text}}
    )


def is_set_up(settings: Settings) -> bool:
    """Whether there is a mailbox to collect from: an account named for it, or one whose password is kept."""
    account = account_of(settings)
    return bool(settings.value("imap_account") or (account and find_password(account)))


def open_mailbox(settings: Settings, ui: Ui, *, writable: bool) -> ImapMailbox:
    """The mailbox that the settings name, not yet connected; raises XlreportError where they do not."""
    account = account_of(settings)
    if not account:
        raise SettingsError(
            "“设置”里没有填“收件账号”", untouched="没有收取邮件", todo="请填上收反馈用的邮箱地址后重试"
        )
    server = _server(settings, account)
    password = password_for(account, str(server), ui.ask_secret)
    return ImapMailbox(server, account, password, folder=settings.value("imap_folder"), writable=writable)


def _server(settings: Settings, account: str) -> Server:
    said = settings.value("imap_server")
    preset = find_preset(said, account)
    if preset is not None:
        return Server(preset.imap, IMAP_PORT, Security.TLS)
    if not said:
        raise SettingsError(
            f"不知道邮箱“{account}”的收件服务器",
            untouched="没有收取邮件",
            todo="请在“设置”的“收件服务器”里填服务器名:端口，例如 imap.exmail.qq.com:993",
        )
    return read_server(
        said,
        Security(settings.value("imap_security")),
        tls_port=IMAP_PORT,
        starttls_port=_STARTTLS_PORT,
        label="收件服务器",
    )


def fetch(
    inbox: ReturnFolder, master: Master, period: str, ui: Ui, keys: Keys, *, mark_read: bool
) -> tuple[FetchCount | None, list[Rejection]]:
    """Take new mails of the period into its folder; a mailbox that fails is told as a failed source.

    Mails taken before the failure stay taken, and are not fetched again.
    """
    count = FetchCount(account_of(master.settings))
    try:
        since = first_dispatch(master.ledger, period)
        if since is None:
            raise XlreportError(
                f"“{period}”还没有下发过反馈表",
                untouched="没有收取邮件",
                todo="请核对期次，或先下发再收取",
            )
        with open_mailbox(master.settings, ui, writable=mark_read) as mailbox:
            of_period = [
                summary
                for summary in mailbox.summaries(since)
                if is_wanted(summary.sender, summary.subject, master.directory, period)
            ]
            for summary in ui.track(of_period, "收取邮件"):
                if summary.sender == keys.own_address:
                    count.own += 1
                elif has_fetched(inbox.record, _identity(summary, mailbox)):
                    count.before += 1
                else:
                    _take(summary, mailbox, inbox, keys)
                    count.fetched += 1
            if mark_read:
                mailbox.mark_read([summary.uid for summary in of_period])
    except XlreportError as error:
        return count, [Rejection(f"邮箱 {count.account}".strip(), str(error).rstrip("。"))]
    return count, []


def _identity(summary: Summary, mailbox: Mailbox) -> Fetched:
    return Fetched(mailbox.name, summary.uid, summary.message_id)


def _take(summary: Summary, mailbox: Mailbox, inbox: ReturnFolder, keys: Keys) -> None:
    """Fetch a message and take its files; one that is too large or gone is named instead."""
    received = local_time(summary.received_at)
    origin = Origin(f"邮箱 {mailbox.name.split(' ')[0]}", summary.sender, summary.subject, received)
    if summary.size > _LARGEST_MEGABYTES * 1024 * 1024:
        inbox.take(_named(origin, f"邮件超过{_LARGEST_MEGABYTES}MB，没有取，请在邮箱里下载附件后放进来"))
        return
    data = mailbox.fetch(summary.uid)
    if not data:
        inbox.take(_named(origin, "邮件取不下来（可能刚被移走或删除），请在邮箱里查看"))
        return
    message = Arrival(f"{summary.subject or '邮件'}.eml", data, origin)
    inbox.take(unpack(message, keys), _identity(summary, mailbox))


def _named(origin: Origin, reason: str) -> Unpacked:
    return Unpacked(empty_mails=(EmptyMail(origin, reason),))
