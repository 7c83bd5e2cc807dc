"""The directory sheet 单位名录: who the departments are and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.core.model import Department
from xlreport.core.text import is_blank, key
from xlreport.core.wording.parties import NameList

TITLE = "单位名录"
HEADER_ROW = 3
"""1-based row of the headings on the sheet; the departments follow."""


@dataclass(frozen=True)
class DirectoryColumn:
    """A column of the directory sheet; ``code`` is the attribute of Department."""

    code: str
    heading: str


DIRECTORY_COLUMNS = (
    DirectoryColumn("name", "单位名称"),
    DirectoryColumn("aliases", "别名、简称"),
    DirectoryColumn("leader", "分管区领导"),
    DirectoryColumn("head", "单位主要领导"),
    DirectoryColumn("contacts", "工作联系人及联系方式"),
    DirectoryColumn("email", "电子邮箱"),
    DirectoryColumn("remark", "备注"),
    DirectoryColumn("evidence", "依据"),
)

_ALIAS_SEPARATORS = re.compile(r"[、，,；;/\n]+")


@dataclass(frozen=True)
class Directory:
    """All departments, in sheet order."""

    departments: tuple[Department, ...]

    def names(self) -> NameList:
        """Every name and alias; a canonical name wins over an alias of the same spelling."""
        aliases = {alias: d.name for d in self.departments for alias in d.aliases}
        return NameList({**aliases, **{d.name: d.name for d in self.departments}})

    def find(self, name: str) -> Department | None:
        """The department of this canonical name."""
        return next((d for d in self.departments if d.name == name), None)


def read_directory(rows: Sequence[Sequence[str]]) -> Directory:
    """The departments on the directory sheet, from all its rows as text.

    Columns are found by their headings; rows without a name are passed over. A sheet without the
    heading 单位名称 holds no department.
    """
    headings = {key(column.heading): column.code for column in DIRECTORY_COLUMNS}
    for number, row in enumerate(rows, start=1):
        places = {headings[key(text)]: i for i, text in enumerate(row) if key(text) in headings}
        if "name" in places:
            return Directory(tuple(_departments(rows[number:], places, number + 1)))
    return Directory(())


def _departments(rows: Sequence[Sequence[str]], places: dict[str, int], first_row: int) -> list[Department]:
    departments = []
    for row_number, row in enumerate(rows, start=first_row):
        texts = {code: row[place].strip() if place < len(row) else "" for code, place in places.items()}
        if is_blank(texts["name"]):
            continue
        aliases = tuple(a.strip() for a in _ALIAS_SEPARATORS.split(texts.pop("aliases", "")) if key(a))
        departments.append(Department(aliases=aliases, row=row_number, **texts))
    return departments


def directory_row(department: Department) -> tuple[str, ...]:
    """A department as the texts of its row on the sheet."""
    return (
        department.name,
        "、".join(department.aliases),
        department.leader,
        department.head,
        department.contacts,
        department.email,
        department.remark,
        department.evidence,
    )
