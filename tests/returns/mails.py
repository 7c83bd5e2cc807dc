"""Mails and archives as offices send them, for tests: byte by byte where mailers break the rules."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from xlreport.addin.compound_file import write_compound_file

SENT_AT = datetime(2026, 11, 25, 2, 0, 0, tzinfo=UTC)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def word(text: str, charset: str = "utf-8", label: str = "") -> str:
    """A text as one RFC 2047 encoded word; ``label`` is the charset that it claims."""
    packed = base64.b64encode(text.encode(charset)).decode()
    return f"=?{label or charset}?B?{packed}?="


def attachment(name: str, data: bytes, kind: str = XLSX_TYPE, headers: str = "") -> bytes:
    """A part with a file; ``name`` is put into both headers as it is, ``headers`` replace both."""
    named = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"'
    lines = headers or named
    body = base64.encodebytes(data)
    return lines.encode("utf-8", "surrogateescape") + b"\nContent-Transfer-Encoding: base64\n\n" + body


def text_part(text: str, kind: str = "text/plain") -> bytes:
    return f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n".encode()


def mail(
    *parts: bytes,
    sender: str = "someone@example.com",
    subject: str = "反馈",
    date: str = "Wed, 25 Nov 2026 10:00:00 +0800",
    headers: str = "",
    kind: str = "multipart/mixed",
) -> bytes:
    """A message of these parts."""
    head = f"From: {sender}\nTo: office@example.com\nSubject: {word(subject)}\nDate: {date}\n{headers}"
    head += f'MIME-Version: 1.0\nContent-Type: {kind}; boundary="=-b{len(parts)}-{abs(hash(parts))}"\n\n'
    boundary = head.rpartition('boundary="')[2].partition('"')[0].encode()
    body = b"".join(b"--" + boundary + b"\n" + part.rstrip(b"\n") + b"\n" for part in parts)
    return head.encode("utf-8", "surrogateescape") + body + b"--" + boundary + b"--\n"


def forwarded(message: bytes) -> bytes:
    """A part that holds a whole mail."""
    return b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + message


def zip_of(files: Sequence[tuple[str, bytes]], encoding: str = "utf-8") -> bytes:
    """An archive; in another encoding than UTF-8 names are written raw without the flag, as on Windows."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            if encoding == "utf-8":
                archive.writestr(name, data)
            else:
                archive.writestr(_RawName(name.encode(encoding)), data)
    return target.getvalue()


class _RawName(zipfile.ZipInfo):
    """An entry whose name is written as these very bytes."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("x", (2026, 11, 25, 9, 0, 0))
        self.filename = raw.decode("cp437")
        self.compress_type = zipfile.ZIP_DEFLATED
        self._raw = raw

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile calls it so
        return self._raw, self.flag_bits & ~0x800


def outlook_mail(
    *attachments: Mapping[str, bytes],
    sender: str = "someone@example.com",
    subject: str = "反馈",
    body: str = "见附件",
    message_class: str = "IPM.Note",
    code_page: int = 0,
    headers: str = "",
) -> bytes:
    """A mail as Outlook saves it ([MS-OXMSG]); with a code page its texts are in GBK, as old ones are."""
    streams = _outlook_streams(
        attachments,
        {0x001A: message_class, 0x0037: subject, 0x1000: body, 0x5D01: sender, 0x007D: headers},
        header=32,
        code_page=code_page,
    )
    return write_compound_file(streams)


def outlook_attachment(
    name: str, data: bytes | None, *, method: int = 1, flags: int = 0, code_page: int = 0
) -> dict[str, bytes]:
    """An attachment of an Outlook mail as its streams."""
    streams = {"__properties_version1.0": bytes(8) + _fixed(0x3705, 3, method) + _fixed(0x3714, 3, flags)}
    streams |= _text_stream(0x3707, name, code_page)
    if data is not None:
        streams["__substg1.0_37010102"] = data
    return streams


def outlook_mail_attached(*attachments: Mapping[str, bytes], sender: str, subject: str) -> dict[str, bytes]:
    """A mail attached to an Outlook mail as its streams."""
    inner = _outlook_streams(attachments, {0x0037: subject, 0x5D01: sender}, header=24, code_page=0)
    streams = {f"__substg1.0_3701000D/{path}": data for path, data in inner.items()}
    return streams | {"__properties_version1.0": bytes(8) + _fixed(0x3705, 3, 5)}


def _outlook_streams(
    attachments: Sequence[Mapping[str, bytes]], texts: Mapping[int, str], *, header: int, code_page: int
) -> dict[str, bytes]:
    sent = int((SENT_AT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    fixed = bytes(header) + struct.pack("<HHIQ", 0x40, 0x0039, 6, sent)
    fixed += _fixed(0x3FFD, 3, code_page) if code_page else b""
    streams = {"__properties_version1.0": fixed}
    for number, text in texts.items():
        streams |= _text_stream(number, text, code_page)
    for number, attached in enumerate(attachments):
        streams |= {f"__attach_version1.0_#{number:08X}/{path}": data for path, data in attached.items()}
    return streams


def _fixed(number: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, number, 6, value)


def _text_stream(number: int, text: str, code_page: int) -> dict[str, bytes]:
    if code_page:
        return {f"__substg1.0_{number:04X}001E": text.encode("gbk")}
    return {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le")}
