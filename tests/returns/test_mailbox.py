"""收取邮件: a period's answers come out of a mailbox, which stays as it was, and each comes once."""

from __future__ import annotations

import os
import shutil
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from tests.returns.answering import PERIOD, answer_of, departments, folder_of, names_in, set_up
from tests.returns.imap_servers import (
    ACCOUNT,
    PASSWORD,
    Dovecot,
    Script,
    free_port,
    running_dovecot,
    scripted_server,
)
from tests.returns.mails import attachment, mail, text_part
from xlreport.core.returns.arrivals import RECORD_NAME
from xlreport.errors import XlreportError
from xlreport.mail import imap
from xlreport.mail.connection import Security, Server

Collect = Callable[..., SimpleNamespace]
FINANCE = "财政局 <czj@licheng.gov.cn>"


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real IMAP server; its absence skips on a user's machine and fails in CI."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("Dovecot is required here but is not installed")
        pytest.skip("Dovecot is not installed")
    with running_dovecot(program) as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot, sent: Path, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """The server with empty folders, which the master's settings name and whose certificate is trusted."""
    dovecot.empty()
    use(sent, f"localhost:{dovecot.tls_port}", "SSL", monkeypatch)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    return dovecot


def use(master: Path, server: str, security: str, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Name a mailbox in the settings and give its password."""
    settings = {"imap_account": ACCOUNT, "imap_server": server, "imap_security": security, **more}
    set_up(master, settings=settings)
    monkeypatch.setenv("XLREPORT_MAIL_PASSWORD", PASSWORD)


def answer_mail(master: Path, inbox: Path, department: str = "区财政局", **options: str) -> bytes:
    sender = {"区财政局": FINANCE, "区医保局": "ybj@licheng.gov.cn"}[department]
    table = attachment("反馈表.xlsx", answer_of(master, department, inbox))
    return mail(text_part("见附件"), table, **{"sender": sender, "subject": "材料", **options})


@pytest.mark.parametrize("security", ["SSL", "STARTTLS", "不加密"])
def test_answers_come_out_of_a_mailbox_which_stays_unread(
    sent: Path,
    inbox: Path,
    collect: Collect,
    mailbox: Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    port = mailbox.tls_port if security == "SSL" else mailbox.port
    use(sent, f"localhost:{port}", security, monkeypatch)
    mailbox.deliver(answer_mail(sent, inbox))
    mailbox.deliver(answer_mail(sent, inbox, "区医保局"))
    found = collect("--mailbox")
    assert found.status == 0 and departments(found) == ["区医保局", "区财政局"]
    assert {item["sender"] for item in found.files} == {"czj@licheng.gov.cn", "ybj@licheng.gov.cn"}
    assert found.json["mailbox"] == {"account": ACCOUNT, "fetched": 2, "before": 0, "own": 0}
    assert mailbox.unread() == 2
    before = names_in(sent)
    again = collect("--mailbox")
    assert again.json["mailbox"]["before"] == 2 and again.json["mailbox"]["fetched"] == 0
    assert not again.copied and names_in(sent) == before
    assert not collect(command="merge").rejections


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_url_names_another_mailbox_than_the_settings(
    sent: Path,
    inbox: Path,
    collect: Collect,
    mailbox: Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    use(sent, f"localhost:{free_port()}", "SSL", monkeypatch)
    mailbox.deliver(answer_mail(sent, inbox), folder="反馈")
    port = mailbox.tls_port if scheme == "imaps" else mailbox.port
    found = collect("--imap", f"{scheme}://{ACCOUNT}@localhost:{port}/{quote('反馈')}")
    assert found.status == 0 and departments(found) == ["区财政局"]


@pytest.mark.parametrize(
    "url", ["imap.example.cn", "http://imap.example.cn", "imaps://a:geheim@x.cn", "imaps://", "imaps://x:y"]
)
def test_a_url_that_is_none_or_tells_a_password_is_refused(collect: Collect, url: str) -> None:
    found = collect("--imap", url)
    assert found.status == 2 and "imaps://账号@服务器/文件夹" in found.said and "geheim" not in found.said


def test_only_the_periods_mails_are_taken(
    sent: Path, inbox: Path, collect: Collect, mailbox: Dovecot
) -> None:
    def from_stranger(subject: str, name: str) -> bytes:
        return mail(attachment(name, name.encode()), sender="a@qq.com", subject=subject)

    mailbox.deliver(answer_mail(sent, inbox), when=datetime(2026, 11, 9, 12, 0, 0))
    mailbox.deliver(from_stranger("广告", "广告.xlsx"))
    mailbox.deliver(from_stranger(f"回复：请填报{PERIOD}任务落实情况", "代发.xlsx"))
    mailbox.deliver(from_stranger("Re: 2026 年 11 月反馈", "空格.xlsx"))
    mailbox.deliver(mail(attachment("自己.xlsx", b"x"), sender=ACCOUNT.upper(), subject=f"{PERIOD}下发"))
    found = collect("--mailbox")
    assert names_in(sent) == ["代发.xlsx", "空格.xlsx"]
    assert found.json["mailbox"] == {"account": ACCOUNT, "fetched": 2, "before": 0, "own": 1}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot change its time zone for one process")
def test_the_day_of_the_dispatch_is_the_clerks_not_the_servers(
    sent: Path, inbox: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    script = Script([answer_mail(sent, inbox)], date="09-Nov-2026 17:00:00 +0000")
    with scripted_server(script) as port:
        use(sent, f"localhost:{port}", "不加密", monkeypatch)
        assert departments(collect("--mailbox")) == ["区财政局"], "it was the 10th in China"
        assert any("SINCE 09-Nov-2026" in command for command in script.commands)
        script.date = "09-Nov-2026 15:00:00 +0000"
        script.numbering += 1
        assert collect("--mailbox").json["mailbox"] == {
            "account": ACCOUNT,
            "fetched": 0,
            "before": 0,
            "own": 0,
        }
    monkeypatch.undo()
    time.tzset()


def test_mails_are_marked_read_only_when_asked(
    sent: Path, inbox: Path, collect: Collect, mailbox: Dovecot
) -> None:
    mailbox.deliver(answer_mail(sent, inbox))
    mailbox.deliver(mail(text_part("广告"), sender="a@qq.com", subject="广告"))
    collect("--mailbox")
    assert mailbox.unread() == 2
    collect("--mailbox", "--mark-read")
    assert mailbox.unread() == 1, "also what was fetched before, but nothing else"


def test_a_folder_with_a_chinese_name_is_found(
    sent: Path, inbox: Path, collect: Collect, mailbox: Dovecot
) -> None:
    mailbox.deliver(answer_mail(sent, inbox), folder="督查 & 反馈")
    set_up(sent, settings={"imap_folder": "督查 & 反馈"})
    assert departments(collect("--mailbox")) == ["区财政局"]
    set_up(sent, settings={"imap_folder": "没有这个"})
    missing = collect("--mailbox")
    assert missing.status == 2 and "没有这个" in missing.said and "督查 & 反馈" in missing.said
    set_up(sent, settings={"imap_folder": "收件箱"})
    assert collect("--mailbox").status == 0


def test_a_mail_without_a_file_is_named_until_its_department_answers(
    sent: Path, inbox: Path, collect: Collect, mailbox: Dovecot
) -> None:
    link = "请下载 https://pan.baidu.com/s/1abc"
    mailbox.deliver(mail(text_part(link), sender=FINANCE, subject=f"回复：{PERIOD}"))
    (row,) = collect("--mailbox").empty_mails
    assert (row["department"], row["received_at"]) == ("区财政局", "2026-11-12 10:00:00")
    assert "pan.baidu.com" in row["reason"]
    assert collect("--mailbox").empty_mails == [row]
    mailbox.deliver(answer_mail(sent, inbox), when=datetime(2026, 11, 13, 8, 0, 0))
    assert collect("--mailbox").empty_mails == []
    mailbox.deliver(mail(text_part(link), sender=FINANCE), when=datetime(2026, 11, 14, 8, 0, 0))
    assert len(collect("--mailbox").empty_mails) == 1, "a later one counts again"


def test_hostile_mails_in_the_box_stop_nothing(
    sent: Path, inbox: Path, collect: Collect, mailbox: Dovecot
) -> None:
    raw = f"Subject: {PERIOD}反馈\r\nFrom: 财政局 <czj@licheng.gov.cn>\r\n\r\n".encode("gbk")
    for bad in (raw, b"From: czj@licheng.gov.cn\r\n", b"From: czj@licheng.gov.cn\r\n\r\n\x00\xff" * 9):
        mailbox.deliver(bad.replace(b"\x00", b"\x01"))
    name = "../../" + "长" * 300 + ".xlsx"
    mailbox.deliver(mail(attachment(name, b"PK\x03\x04"), sender=FINANCE))
    mailbox.deliver(answer_mail(sent, inbox))
    found = collect("--mailbox")
    assert found.status == 0 and departments(found) == ["区财政局"]
    assert {row["department"] for row in found.empty_mails} == {"区财政局"}


def test_a_wrong_password_is_told_with_the_hint_that_codes_are_needed(
    sent: Path, inbox: Path, collect: Collect, mailbox: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.xlsx").write_bytes(answer_of(sent, "区财政局", inbox))
    for wrong in ("wr0ng", "中文密码"):
        monkeypatch.setenv("XLREPORT_MAIL_PASSWORD", wrong)
        found = collect(inbox, "--mailbox")
        assert found.status == 2 and "登录不上" in found.said and "授权码" in found.said
        assert wrong not in found.said
    assert departments(found) == ["区财政局"], "the other sources are collected all the same"
    assert ACCOUNT in found.failed[0]["source"]


def test_a_certificate_that_nobody_vouches_for_is_refused(
    collect: Collect, mailbox: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    found = collect("--mailbox")
    assert found.status == 2 and "证书不可信" in found.said


def test_a_certificate_of_another_host_is_refused(
    sent: Path, collect: Collect, mailbox: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(sent, f"127.0.0.2:{mailbox.tls_port}", "SSL", monkeypatch)
    script = Script()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(mailbox.certificate, mailbox.certificate.with_name("key.pem"))
    with scripted_server(script, context, host="127.0.0.2") as port:
        use(sent, f"127.0.0.2:{port}", "SSL", monkeypatch)
        assert "证书不可信" in collect("--mailbox").said
    assert not script.commands


@pytest.mark.parametrize(
    ("server", "security", "words"),
    [
        ("没有这台.invalid", "SSL", "看不懂"),
        ("none.invalid", "SSL", "找不到邮件服务器"),
        ("localhost:{port}", "SSL", "拒绝连接"),
        ("", "自动", "不知道邮箱"),
    ],
)
def test_a_server_that_cannot_be_found_is_told(
    sent: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch, server: str, security: str, words: str
) -> None:
    use(sent, server.format(port=free_port()), security, monkeypatch)
    found = collect("--mailbox")
    assert found.status == 2 and words in found.said


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"imap_account": ""}, "收件账号"), ({"period": "2031年1月"}, "还没有下发")],
)
def test_what_is_missing_before_mails_can_be_fetched_is_told(
    sent: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    use(sent, "localhost:1", "SSL", monkeypatch, **settings)
    found = collect("--mailbox")
    assert found.status == 2 and words in found.said


def test_a_server_that_does_not_answer_is_given_up(
    sent: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "TIMEOUT", 0.3)
    with scripted_server(Script(hangs_at="LOGIN")) as port:
        use(sent, f"localhost:{port}", "不加密", monkeypatch)
        found = collect("--mailbox")
    assert found.status == 2 and "没有回应" in found.said


def test_netease_is_told_who_asks_and_nothing_in_the_box_is_changed(
    sent: Path, inbox: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script([answer_mail(sent, inbox)], wants_id=True)
    with scripted_server(script) as port:
        use(sent, f"localhost:{port}", "不加密", monkeypatch)
        assert departments(collect("--mailbox")) == ["区财政局"]
    verbs = [command.upper() for command in script.commands]
    assert any(verb.startswith("EXAMINE") for verb in verbs)
    assert not any(verb.startswith(("SELECT", "UID STORE", "CLOSE", "EXPUNGE")) for verb in verbs)
    assert not any("BODY[" in verb or "RFC822 " in verb for verb in verbs)


def test_a_box_that_refuses_programs_altogether_is_told(
    sent: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted_server(Script(refuses_all=True)) as port:
        use(sent, f"localhost:{port}", "不加密", monkeypatch)
        found = collect("--mailbox")
    assert found.status == 2 and "不让程序收信" in found.said and "授权码" in found.said


def test_a_line_that_breaks_keeps_what_came_and_fetches_the_rest_next_time(
    sent: Path, inbox: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [answer_mail(sent, inbox), answer_mail(sent, inbox, "区医保局")]
    script = Script(messages, breaks_at_fetch=2)
    with scripted_server(script) as port:
        use(sent, f"localhost:{port}", "不加密", monkeypatch)
        found = collect("--mailbox")
        assert found.status == 2 and "中断" in found.said and departments(found) == ["区财政局"]
        script.breaks_at_fetch = 0
        found = collect("--mailbox")
    assert found.json["mailbox"]["fetched"] == 1 and departments(found) == ["区医保局", "区财政局"]


def test_a_box_numbered_anew_gives_no_mail_twice(
    sent: Path, inbox: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script([answer_mail(sent, inbox, headers="Message-ID: <1@licheng>\n")])
    with scripted_server(script) as port:
        use(sent, f"localhost:{port}", "不加密", monkeypatch)
        collect("--mailbox")
        script.messages.insert(0, answer_mail(sent, inbox, "区医保局", headers="Message-ID: <2@licheng>\n"))
        script.numbering += 1
        found = collect("--mailbox").json["mailbox"]
        assert (found["fetched"], found["before"]) == (1, 1)
        (folder_of(sent) / RECORD_NAME).unlink()
        assert collect("--mailbox").json["mailbox"]["fetched"] == 2
    assert len(names_in(sent)) == 2


def test_a_line_is_never_left_in_the_clear_unless_the_clerk_says_so(
    sent: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script(without_starttls=True)
    with scripted_server(script) as port:
        for security in ("自动", "STARTTLS"):
            use(sent, f"localhost:{port}", security, monkeypatch)
            found = collect("--mailbox")
            assert found.status == 2 and "STARTTLS" in found.said
    assert not any(command.startswith("LOGIN") for command in script.commands)


def test_a_password_never_goes_unencrypted_over_the_open_internet() -> None:
    for address, allowed in (("8.8.8.8", False), ("10.1.2.3", True), ("59.200.1.1", True), ("::1", True)):
        box = imap.ImapMailbox(Server("mail", 143, Security.PLAIN), ACCOUNT, PASSWORD)
        line = SimpleNamespace(getpeername=lambda address=address: (address, 143))
        box._client = SimpleNamespace(socket=lambda line=line: line)
        if allowed:
            box._require_intranet()
        else:
            with pytest.raises(XlreportError, match="不在内网"):
                box._require_intranet()
