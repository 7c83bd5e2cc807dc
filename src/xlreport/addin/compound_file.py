"""Compound files, the small file system inside one file in which Excel keeps macros ([MS-CFB]).

Version 3: sectors of 512 bytes, chained by the file allocation table (FAT). Streams under 4096 bytes
lie in mini sectors of 64 bytes inside one stream of the root, chained by the mini FAT.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTOR = 512
_MINI_SECTOR = 64
_MINI_LIMIT = 4096
_IN_HEADER = 109
"""How many FAT sectors the header can name: 109 × 128 sectors, about 7 MB."""

_FREE = 0xFFFFFFFF
_END_OF_CHAIN = 0xFFFFFFFE
_FAT_SECTOR = 0xFFFFFFFD
_NO_ENTRY = 0xFFFFFFFF

_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Entry:
    """One entry of the directory: the root, a storage (folder) or a stream (file)."""

    name: str
    kind: int
    data: bytes = b""
    children: list[_Entry] = field(default_factory=list)
    number: int = 0
    colour: int = _BLACK
    left: int = _NO_ENTRY
    right: int = _NO_ENTRY
    child: int = _NO_ENTRY
    start: int = 0
    size: int = 0


def write_compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams by path, like ``VBA/dir``.

    Raises ValueError for a name over 31 characters and for more data than a file without further
    FAT sectors holds (about 7 MB).
    """
    entries = _directory(streams)
    mini_stream, mini_fat = _place_small_streams(entries)
    large = [entry for entry in entries if entry.kind == _STREAM and entry.size >= _MINI_LIMIT]
    directory_size = -(-len(entries) * 128 // _SECTOR)
    mini_fat_data = _table(mini_fat)
    contents = [b"\x00" * directory_size * _SECTOR, mini_fat_data, mini_stream]
    contents += [entry.data for entry in large]
    lengths = [-(-len(content) // _SECTOR) for content in contents]
    fat_sectors = _fat_sectors(sum(lengths))
    starts, fat = _chains(lengths, fat_sectors)
    entries[0].start, entries[0].size = starts[2], len(mini_stream)
    for entry, start in zip(large, starts[3:], strict=True):
        entry.start = start
    contents[0] = b"".join(map(_entry_bytes, entries))
    contents[0] += _unused_entry() * (-len(entries) % (_SECTOR // 128))
    header = _header(fat_sectors, starts[0], starts[1], lengths[1])
    return header + _table(fat) + b"".join(map(_padded, contents))


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    """All entries, the root first, numbered and linked into the trees that readers search by name."""
    root = _Entry("Root Entry", _ROOT)
    storages = {"": root}
    for path, data in streams.items():
        folder, _, name = path.rpartition("/")
        parent = _storage(storages, folder)
        parent.children.append(_Entry(name, _STREAM, data, size=len(data), start=_END_OF_CHAIN))
    entries: list[_Entry] = []
    _number(root, entries)
    for entry in entries:
        if entry.children:
            entry.child = _link(sorted(entry.children, key=_order))
    return entries


def _storage(storages: dict[str, _Entry], path: str) -> _Entry:
    if path not in storages:
        folder, _, name = path.rpartition("/")
        storages[path] = _Entry(name, _STORAGE)
        _storage(storages, folder).children.append(storages[path])
    return storages[path]


def _number(entry: _Entry, entries: list[_Entry]) -> None:
    entry.number = len(entries)
    entries.append(entry)
    for child in entry.children:
        _number(child, entries)


def _order(entry: _Entry) -> tuple[int, bytes]:
    """Shorter names come first, then the order of their upper-case code units ([MS-CFB] 2.6.4)."""
    return len(entry.name.encode("utf-16-le")), entry.name.upper().encode("utf-16-be")


def _link(siblings: list[_Entry]) -> int:
    """Make a red-black tree of sorted entries and return the number of its root.

    Halving keeps all leaves on the last two levels; with the entries of an incomplete last level red and
    all others black, every path passes as many black ones.
    """
    full_levels = (len(siblings) + 1).bit_length() - 1
    return _link_half(siblings, full_levels)


def _link_half(siblings: list[_Entry], levels: int) -> int:
    if not siblings:
        return _NO_ENTRY
    middle = len(siblings) // 2
    entry = siblings[middle]
    entry.colour = _BLACK if levels > 0 else _RED
    entry.left = _link_half(siblings[:middle], levels - 1)
    entry.right = _link_half(siblings[middle + 1 :], levels - 1)
    return entry.number


def _place_small_streams(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """The root's stream that holds all small ones, and the table of its mini sectors."""
    small = [entry for entry in entries if entry.kind == _STREAM and 0 < entry.size < _MINI_LIMIT]
    stream, table = b"", list[int]()
    for entry in small:
        entry.start = len(table)
        stream += entry.data.ljust(-(-entry.size // _MINI_SECTOR) * _MINI_SECTOR, b"\x00")
        table += _chain(entry.start, len(stream) // _MINI_SECTOR)
    return stream, table


def _fat_sectors(others: int) -> int:
    """How many sectors a table needs that lists ``others`` sectors and its own."""
    needed = 1
    while needed * _SECTOR // 4 < others + needed:
        needed += 1
    if needed > _IN_HEADER:
        raise ValueError("too much data for a compound file without further FAT sectors")
    return needed


def _chains(lengths: list[int], fat_sectors: int) -> tuple[list[int], list[int]]:
    """Where each content starts when they follow the FAT in order, and the FAT."""
    fat = [_FAT_SECTOR] * fat_sectors
    starts = []
    for length in lengths:
        starts.append(len(fat) if length else _END_OF_CHAIN)
        fat += _chain(len(fat), len(fat) + length)
    return starts, fat


def _chain(start: int, end: int) -> list[int]:
    """Table entries of consecutive sectors: each names the next one."""
    return [*range(start + 1, end), _END_OF_CHAIN] if end > start else []


def _table(numbers: list[int]) -> bytes:
    """A FAT or mini FAT, filled up to whole sectors."""
    filled = numbers + [_FREE] * (-len(numbers) % (_SECTOR // 4))
    return struct.pack(f"<{len(filled)}I", *filled)


def _padded(content: bytes) -> bytes:
    return content.ljust(-(-len(content) // _SECTOR) * _SECTOR, b"\x00")


def _header(fat_sectors: int, directory: int, mini_fat: int, mini_fat_sectors: int) -> bytes:
    """The first 512 bytes ([MS-CFB] 2.2)."""
    signature = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    versions = struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = (0, fat_sectors, directory, 0, _MINI_LIMIT, mini_fat, mini_fat_sectors, _END_OF_CHAIN, 0)
    fat = [*range(fat_sectors), *[_FREE] * (_IN_HEADER - fat_sectors)]
    return signature + versions + struct.pack(f"<{len(places) + len(fat)}I", *places, *fat)


def _entry_bytes(entry: _Entry) -> bytes:
    """The 128 bytes of a directory entry ([MS-CFB] 2.6.1); no class, no times."""
    name = entry.name.encode("utf-16-le") + b"\x00\x00"
    if len(name) > 64:
        raise ValueError(f"name too long for a compound file: {entry.name}")
    links = (entry.left, entry.right, entry.child)
    return struct.pack(
        "<64sHBB3I16x4x8x8xIQ", name, len(name), entry.kind, entry.colour, *links, entry.start, entry.size
    )


def _unused_entry() -> bytes:
    return struct.pack("<64xHBB3I16x4x8x8xIQ", 0, 0, 0, _NO_ENTRY, _NO_ENTRY, _NO_ENTRY, 0, 0)
