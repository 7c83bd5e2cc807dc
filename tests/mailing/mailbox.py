"""A real SMTP server for tests (aiosmtpd), with every kind of bad day a server can have."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ACCOUNT, PASSWORD = "office@example.gov.cn", "abcdefghijklmnop"


@dataclass
class MailServer:
    """What arrived, and how the server behaves: replies to receivers, to the n-th message, or none at all."""

    received: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    replies: dict[int, str] = field(default_factory=dict)
    hangs_up_at: int | None = None
    hangs_up_after_taking: bool = False
    tried: int = 0
    connections: int = 0
    port: int = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        if self.tried == self.hangs_up_at:
            if self.hangs_up_after_taking:
                self._take(envelope)
            assert server.transport is not None
            server.transport.close()
            return "250 OK"
        if self.tried in self.replies:
            return self.replies[self.tried]
        self._take(envelope)
        return "250 OK"

    def _take(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        self.received.append((tuple(envelope.rcpt_tos), envelope.content))

    def messages(self) -> list[Message]:
        return [message_from_bytes(content) for _, content in self.received]

    def receivers(self) -> list[str]:
        return [address for addresses, _ in self.received for address in addresses]


@contextmanager
def mail_server(
    *, certificate: Path | None = None, starttls: bool = False, login: bool = False
) -> Iterator[MailServer]:
    """A server on a free port of this machine, with TLS at once, by STARTTLS or not at all."""
    handler = MailServer(port=free_port())
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": handler.port}
    if login:
        options |= {"authenticator": _check, "auth_required": True, "auth_require_tls": False}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        options["tls_context" if starttls else "ssl_context"] = context
        options["require_starttls"] = starttls
    controller = Controller(handler, **options)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop(no_assert=True)


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.login == ACCOUNT.encode()
    return AuthResult(success=right and data.password == PASSWORD.encode(), handled=False)


def self_signed(folder: Path) -> Path:
    """A certificate for this machine with its key, as an intranet server has it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def text(header: str | None) -> str:
    """A header's text with its encoded words read."""
    return str(make_header(decode_header(header or "")))


def body(message: Message) -> str:
    payload = next(part for part in message.walk() if part.get_content_type() == "text/plain").get_payload(
        decode=True
    )
    assert isinstance(payload, bytes)
    assert b"\n" not in payload.replace(b"\r\n", b""), "text travels with CRLF (RFC 2046 4.1.1)"
    return payload.decode("utf-8").replace("\r\n", "\n")


def attachments(message: Message) -> list[tuple[str, str, bytes]]:
    """Of every attachment its name by ``name``, its name by ``filename*`` and its bytes."""
    found = []
    for part in message.walk():
        disposition = part["Content-Disposition"]
        if disposition is not None:
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            extended = disposition.partition("filename*=utf-8''")[2]
            by_name = str(part["Content-Type"]).partition('name="')[2].rstrip('"')
            found.append((text(by_name), unquote(extended), payload))
    return found
