"""The grammar of time limits.

The seed has five wordings: ``2023年12月31日前取得成效``, ``2023年12月31日前``, ``长期``,
``依据省、市局通知时间执行`` and ``2023年1月1日起执行``. Month ends, quarters, half years and years
(``2023年6月底前``) are read as their last day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlreport.core.text import key


class DeadlineKind(StrEnum):
    """What a time limit means; the value is what the clerk reads."""

    DUE = "限期完成"
    EFFECTIVE = "自某日起执行"
    LONG_TERM = "长期"
    ON_NOTICE = "依据通知"
    RECURRING = "定期"
    UNKNOWN = "无法识别"


@dataclass(frozen=True)
class Deadline:
    """A time limit: its kind, the day it names (due, or effective from) if any, and its text."""

    kind: DeadlineKind
    day: date | None
    raw: str


_DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
_MONTH_END = re.compile(r"(\d{4})年(\d{1,2})月(?:底|末|份)")
_QUARTER = re.compile(r"(\d{4})年第?([一二三四1-4])季度")
_HALF = re.compile(r"(\d{4})年(上|下)半年")
_YEAR_END = re.compile(r"(\d{4})年(?:年)?(?:底|末|内)")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def parse_deadline(text: str) -> Deadline:
    """The meaning of a time limit; wording that means nothing known gives UNKNOWN, never an error."""
    plain = key(text)
    if plain.startswith("长期"):
        return Deadline(DeadlineKind.LONG_TERM, None, text)
    if re.match(r"每(?:年|季度?|月|周|半年)", plain):
        return Deadline(DeadlineKind.RECURRING, None, text)
    day = _named_day(plain)
    if day is not None:
        kind = DeadlineKind.EFFECTIVE if re.search(r"起(?:执行|实施|施行)?", plain) else DeadlineKind.DUE
        return Deadline(kind, day, text)
    if "通知" in plain:
        return Deadline(DeadlineKind.ON_NOTICE, None, text)
    return Deadline(DeadlineKind.UNKNOWN, None, text)


def impossible_day(text: str) -> str:
    """The first date written in a text that no calendar has (``2023年2月30日``); empty if there is none."""
    for found in _DAY.finditer(key(text)):
        if _day(*(int(group) for group in found.groups())) is None:
            return found.group()
    return ""


def _named_day(text: str) -> date | None:
    if (found := _DAY.search(text)) is not None:
        return _day(*(int(group) for group in found.groups()))
    if (found := _MONTH_END.search(text)) is not None:
        return _month_end(int(found[1]), int(found[2]))
    if (found := _QUARTER.search(text)) is not None:
        return _month_end(int(found[1]), 3 * (_QUARTERS.get(found[2]) or int(found[2])))
    if (found := _HALF.search(text)) is not None:
        return _month_end(int(found[1]), 6 if found[2] == "上" else 12)
    if (found := _YEAR_END.search(text)) is not None:
        return _month_end(int(found[1]), 12)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if not (1 <= month <= 12 and year >= 1):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])
