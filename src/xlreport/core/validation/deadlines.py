"""L4xx: time limits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.reminders.statuses import tasks_done
from xlreport.core.schema import DEADLINE, PROGRESS
from xlreport.core.text import is_blank, is_nothing_to_report, key, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at, items
from xlreport.core.wording.deadlines import DeadlineKind, impossible_day, parse_deadline

_ENOUGH = 8
_NEARLY_ALL = 0.85
_FAR = 3
_CUSTOMARY = 3
"""How many tasks must share a wording before others are held against it."""


def _unknown(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        known = parse_deadline(task.deadline).kind is not DeadlineKind.UNKNOWN
        if not (known or is_blank(task.deadline) or impossible_day(task.deadline)):
            yield at(task, DEADLINE, text=shorten(task.deadline))


def _impossible(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        if day := impossible_day(task.deadline):
            yield at(task, DEADLINE, day=day)


def _unusual_wording(master: Master, _: date) -> Iterator[Hit]:
    """Wordings, the numbers aside, that differ from what most time limits of the same kind say."""
    kinds: dict[DeadlineKind, list[Task]] = defaultdict(list)
    for task in master.table.tasks:
        kinds[parse_deadline(task.deadline).kind].append(task)
    kinds.pop(DeadlineKind.UNKNOWN, None)
    for tasks in kinds.values():
        usual, count = Counter(_wording(task) for task in tasks).most_common(1)[0]
        if count < _CUSTOMARY or 2 * count <= len(tasks):
            continue
        example = next(task for task in tasks if _wording(task) == usual)
        for task in tasks:
            if _wording(task) != usual:
                yield at(
                    task,
                    DEADLINE,
                    text=shorten(task.deadline),
                    count=count,
                    usual=shorten(example.deadline),
                )


def _wording(task: Task) -> str:
    return re.sub(r"\d+", "0", key(task.deadline))


def _overdue_unreported(master: Master, as_of: date) -> Iterator[Hit]:
    for day, task in _overdue(master, as_of):
        if is_blank(task.progress):
            yield at(task, DEADLINE, day=_chinese(day), days=(as_of - day).days)


def _overdue_reported(master: Master, as_of: date) -> Iterator[Hit]:
    """One hit for each day that has passed, at its first task, or the list would drown in them."""
    days: dict[date, list[Task]] = defaultdict(list)
    for day, task in _overdue(master, as_of):
        if not is_blank(task.progress):
            days[day].append(task)
    for day, tasks in days.items():
        facts = {"day": _chinese(day), "as_of": _chinese(as_of), "items": items(tasks), "count": len(tasks)}
        yield at(tasks[0], DEADLINE, **facts)


def _overdue(master: Master, as_of: date) -> Iterator[tuple[date, Task]]:
    """The tasks whose day has passed, without those that all their departments report as done."""
    done = tasks_done(master)
    for task in master.table.tasks:
        deadline = parse_deadline(task.deadline)
        passed = deadline.kind is DeadlineKind.DUE and deadline.day is not None and deadline.day < as_of
        if passed and deadline.day is not None and task.row not in done:
            yield deadline.day, task


def _unlike_the_others(master: Master, _: date) -> Iterator[Hit]:
    """Days unlike nearly all others of their kind."""
    kinds: dict[DeadlineKind, list[tuple[date, Task]]] = defaultdict(list)
    for task in master.table.tasks:
        deadline = parse_deadline(task.deadline)
        if deadline.day is not None:
            kinds[deadline.kind].append((deadline.day, task))
    for found in kinds.values():
        usual, count = Counter(day for day, _task in found).most_common(1)[0]
        if count < _ENOUGH or count < _NEARLY_ALL * len(found):
            continue
        for day, task in found:
            if day != usual:
                yield at(task, DEADLINE, day=_chinese(day), usual=_chinese(usual), count=count)


def _far_years(master: Master, _: date) -> Iterator[Hit]:
    """Years more than three from the middle one of all time limits."""
    years = sorted(day.year for task in master.table.tasks if (day := parse_deadline(task.deadline).day))
    middle = years[len(years) // 2] if len(years) >= _CUSTOMARY else None
    for task in master.table.tasks:
        day = parse_deadline(task.deadline).day
        if middle is not None and day is not None and abs(day.year - middle) > _FAR:
            yield at(task, DEADLINE, year=day.year, middle=middle)


def _contradicting_status(master: Master, _: date) -> Iterator[Hit]:
    """Tasks reported as done by all their departments whose progress says nothing."""
    done = tasks_done(master)
    for task in master.table.tasks:
        if task.row in done and (is_blank(task.progress) or is_nothing_to_report(task.progress)):
            yield at(task, PROGRESS)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


RULES = (
    Rule(
        "L401",
        Severity.WARNING,
        title="时限无法识别",
        description="能识别的写法有：某日前、某月底前、某季度、长期、每月（季）、依据通知、某日起执行。",
        message="“{text}”看不出是什么时限",
        suggestion="改为如“2026年12月31日前取得成效”“长期”“2026年1月1日起执行”的写法",
        check=_unknown,
    ),
    Rule(
        "L402",
        Severity.ERROR,
        title="日期不存在",
        description="时限里写了日历上没有的日期。",
        message="没有“{day}”这一天",
        suggestion="核对文件，改正日期",
        check=_impossible,
    ),
    Rule(
        "L403",
        Severity.WARNING,
        title="时限写法与多数不一致",
        description="同一类时限（如某日前完成）多数事项写法相同，个别事项不同；数字不计。",
        message="写作“{text}”，同类时限有{count}项写作“{usual}”一类",
        suggestion="核对文件，统一写法",
        check=_unusual_wording,
    ),
    Rule(
        "L404",
        Severity.WARNING,
        title="逾期且没有落实情况",
        description="时限已过，“政策落实情况”还是空的；各部门都报“已完成”的不算。",
        message="时限{day}已过{days}天，政策落实情况还没有填写",
        suggestion="催促责任部门填报，或核对时限",
        check=_overdue_unreported,
    ),
    Rule(
        "L405",
        Severity.HINT,
        title="时限已过",
        description="时限已过、填有落实情况的事项，按日期合并提示，请核对是否办结；各部门都报“已完成”的不算。",
        message="到{as_of}，时限{day}的{count}项已到期：{items}",
        suggestion="核对是否办结；未办结的请部门说明原因",
        check=_overdue_reported,
    ),
    Rule(
        "L406",
        Severity.WARNING,
        title="时限与多数不同",
        description="同类时限几乎都是同一天，个别事项不同，可能写错。",
        message="时限是{day}，同类时限有{count}项是{usual}",
        suggestion="核对文件；确实不同的不必改",
        check=_unlike_the_others,
    ),
    Rule(
        "L407",
        Severity.WARNING,
        title="时限的年份相差太远",
        description=f"时限的年份与全表居中的年份相差{_FAR}年以上。",
        message="年份是{year}年，全表的时限多在{middle}年前后",
        suggestion="核对年份",
        check=_far_years,
    ),
    Rule(
        "L408",
        Severity.HINT,
        title="已完成而没有落实情况",
        description="各责任部门都报“已完成”的事项，“政策落实情况”应写明完成情况。",
        message="各部门都报“已完成”，这一栏却没有内容",
        suggestion="请部门补写完成情况",
        check=_contradicting_status,
        source="进展台账",
    ),
)
