"""What the headings of other offices' lists mean, and headings in several rows.

The words come from public task lists of districts and cities: 目标任务, 重点工作, 政策措施, 牵头单位,
配合单位, 时间节点, 责任领导 and so on. They are read by their parts, since every office puts them
together in its own way (``区级牵头部门``, ``牵头单位（区直）``, ``省级配合单位``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from xlreport.core.importing.raw import RawCell, RawRow
from xlreport.core.master.table import match_heading
from xlreport.core.schema import (
    CATEGORY,
    COLUMN_BY_CODE,
    COLUMNS,
    CONTACTS,
    CONTENT,
    DEADLINE,
    DEPARTMENTS,
    HEADS,
    LEADERS,
    NUMBER,
    PROBLEMS,
    PROGRESS,
    PROVINCIAL,
    REMARK,
    SUPPORT,
)
from xlreport.core.text import is_blank, key

REQUIRED = (CONTENT, DEPARTMENTS)
"""The columns without which a table is no task list; numbers can be counted, others stay empty."""


class Part(StrEnum):
    """Which of the departments a column names, where a list has several such columns."""

    ALL = ""
    LEAD = "牵头单位"
    SUPPORTING = "配合单位"


@dataclass(frozen=True)
class Meaning:
    """What a heading stands for: a column of the master, and which departments where there are several.

    ``exact`` means the master's own heading or one chosen by the clerk: it stands before all guesses.
    """

    code: str
    part: Part = Part.ALL
    exact: bool = False
    level: str = ""


@dataclass(frozen=True)
class Heading:
    """One heading over a stretch of grid columns; ``meaning`` is None where it means no column."""

    text: str
    left: int
    span: int
    meaning: Meaning | None

    @property
    def cell(self) -> RawCell:
        return RawCell(self.text, self.left, self.span)

    @property
    def name(self) -> str:
        """The heading on one line, for messages; its place where it is blank."""
        return re.sub(r"\s+", "", self.text) or f"第{self.left + 1}列"


@dataclass(frozen=True)
class Header:
    """The headings of a list and how many rows they take."""

    headings: tuple[Heading, ...]
    height: int = 1

    @property
    def codes(self) -> set[str]:
        return {heading.meaning.code for heading in self.headings if heading.meaning is not None}

    @cached_property
    def last_places(self) -> Mapping[str, int]:
        """For every column of the master that is headed here the position of the last such heading."""
        return {h.meaning.code: place for place, h in enumerate(self.headings) if h.meaning is not None}

    @property
    def is_complete(self) -> bool:
        """Whether these are the headings of a task list."""
        return all(column.code in self.codes for column in REQUIRED)

    def having(self, code: str) -> list[Heading]:
        """The headings that mean a column, from left to right."""
        return [h for h in self.headings if h.meaning is not None and h.meaning.code == code]

    @property
    def unknown(self) -> list[Heading]:
        """The headings with a text that mean no column."""
        return [h for h in self.headings if h.meaning is None and not is_blank(h.text)]


# --- one heading -----------------------------------------------------------------------------------

_NOUNS = r"单位|部门|机构|科室|处室|主体|分工"
_LEVELS = r"国家|中央|上级|省|市|区|县|旗"
_LEAD_WORDS = r"牵头|主办|主责|主体责任|主要责任"
_SUPPORT_WORDS = r"配合|协办|协同|协作|参与|参加|协助|会办"
_DUTY_WORDS = r"责任|负责|承办|落实|实施|承担|执行|完成"
_OFFICES = re.compile(
    rf"(?:(?:{_LEVELS})(?:级|直|属|里)?|{_LEAD_WORDS}|{_SUPPORT_WORDS}|{_DUTY_WORDS}|{_NOUNS}"
    r"|政府|党委|相关|有关|名称|明细|及|和|与|或|的|[、/()（）·])+"
)
_NOT_OF_THE_DISTRICT = ("国家", "中央", "上级", "省")

_PATTERNS: tuple[tuple[str, str], ...] = (
    (NUMBER.code, r"序号?|编号|号|项次|序列|(?:任务|工作|事项|项目|政策|清单)(?:序号|编号)|[Nn][Oo]\.?"),
    (
        CATEGORY.code,
        r"(?:一级|二级|三级|所属|工作|任务|政策|目标|项目|措施|事项)*"
        r"(?:类别|分类|类型|大类|小类|领域|板块|方面|门类|类)(?:名称)?",
    ),
    (REMARK.code, r"备注|说明|附注|备注说明|其他|其它|有关说明"),
    (SUPPORT.code, r".*(?:[对向]上争取|(?:需|请求).*(?:争取|支持|协调|解决)).*"),
    (PROBLEMS.code, r".*(?:问题|困难).*"),
    (
        PROGRESS.code,
        r"(?:.*(?:落实|进展|完成|推进|办理|工作|实施|目前)(?:的)?(?:情况|进度|成效|进展)|.*进展.*)",
    ),
    (
        HEADS.code,
        r".*(?:责任人|负责人|负责同志|主要领导|(?:单位|部门)(?:责任)?领导)(?:姓名)?",
    ),
    (LEADERS.code, r"(?!.*(?:单位|部门|省)).*领导(?:姓名|同志)?"),
    (CONTACTS.code, r".*(?:联系人|联络[员人]|联系方式|电话|手机号?码?)(?:姓名|号码)?"),
    (
        DEADLINE.code,
        r"(?!.*(?:开始|启动|起始)).*(?:时限|期限|时间节点|进度节点|完成节点|起止时间"
        r"|(?:完成|办结|截止|落实|时间|实施|达成|要求)(?:时间|日期|要求|安排)).*",
    ),
    (
        CONTENT.code,
        r"(?:省|市|区|县)?(?:级|委|政府)?(?:\d{4}年|年度|政策|重点|主要|工作|目标|具体|改革|任务|整改"
        r"|督办|重大|推进|落实|清单|核心|攻坚|议定|交办|分解|责任|细化|办理|建设|发展|民生|项目|实施|措施)*"
        r"(?:内容|任务|措施|举措|事项|工作|目标|要点|清单|政策|项目|指标)(?:名称|内容|分解|事项|明细|要求|安排"
        r"|[及和与](?:要求|措施|目标|举措|内容))*",
    ),
)
_MEANINGS = tuple((code, re.compile(pattern)) for code, pattern in _PATTERNS)
_IN_BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")


_LONGEST = 40
"""Characters of a heading; what is longer is content."""


@lru_cache(maxsize=4096)
def meaning_of(text: str) -> Meaning | None:
    """What a heading means, None where it means no column of the master.

    >>> meaning_of("区级牵头部门").part
    <Part.LEAD: '牵头单位'>
    """
    if len(text) > _LONGEST:
        return None
    plain = key(text)
    exact = next((column for column in COLUMNS if key(column.heading) == plain), None)
    if exact is not None:
        return Meaning(exact.code, exact=True)
    without_brackets = _IN_BRACKETS.sub("", plain)
    offices = _offices(plain) or _offices(without_brackets)
    if offices is not None:
        return offices
    column = match_heading(text) or match_heading(without_brackets)
    if column is not None:
        return Meaning(column.code)
    for candidate in (plain, without_brackets):
        found = next((code for code, pattern in _MEANINGS if pattern.fullmatch(candidate)), None)
        if found is not None:
            return Meaning(found)
    return None


def _offices(plain: str) -> Meaning | None:
    """The meaning of a heading over departments; a bare 单位 or 部门 may be anyone's."""
    levels = re.findall(_LEVELS, plain)
    leads, supports = re.search(_LEAD_WORDS, plain), re.search(_SUPPORT_WORDS, plain)
    is_about_duty = bool(leads or supports or re.search(_DUTY_WORDS, plain))
    if not (_OFFICES.fullmatch(plain) and re.search(_NOUNS, plain) and (levels or is_about_duty)):
        return None
    code = PROVINCIAL.code if any(level in _NOT_OF_THE_DISTRICT for level in levels) else DEPARTMENTS.code
    part = Part.ALL
    if bool(leads) != bool(supports):
        part = Part.LEAD if leads else Part.SUPPORTING
    return Meaning(code, part, level="市" if levels == ["市"] else "")


# --- a clerk's own choice --------------------------------------------------------------------------

Mapped = Mapping[str, Meaning | None]
"""What the clerk says headings mean, by their key; None leaves a column out."""

LEFT_OUT = "不导入"


def meaning_by_name(name: str) -> Meaning | None:
    """The column that a clerk names as the target of a mapping, None where there is no such column."""
    wanted = key(name)
    for part in (Part.LEAD, Part.SUPPORTING):
        if wanted == key(part):
            return Meaning(DEPARTMENTS.code, part, exact=True)
    column = match_heading(name)
    if column is not None:
        return Meaning(column.code, exact=True)
    guessed = meaning_of(name)
    return Meaning(guessed.code, guessed.part, exact=True) if guessed is not None else None


# --- a row of headings, or several -----------------------------------------------------------------

_MOST_ROWS = 3


def header_at(rows: Sequence[RawRow], index: int, mapped: Mapped) -> Header | None:
    """The headings of a task list that begin in this row, None where none do.

    Headings in two or three rows (责任部门 over 省直 and 区级) are put together.
    """
    found: Header | None = None
    leaves: Sequence[RawCell] = rows[index].cells
    for height in range(1, _MOST_ROWS + 1):
        header = _header(leaves, height, mapped)
        if header.is_complete:
            found = header
        if len(header.codes) < 2:
            break
        if index + height >= len(rows):
            break
        below = _parted(leaves, rows[index + height], mapped)
        if below is None:
            break
        leaves = below
    return found


def nearest_header(rows: Sequence[RawRow], mapped: Mapped) -> tuple[Header, RawRow] | None:
    """The row that looks most like headings, for saying what it lacks; None where no row does at all."""
    best: tuple[Header, RawRow] | None = None
    for row in rows:
        header = _header(row.cells, 1, mapped)
        if header.codes and (best is None or len(header.codes) > len(best[0].codes)):
            best = header, row
    return best


def _header(leaves: Sequence[RawCell], height: int, mapped: Mapped) -> Header:
    headings = [Heading(c.text, c.left, c.span, _meaning(c, mapped)) for c in leaves]
    return Header(tuple(_settled(headings)), height)


def _meaning(cell: RawCell, mapped: Mapped) -> Meaning | None:
    for name in (key(cell.text), f"第{cell.left + 1}列"):
        if name in mapped:
            return mapped[name]
    return meaning_of(cell.text)


def _settled(headings: Sequence[Heading]) -> Iterator[Heading]:
    """The headings with what their neighbours decide.

    Where one heading is the master's own, or the clerk's choice, those that only might mean the same
    column mean nothing. Departments of the city are the district's superiors where the list has the
    district's too.
    """
    known = [h.meaning for h in headings if h.meaning is not None]
    surely = {m.code for m in known if m.exact and m.part is Part.ALL}
    has_own = any(m.code == DEPARTMENTS.code and not m.level for m in known)
    for heading in headings:
        meaning = heading.meaning
        if meaning is not None and meaning.level and has_own:
            meaning = Meaning(PROVINCIAL.code, meaning.part)
        if meaning is not None and not meaning.exact and meaning.code in surely and not _adds(meaning):
            meaning = None
        yield Heading(heading.text, heading.left, heading.span, meaning)


def _adds(meaning: Meaning) -> bool:
    """Whether a column says more beside the master's own one: departments that lead, or telephones."""
    return meaning.part is not Part.ALL or meaning.code in (CONTACTS.code, CATEGORY.code)


def _parted(leaves: Sequence[RawCell], row: RawRow, mapped: Mapped) -> list[RawCell] | None:
    """The headings with those of the row below them put in, None where that row is no row of headings."""
    own = [cell for cell in row.cells if not cell.continues and not is_blank(cell.text)]
    if not own or (len(own) == 1 and own[0].span > 2):
        return None
    parted: list[RawCell] = []
    for leaf in leaves:
        below = [cell for cell in own if leaf.shares(cell) and leaf.left <= cell.left]
        if not below:
            parted.append(leaf)
            continue
        upper = leaf.text if not is_blank(leaf.text) else _upper_left(leaves, leaf)
        joined = [_joined(upper, cell, mapped) for cell in below]
        if any(cell is None for cell in joined):
            return None
        parted.extend(cell for cell in joined if cell is not None)
    return parted


def _upper_left(leaves: Sequence[RawCell], blank: RawCell) -> str:
    """The nearest heading left of a blank one, which without merged cells stands over both."""
    before = [leaf.text for leaf in leaves if leaf.left < blank.left and not is_blank(leaf.text)]
    return before[-1] if before else ""


def _joined(upper: str, cell: RawCell, mapped: Mapped) -> RawCell | None:
    """A lower heading together with the upper one, as it means a column; None where it can be none."""
    for text in (cell.text, f"{cell.text}{upper}", f"{upper}{cell.text}"):
        joined = RawCell(text, cell.left, cell.span)
        if not re.search(r"\d", key(cell.text)) and _meaning(joined, mapped) is not None:
            return joined
    return None


def heading_of(code: str) -> str:
    """The master's heading for a column, on one line."""
    return COLUMN_BY_CODE[code].heading.replace("\n", "")
