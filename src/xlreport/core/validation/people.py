"""P3xx: leaders, heads and contacts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.schema import CONTACTS, HEADS, LEADERS
from xlreport.core.text import is_blank, key
from xlreport.core.validation.catalogue import Hit, Rule, at, items
from xlreport.core.wording.contacts import Contact, is_phone, parse_contacts
from xlreport.core.wording.parties import parse_people

_PROOFS = 2
"""How many different numbers of single-department tasks prove that a number block is a department's."""


def _fewer_contacts(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        departments = len(master.departments_of(task))
        contacts = len(parse_contacts(task.contacts).contacts)
        if contacts < departments and not is_blank(task.contacts):
            yield at(task, CONTACTS, departments=departments, contacts=contacts)


def _other_number_of_heads(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        departments = len(master.departments_of(task))
        heads = len(parse_people(task.heads))
        if departments and heads and departments != heads:
            yield at(task, HEADS, departments=departments, heads=heads)


def _order_of_leaders(master: Master, _: date) -> Iterator[Hit]:
    """Tasks that name two leaders the other way round than most tasks with both of them.

    Each pair of leaders is settled by the majority of the tasks that name both; where there is none,
    either side is told of the other. In the seed item 6 is the only one against an order that all
    others obey: 闫立彬, 高博, 耿汝年, 丁一, 唐振涛.
    """
    orders = {
        task.row: tuple(dict.fromkeys(map(key, parse_people(task.leaders)))) for task in master.table.tasks
    }
    before: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for task in master.table.tasks:
        for pair in combinations(orders[task.row], 2):
            before[pair].append(task)
    for task in master.table.tasks:
        wrong = [
            (first, second)
            for first, second in combinations(orders[task.row], 2)
            if len(before[first, second]) <= len(before.get((second, first), ()))
        ]
        if wrong:
            first, second = wrong[0]
            others = items(before[second, first])
            written = "、".join(orders[task.row])
            yield at(task, LEADERS, written=written, usual=f"{second}、{first}", others=others)


def _heads_by_department(master: Master, task: Task) -> list[tuple[str, str]]:
    """Department and head by position; nothing where their numbers differ."""
    departments = master.departments_of(task)
    heads = parse_people(task.heads)
    return list(zip(departments, map(key, heads), strict=True)) if len(departments) == len(heads) else []


def _contradicting_heads(master: Master, _: date) -> Iterator[Hit]:
    """A department's head other than in most rows, where the directory does not say who it is."""
    places: dict[str, list[tuple[str, Task]]] = defaultdict(list)
    for task in master.table.tasks:
        for department, head in _heads_by_department(master, task):
            if not _directory_heads(master, department):
                places[department].append((head, task))
    for department, found in places.items():
        usual = Counter(head for head, _task in found).most_common(1)[0][0]
        others = items(task for head, task in found if head == usual)
        for head, task in found:
            if head != usual:
                yield at(task, HEADS, department=department, head=head, usual=usual, others=others)


def _head_not_as_listed(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for department, head in _heads_by_department(master, task):
            listed = _directory_heads(master, department)
            if listed and head not in listed:
                yield at(task, HEADS, department=department, head=head, listed="、".join(listed))


def _directory_heads(master: Master, department: str) -> list[str]:
    found = master.directory.find(department)
    return [key(name) for name in parse_people(found.head)] if found else []


def _leader_not_as_listed(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        named = set(map(key, parse_people(task.leaders)))
        for department in master.departments_of(task):
            found = master.directory.find(department)
            listed = [key(name) for name in parse_people(found.leader)] if found else []
            if named and listed and not named & set(listed):
                yield at(task, LEADERS, department=department, listed="、".join(listed))


def _wrong_phone(master: Master, _: date) -> Iterator[Hit]:
    for task, contact in _contacts(master):
        for phone in contact.phones:
            if not is_phone(phone):
                yield at(task, CONTACTS, name=contact.name, phone=phone)


def _no_phone(master: Master, _: date) -> Iterator[Hit]:
    for task, contact in _contacts(master):
        if not contact.phones:
            yield at(task, CONTACTS, name=contact.name)


def _contacts(master: Master) -> Iterator[tuple[Task, Contact]]:
    for task in master.table.tasks:
        for contact in parse_contacts(task.contacts).contacts:
            yield task, contact


def _shared_numbers(master: Master, _: date) -> Iterator[Hit]:
    """One number under different names in different rows; people sharing it in one row are meant."""
    named: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    tasks: dict[int, Task] = {}
    for position, task in enumerate(master.table.tasks):
        tasks[position] = task
        for contact in parse_contacts(task.contacts).contacts:
            for phone in contact.phones:
                named[phone][position].add(contact.name)
    for phone, by_task in named.items():
        first = next(iter(by_task.values()))
        other = next((position for position, names in by_task.items() if names != first), None)
        if other is not None:
            names = dict.fromkeys(name for people in by_task.values() for name in sorted(people))
            where = items(tasks[position] for position in by_task)
            yield at(tasks[other], CONTACTS, phone=phone, names="、".join(names), where=where)


def _changing_numbers(master: Master, _: date) -> Iterator[Hit]:
    """A person's number other than in most rows."""
    found: dict[str, list[tuple[frozenset[str], Task]]] = defaultdict(list)
    for task, contact in _contacts(master):
        if contact.phones:
            found[contact.name].append((frozenset(contact.phones), task))
    for name, places in found.items():
        usual = Counter(phones for phones, _task in places).most_common(1)[0][0]
        others = items(task for phones, task in places if phones == usual)
        for phones, task in places:
            known = any(_lists_contact(master, name, one) for one in master.departments_of(task))
            if not phones & usual and not known:
                phone, listed = "、".join(sorted(phones)), "、".join(sorted(usual))
                yield at(task, CONTACTS, name=name, phone=phone, usual=listed, others=others)


def _lists_contact(master: Master, name: str, department: str) -> bool:
    """Whether the directory has a number of this person, so that it decides which one is right."""
    found = master.directory.find(department)
    people = parse_contacts(found.contacts).contacts if found else ()
    return any(person.name == name and person.phones for person in people)


def _foreign_block(master: Master, _: date) -> Iterator[Hit]:
    """A contact whose number lies in the block of another department (item 20 of the seed).

    A block is a landline number without its last two digits. It belongs to a department where at
    least two different numbers of it stand in tasks of that department alone (items 3 and 18), and
    none in those of another.
    """
    owners = _block_owners(master)
    for task in master.table.tasks:
        departments = master.departments_of(task)
        contacts = parse_contacts(task.contacts).contacts
        in_order = len(contacts) == len(departments)
        for place, contact in enumerate(contacts):
            own = {master.names.resolve(contact.unit)} if contact.unit else set(departments)
            if in_order and not contact.unit:
                own = {departments[place]}
            owner, proofs = _owner_of(contact, owners)
            if owner and owner not in own:
                yield at(
                    task,
                    CONTACTS,
                    place=place + 1,
                    name=contact.name,
                    phone="、".join(contact.phones),
                    owner=owner,
                    proofs=items(proofs),
                    own="、".join(name for name in departments if name in own) or contact.unit,
                )


def _block(phone: str) -> str:
    return phone[:-2] if phone.isdigit() and len(phone) in {7, 8} else ""


def _block_owners(master: Master) -> dict[str, tuple[str, list[Task]]]:
    """For each block that is proved to be one department's: the department, and the tasks that prove it."""
    evidence: dict[str, list[tuple[str, str, Task]]] = defaultdict(list)
    for task in master.table.tasks:
        departments = master.departments_of(task)
        if len(departments) != 1:
            continue
        for contact in parse_contacts(task.contacts).contacts:
            for phone in filter(_block, contact.phones):
                evidence[_block(phone)].append((departments[0], phone, task))
    return {
        block: (found[0][0], [task for _name, _phone, task in found])
        for block, found in evidence.items()
        if len({name for name, _phone, _task in found}) == 1
        and len({phone for _name, phone, _task in found}) >= _PROOFS
    }


def _owner_of(contact: Contact, owners: dict[str, tuple[str, list[Task]]]) -> tuple[str, list[Task]]:
    for phone in contact.phones:
        if _block(phone) in owners:
            return owners[_block(phone)]
    return "", []


RULES = (
    Rule(
        "P301",
        Severity.WARNING,
        title="联系人少于责任部门",
        description="每个责任部门至少要有一名工作联系人。",
        message="责任部门有{departments}个，联系人只有{contacts}名",
        suggestion="补齐各部门的联系人，次序与责任部门一致",
        check=_fewer_contacts,
    ),
    Rule(
        "P302",
        Severity.WARNING,
        title="责任人与责任部门数目不等",
        description="责任人是各责任部门的主要领导，应与责任部门一一对应。",
        message="责任部门有{departments}个，责任人有{heads}名",
        suggestion="核对并补齐责任人，次序与责任部门一致",
        check=_other_number_of_heads,
    ),
    Rule(
        "P303",
        Severity.WARNING,
        title="分管区领导次序不一致",
        description="任何两位领导的先后，各项应当一致；以同时写有两人的多数事项为准。",
        message="写作“{written}”，{others}的先后是“{usual}”",
        suggestion="核对领导的先后，统一写法",
        check=_order_of_leaders,
    ),
    Rule(
        "P304",
        Severity.WARNING,
        title="同一部门的责任人不一致",
        description="名录没有写明主要领导的部门，各行按次序对应的责任人应当相同；以多数写法为准。",
        message="{department}对应的责任人是{head}，{others}是{usual}",
        suggestion="核对责任人；确有变动的，各项一并更新",
        check=_contradicting_heads,
    ),
    Rule(
        "P305",
        Severity.WARNING,
        title="责任人与名录不符",
        description="表里按次序对应的责任人与“单位名录”里的单位主要领导不同。",
        message="{department}对应的责任人是{head}，名录里是{listed}",
        suggestion="核对责任人；以新的为准，改表或改名录",
        check=_head_not_as_listed,
    ),
    Rule(
        "P306",
        Severity.WARNING,
        title="分管区领导与名录不符",
        description="“单位名录”里某部门的分管区领导没有出现在这一项里。",
        message="没有{department}的分管区领导{listed}（名录所列）",
        suggestion="核对分管区领导；以新的为准，改表或改名录",
        check=_leader_not_as_listed,
    ),
    Rule(
        "P307",
        Severity.WARNING,
        title="电话号码位数不对",
        description="手机号码为11位，座机为7至8位，可带区号和分机。",
        message="{name}的号码{phone}位数不对",
        suggestion="核对并改正号码",
        check=_wrong_phone,
    ),
    Rule(
        "P308",
        Severity.WARNING,
        title="联系人没有电话",
        description="每名联系人都应有联系电话。",
        message="联系人{name}没有电话号码",
        suggestion="补上号码",
        check=_no_phone,
    ),
    Rule(
        "P309",
        Severity.HINT,
        title="同一号码对应不同的人",
        description="同一个号码在不同的行里写在不同的人名下，可能是共用的办公电话，也可能写错。",
        message="号码{phone}在{where}对应{names}",
        suggestion="核对号码；确是共用的不必改",
        check=_shared_numbers,
    ),
    Rule(
        "P310",
        Severity.WARNING,
        title="联系人的号码属于别的部门",
        description=(
            "座机去掉末两位为号段。只有一个责任部门的事项能证明某号段是该部门的"
            "（至少两个不同的号码），这个号段却出现在别的部门的位置上。"
        ),
        message="第{place}名联系人{name}的号码{phone}与{owner}同一号段（见{proofs}），却对应{own}",
        suggestion="核对联系人是哪个部门的，次序应与责任部门一致",
        check=_foreign_block,
    ),
    Rule(
        "P311",
        Severity.HINT,
        title="同一个人的号码不一致",
        description="同一个姓名在不同的行里号码不同，名录里也没有；以多数写法为准。",
        message="{name}的号码是{phone}，{others}是{usual}",
        suggestion="核对号码；同名同姓的两个人不必改",
        check=_changing_numbers,
    ),
)
