"""The record of a return folder (收件记录.json): where its files came from, which mails were fetched.

It only adds to what the files say themselves; without it, or where it is damaged, all files are still read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from xlreport.core.returns.arrivals import (
    NOTHING_RECORDED,
    RECORD_NAME,
    Arrival,
    EmptyMail,
    Fetched,
    FolderRecord,
    Origin,
    Unpacked,
)
from xlreport.files import write_atomically
from xlreport.mail.unpack import digest_of

_FOLDERS_UP = 3


def read_record(folder: Path) -> FolderRecord:
    """What a return folder remembers; nothing where the record is missing or damaged."""
    try:
        data = json.loads((folder / RECORD_NAME).read_text(encoding="utf-8"))
        return FolderRecord(
            {digest: _origins(items) for digest, items in data["files"].items()},
            {digest: tuple(map(str, reasons)) for digest, reasons in data["opened"].items()},
            tuple(
                EmptyMail(Origin(**item["origin"]), str(item["reason"]), str(item["about"]))
                for item in data["empty_mails"]
            ),
            tuple(
                Fetched(str(item["mailbox"]), int(item["uid"]), str(item["message_id"]))
                for item in data["fetched"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return NOTHING_RECORDED


def record_of(path: Path) -> FolderRecord:
    """What is remembered about a file: the record of its folder or of one of the next above it."""
    for folder in list(path.parents)[:_FOLDERS_UP]:
        if (folder / RECORD_NAME).is_file():
            return read_record(folder)
    return NOTHING_RECORDED


def write_record(folder: Path, record: FolderRecord) -> None:
    """Remember; the record is written whole or not at all."""
    data = {
        "说明": "由程序写入：各文件从哪里收来。删掉不影响反馈表，只是记不得发件人，邮件会再收一次",
        "files": {digest: [asdict(item) for item in items] for digest, items in record.origins.items()},
        "opened": {digest: list(reasons) for digest, reasons in record.opened.items()},
        "empty_mails": [asdict(mail) for mail in record.empty_mails],
        "fetched": [asdict(message) for message in record.fetched],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    write_atomically(folder / RECORD_NAME, text.encode("utf-8", "replace"))


def with_unpacked(record: FolderRecord, found: Unpacked) -> FolderRecord:
    """The record after something was unpacked into its folder."""
    opened = {**record.opened, **dict.fromkeys(found.opened, ())}
    for digest, reasons in _reasons(found).items():
        opened[digest] = reasons
    return replace(
        record,
        origins=_with_origins(record.origins, found.arrivals),
        opened=opened,
        empty_mails=tuple(dict.fromkeys((*record.empty_mails, *found.empty_mails))),
    )


def _with_origins(
    origins: Mapping[str, tuple[Origin, ...]], arrivals: Sequence[Arrival]
) -> dict[str, tuple[Origin, ...]]:
    known = dict(origins)
    for arrival in arrivals:
        digest = digest_of(arrival.data)
        known[digest] = tuple(dict.fromkeys((*known.get(digest, ()), arrival.origin)))
    return known


def _reasons(found: Unpacked) -> dict[str, tuple[str, ...]]:
    reasons: dict[str, tuple[str, ...]] = {}
    for item in found.unreadable:
        digest = digest_of(item.container.data)
        reasons[digest] = tuple(dict.fromkeys((*reasons.get(digest, ()), item.reason)))
    return reasons


def _origins(items: Sequence[Mapping[str, Any]]) -> tuple[Origin, ...]:
    return tuple(Origin(**{name: str(text) for name, text in item.items()}) for item in items)
