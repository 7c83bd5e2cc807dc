"""Everything a master workbook says, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry
from xlreport.core.master.register import RegisterEntry
from xlreport.core.master.settings import Settings
from xlreport.core.model import Task, TaskTable
from xlreport.core.wording.confusions import BUILT_IN, Confusions
from xlreport.core.wording.parties import NameList, parse_departments
from xlreport.core.wording.progress import text_of


@dataclass(frozen=True)
class Master:
    """The task table together with the directory, the settings, the ledger and the register.

    ``row_merges`` are the 1-based (top, left, bottom, right) areas of the table sheet below the
    headings that a user has merged over several rows; ``hidden_rows`` the 1-based rows of the table
    sheet that do not show, ``blank_rows`` those in which nothing stands. ``confusions`` are the words
    that the clerk's sheet says are easily written wrong.
    """

    table: TaskTable
    directory: Directory
    settings: Settings
    ledger: tuple[LedgerEntry, ...]
    row_merges: tuple[tuple[int, int, int, int], ...] = ()
    register: tuple[RegisterEntry, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    blank_rows: frozenset[int] = frozenset()
    confusions: Confusions = BUILT_IN

    @cached_property
    def names(self) -> NameList:
        """Every way of writing a department: the directory's, and the table's own names."""
        named = (name for task in self.table.tasks for name in parse_departments(task.departments).names)
        directory = self.directory.names()
        return directory.with_names(name for name in named if not directory.knows(name))

    def departments_of(self, task: Task) -> tuple[str, ...]:
        """The canonical names of a task's departments in the order written, each once."""
        written = parse_departments(task.departments).names
        return tuple(dict.fromkeys(self.names.resolve(name) for name in written))

    def departments(self) -> tuple[str, ...]:
        """Every department that has a task, in the order of first appearance."""
        return tuple(dict.fromkeys(d for task in self.table.tasks for d in self.departments_of(task)))

    def tasks_of(self, department: str) -> tuple[Task, ...]:
        """The tasks of a department, in table order."""
        return tuple(task for task in self.table.tasks if department in self.departments_of(task))

    def text_of(self, task: Task, code: str, department: str) -> str:
        """What a department says in one reported column of one of its tasks."""
        return text_of(task.text(code), department, self.departments_of(task), self.names)
