"""Looking for patterns in the cells of the task table, and showing where they were found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xlreport.core.master.master import Master
from xlreport.core.model import Severity
from xlreport.core.schema import (
    CATEGORY,
    CONTENT,
    DEADLINE,
    DEPARTMENTS,
    PROBLEMS,
    PROGRESS,
    PROVINCIAL,
    REMARK,
    SUPPORT,
    Column,
)
from xlreport.core.validation.catalogue import Hit, Rule, at

PROSE = (CONTENT, REMARK, SUPPORT, PROBLEMS, PROGRESS)
"""The columns that hold sentences."""

NAMES_AND_PROSE = (CATEGORY, PROVINCIAL, DEPARTMENTS, DEADLINE, *PROSE)
"""The columns that hold anything but people and numbers."""

HAN = "\u3400-\u9fff"
"""The Chinese characters, for a character class."""

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]")

Span = tuple[int, int]
"""Start and end of a stretch of text."""

_FOREIGN = re.compile(
    r"(?:https?://|www\.)[^\s，。；、）》”\u3400-\u9fff]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.ASCII | re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def without_addresses(text: str) -> str:
    """The text with every web and mail address blotted out by letters, as long as before."""
    return _FOREIGN.sub(lambda found: "a" * len(found.group()), text)


def cells_with(master: Master, columns: Sequence[Column], pattern: re.Pattern[str]) -> Iterator[Hit]:
    """One hit for each cell that holds the pattern outside of addresses."""
    return cells_where(
        master, columns, lambda text: (m.span() for m in pattern.finditer(without_addresses(text)))
    )


def cells_where(
    master: Master, columns: Sequence[Column], places: Callable[[str], Iterable[Span]]
) -> Iterator[Hit]:
    """One hit for each cell in which places are found: the first of them, and how many there are."""
    for task in master.table.tasks:
        for column in columns:
            text = task.text(column.code)
            found = list(places(text)) if text else []
            if found:
                more = f"等{len(found)}处" if len(found) > 1 else ""
                yield at(
                    task, column, near=around(text, *found[0]), more=more, written=shown(text, *found[0])
                )


def around(text: str, start: int, end: int) -> str:
    """A stretch of text with a few characters on either side, on one line."""
    return shown(text, max(0, start - 6), end + 6)


def shown(text: str, start: int, end: int) -> str:
    """A stretch of text on one line, without what nobody sees."""
    return INVISIBLE.sub("", text[start:end]).replace("\n", "↵").strip(" ")


@dataclass(frozen=True)
class Text:
    """What a rule about the wording says of itself; see :class:`Rule`."""

    title: str
    description: str
    message: str
    suggestion: str
    source: str = "总表自身"


def pattern_rule(
    code: str, severity: Severity, text: Text, columns: Sequence[Column], pattern: str, flags: int = 0
) -> Rule:
    """A rule that is broken where a cell of these columns holds the pattern."""
    compiled = re.compile(pattern, flags)
    return place_rule(
        code, severity, text, columns, lambda cell: _spans(compiled.finditer(without_addresses(cell)))
    )


def _spans(found: Iterable[re.Match[str]]) -> Iterator[Span]:
    return (match.span() for match in found)


def place_rule(
    code: str,
    severity: Severity,
    text: Text,
    columns: Sequence[Column],
    places: Callable[[str], Iterable[Span]],
) -> Rule:
    """A rule that is broken where ``places`` finds something in a cell of these columns."""

    def check(master: Master, _: date) -> Iterator[Hit]:
        return cells_where(master, columns, places)

    return Rule(
        code,
        severity,
        title=text.title,
        description=text.description,
        message=text.message,
        suggestion=text.suggestion,
        check=check,
        source=text.source,
    )
