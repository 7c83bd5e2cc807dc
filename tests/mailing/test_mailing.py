"""发送邮件: every department its own book, once, whatever the server does."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.answers import fill
from tests.mailing.mailbox import (
    ACCOUNT,
    PASSWORD,
    MailServer,
    attachments,
    body,
    mail_server,
    self_signed,
    text,
)
from tests.mailing.sending import (
    NOW,
    PERIOD,
    TODAY,
    HearingUi,
    address_of,
    departments,
    drafts_of,
    log_of,
    send,
    set_email,
    settings,
)
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.mailing.mail import mail
from xlreport.actions.merge.merge import merge
from xlreport.actions.reminders.remind_by_mail import MailedReminders, remind_by_mail
from xlreport.books.file import FileBook
from xlreport.core.mailing.letters import MailPlan, SendState, SendWay
from xlreport.core.mailing.send_log import read_send_log
from xlreport.core.master.register import RegisterEntry
from xlreport.core.schema import SEND_LOG_SHEET, SETTINGS_SHEET, TABLE_SHEET
from xlreport.desk.mailing import sending
from xlreport.desk.mailing.sending import MailOrder, journal_of
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.errors import WorkbookError, XlreportError
from xlreport.mail.journal import INTERRUPTED, Journal
from xlreport.mail.passwords import VARIABLE
from xlreport.ui.port import SilentUi


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def by_smtp(sent_out: Path, server: MailServer) -> Path:
    """The same, to be sent through a server of the intranet: not encrypted, without a login."""
    settings(
        sent_out,
        mail_way="SMTP",
        mail_from=ACCOUNT,
        smtp_server=f"127.0.0.1:{server.port}",
        smtp_security="不加密",
        smtp_account="无",
        mail_pause="0",
    )
    return sent_out


# --- what is sent -----------------------------------------------------------------------------------


def test_every_department_gets_a_draft_with_its_own_book(sent_out: Path) -> None:
    result = send(sent_out)
    assert result.is_complete and result.way is SendWay.DRAFT
    drafts = drafts_of(sent_out)
    assert set(drafts) == {f"下发-{department}" for department in departments(sent_out)}
    for department in departments(sent_out):
        draft = drafts[f"下发-{department}"]
        book = sent_out.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
        assert attachments(draft) == [(book.name, book.name, book.read_bytes())]
        assert department in text(draft["Subject"]) and PERIOD in text(draft["Subject"])
        assert body(draft).startswith(f"{department}：\n")
        assert draft["X-Unsent"] == "1" and draft["Date"] is None and draft["Message-ID"] is None
    assert {record.state for record in log_of(sent_out).values()} == {SendState.DRAFTED}


def test_a_letter_says_what_its_department_needs_to_know(sent_out: Path) -> None:
    settings(sent_out, reply_to="联系人王某，电话0000000")
    send(sent_out, only=("区财政局",))
    said = body(drafts_of(sent_out)["下发-区财政局"])
    master = read_master(FileBook(sent_out))
    numbers = "、".join(task.number for task in master.tasks_of("区财政局"))
    assert f"第{numbers}项" in said and f"共{len(master.tasks_of('区财政局'))}项" in said
    assert "2026年11月25日前" in said and "联系人王某，电话0000000" in said and "某区政府办" in said
    assert "{" not in said


def test_letters_go_through_a_server_as_they_were_composed(by_smtp: Path, server: MailServer) -> None:
    result = send(by_smtp)
    assert result.is_complete and len(server.received) == 18
    for department, message in zip(departments(by_smtp), server.messages(), strict=True):
        book = by_smtp.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
        assert attachments(message) == [(book.name, book.name, book.read_bytes())]
        assert text(message["From"]) == f"某区政府办 <{ACCOUNT}>"
        assert message["Message-ID"].endswith("@example.gov.cn>") and message["Date"]
        assert "X-Unsent" not in message
        record = log_of(by_smtp)[department]
        assert record.state == SendState.SENT and record.ident == message["Message-ID"]
        assert record.address == message["To"] and record.file == book.name
    assert len({message["Message-ID"] for message in server.messages()}) == 18


def test_nothing_of_the_clerks_machine_is_in_a_mail(by_smtp: Path, server: MailServer) -> None:
    import getpass  # noqa: PLC0415
    import socket  # noqa: PLC0415

    send(by_smtp, only=("区财政局",))
    ((_, content),) = server.received
    head = content.partition(b"\r\n\r\n")[0].decode("ascii")
    assert socket.gethostname() not in head and getpass.getuser() not in head
    assert str(by_smtp.parent) not in content.decode("ascii")


def test_copies_answers_and_several_receivers(by_smtp: Path, server: MailServer) -> None:
    settings(by_smtp, mail_cc="督查室 <dc@example.gov.cn>", mail_reply="huishou@example.gov.cn")
    set_email(by_smtp, "区财政局", "a@example.gov.cn；张三 <b@example.gov.cn>、a@example.gov.cn")
    send(by_smtp, only=("区财政局",))
    ((receivers, _),) = server.received
    assert receivers == ("a@example.gov.cn", "b@example.gov.cn", "dc@example.gov.cn")
    (message,) = server.messages()
    assert message["To"] == "a@example.gov.cn, b@example.gov.cn"
    assert (message["Cc"], message["Reply-To"]) == ("dc@example.gov.cn", "huishou@example.gov.cn")
    assert log_of(by_smtp)["区财政局"].copy == "dc@example.gov.cn"


def test_a_department_that_gets_every_copy_is_pointed_out(sent_out: Path) -> None:
    set_email(sent_out, "区科技局", "kj@example.gov.cn")
    settings(sent_out, mail_cc="kj@example.gov.cn")
    ui = HearingUi()
    send(sent_out, ui, dry_run=True)
    assert any("“抄送邮箱”是区科技局的" in said for said in ui.said)


def test_names_of_attachments_are_whole_in_both_places(sent_out: Path) -> None:
    """Outlook and QQ show tcmime.bin for RFC 2231 names in pieces."""
    settings(sent_out, period="2026年第四季度（含年度总结情况补充说明材料）")
    dispatch(FileBook(sent_out), SilentUi(), now=NOW)
    mail(FileBook(sent_out), HearingUi(), MailOrder(only=("区人力资源社会保障局",)), today=TODAY)
    (path,) = (sent_out.parent / "发件箱").rglob("*.eml")
    raw = path.read_bytes()
    assert b"filename*0" not in raw and b"name*0" not in raw and raw.count(b"filename*=utf-8''") == 1
    assert all(len(line) <= 998 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
    words = re.findall(rb"=\?utf-8\?b\?[^?]*\?=", raw)
    assert words and all(len(word) <= 75 for word in words)
    ((name, extended, _),) = attachments(message_from_bytes(raw))
    assert name == extended == "区人力资源社会保障局-2026年第四季度（含年度总结情况补充说明材料）.xlsx"


def test_a_dry_run_lists_and_touches_nothing(by_smtp: Path, server: MailServer) -> None:
    before = by_smtp.read_bytes()
    result = send(by_smtp, dry_run=True)
    assert len(result.plan.letters) == 18 and not result.records
    assert not server.received and by_smtp.read_bytes() == before
    assert not list((by_smtp.parent / "发件箱").rglob("*.eml"))
    assert not list((by_smtp.parent / "发件箱").rglob("*.jsonl"))


def test_who_says_no_sends_nothing(by_smtp: Path, server: MailServer) -> None:
    seen: list[MailPlan] = []

    def refuses(plan: MailPlan) -> bool:
        seen.append(plan)
        return False

    before = by_smtp.read_bytes()
    mail(FileBook(by_smtp), HearingUi(), MailOrder(), today=TODAY, agrees=refuses)
    assert len(seen[0].letters) == 18
    assert not server.received and by_smtp.read_bytes() == before


# --- who gets none -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "reason"),
    [("", "没有它的电子邮箱"), ("财政局", "“财政局”写法不对"), ("a@b.cn；坏的@", "“坏的@”写法不对")],
)
def test_a_department_without_an_address_is_named_before_anything_is_sent(
    by_smtp: Path, server: MailServer, address: str, reason: str
) -> None:
    set_email(by_smtp, "区财政局", address)
    ui = HearingUi()

    def agrees(plan: MailPlan) -> bool:
        assert any("不发给区财政局" in said and reason in said for said in ui.said)
        assert not server.received
        return True

    result = mail(FileBook(by_smtp), ui, MailOrder(), today=TODAY, agrees=agrees).sending
    assert len(server.received) == 17 and not result.is_complete
    assert [held.department for held in result.plan.held] == ["区财政局"]


def test_who_has_answered_is_not_written_to(by_smtp: Path, server: MailServer) -> None:
    book = by_smtp.parent / "下发" / PERIOD / f"区财政局-{PERIOD}.xlsx"
    numbers = [task.number for task in read_master(FileBook(by_smtp)).tasks_of("区财政局")]
    texts = {"support": "无", "problems": "无", "progress": "已办。"}
    fill(book, dict.fromkeys(numbers, texts), by_smtp.parent / "回收" / PERIOD / book.name)
    merge(FileBook(by_smtp), SilentUi(), now=NOW, apply=True)
    result = send(by_smtp)
    assert len(server.received) == 17 and result.is_complete
    assert [(held.department, held.settled) for held in result.plan.held] == [("区财政局", True)]


def test_a_book_that_is_missing_is_named(by_smtp: Path, server: MailServer) -> None:
    (by_smtp.parent / "下发" / PERIOD / f"区财政局-{PERIOD}.xlsx").unlink()
    result = send(by_smtp)
    assert len(server.received) == 17
    assert "没有它的反馈表" in result.plan.held[0].reason


def test_a_renamed_book_still_reaches_its_own_department(by_smtp: Path, server: MailServer) -> None:
    folder = by_smtp.parent / "下发" / PERIOD
    (folder / f"区财政局-{PERIOD}.xlsx").rename(folder / "财政（最终版）.xlsx")
    send(by_smtp, only=("区财政局",))
    ((name, _, data),) = attachments(server.messages()[0])
    assert name == "财政（最终版）.xlsx" and data == (folder / name).read_bytes()


def test_books_with_swapped_names_do_not_leave(by_smtp: Path, server: MailServer) -> None:
    """The name of a file is never its identity; and a name that names another department stops it all."""
    folder = by_smtp.parent / "下发" / PERIOD
    one, other = folder / f"区财政局-{PERIOD}.xlsx", folder / f"区交警大队-{PERIOD}.xlsx"
    spare = folder / "x.xlsx"
    one.rename(spare)
    other.rename(one)
    spare.rename(other)
    with pytest.raises(XlreportError, match="“邮件正文”里的其他部门名称“区"):
        send(by_smtp)
    assert not server.received


def test_it_is_not_guessed_which_of_two_books_to_send(by_smtp: Path, server: MailServer) -> None:
    book = by_smtp.parent / "下发" / PERIOD / f"区财政局-{PERIOD}.xlsx"
    fill(book, {}, book.with_name("区财政局-改.xlsx"))
    result = send(by_smtp, only=("区财政局",))
    assert not server.received and "不知道发哪一份" in result.plan.held[0].reason


def test_files_that_are_no_department_books_stay(by_smtp: Path, server: MailServer) -> None:
    folder = by_smtp.parent / "下发" / PERIOD
    shutil.copy2(by_smtp, folder / "总表.xlsx")
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    ui = HearingUi()
    send(by_smtp, ui)
    assert len(server.received) == 18
    assert any("总表.xlsx" in said and "说明.txt" in said and "不会发出" in said for said in ui.said)


def test_a_book_saved_again_is_not_sent_with_a_name_in_it(by_smtp: Path, server: MailServer) -> None:
    book = by_smtp.parent / "下发" / PERIOD / f"区财政局-{PERIOD}.xlsx"
    workbook = load_workbook(book)
    workbook.properties.lastModifiedBy = "王某某"
    workbook.save(book)
    result = send(by_smtp, only=("区财政局",))
    assert not server.received and "王某某" in result.plan.held[0].reason


def test_an_unknown_department_is_refused(by_smtp: Path) -> None:
    with pytest.raises(XlreportError, match="没有给“区不存在局”下发过"):
        send(by_smtp, only=("区不存在局",))


def test_a_period_without_a_dispatch_is_refused(master: Path) -> None:
    with pytest.raises(XlreportError, match="还没有下发过反馈表"):
        send(master, period="2030年1月")


# --- what must not leave -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "leak"),
    [
        ({"mail_body": "{部门}：请与区交警大队联系。"}, "邮件正文.*其他部门名称“区交警大队”"),
        ({"mail_subject": "转 bm02@example.gov.cn"}, "邮件标题.*其他部门邮箱"),
    ],
)
def test_a_letter_that_names_another_department_stops_everything(
    by_smtp: Path, server: MailServer, template: dict[str, str], leak: str
) -> None:
    settings(by_smtp, **template)
    before = by_smtp.read_bytes()
    with pytest.raises(XlreportError, match=leak):
        send(by_smtp)
    assert not server.received and by_smtp.read_bytes() == before


def test_a_book_that_was_tampered_with_after_the_dispatch_stops_everything(
    by_smtp: Path, server: MailServer
) -> None:
    """Somebody pastes the contact of another department into a hidden sheet."""
    book = by_smtp.parent / "下发" / PERIOD / f"区交警大队-{PERIOD}.xlsx"
    table = load_workbook(by_smtp)[TABLE_SHEET]
    workbook = load_workbook(book)
    sheet = workbook.create_sheet("备注")
    sheet.sheet_state = "hidden"
    foreign = (row for row in table.iter_rows(min_row=3) if "区交警大队" not in str(row[4].value))
    sheet["A1"] = next(str(row[7].value) for row in foreign if re.search(r"\d{7}", str(row[7].value)))
    workbook.save(book)
    with pytest.raises(XlreportError, match=rf"区交警大队.*{re.escape(book.name)} 的 xl/"):
        send(by_smtp)
    assert not server.received


def test_a_template_with_an_unknown_field_is_refused(by_smtp: Path, server: MailServer) -> None:
    settings(by_smtp, mail_body="{部们}：请填报")
    with pytest.raises(XlreportError, match=r"“下发正文”用了不认识的字段\{部们\}"):
        send(by_smtp)
    assert not server.received


# --- once, and remembered ----------------------------------------------------------------------------


def test_sending_again_skips_what_was_sent(by_smtp: Path, server: MailServer) -> None:
    send(by_smtp, only=("区财政局", "区科技局"))
    send(by_smtp)
    assert len(server.received) == 18 and len(set(server.receivers())) == 18
    assert send(by_smtp).is_complete and len(server.received) == 18
    send(by_smtp, only=("区财政局",), again=True)
    assert len(server.received) == 19


def test_a_new_book_of_the_same_period_is_sent(by_smtp: Path, server: MailServer) -> None:
    send(by_smtp)
    workbook = load_workbook(by_smtp)
    sheet = workbook[TABLE_SHEET]
    row = next(r for r in range(3, sheet.max_row + 1) if sheet.cell(r, 5).value == "区交警大队")
    sheet.cell(row, 10).value = "请尽快办理"
    workbook.save(by_smtp)
    dispatch(FileBook(by_smtp), SilentUi(), now=NOW)
    result = send(by_smtp)
    assert [letter.department for letter in result.plan.letters] == ["区交警大队"]
    assert len(server.received) == 19


def test_a_refused_receiver_does_not_stop_the_others(by_smtp: Path, server: MailServer) -> None:
    set_email(by_smtp, "区财政局", "weg@example.gov.cn")
    server.refused["weg@example.gov.cn"] = "550 5.1.1 User unknown"
    result = send(by_smtp)
    assert len(server.received) == 17 and not result.is_complete
    record = log_of(by_smtp)["区财政局"]
    assert record.state == SendState.REFUSED and "550 5.1.1 User unknown" in record.detail
    server.refused.clear()
    assert [letter.department for letter in send(by_smtp).plan.letters] == ["区财政局"]
    assert len(server.received) == 18


def test_one_refused_receiver_of_several_is_named(by_smtp: Path, server: MailServer) -> None:
    set_email(by_smtp, "区财政局", "a@example.gov.cn；weg@example.gov.cn")
    server.refused["weg@example.gov.cn"] = "550 5.1.1 User unknown"
    ui = HearingUi()
    send(by_smtp, ui, only=("区财政局",))
    assert server.receivers() == ["a@example.gov.cn"]
    assert log_of(by_smtp)["区财政局"].state == SendState.SENT
    assert any("weg@example.gov.cn" in said for said in ui.said)


def test_a_message_that_the_server_will_not_have_is_not_marked_as_sent(
    by_smtp: Path, server: MailServer
) -> None:
    server.replies[3] = "552 5.3.4 Message too big"
    result = send(by_smtp)
    assert len(server.received) == 17
    states = [record.state for record in result.records]
    assert states[2] == SendState.FAILED and set(states[:2] + states[3:]) == {SendState.SENT}
    send(by_smtp)
    assert len(server.received) == 18 == len(set(server.receivers()))


def test_a_server_that_takes_no_more_stops_the_rest_which_go_later(by_smtp: Path, server: MailServer) -> None:
    server.replies[6] = "421 4.7.0 Too many messages"
    ui = HearingUi()
    result = send(by_smtp, ui)
    assert len(server.received) == 5 and "Too many messages" in result.stopped and not result.is_complete
    assert any("还有12封没有发" in said for said in ui.said)
    assert send(by_smtp).is_complete
    assert len(server.received) == 18 == len(set(server.receivers()))


@pytest.mark.parametrize("taken", [True, False])
def test_a_line_that_breaks_at_the_last_moment_leaves_a_doubt_and_sends_nothing_twice(
    by_smtp: Path, server: MailServer, taken: bool
) -> None:
    """Whether the server took the message cannot be known; the clerk looks, and says so."""
    server.hangs_up_at, server.hangs_up_after_taking = 4, taken
    ui = HearingUi()
    send(by_smtp, ui)
    assert len(server.received) == (18 if taken else 17) and server.connections == 2
    (doubtful,) = [record for record in log_of(by_smtp).values() if record.state == SendState.UNCERTAIN]
    assert any(doubtful.department in said and "不确定" in said for said in ui.said)
    again = send(by_smtp)
    assert not again.plan.letters and not again.is_complete
    assert any("“已发送”里核对" in held.reason for held in again.plan.held)
    workbook = load_workbook(by_smtp)
    sheet = workbook[SEND_LOG_SHEET]
    headings = [cell.value for cell in sheet[3]]
    sheet.cell(doubtful.row, headings.index("结果") + 1).value = SendState.FAILED.value
    workbook.save(by_smtp)
    assert [letter.department for letter in send(by_smtp).plan.letters] == [doubtful.department]


class _PowerCut(BaseException):
    """The machine goes off: nothing else of the program runs."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_never_sends_twice_and_never_marks_what_was_not_sent(
    by_smtp: Path, server: MailServer, moment: str
) -> None:
    """The program dies at the fifth letter, just before or just after the server took it."""
    from xlreport.mail.smtp import SmtpMailer  # noqa: PLC0415

    whole = SmtpMailer.send

    dying = pytest.MonkeyPatch()

    def dies(self: SmtpMailer, letter: Any, ident: str) -> Any:
        if len(server.received) == 4:
            if moment == "after":
                whole(self, letter, ident)
            dying.setattr(sending, "settle", lambda book, journal: None)
            raise _PowerCut
        return whole(self, letter, ident)

    dying.setattr(SmtpMailer, "send", dies)
    with pytest.raises(_PowerCut):
        send(by_smtp)
    dying.undo()
    assert len(server.received) == (5 if moment == "after" else 4)
    assert not [r for r in log_of(by_smtp).values() if r.state == SendState.SENT]
    result = send(by_smtp)
    assert len(server.receivers()) == len(set(server.receivers())) == (18 if moment == "after" else 17)
    (doubtful,) = [record for record in log_of(by_smtp).values() if record.state == SendState.UNCERTAIN]
    assert doubtful.detail == INTERRUPTED and not result.is_complete
    assert len(log_of(by_smtp)) == 18
    assert not list((by_smtp.parent / "发件箱").rglob("*.jsonl"))


def test_what_was_sent_is_not_lost_when_the_master_cannot_be_saved(
    by_smtp: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk opens the master in Excel while letters go out."""
    saves = []
    whole = FileBook.save

    def locked_later(self: FileBook) -> None:
        saves.append(1)
        if len(saves) > 1:
            raise WorkbookError("“任务分工表.xlsx”正在 Excel 里打开", untouched="没有保存", todo="请关闭")
        whole(self)

    with monkeypatch.context() as locked:
        locked.setattr(FileBook, "save", locked_later)
        with pytest.raises(XlreportError, match="18封邮件的情况记在“发件箱”的发送流水里"):
            send(by_smtp)
    assert len(server.received) == 18 and not log_of(by_smtp)
    dry = send(by_smtp, dry_run=True)
    assert not dry.plan.letters
    set_email(by_smtp, "区财政局", "neu@example.gov.cn")
    send(by_smtp, only=("区财政局",), again=True)
    assert len(server.received) == 19 and len(log_of(by_smtp)) == 18


def test_a_master_that_cannot_be_saved_sends_nothing(
    by_smtp: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: FileBook) -> None:
        raise WorkbookError("“任务分工表.xlsx”正在 Excel 里打开", untouched="没有保存", todo="请关闭")

    monkeypatch.setattr(FileBook, "save", locked)
    with pytest.raises(WorkbookError):
        send(by_smtp)
    assert not server.received


def test_a_torn_journal_line_is_a_letter_that_was_not_sent(by_smtp: Path, server: MailServer) -> None:
    with journal_of(FileBook(by_smtp)):
        pass
    path = by_smtp.parent / "发件箱" / f".{by_smtp.stem}-发送流水.jsonl"
    path.write_bytes(b'{"begin": {"ident": "<x@example.gov.cn>", "peri')
    assert send(by_smtp).is_complete and len(server.received) == 18


def test_a_damaged_journal_is_not_passed_over(by_smtp: Path, server: MailServer) -> None:
    with journal_of(FileBook(by_smtp)):
        pass
    path = by_smtp.parent / "发件箱" / f".{by_smtp.stem}-发送流水.jsonl"
    path.write_bytes(b"\x00\x00\x00\n")
    with pytest.raises(XlreportError, match=r"发送流水.*已损坏"):
        send(by_smtp)
    assert not server.received and path.exists()


def test_what_a_crash_left_is_noted_even_when_nothing_is_left_to_send(
    by_smtp: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        settled: list[int] = []
        whole = sending.settle

        def dies_at_the_end(book: FileBook, journal: Journal) -> None:
            settled.append(1)
            if len(settled) > 1:
                raise _PowerCut
            whole(book, journal)

        dying.setattr(sending, "settle", dies_at_the_end)
        with pytest.raises(_PowerCut):
            send(by_smtp)
    assert len(server.received) == 18 and not log_of(by_smtp)
    assert send(by_smtp).is_complete and len(server.received) == 18
    assert {record.state for record in log_of(by_smtp).values()} == {SendState.SENT}
    assert not list((by_smtp.parent / "发件箱").rglob("*.jsonl"))


def test_two_sendings_at_a_time_are_refused(by_smtp: Path, server: MailServer) -> None:
    with journal_of(FileBook(by_smtp)), pytest.raises(XlreportError, match="正在发送邮件"):
        send(by_smtp)
    assert not server.received


def test_a_limit_sends_in_portions(by_smtp: Path, server: MailServer) -> None:
    settings(by_smtp, mail_limit="7")
    counts = []
    for _ in range(3):
        send(by_smtp)
        counts.append(len(server.received))
    assert counts == [7, 14, 18] and len(set(server.receivers())) == 18


def test_an_older_master_gets_its_send_log_and_settings(by_smtp: Path, server: MailServer) -> None:
    workbook = load_workbook(by_smtp)
    del workbook[SEND_LOG_SHEET]
    sheet = workbook[SETTINGS_SHEET]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "每次最多封数")
    sheet.delete_rows(row)
    workbook.save(by_smtp)
    assert send(by_smtp).is_complete
    assert len(log_of(by_smtp)) == 18
    assert "mail_limit" in read_master(FileBook(by_smtp)).settings.rows


# --- reaching a server -------------------------------------------------------------------------------


@pytest.mark.parametrize("starttls", [True, False])
def test_an_encrypted_server_with_a_login(
    by_smtp: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starttls: bool
) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv(VARIABLE, PASSWORD)
    with mail_server(certificate=certificate, starttls=starttls, login=True) as server:
        settings(
            by_smtp,
            smtp_server=f"127.0.0.1:{server.port}",
            smtp_security="STARTTLS" if starttls else "SSL",
            smtp_account="",
        )
        assert send(by_smtp, only=("区财政局", "区科技局")).is_complete
        assert len(server.received) == 2


def test_an_untrusted_certificate_a_wrong_password_and_no_password_send_nothing(
    by_smtp: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    before = log_of(by_smtp)
    with mail_server(certificate=certificate, login=True) as server:
        settings(by_smtp, smtp_server=f"127.0.0.1:{server.port}", smtp_security="SSL", smtp_account="")
        monkeypatch.setenv(VARIABLE, "")
        with pytest.raises(XlreportError, match=r"没有保存邮箱“office@example\.gov\.cn”"):
            send(by_smtp)
        monkeypatch.setenv(VARIABLE, "falsch")
        with pytest.raises(XlreportError, match="证书不可信"):
            send(by_smtp)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv(VARIABLE, "授权码")
        with pytest.raises(XlreportError, match="密码里有中文或全角字符"):
            send(by_smtp)
        monkeypatch.setenv(VARIABLE, "falsch")
        with pytest.raises(XlreportError, match=r"登录不上（535 .*授权码"):
            send(by_smtp)
        assert not server.received
    assert log_of(by_smtp) == before


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"smtp_server": "127.0.0.1:1"}, "拒绝连接"),
        ({"smtp_server": "kein-server.invalid:25"}, "找不到邮件服务器“kein-server.invalid”"),
        ({"smtp_server": "???"}, "“发信服务器”是“.*”，看不懂"),
        ({"smtp_server": ""}, "不知道“office@example.gov.cn”的发信服务器"),
        ({"mail_from": ""}, "没有写“发信邮箱”"),
        ({"mail_from": "办公室"}, "“发信邮箱”写着“办公室”，不是邮箱地址"),
        ({"mail_from": "a@b.cn;c@d.cn"}, "“发信邮箱”有几个地址"),
        ({"mail_cc": "督查室"}, "“抄送邮箱”写着“督查室”"),
        ({"smtp_security": "STARTTLS"}, "不支持这样加密"),
        ({"mail_pause": "三"}, "“发信间隔秒数”是“三”，不是整数"),
    ],
)
def test_what_is_wrong_with_the_settings_is_said_and_nothing_is_sent(
    by_smtp: Path, server: MailServer, values: dict[str, str], message: str
) -> None:
    settings(by_smtp, **values)
    with pytest.raises(XlreportError, match=message):
        send(by_smtp)
    assert not server.received and not log_of(by_smtp)


def test_an_encrypted_line_to_a_server_that_has_none_is_explained(by_smtp: Path, server: MailServer) -> None:
    settings(by_smtp, smtp_security="SSL")
    with pytest.raises(XlreportError, match="加密通话失败"):
        send(by_smtp)


def test_dry_run_of_json_gives_one_row_per_message(by_smtp: Path) -> None:
    result = send(by_smtp, dry_run=True).as_json()
    assert len(result["messages"]) == 18 and {row["state"] for row in result["messages"]} == {None}
    assert json.loads(json.dumps(result)) == result


def test_the_day_does_not_matter_for_what_was_sent(by_smtp: Path, server: MailServer) -> None:
    send(by_smtp)
    mail(FileBook(by_smtp), HearingUi(), MailOrder(), today=date(2026, 11, 30))
    assert len(server.received) == 18


# --- reminding by mail -------------------------------------------------------------------------------


def chase(master: Path, day: date, **order: Any) -> MailedReminders:
    return remind_by_mail(FileBook(master), HearingUi(), MailOrder(**order), as_of=day)


def register_of(master: Path) -> dict[str, RegisterEntry]:
    return {entry.department: entry for entry in read_master(FileBook(master)).register}


def test_who_is_late_gets_a_letter_with_the_paper_and_counts_as_reminded(
    by_smtp: Path, server: MailServer
) -> None:
    set_email(by_smtp, "区财政局", "")
    server.refused[address_of(1)] = "550 5.1.1 User unknown"
    result = chase(by_smtp, date(2026, 11, 27))
    open_departments = [row.department for row in result.reminders.rows if row.open]
    assert len(open_departments) > 2 and len(server.received) == len(open_departments) - 2
    for message in server.messages():
        ((name, _, data),) = attachments(message)
        assert name.startswith("催办单-") and (by_smtp.parent / "催报" / PERIOD / name).exists()
        assert load_workbook(io.BytesIO(data)).active["A1"].value.endswith("催办单")
        assert text(message["Subject"]).startswith("【催办】") and "还缺" in body(message)
    register = register_of(by_smtp)
    records = {r.department: r for r in read_send_log(sheet_texts(FileBook(by_smtp), SEND_LOG_SHEET))}
    for department in open_departments:
        went = department != "区财政局" and records[department].state == SendState.SENT
        assert register[department].times_reminded == int(went)
        assert register[department].last_reminder == ("2026-11-27 催办单" if went else "")
    assert [held.department for held in result.sending.plan.held] == ["区财政局"]


def test_a_department_is_reminded_once_a_day_by_mail(by_smtp: Path, server: MailServer) -> None:
    first = chase(by_smtp, date(2026, 11, 27))
    count = len(server.received)
    assert count == len(first.sending.plan.letters) > 0
    assert not chase(by_smtp, date(2026, 11, 27)).sending.plan.letters and len(server.received) == count
    chase(by_smtp, date(2026, 11, 28))
    assert len(server.received) == 2 * count
    assert {entry.times_reminded for entry in register_of(by_smtp).values() if entry.last_reminder} == {2}


def test_an_early_notice_has_no_paper_and_is_not_counted(by_smtp: Path, server: MailServer) -> None:
    chase(by_smtp, date(2026, 11, 24))
    assert server.received and all(not attachments(message) for message in server.messages())
    assert not any(entry.times_reminded for entry in register_of(by_smtp).values())
    assert {record.kind for record in log_of(by_smtp).values()} == {"提醒"}


def test_a_dry_run_of_reminders_touches_nothing(by_smtp: Path, server: MailServer) -> None:
    before = by_smtp.read_bytes()
    result = chase(by_smtp, date(2026, 11, 27), dry_run=True)
    assert result.sending.plan.letters and not server.received
    assert by_smtp.read_bytes() == before and not (by_smtp.parent / "催报").exists()
    assert json.loads(json.dumps(result.as_json()))["mail"]["messages"]
