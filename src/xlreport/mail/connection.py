"""Reaching a mail server: where it is, how the line is secured, and what a failure means in Chinese."""

from __future__ import annotations

import re
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum

from xlreport.core.text import key
from xlreport.errors import SettingsError, XlreportError

TIMEOUT = 60.0
"""Seconds without an answer after which a server is given up."""

_PLACE = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?")


class Security(StrEnum):
    """How the line to a server is secured; the value is what the clerk chooses in the settings."""

    AUTO = "自动"
    TLS = "SSL"
    STARTTLS = "STARTTLS"
    PLAIN = "不加密"


@dataclass(frozen=True)
class Server:
    """A server: its host, its port and how the line is secured (never AUTO)."""

    host: str
    port: int
    security: Security

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_server(text: str, security: Security, *, tls_port: int, starttls_port: int, label: str) -> Server:
    """The server that a setting such as ``mail.example.cn:465`` names; ``label`` is the setting's.

    Without a port the usual one of the chosen security is taken, without a choice TLS on ``tls_port`` and
    STARTTLS on every other port: a line is never left in the clear unless the clerk says so. Raises
    SettingsError where the text names no server.
    """
    found = _PLACE.fullmatch(key(text))
    port = int(found[2]) if found and found[2] else 0
    if found is None or port > 65535:
        raise SettingsError(
            f"“设置”里的“{label}”是“{text}”，看不懂",
            untouched="没有连接邮件服务器，没有改动任何文件",
            todo=f"请写成 服务器名:端口，例如 mail.example.cn:{tls_port}",
        )
    port = port or (starttls_port if security in (Security.STARTTLS, Security.PLAIN) else tls_port)
    if security is Security.AUTO:
        security = Security.TLS if port == tls_port else Security.STARTTLS
    return Server(found[1].strip("[]"), port, security)


def tls_context() -> ssl.SSLContext:
    """Checks certificates against the system's authorities and those named by ``SSL_CERT_FILE``."""
    return ssl.create_default_context()


def unreachable(error: Exception, server: Server, *, untouched: str) -> XlreportError:
    """What to tell the clerk when the line to a server cannot be made or breaks."""
    happened, todo = _reason(error, server)
    return XlreportError(happened, untouched=untouched, todo=todo)


def _reason(error: Exception, server: Server) -> tuple[str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"邮件服务器“{server}”的证书不可信（{error.verify_message}）",
            "请核对服务器名；内网自签证书请管理员装进本机，或把证书文件写进环境变量 SSL_CERT_FILE",
        )
    if isinstance(error, ssl.SSLError):
        return (
            f"和邮件服务器“{server}”加密通话失败",
            "请核对端口和加密方式：465、993 用 SSL，587、143 用 STARTTLS，内网没有加密的选“不加密”",
        )
    if isinstance(error, socket.gaierror):
        return f"找不到邮件服务器“{server.host}”", "请核对服务器名，并确认能上网（或已接入内网）"
    if isinstance(error, TimeoutError):
        return f"邮件服务器“{server}”没有回应", "请核对端口和加密方式，确认网络通畅后重试"
    if isinstance(error, ConnectionRefusedError):
        return f"邮件服务器“{server}”拒绝连接", "请核对服务器名和端口，确认防火墙没有拦截"
    return f"和邮件服务器“{server}”的连接中断（{error}）", "请确认网络通畅后重试"
