"""Others' words, people and numbers that stand where every department of a task reads them.

A department book shows the context columns (备注, 省政策清单内容 …) as they are. What a department
answered, its contacts and their numbers are nobody else's business: pasted into such a cell they would
leave with the books of the task's other departments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.schema import (
    CATEGORY,
    CONTENT,
    DEADLINE,
    DEPARTMENTS,
    HEADS,
    LEADERS,
    PROVINCIAL,
    REMARK,
    REPORTED_COLUMNS,
    Column,
)
from xlreport.core.text import key
from xlreport.core.wording.addresses import parse_addresses
from xlreport.core.wording.contacts import normal_phone, parse_contacts
from xlreport.core.wording.parties import parse_people
from xlreport.core.wording.progress import parse_progress

WORDS, PERSON, PHONE, EMAIL = "反馈文字", "联系人", "电话", "邮箱"

_JUDGED = (REMARK, DEADLINE, CONTENT, PROVINCIAL, CATEGORY, DEPARTMENTS, LEADERS, HEADS)
"""The context columns in which a clerk might put something; those of names are judged for numbers only."""

_OF_NAMES = frozenset({DEPARTMENTS.code, LEADERS.code, HEADS.code})
_CLAUSE = re.compile(r"[。；;！!？?，,：:\n]+")
_SHORTEST_CLAUSE = 8
_SHORTEST_QUOTATION = 16
"""Characters that a clause must share with a cell; more with the policy's own words, which answers quote."""

_GRAM = 6
_NUMBER = re.compile(r"\d(?:[ \-－—\u3000]?\d){6,}")
_SAYS_WHOM = re.compile(r"联系人|联系电话|电话|\d{7}")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Pasted:
    """One foreign text in a context cell: ``kind`` says in Chinese what it is.

    ``owners`` are the departments whose it is, empty where nobody signed it; ``readers`` those who would
    read it in their books and must not.
    """

    task: Task
    column: Column
    kind: str
    text: str
    owners: tuple[str, ...]
    readers: tuple[str, ...]


def find_pasted(master: Master) -> tuple[Pasted, ...]:
    """Every foreign text in the context cells of the table, in table order; each named once a cell."""
    sources = _Sources(master)
    return tuple(item for task in master.table.tasks for item in _at_task(sources, task))


def _at_task(sources: _Sources, task: Task) -> Iterator[Pasted]:
    for column in _JUDGED:
        yield from _in_cell(sources, task, column)
    for column in REPORTED_COLUMNS:
        yield from _in_answers(sources.master, task, column)


def _in_answers(master: Master, task: Task, column: Column) -> Iterator[Pasted]:
    """What names somebody else within a department's own paragraph, as where a line break was lost."""
    everyone = master.departments_of(task)
    for part in parse_progress(task.text(column.code), master.names):
        is_anybodys = part.departments or (len(everyone) == 1 and not part.prefix)
        for found in master.names.inside_pattern.finditer(part.body) if is_anybodys else ():
            owner = master.names.resolve(found["name"])
            readers = tuple(name for name in part.departments or everyone if name != owner)
            if readers:
                yield Pasted(task, column, WORDS, found.group().strip(), (owner,), readers)


def _in_cell(sources: _Sources, task: Task, column: Column) -> Iterator[Pasted]:
    text = task.text(column.code)
    if not key(text):
        return
    departments = sources.master.departments_of(task)
    for kind, found, owners in _foreign_texts(sources, task, column, text):
        readers = tuple(name for name in departments if name not in owners)
        if readers:
            yield Pasted(task, column, kind, found, tuple(sorted(owners)), readers)


def _foreign_texts(
    sources: _Sources, task: Task, column: Column, text: str
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Kind, text and owners of everything in a cell that is somebody's answer or contact."""
    for number in dict.fromkeys(normal_phone(found) for found in _NUMBER.findall(text)):
        digits = re.sub(r"\D", "", number)
        if digits in sources.phones:
            yield PHONE, number, sources.phones[digits]
    plain = key(text)
    for address, owners in sources.emails.items():
        if address in plain.lower():
            yield EMAIL, address, owners
    if column.code in _OF_NAMES:
        return
    for name, owners in sources.people.items():
        if name in plain and _names_a_contact(plain, name):
            yield PERSON, name, owners
    yield from _foreign_words(sources, task, column, plain)


def _names_a_contact(plain: str, name: str) -> bool:
    """Whether a name in a cell is a person there, not characters of other words."""
    if _SAYS_WHOM.search(plain):
        return True
    for match in re.finditer(re.escape(name), plain):
        around = plain[max(match.start() - 1, 0) : match.start()] + plain[match.end() : match.end() + 1]
        if not _HANZI.search(around):
            return True
    return False


def _foreign_words(
    sources: _Sources, task: Task, column: Column, plain: str
) -> Iterator[tuple[str, str, frozenset[str]]]:
    quoted = key(task.content + task.category) if column is not CONTENT else ""
    shortest = _SHORTEST_QUOTATION if column is CONTENT else _SHORTEST_CLAUSE
    grams = dict.fromkeys(plain[start : start + _GRAM] for start in range(len(plain) - _GRAM + 1))
    for clause in dict.fromkeys(clause for gram in grams for clause in sources.clauses.get(gram, ())):
        if len(clause) >= shortest and clause in plain and clause not in quoted:
            yield WORDS, clause, frozenset(sources.said[clause])


@dataclass(frozen=True)
class _Sources:
    """What the departments answered and whom they named, ready to be looked for."""

    master: Master

    @cached_property
    def said(self) -> dict[str, set[str]]:
        """Every clause that was answered, now or in the ledger, with the departments that said it."""
        said: dict[str, set[str]] = {}
        for text, departments in self._answers():
            for clause in filter(None, map(key, _CLAUSE.split(text))):
                said.setdefault(clause, set()).update(departments)
        return said

    def _answers(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        master = self.master
        for task in master.table.tasks:
            departments = master.departments_of(task)
            for column in REPORTED_COLUMNS:
                for part in parse_progress(task.text(column.code), master.names):
                    alone = departments if len(departments) == 1 and not part.prefix else ()
                    yield part.body, part.departments or alone
        for entry in master.ledger:
            owner = (master.names.resolve(entry.department),)
            yield from ((entry.returned(column.code), owner) for column in REPORTED_COLUMNS)

    @cached_property
    def clauses(self) -> Mapping[str, list[str]]:
        """The clauses long enough to be somebody's, by their first characters."""
        found: dict[str, list[str]] = {}
        for clause in self.said:
            if len(clause) >= _SHORTEST_CLAUSE:
                found.setdefault(clause[:_GRAM], []).append(clause)
        return found

    @cached_property
    def phones(self) -> dict[str, frozenset[str]]:
        """The departments that a number belongs to, by its digits; none of the office's own."""
        office = self.master.settings.value("reply_to")
        own = {re.sub(r"\D", "", number) for number in _NUMBER.findall(office)}
        phones = ((re.sub(r"\D", "", p), names) for _, numbers, names in self._contacts() for p in numbers)
        return {digits: names for digits, names in _gathered(phones).items() if digits not in own}

    @cached_property
    def people(self) -> dict[str, frozenset[str]]:
        """The departments that a contact works for, by name; leaders and heads stand in plain sight."""
        shown = {key(name) for task in self.master.table.tasks for name in parse_people(task.leaders)}
        shown |= {key(name) for task in self.master.table.tasks for name in parse_people(task.heads)}
        for department in self.master.directory.departments:
            shown |= {key(name) for name in parse_people(f"{department.leader}\n{department.head}")}
        people = ((name, names) for name, _, names in self._contacts() if len(name) > 1)
        return {name: names for name, names in _gathered(people).items() if name not in shown}

    @cached_property
    def emails(self) -> dict[str, frozenset[str]]:
        """The departments that an address belongs to, by the address in small letters."""
        return _gathered(
            (address.lower(), (department.name,))
            for department in self.master.directory.departments
            for address in parse_addresses(department.email).valid
        )

    def _contacts(self) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Name, numbers and departments of every contact; of one that the directory does not know, all
        departments of the task that he stands at."""
        known = set()
        for department in self.master.directory.departments:
            for contact in parse_contacts(department.contacts).contacts:
                known.add(contact.name)
                yield contact.name, contact.phones, (department.name,)
        for task in self.master.table.tasks:
            for contact in parse_contacts(task.contacts).contacts:
                if contact.name not in known:
                    yield contact.name, contact.phones, self.master.departments_of(task)


def _gathered(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, departments in pairs:
        if name:
            found[name] = found.get(name, frozenset()) | frozenset(departments)
    return found
