"""P331–P335: the district leaders of a task: who they are and whose departments are theirs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.schema import HEADS, LEADERS
from xlreport.core.text import key
from xlreport.core.validation.catalogue import Hit, Rule, at, items
from xlreport.core.wording.parties import parse_people

_CUSTOMARY = 3
_ENOUGH_TASKS = 10


@dataclass(frozen=True)
class _Row:
    task: Task
    departments: tuple[str, ...]
    leaders: tuple[str, ...]


def _rows(master: Master) -> list[_Row]:
    return [
        _Row(task, master.departments_of(task), tuple(map(key, parse_people(task.leaders))))
        for task in master.table.tasks
    ]


def _misspelt(master: Master, _: date) -> Iterator[Hit]:
    """A leader named once whose name differs in one character from one that is named often."""
    rows = _rows(master)
    counts = Counter(leader for row in rows for leader in row.leaders)
    usual = [name for name, count in counts.items() if count >= _CUSTOMARY]
    for row in rows:
        for leader in row.leaders:
            meant = next((name for name in usual if _differ_in_one(leader, name)), "")
            if counts[leader] == 1 and meant:
                yield at(row.task, LEADERS, leader=leader, meant=meant, count=counts[meant])


def _differ_in_one(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 and len(one) > 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if len(longer) != len(shorter) + 1 or len(shorter) < 2:
        return False
    return any(longer[:cut] + longer[cut + 1 :] == shorter for cut in range(len(longer)))


def _named_once(master: Master, _: date) -> Iterator[Hit]:
    """A leader whom only one task names, where all others are named again and again."""
    rows = _rows(master)
    counts = Counter(leader for row in rows for leader in row.leaders)
    once = [leader for leader, count in counts.items() if count == 1]
    listed = {key(name) for one in master.directory.departments for name in parse_people(one.leader)}
    if len(rows) < _ENOUGH_TASKS or len(once) != 1 or len(counts) < _CUSTOMARY or once[0] in listed:
        return
    for row in rows:
        if once[0] in row.leaders:
            yield at(row.task, LEADERS, leader=once[0])


def _common_leaders(master: Master) -> dict[str, tuple[Counter[str], int]]:
    """For each department how many of its tasks name which leader, and how many tasks it has."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    tasks: Counter[str] = Counter()
    for row in _rows(master):
        for department in row.departments:
            named[department].update(dict.fromkeys(row.leaders, 1))
            tasks[department] += 1
    return {department: (named[department], count) for department, count in tasks.items()}


def _listed_leaders(master: Master) -> dict[str, set[str]]:
    return {one.name: set(map(key, parse_people(one.leader))) for one in master.directory.departments}


def _without_department(master: Master, _: date) -> Iterator[Hit]:
    """A leader who can be in charge of none of the task's departments.

    A department is his where the directory says so or, where it says nothing, where half of the
    department's other tasks at least name him too, or it has no other.
    """
    common, listed = _common_leaders(master), _listed_leaders(master)

    def may_be_in_charge(leader: str, department: str) -> bool:
        if listed.get(department):
            return leader in listed[department]
        named, tasks = common[department]
        return tasks == 1 or 2 * (named[leader] - 1) >= tasks - 1

    for row in _rows(master):
        for leader in row.leaders:
            if row.departments and not any(may_be_in_charge(leader, name) for name in row.departments):
                yield at(row.task, LEADERS, leader=leader)


def _missing(master: Master, _: date) -> Iterator[Hit]:
    """No leader of a department whose other tasks, two at least, all name one, and the directory none."""
    common, listed = _common_leaders(master), _listed_leaders(master)
    rows = _rows(master)
    for row in rows:
        for department in row.departments:
            named, tasks = common[department]
            always = [
                leader for leader, count in named.items() if count == tasks - 1 and leader not in row.leaders
            ]
            always_here = [leader for leader in row.leaders if named[leader] == tasks]
            if (
                row.leaders
                and tasks >= _CUSTOMARY
                and always
                and not always_here
                and not listed.get(department)
            ):
                others = items(r.task for r in rows if department in r.departments and r is not row)
                yield at(
                    row.task, LEADERS, department=department, usual="、".join(sorted(always)), others=others
                )


def _other_than_twins(master: Master, _: date) -> Iterator[Hit]:
    """Other leaders than most tasks of the very same departments have."""
    groups: dict[frozenset[str], list[_Row]] = defaultdict(list)
    for row in _rows(master):
        if row.departments and row.leaders:
            groups[frozenset(row.departments)].append(row)
    for rows in groups.values():
        usual, count = Counter(frozenset(row.leaders) for row in rows).most_common(1)[0]
        for row in rows if count >= 2 and 2 * count > len(rows) else ():
            if set(row.leaders) != usual:
                others = items(r.task for r in rows if set(r.leaders) == usual)
                names = next(r.leaders for r in rows if set(r.leaders) == usual)
                yield at(
                    row.task, LEADERS, written="、".join(row.leaders), usual="、".join(names), others=others
                )


def _leader_as_head(master: Master, _: date) -> Iterator[Hit]:
    for row in _rows(master):
        heads = set(map(key, parse_people(row.task.heads)))
        for leader in row.leaders:
            if leader in heads:
                yield at(row.task, HEADS, leader=leader)


RULES = (
    Rule(
        "P331",
        Severity.WARNING,
        title="分管区领导的姓名可能写错",
        description="只出现一次的姓名，与多次出现的某位领导只差一个字。",
        message="“{leader}”是否为“{meant}”（出现{count}次）",
        suggestion="核对姓名",
        check=_misspelt,
    ),
    Rule(
        "P332",
        Severity.HINT,
        title="只有一项写了这位领导",
        description="其他领导都在几项里出现，只有这一位只在一项里出现，名录里也没有。",
        message="{leader}只在这一项里是分管区领导",
        suggestion="核对姓名",
        check=_named_once,
    ),
    Rule(
        "P333",
        Severity.WARNING,
        title="领导不分管这一项的部门",
        description="按“单位名录”和其他各项，这位领导不分管这一项里的任何一个部门。",
        message="{leader}不分管这一项的任何责任部门",
        suggestion="核对分管区领导；分工有调整的，更新名录",
        check=_without_department,
    ),
    Rule(
        "P334",
        Severity.WARNING,
        title="可能漏写分管区领导",
        description="名录没有写明分管领导的部门，其他各项都有某位领导，这一项没有。",
        message="{department}的其他各项（{others}）都有{usual}，这一项没有",
        suggestion="核对分管区领导",
        check=_missing,
    ),
    Rule(
        "P335",
        Severity.WARNING,
        title="责任部门相同，分管区领导不同",
        description="责任部门完全相同的事项，分管区领导应当相同；以多数为准。",
        message="写作“{written}”，责任部门相同的{others}是“{usual}”",
        suggestion="核对分管区领导",
        check=_other_than_twins,
    ),
    Rule(
        "P336",
        Severity.HINT,
        title="领导又写作责任人",
        description="同一个人既是这一项的分管区领导，又是责任人，可能填错了栏。",
        message="{leader}同时写在分管区领导一栏",
        suggestion="核对两栏",
        check=_leader_as_head,
    ),
)
