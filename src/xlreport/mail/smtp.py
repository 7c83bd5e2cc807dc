"""Sending through an SMTP server, step by step, so that it is always known how far a letter got."""

from __future__ import annotations

import contextlib
import smtplib
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import make_msgid
from typing import Self

from xlreport.core.mailing.letters import Delivery, Envelope, Letter, SendState, SendWay
from xlreport.errors import XlreportError
from xlreport.mail.compose import compose
from xlreport.mail.connection import TIMEOUT, Security, Server, tls_context, unreachable

_CLOSING, _AUTHENTICATION_NEEDED = 421, 530
"""Replies (RFC 5321 4.2.3, RFC 4954 6) after which no further letter can be sent."""

_ACCEPTED = 250
_NOTHING_SENT = "没有发送邮件，总表没有改动"


class SmtpMailer:
    """Sends over one connection, waiting ``pause`` seconds between letters.

    Without an account it does not log in, as intranet servers have it. A connection that the server has
    dropped between two letters is made anew.
    """

    way = SendWay.SMTP

    def __init__(
        self,
        server: Server,
        envelope: Envelope,
        *,
        account: str = "",
        password: str = "",
        pause: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server = server
        self._envelope = envelope
        self._account = account
        self._password = password
        self._pause = pause
        self._sleep = sleep
        self._domain = envelope.sender.rpartition("@")[2]
        self._connection: smtplib.SMTP | None = None
        self._tried = 0

    def __enter__(self) -> Self:
        self._connection = self._connect()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.quit()

    def new_ident(self) -> str:
        return make_msgid(domain=self._domain)

    def send(self, letter: Letter, ident: str) -> Delivery:
        if self._tried:
            self._sleep(self._pause)
        self._tried += 1
        message = compose(letter, self._envelope, ident=ident, sent_at=datetime.now())
        receivers = tuple(dict.fromkeys((*letter.to, *self._envelope.cc)))
        connection = self._ready()
        try:
            code, reply = connection.mail(self._envelope.sender)
            if code != _ACCEPTED:
                return self._refused(connection, code, reply, "发件人")
            refused = self._refused_receivers(connection, receivers)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise unreachable(error, self._server, untouched="这封和后面的邮件没有发送") from error
        if set(letter.to) <= refused.keys():
            self._reset(connection)
            return Delivery(SendState.REFUSED, _listed(refused))
        return self._hand_over(connection, message, refused)

    def _hand_over(
        self, connection: smtplib.SMTP, message: bytes, refused: dict[str, tuple[int, bytes]]
    ) -> Delivery:
        """Send the message itself; when the line breaks here nobody knows whether it was taken."""
        try:
            code, reply = connection.data(message)
        except smtplib.SMTPDataError as error:
            return self._refused(connection, error.smtp_code, error.smtp_error, "邮件")
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._connection = None
            return Delivery(SendState.UNCERTAIN, f"等服务器确认时连接中断（{error}）")
        if code != _ACCEPTED:
            return self._refused(connection, code, reply, "邮件")
        return Delivery(SendState.SENT, f"这些收件人没有送到：{_listed(refused)}" if refused else "")

    def _refused_receivers(
        self, connection: smtplib.SMTP, receivers: tuple[str, ...]
    ) -> dict[str, tuple[int, bytes]]:
        refused: dict[str, tuple[int, bytes]] = {}
        for receiver in receivers:
            code, reply = connection.rcpt(receiver)
            if code == _CLOSING:
                raise smtplib.SMTPServerDisconnected(_reply_text(reply))
            if code not in (250, 251, 252):
                refused[receiver] = (code, reply)
        return refused

    def _refused(self, connection: smtplib.SMTP, code: int, reply: bytes | str, what: str) -> Delivery:
        """What the server's refusal means; raises where it goes for every letter."""
        if code in (_CLOSING, _AUTHENTICATION_NEEDED):
            raise XlreportError(
                f"邮件服务器“{self._server}”不肯再收（{code} {_reply_text(reply)}）",
                untouched="这封和后面的邮件没有发送",
                todo="发得太多太快的，请过一会儿再发，已发的不会重发；要求登录的，请存好密码后再发",
            )
        self._reset(connection)
        return Delivery(SendState.FAILED, f"服务器不收这个{what}（{code} {_reply_text(reply)}）")

    def _reset(self, connection: smtplib.SMTP) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.rset()

    def _ready(self) -> smtplib.SMTP:
        """The connection, made anew where the server has closed it meanwhile."""
        if self._connection is not None:
            try:
                code, _ = self._connection.noop()
            except (smtplib.SMTPException, OSError):
                code = _CLOSING
            if code == _ACCEPTED:
                return self._connection
        self._connection = self._connect(untouched="这封和后面的邮件没有发送")
        return self._connection

    def _connect(self, untouched: str = _NOTHING_SENT) -> smtplib.SMTP:
        try:
            with contextlib.ExitStack() as on_failure:
                connection = self._open()
                on_failure.callback(connection.close)
                if self._server.security is Security.STARTTLS:
                    connection.starttls(context=tls_context())
                connection.ehlo_or_helo_if_needed()
                self._log_in(connection, untouched)
                on_failure.pop_all()
        except smtplib.SMTPNotSupportedError as error:
            raise XlreportError(
                f"邮件服务器“{self._server}”不支持这样加密或登录（{error}）",
                untouched=untouched,
                todo="请核对“设置”里的“发信加密”；内网服务器没有加密的选“不加密”，不用登录的把“发信账号”写成“无”",
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise unreachable(error, self._server, untouched=untouched) from error
        return connection

    def _open(self) -> smtplib.SMTP:
        """The line to the server; ``local_hostname`` keeps the name of the clerk's machine out of mails."""
        host, port = self._server.host, self._server.port
        if self._server.security is Security.TLS:
            return smtplib.SMTP_SSL(
                host, port, local_hostname=self._domain, timeout=TIMEOUT, context=tls_context()
            )
        return smtplib.SMTP(host, port, local_hostname=self._domain, timeout=TIMEOUT)

    def _log_in(self, connection: smtplib.SMTP, untouched: str) -> None:
        if not self._account:
            return
        try:
            connection.login(self._account, self._password)
        except UnicodeEncodeError as error:
            raise XlreportError(
                f"邮箱“{self._account}”的密码里有中文或全角字符",
                untouched=untouched,
                todo=f"请关掉输入法，再运行 xlreport password {self._account} 重新存一次",
            ) from error
        except smtplib.SMTPAuthenticationError as error:
            raise XlreportError(
                f"邮箱“{self._account}”登录不上（{error.smtp_code} {_reply_text(error.smtp_error)}）",
                untouched=untouched,
                todo="请核对账号和密码（多数邮箱要先开通 SMTP，密码用“授权码”），"
                f"再运行 xlreport password {self._account}",
            ) from error


def _listed(refused: dict[str, tuple[int, bytes]]) -> str:
    return "；".join(
        f"{address}（{code} {_reply_text(reply)}）" for address, (code, reply) in refused.items()
    )


def _reply_text(reply: bytes | str) -> str:
    """A server's reply as text: servers here answer in UTF-8 or GBK."""
    if isinstance(reply, str):
        return " ".join(reply.split())
    try:
        text = reply.decode("utf-8")
    except UnicodeDecodeError:
        text = reply.decode("gb18030", errors="replace")
    return " ".join(text.split())
