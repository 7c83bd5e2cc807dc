"""The validation rules: what can be wrong in a master, each with a stable code.

A rule is one entry of ``RULES`` in the module of its theme; nothing else needs to know of it.
"""

from __future__ import annotations

from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Finding
from xlreport.core.validation import deadlines, departments, directory, people, progress, structure, wording
from xlreport.core.validation.catalogue import Rule

THEMES = (
    ("结构", structure),
    ("责任部门", departments),
    ("领导、责任人和联系人", people),
    ("时限", deadlines),
    ("文字", wording),
    ("填报栏", progress),
    ("单位名录", directory),
)
"""Every theme with its Chinese title; the codes of one theme share their first letter."""

RULES: tuple[Rule, ...] = tuple(rule for _, theme in THEMES for rule in theme.RULES)


def run_rules(master: Master, as_of: date) -> tuple[Finding, ...]:
    """Everything the rules find on a day, sorted by severity, row and column."""
    found = [keyed for rule in RULES for keyed in rule.findings(master, as_of)]
    return tuple(finding for _, finding in sorted(found, key=lambda keyed: keyed[0]))
