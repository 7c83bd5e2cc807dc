"""回收: which files came back, whose they are, and which cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from xlreport.actions.fetch import FetchCount, account_of, fetch, is_set_up, with_mailbox
from xlreport.actions.folders import files_in, return_folder
from xlreport.actions.opening import read_master
from xlreport.actions.receive import ReturnFolder, bytes_of, receive
from xlreport.actions.return_record import record_of
from xlreport.books.port import Book
from xlreport.books.returned import is_locked, read_returned
from xlreport.core.arrivals import EmptyMail, Origin, Record
from xlreport.core.identify import departments_of_sender, identify
from xlreport.core.master import Master
from xlreport.core.merge import newest_of_each
from xlreport.core.returns import Rejection, Return, ReturnedFile
from xlreport.core.settings import period_name
from xlreport.errors import WorkbookError
from xlreport.mail.unpack import Keys, digest_of, is_container
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
    of the settings or of the URL given (None: where the settings name one whose password is kept); they stay
    unread unless ``mark_read``. A source that cannot be read does not stop the others.
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
    found = read_files(master, ui, files_in(folder), period)
    found = replace(
        found,
        copied=tuple(inbox.copied),
        failed=tuple(failed),
        mailbox=mailbox,
        empty_mails=_still_empty(inbox, master, found.returns),
    )
    _show(ui, found)
    return found


def read_files(master: Master, ui: Ui, paths: Sequence[Path], period: str | None) -> Collection:
    """What each file is; ``period`` None accepts answers of any period.

    One bad file never stops the others: it becomes a rejection with the reason.
    """
    returns: list[Return] = []
    rejections: list[Rejection] = []
    seen: dict[str, str] = {}
    records: dict[Path, Record] = {}
    passwords = _passwords(ui, paths, master.settings.passwords())
    for path in ui.track(paths, "读取返回文件"):
        if path.parent not in records:
            records[path.parent] = record_of(path)
        found = _understood(path, records[path.parent], master, period, seen, passwords)
        if isinstance(found, Return):
            returns.append(found)
        else:
            rejections += found
    kept, older = newest_of_each(returns)
    return Collection(period or "", kept, (*rejections, *older))


def _understood(
    path: Path,
    record: Record,
    master: Master,
    period: str | None,
    seen: dict[str, str],
    passwords: Sequence[str],
) -> Return | list[Rejection]:
    """What a file in or from a return folder is; an archive that gave all it holds is no file of its own."""
    data = bytes_of(path)
    digest = digest_of(data)
    if is_container(path.name, data):
        reasons = record.opened.get(digest, ("是压缩包或邮件，还没有打开，请先收取反馈（collect）",))
        return [Rejection(path.name, reason) for reason in reasons]
    found = _read(path, passwords)
    if isinstance(found, Rejection):
        return [found]
    senders = dict.fromkeys(origin.sender for origin in record.origins.get(digest, (Origin(),)))
    answer = _identified(found, master, period, seen, tuple(senders))
    return answer if isinstance(answer, Return) else [answer]


def _read(path: Path, passwords: Sequence[str]) -> ReturnedFile | Rejection:
    try:
        return read_returned(path, passwords)
    except WorkbookError as error:
        return Rejection(path.name, f"{error.happened.removeprefix(f'“{path.name}”')}，{error.todo}")


def _passwords(ui: Ui, paths: Sequence[Path], known: tuple[str, ...]) -> tuple[str, ...]:
    """The passwords known, and those that the user gives for workbooks which none of them opens."""
    for path in paths:
        if is_locked(path, known):
            given = ui.ask_secret(f"“{path.name}”的打开密码（不知道的直接按回车）")
            known = (*known, given) if given else known
    return known


def _identified(
    returned: ReturnedFile, master: Master, period: str | None, seen: dict[str, str], senders: Sequence[str]
) -> Return | Rejection:
    """What a file is; ``seen`` holds the names of the files read so far by digest.

    The same bytes may have come from several ``senders``: one whom nothing contradicts is enough.
    """
    if returned.digest in seen:
        return Rejection(returned.name, f"与“{seen[returned.digest]}”内容完全相同")
    seen[returned.digest] = returned.name
    all_found = [identify(replace(returned, sender=sender), master) for sender in senders]
    found = next((item for item in all_found if isinstance(item, Return)), all_found[0])
    if isinstance(found, Return) and period is not None and found.period != period:
        return Rejection(returned.name, f"是“{found.period}”的反馈表，不是“{period}”的")
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
    for item in found.returns:
        for text in item.warnings:
            ui.warn(f"{item.file.name}：{text}")
    for rejection in found.rejections:
        ui.warn(f"{rejection.file}：{rejection.reason}。文件仍在原处")
    if found.mailbox is not None:
        ui.info(f"{found.mailbox}。")
    for failure in found.failed:
        ui.warn(f"{failure.file}：{failure.reason}")
    for mail in found.empty_mails:
        ui.warn(str(mail))
