"""Which columns of a list make which columns of the master: one to one, or several together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlreport.core.importing.headings import Header, Heading, Part, heading_of
from xlreport.core.importing.names import (
    join_broken_names,
    lead_and_supporting,
    part_at_gaps,
    whole_names,
)
from xlreport.core.importing.raw import ImportNote, NoteKind
from xlreport.core.importing.rows import Line
from xlreport.core.schema import CATEGORY, COLUMNS, CONTACTS, CONTENT, DEPARTMENTS, NUMBER, PROVINCIAL
from xlreport.core.text import is_blank

_OFFICES = (DEPARTMENTS.code, PROVINCIAL.code)


@dataclass(frozen=True)
class Columns:
    """For every column of the master the positions of the headings that make it."""

    header: Header
    places: dict[str, list[int]]
    known_names: frozenset[str] = frozenset()
    notes: list[ImportNote] = field(default_factory=list)

    def texts(self, line: Line) -> tuple[dict[str, str], frozenset[str]]:
        """A line's text for each column of the master, and the columns that a merge brings from above."""
        texts = {column.code: self._text(column.code, line) for column in COLUMNS}
        continued = {
            code
            for code, places in self.places.items()
            if places and all(line.continued[place] for place in places)
        }
        return texts, frozenset(continued)

    def _text(self, code: str, line: Line) -> str:
        places = self.places.get(code, [])
        if code in _OFFICES:
            return self._offices(code, line, places)
        filled = [line.texts[place] for place in places if not is_blank(line.texts[place])]
        if code == CONTACTS.code and len(filled) == 2:
            return _paired(*filled)
        if len(filled) > 1:
            return "\n".join(filled)
        return filled[0] if filled else (line.texts[places[0]] if places else "")

    def _offices(self, code: str, line: Line, places: Sequence[int]) -> str:
        by_part: dict[Part, list[str]] = {part: [] for part in Part}
        for place in places:
            meaning = self.header.headings[place].meaning
            if meaning is not None:
                by_part[meaning.part].append(self._whole(code, line, place))
        if not by_part[Part.LEAD] and not by_part[Part.SUPPORTING]:
            return "\n".join(text for text in by_part[Part.ALL] if text)
        lead = "、".join(text for text in by_part[Part.LEAD] if not is_blank(text))
        if not by_part[Part.SUPPORTING] and not by_part[Part.ALL]:
            return lead
        others = by_part[Part.ALL] + by_part[Part.SUPPORTING]
        if not by_part[Part.LEAD]:
            lead, others = "、".join(by_part[Part.ALL]), by_part[Part.SUPPORTING]
        return lead_and_supporting(lead, others)

    def _whole(self, code: str, line: Line, place: int) -> str:
        """A cell of departments with broken names put together and names at gaps set apart."""
        written = line.texts[place]
        text, joined = join_broken_names(written, self.known_names)
        apart = part_at_gaps(text)
        heading = self.header.headings[place].name
        if joined and not line.continued[place]:
            told = f"{line.row.where}的“{heading}”里名称被换行断开，已连成：{'、'.join(joined)}"
            self.notes.append(_guess(told, line, heading, written))
        if apart != text and not line.continued[place]:
            told = f"{line.row.where}的“{heading}”里几个名称只用空格隔开，已改用顿号：{apart}"
            self.notes.append(_guess(told, line, heading, written))
        return apart


def _guess(message: str, line: Line, heading: str, text: str) -> ImportNote:
    return ImportNote(NoteKind.GUESSED, message, line.row.table, line.row.place, heading, text)


def _paired(names: str, phones: str) -> str:
    """Names and telephones from two columns: line beside line where there are as many, else one below."""
    one, other = names.split("\n"), phones.split("\n")
    if len(one) == len(other) > 1:
        return "\n".join(f"{name} {phone}" for name, phone in zip(one, other, strict=True))
    return f"{names}\n{phones}"


def columns_of(header: Header, lines: Sequence[Line]) -> Columns:
    """How the headings of a list make the master's columns, with what had to be guessed."""
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(header.headings):
        if heading.meaning is not None:
            places.setdefault(heading.meaning.code, []).append(place)
    _settle_contents(places, lines)
    _settle_numbers(places)
    offices = [place for code in _OFFICES for place in places.get(code, [])]
    known = whole_names(line.texts[place] for line in lines for place in offices)
    return Columns(header, places, known)


def _settle_contents(places: dict[str, list[int]], lines: Sequence[Line]) -> None:
    """Where a table has several columns of content, one that stands over several rows is the category."""
    contents = places.get(CONTENT.code, [])
    if len(contents) < 2 or CATEGORY.code in places:
        return
    last = contents[-1]
    rows = [line for line in lines if line.texts[last] and not line.continued[last]]
    wide = [
        place
        for place in contents[:-1]
        if any(line.continued[place] or is_blank(line.texts[place]) for line in rows)
    ]
    if wide:
        places[CATEGORY.code] = wide
        places[CONTENT.code] = [place for place in contents if place not in wide]


def _settle_numbers(places: dict[str, list[int]]) -> None:
    """Where a table has several columns of numbers, the one nearest before the content counts."""
    numbers = places.get(NUMBER.code, [])
    if len(numbers) > 1:
        before = [place for place in numbers if place < places[CONTENT.code][0]]
        places[NUMBER.code] = [(before or numbers)[-1]]


def notes_on_columns(columns: Columns, lines: Sequence[Line]) -> Iterator[ImportNote]:
    """What the clerk should know about the columns: guessed, joined, missing, left out."""
    guessed = []
    for code, places in columns.places.items():
        headings = [columns.header.headings[place] for place in places]
        names = "、".join(heading.name for heading in headings)
        if len(places) > 1:
            yield ImportNote(NoteKind.GUESSED, f"{names}这{len(places)}列合成“{heading_of(code)}”")
        elif headings and headings[0].meaning is not None and not headings[0].meaning.exact:
            guessed.append(f"{names}→{heading_of(code)}")
    if guessed:
        yield ImportNote(NoteKind.GUESSED, f"按意思对应的列名：{'；'.join(guessed)}")
    missing = [heading_of(column.code) for column in COLUMNS if column.code not in columns.places]
    if missing:
        yield ImportNote(NoteKind.GUESSED, f"原表没有这些列，留作空白：{'、'.join(missing)}")
    yield from _unread_columns(columns, lines)


def _unread_columns(columns: Columns, lines: Sequence[Line]) -> Iterator[ImportNote]:
    """A note for each column that makes no column of the master, with all that stands in it."""
    used = {place for places in columns.places.values() for place in places}
    for place, heading in enumerate(columns.header.headings):
        filled = [
            (line.row.place, line.texts[place])
            for line in lines
            if not line.continued[place] and not is_blank(line.texts[place]) and len(line.own) > 1
        ]
        if place not in used and (filled or not is_blank(heading.text)):
            text = "\n".join(f"{where}：{text}" for where, text in filled)
            yield _unread(heading, lines[0].row.table if lines else "", text)


def _unread(heading: Heading, table: str, text: str) -> ImportNote:
    told = f"不认识的列没有读取：{heading.name}"
    return ImportNote(NoteKind.SKIPPED, told, table, "", heading.name, text)
