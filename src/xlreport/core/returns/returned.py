"""What a returned file is: as it was read, and as it is understood.

A returned file is untrusted: departments rename it, save it with other programs, sort, insert and
delete rows. Its name is never identity. Only the reported columns of the department's own tasks are
taken; everything else that differs is reported and left alone. :mod:`xlreport.core.returns.identification`
says whose it is, :mod:`xlreport.core.returns.answers` reads what it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xlreport.core.master.ledger import LedgerEntry

BOOK_TITLE = "部门反馈表"
DEPARTMENT_LABEL = "责任部门"
PERIOD_LABEL = "期次"
DUE_LABEL = "反馈截止日期"
SERIAL_LABEL = "编号"
REPORTER_LABEL = "填报人"
PHONE_LABEL = "联系电话"
DAY_LABEL = "填报日期"
"""The title of a department book and the labels above its table; what they label stands behind them."""

UNCALCULATED = "#公式没有结果"
"""What a reader gives for a formula whose result the file does not hold."""


@dataclass(frozen=True)
class ReturnedSheet:
    """One sheet of a returned file, all its rows as text.

    ``merged`` are its merged cells as 0-based (top, left, bottom, right). A cell covered by a vertical
    merge carries the text of the merge's first cell, one covered sideways is empty.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def text(self, row: int, column: int) -> str:
        """The text at a 0-based row and column; empty outside the sheet."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column]


@dataclass(frozen=True)
class ReturnedFile:
    """A returned workbook as read: ``tokens`` are the manifests found in it wherever they survived.

    ``digest`` identifies the very bytes; ``saved_at`` is when it was last saved, ISO text in UTC.
    ``sender`` is the address it was mailed from, empty where that is not known.
    """

    name: str
    digest: str
    saved_at: str
    tokens: tuple[str, ...]
    sheets: tuple[ReturnedSheet, ...]
    sender: str = ""


@dataclass(frozen=True)
class Rejection:
    """A file that is not used, and why in Chinese. It stays where it is."""

    file: str
    reason: str


class Confidence(StrEnum):
    """How sure it is whose answer a file is; the value is what the clerk reads."""

    SURE = "确定"
    LIKELY = "很可能"
    DOUBTFUL = "不确定"


@dataclass(frozen=True)
class Answer:
    """What one row of a returned file says about one dispatched task, by column code.

    A column that the row does not answer is missing in ``texts``. ``doubts`` say in Chinese why the
    clerk has to look at a text before it is used. ``status`` is a TaskStatus, empty where none was chosen.
    """

    entry: LedgerEntry
    texts: Mapping[str, str]
    doubts: Mapping[str, str] = field(default_factory=dict)
    status: str = ""


@dataclass(frozen=True)
class Return:
    """A returned file that is understood: whose it is and what it answers.

    ``confidence`` says how sure that is, on the ``grounds``. ``warnings`` are Chinese sentences about
    what was seen and not used.
    """

    file: ReturnedFile
    department: str
    period: str
    serial: str
    answers: tuple[Answer, ...]
    reporter: str = ""
    reporter_phone: str = ""
    warnings: tuple[str, ...] = ()
    reported_on: str = ""
    confidence: Confidence = Confidence.SURE
    grounds: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is filled in; such a book never stands in for one that says something."""
        return bool(self.answers) and not any(answer.texts for answer in self.answers)

    @property
    def key(self) -> str:
        """Identifies the file in the clerk's decisions."""
        return self.file.digest[:16]
