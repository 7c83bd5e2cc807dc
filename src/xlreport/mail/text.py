"""Bytes that say nothing or the wrong thing about their encoding, as Chinese programs write them."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from urllib.parse import unquote_to_bytes

_CHINESE_LABELS = {"gb2312", "gb_2312-80", "gb_2312", "gbk", "x-gbk", "cp936", "ms936", "euc-cn", "gb18030"}
_ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def decoded(data: bytes, label: str = "") -> str:
    """The text of bytes; ``label`` is the encoding they claim.

    A label that names an old Chinese set means GB 18030, which holds them all. Without a label that works
    it is UTF-8 where that is as good as certain (whole characters of three bytes and more), else GB 18030.
    """
    name = label.strip().strip('"').lower()
    if name in _CHINESE_LABELS:
        return data.decode("gb18030", "replace")
    if name and name not in {"unknown-8bit", "us-ascii", "ascii", "iso-8859-1", "x-unknown"}:
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
    if all(c < "\x80" or c >= "\u0800" for c in text):
        return text
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return text


def raw_bytes(header: str) -> bytes:
    """The bytes of a header as the email package keeps them, 8-bit ones as surrogates."""
    return header.encode("utf-8", "surrogateescape")


def header_text(header: str) -> str:
    """A header in words: unfolded, raw 8-bit bytes and RFC 2047 encoded words decoded.

    Characters that were cut apart between two encoded words of one encoding are put together again.
    """
    text = re.sub(r"\r?\n[ \t]?", " ", decoded(raw_bytes(header))).strip()
    text = _BETWEEN_WORDS.sub("", text)
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    place = 0
    for found in _ENCODED_WORD.finditer(text):
        if found.start() > place:
            _flush(pieces, pending)
            pending = None
            pieces.append(text[place : found.start()])
        label = found[1].partition("*")[0].lower()
        content = _word_bytes(found[2], found[3])
        if pending is not None and pending[0] == label:
            pending = (label, pending[1] + content)
        else:
            _flush(pieces, pending)
            pending = (label, content)
        place = found.end()
    _flush(pieces, pending)
    return "".join([*pieces, text[place:]]).strip()


def _flush(pieces: list[str], pending: tuple[str, bytes] | None) -> None:
    if pending is not None:
        pieces.append(decoded(pending[1], pending[0]))


def _word_bytes(encoding: str, content: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(content.encode("ascii", "replace"), header=True)
    packed = re.sub(r"[^A-Za-z0-9+/]", "", content)
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4))
    except binascii.Error:
        return base64.b64decode(packed[: len(packed) // 4 * 4])


def unquoted(name: str) -> str:
    """A file name with %E5… put back into words, where a web mailer wrote it so."""
    if not _PERCENT.search(name) or not name.isascii():
        return name
    data = unquote_to_bytes(name)
    text = decoded(data)
    return text if not text.isascii() and "\ufffd" not in text else name
