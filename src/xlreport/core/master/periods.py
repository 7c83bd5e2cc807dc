"""The name of the period that an action is about."""

from __future__ import annotations

import re
from datetime import date

from xlreport.core.master.ledger import LedgerEntry
from xlreport.core.master.settings import Settings
from xlreport.core.text import is_blank, key
from xlreport.errors import SettingsError

_FORBIDDEN_IN_FOLDERS = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def period_name(chosen: str, settings: Settings, today: date) -> str:
    """The period to work on: the one chosen, else the settings', else this month.

    It names folders, so characters that Windows forbids there are refused, and so are names that
    start or end with a full stop.
    """
    period = chosen.strip() or settings.value("period") or f"{today.year}年{today.month}月"
    if is_blank(period) or _FORBIDDEN_IN_FOLDERS.search(period) or period.strip(". ") != period:
        raise SettingsError(
            f"期次“{period}”不能用作文件夹名",
            untouched="没有改动任何文件",
            todo='请去掉 \\ / : * ? " < > | 这些符号，也不要以句点开头或结尾，例如写成 2026年11月',
        )
    return period


def follows_month(period: str, today: date) -> bool:
    """Whether a day lies in a later month than the one that a period is named after, as in 2026年11月."""
    named = re.fullmatch(r"(\d{4})年(\d{1,2})月", key(period))
    return named is not None and (int(named[1]), int(named[2])) < (today.year, today.month)


def shown_period(chosen: str, settings: Settings, ledger: tuple[LedgerEntry, ...], as_of: date) -> str:
    """The period to summarise; a round that runs into the next month stays the one shown."""
    latest = ledger[-1].period if ledger and not settings.value("period") else ""
    return period_name(chosen or latest, settings, as_of)
