"""What a department book must not say, and finding it in a package.

A hidden sheet once exposed thousands of people, so every part of a book is searched before it is
written. Forbidden are the other departments' words, people and numbers and every task that is not
this department's. What its own texts and context columns say in plain sight is not a leak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.schema import CONTEXT_COLUMNS, REPORTED_COLUMNS
from xlreport.core.text import is_nothing_to_report, key, shorten
from xlreport.core.wording.contacts import parse_contacts
from xlreport.core.wording.parties import parse_people
from xlreport.core.wording.progress import parse_progress

_SHORTEST_WORDS = 4
"""Progress texts of fewer characters say nothing that could be told apart."""


@dataclass(frozen=True)
class Forbidden:
    """A text that must not appear: ``kind`` says in Chinese what it is, ``text`` is normalised."""

    kind: str
    text: str


@dataclass(frozen=True)
class Leak:
    """A forbidden text found in a part of a package."""

    part: str
    kind: str
    text: str


def forbidden_texts(master: Master, department: str) -> tuple[Forbidden, ...]:
    """Everything in the master that this department's book must not hold."""
    allowed = key("\n".join(_allowed_texts(master, department)))
    found: dict[str, Forbidden] = {}
    for kind, text in _foreign_texts(master, department):
        normal = key(text)
        if normal and normal not in allowed:
            found.setdefault(normal, Forbidden(kind, normal))
    return tuple(found.values())


def find_leaks(parts: Mapping[str, str], forbidden: Iterable[Forbidden]) -> tuple[Leak, ...]:
    """The forbidden texts in the parts of a package, by part name and its text.

    Numbers are found as whole runs of digits only; everything else anywhere.
    """
    normal_parts = {name: key(text) for name, text in parts.items()}
    return tuple(
        Leak(name, item.kind, shorten(item.text))
        for item in forbidden
        for name, text in normal_parts.items()
        if _contains(text, item.text)
    )


def _contains(text: str, wanted: str) -> bool:
    if not wanted.isdigit():
        return wanted in text
    return re.search(rf"(?<!\d){wanted}(?!\d)", text) is not None


def _allowed_texts(master: Master, department: str) -> Iterable[str]:
    for task in master.tasks_of(department):
        yield from (task.text(column.code) for column in CONTEXT_COLUMNS)
        yield from (master.text_of(task, column.code, department) for column in REPORTED_COLUMNS)
    yield department
    yield "\n".join(master.table.title)
    yield master.settings.value("office")
    yield master.settings.value("reply_to")
    for entry in master.ledger:
        if entry.department == department:
            yield from (entry.returned(column.code) for column in REPORTED_COLUMNS)
    own = master.directory.find(department)
    if own is not None:
        yield "\n".join((own.leader, own.head, own.contacts, own.email, *own.aliases))


def _foreign_texts(master: Master, department: str) -> Iterable[tuple[str, str]]:
    for task in master.table.tasks:
        yield from _foreign_words(master, task, department)
        yield from _contact_texts(task.contacts)
        if department not in master.departments_of(task):
            yield "其他事项的内容", task.content
            yield from (("其他部门名称", name) for name in master.departments_of(task))
            yield from (("其他领导或责任人", name) for name in parse_people(f"{task.leaders}\n{task.heads}"))
    for other in master.directory.departments:
        if other.name != department:
            yield "其他部门名称", other.name
            yield "其他部门邮箱", other.email
            yield from (("其他领导或责任人", name) for name in parse_people(f"{other.leader}\n{other.head}"))
            yield from _contact_texts(other.contacts)


def _foreign_words(master: Master, task: Task, department: str) -> Iterable[tuple[str, str]]:
    """What others say in a task's reported columns, and what nobody signed.

    The whole cell of a task with one department is that department's but for paragraphs that name others.
    """
    is_its_alone = master.departments_of(task) == (department,)
    for column in REPORTED_COLUMNS:
        for part in parse_progress(task.text(column.code), master.names):
            says_something = len(key(part.body)) >= _SHORTEST_WORDS and not is_nothing_to_report(part.body)
            is_own = not part.is_foreign_to(department) if is_its_alone else department in part.departments
            if says_something and not is_own:
                yield "其他部门的反馈文字", part.body


def _contact_texts(text: str) -> Iterable[tuple[str, str]]:
    for contact in parse_contacts(text).contacts:
        yield "其他部门联系人", contact.name
        yield from (("其他部门电话", phone) for phone in contact.phones)
