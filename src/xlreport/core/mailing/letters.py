"""Letters to departments: what one is, what all of a sending share, and what became of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_STEM = 60
_DIGEST_CHARACTERS = 16


class SendWay(StrEnum):
    """How mail leaves; the value is what the clerk chooses in the settings."""

    DRAFT = "草稿文件"
    SMTP = "SMTP"
    OUTLOOK = "Outlook"


class SendState(StrEnum):
    """What became of a message; the value is what the log shows."""

    SENT = "已发送"
    DRAFTED = "已存草稿"
    REFUSED = "被拒收"
    FAILED = "未发出"
    UNCERTAIN = "不确定"


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: its name as the receiver sees it, and its bytes."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """Identifies the very bytes in the log."""
        return hashlib.sha256(self.data).hexdigest()[:_DIGEST_CHARACTERS]


@dataclass(frozen=True)
class Letter:
    """One message to one department, ready to be composed.

    ``kind`` is what it is (下发, 催办单 …), ``reference`` tells it from others of its kind to the department
    in the period: the number of the department book, or the day of the reminder.
    """

    kind: str
    period: str
    department: str
    reference: str
    to: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Envelope:
    """What all letters of a sending share: the sender, those who get a copy, where answers go."""

    sender: str = ""
    sender_name: str = ""
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """What became of one letter, with a Chinese word of explanation where there is one to give."""

    state: SendState
    detail: str = ""


@dataclass(frozen=True)
class Held:
    """A department that gets no message, and why in Chinese. ``settled`` ones need none."""

    department: str
    reason: str
    settled: bool = False


@dataclass(frozen=True)
class MailPlan:
    """The letters to send, at most one to a department, and the departments that get none and why."""

    letters: tuple[Letter, ...]
    held: tuple[Held, ...]


def attachment_name(name: str) -> str:
    """A name short enough to travel unsplit: mail programs spoil long Chinese names."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:_LONGEST_STEM]}{dot}{suffix}" if dot else suffix[:_LONGEST_STEM]


def texts_of(letter: Letter) -> Mapping[str, str]:
    """What a letter says outside its attachments, by part, to be searched for what must not leave."""
    names = "\n".join(attachment.name for attachment in letter.attachments)
    return {"邮件标题": letter.subject, "邮件正文": letter.body, "附件名": names}
