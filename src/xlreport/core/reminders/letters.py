"""The words of a reminder by mail or chat, from the templates that the clerk keeps in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.master.templates import fill
from xlreport.core.reminders.notices import columns_text, day_text, reply_day
from xlreport.core.reminders.reminding import NoticeKind, Reminder, Tier
from xlreport.core.reminders.standing import ShareState

_TEMPLATES = {Tier.NOTICE: "notice", Tier.URGE: "urge", Tier.CIRCULAR: "circular"}
_RETURN_TEMPLATE = "return"


@dataclass(frozen=True)
class ReminderLetter:
    """What is said to one department: a subject on one line, and the text."""

    department: str
    email: str
    subject: str
    body: str


def reminder_letter(master: Master, period: str, row: Reminder, as_of: date) -> ReminderLetter | None:
    """What a department is written on a day; None where it is not to be reminded.

    Raises SettingsError where a template names a field that there is not.
    """
    template = _RETURN_TEMPLATE if row.notice is NoticeKind.RETURN else _TEMPLATES.get(row.tier)
    if template is None or not row.open:
        return None
    fields = _fields(master, period, row, as_of)
    subject = fill(master.settings, f"{template}_subject", fields)
    body = fill(master.settings, f"{template}_body", fields)
    return ReminderLetter(row.department, row.email, " ".join(subject.split()), body.strip())


def _fields(master: Master, period: str, row: Reminder, as_of: date) -> dict[str, str]:
    settings = master.settings
    missing = [
        f"第{item.task.number}项："
        + ("退回重报" if item.state is ShareState.SENT_BACK else columns_text(item.columns))
        for item in row.open
    ]
    return {
        "部门": row.department,
        "责任人": row.head,
        "期次": period,
        "截止日期": day_text(row.due) if row.due else "规定时间",
        "逾期天数": str(max(row.days or 0, 0)),
        "回复日期": day_text(reply_day(settings, as_of)),
        "项数": str(len(row.open)),
        "缺项": "\n".join(missing),
        "退回原因": " ".join(row.registered.return_reason.split()),
        "下发单位": settings.value("office") or "发表单位",
        "联系方式": settings.value("reply_to"),
    }
