"""Letters through Outlook: what is asked of its object model, with a stand-in for Outlook itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from xlreport.core.mailing.letters import Attachment, Envelope, Letter, SendState
from xlreport.errors import XlreportError
from xlreport.mail.outlook import OutlookMailer

LETTER = Letter(
    "下发",
    "2026年11月",
    "区财政局",
    "0001",
    ("a@x.cn", "b@x.cn"),
    "标题",
    "第一行\n第二行",
    (Attachment("表.xlsx", b"PK"),),
)


class ComError(Exception):
    """What pywin32 raises, of a class that only Windows has."""


@dataclass
class Collection:
    added: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)

    def Add(self, item: str) -> None:  # noqa: N802 - Outlook's name
        self.added.append(item)
        if Path(item).is_file():
            self.contents.append(Path(item).read_bytes())


@dataclass
class Item:
    """A MailItem with the members that Outlook's object model gives it."""

    blocked: bool = False
    done: str = ""
    To: str = ""
    CC: str = ""
    Subject: str = ""
    Body: str = ""
    ReplyRecipients: Collection = field(default_factory=Collection)
    Attachments: Collection = field(default_factory=Collection)

    def Save(self) -> None:  # noqa: N802
        self.done = "saved"

    def Send(self) -> None:  # noqa: N802
        if self.blocked:
            raise ComError("程序正在尝试发送邮件")
        self.done = "sent"


@dataclass
class Outlook:
    blocked: bool = False
    items: list[Item] = field(default_factory=list)

    def CreateItem(self, kind: int) -> Item:  # noqa: N802
        assert kind == 0
        self.items.append(Item(self.blocked))
        return self.items[-1]


def test_a_letter_becomes_a_draft_in_outlook() -> None:
    outlook = Outlook()
    envelope = Envelope(cc=("c@x.cn",), reply_to=("r@x.cn",))
    with OutlookMailer(envelope, at_once=False, application=lambda: outlook) as mailer:
        delivery = mailer.send(LETTER, mailer.new_ident())
    (item,) = outlook.items
    assert (item.To, item.CC, item.Subject) == ("a@x.cn; b@x.cn", "c@x.cn", "标题")
    assert item.Body == "第一行\r\n第二行" and item.ReplyRecipients.added == ["r@x.cn"]
    assert [Path(name).name for name in item.Attachments.added] == ["表.xlsx"]
    assert item.Attachments.contents == [b"PK"] and not Path(item.Attachments.added[0]).exists()
    assert item.done == "saved" and delivery.state is SendState.DRAFTED


@pytest.mark.parametrize(("blocked", "state"), [(False, SendState.SENT), (True, SendState.FAILED)])
def test_a_letter_is_sent_where_outlook_allows_it(blocked: bool, state: SendState) -> None:
    with OutlookMailer(Envelope(), at_once=True, application=lambda: Outlook(blocked)) as mailer:
        delivery = mailer.send(LETTER, mailer.new_ident())
    assert delivery.state is state
    assert not blocked or "存草稿" in delivery.detail


def test_a_machine_without_outlook_is_told_of_the_other_ways() -> None:
    def missing() -> Outlook:
        raise ComError("无效的类字符串")

    with (
        pytest.raises(XlreportError, match=r"没有找到可用的 Outlook.*草稿文件"),
        OutlookMailer(Envelope(), at_once=False, application=missing),
    ):
        pass
