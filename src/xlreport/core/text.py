"""Turning cell values into text, and text into keys for comparing.

Keys are for comparing only; what is stored and shown is always the original text.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

CellValue = str | int | float | bool | datetime | date | time | None

SIMILAR_ENOUGH = 0.6
"""How much of their characters two wordings of one task share at least (0–1)."""

MAX_CELL_CHARACTERS = 32_767
"""Excel's limit on the text of one cell."""

_IGNORED_IN_KEYS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_FORBIDDEN_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANK_CHARACTERS = " \t\r\n\u3000\u00a0\u200b\ufeff"


def as_text(value: CellValue) -> str:
    """The text a clerk means by a cell value.

    Whole floats lose their ``.0`` (telephone numbers and item numbers arrive as floats), dates
    become ``2023年12月31日``, line ends become ``\\n``; None is the empty text.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (datetime, date)):
        return _date_text(value)
    if isinstance(value, time):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _date_text(value: datetime | date) -> str:
    text = f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime) and (value.hour or value.minute):
        text += f"{value.hour:02d}:{value.minute:02d}"
    return text


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """A form for comparing headings, names and content: NFKC, no white space of any width."""
    return _IGNORED_IN_KEYS.sub("", unicodedata.normalize("NFKC", text))


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: empty, or only spaces, full-width and zero-width included."""
    return not text.strip(_BLANK_CHARACTERS)


def is_nothing_to_report(text: str) -> bool:
    """Whether a text says 无, "nothing to report" (items 1–24 of the seed), full stop or not."""
    return key(text).rstrip("。.") == "无"


def is_similar(one: str, other: str) -> bool:
    """Whether two texts are the same but for some rewording, white space apart."""
    matcher = difflib.SequenceMatcher(None, key(one), key(other), autojunk=False)
    return matcher.ratio() >= SIMILAR_ENOUGH


def without_control_characters(text: str) -> str:
    """The text without the characters that no workbook cell can hold (ECMA-376 ST_Xstring)."""
    return _FORBIDDEN_IN_CELLS.sub("", text)


def shorten(text: str, limit: int = 30) -> str:
    """The text on one line, cut to ``limit`` characters with an ellipsis, for messages."""
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
