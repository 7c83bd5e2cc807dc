"""What arrives for a period by hand or by mail, before anyone has looked what it is.

Names of arriving files are given by strangers: :func:`safe_name` makes them fit for every system's folders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

RECORD_NAME = "收件记录.json"
"""The file in a return folder that remembers where its files came from."""

_LONGEST_NAME = 180
"""Bytes in UTF-8; file systems allow 255, and a number may be put behind it."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[^.\s]{1,10}$")
_ALWAYS_DECORATION = re.compile(
    r"(smime\.p7s|.*\.p7s|.*\.vcf|signature\.asc|att\d{5}\.(txt|htm|html)|encoding\.txt"
    r"|thumbs\.db|desktop\.ini|\.ds_store|\._.*)",
    re.IGNORECASE,
)
_LOCK_MARKS = ("~$", ".~")
_LARGEST_LOCK = 1024
"""Bytes; what Office and WPS leave beside an open file is smaller."""


@dataclass(frozen=True)
class Origin:
    """Where a file came from.

    ``source`` is what the clerk gave or the mailbox, and inside of what the file lay. ``sender`` is the
    bare address it was mailed from, ``received_at`` local time as 2026-11-23 09:05:00; empty where unknown.
    """

    source: str = ""
    sender: str = ""
    subject: str = ""
    received_at: str = ""

    def inside(self, name: str) -> Origin:
        """The origin of what lies inside something of this origin."""
        return replace(self, source=f"{self.source} › {name}" if self.source else name)


@dataclass(frozen=True)
class Arrival:
    """A file that arrived, under the name its sender gave it. ``modified`` is a Unix time in seconds."""

    name: str
    data: bytes
    origin: Origin
    modified: float | None = None


@dataclass(frozen=True)
class EmptyMail:
    """A mail without any file that could be used, and why in Chinese.

    ``about`` is the address it is about where that is not its sender, as in a mail returned as undeliverable.
    """

    origin: Origin
    reason: str
    about: str = ""


@dataclass(frozen=True)
class Unreadable:
    """An archive or a saved mail that could not be opened, or not all of it; ``reason`` is Chinese."""

    container: Arrival
    reason: str


@dataclass(frozen=True)
class Unpacked:
    """What came out of something: files, what could not be opened, and mails without a file.

    The containers of ``unreadable`` are among the ``arrivals``, so that nothing is lost. ``opened`` are the
    digests of the containers that gave all they hold.
    """

    arrivals: tuple[Arrival, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    empty_mails: tuple[EmptyMail, ...] = ()
    opened: tuple[str, ...] = ()


def together(parts: Sequence[Unpacked]) -> Unpacked:
    """All of several unpackings in one."""
    return Unpacked(
        tuple(item for part in parts for item in part.arrivals),
        tuple(item for part in parts for item in part.unreadable),
        tuple(item for part in parts for item in part.empty_mails),
        tuple(item for part in parts for item in part.opened),
    )


def is_decoration(name: str, size: int) -> bool:
    """Whether a file of this name is only what programs put beside files and mails."""
    base = base_name(name)
    if base.startswith(_LOCK_MARKS):
        return size <= _LARGEST_LOCK
    return _ALWAYS_DECORATION.fullmatch(base) is not None


def base_name(name: str) -> str:
    """The last part of a path of any system."""
    return re.split(r"[\\/]", name.rstrip("\\/"))[-1]


def safe_name(name: str) -> str:
    """A name that every system accepts for a file in a folder, as like the given one as can be."""
    text = "".join(c for c in base_name(name) if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    text = " ".join(_FORBIDDEN.sub("_", text).split()).lstrip("~$ ").rstrip(". ")
    found = _SUFFIX.search(text)
    suffix = found.group() if found else ""
    stem = text.removesuffix(suffix).lstrip("~$. ")
    room = _LONGEST_NAME - len(suffix.encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    if not stem:
        stem = "附件"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return numbered(stem + suffix, 2) if is_record(stem + suffix) else stem + suffix


def numbered(name: str, number: int) -> str:
    """A name with a number behind its stem, as 反馈表(2).xlsx."""
    found = _SUFFIX.search(name)
    suffix = found.group() if found else ""
    return f"{name.removesuffix(suffix)}({number}){suffix}"


def is_record(name: str) -> bool:
    """Whether a file of this name is the record of a return folder."""
    return name.casefold() == RECORD_NAME.casefold()


@dataclass(frozen=True)
class Fetched:
    """A message that was taken from a mailbox: the mailbox with its UIDVALIDITY, UID and Message-ID."""

    mailbox: str
    uid: int
    message_id: str


@dataclass(frozen=True)
class FolderRecord:
    """What a return folder remembers.

    ``origins`` are all the origins of a file by the digest of its bytes, ``opened`` the archives and saved
    mails by digest with the reasons why they could not be opened (none where they gave all they hold).
    """

    origins: Mapping[str, tuple[Origin, ...]]
    opened: Mapping[str, tuple[str, ...]]
    empty_mails: tuple[EmptyMail, ...] = ()
    fetched: tuple[Fetched, ...] = ()


NOTHING_RECORDED = FolderRecord({}, {})


def has_fetched(record: FolderRecord, message: Fetched) -> bool:
    """Whether a message was fetched before, even if the mailbox has numbered its messages anew since."""
    if any((old.mailbox, old.uid) == (message.mailbox, message.uid) for old in record.fetched):
        return True
    return bool(message.message_id) and any(
        old.message_id == message.message_id and old.mailbox != message.mailbox for old in record.fetched
    )
