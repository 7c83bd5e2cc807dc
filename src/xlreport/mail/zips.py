"""Zip archives as offices send them: names in GBK, passwords, damage, and bombs.

The names of an archive are decoded as its flags and its Unicode Path field say (APPNOTE.TXT 4.4.4 bit 11,
4.6.9), else as :func:`xlreport.mail.text.decoded` guesses.
Only the names of files are used, never their paths, so nothing can be written elsewhere.
"""

from __future__ import annotations

import io
import lzma
import struct
import time
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pyzipper  # type: ignore[import-untyped]  # it has no stubs

from xlreport.mail.limits import Allowance, UnreadableError
from xlreport.mail.text import decoded

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_UNICODE_PATH_FIELD = 0x7075
_AES_METHOD = 99
_DOCUMENT_PARTS = (
    ("xl/", ".xlsx"),
    ("word/", ".docx"),
    ("ppt/", ".pptx"),
    ("OFD.xml", ".ofd"),
    ("mimetype", ".ods"),
)
"""How the name of a part starts by which a document is known, and the suffix of such a document."""
_READING_ERRORS = (
    zipfile.BadZipFile,
    pyzipper.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the archive libraries raise on damage, on methods they lack and on wrong passwords."""


@dataclass(frozen=True)
class Member:
    """A file of an archive; ``path`` is its name there, ``modified`` a Unix time in seconds."""

    path: str
    data: bytes
    modified: float | None


@dataclass(frozen=True)
class ZipContents:
    """The files that could be read, and in Chinese why others could not."""

    members: tuple[Member, ...]
    problems: tuple[str, ...]


def document_suffix(data: bytes) -> str:
    """The suffix that belongs to a document which is a zip archive (xlsx, docx …); empty where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except _READING_ERRORS:
        return ""
    found = (suffix for start, suffix in _DOCUMENT_PARTS if any(name.startswith(start) for name in names))
    return next(found, "")


def read_zip(data: bytes, passwords: Sequence[str], allowance: Allowance) -> ZipContents:
    """The files in an archive. Raises UnreadableError where it cannot be opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            for info in infos:
                allowance.take(info.file_size)
            return _read_members(archive, data, infos, _as_bytes(passwords))
    except _READING_ERRORS as error:
        raise UnreadableError(
            "不是完整的压缩包（可能没有下载完整，或是分卷的一部分），请让对方重发"
        ) from error


def _read_members(
    archive: zipfile.ZipFile, data: bytes, infos: Sequence[zipfile.ZipInfo], passwords: Sequence[bytes]
) -> ZipContents:
    members = []
    problems: dict[str, None] = {}
    for info in infos:
        path = _path_of(info)
        if not info.flag_bits & _ENCRYPTED_FLAG:
            content = _content(archive, info, None)
            reason = f"里面的“{path}”已损坏或压缩方法特殊，请自己解压后放进来，或让对方重发"
        else:
            content = _decrypted(archive, data, info, passwords)
            reason = (
                "加了密码，“设置”里“回收文件密码”的密码都打不开，请向对方核实"
                if passwords
                else "加了密码，请把密码填在“设置”的“回收文件密码”里再收一次，或自己解压后放进来"
            )
        if content is None:
            problems[reason] = None
        else:
            members.append(Member(path, content, _time_of(info)))
    if not infos:
        problems["压缩包是空的"] = None
    return ZipContents(tuple(members), tuple(problems))


def _decrypted(
    archive: zipfile.ZipFile, data: bytes, info: zipfile.ZipInfo, passwords: Sequence[bytes]
) -> bytes | None:
    if info.compress_type != _AES_METHOD:
        found = (_content(archive, info, password) for password in passwords)
    else:
        found = (_aes_content(data, info, password) for password in passwords)
    return next((content for content in found if content is not None), None)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> bytes | None:
    try:
        return archive.read(info, pwd=password)
    except _READING_ERRORS:
        return None


def _aes_content(data: bytes, info: zipfile.ZipInfo, password: bytes) -> bytes | None:
    """A file encrypted as WinZip does it since 2003, which the standard library cannot read."""
    try:
        with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
            same = next(i for i in archive.infolist() if i.header_offset == info.header_offset)
            content: bytes = archive.read(same, pwd=password)
            return content
    except _READING_ERRORS:
        return None


def _as_bytes(passwords: Sequence[str]) -> list[bytes]:
    """Each password as programs may have encoded it."""
    texts = ((password.encode(), password.encode("gb18030", "replace")) for password in passwords)
    return list(dict.fromkeys(data for pair in texts for data in pair))


def _path_of(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")
    said = _unicode_path(info.extra, raw)
    if said is not None:
        return said
    return decoded(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """What the Unicode Path field says, if it is there and belongs to this name."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field = extra[4 : 4 + size]
        if (
            kind == _UNICODE_PATH_FIELD
            and len(field) > 5
            and field[1:5] == struct.pack("<L", zlib.crc32(raw))
        ):
            return field[5:].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None


def _time_of(info: zipfile.ZipInfo) -> float | None:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return None
