"""规则设置: the severity that the clerk gives each rule, or that it is switched off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlreport.core.model import Severity
from xlreport.core.text import is_blank, key
from xlreport.core.validation import RULES
from xlreport.errors import SettingsError

HEADINGS = ("规则", "名称", "处理", "说明", "依据")
HEADER_ROW = 3
"""1-based row of the headings on the sheet; the rules follow, one a row."""

OFF = "关闭"
CHOICES = (*(severity.value for severity in Severity), OFF)
"""What 处理 may hold; empty leaves it as in the catalogue."""


@dataclass(frozen=True)
class Choices:
    """The clerk's choices by code, None where a rule is switched off; ``listed`` are all codes there."""

    severities: Mapping[str, Severity | None]
    listed: frozenset[str]

    @property
    def switched_off(self) -> int:
        """How many rules are switched off."""
        return sum(1 for severity in self.severities.values() if severity is None)

    @property
    def is_complete(self) -> bool:
        """Whether the sheet lists every rule that there is."""
        return {rule.code for rule in RULES} <= self.listed

    def shown(self, code: str, severity: Severity) -> str:
        """What the sheet shows for a rule of this severity in the catalogue."""
        if code not in self.severities:
            return severity.value
        return chosen.value if (chosen := self.severities[code]) is not None else OFF


NO_CHOICES = Choices({}, frozenset())


def read_choices(rows: Sequence[Sequence[str]]) -> Choices:
    """The choices on the sheet, from all its rows as text; rows that name no rule are passed over.

    Raises SettingsError for a choice that there is not.
    """
    known = {rule.code: rule.severity for rule in RULES}
    severities: dict[str, Severity | None] = {}
    listed = set()
    for row in rows:
        code = key(row[0]).upper() if row else ""
        if code not in known:
            continue
        listed.add(code)
        written = key(row[2]) if len(row) > 2 else ""
        if is_blank(written) or written == known[code].value:
            continue
        if written not in CHOICES:
            raise SettingsError(
                f"“规则设置”表里规则{code}的“处理”是“{written}”，不能使用",
                untouched="没有改动任何文件",
                todo=f"请改为：{'、'.join(CHOICES)}",
            )
        severities[code] = None if written == OFF else Severity(written)
    return Choices(severities, frozenset(listed))
