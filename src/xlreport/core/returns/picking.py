"""Which mails of a mailbox belong to a period: from a department, or with the period in the subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry
from xlreport.core.returns.identification import departments_of_sender
from xlreport.core.text import key


def is_wanted(sender: str, subject: str, directory: Directory, period: str) -> bool:
    """Whether a mail may hold an answer: its sender is a department's, or its subject names the period."""
    return bool(departments_of_sender(directory, sender)) or key(period) in key(subject)


def first_dispatch(ledger: Iterable[LedgerEntry], period: str) -> date | None:
    """The day on which a period's first books went out; None where none did."""
    days = [day for entry in ledger if key(entry.period) == key(period) and (day := _day(entry.sent_at))]
    return min(days, default=None)


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
