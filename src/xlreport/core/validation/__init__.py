"""The validation rules: what can be wrong in a master, each with a stable code.

A rule is one entry of ``RULES`` in the module of its theme; nothing else needs to know of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Finding, Severity
from xlreport.core.validation import (
    contacts,
    deadlines,
    departments,
    directory,
    leaders,
    numbers,
    people,
    privacy,
    progress,
    punctuation,
    structure,
    wording,
    words,
)
from xlreport.core.validation.acceptance import Acceptance, Identifier, verdict
from xlreport.core.validation.catalogue import Rule

THEMES = (
    ("结构", structure),
    ("责任部门", departments),
    ("领导、责任人和联系人", people),
    ("联系人", contacts),
    ("分管区领导", leaders),
    ("时限", deadlines),
    ("文字", wording),
    ("标点", punctuation),
    ("数字", numbers),
    ("用词", words),
    ("个人信息", privacy),
    ("填报栏", progress),
    ("单位名录", directory),
)
"""Every theme with its Chinese title; the codes of one theme share their first letter."""

RULES: tuple[Rule, ...] = tuple(rule for _, theme in THEMES for rule in theme.RULES)


AS_IN_THE_CATALOGUE: Mapping[str, Severity | None] = {}
"""No choice of the clerk's: every rule has the severity that the catalogue gives it."""


PASTED = ("R604", "R615")
"""The rules that find what would show one department another's words, people or numbers."""


def accepted_cells(
    master: Master, as_of: date, codes: Collection[str], acceptances: Iterable[Acceptance]
) -> frozenset[str]:
    """The table's cells in which these rules find something, all of which the clerk has accepted."""
    rules = [rule for rule in RULES if rule.code in codes]
    findings = [found for rule in rules for _, found in rule.findings(master, as_of, rule.severity)]
    result = verdict(findings, acceptances, Identifier(master))
    return frozenset(f.cell for f in result.accepted) - frozenset(f.cell for f in result.open)


def run_rules(
    master: Master, as_of: date, choices: Mapping[str, Severity | None] = AS_IN_THE_CATALOGUE
) -> tuple[Finding, ...]:
    """Everything the rules find on a day, sorted by severity, row and column.

    ``choices`` gives rules, by code, another severity, or None to leave them out.
    """
    chosen = [(rule, choices.get(rule.code, rule.severity)) for rule in RULES]
    found = [
        keyed
        for rule, severity in chosen
        if severity is not None
        for keyed in rule.findings(master, as_of, severity)
    ]
    return tuple(finding for _, finding in sorted(found, key=lambda keyed: keyed[0]))
