"""Mails and archives as offices send them, for tests: byte by byte where mailers break the rules."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence

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
