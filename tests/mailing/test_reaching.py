"""Servers, passwords and pauses: what sending and fetching need before a word is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError, PasswordDeleteError

from tests.mailing.mailbox import ACCOUNT, mail_server
from xlreport import cli
from xlreport.core.mailing.letters import Envelope, Letter, SendState
from xlreport.errors import SettingsError, XlreportError
from xlreport.mail.connection import Security, Server, read_server
from xlreport.mail.passwords import VARIABLE, find_password, password_for
from xlreport.mail.presets import find_preset
from xlreport.mail.smtp import SmtpMailer


@pytest.mark.parametrize(
    ("server", "address", "smtp", "imap"),
    [
        ("", "a@qq.com", "smtp.qq.com", "imap.qq.com"),
        ("", "a@foxmail.com", "smtp.qq.com", "imap.qq.com"),
        ("", "A@163.COM", "smtp.163.com", "imap.163.com"),
        ("", "a@126.com", "smtp.126.com", "imap.126.com"),
        ("", "a@139.com", "smtp.139.com", "imap.139.com"),
        ("", "a@189.cn", "smtp.189.cn", "imap.189.cn"),
        ("腾讯企业邮箱", "a@example.gov.cn", "smtp.exmail.qq.com", "imap.exmail.qq.com"),
        (" 网易企业邮箱 ", "a@example.gov.cn", "smtp.qiye.163.com", "imap.qiye.163.com"),
    ],
)
def test_the_usual_servers_need_not_be_looked_up(server: str, address: str, smtp: str, imap: str) -> None:
    preset = find_preset(server, address)
    assert preset is not None and (preset.smtp, preset.imap) == (smtp, imap)


@pytest.mark.parametrize(
    ("server", "address"), [("", "a@example.gov.cn"), ("mail.example.gov.cn", "a@qq.com")]
)
def test_a_server_of_ones_own_is_no_preset(server: str, address: str) -> None:
    assert find_preset(server, address) is None


@pytest.mark.parametrize(
    ("text", "chosen", "expected"),
    [
        ("mail.x.cn", Security.AUTO, ("mail.x.cn", 465, Security.TLS)),
        ("mail.x.cn:465", Security.AUTO, ("mail.x.cn", 465, Security.TLS)),
        ("mail.x.cn:25", Security.AUTO, ("mail.x.cn", 25, Security.STARTTLS)),
        ("mail.x.cn", Security.STARTTLS, ("mail.x.cn", 587, Security.STARTTLS)),
        ("10.0.0.8：25", Security.PLAIN, ("10.0.0.8", 25, Security.PLAIN)),
        ("[::1]:25", Security.PLAIN, ("::1", 25, Security.PLAIN)),
    ],
)
def test_a_line_is_never_left_in_the_clear_unasked(
    text: str, chosen: Security, expected: tuple[str, int, Security]
) -> None:
    assert read_server(text, chosen, tls_port=465, starttls_port=587, label="发信服务器") == Server(*expected)


@pytest.mark.parametrize("text", ["", "mail x.cn/1", "mail.x.cn:99999", "邮件服务器"])
def test_what_names_no_server_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="发信服务器"):
        read_server(text, Security.AUTO, tls_port=465, starttls_port=587, label="发信服务器")


def test_letters_are_spaced_out() -> None:
    slept: list[float] = []
    letters = [Letter("下发", "2026年11月", name, "1", (f"{name}@x.cn",), "标题", "正文") for name in "abc"]
    with mail_server() as server:
        place = Server("127.0.0.1", server.port, Security.PLAIN)
        with SmtpMailer(place, Envelope(ACCOUNT), pause=7.0, sleep=slept.append) as mailer:
            states = [mailer.send(letter, mailer.new_ident()).state for letter in letters]
    assert states == [SendState.SENT] * 3 and slept == [7.0, 7.0]


class Store(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]  # keyring makes a property of it

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class NoStore(Store):
    """What keyring does on a machine that has none."""

    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NoKeyringError


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.delenv(VARIABLE, raising=False)
    before = keyring.get_keyring()
    made = Store()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def command(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["xlreport", "password", *words])
    return cli._run()


def test_a_password_is_kept_used_and_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *words, **options: "geheim" if options["hide_input"] else "")
    assert command(monkeypatch, ACCOUNT) == 0
    assert password_for(ACCOUNT, "smtp.x.cn:465", nobody) == "geheim"
    assert command(monkeypatch, ACCOUNT, "--delete") == 0 and find_password(ACCOUNT) == ""
    assert command(monkeypatch, ACCOUNT, "--delete") == 0
    out, err = capsys.readouterr()
    assert "geheim" not in out + err and "本来就没有存过" in err
    with pytest.raises(XlreportError, match=r"xlreport password office@example\.gov\.cn"):
        password_for(ACCOUNT, "smtp.x.cn:465", nobody)


def nobody(question: str) -> str:
    """Nobody answers."""
    return ""


def test_a_password_that_was_asked_for_is_kept(store: Store) -> None:
    asked: list[str] = []

    def person(question: str) -> str:
        asked.append(question)
        return "geheim"

    assert password_for(ACCOUNT, "smtp.x.cn:465", person) == "geheim"
    assert password_for(ACCOUNT, "smtp.x.cn:465", nobody) == "geheim"
    assert len(asked) == 1 and ACCOUNT in asked[0] and "授权码" in asked[0]


def test_the_environment_comes_before_the_keyring(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.set_password("xlreport", ACCOUNT, "alt")
    monkeypatch.setenv(VARIABLE, "neu")
    assert find_password(ACCOUNT) == "neu"


def test_a_machine_without_a_keyring_is_told_of_the_environment(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring.set_keyring(NoStore())
    monkeypatch.setattr("typer.prompt", lambda *words, **options: "geheim")
    assert find_password(ACCOUNT) == ""
    assert command(monkeypatch, ACCOUNT) == cli.EXIT_NOT_DONE
    assert VARIABLE in capsys.readouterr().err
