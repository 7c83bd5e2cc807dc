"""The whole domain as plain immutable records.

Texts are verbatim: what a cell holds, spaces and line breaks included. What the texts mean is
worked out by the grammars (``progress``, ``contacts``, ``deadlines``, ``parties``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Task:
    """One numbered row of the task table; every field is the verbatim text of its cell.

    ``row`` is the 1-based sheet row it was read from, 0 for a task that stands on no sheet.
    ``category`` is filled in where the cell only continues the category above.
    """

    number: str
    category: str = ""
    content: str = ""
    provincial: str = ""
    departments: str = ""
    leaders: str = ""
    heads: str = ""
    contacts: str = ""
    deadline: str = ""
    remark: str = ""
    support: str = ""
    problems: str = ""
    progress: str = ""
    row: int = field(default=0, compare=False)

    def text(self, code: str) -> str:
        """The verbatim text of the column with this code."""
        value = getattr(self, code)
        if not isinstance(value, str):
            raise KeyError(code)
        return value


@dataclass(frozen=True)
class TaskTable:
    """The table with the title lines above it, in sheet order.

    ``label`` is the attachment label (附件1), ``title`` the lines of the heading below it. ``sheet``
    is the sheet's name, ``header_row`` the 1-based row of the headings; ``columns`` maps a column
    code to the 1-based sheet column that holds it, ``headings`` to the verbatim heading there. For
    a table that stands on no sheet these are empty or 0.
    """

    label: str
    title: tuple[str, ...]
    tasks: tuple[Task, ...]
    sheet: str = ""
    header_row: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)

    def cell(self, task: Task, code: str) -> str:
        """The A1 reference of a task's cell in this column, e.g. ``L15``."""
        return f"{column_letter(self.columns[code])}{task.row}"


class Severity(StrEnum):
    """How bad a finding is; the value is what the clerk reads."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"


@dataclass(frozen=True)
class Finding:
    """One thing the validator says about one place in the master.

    ``cell`` is an A1 reference on ``sheet``; ``task`` the number as text and ``column`` a column
    code, both empty where the finding is about the sheet as a whole. ``suggestion`` says what to do.
    """

    severity: Severity
    code: str
    sheet: str
    cell: str
    task: str
    column: str
    message: str
    suggestion: str


@dataclass(frozen=True)
class Department:
    """One line of the directory.

    ``leader`` and ``contacts`` are empty where nothing determines them. ``contacts`` is verbatim
    contact text (see ``contacts``), one person a line; ``email`` may hold several addresses.
    ``evidence`` is the program's own: which rows proved what it filled in (see
    :mod:`xlreport.core.master.evidence`); a value that stands there no more is the clerk's.
    """

    name: str
    aliases: tuple[str, ...] = ()
    leader: str = ""
    head: str = ""
    contacts: str = ""
    email: str = ""
    remark: str = ""
    evidence: str = field(default="", compare=False)
    row: int = field(default=0, compare=False)


def column_letter(index: int) -> str:
    """The letters of a 1-based column index: 1 → ``A``, 27 → ``AA``."""
    letters = ""
    while index > 0:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
