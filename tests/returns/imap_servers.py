"""IMAP servers for tests: Dovecot, and a small scripted one for what Dovecot does not do."""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import imapclient
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ACCOUNT = "office@licheng.gov.cn"
PASSWORD = 'code with "quotes" and \\'
_SECONDS_TO_START = 20


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that vouches for itself as localhost, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Dovecot:
    """A running Dovecot with one account: a port that offers STARTTLS, one of TLS, and its certificate."""

    port: int
    tls_port: int
    certificate: Path

    @contextlib.contextmanager
    def client(self) -> Iterator[imapclient.IMAPClient]:
        with imapclient.IMAPClient("127.0.0.1", self.port, ssl=False) as client:
            client.plain_login(ACCOUNT, PASSWORD)
            yield client

    def deliver(self, message: bytes, *, folder: str = "INBOX", when: datetime | None = None) -> None:
        """Put a message into a folder, unread, as received at this local time, which must be past."""
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, message, msg_time=when or datetime(2026, 11, 12, 10, 0, 0))

    def unread(self, folder: str = "INBOX") -> int:
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            return len(client.search(["UNSEEN"]))

    def empty(self) -> None:
        """Make all folders new; their messages are numbered anew."""
        with self.client() as client:
            for _, _, name in client.list_folders():
                if name != "INBOX":
                    client.delete_folder(name)
            client.select_folder("INBOX")
            client.delete_messages(client.search())
            client.expunge()


@contextlib.contextmanager
def running_dovecot(program: str) -> Iterator[Dovecot]:
    """Dovecot on free ports with everything in a folder of its own; as root the mails are nobody's."""
    import pwd  # noqa: PLC0415  # Windows has no such module, and no Dovecot

    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    certificate, _ = make_certificate(folder)
    server = Dovecot(free_port(), free_port(), certificate)
    (folder / "mail").mkdir()
    if os.geteuid() == 0:
        owner = pwd.getpwnam("nobody")
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
        users = "default_internal_user = dovecot\ndefault_login_user = dovenull\n"
    else:
        owner = pwd.getpwuid(os.geteuid())
        name = getpass.getuser()
        users = f"default_internal_user = {name}\ndefault_login_user = {name}\n"
        users += f"default_internal_group = {os.getgid()}\n"
    configuration = folder / "dovecot.conf"
    configuration.write_text(_DOVECOT.format(folder=folder, server=server, owner=owner, users=users))
    (folder / "users").write_text(f"{ACCOUNT}:{{PLAIN}}{PASSWORD}:{owner.pw_uid}:{owner.pw_gid}\n")
    process = subprocess.Popen([program, "-F", "-c", str(configuration)])
    try:
        _wait_for(server, process, folder)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=_SECONDS_TO_START)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: Dovecot, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(_SECONDS_TO_START * 10):
        with contextlib.suppress(OSError, imapclient.exceptions.IMAPClientError), server.client():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    log = (folder / "log").read_text() if (folder / "log").exists() else ""
    raise AssertionError(f"Dovecot did not start: {log}")


_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
{users}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/box
mail_home = {folder}/mail
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {server.port}
  }}
  inet_listener imaps {{
    port = {server.tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Script:
    """How the scripted server behaves, and the commands it was given."""

    messages: list[bytes] = field(default_factory=list)
    numbering: int = 7
    wants_id: bool = False
    date: str = "12-Nov-2026 10:00:00 +0800"
    refuses_all: bool = False
    hangs_at: str = ""
    breaks_at_fetch: int = 0
    without_starttls: bool = False
    commands: list[str] = field(default_factory=list)


@contextlib.contextmanager
def scripted_server(
    script: Script, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[int]:
    """The port of a server that speaks as much IMAP as a client needs to fetch mail."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                _converse(self, script)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, object]:
            connection, address = super().get_request()
            return (context.wrap_socket(connection, server_side=True) if context else connection), address

    with Server((host, 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def _converse(handler: socketserver.StreamRequestHandler, script: Script) -> None:
    """Answer commands until the client leaves or the script says to break off."""

    def say(text: str | bytes) -> None:
        handler.wfile.write((text if isinstance(text, bytes) else text.encode()) + b"\r\n")

    introduced = fetched = 0
    say("* OK ready")
    for line in handler.rfile:
        tag, _, command = line.decode().strip().partition(" ")
        script.commands.append(command)
        name = command.upper()
        if script.hangs_at and name.startswith(script.hangs_at):
            time.sleep(5)
            return
        if name == "CAPABILITY":
            say("* CAPABILITY IMAP4rev1 ID" + ("" if script.without_starttls else " STARTTLS"))
        elif name.startswith("ID "):
            introduced += 1
            say('* ID ("name" "scripted")')
        elif name.startswith(("SELECT", "EXAMINE")):
            if script.refuses_all or (script.wants_id and not introduced):
                say(f"{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com for help")
                continue
            say(f"* {len(script.messages)} EXISTS\r\n* OK [UIDVALIDITY {script.numbering}] UIDs")
        elif name.startswith("UID SEARCH"):
            say("* SEARCH " + " ".join(str(100 + n) for n in range(len(script.messages))))
        elif name.startswith("UID FETCH"):
            for uid in map(int, re.findall(r"\d+", command.split()[2])):
                data = script.messages[uid - 100]
                whole = "BODY.PEEK[]" in name
                fetched += whole
                if whole and fetched == script.breaks_at_fetch:
                    return
                part = data if whole else data.partition(b"\n\n")[0] + b"\n\n"
                label = "BODY[]" if whole else "BODY[HEADER.FIELDS (FROM SUBJECT MESSAGE-ID)]"
                facts = f'UID {uid} INTERNALDATE "{script.date}" RFC822.SIZE {len(data)}'
                say(f"* {uid - 99} FETCH ({facts} {label} {{{len(part)}}}")
                say(part + b")")
        elif name == "LOGOUT":
            say("* BYE")
        say(f"{tag} OK done")
        if name == "LOGOUT":
            return
