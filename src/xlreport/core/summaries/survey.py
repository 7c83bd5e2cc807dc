"""What is counted: tasks, each department's share in them, and the paragraphs that say something.

Definitions, used by every tab and printed on the overview:

- A department *has reported* on a task (已填报) when its text in 政策落实情况 is not blank; 无 counts
  as an answer.
- A department *has answered* (已反馈) in a period when its book came back with a text in every column
  that has to be filled (see ``core/reminders/standing.py``). Where nothing was dispatched in the period,
  having reported stands in for it.
- A *remark* is one paragraph of 政策落实中存在的问题 or 需对上争取的工作 that says something other than 无.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from xlreport.core.master.master import Master
from xlreport.core.model import Task
from xlreport.core.reminders.standing import ASKED, COMPLETE, ShareState, Standings
from xlreport.core.schema import PROGRESS
from xlreport.core.text import is_blank, is_nothing_to_report, key
from xlreport.core.wording.parties import Role, parse_departments, parse_people
from xlreport.core.wording.progress import parse_progress

NO_CATEGORY = "（未填类别）"
NO_LEADER = "（未填分管区领导）"
UNSIGNED = "未署名"


class Completion(StrEnum):
    """How many of a task's departments have reported; the value is what the clerk reads."""

    FULL = "全部填报"
    PARTIAL = "部分填报"
    NONE = "未填报"


@dataclass(frozen=True)
class TaskFacts:
    """A task as it is counted; ``position`` is its 0-based place in the table.

    ``category`` and ``leaders`` are spelled as at their first appearance in the table; one of them
    that is missing is named so, that nothing drops out of a count.
    """

    position: int
    number: str
    category: str
    departments: tuple[str, ...]
    leaders: tuple[str, ...]
    completion: Completion


@dataclass(frozen=True)
class Share:
    """One department's part in one task; ``status`` is the TaskStatus that it chose in the period."""

    position: int
    number: str
    category: str
    department: str
    lead: bool
    reported: bool
    state: ShareState
    status: str = ""


@dataclass(frozen=True)
class Remark:
    """A paragraph that says something; ``departments`` is empty for unattributed text."""

    position: int
    category: str
    departments: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Answers:
    """How many of some shares were asked and have been answered completely, and how many in part.

    ``from_ledger`` is False where nothing was dispatched in the period: then every share is asked,
    and those that have reported are answered.
    """

    asked: int
    answered: int
    from_ledger: bool
    partial: int = 0

    @property
    def missing(self) -> int:
        """How many were asked and say nothing that counts."""
        return self.asked - self.answered - self.partial


@dataclass(frozen=True)
class Count:
    """How many there are of something."""

    label: str
    number: int


@dataclass(frozen=True)
class Survey:
    """A master, looked at on a day, for one period."""

    master: Master
    as_of: date
    period: str

    @cached_property
    def tasks(self) -> tuple[TaskFacts, ...]:
        """Every task of the table, in table order."""
        categories: dict[str, str] = {}
        leaders: dict[str, str] = {}
        facts = []
        for position, task in enumerate(self.master.table.tasks):
            people = parse_people(task.leaders) or (NO_LEADER,)
            facts.append(
                TaskFacts(
                    position,
                    task.number,
                    _first_spelling(categories, task.category.strip() or NO_CATEGORY),
                    self.master.departments_of(task),
                    tuple(dict.fromkeys(_first_spelling(leaders, name) for name in people)),
                    self._completion(task),
                )
            )
        return tuple(facts)

    def _completion(self, task: Task) -> Completion:
        reported = [self._has_reported(task, name) for name in self.master.departments_of(task)]
        blank = is_blank(task.progress)
        if all(reported) and not blank:
            return Completion.FULL
        return Completion.NONE if blank else Completion.PARTIAL

    def _has_reported(self, task: Task, department: str) -> bool:
        return not is_blank(self.master.text_of(task, PROGRESS.code, department))

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Every department's part in every task: the cells of the department × task matrix."""
        return tuple(
            self._share(facts, department) for facts in self.tasks for department in facts.departments
        )

    def _share(self, facts: TaskFacts, department: str) -> Share:
        task = self.master.table.tasks[facts.position]
        parties = parse_departments(task.departments).parties
        lead = any(
            party.role is Role.LEAD and self.master.names.resolve(party.name) == department
            for party in parties
        )
        reported = self._has_reported(task, department)
        state = self.standings.state(facts.position, department)
        entry = self.standings.entries.get((facts.position, department))
        status = entry.status if entry is not None else ""
        return Share(facts.position, facts.number, facts.category, department, lead, reported, state, status)

    @cached_property
    def standings(self) -> Standings:
        """How the departments have answered in the period."""
        return Standings(self.master, self.period)

    @property
    def dispatched(self) -> bool:
        """Whether the ledger says that anything was dispatched in the period."""
        return bool(self.standings.entries)

    def answers(self, shares: Sequence[Share]) -> Answers:
        """How these shares have been answered; where others were dispatched, those not are not asked."""
        if not self.dispatched:
            return Answers(len(shares), sum(share.reported for share in shares), False)
        states = [share.state for share in shares]
        answered = sum(state in COMPLETE for state in states)
        asked = sum(state in ASKED for state in states)
        return Answers(asked, answered, True, states.count(ShareState.PARTIAL))

    def remarks(self, code: str) -> tuple[Remark, ...]:
        """The paragraphs of a reported column that say something, in table order."""
        return tuple(
            Remark(facts.position, facts.category, departments, text)
            for facts in self.tasks
            for departments, text in self._paragraphs(facts, code)
        )

    def _paragraphs(self, facts: TaskFacts, code: str) -> list[tuple[tuple[str, ...], str]]:
        """Departments and text of each paragraph of a cell that says something."""
        cell = self.master.table.tasks[facts.position].text(code)
        found: list[tuple[tuple[str, ...], str]] = [(facts.departments, cell)]
        if len(facts.departments) != 1:
            parts = parse_progress(cell, self.master.names)
            found = [(part.departments, part.body) for part in parts]
        return [(names, text.strip("\n")) for names, text in found if says_something(text)]

    def cell(self, position: int, code: str) -> str:
        """The A1 reference of a task's cell; empty where the table stands on no sheet."""
        table = self.master.table
        task = table.tasks[position]
        return table.cell(task, code) if task.row and code in table.columns else ""


def _first_spelling(seen: dict[str, str], name: str) -> str:
    return seen.setdefault(key(name), name)


def says_something(text: str) -> bool:
    """Whether a text is neither blank nor 无."""
    return not is_blank(text) and not is_nothing_to_report(text)


def frame(records: Sequence[Any], kind: type[Any]) -> pd.DataFrame:
    """Records as a table with a column per field of ``kind``, the columns there even without records.

    The values stay the very objects they are (dtype object), so that no text is taken for a number.
    """
    names = [field.name for field in fields(kind)]
    return pd.DataFrame([astuple(record) for record in records], columns=names, dtype=object)


def sizes(table: pd.DataFrame, by: str) -> dict[Hashable, int]:
    """How many rows a table has for each value of a column, in order of first appearance."""
    return {label: int(number) for label, number in table.groupby(by, sort=False).size().items()}
