"""Tables as text: separated by commas, semicolons or tabs, in any usual encoding."""

from __future__ import annotations

import codecs
import csv
import io

_SEPARATORS = ("\t", ",", ";")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_delimited(data: bytes) -> list[list[str]]:
    """The rows of a text; raises UnicodeDecodeError where its encoding is none of UTF-8, UTF-16, GB 18030."""
    text = decoded(data)
    separator = max(_SEPARATORS, key=text.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [[_clean(cell) for cell in row] for row in rows]


def decoded(data: bytes) -> str:
    """A text by its byte order mark, else as UTF-8, else as GB 18030."""
    if data.startswith(_UTF_16):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _clean(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")
