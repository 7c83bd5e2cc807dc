"""Every kind of single damage to the real table is found, and every rule has damage that it speaks about."""

from __future__ import annotations

import pytest

from tests.validation.damages import DAMAGES, Damage, found, real_master, tried
from tests.validation.test_rules import CASES
from xlreport.core.master.master import Master
from xlreport.core.validation import RULES

MOST = 0.95
SENSITIVE = ("联系人", "人员", "部门", "时限", "隐私")


@pytest.fixture(scope="module")
def master() -> Master:
    return real_master()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.kind)
def test_a_kind_of_damage_is_found(damage: Damage, master: Master) -> None:
    assert any(found(damage, master))


@pytest.mark.parametrize("group", dict.fromkeys(damage.group for damage in DAMAGES))
def test_nearly_all_damages_of_a_group_are_found(group: str, master: Master) -> None:
    results = [one for damage in DAMAGES if damage.group == group for one in found(damage, master)]
    assert sum(results) >= MOST * len(results)


def test_there_are_enough_kinds_of_every_group() -> None:
    kinds = [damage.kind for damage in DAMAGES]
    assert len(set(kinds)) == len(kinds) - 1, "only the foreign contact is tried with two people"
    assert len(kinds) >= 150
    assert {damage.group for damage in DAMAGES} >= set(SENSITIVE)


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_each_rule_speaks_about_damage_of_its_own(code: str, master: Master) -> None:
    if code in {case.code for case in CASES}:
        return
    assert any(code in codes for damage in DAMAGES if code in damage.codes for codes in tried(damage, master))
