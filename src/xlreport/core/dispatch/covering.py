"""The covering letter that takes a department book to its department."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.core.mailing.letters import Attachment, Letter
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.master.templates import fill
from xlreport.core.wording.addresses import parse_addresses

DISPATCH = "下发"
"""What the send log calls the mailing of department books."""


def entries_in_force(master: Master, period: str) -> dict[str, list[LedgerEntry]]:
    """The ledger entries of the books that departments have to fill in a period, by department."""
    found: dict[str, list[LedgerEntry]] = {}
    for entry in master.ledger:
        if entry.period == period and entry.state != LedgerState.SUPERSEDED:
            found.setdefault(entry.department, []).append(entry)
    return found


def covering_letter(master: Master, entries: Sequence[LedgerEntry], attachment: Attachment) -> Letter:
    """The letter with a department's book; ``entries`` are the ledger's for that book, one or more.

    Raises SettingsError where a template names a field that there is not.
    """
    first = entries[0]
    department = master.directory.find(first.department)
    settings = master.settings
    fields = {
        "部门": first.department,
        "责任人": department.head if department else "",
        "期次": first.period,
        "截止日期": settings.value("due") or "规定时间",
        "项数": str(len(entries)),
        "任务": f"第{'、'.join(entry.number for entry in entries)}项",
        "附件": attachment.name,
        "下发单位": settings.value("office"),
        "联系方式": settings.value("reply_to"),
    }
    body = "\n".join(line for line in fill(settings, "mail_body", fields).split("\n") if line.strip())
    return Letter(
        DISPATCH,
        first.period,
        first.department,
        first.serial,
        parse_addresses(department.email if department else "").valid,
        " ".join(fill(settings, "mail_subject", fields).split()),
        body.strip(),
        (attachment,),
    )
