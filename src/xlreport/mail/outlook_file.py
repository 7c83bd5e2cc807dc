"""Mails as Outlook saves them (.msg): properties in the streams of a compound file ([MS-OXMSG] 2).

A property's stream is named by its number and type; those of fixed size stand together in a stream of
16-byte entries. Old Outlooks write texts in the code page of Windows (type 001E), newer in UTF-16 (001F).
"""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import olefile

from xlreport.core.returns.arrivals import is_decoration
from xlreport.mail.contents import AttachedFile, Kind, Mail
from xlreport.mail.limits import DEEPEST, Allowance, UnreadableError
from xlreport.mail.message import address_in, headers_of, raw_header
from xlreport.mail.text import decoded

_CLASS, _SUBJECT, _HEADERS, _BODY, _HTML = 0x001A, 0x0037, 0x007D, 0x1000, 0x1013
_SENDER_SMTP, _SENDER, _ON_BEHALF_SMTP, _ON_BEHALF = 0x5D01, 0x0C1F, 0x5D02, 0x0065
_SENT, _DELIVERED = 0x0039, 0x0E06
_CODE_PAGE = 0x3FFD
_DATA, _SHORT_NAME, _METHOD, _LONG_NAME, _LINK = 0x3701, 0x3704, 0x3705, 0x3707, 0x370D
_CONTENT_ID, _ATTACHMENT_FLAGS, _HIDDEN = 0x3712, 0x3714, 0x7FFE
"""Properties ([MS-OXPROPS]): numbers of what is read here."""

_TEXT8, _TEXT, _BINARY, _STORAGE = 0x001E, 0x001F, 0x0102, 0x000D
_EMBEDDED_MAIL, _OLE_OBJECT, _WEB_LINK = 5, 6, 7
"""Attach methods ([MS-OXCMSG] 2.2.2.9) of what is no file by value."""

_SHOWN_IN_TEXT = 0x4
_TOP_HEADER, _EMBEDDED_HEADER, _ATTACHMENT_HEADER = 32, 24, 8
"""Bytes before the entries of fixed properties, by where they stand."""

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NDR, _RECEIPT, _SEALED = "report.ipm.note.ndr", "report.", "ipm.note.smime"
_READING_ERRORS = (OSError, struct.error, ValueError, IndexError, KeyError, OverflowError)

_DAMAGED = "不是完整的 Outlook 邮件（.msg），请让对方重发"

Path = tuple[str, ...]


def looks_like_outlook_mail(data: bytes) -> bool:
    """Whether bytes are a mail of Outlook, whatever the name of the file."""
    return data.startswith(olefile.MAGIC) and "__properties_version1.0".encode("utf-16-le") in data


def read_outlook_file(data: bytes, allowance: Allowance) -> Mail:
    """A mail from the bytes of a .msg file. Raises UnreadableError where it is none or goes too deep."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            if not file.exists("__properties_version1.0"):
                raise UnreadableError("不是 Outlook 邮件，或文件已损坏")
            mail = _Reader(file, allowance).mail((), 0)
            issues = file.parsing_issues  # type: ignore[attr-defined]  # the stubs leave it out
            return _doubtful(mail) if issues else mail
    except _READING_ERRORS as error:
        raise UnreadableError(_DAMAGED) from error


def _doubtful(mail: Mail) -> Mail:
    """A mail from a file with damage that could be read around."""
    if not mail.files and not mail.mails:
        raise UnreadableError(_DAMAGED)
    return replace(mail, problems=(*mail.problems, "邮件文件有损坏，请核对附件是否齐全"))


class _Properties:
    """The properties of one object of the file: the mail itself, an attachment or a mail attached."""

    def __init__(self, file: olefile.OleFileIO[str], place: Path, header: int, code_page: int = 0) -> None:
        self._file = file
        self._place = place
        entries = self._stream("__properties_version1.0") or b""
        self._fixed: dict[int, bytes] = {}
        for start in range(header, len(entries) - 15, 16):
            (number,) = struct.unpack_from("<H", entries, start + 2)
            self._fixed[number] = entries[start + 8 : start + 16]
        self.code_page = self.number(_CODE_PAGE) or code_page

    def _stream(self, name: str) -> bytes | None:
        path = [*self._place, name]
        if self._file.get_type(path) != olefile.STGTY_STREAM:
            return None
        content: bytes = self._file.openstream(path).read()
        return content

    def text(self, number: int) -> str:
        """A text property; empty where there is none."""
        wide = self._stream(f"__substg1.0_{number:04X}{_TEXT:04X}")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        narrow = self._stream(f"__substg1.0_{number:04X}{_TEXT8:04X}")
        if narrow is None:
            return ""
        return decoded(narrow.rstrip(b"\x00"), f"cp{self.code_page}" if self.code_page > 0 else "")

    def binary(self, number: int) -> bytes | None:
        return self._stream(f"__substg1.0_{number:04X}{_BINARY:04X}")

    def number(self, number: int) -> int:
        """An integer or a truth; 0 where there is none."""
        return int.from_bytes(self._fixed.get(number, b"")[:4], "little")

    def time(self, number: int) -> datetime | None:
        """A moment, stored in tenths of microseconds since 1601."""
        ticks = int.from_bytes(self._fixed.get(number, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None


class _Reader:
    """Reads the mails of one file."""

    def __init__(self, file: olefile.OleFileIO[str], allowance: Allowance) -> None:
        self._file = file
        self._allowance = allowance

    def mail(self, place: Path, depth: int, code_page: int = 0) -> Mail:
        if depth > DEEPEST:
            raise UnreadableError("邮件里转发的邮件套得太深，没有打开；请自己取出附件后放进来")
        own = _Properties(self._file, place, _EMBEDDED_HEADER if place else _TOP_HEADER, code_page)
        html = own.binary(_HTML)
        body = "\n".join((own.text(_BODY), own.text(_HTML) or decoded(html or b"")))
        kind = _kind(own.text(_CLASS).lower())
        files: list[AttachedFile] = []
        mails: list[Mail] = []
        problems: list[str] = []
        if own.text(_CLASS).lower().startswith(_SEALED):
            problems.append("邮件是加密或封装签名的，程序打不开，请在 Outlook 里打开，把附件另存后放进来")
        for attached in [] if kind == Kind.UNDELIVERED else self._attachments(place):
            part = _Properties(self._file, attached, _ATTACHMENT_HEADER, own.code_page)
            if part.number(_METHOD) == _EMBEDDED_MAIL:
                inner = (*attached, f"__substg1.0_{_DATA:04X}{_STORAGE:04X}")
                mails.append(self.mail(inner, depth + 1, own.code_page))
            elif not _is_decoration(part, body):
                self._take(part, files, problems)
        headers = headers_of(own.text(_HEADERS).encode("utf-8", "replace"))
        return Mail(
            sender=address_in(raw_header(headers, "From")) or _sender(own),
            subject=own.text(_SUBJECT),
            sent_at=own.time(_SENT) or own.time(_DELIVERED),
            files=tuple(files),
            mails=tuple(mails),
            text=body,
            kind=kind,
            recipient=_failed_recipient(own.text(_BODY)) if kind == Kind.UNDELIVERED else "",
            problems=tuple(problems),
        )

    def _attachments(self, place: Path) -> list[Path]:
        """The places of a mail's own attachments, in order."""
        paths = [tuple(path) for path in self._file.listdir(streams=False, storages=True)]
        return sorted(
            path
            for path in paths
            if path[:-1] == place and path[-1].lower().startswith("__attach_version1.0_")
        )

    def _take(self, part: _Properties, files: list[AttachedFile], problems: list[str]) -> None:
        name = part.text(_LONG_NAME) or part.text(_SHORT_NAME) or "附件"
        data = part.binary(_DATA)
        if part.number(_METHOD) == _WEB_LINK:
            problems.append(f"附件“{name}”只是网盘链接，请点开下载后放进来：{part.text(_LINK)}")
        elif data is None:
            problems.append(f"附件“{name}”不在邮件里（只是链接或嵌入的对象），请让对方作为普通附件重发")
        elif not data:
            problems.append(f"附件“{name}”是空的（0字节），请让对方重发")
        elif not is_decoration(name, len(data)):
            self._allowance.take(len(data))
            files.append(AttachedFile(name, data))


def _is_decoration(part: _Properties, body: str) -> bool:
    """Whether an attachment is only a picture that the text shows."""
    name = (part.text(_LONG_NAME) or part.text(_SHORT_NAME)).lower()
    if part.number(_METHOD) == _OLE_OBJECT and part.binary(_DATA) is None and not name:
        return True
    if not name.endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emz", ".wmz")):
        return False
    shown = part.number(_ATTACHMENT_FLAGS) & _SHOWN_IN_TEXT or part.number(_HIDDEN) & 1
    cid = part.text(_CONTENT_ID).strip("<>")
    return bool(shown) or bool(cid and f"cid:{cid}".lower() in body.lower())


def _sender(own: _Properties) -> str:
    """The address a mail came from; inside an Exchange it may be known by a name only."""
    said = [own.text(number).strip() for number in (_SENDER_SMTP, _SENDER, _ON_BEHALF_SMTP, _ON_BEHALF)]
    return next((address.lower() for address in said if "@" in address), "")


def _kind(message_class: str) -> Kind:
    if message_class.startswith(_NDR):
        return Kind.UNDELIVERED
    return Kind.AUTOMATIC if message_class.startswith(_RECEIPT) else Kind.ORDINARY


def _failed_recipient(body: str) -> str:
    found = address_in(body)
    return found if "@" in found else ""
