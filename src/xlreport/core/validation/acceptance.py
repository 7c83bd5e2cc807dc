"""已阅: findings that the clerk has accepted with a reason; they stay quiet until their cell changes.

What was accepted is a rule at a place: the task by its number and content, the column, and a digest
of the cell's text, so that rows may be sorted and moved. A finding about no single cell of the table
is known by its message instead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlreport.core.master.master import Master
from xlreport.core.model import Finding
from xlreport.core.text import is_blank, key
from xlreport.errors import XlreportError

HEADINGS = ("规则", "位置", "问题", "理由", "已阅日期", "标识")
HEADER_ROW = 3
"""1-based row of the headings on 已阅记录; the accepted findings follow."""


@dataclass(frozen=True)
class Acceptance:
    """One accepted finding as it stands on the sheet; ``ident`` is what it is found again by."""

    code: str
    place: str
    message: str
    reason: str
    day: str
    ident: str


@dataclass(frozen=True)
class Verdict:
    """What is left to look at, what was accepted, and what was accepted but holds no longer."""

    open: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    outdated: int


class Identifier:
    """Gives findings of one master the identity by which an acceptance finds them again."""

    def __init__(self, master: Master) -> None:
        self._table = master.table
        self._by_row = {task.row: task for task in master.table.tasks}

    def of(self, finding: Finding) -> str:
        """The identity of a finding: 24 characters that change with the cell's text."""
        task = self._by_row.get(_row(finding.cell)) if finding.sheet == self._table.sheet else None
        if task is None or not finding.column:
            told = [finding.code, finding.sheet, finding.message]
        else:
            told = [
                finding.code,
                key(task.number),
                key(task.content),
                finding.column,
                task.text(finding.column),
            ]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:24]


def _row(cell: str) -> int:
    found = re.search(r"\d+$", cell)
    return int(found.group()) if found else 0


def read_acceptances(rows: Sequence[Sequence[str]]) -> tuple[Acceptance, ...]:
    """The acceptances on the sheet, from all its rows as text; without the headings there are none."""
    for number, row in enumerate(rows, start=1):
        places = {key(text): place for place, text in enumerate(row)}
        if all(heading in places for heading in HEADINGS):
            columns = [places[heading] for heading in HEADINGS]
            texts = ([r[c] if c < len(r) else "" for c in columns] for r in rows[number:])
            return tuple(Acceptance(*t) for t in texts if t[-1])
    return ()


def verdict(findings: Sequence[Finding], acceptances: Iterable[Acceptance], identify: Identifier) -> Verdict:
    """The findings parted by whether they were accepted as they are."""
    idents = {one.ident for one in acceptances}
    accepted = tuple(finding for finding in findings if identify.of(finding) in idents)
    found = {identify.of(finding) for finding in accepted}
    left = tuple(finding for finding in findings if identify.of(finding) not in idents)
    return Verdict(left, accepted, len(idents - found))


def reason_in(text: str) -> str:
    """The reason in what the clerk wrote into the column 已阅; empty where there is none.

    ``已阅：共用办公电话``, ``共用办公电话`` and ``已阅 共用办公电话`` give the same.
    """
    reason = re.sub(r"^\s*(?:已阅|已核|√|✓)?[\s：:，,。;；—-]*", "", text)
    return "" if is_blank(reason) else reason.strip()


def acceptance_of(finding: Finding, reason: str, day: str, identify: Identifier) -> Acceptance:
    """A finding as accepted on a day."""
    place = f"{finding.sheet}{finding.cell}"
    return Acceptance(finding.code, place, finding.message, reason, day, identify.of(finding))


def marked(
    findings: Sequence[Finding], marks: Mapping[str, str], day: str, identify: Identifier
) -> list[Acceptance]:
    """The findings beside which the clerk wrote a reason; ``marks`` are her texts by identity."""
    found = []
    for finding in findings:
        reason = reason_in(marks.get(identify.of(finding), ""))
        if reason:
            found.append(acceptance_of(finding, reason, day, identify))
    return found


def named(findings: Sequence[Finding], place: str) -> tuple[Finding, ...]:
    """The findings that ``CODE:CELL`` names, such as ``P309:H11`` or ``M705:单位名录!C13``.

    Raises XlreportError where there is none.
    """
    code, _, cell = place.partition(":")
    sheet, _, address = cell.rpartition("!")
    wanted = key(address).replace("$", "").upper()
    found = tuple(
        finding
        for finding in findings
        if finding.code == key(code).upper()
        and finding.cell == wanted
        and (not sheet or key(finding.sheet) == key(sheet).strip("'"))
    )
    if not found:
        raise XlreportError(
            f"没有“{place}”这一条校验问题",
            untouched="总表没有改动",
            todo="请写成 规则:单元格，如 P309:H11，并核对“校验结果”里有这一条",
        )
    return found
