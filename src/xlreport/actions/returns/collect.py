"""回收: which files came back, whose they are, and which cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.books.port import Book
from xlreport.core.master.master import Master
from xlreport.core.master.periods import period_name
from xlreport.core.returns.arrivals import EmptyMail
from xlreport.core.returns.identification import departments_of_sender
from xlreport.core.returns.returned import Rejection, Return
from xlreport.desk.folders import files_in, return_folder
from xlreport.desk.master.opening import read_master
from xlreport.desk.returns.mailbox import FetchCount, account_of, fetch, is_set_up, with_mailbox
from xlreport.desk.returns.reading import read_files
from xlreport.desk.returns.receiving import ReturnFolder, receive
from xlreport.mail.unpack import Keys
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class NamedMail:
    """A mail without a usable file and the departments, joined by 、, that its address belongs to."""

    department: str
    mail: EmptyMail

    def __str__(self) -> str:
        origin = self.mail.origin
        who = self.department or origin.sender or "不知道是谁"
        when = f"（{origin.received_at[:16]}）" if origin.received_at else ""
        return f"{who}的来信“{origin.subject or '无标题'}”{when}：{self.mail.reason}"


@dataclass(frozen=True)
class Collection:
    """The files of a period: those that are understood, and those that are not used and why.

    ``failed`` are sources that could not be read at all, ``empty_mails`` mails without a usable file.
    """

    period: str
    returns: tuple[Return, ...]
    rejections: tuple[Rejection, ...]
    copied: tuple[Path, ...] = ()
    failed: tuple[Rejection, ...] = ()
    empty_mails: tuple[NamedMail, ...] = ()
    mailbox: FetchCount | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "mailbox": asdict(self.mailbox) if self.mailbox is not None else None,
            "period": self.period,
            "files": [
                {
                    "file": item.file.name,
                    "department": item.department,
                    "serial": item.serial,
                    "tasks": [answer.entry.number for answer in item.answers],
                    "confidence": str(item.confidence),
                    "grounds": item.grounds,
                    "warnings": list(item.warnings),
                    "sender": item.file.sender,
                }
                for item in self.returns
            ],
            "rejections": [{"file": item.file, "reason": item.reason} for item in self.rejections],
            "copied": [str(path) for path in self.copied],
            "failed": [{"source": item.file, "reason": item.reason} for item in self.failed],
            "empty_mails": [
                {
                    "department": item.department,
                    "sender": item.mail.origin.sender,
                    "subject": item.mail.origin.subject,
                    "received_at": item.mail.origin.received_at,
                    "reason": item.mail.reason,
                }
                for item in self.empty_mails
            ],
        }


def collect(
    book: Book,
    ui: Ui,
    *,
    today: date,
    period: str = "",
    sources: Sequence[Path] = (),
    imap: bool | str | None = False,
    mark_read: bool = False,
) -> Collection:
    """Bring files and folders into the period's 回收 folder and say what lies there.

    Archives and saved mails are opened, those that lie in the folder too. Files are copied, never moved, and
    the same bytes are not put there twice. With ``imap`` the period's mails are fetched too, from the mailbox
    of the settings or of the URL given (None: where the settings name one for collecting, or one whose
    password is kept); they stay unread unless ``mark_read``. A source that cannot be read does not stop the
    others.
    """
    master = read_master(book)
    if isinstance(imap, str):
        master = replace(master, settings=with_mailbox(master.settings, imap))
    period = period_name(period, master.settings, today)
    folder = return_folder(book, period)
    folder.mkdir(parents=True, exist_ok=True)
    keys = Keys(master.settings.passwords(), account_of(master.settings).lower())
    inbox = ReturnFolder(folder)
    failed = receive(inbox, ui, sources, keys)
    mailbox = None
    if is_set_up(master.settings) if imap is None else imap:
        mailbox, unreached = fetch(inbox, master, period, ui, keys, mark_read=mark_read)
        failed += unreached
    inbox.open_what_lies_here(keys)
    read = read_files(master, ui, files_in(folder), period)
    found = Collection(
        period,
        read.returns,
        read.rejections,
        copied=tuple(inbox.copied),
        failed=tuple(failed),
        mailbox=mailbox,
        empty_mails=_still_empty(inbox, master, read.returns),
    )
    _show(ui, found)
    return found


def _still_empty(inbox: ReturnFolder, master: Master, returns: Sequence[Return]) -> tuple[NamedMail, ...]:
    """The mails without a file that the clerk still has to do something about.

    One that was told before is left out once its department has answered by a later mail or by hand.
    """
    answered = {item.department: _received_at(item, inbox) for item in returns}
    named = [
        NamedMail("、".join(departments_of_sender(master.directory, who)), mail)
        for mail in inbox.record.empty_mails
        for who in [mail.about or mail.origin.sender]
    ]
    return tuple(
        item
        for item in named
        if item.mail in inbox.new_empty_mails
        or not item.department
        or item.mail.origin.received_at >= answered.get(item.department, "")
    )


def _received_at(item: Return, inbox: ReturnFolder) -> str:
    """When an answer came; later than any mail where it was not mailed."""
    origins = inbox.record.origins.get(item.file.digest, ())
    return max((origin.received_at for origin in origins), default="") or "9999"


def _show(ui: Ui, found: Collection) -> None:
    ui.table(
        "收到的反馈表",
        ("文件", "责任部门", "编号", "把握", "依据", "事项"),
        [
            (
                item.file.name,
                item.department,
                item.serial,
                item.confidence,
                item.grounds,
                "、".join(answer.entry.number for answer in item.answers),
            )
            for item in found.returns
        ],
    )
    for text in _about_files(found):
        ui.warn(text)
    if found.mailbox is not None:
        ui.info(f"{found.mailbox}。")
    for failure in found.failed:
        ui.warn(f"{failure.file}：{failure.reason}")
    for mail in found.empty_mails:
        ui.warn(str(mail))


def _about_files(found: Collection) -> Iterator[str]:
    """What the clerk has to know of the files, in Chinese: what was seen in them, which are not used."""
    for item in found.returns:
        yield from (f"{item.file.name}：{text}" for text in item.warnings)
    yield from (f"{rejection.file}：{rejection.reason}。文件仍在原处" for rejection in found.rejections)
