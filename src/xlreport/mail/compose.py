"""Composing a letter as a MIME message that every mail program reads right.

Python's own policy splits long RFC 2231 names into pieces, which Outlook and QQ show as ``tcmime.bin``.
So an attachment's name is written twice, whole: encoded words (RFC 2047) in ``name`` of Content-Type, and
one extended value (RFC 5987, RFC 2231 without continuations) in ``filename*`` of Content-Disposition.
"""

from __future__ import annotations

from datetime import datetime
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from urllib.parse import quote

from xlreport.core.mailing.letters import Attachment, Envelope, Letter

_POLICY = compat32.clone(linesep="\r\n", max_line_length=None)
"""Headers are folded when they are made and never after."""

_LONGEST_WORD = 75
"""Characters of an encoded word (RFC 2047, 2)."""

_TYPES = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("application", "pdf"),
}
_UNKNOWN_TYPE = ("application", "octet-stream")


def compose(letter: Letter, envelope: Envelope, *, ident: str = "", sent_at: datetime | None = None) -> bytes:
    """The bytes of a message; without ``sent_at`` those of a draft that is still to be sent.

    A draft carries ``X-Unsent: 1``, so that Outlook and Foxmail open it for sending, and neither date nor
    Message-ID, which the program that sends it gives.
    """
    message = MIMEMultipart("mixed")
    if sent_at is None:
        message["X-Unsent"] = "1"
    else:
        message["Date"] = format_datetime(sent_at.astimezone())
        message["Message-ID"] = ident
    if envelope.sender:
        message["From"] = _mailbox(envelope.sender_name, envelope.sender)
    message["To"] = ", ".join(letter.to)
    if envelope.cc:
        message["Cc"] = ", ".join(envelope.cc)
    if envelope.reply_to:
        message["Reply-To"] = ", ".join(envelope.reply_to)
    message["Subject"] = _words(letter.subject, header="Subject")
    message.attach(MIMEText(letter.body.replace("\n", "\r\n"), "plain", "utf-8"))
    for attachment in letter.attachments:
        message.attach(_part(attachment))
    return message.as_bytes(policy=_POLICY)


def _mailbox(name: str, address: str) -> str:
    return f"{_words(name, header='From')} <{address}>" if name else address


def _words(text: str, *, header: str = "") -> str:
    """A text as encoded words of UTF-8, folded where it takes several."""
    words = Header(text, "utf-8", maxlinelen=_LONGEST_WORD, header_name=header or None)
    return words.encode(linesep="\r\n")


def _part(attachment: Attachment) -> MIMEBase:
    suffix = attachment.name.rpartition(".")[2].lower()
    part = MIMEBase(*_TYPES.get(suffix, _UNKNOWN_TYPE))
    part.set_payload(attachment.data)
    encoders.encode_base64(part)
    content_type = f'{part.get_content_type()};\r\n name="{_words(attachment.name)}"'
    part.replace_header("Content-Type", content_type)
    part["Content-Disposition"] = f"attachment;\r\n filename*=utf-8''{quote(attachment.name, safe='')}"
    return part
