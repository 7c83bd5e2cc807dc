"""Internet messages (.eml, and as a mailbox gives them): their files, read in spite of what mailers do.

Headers are read raw and decoded by :mod:`xlreport.mail.text`, since Chinese mailers label GBK as gb2312,
put RFC 2047 words and bare 8-bit bytes into parameters and cut characters in two; the email package's own
decoding loses those.
"""

from __future__ import annotations

import base64
import binascii
import html
import mimetypes
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from xlreport.core.returns.arrivals import is_decoration
from xlreport.mail.contents import AttachedFile, Kind, Mail
from xlreport.mail.limits import DEEPEST, Allowance, UnreadableError
from xlreport.mail.text import decoded, header_text, raw_bytes, unquoted

_MOST_PARTS = 500
_DECORATION_TYPES = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "text/vcard",
    "text/x-vcard",
    "message/delivery-status",
    "message/disposition-notification",
    "text/rfc822-headers",
}
_TAG = re.compile(r"<(?:style|script|head)\b.*?</(?:style|script|head)>|<!--.*?-->|<[^>]*>", re.S | re.I)
_CONTENT_ID_IN_HTML = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.)*"')
_IN_BRACKETS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_BARE_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]*[A-Za-z0-9]")

Part = Message


def read_message(data: bytes, allowance: Allowance) -> Mail:
    """A message from its bytes. Raises UnreadableError where it is none or goes too deep."""
    try:
        message = message_from_bytes(data)
        if not any(name.lower() in {"from", "subject", "date", "received", "to"} for name in message):
            raise UnreadableError("不是邮件，或文件已损坏")
        return _mail(message, allowance, 0)
    except RecursionError as error:
        raise UnreadableError("邮件的结构一层套一层，没有打开；请核实来源") from error


def _mail(message: Part, allowance: Allowance, depth: int) -> Mail:
    if depth > DEEPEST:
        raise UnreadableError("邮件里转发的邮件套得太深，没有打开；请自己取出附件后放进来")
    parts = list(_leaves(message))
    texts = [_text(part) for part in parts if _is_text(part)]
    shown = {cid.lower() for text in texts for cid in _CONTENT_ID_IN_HTML.findall(text)}
    kind = _kind(message)
    files: list[AttachedFile] = []
    mails: list[Mail] = []
    problems: list[str] = []
    for part in [] if kind == Kind.UNDELIVERED else parts:
        if part.get_content_type() == "message/rfc822":
            mails.append(_mail(_attached_message(part), allowance, depth + 1))
        elif _is_file(part, shown):
            _take(part, files, problems, allowance)
    return Mail(
        sender=address_in(raw_header(message, "From")),
        subject=header(message, "Subject"),
        sent_at=_date(header(message, "Date")),
        files=tuple(files),
        mails=tuple(mails),
        text="\n".join(_plain(text) for text in texts),
        kind=kind,
        recipient=_failed_recipient(message) if kind == Kind.UNDELIVERED else "",
        problems=tuple(problems),
    )


def header(message: Part, name: str) -> str:
    """The first header of a name in words; empty where there is none."""
    return header_text(raw_header(message, name))


def headers_of(data: bytes) -> Part:
    """A message of nothing but these headers."""
    return message_from_bytes(data.strip())


def raw_header(message: Part, name: str) -> str:
    """The first header of a name as it was written; empty where there is none."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def address_in(raw: str) -> str:
    """The first bare address of a raw header, in lower case; the header in words where it holds none.

    What stands in quotes or encoded words is a name, even if it looks like an address.
    """
    text = _QUOTED.sub("", raw)
    found = _IN_BRACKETS.search(text)
    if found:
        return found[1].lower()
    bare = _BARE_ADDRESS.search(text)
    return bare.group().lower() if bare else header_text(raw)


def _leaves(message: Part) -> Iterator[Part]:
    """The parts of a message that hold something, without looking into messages attached to it."""
    waiting = [message]
    seen = 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > _MOST_PARTS:
            raise UnreadableError("邮件的部分太多，没有打开；请核实来源")
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting += reversed(_parts_of(part))
        else:
            yield part


def _parts_of(part: Part) -> list[Part]:
    return [inner for inner in part.get_payload() if isinstance(inner, Message)]


def _attached_message(part: Part) -> Part:
    """The message attached as a part; some mailers pack it in base64 although they must not."""
    inner = _parts_of(part)[0] if part.is_multipart() else part
    if header(part, "Content-Transfer-Encoding").lower() != "base64" or inner.keys():
        return inner
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", raw_bytes(str(inner.get_payload())))
    try:
        return message_from_bytes(base64.b64decode(packed + b"=" * (-len(packed) % 4)))
    except binascii.Error:
        return inner


def _is_text(part: Part) -> bool:
    """Whether a part is what the mail says."""
    return part.get_content_maintype() == "text" and not _name(part) and not _is_attachment(part)


def _is_attachment(part: Part) -> bool:
    return header(part, "Content-Disposition").lower().startswith("attachment")


def _is_file(part: Part, shown: set[str]) -> bool:
    """Whether a part is a file that the sender sent; ``shown`` are the Content-IDs that the text shows."""
    if _is_text(part) or part.is_multipart():
        return False
    if part.get_content_type() in _DECORATION_TYPES:
        return False
    if part.get_content_maintype() == "image":
        cid = header(part, "Content-ID").strip("<>").lower()
        inline = header(part, "Content-Disposition").lower().startswith("inline")
        return not (inline or (cid and (cid in shown or not _is_attachment(part))))
    return True


def _take(part: Part, files: list[AttachedFile], problems: list[str], allowance: Allowance) -> None:
    name = _name(part) or f"附件{mimetypes.guess_extension(part.get_content_type()) or ''}"
    data = _content(part)
    if is_decoration(name, len(data)):
        return
    if not data:
        problems.append(f"附件“{name}”是空的（0字节），请让对方重发")
        return
    allowance.take(len(data))
    files.append(AttachedFile(name, data))


def _content(part: Part) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: Part) -> str:
    """The name of a part's file; empty where it has none."""
    return unquoted(
        _parameter(part, "Content-Disposition", "filename") or _parameter(part, "Content-Type", "name")
    ).strip()


def _parameter(part: Part, name: str, parameter: str) -> str:
    """A parameter of a header: RFC 2231, RFC 2047 words, or bare bytes."""
    clean = Message()
    clean[name] = re.sub(r"[\r\n]+[ \t]*", " ", decoded(raw_bytes(raw_header(part, name))))
    try:
        value = clean.get_param(parameter, header=name)
    except (ValueError, IndexError, TypeError):
        return ""
    if isinstance(value, tuple):
        label, _, text = value
        return decoded(text.encode("latin-1", "replace"), label or "")
    return header_text(value) if value else ""


def _text(part: Part) -> str:
    return decoded(_content(part), _parameter(part, "Content-Type", "charset"))


def _plain(text: str) -> str:
    """What an HTML text says, links included; a plain text stays as it is."""
    if "<" not in text:
        return text
    links = " ".join(re.findall(r"""href=["']?(https?://[^"'\s>]+)""", text, re.IGNORECASE))
    return html.unescape(f"{_TAG.sub(' ', text)} {links}")


def _kind(message: Part) -> Kind:
    report = _parameter(message, "Content-Type", "report-type").lower()
    if message.get_content_type() == "multipart/report" and report == "delivery-status":
        return Kind.UNDELIVERED
    automatic = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if report == "disposition-notification" or automatic not in {"", "no"} or header(message, "X-Autoreply"):
        return Kind.AUTOMATIC
    return Kind.ORDINARY


def _failed_recipient(message: Part) -> str:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _parts_of(part):
                said = header(block, "Final-Recipient") or header(block, "Original-Recipient")
                if said:
                    return address_in(said.partition(";")[2] or said)
    return ""


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
