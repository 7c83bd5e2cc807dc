"""Letters through Debian's own mail server, Exim: encrypted, with a login, into a real mailbox."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.mailing.mailbox import ACCOUNT, PASSWORD, attachments, body, free_port, self_signed, text
from tests.mailing.sending import PERIOD, departments, log_of, send, set_email, settings
from xlreport.core.mailing.letters import SendState
from xlreport.mail.passwords import VARIABLE

_SECONDS = 20
_CONFIGURATION = """
primary_hostname = mail.example.gov.cn
domainlist local_domains = example.gov.cn
spool_directory = {folder}/spool
log_file_path = {folder}/log/%s
pid_file_path = {folder}/exim.pid
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
acl_smtp_rcpt = receivers
acl_smtp_data = accepted
keep_environment =
begin acl
receivers:
  deny message = Authentication required
       !authenticated = *
  deny message = User unknown
       local_parts = weg
  accept domains = +local_domains
  deny message = relay not permitted
accepted:
  accept
begin routers
all:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  envelope_to_add
  user = Debian-exim
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{account}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_set_id = $auth2
"""


@dataclass(frozen=True)
class Exim:
    """A running Exim that delivers everything into one mailbox."""

    port: int
    folder: Path

    def messages(self, count: int) -> dict[str, Message]:
        """The messages delivered, by receiver, as soon as there are so many."""
        deadline = time.monotonic() + _SECONDS
        while len(paths := list((self.folder / "mail" / "new").glob("*"))) < count:
            assert time.monotonic() < deadline, (len(paths), self._log())
            time.sleep(0.05)
        messages = [message_from_bytes(path.read_bytes()) for path in paths]
        return {str(message["Envelope-to"]): message for message in messages}

    def _log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in (self.folder / "log").glob("*"))


@pytest.fixture
def exim() -> Iterator[Exim]:
    """Debian's Exim on a free port; its absence skips on a user's machine and fails in CI."""
    program = shutil.which("exim4") or shutil.which("exim4", path="/usr/sbin")
    if program is None or os.geteuid() != 0:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("Exim is required here but is not installed, or the tests do not run as root")
        pytest.skip("Exim is not installed, or cannot be started without being root")
    folder = Path(tempfile.mkdtemp(prefix="exim-"))
    server = Exim(free_port(), folder)
    self_signed(folder)
    for name in ("spool", "log", "mail"):
        (folder / name).mkdir()
        shutil.chown(folder / name, "Debian-exim", "Debian-exim")
    (folder / "server.pem").chmod(0o644)
    folder.chmod(0o755)
    configuration = folder / "exim.conf"
    configuration.write_text(
        _CONFIGURATION.format(folder=folder, port=server.port, account=ACCOUNT, password=PASSWORD)
    )
    process = subprocess.Popen([program, "-C", str(configuration), "-bdf"])
    try:
        _wait_for(server.port, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"Exim did not start (status {process.poll()})")


def test_every_department_finds_its_own_book_in_its_mailbox(
    sent_out: Path, exim: Exim, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(
        sent_out,
        mail_way="SMTP",
        mail_from=ACCOUNT,
        smtp_server=f"127.0.0.1:{exim.port}",
        smtp_security="STARTTLS",
        mail_pause="0",
    )
    set_email(sent_out, "区财政局", "weg@example.gov.cn")
    monkeypatch.setenv("SSL_CERT_FILE", str(exim.folder / "server.pem"))
    monkeypatch.setenv(VARIABLE, PASSWORD)
    result = send(sent_out)
    messages = exim.messages(17)
    log = log_of(sent_out)
    assert not result.is_complete and log["区财政局"].state == SendState.REFUSED
    assert "User unknown" in log["区财政局"].detail
    for department in departments(sent_out):
        if department == "区财政局":
            continue
        message = messages[log[department].address]
        book = sent_out.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
        assert attachments(message) == [(book.name, book.name, book.read_bytes())]
        assert text(message["From"]) == f"某区政府办 <{ACCOUNT}>"
        assert body(message).startswith(f"{department}：\n")
        assert log[department].state == SendState.SENT and log[department].ident == message["Message-ID"]
        assert "esmtpsa" in message["Received"], "encrypted and with a login"
