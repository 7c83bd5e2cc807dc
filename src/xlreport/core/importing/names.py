"""Names of departments in a cell: put together where a narrow column broke them, set apart by 、."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from xlreport.core.text import is_blank, key
from xlreport.core.wording.broken_names import is_one_name, stands_alone
from xlreport.core.wording.parties import parse_departments

_SEPARATORS = re.compile(r"[、，,；;/／]")
_GAP = re.compile(r"[ \u3000\u00a0]+")


def whole_names(texts: Iterable[str]) -> frozenset[str]:
    """The names that stand in a column without a line break beside them, as keys."""
    pieces = (
        piece
        for text in texts
        for piece in _SEPARATORS.split(text)
        if "\n" not in piece.strip("\n") and stands_alone(piece)
    )
    return frozenset(key(name) for piece in pieces for name in parse_departments(piece).names)


def join_broken_names(text: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """A cell of departments with the names put together that line breaks part, and those names."""
    waiting = text.split("\n")
    kept = [waiting.pop(0)]
    joined: list[str] = []
    while waiting:
        before = _SEPARATORS.split(kept[-1])[-1]
        count = _lines_of_the_same(before, waiting, known)
        if count:
            more = "".join(line.strip() for line in waiting[:count])
            joined.append(before.strip() + _SEPARATORS.split(more)[0])
            kept[-1] = kept[-1].rstrip() + more
        else:
            kept.append(waiting[0])
        waiting = waiting[max(1, count) :]
    return "\n".join(kept), tuple(joined)


_MOST_BREAKS = 3


def _lines_of_the_same(before: str, after: Sequence[str], known: Collection[str]) -> int:
    """How many of the lines that follow a piece of text make one name with it, 0 for none."""
    more = ""
    for count, line in enumerate(after[:_MOST_BREAKS], start=1):
        pieces = _SEPARATORS.split(line.strip())
        if is_one_name(before, more + pieces[0], known):
            return count
        if len(pieces) > 1:
            return 0
        more += line.strip()
    return 0


def part_at_gaps(text: str) -> str:
    """A cell of departments with 、 where only spaces stand between two names."""
    lines = []
    for line in text.split("\n"):
        pieces = _GAP.split(line.strip())
        lines.append("、".join(pieces) if len(pieces) > 1 and all(map(stands_alone, pieces)) else line)
    return "\n".join(lines)


def lead_and_supporting(lead: str, supporting: Iterable[str]) -> str:
    """One text of the departments that lead and of those in other columns: ``A牵头，B、C配合``.

    A department that leads is not named again among the others.
    """
    leading = _listed(lead)
    leaders = {key(name) for name in parse_departments(leading).names}
    others = [
        piece
        for text in supporting
        for piece in _listed(text).split("、")
        if not is_blank(piece) and key(piece) not in leaders
    ]
    helping = "、".join(dict.fromkeys(others))
    if not leading:
        return helping
    if not helping and re.search("牵头|配合", lead):
        return lead.strip()
    if not helping:
        return leading if len(leaders) <= 1 else _with_role(leading, "牵头")
    return f"{_with_role(leading, '牵头')}，{_with_role(helping, '配合')}"


def _listed(text: str) -> str:
    """The names of a cell joined by 、, line breaks and commas between them too."""
    plain = text.strip(" \n\u3000。；;，,、")
    return re.sub(r"\s*[\n，,；;]\s*", "、", plain)


def _with_role(names: str, role: str) -> str:
    return names if re.search(r"(?:牵头|配合|负责|参与|协助)[)）]?$", names) else f"{names}{role}"
