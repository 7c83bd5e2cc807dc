"""A mailbox on an IMAP server, looked into without changing anything in it.

Folders are opened with EXAMINE and messages fetched with BODY.PEEK (RFC 3501 6.3.2, 6.4.5), so that nothing
is marked read. Servers compare SINCE with the day of their own time zone, so it asks for a day more.
NetEase (163, 126) refuses to open a folder ("Unsafe Login") before an ID command (RFC 2971).
"""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, Self

import imapclient  # type: ignore[import-untyped]  # it has no stubs
from imapclient.exceptions import CapabilityError, LoginError  # type: ignore[import-untyped]

from xlreport import __version__
from xlreport.errors import XlreportError
from xlreport.mail.connection import TIMEOUT, Security, Server, tls_context, unreachable
from xlreport.mail.message import address_in, header, headers_of, raw_header

_CONNECT_TIMEOUT = 20.0
_AT_ONCE = 200
"""Messages whose headers are asked for in one command."""

_WANTED = ("INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT MESSAGE-ID)]")
_UNTOUCHED = "邮箱和总表都没有改动"
_GOVERNMENT_NETWORK = ipaddress.ip_network("59.192.0.0/10")
"""The addresses of the government's own network, which count as inside."""

_INBOX_NAMES = {"", "INBOX", "收件箱"}


@dataclass(frozen=True)
class Summary:
    """A message as its mailbox describes it; ``received_at`` is local time, None where it is not told."""

    uid: int
    sender: str
    subject: str
    message_id: str
    received_at: datetime | None
    size: int


class Mailbox(Protocol):
    """A folder of mails inside a ``with`` block, which connects and disconnects.

    Everything raises XlreportError where the server cannot be reached or refuses.
    """

    @property
    def name(self) -> str:
        """What stays the same as long as the folder numbers its messages in the same way."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...

    def summaries(self, since: date) -> list[Summary]:
        """The messages received on a day of the local calendar or after it, in the order of the folder."""
        ...

    def fetch(self, uid: int) -> bytes:
        """A message; empty where it is gone meanwhile."""
        ...

    def mark_read(self, uids: Sequence[int]) -> None:
        """Mark messages as read."""
        ...


class ImapMailbox:
    """A folder on an IMAP server; without ``writable`` it is opened for reading only."""

    def __init__(
        self, server: Server, account: str, password: str, *, folder: str = "INBOX", writable: bool = False
    ) -> None:
        self._server = server
        self._account = account
        self._password = password
        self._folder = "INBOX" if folder.strip().upper() in _INBOX_NAMES else folder.strip()
        self._writable = writable
        self._client: Any = None
        self._numbering = 0

    @property
    def name(self) -> str:
        return f"{self._account} {self._server.host} {self._folder} {self._numbering}"

    def __enter__(self) -> Self:
        with self._explained(), contextlib.ExitStack() as on_failure:
            self._client = self._connect()
            on_failure.callback(self._client.shutdown)
            if self._server.security is Security.STARTTLS:
                self._client.starttls(tls_context())
            if self._server.security is Security.PLAIN:
                self._require_intranet()
            self._log_in()
            self._introduce()
            self._open()
            on_failure.pop_all()
        return self

    def __exit__(self, *failure: object) -> None:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._client.logout()

    def summaries(self, since: date) -> list[Summary]:
        with self._explained():
            uids = sorted(self._client.search(["SINCE", since - timedelta(days=1)]))
            found = [
                _summary(uid, answer)
                for start in range(0, len(uids), _AT_ONCE)
                for uid, answer in self._client.fetch(uids[start : start + _AT_ONCE], _WANTED).items()
            ]
        return [item for item in found if item.received_at is None or item.received_at.date() >= since]

    def fetch(self, uid: int) -> bytes:
        with self._explained():
            answer = self._client.fetch([uid], ["BODY.PEEK[]"])
            content: bytes = answer.get(uid, {}).get(b"BODY[]") or b""
            return content

    def mark_read(self, uids: Sequence[int]) -> None:
        with self._explained():
            if uids:
                self._client.add_flags(uids, [imapclient.SEEN], silent=True)

    def _connect(self) -> Any:
        secured = self._server.security is Security.TLS
        return imapclient.IMAPClient(
            self._server.host,
            self._server.port,
            ssl=secured,
            ssl_context=tls_context() if secured else None,
            timeout=imapclient.SocketTimeout(_CONNECT_TIMEOUT, TIMEOUT),
        )

    def _require_intranet(self) -> None:
        """Raise where a password would go through the open internet unencrypted."""
        address = ipaddress.ip_address(self._client.socket().getpeername()[0])
        if not (address.is_private or address.is_loopback or address in _GOVERNMENT_NETWORK):
            raise XlreportError(
                f"收件服务器“{self._server}”不在内网，“不加密”会泄露密码",
                untouched=f"没有登录，{_UNTOUCHED}",
                todo="请把“设置”里的“收件方式”改成 SSL（端口993）或 STARTTLS（端口143）",
            )

    def _log_in(self) -> None:
        try:
            self._client.login(self._account, self._password)
        except LoginError as error:
            if isinstance(error.__context__, imaplib.IMAP4.abort):
                raise error.__context__ from error
            raise self._refused_login(str(error)) from error
        except UnicodeError as error:
            raise self._refused_login("账号或密码里有服务器不认的字符") from error

    def _refused_login(self, answer: str) -> XlreportError:
        return XlreportError(
            f"邮箱“{self._account}”登录不上（{_words(answer)}）",
            untouched=_UNTOUCHED,
            todo="请核对账号和密码：多数邮箱要先在网页上开通 IMAP，密码用“授权码”而不是登录密码；"
            f"再运行 xlreport password {self._account} 存一次",
        )

    def _introduce(self) -> None:
        """Say which program this is where the server wants to know; it may refuse to hear it."""
        if self._client.has_capability("ID"):
            with contextlib.suppress(imaplib.IMAP4.error):
                self._client.id_({"name": "xlreport", "version": __version__, "vendor": "xlreport"})

    def _open(self) -> None:
        try:
            answer = self._client.select_folder(self._folder, readonly=not self._writable)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise self._closed_folder(str(error)) from error
        self._numbering = int(answer.get(b"UIDVALIDITY") or 0)

    def _closed_folder(self, answer: str) -> XlreportError:
        if "unsafe login" in answer.lower():
            return XlreportError(
                f"邮箱“{self._account}”不让程序收信（{_words(answer)}）",
                untouched=_UNTOUCHED,
                todo="请在网页邮箱里开通 IMAP、允许客户端收信，换新的“授权码”再试；仍不行请联系邮箱客服",
            )
        try:
            folders = "、".join(str(name) for _, _, name in self._client.list_folders())
        except (imaplib.IMAP4.error, OSError):
            folders = ""
        return XlreportError(
            f"邮箱“{self._account}”里打不开文件夹“{self._folder}”（{_words(answer)}）",
            untouched=_UNTOUCHED,
            todo="请核对“设置”里的“收件文件夹”" + (f"，现有的文件夹：{folders}" if folders else ""),
        )

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except CapabilityError as error:
            raise XlreportError(
                f"收件服务器“{self._server}”不支持 STARTTLS 加密",
                untouched=f"没有登录，{_UNTOUCHED}",
                todo="请把“设置”里的“收件方式”改成 SSL（端口993）；内网服务器没有加密的选“不加密”",
            ) from error
        except (imaplib.IMAP4.abort, OSError) as error:
            raise unreachable(error, self._server, untouched=_UNTOUCHED) from error
        except (imaplib.IMAP4.error, ValueError) as error:
            raise XlreportError(
                f"收件服务器“{self._server}”的回答看不懂或不肯照办（{_words(str(error))}）",
                untouched=_UNTOUCHED,
                todo="请过一会儿重试；仍不行，可以在邮箱里把邮件另存为 .eml 后放进来",
            ) from error


def _summary(uid: int, answer: dict[bytes, Any]) -> Summary:
    block = next((value for name, value in answer.items() if name.startswith(b"BODY[HEADER")), b"")
    headers = headers_of(block or b"")
    received = answer.get(b"INTERNALDATE")
    return Summary(
        uid=uid,
        sender=address_in(raw_header(headers, "From")),
        subject=header(headers, "Subject"),
        message_id=header(headers, "Message-ID"),
        received_at=received if isinstance(received, datetime) else None,
        size=int(answer.get(b"RFC822.SIZE") or 0),
    )


def _words(answer: str) -> str:
    """A server's answer without Python's quoting of bytes."""
    text = answer.removeprefix("b'").removeprefix('b"').rstrip("'\"")
    return " ".join(text.split())[:200]
