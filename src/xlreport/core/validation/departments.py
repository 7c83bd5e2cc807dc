"""D2xx: the departments named in the table, compared with the directory."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Severity
from xlreport.core.schema import DEPARTMENTS
from xlreport.core.text import key
from xlreport.core.validation.catalogue import Hit, Rule, at
from xlreport.core.wording.parties import parse_departments


def _unknown(master: Master, _: date) -> Iterator[Hit]:
    known = master.directory.names()
    if not master.directory.departments:
        return
    for task in master.table.tasks:
        for name in parse_departments(task.departments).names:
            if not known.knows(name):
                near = difflib.get_close_matches(name, known.canonical, n=1, cutoff=0.6)
                guess = f"（是否为“{near[0]}”？）" if near else ""
                yield at(task, DEPARTMENTS, name=name, guess=guess)


def _aliases(master: Master, _: date) -> Iterator[Hit]:
    known = master.directory.names()
    for task in master.table.tasks:
        for name in parse_departments(task.departments).names:
            canonical = known.resolve(name)
            if key(canonical) != key(name):
                yield at(task, DEPARTMENTS, name=name, canonical=canonical)


def _repeated(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        written = [master.names.resolve(name) for name in parse_departments(task.departments).names]
        for name, count in Counter(written).items():
            if count > 1:
                yield at(task, DEPARTMENTS, name=name, count=count)


RULES = (
    Rule(
        "D201",
        Severity.ERROR,
        title="单位名录里没有这个部门",
        description="责任部门的名称在“单位名录”里查不到，下发时会多出一份没有收件人的反馈表。",
        message="“{name}”不在单位名录里{guess}",
        suggestion="改为名录里的名称，或在“单位名录”里增加这个单位",
        check=_unknown,
    ),
    Rule(
        "D202",
        Severity.HINT,
        title="用了部门的别名",
        description="程序认得别名，但正式文件里应写全称。",
        message="写作“{name}”，名录里的名称是“{canonical}”",
        suggestion="改为名录里的名称",
        check=_aliases,
    ),
    Rule(
        "D203",
        Severity.WARNING,
        title="责任部门重复",
        description="同一个部门（含别名）在一项里写了两次。",
        message="“{name}”出现了{count}次",
        suggestion="删去重复的部门，并核对责任人、联系人是否对应",
        check=_repeated,
    ),
)
