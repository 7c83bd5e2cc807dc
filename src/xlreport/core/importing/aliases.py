"""Short names of departments: which department of the directory a name may be meant for.

Only what is plain is proposed: a name whose characters stand in one department's name in the same order
(区发改局 for 区发展改革局), and in no other department's.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.schema import REPORTED_COLUMNS
from xlreport.core.text import key
from xlreport.core.wording.offices import core_of, is_short_for
from xlreport.core.wording.parties import parse_departments

_LINE_START = re.compile(r"^(?P<name>[^\n：:，。；]{2,20})[：:]", re.MULTILINE)
_SLIP = 0.75
"""How alike (0–1) a name and a department's must be for the one to be a slip for the other."""


@dataclass(frozen=True)
class Said:
    """A name as somebody wrote it: where, in Chinese, and the tasks (numbers) that it stands in.

    ``among`` are the departments that can be meant, all of them where it is empty.
    """

    name: str
    where: str
    numbers: tuple[str, ...]
    among: tuple[str, ...] = ()


def meant(said: Said, directory: Directory) -> str:
    """The department that a name is short for; empty where there is none, or more than one."""
    names = [d.name for d in directory.departments if not said.among or d.name in said.among]
    found = [name for name in names if is_short_for(said.name, name) or core_of(name) == core_of(said.name)]
    return found[0] if len(found) == 1 else ""


def slip_for(written: str, directory: Directory) -> str:
    """The department whose name a written one is probably a slip for; empty where none is like it."""
    names = [department.name for department in directory.departments]
    return next(iter(difflib.get_close_matches(key(written), names, n=1, cutoff=_SLIP)), "")


def unknown_names(master: Master) -> tuple[Said, ...]:
    """The names in 区级责任部门 that the directory does not know, each once, with the tasks that have it."""
    known = master.directory.names()
    numbers: dict[str, list[str]] = {}
    for task in master.table.tasks:
        for name in parse_departments(task.departments).names:
            if not known.knows(name):
                numbers.setdefault(name, []).append(task.number)
    return tuple(Said(name, "区级责任部门", tuple(found)) for name, found in numbers.items())


def signatures(master: Master) -> Iterator[Said]:
    """The names that stand as a paragraph's prefix in the table, or in what departments returned, unknown."""
    for task in master.table.tasks:
        departments = master.departments_of(task)
        for column in REPORTED_COLUMNS:
            for name in signed_in(task.text(column.code), master):
                yield Said(name, "填报栏的署名", (task.number,), departments)
    for entry in master.ledger:
        for column in REPORTED_COLUMNS:
            for name in signed_in(entry.returned(column.code), master):
                yield Said(name, f"{entry.period}返回的文字", (entry.number,), (entry.department,))


def signed_in(text: str, master: Master) -> list[str]:
    """The line beginnings up to a colon that may be a department's name and are none of the known."""
    found = (match["name"].strip() for match in _LINE_START.finditer(text))
    return [name for name in found if not master.names.knows(name)]


def together(said: Iterable[Said]) -> list[Said]:
    """The same name for the same departments once, with all its tasks."""
    groups: dict[tuple[str, tuple[str, ...]], list[Said]] = {}
    for item in said:
        groups.setdefault((key(item.name), item.among), []).append(item)
    return [_joined(items) for items in groups.values()]


def _joined(items: Sequence[Said]) -> Said:
    numbers = tuple(dict.fromkeys(number for item in items for number in item.numbers))
    where = "、".join(dict.fromkeys(item.where for item in items))
    return Said(items[0].name, where, numbers, items[0].among)
