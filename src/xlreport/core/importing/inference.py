"""What the table itself proves about the departments: heads, leaders, contacts.

Nothing is guessed. What the rows prove is given with those rows as evidence; what they leave open stays
empty and is marked in the remark, so the clerk sees what to look up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlreport.core.master.evidence import Evidence, evidence_text
from xlreport.core.model import Department, Task
from xlreport.core.text import key
from xlreport.core.wording.contacts import Contact, parse_contacts
from xlreport.core.wording.parties import parse_departments, parse_people


@dataclass(frozen=True)
class _Row:
    """Who a task names, each name once and spelled as where the table has it first."""

    number: str
    departments: tuple[str, ...]
    leaders: tuple[str, ...]
    heads: tuple[str, ...]
    contacts: tuple[Contact, ...]


def infer_directory(tasks: Sequence[Task]) -> tuple[Department, ...]:
    """Every department named in 区级责任部门, in order of first appearance.

    A field holds what the rows prove together, its evidence which of them do; what they leave open is
    empty and named in the remark (``分管区领导待核实：闫立彬或高博（第17、20项）``).
    """
    rows = _rows(tasks)
    leaders, contradictory = _leaders(rows)
    misplaced = _misplaced(rows)
    departments = []
    for name in dict.fromkeys(name for row in rows for name in row.departments):
        own = [row for row in rows if name in row.departments]
        leader, leader_remark = _leader(own, leaders.get(name, frozenset()), contradictory)
        head, head_remark, head_rows = _head(name, own)
        contacts, contacts_remark = _contacts(name, own, misplaced)
        remark = "；".join(text for text in (leader_remark, head_remark, contacts_remark) if text)
        evidence = [_leader_evidence(name, leader, own, leaders, contradictory)] if leader else []
        evidence += [Evidence("head", head, _numbers(head_rows))] if head else []
        evidence += [Evidence("contacts", text, _numbers(seen)) for text, seen in contacts.items()]
        departments.append(
            Department(
                name,
                leader=leader,
                head=head,
                contacts="\n".join(contacts),
                remark=remark,
                evidence=evidence_text(evidence),
            )
        )
    return tuple(departments)


def _numbers(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(row.number for row in rows)


def _rows(tasks: Sequence[Task]) -> list[_Row]:
    spelling: dict[str, str] = {}

    def once(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(spelling.setdefault(key(name), name) for name in names))

    return [
        _Row(
            task.number,
            once(parse_departments(task.departments).names),
            once(parse_people(task.leaders)),
            once(parse_people(task.heads)),
            parse_contacts(task.contacts).contacts,
        )
        for task in tasks
    ]


def _items(rows: Iterable[_Row]) -> str:
    return f"第{'、'.join(row.number or '？' for row in rows)}项"


# --- leaders ---------------------------------------------------------------------------------------

_Candidates = dict[str, frozenset[str]]
"""The leaders that each department may have."""


def _leaders(rows: Sequence[_Row]) -> tuple[_Candidates, list[_Row]]:
    """What rows free of contradiction leave possible, and the rows set aside to get there.

    A department has one leader, and a row names exactly the leaders of its departments, in any
    order (items 5 and 6 of the seed). Where that cannot hold for all rows, every row whose
    absence alone would resolve it is set aside, for nothing says which of them is wrong; where no
    single one would, all rows of the departments that contradict themselves are.
    """
    kept = [row for row in rows if row.departments and row.leaders]
    aside: list[_Row] = []
    candidates, stuck = _narrowed(kept)
    while stuck:
        doubtful = [row for row in kept if not _narrowed([other for other in kept if other is not row])[1]]
        doubtful = doubtful or [row for row in kept if stuck & set(row.departments)]
        aside += doubtful
        kept = [row for row in kept if row not in doubtful]
        candidates, stuck = _narrowed(kept)
    return candidates, aside


def _narrowed(rows: Sequence[_Row]) -> tuple[_Candidates, set[str]]:
    """The candidates after using every row until nothing changes, and the departments left with none."""
    candidates: _Candidates = {}
    for row in rows:
        for name in row.departments:
            candidates[name] = candidates.get(name, frozenset(row.leaders)) & frozenset(row.leaders)
    before: _Candidates = {}
    while before != candidates and all(candidates.values()):
        before = dict(candidates)
        for row in rows:
            if all(candidates.values()):
                candidates.update(_supported(row, candidates))
    return candidates, {name for name, left in candidates.items() if not left}


def _supported(row: _Row, candidates: _Candidates) -> _Candidates:
    """For each department of a row the candidates with whom all the row's leaders can find a place."""
    supported = {}
    for name in row.departments:
        others = {other: candidates[other] for other in row.departments if other != name}
        supported[name] = frozenset(
            leader
            for leader in candidates[name]
            if _all_placed([other for other in row.leaders if other != leader], others)
        )
    return supported


def _all_placed(leaders: Sequence[str], candidates: _Candidates) -> bool:
    """Whether each of these leaders can be given a department of his own (a bipartite matching)."""
    given: dict[str, str] = {}
    return all(_place(leader, candidates, given, set()) for leader in leaders)


def _place(leader: str, candidates: _Candidates, given: dict[str, str], tried: set[str]) -> bool:
    """Give a leader a department, moving those who have one already where that makes room."""
    for name, possible in candidates.items():
        if leader in possible and name not in tried:
            tried.add(name)
            if name not in given or _place(given[name], candidates, given, tried):
                given[name] = leader
                return True
    return False


def _leader(own: Sequence[_Row], candidates: frozenset[str], aside: Sequence[_Row]) -> tuple[str, str]:
    """A department's leader where one is left, and what to say about it."""
    doubtful = [row for row in own if row in aside]
    conflict = f"{_items(doubtful)}的分管区领导与其他各项对不上，未采用" if doubtful else ""
    if len(candidates) == 1:
        return next(iter(candidates)), conflict
    sources = [row for row in own if row.leaders and row not in doubtful]
    ordered = [name for row in sources for name in row.leaders if name in candidates]
    if not sources:
        return "", "；".join(filter(None, ["分管区领导待核实", conflict]))
    possible = f"分管区领导待核实：{_either(list(dict.fromkeys(ordered)))}（{_items(sources)}）"
    return "", "；".join(filter(None, [possible, conflict]))


def _leader_evidence(
    name: str, leader: str, own: Sequence[_Row], candidates: _Candidates, aside: Sequence[_Row]
) -> Evidence:
    """The rows that name a department together with its leader, and whom else they name for another."""
    used = [row for row in own if leader in row.leaders and row not in aside]
    if frozenset.intersection(*(frozenset(row.leaders) for row in used)) == {leader}:
        return Evidence("leader", leader, _numbers(used))
    shortest = min(used, key=lambda row: len(row.departments))
    theirs: dict[str, list[str]] = {}
    for other in shortest.departments:
        if other != name and len(candidates[other]) == 1 and leader not in candidates[other]:
            theirs.setdefault(key(next(iter(candidates[other]))), []).append(other)
    told = "，".join(f"{person}是{'、'.join(names)}的" for person, names in theirs.items())
    return Evidence("leader", leader, _numbers(used), told or "其余的是别的部门的")


def _either(names: Sequence[str]) -> str:
    plain = [key(name) for name in names]
    return "或".join(filter(None, ["、".join(plain[:-1]), *plain[-1:]]))


# --- heads -----------------------------------------------------------------------------------------


def _head(name: str, own: Sequence[_Row]) -> tuple[str, str, list[_Row]]:
    """A department's head where the rows with as many heads as departments agree on one, and those rows."""
    said: dict[str, list[_Row]] = {}
    for row in own:
        if len(row.heads) == len(row.departments):
            said.setdefault(row.heads[row.departments.index(name)], []).append(row)
    if len(said) == 1:
        head, rows = next(iter(said.items()))
        return head, "", rows
    if not said:
        return "", f"单位主要领导待核实：责任人与责任部门个数不符（{_items(own)}）", []
    told = "，".join(f"{_items(rows)}为{key(head)}" for head, rows in said.items())
    return "", f"单位主要领导待核实：{told}", []


# --- contacts --------------------------------------------------------------------------------------

_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?([2-9]\d{6,7})(?:转\d+)?")


def _contacts(name: str, own: Sequence[_Row], misplaced: Sequence[_Row]) -> tuple[dict[str, list[_Row]], str]:
    """The contacts seen for a department with the rows that name them, and what to say of others."""
    spelled: dict[tuple[str, tuple[str, ...]], str] = {}
    seen: dict[str, list[_Row]] = {}
    uneven = [row for row in own if len(row.departments) > 1 and len(row.contacts) != len(row.departments)]
    doubtful = [row for row in own if row in misplaced]
    for row in own:
        if row not in uneven and row not in doubtful:
            place = row.departments.index(name)
            for contact in row.contacts if len(row.departments) == 1 else row.contacts[place : place + 1]:
                text = spelled.setdefault((contact.name, contact.phones), _one_line(contact))
                seen.setdefault(text, []).append(row)
    remarks = [f"{_items(doubtful)}的联系人次序存疑，未采用"] if doubtful else []
    if not seen:
        remarks += [f"{_items(uneven)}的联系人与责任部门个数不符，未采用"] if uneven else []
        return {}, f"工作联系人待核实：{'，'.join(remarks) or '表中没有写'}"
    return seen, "，".join(remarks)


def _one_line(contact: Contact) -> str:
    return contact.raw.strip("、，,；;/／ \n").replace("\n", " ")


def _misplaced(rows: Sequence[_Row]) -> list[_Row]:
    """The rows in which a contact's number is proven to be another department's of the same row.

    Item 20 of the seed: the third number is in the block of 区财政局 (items 3, 18) but stands in
    the place of 区农业农村局.
    """
    owners = _block_owners(rows)
    return [
        row
        for row in rows
        if len(row.contacts) == len(row.departments) > 1
        and any(
            owner != name and owner in row.departments
            for name, contact in zip(row.departments, row.contacts, strict=True)
            for owner in (owners.get(block) for block in _blocks(contact))
        )
    ]


def _block_owners(rows: Sequence[_Row]) -> Mapping[str, str]:
    """The number blocks that rows with one department prove to be that department's alone."""
    users: dict[str, set[str]] = {}
    for row in rows:
        if len(row.departments) == 1:
            for contact in row.contacts:
                for block in _blocks(contact):
                    users.setdefault(block, set()).add(row.departments[0])
    return {block: next(iter(names)) for block, names in users.items() if len(names) == 1}


def _blocks(contact: Contact) -> list[str]:
    """The blocks of a hundred that a contact's landline numbers lie in, e.g. ``880236``."""
    numbers = (_LANDLINE.fullmatch(phone) for phone in contact.phones)
    return [number[1][:-2] for number in numbers if number is not None]
