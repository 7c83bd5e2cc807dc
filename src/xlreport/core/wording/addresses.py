"""Mail addresses as clerks write them: several in a cell, with or without names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[、,;\n]+")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Addresses:
    """The addresses in a text, each once, and the pieces that are none."""

    valid: tuple[str, ...]
    wrong: tuple[str, ...]


def parse_addresses(text: str) -> Addresses:
    """The addresses in a text such as ``甲@x.cn；张三 <b@x.cn>``.

    Only addresses that every server takes are valid: the ASCII ones of RFC 5321 without quotes, with a
    full stop in the domain. Full-width characters count as their half-width forms.
    """
    pieces = [
        piece
        for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text))
        for piece in (_IN_BRACKETS.findall(part) or part.split())
        if piece.strip()
    ]
    valid = dict.fromkeys(piece.strip() for piece in pieces if _ADDRESS.fullmatch(piece.strip()))
    wrong = dict.fromkeys(piece.strip() for piece in pieces if not _ADDRESS.fullmatch(piece.strip()))
    return Addresses(tuple(valid), tuple(wrong))
