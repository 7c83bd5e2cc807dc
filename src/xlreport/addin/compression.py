"""The compression of VBA sources, as [MS-OVBA] 2.4.1 describes it.

A container is a signature byte and chunks that each hold 4096 bytes of the source, the last one fewer.
In a chunk, groups of eight tokens follow a byte of flags: a literal byte, or a copy of bytes that came
before in the same chunk.
"""

from __future__ import annotations

_SIGNATURE = 0x01
_CHUNK = 4096
_CHUNK_SIGNATURE = 0b011 << 12
_COMPRESSED = 1 << 15
_SHORTEST_COPY = 3


def compress(data: bytes) -> bytes:
    """The container that holds ``data``.

    A last chunk that cannot be made smaller, which no program text is, is filled up with zero bytes:
    the format knows no shorter one ([MS-OVBA] 2.4.1.3.10).
    """
    chunks = (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
    return bytes([_SIGNATURE]) + b"".join(_compress_chunk(chunk) for chunk in chunks)


def _compress_chunk(chunk: bytes) -> bytes:
    tokens = _tokens(chunk)
    if len(tokens) > _CHUNK:
        return _header(_CHUNK, 0) + chunk.ljust(_CHUNK, b"\x00")
    return _header(len(tokens), _COMPRESSED) + tokens


def _header(size: int, flag: int) -> bytes:
    """The two bytes before ``size`` bytes of a chunk's content; they hold the whole size less three."""
    return (size - 1 | _CHUNK_SIGNATURE | flag).to_bytes(2, "little")


def _tokens(chunk: bytes) -> bytes:
    """The content of a compressed chunk."""
    content = bytearray()
    at = 0
    while at < len(chunk):
        flags_at = len(content)
        content.append(0)
        for bit in range(8):
            if at == len(chunk):
                break
            length_bits = _length_bits(at)
            offset, length = _longest_copy(chunk, at, (1 << length_bits) - 1 + _SHORTEST_COPY)
            if length:
                content[flags_at] |= 1 << bit
                content += (offset - 1 << length_bits | length - _SHORTEST_COPY).to_bytes(2, "little")
                at += length
            else:
                content.append(chunk[at])
                at += 1
    return bytes(content)


def _longest_copy(chunk: bytes, at: int, longest: int) -> tuple[int, int]:
    """How far back the longest match of what comes next begins, and its length; zeros where there is none.

    A match may reach into what it produces. Of equally long ones the nearest is taken.
    """
    offset = length = 0
    wanted = _SHORTEST_COPY
    while wanted <= min(longest, len(chunk) - at):
        found = chunk.rfind(chunk[at : at + wanted], 0, at + wanted - 1)
        if found < 0:
            break
        offset, length = at - found, wanted
        wanted += 1
    return offset, length


def _length_bits(at: int) -> int:
    """How many of a copy token's 16 bits are the length ([MS-OVBA] 2.4.1.3.19.1)."""
    return 16 - max((at - 1).bit_length(), 4)
