"""What a correction may rely on beside the text itself: names that are certain, the table's own habits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.schema import HEADS, LEADERS, PROVINCIAL
from xlreport.core.text import key
from xlreport.core.wording.marks import HAN
from xlreport.core.wording.parties import NameList, parse_people

SEPARATORS = re.compile(r"[、，,；;/／\s]+")
EXPLICIT_SEPARATORS = re.compile(r"\s*[、，,；;/／\n]\s*")
"""What names are told apart by; a space alone may stand inside a name."""

PERSON = re.compile(rf"[{HAN}]{{2,4}}")
"""A person's name without inner spaces."""

_ONLY_MARKS = re.compile(r"[、，,；;/／。.\s]*")

_PROOFS = 2
"""How often a name must stand in a column by itself to be known there."""


class Known:
    """Names that are certain, by every way of writing them; white space inside does not count."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = {written: name for written, name in names.items() if key(written)}

    @cached_property
    def one(self) -> str:
        """A pattern for one name, longer names first."""
        spaced = (
            r"\s*".join(map(re.escape, key(name))) for name in sorted(self.names, key=len, reverse=True)
        )
        return f"(?:{'|'.join(spaced) or '(?!)'})"

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return {key(written): name for written, name in self.names.items()}

    def __contains__(self, written: str) -> bool:
        return key(written) in self._by_key

    def __getitem__(self, written: str) -> str:
        """The name as it is to be written."""
        return self._by_key[key(written)]

    def listed(self, text: str) -> tuple[re.Match[str], ...]:
        """Where each name stands in a text that is a list of such names and nothing else; empty otherwise.

        Names may follow each other with nothing between them.
        """
        found = tuple(re.finditer(self.one, text))
        between = [text[one.end() : other.start()] for one, other in pairwise(found)]
        edges = [text[: found[0].start()], text[found[-1].end() :]] if found else [text]
        return found if all(_ONLY_MARKS.fullmatch(piece) for piece in (*between, *edges)) else ()


@dataclass(frozen=True)
class Habits:
    """How the table itself writes: what most of its cells do.

    ``separators`` are those between the people of a column; ``spellings`` how a person is written, by key.
    """

    separators: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """Where a text stands: its column and task, and all that the master makes certain.

    ``departments`` are the task's, by canonical name.
    """

    column: str
    departments: tuple[str, ...]
    offices: Known
    provincial: Known
    people: Known
    habits: Habits


class Desk:
    """What one master makes certain, worked out once for all its cells."""

    def __init__(self, master: Master) -> None:
        self._master = master
        tasks = master.table.tasks
        self._offices = Known(_sure_names(master))
        self._provincial = Known(_repeated(SEPARATORS.split(task.provincial) for task in tasks))
        listed = (
            name
            for d in master.directory.departments
            for name in (*parse_people(d.leader), *parse_people(d.head))
        )
        written = [parse_people(text) for task in tasks for text in (task.leaders, task.heads)]
        self._people = Known({**_repeated(written), **{name: name for name in listed if _is_person(name)}})
        separators = {
            column.code: _usual_separator(task.text(column.code) for task in tasks)
            for column in (LEADERS, HEADS)
        }
        self._habits = Habits(separators, _usual_spellings(written))

    def surroundings(self, task: Task, column: str) -> Surroundings:
        """What is certain where a cell of a task stands."""
        departments = self._master.departments_of(task)
        return Surroundings(column, departments, self._offices, self._provincial, self._people, self._habits)

    def names_in(self, column: str) -> Known:
        """The names that are certain in a column of offices."""
        return self._provincial if column == PROVINCIAL.code else self._offices


def _is_person(name: str) -> bool:
    return PERSON.fullmatch(key(name)) is not None


def _sure_names(master: Master) -> dict[str, str]:
    """Every name and alias of the directory that means one department alone."""
    owners: dict[str, set[str]] = {}
    for department in master.directory.departments:
        for written in (department.name, *department.aliases):
            owners.setdefault(key(written), set()).add(department.name)
    names: NameList = master.directory.names()
    return {written: name for written, name in names.canonical.items() if len(owners[key(written)]) == 1}


def _repeated(lists: Iterable[Iterable[str]]) -> dict[str, str]:
    """The names that stand in several lists, each as it is written there most often."""
    counts: dict[str, Counter[str]] = {}
    for names in lists:
        for name in set(names):
            counts.setdefault(key(name), Counter())[name] += 1
    found = {name: written for name, written in counts.items() if name and written.total() >= _PROOFS}
    return {written.most_common(1)[0][0]: written.most_common(1)[0][0] for written in found.values()}


def _usual_separator(texts: Iterable[str]) -> str:
    """Which of 、 and a line break more cells have between people; 、 where neither prevails."""
    counts = Counter(mark for text in texts for mark in "、\n" if mark in text.strip("、\n "))
    return "\n" if counts["\n"] > counts["、"] else "、"


def _usual_spellings(lists: Iterable[Iterable[str]]) -> dict[str, str]:
    """How a person is written by more than half of the places that name him, by key."""
    counts: dict[str, Counter[str]] = {}
    for names in lists:
        for name in filter(_is_person, names):
            counts.setdefault(key(name), Counter())[name] += 1
    usual = {name: written.most_common(1)[0] for name, written in counts.items()}
    return {name: text for name, (text, count) in usual.items() if 2 * count > counts[name].total()}
