"""The directory against the table: where they differ, and which of the two is to be changed.

What the clerk has entered always wins: then the table is to be changed. Only where the directory still
holds what the program filled in (:func:`xlreport.core.master.evidence.is_own`) and the table proves
something else by now is the directory to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xlreport.core.importing.aliases import Said, meant, signatures, slip_for, together, unknown_names
from xlreport.core.importing.inference import infer_directory
from xlreport.core.master.directory import DIRECTORY_COLUMNS
from xlreport.core.master.evidence import is_own, numbered
from xlreport.core.master.master import Master
from xlreport.core.model import Department, Task
from xlreport.core.text import is_blank, key
from xlreport.core.wording.contacts import Contact, parse_contacts
from xlreport.core.wording.parties import parse_people

HEADINGS = {column.code: column.heading for column in DIRECTORY_COLUMNS}


class Side(StrEnum):
    """Which side is to be changed; the value is what the clerk reads."""

    DIRECTORY = "改名录"
    TABLE = "改任务分工表"
    EITHER = "请核对"


@dataclass(frozen=True)
class Difference:
    """One thing in which directory and table differ.

    ``field`` is the attribute of Department; ``directory`` what the directory says, ``table`` what the
    table or a returned file says or proves, in the tasks ``numbers``. ``advice`` is what to do, in Chinese.
    """

    department: str
    field: str
    directory: str
    table: str
    numbers: tuple[str, ...]
    side: Side
    advice: str


def check_directory(master: Master, returned: Iterable[Said] = ()) -> tuple[Difference, ...]:
    """Every difference, in the directory's order; ``returned`` are names that returned files write."""
    if not master.directory.departments:
        names = "、".join(said.name for said in unknown_names(master))
        return (
            (Difference("", "name", "", names, (), Side.DIRECTORY, "名录是空的，请填入各责任部门"),)
            if names
            else ()
        )
    found = [*_names(master, returned), *_fields(master)]
    order = [department.name for department in master.directory.departments]
    return tuple(
        sorted(found, key=lambda item: order.index(item.department) if item.department in order else -1)
    )


def _names(master: Master, returned: Iterable[Said]) -> Iterator[Difference]:
    for said in unknown_names(master):
        yield _alias(master, said) or _unknown(master, said)
    for said in together([*signatures(master), *returned]):
        proposal = _alias(master, said)
        if proposal is not None:
            yield proposal
    busy = set(master.departments())
    for department in master.directory.departments:
        if department.name not in busy:
            advice = "任务分工表里没有它的任务；不再承担任务的可以从名录里删去，留着也不影响"
            yield Difference(department.name, "name", department.name, "", (), Side.EITHER, advice)


def _alias(master: Master, said: Said) -> Difference | None:
    """The proposal to enter a name as an alias, where it is plainly short for one department."""
    name = meant(said, master.directory)
    if not name:
        return None
    known = master.directory.find(name)
    aliases = known.aliases if known else ()
    advice = (
        f"“{said.name}”（{said.where}）像是{name}的简称：是的话，加到名录的“{HEADINGS['aliases']}”里，"
        "以后认得，“自动规范”也会改成全称"
    )
    return Difference(name, "aliases", "、".join(aliases), said.name, said.numbers, Side.DIRECTORY, advice)


def _unknown(master: Master, said: Said) -> Difference:
    guess = slip_for(said.name, master.directory)
    if guess:
        advice = f"名录里没有“{said.name}”，可能是“{guess}”写错了，请改正"
        return Difference(guess, "name", guess, said.name, said.numbers, Side.TABLE, advice)
    advice = f"名录里没有“{said.name}”，请增加一行，或改正任务分工表"
    return Difference(said.name, "name", "", said.name, said.numbers, Side.DIRECTORY, advice)


def _fields(master: Master) -> Iterator[Difference]:
    tasks = [replace(task, departments="、".join(master.departments_of(task))) for task in master.table.tasks]
    inferred = {department.name: department for department in infer_directory(tasks)}
    for department in master.directory.departments:
        proven = inferred.get(department.name)
        if proven is not None:
            own = [task for task in tasks if department.name in names_of(task)]
            yield from _leader(department, proven, own)
            yield from _head(department, proven, own)
            yield from _contacts(department, proven, own)


def names_of(task: Task) -> list[str]:
    """The canonical names of a task whose departments have been written by them."""
    return task.departments.split("、")


def _leader(listed: Department, proven: Department, own: Sequence[Task]) -> Iterator[Difference]:
    people = set(map(key, parse_people(listed.leader)))
    named = [task for task in own if not is_blank(task.leaders)]
    differing = [task for task in named if people and not people & set(map(key, parse_people(task.leaders)))]
    if not people:
        yield from _fill_in(listed, "leader", proven.leader, named)
    elif proven.leader and key(proven.leader) not in people:
        yield _contradiction(listed, "leader", proven.leader, differing or named)
    elif differing:
        said = "；".join(dict.fromkeys(_one_line(task.leaders) for task in differing))
        yield _contradiction(listed, "leader", said, differing, is_proven=False)


def _head(listed: Department, proven: Department, own: Sequence[Task]) -> Iterator[Difference]:
    people = set(map(key, parse_people(listed.head)))
    said: dict[str, list[Task]] = {}
    for task in own:
        heads, names = parse_people(task.heads), names_of(task)
        if len(heads) == len(names):
            said.setdefault(heads[names.index(listed.name)], []).append(task)
    if not people:
        yield from _fill_in(listed, "head", proven.head, [task for tasks in said.values() for task in tasks])
        return
    for head, tasks in said.items():
        if key(head) not in people:
            yield _contradiction(listed, "head", head, tasks, is_proven=bool(proven.head))


def _fill_in(listed: Department, field: str, value: str, tasks: Sequence[Task]) -> Iterator[Difference]:
    if value:
        advice = f"名录里没有填，{_where(tasks)}可以证明是{_one_line(value)}，请填上"
        yield Difference(listed.name, field, "", _one_line(value), _numbers(tasks), Side.DIRECTORY, advice)


def _contradiction(
    listed: Department, field: str, said: str, tasks: Sequence[Task], *, is_proven: bool = True
) -> Difference:
    """What the directory has and the table contradicts; the clerk's own entry wins."""
    entry = _one_line(getattr(listed, field))
    if not is_own(listed, field, getattr(listed, field)):
        side, advice = Side.TABLE, f"名录里的{entry}是您填的，以名录为准，请核对{_where(tasks)}"
    elif is_proven:
        side, advice = Side.DIRECTORY, f"名录里的{entry}是程序当初填的，表里现在是{_one_line(said)}，请改名录"
    else:
        side, advice = Side.EITHER, f"名录里的{entry}是程序当初填的，{_where(tasks)}不一样，请核对哪一个对"
    return Difference(listed.name, field, entry, _one_line(said), _numbers(tasks), side, advice)


def _contacts(listed: Department, proven: Department, own: Sequence[Task]) -> Iterator[Difference]:
    """What the table proves of a department's contacts and the directory does not have."""
    entered = parse_contacts(listed.contacts).contacts
    lines = {line: _naming(own, line) for line in proven.contacts.split("\n") if line}
    if not entered and lines:
        tasks = [task for task in own if any(task in found for found in lines.values())]
        yield from _fill_in(listed, "contacts", "；".join(lines), tasks)
    if not entered:
        return
    is_ours = all(is_own(listed, "contacts", line) for line in listed.contacts.split("\n") if line.strip())
    for line, tasks in lines.items():
        (contact, *_) = parse_contacts(line).contacts
        namesakes = [other for other in entered if other.name == contact.name]
        if not any(set(contact.phones) <= set(other.phones) for other in namesakes):
            yield _other_contact(listed, line, namesakes, tasks, is_ours=is_ours)


def _naming(tasks: Sequence[Task], line: str) -> list[Task]:
    """The tasks that name the contact of a line."""
    wanted = [(contact.name, contact.phones) for contact in parse_contacts(line).contacts]
    return [
        task
        for task in tasks
        if any((contact.name, contact.phones) in wanted for contact in parse_contacts(task.contacts).contacts)
    ]


def _other_contact(
    listed: Department, line: str, namesakes: Sequence[Contact], tasks: Sequence[Task], *, is_ours: bool
) -> Difference:
    """A contact that the directory has otherwise or not at all; ``is_ours`` says that all it has is ours."""
    what = "号码不同" if namesakes else "没有这名联系人"
    entry = "；".join(_one_line(other.raw) for other in namesakes) or _one_line(listed.contacts)
    if is_ours:
        side, advice = Side.DIRECTORY, f"名录里{what}，是程序当初填的；{_where(tasks)}现在这样写，请改名录"
    else:
        side, advice = Side.TABLE, f"名录里{what}；名录是您填的，以名录为准，请核对{_where(tasks)}"
    return Difference(listed.name, "contacts", entry, line, _numbers(tasks), side, advice)


def _where(tasks: Sequence[Task]) -> str:
    return numbered(_numbers(tasks))


def _numbers(tasks: Sequence[Task]) -> tuple[str, ...]:
    return tuple(task.number for task in tasks)


def _one_line(text: str) -> str:
    """A name or several on one line, as they are read, without inner spaces."""
    lines = (
        re.sub(r"[ \u3000\u00a0]+", " " if re.search(r"\d", line) else "", line.strip())
        for line in text.split("\n")
    )
    return "；".join(line for line in lines if line)
