"""The grammar of a progress cell: one paragraph per department, and how one of them is replaced.

A cell of a task with one department holds that department's text without a prefix. With several
departments a paragraph starts at the beginning of a line with one or more known departments
joined by ``、`` and a colon; a line that starts otherwise continues the paragraph above; text before
the first prefix is unattributed and is kept. What reads as an office's prefix but is no known
department's, or is not written like that (:mod:`xlreport.core.wording.offices`), starts a paragraph
that belongs to nobody, in a cell of one department too.

Laws: ``compose_progress(parse_progress(text, names)) == text`` for every text, and
:func:`replace_text` never changes another department's text by a single character.

Real cases in the seed: item 2 (joint paragraph), 12 (unattributed text in a task of three), 13 (not
in department order), 19 (line break inside a paragraph), and ``无`` alone in a task of several
departments, which speaks for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlreport.core.text import is_nothing_to_report
from xlreport.core.wording.offices import CONJUNCTIONS, MARKS, is_short_for, looks_like_office
from xlreport.core.wording.parties import NameList


@dataclass(frozen=True)
class Paragraph:
    """A stretch of a progress cell.

    ``departments`` are canonical names, empty for what belongs to nobody: text without a prefix, or
    behind an unclear one, which ``claimed`` says whose it claims to be. ``prefix`` is verbatim
    (``区财政局：``), ``body`` has no line breaks at its end, ``ending`` is those line breaks.
    """

    departments: tuple[str, ...]
    prefix: str
    body: str
    ending: str
    claimed: tuple[str, ...] = ()

    def is_foreign_to(self, department: str) -> bool:
        """Whether a prefix says that these are not this department's words."""
        return bool(self.prefix) and department not in (*self.departments, *self.claimed)


def parse_progress(text: str, names: NameList) -> tuple[Paragraph, ...]:
    """The paragraphs of a cell's text; an empty text has none."""
    starts = _starts(text, names)
    paragraphs = []
    before = text[: starts[0].start] if starts else text
    if before:
        paragraphs.append(_paragraph((), "", before))
    for position, prefix in enumerate(starts):
        end = starts[position + 1].start if position + 1 < len(starts) else len(text)
        part = _paragraph(prefix.departments, text[prefix.start : prefix.end], text[prefix.end : end])
        paragraphs.append(replace(part, claimed=prefix.claimed))
    return tuple(paragraphs)


@dataclass(frozen=True)
class _Prefix:
    """Where a prefix stands in a text, whose it is, or whose it claims to be."""

    start: int
    end: int
    departments: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()


def _starts(text: str, names: NameList) -> list[_Prefix]:
    found = {}
    for match in names.unclear_prefix_pattern.finditer(text):
        if claimed := _claimed(match["names"], names):
            found[match.start()] = _Prefix(match.start(), match.end(), claimed=claimed)
    for match in names.prefix_pattern.finditer(text):
        departments = tuple(dict.fromkeys(names.resolve(name) for name in match["names"].split("、")))
        found[match.start()] = _Prefix(match.start(), match.end(), departments)
    return [found[start] for start in sorted(found)]


def _claimed(written: str, names: NameList) -> tuple[str, ...]:
    """The offices that a prefix names, known ones by their canonical names; none where one is no office.

    区文化和旅游局 is one office, 区文化和旅游局和区财政局 are two: conjunctions separate only offices.
    """

    def is_office(text: str) -> bool:
        return names.knows(text) or looks_like_office(text)

    found: list[str] = []
    for part in filter(None, re.split(MARKS, written)):
        joined = re.split(f"{CONJUNCTIONS}(?=[区市县省])", part)
        found += joined if not names.knows(part) and all(map(is_office, joined)) else [part]
    return tuple(dict.fromkeys(map(names.resolve, found))) if all(map(is_office, found)) else ()


def _paragraph(departments: tuple[str, ...], prefix: str, rest: str) -> Paragraph:
    body = rest.rstrip("\n")
    return Paragraph(departments, prefix, body, rest[len(body) :])


def compose_progress(paragraphs: Sequence[Paragraph]) -> str:
    """The text made of these paragraphs, character for character."""
    return "".join(part.prefix + part.body + part.ending for part in paragraphs)


def text_of(cell: str, department: str, departments: Sequence[str], names: NameList) -> str:
    """What one department of a task says in a cell; ``departments`` are all those of the task.

    In a task with one department the whole cell is its text but for what others are said to have said.
    无 alone in a task with several says 无 for each of them. Other unattributed text belongs to nobody.
    """
    if list(departments) == [department]:
        parts = parse_progress(cell, names)
        return compose_progress([p for p in parts if not p.is_foreign_to(department)]).strip("\n")
    if _speaks_for_all(cell):
        return cell.strip() if department in departments else ""
    bodies = [part.body for part in parse_progress(cell, names) if department in part.departments]
    return "\n".join(bodies)


def unattributed_text(cell: str, departments: Sequence[str], names: NameList) -> str:
    """The text of a task's cell that no department can be held to; empty where there is none."""
    if len(departments) <= 1 or _speaks_for_all(cell):
        return ""
    loose = [part for part in parse_progress(cell, names) if not part.departments]
    return "\n".join(part.prefix + part.body for part in loose).strip()


def replace_text(cell: str, department: str, new: str, departments: Sequence[str], names: NameList) -> str:
    """The cell with one department's text replaced by ``new`` (removed where it is empty).

    A new paragraph goes to its place in department order. Departments that say the very same
    share one joint paragraph (item 2). Where all of them say 无 the cell is 无 alone.
    ``new`` must not itself hold lines that start with a department's prefix
    (see :func:`own_words`), or they would be read as that department's.
    """
    if list(departments) == [department]:
        foreign = [part for part in parse_progress(cell, names) if part.is_foreign_to(department)]
        return _before_the_foreign(new, foreign)
    if text_of(cell, department, departments, names) == new:
        return cell
    paragraphs = _for_each_department(cell, departments, names)
    place = next((i for i, part in enumerate(paragraphs) if part.departments == (department,)), None)
    paragraphs, place = _without(paragraphs, department, place)
    if new:
        paragraphs = _with(paragraphs, department, new, place, departments)
    return _all_nothing(paragraphs, departments) or compose_progress(_closed(paragraphs))


def _before_the_foreign(new: str, foreign: Sequence[Paragraph]) -> str:
    """A cell of one department with what others are said to have said kept below its text."""
    own = [Paragraph((), "", new, "\n" if foreign else "")] if new else []
    return compose_progress([*own, *foreign])


def own_words(text: str, department: str, departments: Sequence[str], names: NameList) -> str | None:
    """A returned text without the prefixes that name the department itself.

    Departments often write their own prefix (``区财政局：…``) although the cell asks for none. None
    where the text holds a paragraph of somebody else, which it must not.
    """
    cleaned = text.strip()
    parts = parse_progress(cleaned, names)
    if any(part.is_foreign_to(department) and not _is_shortened(part, department, names) for part in parts):
        return None
    own = [replace(part, prefix="") for part in parts]
    return compose_progress(own).strip()


def _is_shortened(part: Paragraph, department: str, names: NameList) -> bool:
    """Whether a prefix is a short form of just this department's name that nobody has registered."""
    if len(part.claimed) != 1 or names.knows(part.claimed[0]):
        return False
    meant = {names.resolve(name) for name in names.canonical if is_short_for(part.claimed[0], name)}
    return meant == {department}


def _speaks_for_all(cell: str) -> bool:
    return is_nothing_to_report(cell)


def _for_each_department(cell: str, departments: Sequence[str], names: NameList) -> list[Paragraph]:
    """The paragraphs of a cell, with a 无 that speaks for all put into all their mouths."""
    if _speaks_for_all(cell):
        return [Paragraph(tuple(departments), "、".join(departments) + "：", cell.strip(), "")]
    return list(parse_progress(cell, names))


def _without(
    paragraphs: list[Paragraph], department: str, place: int | None
) -> tuple[list[Paragraph], int | None]:
    """The paragraphs without a department's words, and where its own first paragraph stood."""
    kept = []
    for part in paragraphs:
        if department not in part.departments:
            kept.append(part)
        elif part.departments != (department,):
            kept.append(_renamed(part, tuple(name for name in part.departments if name != department)))
    before = None if place is None else sum(1 for p in paragraphs[:place] if p.departments != (department,))
    return kept, before


def _with(
    paragraphs: list[Paragraph], department: str, new: str, place: int | None, departments: Sequence[str]
) -> list[Paragraph]:
    """The paragraphs with a department's words added: to an equal paragraph, or on their own.

    A joint paragraph stands where the first of its departments belongs.
    """
    for index, part in enumerate(paragraphs):
        if part.departments and part.body == new:
            together = sorted({*part.departments, department}, key=lambda name: _rank(name, departments))
            joint = _renamed(part, tuple(together))
            rest = paragraphs[:index] + paragraphs[index + 1 :]
            leads = together[0] == department
            place = _ordered_place(rest, department, departments) if leads else index
            return [*rest[:place], joint, *rest[place:]]
    if place is None:
        place = _ordered_place(paragraphs, department, departments)
    own = Paragraph((department,), f"{department}：", new, "\n")
    return [*paragraphs[:place], own, *paragraphs[place:]]


def _renamed(part: Paragraph, departments: tuple[str, ...]) -> Paragraph:
    return replace(part, departments=departments, prefix="、".join(departments) + "：")


def _rank(department: str, departments: Sequence[str]) -> int:
    return departments.index(department) if department in departments else len(departments)


def _ordered_place(paragraphs: Sequence[Paragraph], department: str, departments: Sequence[str]) -> int:
    """After the last paragraph of an earlier department, else before the first attributed one."""
    rank = _rank(department, departments)
    earlier = [
        i for i, p in enumerate(paragraphs) if p.departments and _rank(p.departments[0], departments) < rank
    ]
    if earlier:
        return earlier[-1] + 1
    return next((i for i, p in enumerate(paragraphs) if p.departments), len(paragraphs))


def _closed(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs each ending with a line break, but for the last one."""
    closed = [replace(part, ending=part.ending or "\n") for part in paragraphs[:-1]]
    return closed + [replace(part, ending="") for part in paragraphs[-1:]]


def _all_nothing(paragraphs: Sequence[Paragraph], departments: Sequence[str]) -> str:
    """无 where one joint paragraph of all the task's departments is all there is and says just that."""
    if len(paragraphs) == 1 and set(paragraphs[0].departments) == set(departments):
        body = paragraphs[0].body
        return body if is_nothing_to_report(body) else ""
    return ""
