"""N83x: departments, people and telephone numbers, each written as everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from xlreport.core.normalising.draft import Edit, Part
from xlreport.core.normalising.surroundings import EXPLICIT_SEPARATORS, Known, Surroundings
from xlreport.core.schema import PROVINCIAL
from xlreport.core.text import key
from xlreport.core.wording.contacts import is_phone, normal_phone, phone_places
from xlreport.core.wording.marks import HAN
from xlreport.core.wording.offices import looks_like_office
from xlreport.core.wording.parties import parse_departments

_EDGE_MARKS = re.compile(r"[、，,；;/／。]+")


def office_separators(text: str, around: Surroundings) -> Iterator[Edit]:
    """、 between the offices of a list, where what stands between the marks are offices and no more."""
    known = _known(around)
    places = [found.span() for found in known.listed(text)] or _between_marks(text, known)
    yield from _joined(text, places, "、")


def office_names(text: str, around: Surroundings) -> Iterator[Edit]:
    """The name that the directory has for an alias, and for a name with white space in it."""
    known = _known(around)
    listed = known.listed(text)
    for found in listed:
        yield (Part(*found.span(), known[found.group()]),)
    if listed or around.column == PROVINCIAL.code:
        return
    start = 0
    for party in parse_departments(text).parties:
        place = text.find(party.name, start)
        if party.name in known:
            yield (Part(place, place + len(party.name), known[party.name]),)
        start = place + len(party.name)


def _known(around: Surroundings) -> Known:
    return around.provincial if around.column == PROVINCIAL.code else around.offices


def _between_marks(text: str, known: Known) -> list[tuple[int, int]]:
    """The places of the names between marks; none unless all of them are known or end as offices do."""
    places = _pieces(text)
    words = [text[start:end] for start, end in places]
    are_offices = all(word in known or looks_like_office(word) for word in words)
    explicit = all("\n" not in text[one[1] : other[0]] for one, other in pairwise(places))
    return places if are_offices and explicit else []


def _pieces(text: str) -> list[tuple[int, int]]:
    """The places of what stands between marks or line breaks, without white space around it."""
    places, start = [], 0
    for found in (*EXPLICIT_SEPARATORS.finditer(text), None):
        end = found.start() if found else len(text)
        word = text[start:end]
        if key(word):
            places.append((start + len(word) - len(word.lstrip()), start + len(word.rstrip())))
        start = found.end() if found else end
    return places


def _joined(text: str, places: list[tuple[int, int]], separator: str) -> Iterator[Edit]:
    """Put one separator between each two neighbours, and none at the edges."""
    if not places:
        return
    for one, other in pairwise(places):
        yield (Part(one[1], other[0], separator),)
    for start, end in ((0, places[0][0]), (places[-1][1], len(text))):
        if _EDGE_MARKS.fullmatch(text[start:end].strip()):
            yield (Part(start, end, ""),)


def people_separators(text: str, around: Surroundings) -> Iterator[Edit]:
    """Between the people of a cell what most cells of the column have."""
    usual = around.habits.separators[around.column]
    places = _pieces(text)
    if len(places) == 1:
        places = [found.span() for found in around.people.listed(text)]
    names = [key(text[start:end]) for start, end in places]
    if all(re.fullmatch(rf"[{HAN}]{{2,4}}", name) for name in names):
        yield from _joined(text, places, usual)


def spellings(text: str, around: Surroundings) -> Iterator[Edit]:
    """A person as most places write him: with or without spaces (``丁  一``)."""
    for start, end in _pieces(text):
        usual = around.habits.spellings.get(key(text[start:end]))
        if usual is not None:
            yield (Part(start, end, usual),)


_SPACED = re.compile(r"(?<!\d)(?:[（(]?0\d{2,3}[）)]?[ \-—－]?)?(?<!\d)[2-9]\d{2,3}[ \-]\d{4}(?![\d \-])")
"""A landline number written in two groups."""

_EXTENSION = re.compile(r"((?:0\d{2,3}-?)?\d{7,8})-(\d{1,4})")
_AREA_CODE = re.compile(r"(0(?:10|2\d)|0[3-9]\d\d)(\d{7,8}(?:转\d{1,6})?)")


def phones(text: str, _: Surroundings) -> Iterator[Edit]:
    """Numbers without spaces, brackets and full-width digits: 18553126190, 0531-88112936, 88112936转801."""
    grouped = [found.span() for found in _SPACED.finditer(text)]
    for start, end in (*grouped, *phone_places(text)):
        number = normal_phone(text[start:end])
        if (extended := _EXTENSION.fullmatch(number)) is not None and not number.startswith("1"):
            number = f"{extended[1]}转{extended[2]}"
        if re.fullmatch(r"1[3-9]\d-?\d{4}-?\d{4}", number):
            number = number.replace("-", "")
        if (split := _AREA_CODE.fullmatch(number)) is not None:
            number = f"{split[1]}-{split[2]}"
        if is_phone(number):
            yield (Part(start, end, number),)


_JOINT = r"(?:[、，,;；/／和与及]|[ \t\u3000])+"


def prefixes(text: str, around: Surroundings) -> Iterator[Edit]:
    """A paragraph's prefix as the grammar has it: 区科技局、区财政局： at the very beginning of its line.

    Only names of the task's own departments are one; with one department there is no prefix.
    """
    if len(around.departments) < 2:
        return
    one = around.offices.one
    pattern = rf"^[ \t\u3000]*(?P<names>{one}(?:{_JOINT}{one})*)[ \t\u3000]*[：:∶﹕]"
    for found in re.finditer(pattern, text, re.MULTILINE):
        names = [around.offices[name] for name in re.findall(one, found["names"])]
        if set(names) <= set(around.departments):
            yield (Part(*found.span(), "、".join(dict.fromkeys(names)) + "："),)
