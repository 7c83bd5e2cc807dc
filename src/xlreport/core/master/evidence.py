"""The evidence in the directory: what the program filled in, and which rows of the table proved it.

One line for each value: ``分管区领导：丁  一（第2、13项）``. It is also how the program knows its own
entries again: what stands in a field and not in its evidence is the clerk's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlreport.core.model import Department
from xlreport.core.text import key

FIELDS = {"leader": "分管区领导", "head": "单位主要领导", "contacts": "工作联系人"}
"""The fields that the table can prove, by attribute of Department, and how evidence names them."""

_LINE = re.compile(r"^(?P<label>[^：\n]+)：(?P<value>[^\n]*)（第[^（）\n]*项[^\n]*）$", re.MULTILINE)
_PLAIN = re.compile(r"[1-9]\d{0,8}")


@dataclass(frozen=True)
class Evidence:
    """One value of a field, the numbers of the tasks that prove it, and how else, in Chinese."""

    field: str
    value: str
    numbers: tuple[str, ...]
    reasoning: str = ""

    def __str__(self) -> str:
        value = self.value.replace("\n", " ")
        grounds = "；".join(filter(None, (numbered(self.numbers), self.reasoning)))
        return f"{FIELDS[self.field]}：{value}（{grounds}）"


def evidence_text(evidence: Iterable[Evidence]) -> str:
    """The cell of a department's evidence."""
    return "\n".join(map(str, evidence))


def is_own(department: Department, field: str, value: str) -> bool:
    """Whether a value in a field of the directory is what the program filled in, white space apart."""
    label = FIELDS[field]
    lines = _LINE.finditer(department.evidence)
    return any(line["label"] == label and key(line["value"]) == key(value) for line in lines)


def numbered(numbers: Sequence[str]) -> str:
    """How tasks are named by their numbers: ``第2、5—7项``, in ascending order."""
    plain = sorted({int(number) for number in numbers if _PLAIN.fullmatch(number)})
    odd = dict.fromkeys(number or "？" for number in numbers if not _PLAIN.fullmatch(number))
    runs: list[list[int]] = []
    for number in plain:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    named = [f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs]
    return f"第{'、'.join([*named, *odd])}项"
