"""Takes files out of what they arrive in: zip archives and saved mails, also inside one another.

Nothing is lost: what cannot be opened comes out as it is, with the reason.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from xlreport.core.returns.arrivals import (
    Arrival,
    EmptyMail,
    Origin,
    Unpacked,
    Unreadable,
    base_name,
    is_decoration,
    together,
)
from xlreport.mail.contents import Mail, reason_for_no_file
from xlreport.mail.limits import DEEPEST, Allowance, UnreadableError
from xlreport.mail.message import read_message
from xlreport.mail.outlook_file import looks_like_outlook_mail, read_outlook_file
from xlreport.mail.zips import document_suffix, read_zip

_UNPACK_YOURSELF = "请自己解压，把里面的文件放进来，或让对方改发 zip 或直接发文件"
_VOLUME = re.compile(r"\.(zip|7z|rar)\.\d{3}$|\.z\d\d$|\.part\d+\.rar$|\.r\d\d$")
_DOCUMENTS = re.compile(
    r"\.(xls[xmb]?|xlt[xm]?|ett?|ods|ots|doc[xm]?|dot[xm]?|wps|odt|ppt[xm]?|ofd|pdf|csv|txt)$"
)
"""What bears the name of a document is left to those who read documents, even if it is damaged."""


class _Kind(StrEnum):
    """What a file holds others in; the value is the reason where it cannot be opened."""

    ZIP = "zip"
    MISNAMED = "a document that a browser saved as .zip"
    MESSAGE = "eml"
    OUTLOOK = "msg"
    RAR = f"是 RAR 压缩包，程序不能解压。{_UNPACK_YOURSELF}"
    SEVEN_ZIP = f"是 7z 压缩包，程序不能解压。{_UNPACK_YOURSELF}"
    TAR = f"是 tar 或 gz 压缩包，程序不能解压。{_UNPACK_YOURSELF}"
    VOLUME = f"是分卷压缩包的一部分，程序不能解压。{_UNPACK_YOURSELF}"
    TNEF = (
        "是 Outlook 的专用格式（winmail.dat），程序打不开。"
        "请让对方把邮件格式改成“HTML”或“纯文本”后重发，或在 Outlook 里打开邮件，把附件另存后放进来"
    )
    SEALED = "是加密或封装签名的邮件（p7m），程序打不开。请在邮件程序里打开，把附件另存后放进来"


_BY_START = (
    (b"PK\x03\x04", _Kind.ZIP),
    (b"PK\x05\x06", _Kind.ZIP),
    (b"Rar!\x1a\x07", _Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", _Kind.SEVEN_ZIP),
    (b"\x1f\x8b", _Kind.TAR),
    (b"\x78\x9f\x3e\x22", _Kind.TNEF),
)
_BY_SUFFIX = {
    ".zip": _Kind.ZIP,
    ".eml": _Kind.MESSAGE,
    ".msg": _Kind.OUTLOOK,
    ".rar": _Kind.RAR,
    ".7z": _Kind.SEVEN_ZIP,
    ".tar": _Kind.TAR,
    ".gz": _Kind.TAR,
    ".tgz": _Kind.TAR,
    ".p7m": _Kind.SEALED,
}


@dataclass(frozen=True)
class Keys:
    """What opening needs: the passwords to try, and the clerk's own address (lower case, or empty)."""

    passwords: tuple[str, ...] = ()
    own_address: str = ""


def digest_of(data: bytes) -> str:
    """What identifies the very bytes of a file."""
    return hashlib.sha256(data).hexdigest()


def is_container(name: str, data: bytes) -> bool:
    """Whether a file is an archive or a saved mail rather than something to read itself."""
    return _kind(name, data) is not None


def unpack(arrival: Arrival, keys: Keys) -> Unpacked:
    """All files in an arrival: itself where it holds no others; see Unpacked."""
    return _unpack(arrival, keys, Allowance(), 0)


def _unpack(arrival: Arrival, keys: Keys, allowance: Allowance, depth: int) -> Unpacked:
    kind = _kind(arrival.name, arrival.data)
    if kind is None:
        return Unpacked((arrival,))
    if kind == _Kind.MISNAMED:
        return _named_rightly(arrival)
    try:
        if depth > DEEPEST:
            raise UnreadableError("压缩包和邮件套得太深，没有打开；请自己解压后放进来")
        if kind == _Kind.ZIP:
            return _from_zip(arrival, keys, allowance, depth)
        if kind in (_Kind.MESSAGE, _Kind.OUTLOOK):
            read = read_message if kind == _Kind.MESSAGE else read_outlook_file
            mail = read(arrival.data, allowance)
            inside = _from_mail(mail, _mailed(mail, arrival.origin), keys, allowance, depth)
            return replace(inside, opened=(*inside.opened, digest_of(arrival.data)))
        raise UnreadableError(kind)
    except UnreadableError as error:
        return Unpacked((arrival,), (Unreadable(arrival, str(error)),))


def _kind(name: str, data: bytes) -> _Kind | None:
    lower = base_name(name).lower()
    if _DOCUMENTS.search(lower):
        return None
    if _VOLUME.search(lower):
        return _Kind.VOLUME
    kind = next((kind for start, kind in _BY_START if data.startswith(start)), None)
    if looks_like_outlook_mail(data):
        return _Kind.OUTLOOK
    if kind is None:
        kind = next((kind for suffix, kind in _BY_SUFFIX.items() if lower.endswith(suffix)), None)
    if kind == _Kind.ZIP and document_suffix(data):
        return _Kind.MISNAMED
    return kind


def _named_rightly(arrival: Arrival) -> Unpacked:
    name = arrival.name.removesuffix(Path(arrival.name).suffix) + document_suffix(arrival.data)
    return Unpacked((replace(arrival, name=name),), opened=(digest_of(arrival.data),))


def _from_zip(arrival: Arrival, keys: Keys, allowance: Allowance, depth: int) -> Unpacked:
    contents = read_zip(arrival.data, keys.passwords, allowance)
    inside = [
        Arrival(base_name(member.path), member.data, arrival.origin.inside(member.path), member.modified)
        for member in contents.members
        if not is_decoration(member.path, len(member.data))
    ]
    found = together([_unpack(item, keys, allowance, depth + 1) for item in inside])
    if not contents.problems:
        return replace(found, opened=(*found.opened, digest_of(arrival.data)))
    return replace(
        found,
        arrivals=(*found.arrivals, arrival),
        unreadable=(*found.unreadable, Unreadable(arrival, "；".join(contents.problems))),
    )


def _from_mail(mail: Mail, origin: Origin, keys: Keys, allowance: Allowance, depth: int) -> Unpacked:
    parts = [
        _unpack(
            Arrival(file.name, file.data, origin.inside(file.name), seconds(mail.sent_at)),
            keys,
            allowance,
            depth + 1,
        )
        for file in mail.files
    ]
    parts += [_forwarded(inner, origin, keys, allowance, depth + 1) for inner in mail.mails]
    found = together(parts)
    if found.arrivals:
        reasons = "；".join(mail.problems)
        return replace(found, empty_mails=(EmptyMail(origin, reasons),) if reasons else ())
    if found.empty_mails:
        return found
    return replace(found, empty_mails=(EmptyMail(origin, reason_for_no_file(mail), mail.recipient),))


def _forwarded(mail: Mail, outer: Origin, keys: Keys, allowance: Allowance, depth: int) -> Unpacked:
    """What lies in a mail attached to another; what the clerk sent out himself is no answer."""
    origin = _mailed(mail, replace(outer.inside(mail.subject or "转发的邮件"), received_at=""))
    if keys.own_address and mail.sender == keys.own_address:
        return Unpacked(empty_mails=(EmptyMail(origin, "附的是您自己发出的邮件，没有取其中的附件"),))
    return _from_mail(mail, origin, keys, allowance, depth)


def _mailed(mail: Mail, outer: Origin) -> Origin:
    """The origin of what lies in a mail; a mailbox knows better than the sender when it came."""
    return Origin(outer.source, mail.sender, mail.subject, outer.received_at or local_time(mail.sent_at))


def seconds(moment: datetime | None) -> float | None:
    """A moment as Unix time; None where it cannot be told."""
    try:
        return None if moment is None else moment.timestamp()
    except (OverflowError, ValueError, OSError):
        return None


def local_time(moment: datetime | None) -> str:
    """A moment as the clerk's clock showed it; empty where there is none or it cannot be told."""
    if moment is None:
        return ""
    try:
        return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return ""
