"""What a reminder says on paper: 催办单, 退回单, 通报名单, in the words that offices use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.reminders.reminding import DepartmentState, NoticeKind, OpenTask, Reminder, Tier
from xlreport.core.reminders.standing import ShareState, Standings
from xlreport.core.schema import COLUMN_BY_CODE, REPORTED_COLUMNS
from xlreport.core.text import key, shorten

_SUMMARY_CHARACTERS = 34
_NO_OFFICE = "发表单位"


@dataclass(frozen=True)
class NoticeLine:
    """One task on a notice: its number, the beginning of its content, what is open, its time limit."""

    number: str
    summary: str
    missing: str
    deadline: str


@dataclass(frozen=True)
class Notice:
    """A 催办单 or 退回单 for one department: ``facts`` stand above the text, ``closing`` below the list."""

    kind: NoticeKind
    department: str
    facts: tuple[str, ...]
    opening: tuple[str, ...]
    lines: tuple[NoticeLine, ...]
    closing: tuple[str, ...]
    signed: str
    day: date

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.kind}-{self.department}.xlsx"


@dataclass(frozen=True)
class CircularLine:
    """A department on the 通报名单: its head, how many tasks are open and which, how late it is."""

    department: str
    head: str
    asked: int
    open: int
    numbers: tuple[str, ...]
    days: int
    reminders: int


@dataclass(frozen=True)
class Circular:
    """The 通报名单 of a period: the text above the list, and the departments named."""

    title: str
    opening: tuple[str, ...]
    lines: tuple[CircularLine, ...]
    signed: str
    day: date

    @property
    def text(self) -> str:
        """The whole as plain text, for pasting into a letter."""
        named = [
            f"{number}. {line.department}：应反馈{line.asked}项，未反馈齐全{line.open}项"
            f"（第{'、'.join(line.numbers)}项），逾期{line.days}天，已催办{line.reminders}次。"
            for number, line in enumerate(self.lines, start=1)
        ]
        return "\n".join([self.title, "", *self.opening, *named, "", self.signed, day_text(self.day)]) + "\n"


def day_text(day: date) -> str:
    """A day as official texts write it: ``2026年11月5日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def columns_text(codes: Sequence[str]) -> str:
    """The columns that are open, by their headings; all of them in a word."""
    if len(codes) == len(REPORTED_COLUMNS):
        return "三栏都缺"
    return "、".join(key(COLUMN_BY_CODE[code].heading) for code in codes)


def reply_day(settings: Settings, as_of: date) -> date:
    """The day by which a department that is urged on a day has to answer."""
    return as_of + timedelta(days=settings.number("grace_days"))


def notice_for(master: Master, period: str, row: Reminder, as_of: date) -> Notice | None:
    """The notice that a department gets on a day; None where none is due."""
    if row.notice is None:
        return None
    settings = master.settings
    serial = _serial(master, period, row)
    office = settings.value("office") or _NO_OFFICE
    is_return = row.notice is NoticeKind.RETURN
    tasks = [item for item in row.open if not is_return or item.state is ShareState.SENT_BACK]
    times = row.registered.times_reminded_before(as_of) + 1
    opening = _return_opening if is_return else _urge_opening
    return Notice(
        row.notice,
        row.department,
        (f"编号：{serial}", f"期次：{period}", "退回重报" if is_return else f"第{times}次催办"),
        opening(master, period, row, len(tasks), as_of),
        tuple(_line(item) for item in tasks),
        _closing(settings, serial, office),
        settings.value("office"),
        as_of,
    )


def _serial(master: Master, period: str, row: Reminder) -> str:
    """The number of the department's last book of the period."""
    entries = Standings(master, period).entries
    return max((e.serial for (_, name), e in entries.items() if name == row.department), default="")


def _line(item: OpenTask) -> NoticeLine:
    task = item.task
    missing = "退回重报" if item.state is ShareState.SENT_BACK else columns_text(item.columns)
    return NoticeLine(
        task.number, shorten(task.content, _SUMMARY_CHARACTERS), missing, " ".join(task.deadline.split())
    )


def _urge_opening(master: Master, period: str, row: Reminder, tasks: int, as_of: date) -> tuple[str, ...]:
    title = "".join(master.table.title)
    due = f"应于{day_text(row.due)}前反馈" if row.due else "应按要求反馈"
    consequence = (
        "你单位已列入本期通报名单。" if row.tier is Tier.CIRCULAR else "逾期仍未反馈的，将列入通报名单。"
    )
    office = master.settings.value("office") or _NO_OFFICE
    return (
        f"《{title}》{period}落实情况{due}。截至{day_text(as_of)}，你单位尚有{tasks}项任务没有反馈齐全（见下表）。",
        f"请抓紧核实填报，经单位主要领导审阅同意后，于{day_text(reply_day(master.settings, as_of))}前"
        f"报送{office}。{consequence}",
    )


def _return_opening(master: Master, period: str, row: Reminder, tasks: int, as_of: date) -> tuple[str, ...]:
    title = "".join(master.table.title)
    office = master.settings.value("office") or _NO_OFFICE
    reason = " ".join(row.registered.return_reason.split()).rstrip("。")
    return (
        f"你单位报来的《{title}》{period}落实情况，其中{tasks}项（见下表）不符合要求，现予退回。",
        f"退回原因：{reason}。",
        f"请对照原因修改，经单位主要领导审阅同意后，于{day_text(reply_day(master.settings, as_of))}前"
        f"重新报送{office}。",
    )


def _closing(settings: Settings, serial: str, office: str) -> tuple[str, ...]:
    reply_to = settings.value("reply_to")
    return (
        f"报送方式：在原反馈表（编号{serial}）里填写后发回{office}，已经填好的栏目不用重填；"
        "没有需要反映的请填“无”，空着视为没有反馈。",
        *((f"联系方式：{reply_to}",) if reply_to else ()),
    )


def circular(master: Master, period: str, rows: Sequence[Reminder], as_of: date) -> Circular | None:
    """The 通报名单 of a day; None where nobody is on it."""
    named = sorted((row for row in rows if row.tier is Tier.CIRCULAR), key=lambda row: -(row.days or 0))
    if not named:
        return None
    asked = [row for row in rows if row.asked]
    return Circular(
        f"关于{period}落实情况反馈的通报名单",
        (_counts(master, period, asked, as_of), "以下部门逾期未反馈齐全，经催办仍未报送，现予通报："),
        tuple(
            CircularLine(
                row.department,
                row.head,
                row.asked,
                len(row.open),
                tuple(item.task.number for item in row.open),
                row.days or 0,
                row.registered.times_reminded_before(as_of),
            )
            for row in named
        ),
        master.settings.value("office"),
        as_of,
    )


def _counts(master: Master, period: str, asked: Sequence[Reminder], as_of: date) -> str:
    """The state of the round in one sentence: 共…个部门，截至…，已反馈…，占比…；…"""
    complete = {DepartmentState.RETURNED, DepartmentState.SAID_NOTHING}
    groups = (
        ("已反馈", complete),
        ("部分反馈", {DepartmentState.PARTIAL}),
        ("退回未重报", {DepartmentState.SENT_BACK}),
        ("未反馈", {DepartmentState.MISSING}),
    )
    counted = [(label, sum(row.state in states for row in asked)) for label, states in groups]
    told = "；".join(
        f"{label}{number}个，占比{number / len(asked):.0%}" for label, number in counted if number
    )
    title = "".join(master.table.title)
    return f"《{title}》{period}共下发{len(asked)}个部门，截至{as_of.month}月{as_of.day}日，{told}。"
