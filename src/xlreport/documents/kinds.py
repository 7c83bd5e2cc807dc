"""What a file is, by its bytes: the signatures and the parts that its format prescribes."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import Path

import msoffcrypto  # type: ignore[import-untyped]
import olefile
from msoffcrypto.exceptions import (  # type: ignore[import-untyped]
    DecryptionError,
    FileFormatError,
    InvalidKeyError,
    ParseError,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_LARGEST = 500 * 1024 * 1024
"""Bytes that a package may unfold to; what is larger was made to do harm."""

_EXCELS_OWN_PASSWORD = "VelvetSweatshop"
"""What Excel encrypts with when a book is only to be opened read-only ([MS-XLS] 2.2.10)."""

_SIGNATURES = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"BM": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"{\\rtf": "rtf",
}


class Kind(StrEnum):
    """The formats that can be told apart; the value is internal."""

    PACKAGE = "package"
    BINARY_PACKAGE = "binary package"
    OPEN_DOCUMENT = "open document"
    OPEN_TEXT = "open text"
    OLD_WORKBOOK = "old workbook"
    WORD = "word"
    OLD_WORD = "old word"
    TEXT = "text"
    WEB = "web"
    PDF = "pdf"
    PICTURE = "picture"
    ARCHIVE = "archive"
    RTF = "rtf"
    LOCKED = "locked"
    TOO_LARGE = "too large"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_PARTS = {
    "xl/workbook.xml": Kind.PACKAGE,
    "xl/workbook.bin": Kind.BINARY_PACKAGE,
    "word/document.xml": Kind.WORD,
}
_STREAMS = {
    "EncryptedPackage": Kind.LOCKED,
    "Workbook": Kind.OLD_WORKBOOK,
    "Book": Kind.OLD_WORKBOOK,
    "WordDocument": Kind.OLD_WORD,
}


def kind_of(data: bytes) -> Kind:
    """The kind of a file with these bytes; a workbook that needs a password is LOCKED."""
    if not data:
        return Kind.EMPTY
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if data.startswith(_ZIP):
        return _kind_of_zip(data)
    known = next((kind for signature, kind in _SIGNATURES.items() if data.startswith(signature)), None)
    if known is not None:
        return Kind(known)
    head = data[:2000].lower()
    if b"<html" in head or b"<table" in head:
        return Kind.WEB
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return Kind.TEXT if is_utf_16 or b"\0" not in data else Kind.UNKNOWN


def is_locked(path: Path, passwords: tuple[str, ...]) -> bool:
    """Whether a file is a workbook that needs a password which is none of these."""
    try:
        with path.open("rb") as file:
            if file.read(len(_OLE)) != _OLE:
                return False
        data = path.read_bytes()
        return kind_of(data) is Kind.LOCKED and unlocked(data, passwords) is None
    except (OSError, ValueError, ParseError, FileFormatError):
        return False


def unlocked(data: bytes, passwords: tuple[str, ...]) -> bytes | None:
    """The bytes of a locked workbook as if it had no password; None where none of these fits."""
    for password in (_EXCELS_OWN_PASSWORD, *passwords):
        opened = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            file.load_key(password=password)
            file.decrypt(opened)
        except (InvalidKeyError, DecryptionError, FileFormatError, ParseError):
            continue
        if kind_of(opened.getvalue()) not in (Kind.LOCKED, Kind.UNKNOWN, Kind.TEXT):
            return opened.getvalue()
    return None


def _kind_of_ole(data: bytes) -> Kind:
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        kind = next((kind for name, kind in _STREAMS.items() if file.exists(name)), Kind.UNKNOWN)
    if kind is Kind.OLD_WORKBOOK and msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted():
        return Kind.LOCKED
    return kind


def _kind_of_zip(data: bytes) -> Kind:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(item.file_size for item in archive.infolist()) > _LARGEST:
            return Kind.TOO_LARGE
        names = set(archive.namelist())
        media_type = archive.read("mimetype") if "mimetype" in names else b""
    if media_type.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Kind.OPEN_DOCUMENT
    if media_type.startswith(b"application/vnd.oasis.opendocument.text"):
        return Kind.OPEN_TEXT
    return next((kind for part, kind in _PARTS.items() if part in names), Kind.ARCHIVE)
