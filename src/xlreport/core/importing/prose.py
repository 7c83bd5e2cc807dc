"""Lists written without a table: numbered items, each with lines such as 牵头单位：… and 责任单位：…

Read only where the pattern is regular, that is where every item names its departments; the rows made of it
go the same way as those of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlreport.core.importing.headings import Header, Heading, Mapped, Meaning, meaning_of
from xlreport.core.importing.lists import Block, FoundList
from xlreport.core.importing.raw import UNTOUCHED, RawCell, RawRow
from xlreport.core.importing.rows import lines_below, of_whole_row, rank_of
from xlreport.core.schema import COLUMNS, CONTENT, DEPARTMENTS, NUMBER
from xlreport.core.text import is_blank, key, shorten
from xlreport.errors import SourceError

_ORDINAL = re.compile(
    r"\s*((?:\d+[、.．])(?!\d)|[（(]\d+[)）]|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、.．])\s*"
)
_LABEL = re.compile(
    r"\s*[（(【\[]?\s*(?P<label>[^：:。；;，,（）()【】\n]{2,12})[】\]]?\s*[：:]\s*(?P<text>.*)", re.DOTALL
)
_BRACKETED = re.compile(
    r"[（(【](?P<inside>[^（(【]{0,6}(?:单位|部门|领导|时限|责任人)[：:]"
    r"(?:[^（）()]|[（(][^（）()]*[)）])*)[)）】]"
)
_INNER_LABEL = re.compile(r"(?<=[。；;，,\s\u3000])(?P<label>[^：:。；;，,、（）()\s]{2,8})[：:]")
_ROLES_AT_THE_END = re.compile(
    r"[（(](?P<inside>(?:[^（）()]|[（(][^（）()]*[)）])*(?:牵头|配合|负责|落实))[)）]。?\s*$"
)

_LABELLED = {column.code for column in COLUMNS} - {NUMBER.code, CONTENT.code}


@dataclass
class _Item:
    """One item: its lines, and what its labels say by the column they mean."""

    place: str
    number: str
    rank: int
    lines: list[str]
    labelled: dict[str, str] = field(default_factory=dict)
    last: str = ""


def list_in_prose(lines: Sequence[str], mapped: Mapped) -> FoundList | None:
    """The list that lines of text hold; None where nothing looks like one.

    Raises SourceError where some items name their departments and others do not, naming the first
    of these.
    """
    parts, rank = _items_and_categories(lines, mapped)
    items = [part for part in parts if isinstance(part, _Item)]
    if not any(item.labelled for item in items) or rank is None:
        return None
    headings = [NUMBER.heading, CONTENT.heading, *dict.fromkeys(n for item in items for n in item.labelled)]
    header = Header(
        tuple(Heading(text, left, 1, _meaning(text, mapped)) for left, text in enumerate(headings)), height=0
    )
    _require_departments(items, header)
    rows = tuple(_row(part, header) for part in parts)
    first = next(index for index, line in enumerate(lines) if rank_of(line) is not None)
    block = Block("正文", tuple(lines[:first]), header, lines_below(rows, header))
    return FoundList((block,))


def _meaning(label: str, mapped: Mapped) -> Meaning | None:
    return mapped[key(label)] if key(label) in mapped else meaning_of(label)


def _items_and_categories(
    lines: Sequence[str], mapped: Mapped
) -> tuple[list[_Item | tuple[str, str]], int | None]:
    """The items, and between them the categories as (place, text); and how deep the items lie.

    Items are the numbered lines nearest above the labels; what stands above those is a category.
    """
    numbered: list[_Item] = []
    for position, line in enumerate(lines, start=1):
        for piece in _pieces(line):
            _take(piece, f"第{position}行", numbered, mapped)
    with_labels = [item.rank for item in numbered if item.labelled]
    rank = max(set(with_labels), key=with_labels.count) if with_labels else None
    parts: list[_Item | tuple[str, str]] = []
    for item in numbered:
        if rank is not None and item.rank < rank and not item.labelled:
            parts.append((item.place, "\n".join(item.lines)))
        elif rank is not None and item.rank > rank and parts and isinstance(parts[-1], _Item):
            parts[-1].lines.extend(item.lines)
            parts[-1].labelled.update(item.labelled)
        else:
            parts.append(item)
    return parts, rank


def _pieces(line: str) -> Iterator[str]:
    """A line, cut before each label in it: ``……。（牵头单位：甲；责任单位：乙）``, ``……。责任单位：甲``.

    Brackets at the end that only name departments by their roles are labels too:
    ``……。（甲牵头，乙配合）``.
    """
    found = _BRACKETED.search(line)
    if found is not None:
        yield line[: found.start()]
        yield from _cut_at_labels(found["inside"])
        if not is_blank(line[found.end() :].strip("。")):
            yield line[found.end() :]
        return
    roles = _ROLES_AT_THE_END.search(line)
    if roles is not None:
        yield line[: roles.start()]
        yield f"责任单位：{roles['inside']}"
        return
    yield from _cut_at_labels(line)


def _cut_at_labels(text: str) -> Iterator[str]:
    start = 0
    for found in _INNER_LABEL.finditer(text):
        meaning = meaning_of(found["label"])
        if meaning is not None and meaning.code in _LABELLED:
            yield text[start : found.start("label")].rstrip("；;，, \u3000")
            start = found.start("label")
    yield text[start:]


def _take(piece: str, place: str, items: list[_Item], mapped: Mapped) -> None:
    """Add a piece of text: a new item, a label of the last one, or more of what came before."""
    if is_blank(piece):
        return
    ordinal, rank = _ORDINAL.match(piece), rank_of(piece)
    label = _LABEL.fullmatch(piece)
    meaning = _meaning(label["label"], mapped) if label is not None else None
    if ordinal is not None and rank is not None:
        text = piece.strip() if rank <= 2 else piece[ordinal.end() :].strip()
        items.append(_Item(place, ordinal[1], rank, [text]))
    elif (
        items
        and label is not None
        and meaning is not None
        and meaning.code not in (NUMBER.code, CONTENT.code)
    ):
        name = items[-1].last = label["label"].strip()
        text = label["text"].strip()
        items[-1].labelled[name] = text.rstrip("。；;）)") if _opens_a_bracket(piece) else text
    elif items and items[-1].last:
        items[-1].labelled[items[-1].last] += f"\n{piece.strip()}"
    elif items:
        items[-1].lines.append(piece.strip())


def _opens_a_bracket(piece: str) -> bool:
    """Whether a label's line begins with a bracket that its end closes."""
    return piece.lstrip()[:1] in "（(【["


def _require_departments(items: Sequence[_Item], header: Header) -> None:
    offices = {heading.text for heading in header.having(DEPARTMENTS.code)}
    without = next((item for item in items if not offices & item.labelled.keys()), None)
    if without is not None:
        raise SourceError(
            f"没有表格，是逐条写的，但{without.place}“{shorten(without.lines[0])}”没有写牵头单位或责任单位，读不准",
            untouched=UNTOUCHED,
            todo="请在每一条下面都另起一行写“责任单位：”，或改成表格后再导入",
        )


def _row(part: _Item | tuple[str, str], header: Header) -> RawRow:
    if not isinstance(part, _Item):
        return of_whole_row(part[1], header, part[0], "正文")
    content = "\n".join(part.lines)
    if part.rank <= 2:
        content = _ORDINAL.sub("", content, count=1)
    texts = [part.number, content, *(part.labelled.get(h.text, "") for h in header.headings[2:])]
    return RawRow(part.place, tuple(RawCell(text, left) for left, text in enumerate(texts)), "正文")
