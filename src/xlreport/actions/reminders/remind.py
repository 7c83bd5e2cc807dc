"""催报: who has not answered, in which tier each is to be reminded, and the reminders themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from xlreport.books.package import write_package
from xlreport.books.port import Book
from xlreport.core.master.master import Master
from xlreport.core.master.periods import shown_period
from xlreport.core.master.register import RegisterEntry, reminded
from xlreport.core.reminders.letters import ReminderLetter, reminder_letter
from xlreport.core.reminders.notices import Notice, circular, notice_for
from xlreport.core.reminders.reminding import (
    DepartmentState,
    NoticeKind,
    OpenTask,
    Reminder,
    Tier,
    doubts,
    reminders,
)
from xlreport.core.schema import REMINDER_SHEET
from xlreport.desk.folders import reminder_folder
from xlreport.desk.mailing.outgoing import safe_package
from xlreport.desk.master.opening import read_master
from xlreport.desk.master.records import add_missing_settings
from xlreport.desk.master.registering import update_register
from xlreport.drawing.layout import Head
from xlreport.errors import XlreportError
from xlreport.files import write_atomically
from xlreport.sheets.reminders.notices import (
    CIRCULAR,
    PHONE_LIST,
    build_circular,
    build_notice,
    build_phone_list,
)
from xlreport.sheets.reminders.reminder_list import reminder_list_painter
from xlreport.ui.port import Ui

MESSAGES = "催报文字"
_LINE = "\n────────────────────\n\n"


@dataclass(frozen=True)
class Paper:
    """A paper of a reminder on disk: what it is, for whom (empty where it goes to nobody), where."""

    kind: str
    department: str
    path: Path


@dataclass(frozen=True)
class RemindResult:
    """How every department stands on a day, what each is told, and the papers made of it.

    ``backup`` is where the master lies as it was, None in a dry run.
    """

    period: str
    as_of: date
    rows: tuple[Reminder, ...]
    letters: tuple[ReminderLetter, ...]
    papers: tuple[Paper, ...]
    backup: Path | None

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "as_of": self.as_of.isoformat(),
            "departments": [_row_json(row) for row in self.rows],
            "messages": [asdict(letter) for letter in self.letters],
            "papers": [
                {"kind": paper.kind, "department": paper.department, "path": str(paper.path)}
                for paper in self.papers
            ],
            "backup": str(self.backup) if self.backup else None,
        }


def _row_json(row: Reminder) -> dict[str, Any]:
    return {
        "department": row.department,
        "state": str(row.state),
        "tier": str(row.tier),
        "notice": str(row.notice) if row.notice else None,
        "due": row.due.isoformat() if row.due else None,
        "days": row.days,
        "asked": row.asked,
        "answered": row.answered,
        "open": [_open_json(item) for item in row.open],
        "unsent": list(row.unsent),
        "return_reason": row.registered.return_reason,
        "reminders": row.registered.times_reminded,
        "last_reminder": row.registered.last_reminder,
        "reviewed": row.registered.is_reviewed,
        "paper": row.registered.has_paper,
        "head": row.head,
        "contacts": list(row.contacts),
        "email": row.email,
    }


def _open_json(item: OpenTask) -> dict[str, Any]:
    return {"task": item.task.number, "state": str(item.state), "columns": list(item.columns)}


def remind(
    book: Book,
    ui: Ui,
    *,
    as_of: date,
    period: str = "",
    sheets: bool = False,
    dry_run: bool = False,
    told: Collection[str] | None = None,
) -> RemindResult:
    """List how the departments stand and who is to be reminded, on the sheet 催报名单 too.

    ``period`` is the period asked about: else the settings', else the last one in the ledger. With
    ``sheets`` the papers are written into 催报/期次, and each department that gets one counts as
    reminded, or of those only the ones in ``told``. With ``dry_run`` nothing is written. Raises
    XlreportError where nothing was dispatched in the period.
    """
    master = read_master(book)
    period = shown_period(period, master.settings, master.ledger, as_of)
    rows = _reminders(master, period, as_of)
    letters = _letters(master, period, rows, as_of)
    if dry_run:
        _show(ui, rows, period, as_of)
        return RemindResult(period, as_of, rows, letters, (), None)
    packages = _packages(master, ui, period, rows, as_of) if sheets else ()
    reached = {row.department for row in rows if told is None or row.department in told} if sheets else set()
    if sheets and letters:
        packages = (*packages, (MESSAGES, "", f"{MESSAGES}.txt", _as_file(letters)))
    backup = book.backup()
    add_missing_settings(book, master.settings)
    kinds = {row.department: kind_of(row) for row in rows if row.notice and row.department in reached}
    rows = _reminders(
        update_register(book, period, partial(_with_reminder, kinds=kinds, day=as_of)), period, as_of
    )
    head = Head("".join(master.table.title), as_of, period)
    book.put(REMINDER_SHEET, reminder_list_painter(rows, head))
    book.finish()
    papers = _write(reminder_folder(book, period), packages)
    _show(ui, rows, period, as_of)
    if papers:
        ui.info(f"已生成{len(papers)}份：{_paper_counts(papers)}，在“{papers[0].path.parent}”。")
    return RemindResult(period, as_of, rows, letters, papers, backup)


def kind_of(row: Reminder) -> str:
    """What a department is told: that its answer is sent back, else the tier it is in."""
    return str(NoticeKind.RETURN if row.notice is NoticeKind.RETURN else row.tier)


def _with_reminder(entry: RegisterEntry, kinds: Mapping[str, str], day: date) -> RegisterEntry:
    """The entry once its department has got its paper of the kind given."""
    kind = kinds.get(entry.department)
    return reminded(entry, kind, day) if kind else entry


def _packages(
    master: Master, ui: Ui, period: str, rows: Sequence[Reminder], as_of: date
) -> tuple[tuple[str, str, str, bytes], ...]:
    """Kind, department, file name and bytes of every paper."""
    packages = []
    for row in ui.track(rows, "生成催办单"):
        notice = notice_for(master, period, row, as_of)
        if notice is not None:
            package = notice_package(notice, master)
            packages.append((str(notice.kind), row.department, notice.file_name, package))
    to_call = [row for row in rows if row.open and row.tier is not Tier.NONE]
    if to_call:
        workbook = build_phone_list(to_call, period, as_of)
        packages.append((PHONE_LIST, "", f"{PHONE_LIST}.xlsx", write_package(workbook)))
    named = circular(master, period, rows, as_of)
    if named is not None:
        packages.append((CIRCULAR, "", f"{CIRCULAR}.xlsx", write_package(build_circular(named))))
        packages.append((CIRCULAR, "", f"{CIRCULAR}.txt", named.text.encode("utf-8-sig")))
    return tuple(packages)


def notice_package(notice: Notice, master: Master) -> bytes:
    """The workbook of a paper for a department, searched for what it must not see."""
    return safe_package(write_package(build_notice(notice)), master, notice.department, notice.kind)


def _letters(
    master: Master, period: str, rows: Sequence[Reminder], as_of: date
) -> tuple[ReminderLetter, ...]:
    found = (reminder_letter(master, period, row, as_of) for row in rows)
    return tuple(letter for letter in found if letter is not None)


def _as_file(letters: Sequence[ReminderLetter]) -> bytes:
    """All letters as one text, for pasting into mails and chats."""
    texts = (f"{letter.subject}\n{letter.body}\n" for letter in letters)
    return _LINE.join(texts).encode("utf-8-sig")


def _write(folder: Path, packages: Sequence[tuple[str, str, str, bytes]]) -> tuple[Paper, ...]:
    """Write the papers."""
    papers = []
    for kind, department, name, package in packages:
        write_atomically(folder / name, package)
        papers.append(Paper(kind, department, folder / name))
    return tuple(papers)


def _paper_counts(papers: Sequence[Paper]) -> str:
    kinds = Counter(paper.kind for paper in papers)
    return "、".join(f"{kind}{number}份" for kind, number in kinds.items())


def _reminders(master: Master, period: str, as_of: date) -> tuple[Reminder, ...]:
    rows = reminders(master, period, as_of)
    if not rows:
        raise XlreportError(
            f"期次“{period}”还没有下发过反馈表，没有可催的",
            untouched="没有改动任何文件",
            todo="请核对期次，或先下发",
        )
    return rows


def _show(ui: Ui, rows: Sequence[Reminder], period: str, as_of: date) -> None:
    ui.table(
        f"反馈情况（{period}）",
        ("责任部门", "状态", "已反馈", "未填格数", "层级", "已催", "最近催办", "联系人"),
        [
            (
                row.department,
                row.state,
                f"{row.answered}/{row.asked}",
                str(row.open_cells),
                row.tier,
                str(row.registered.times_reminded),
                row.registered.last_reminder,
                row.contacts[0] if row.contacts else "",
            )
            for row in rows
        ],
    )
    for text in _summary(rows):
        ui.info(text)
    for text in (*_left_out(rows), *doubts(rows, period, as_of)):
        ui.warn(text)


def _summary(rows: Sequence[Reminder]) -> Iterator[str]:
    """How many have still to answer, and which departments are in which tier, in Chinese."""
    open_rows = [row for row in rows if row.open]
    yield f"{len(open_rows)}个部门还没有反馈齐全，共{sum(row.open_cells for row in open_rows)}格。"
    for tier in (Tier.NOTICE, Tier.URGE, Tier.CIRCULAR):
        names = [row.department for row in rows if row.tier is tier]
        if names:
            yield f"{tier}（{len(names)}个）：{'、'.join(names)}"
    paper = [row.department for row in rows if row.lacks_paper]
    if paper:
        yield f"电子件已齐、纸质件未到（{len(paper)}个）：{'、'.join(paper)}"


def _left_out(rows: Sequence[Reminder]) -> Iterator[str]:
    """Who or what the reminders do not reach as the clerk may think, in Chinese."""
    unsent = [row.department for row in rows if row.state is DepartmentState.NOT_SENT]
    if unsent:
        yield f"本期没有下发给这些部门：{'、'.join(unsent)}。改过名称的，请把旧名称写进“单位名录”的别名"
    added = [f"{row.department}第{'、'.join(row.unsent)}项" for row in rows if row.asked and row.unsent]
    if added:
        yield f"下发以后新增、还没有发出的任务：{'；'.join(added)}。请再下发一次"
    open_rows = [row for row in rows if row.open]
    if open_rows and all(row.due is None for row in open_rows):
        yield "“设置”里没有本期能看懂的“反馈截止日期”，都只按“提醒”处理"
