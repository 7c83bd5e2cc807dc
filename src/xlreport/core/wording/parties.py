"""The grammar of department lists and of lists of people.

Real cases: the seed writes ``区科技局、区财政局``; offices also write ``A牵头，B、C配合``,
``A、B按职责分工负责``, ``A（牵头）``, ``A会同B`` and ``牵头单位：A；配合单位：B``. Unless the text
says otherwise the first one named leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from xlreport.core.text import key
from xlreport.core.wording.broken_names import is_one_name
from xlreport.core.wording.offices import OFFICE, SEPARATORS


class Role(StrEnum):
    """What a department does in a task; the value is what the clerk reads."""

    LEAD = "牵头"
    SUPPORTING = "配合"


@dataclass(frozen=True)
class Party:
    """One department in a list: the name as written, its role, and the stretch of text it ends.

    ``raw`` runs from the end of the party before to the end of this one, so the texts of all
    parties and the rest of the list make up the whole text again.
    """

    name: str
    role: Role
    raw: str


@dataclass(frozen=True)
class PartyList:
    """The departments of a task in the order written; ``rest`` is what follows the last of them."""

    parties: tuple[Party, ...]
    rest: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(party.name for party in self.parties)


_SEGMENT = re.compile(r"[^、，,；;/／\n]+")
_CLAUSE_END = re.compile(r"[，,；;\n]")
_TOGETHER = re.compile(r"会同|协同")
_LABEL = re.compile(r"^\s*(?:(?P<lead>牵头)|(?P<support>配合|协助)|责任)(?:单位|部门)\s*[：:]")
_LEAD_MARK = re.compile(r"[（(]\s*牵头(?:单位|部门)?\s*[）)]")
_LEAD_TAIL = re.compile(r"牵头(?:负责|落实)?$")
_SUPPORT_TAIL = re.compile(r"(?:[（(]\s*)?(?:(?:共同|积极)?配合|参与|协助)(?:\s*[）)])?$")
_DUTY_TAIL = re.compile(r"(?:等)?(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同)?(?:负责|落实)?$")


@lru_cache(maxsize=16_384)
def parse_departments(text: str) -> PartyList:
    """The departments named in a 区级责任部门 cell, with their roles.

    >>> parse_departments("区科技局牵头，区财政局配合").names
    ('区科技局', '区财政局')
    """
    parties: list[Party] = []
    roles: list[Role | None] = []
    start = clause_start = 0
    label: Role | None = None
    for first, end in _segments(text):
        if _CLAUSE_END.search(text[start:first]):
            clause_start = len(parties)
        name, role, label, whole_clause = _read_segment(text[first:end], label)
        if role is not None and whole_clause:
            roles[clause_start:] = [known or role for known in roles[clause_start:]]
        if not name:
            continue
        parties.append(Party(name, Role.SUPPORTING, text[start:end]))
        roles.append(role)
        start = end
    return PartyList(_with_roles(parties, roles), text[start:])


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name, cut once more where one department acts together with another."""
    for first, end in _whole_names(text):
        start = first
        for cut in _TOGETHER.finditer(text, first, end):
            yield start, cut.start()
            start = cut.end()
        yield start, end


def _whole_names(text: str) -> list[tuple[int, int]]:
    """Start and end of each piece between separators; a line break within one name is none."""
    pieces: list[tuple[int, int]] = []
    for match in _SEGMENT.finditer(text):
        if pieces and text[pieces[-1][1] : match.start()] == "\n":
            first, end = pieces[-1]
            if is_one_name(text[first:end], match.group()):
                pieces[-1] = (first, match.end())
                continue
        pieces.append(match.span())
    return pieces


def _read_segment(segment: str, label: Role | None) -> tuple[str, Role | None, Role | None, bool]:
    """A segment's name, its role, the label now in force, and whether its clause shares the role."""
    name = re.sub(r"\s*\n\s*", "", segment)
    if (found := _LABEL.match(name)) is not None:
        label = Role.LEAD if found["lead"] else Role.SUPPORTING if found["support"] else None
        name = name[found.end() :]
    name = name.strip().rstrip("。")
    if _LEAD_MARK.search(name):
        return _LEAD_MARK.sub("", name).strip(), Role.LEAD, label, False
    if (tail := _LEAD_TAIL.search(name)) is not None:
        return name[: tail.start()].strip(), Role.LEAD, label, True
    if (tail := _SUPPORT_TAIL.search(name)) is not None:
        return name[: tail.start()].strip(), Role.SUPPORTING, label, True
    return _DUTY_TAIL.sub("", name).strip(), label, label, False


def _with_roles(parties: list[Party], roles: list[Role | None]) -> tuple[Party, ...]:
    someone_leads = Role.LEAD in roles
    decided = []
    for position, (party, role) in enumerate(zip(parties, roles, strict=True)):
        default = Role.LEAD if position == 0 and not someone_leads else Role.SUPPORTING
        decided.append(replace(party, role=role or default))
    return tuple(decided)


def compose_departments(parties: PartyList) -> str:
    """The text that a party list was read from."""
    return "".join(party.raw for party in parties.parties) + parties.rest


_SPACES = r"[ \t\u3000]*"
_COLON = "[：:∶﹕]"
_NUMBERING = r"(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)、.．]|[一二三四五六七八九十]是|[-—·•●*])"
_IN_BRACKETS = r"[（(][^（()）\n]{1,12}[）)]"
_SAID = "(?:反馈|回复|答复|意见|汇报|填报|报送|报|牵头|配合|负责)?"
_PERSON_SEPARATORS = re.compile(r"[、，,；;/／\n]+")


@lru_cache(maxsize=16_384)
def parse_people(text: str) -> tuple[str, ...]:
    """The people named in a leader or head cell, spelled as written (``丁  一``); compare by key."""
    return tuple(name.strip() for name in _PERSON_SEPARATORS.split(text) if key(name))


class NameList:
    """The names that departments go by: canonical names and their aliases.

    ``canonical`` maps every way of writing a name to the canonical name.
    """

    def __init__(self, canonical: Mapping[str, str]) -> None:
        self.canonical = dict(canonical)
        self._by_key = {key(written): name for written, name in canonical.items()}

    def resolve(self, written: str) -> str:
        """The canonical name for a written one; an unknown name stays as it is, stripped."""
        return self._by_key.get(key(written), written.strip())

    def knows(self, written: str) -> bool:
        """Whether this is a name or an alias of a known department."""
        return key(written) in self._by_key

    @cached_property
    def any_name(self) -> str:
        """A pattern for any of the names, longer ones first; one that never matches where there are none."""
        names = sorted(self.canonical, key=len, reverse=True)
        return f"(?:{'|'.join(map(re.escape, names)) or '(?!)'})"

    @cached_property
    def prefix_pattern(self) -> re.Pattern[str]:
        """Matches a paragraph's prefix at the beginning of a line; longer names first."""
        one = self.any_name
        return re.compile(rf"^(?P<names>{one}(?:、{one})*)[：:]", re.MULTILINE)

    @cached_property
    def inside_pattern(self) -> re.Pattern[str]:
        """Matches a known ``name`` with a colon that follows the end of a sentence on the same line."""
        return re.compile(rf"(?<=[。；;！!]){_SPACES}(?P<name>{self.any_name}){_COLON}")

    @cached_property
    def unclear_prefix_pattern(self) -> re.Pattern[str]:
        """Matches what reads as a paragraph's prefix and is not written as one.

        ``names`` are offices at the beginning of a line, known or not, with spaces, numbers, wrong
        separators or a remark around them.
        """
        one = f"(?:{self.any_name}|{OFFICE})"
        return re.compile(
            rf"^{_SPACES}(?:{_NUMBERING}{_SPACES})?(?P<names>{one}(?:{SEPARATORS}{one})*)"
            rf"(?:{_IN_BRACKETS})?{_SAID}{_SPACES}{_COLON}",
            re.MULTILINE,
        )

    def with_names(self, names: Iterable[str]) -> NameList:
        """This list together with further names that stand for themselves."""
        return NameList({**{name: name for name in names if name}, **self.canonical})
