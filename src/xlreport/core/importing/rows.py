"""What the rows of a list are: tasks, categories across the table, or rows beside the matter.

Texts are looked at by their beginnings (合计, 注：, 填报人：, 续表), categories also by their ordinals
(一、 above （一） above 1.), as GB/T 9704-2012 section 7.3.3 orders them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlreport.core.importing.headings import Header
from xlreport.core.importing.raw import RawCell, RawRow
from xlreport.core.schema import CONTENT, DEPARTMENTS, NUMBER
from xlreport.core.text import is_blank, key


@dataclass(frozen=True)
class Line:
    """A row below the headings: for each of them its text there, and whether a merge brings it from above."""

    row: RawRow
    header: Header
    texts: tuple[str, ...]
    continued: tuple[bool, ...]

    @cached_property
    def own(self) -> tuple[RawCell, ...]:
        """The filled cells that stand in this row itself."""
        return tuple(c for c in self.row.cells if not c.continues and not is_blank(c.text))

    @property
    def is_blank(self) -> bool:
        return all(is_blank(text) for text in self.row.texts)

    @property
    def own_text(self) -> str:
        """All that stands in this row itself, for naming it."""
        return "；".join(cell.text.strip() for cell in self.own)

    def text(self, code: str) -> str:
        """The text under the last heading that means a column; empty where there is none."""
        place = self.header.last_places.get(code)
        return self.texts[place] if place is not None else ""

    @property
    def number(self) -> int | None:
        """The row's number where it has one that can be counted with."""
        number = normal_number(self.text(NUMBER.code))
        return int(number) if number.isdecimal() else None


def lines_below(rows: Iterable[RawRow], header: Header) -> tuple[Line, ...]:
    """The rows as lines under these headings."""
    return tuple(_line(row, header) for row in rows)


def _line(row: RawRow, header: Header) -> Line:
    texts = [""] * len(header.headings)
    continued = [False] * len(header.headings)
    for cell, place in zip(row.cells, _places(row, header), strict=True):
        if place >= 0:
            joins = texts[place] and cell.text
            texts[place] = f"{texts[place]}\n{cell.text}" if joins else texts[place] + cell.text
            continued[place] = continued[place] or cell.continues
    return Line(row, header, tuple(texts), tuple(continued))


def _places(row: RawRow, header: Header) -> list[int]:
    """For each cell of a row the position of the heading it stands under, -1 for none.

    Cells that begin where headings begin go by the grid. Else rows of as many cells as there are
    headings go by order (Word's column edges are often a little off between pages); others go to
    the heading they lie under for the most part.
    """
    lefts = {heading.left: place for place, heading in enumerate(header.headings)}
    if all(cell.left in lefts for cell in row.cells):
        return [lefts[cell.left] for cell in row.cells]
    if len(row.cells) == len(header.headings):
        return list(range(len(row.cells)))
    return [_most_covered(cell, header) for cell in row.cells]


def _most_covered(cell: RawCell, header: Header) -> int:
    shared = [cell.shares(heading.cell) for heading in header.headings]
    most = max(shared)
    return shared.index(most) if most > 0 else -1


# --- numbers ---------------------------------------------------------------------------------------

_CHINESE = {digit: value for value, digit in enumerate("零一二三四五六七八九十")}
_DRESSED_NUMBER = re.compile(r"[(（〔\[第]*([0-9]+|[一二三四五六七八九十]+)[)）〕\].．。、,，:：项条号]*")


def normal_number(text: str) -> str:
    """A number as the master writes it: ``1.``, ``（4）``, ``3、`` and ``三`` as plain digits.

    What is no such number (``1.2``, ``1-2``) stays as it is, without spaces.
    """
    plain = key(text)
    found = _DRESSED_NUMBER.fullmatch(plain)
    if found is None:
        return plain
    return found[1] if found[1].isascii() else str(chinese_number(found[1]))


def chinese_number(text: str) -> int:
    """The value of a number up to 99 in Chinese digits."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_CHINESE[digit]) for digit in text))
    return 10 * _CHINESE.get(tens, 1) + (_CHINESE[ones] if ones else 0)


# --- rows that are no tasks ------------------------------------------------------------------------

_CONTINUATION = re.compile(
    r"[(（\[【]?(?:续表|接上[表页]|续上[表页]|上接|转下页|接下[表页]|表?续|附件\d*[(（]续.*)[一二三四五六七八九十\d]*[)）\]】]?"
    r"|[—\-]*第?\d+页(?:[,，/]?共\d+页)?[—\-]*"
)
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计)(?:[:：].*|共?\d.*|[(（].*)?")
_NOTE = re.compile(r"(?:备?注|附注|说明|填[报表]说明|注释)\d*[:：.、].*|[*※].*")
_SIGNATURE = re.compile(
    r"(?:填[报表制]|制表|审[核批定签]|复核|签发|报送|上报|经办|联系|负责|主要负责|单位负责|分管|盖章|编制|承办|监督)"
    r"(?:单位|部门|人|人员|日期|时间|电话|方式|签字|签名|领导|盖章|[(（].*[)）])*[:：].*"
    r"|单位[(（]?(?:盖章|公章|签章)[)）]?[:：]?.*|(?:计量)?单位[:：].{0,12}|(?:日期|时间|电话)[:：].*"
)


def beside_the_matter(text: str) -> str:
    """What a row is that begins with this text and is no task, in a clerk's words; empty for others."""
    plain = key(text)
    if _CONTINUATION.fullmatch(plain):
        return "续表标记"
    if _TOTAL.fullmatch(plain):
        return "合计"
    if _NOTE.fullmatch(plain):
        return "表注"
    if _SIGNATURE.fullmatch(plain):
        return "填报落款"
    return ""


def row_beside_the_matter(line: Line) -> str:
    """As :func:`beside_the_matter`, for a whole row; a row with departments and a number is a task."""
    if not line.own or (line.number is not None and not is_blank(line.text(DEPARTMENTS.code))):
        return ""
    kinds = [beside_the_matter(cell.text) for cell in line.own]
    return kinds[0] if kinds[0] and (kinds[0] == "合计" or all(kinds)) else ""


# --- categories ------------------------------------------------------------------------------------

_RANKS = (
    re.compile(r"第[一二三四五六七八九十\d]+(?:部分|章|篇|类)"),
    re.compile(r"[一二三四五六七八九十]+[、.．]"),
    re.compile(r"[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"\d+[、.．](?!\d)"),
    re.compile(r"[(（]\d+[)）]"),
)
_LONGEST_CATEGORY = 60
"""Characters; a longer text across the table is a sentence, no category."""


def rank_of(text: str) -> int | None:
    """How high a category stands by its ordinal, 0 the highest; None without an ordinal."""
    plain = key(text)
    return next((rank for rank, pattern in enumerate(_RANKS) if pattern.match(plain)), None)


def category_in(line: Line) -> str:
    """The category that a row is, empty where it is none.

    It is the only text of its row, in the first column or across several; or an ordinal in Chinese
    digits under 序号 with a title beside it, and nothing else.
    """
    own = line.own
    if len(own) == 1:
        return _lone_category(line, own[0])
    if len(own) == 2 and is_blank(line.text(DEPARTMENTS.code)):
        ordinal, title = key(own[0].text), own[1].text.strip()
        if re.fullmatch(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．]?", ordinal):
            written = own[0].text.strip()
            return f"{written}{title}" if re.search(r"[)）、.．]$", written) else f"{written}、{title}"
    return ""


def _lone_category(line: Line, cell: RawCell) -> str:
    text = cell.text.strip()
    plain = key(text)
    numbered = re.fullmatch(_DRESSED_NUMBER, plain) is not None
    if numbered or len(plain) > _LONGEST_CATEGORY:
        return ""
    stands_first = cell.left == min(heading.left for heading in line.header.headings)
    in_content = cell.span == 1 and not stands_first and line.text(CONTENT.code).strip() == text
    if in_content and rank_of(text) not in (0, 1, 2):
        return ""
    return text


def of_whole_row(text: str, header: Header, place: str, table: str) -> RawRow:
    """A line of text between two tables as a row across the table."""
    left = min(heading.left for heading in header.headings)
    right = max(heading.left + heading.span for heading in header.headings)
    return RawRow(place, (RawCell(text, left, right - left),), table)


def lone_texts(lines: Sequence[Line]) -> list[str]:
    """The texts of the last rows that hold nothing but one text each, from above."""
    texts: list[str] = []
    for line in reversed(lines):
        if line.is_blank:
            continue
        if len(line.own) != 1 or normal_number(line.own[0].text).isdecimal():
            break
        texts.insert(0, line.own[0].text.strip())
    return texts
