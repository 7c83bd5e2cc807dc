"""Brings what arrives into the period's 回收 folder, from files, folders, archives and saved mails.

Everything is copied; what lies in the folder already is not put there twice.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlreport.core.returns.arrivals import (
    Arrival,
    EmptyMail,
    Fetched,
    FolderRecord,
    Origin,
    Unpacked,
    numbered,
    safe_name,
)
from xlreport.core.returns.returned import Rejection
from xlreport.desk.folders import files_in
from xlreport.desk.returns.return_record import read_record, with_unpacked, write_record
from xlreport.files import write_atomically
from xlreport.mail.unpack import Keys, digest_of, is_container, unpack
from xlreport.ui.port import Ui

_LARGEST = 500 * 1024 * 1024


class ReturnFolder:
    """A period's 回收 folder while files are put into it; its record is kept on disk after each source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, list[Path]] = {}
        for path in files_in(folder):
            self._paths.setdefault(digest_of(bytes_of(path)), []).append(path)
        self.record: FolderRecord = read_record(folder)
        self.copied: list[Path] = []
        self._tried: set[str] = set()
        self.new_empty_mails: list[EmptyMail] = []

    def take(self, found: Unpacked, fetched: Fetched | None = None) -> None:
        """Put what was unpacked into the folder and remember where it came from."""
        for arrival in found.arrivals:
            self._put(arrival)
        self._tried |= {digest_of(item.container.data) for item in found.unreadable}
        self.new_empty_mails += [mail for mail in found.empty_mails if mail not in self.record.empty_mails]
        record = with_unpacked(self.record, found)
        if fetched is not None:
            record = replace(record, fetched=(*record.fetched, fetched))
        if record != self.record:
            write_record(self._folder, record)
        self.record = record

    def open_what_lies_here(self, keys: Keys) -> None:
        """Take the files out of the archives and saved mails that the clerk dropped into the folder."""
        for digest, path in [(digest, paths[0]) for digest, paths in self._paths.items()]:
            if digest in self._tried or self.record.opened.get(digest) == ():
                continue
            data = bytes_of(path)
            if is_container(path.name, data):
                name = path.name
                origin = next(iter(self.record.origins.get(digest, ())), Origin(name))
                self.take(unpack(Arrival(name, data, origin), keys))

    def _put(self, arrival: Arrival) -> None:
        digest = digest_of(arrival.data)
        name = safe_name(arrival.name)
        there = self._paths.setdefault(digest, [])
        if any(path.suffix.lower() == Path(name).suffix.lower() for path in there):
            return
        target = self._free(name)
        write_atomically(target, arrival.data)
        if arrival.modified is not None:
            _stamp(target, arrival.modified)
        there.append(target)
        self.copied.append(target)

    def _free(self, name: str) -> Path:
        target = self._folder / name
        number = 1
        while target.exists():
            number += 1
            target = self._folder / numbered(name, number)
        return target


def bytes_of(path: Path) -> bytes:
    """What a file holds; nothing where it cannot be read now, which whoever reads it next will say."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _stamp(path: Path, modified: float) -> None:
    """Give a file its own time; one that the system cannot keep is left out."""
    try:
        os.utime(path, (modified, modified))
    except (OSError, OverflowError, ValueError):
        return


def receive(folder: ReturnFolder, ui: Ui, sources: Sequence[Path], keys: Keys) -> list[Rejection]:
    """Bring files and whole folders in; gives the sources that could not be read, with the reason."""
    failed = []
    for source in sources:
        if not source.exists():
            failed.append(Rejection(str(source), "找不到这个文件或文件夹，请核对路径后重试"))
            continue
        paths = files_in(source) if source.is_dir() else [source]
        for path in ui.track(paths, "收取文件"):
            try:
                arrival = _arrival(path, source)
            except OSError as error:
                failed.append(Rejection(str(path), f"读不了这个文件（{error.strerror or error}）"))
                continue
            if arrival is None:
                failed.append(Rejection(str(path), "超过500MB，太大了，没有收"))
                continue
            folder.take(unpack(arrival, keys))
    return failed


def _arrival(path: Path, source: Path) -> Arrival | None:
    stat = path.stat()
    if stat.st_size > _LARGEST:
        return None
    shown = path.relative_to(source.parent).as_posix() if path != source else path.name
    return Arrival(path.name, path.read_bytes(), Origin(shown), stat.st_mtime)
