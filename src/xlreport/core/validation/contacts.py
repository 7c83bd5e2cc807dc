"""P312–P320: contacts held against the directory, against one another and against the table's habits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.schema import CONTACTS, HEADS, LEADERS
from xlreport.core.text import is_blank, key, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at
from xlreport.core.wording.contacts import Contact, is_phone, parse_contacts
from xlreport.core.wording.parties import parse_people

_CUSTOMARY = 5
"""How many numbers or names must share a habit before others are held against it."""
_MOST = 0.85
"""The share of all (0–1) that makes a habit."""


def _all_contacts(master: Master) -> Iterator[tuple[Task, Contact]]:
    for task in master.table.tasks:
        for contact in parse_contacts(task.contacts).contacts:
            yield task, contact


def _landline(phone: str) -> str:
    """The digits of a landline without area code and extension; empty for other numbers."""
    found = re.fullmatch(r"(?:0\d{2,3}-?)?([2-9]\d{6,7})(?:(?:转|-)\d{1,6})?", phone)
    return found[1] if found else ""


def _habit(values: Counter[object]) -> object | None:
    """What most of the values are; None where there are too few of them or no such majority."""
    if not values:
        return None
    usual, count = values.most_common(1)[0]
    return usual if count >= _CUSTOMARY and count >= _MOST * values.total() else None


def _unusual_length(master: Master, _: date) -> Iterator[Hit]:
    """Landlines longer or shorter than nearly all others: a digit was lost or typed twice."""
    lines = [(t, c, p) for t, c in _all_contacts(master) for p in c.phones if _landline(p)]
    usual = _habit(Counter(len(_landline(phone)) for _t, _c, phone in lines))
    for task, contact, phone in lines if usual is not None else ():
        if len(_landline(phone)) != usual:
            yield at(task, CONTACTS, name=contact.name, phone=phone, usual=usual)


def _unusual_first_digit(master: Master, _: date) -> Iterator[Hit]:
    lines = [(t, c, p) for t, c in _all_contacts(master) for p in c.phones if _landline(p)]
    firsts = Counter(_landline(phone)[0] for _t, _c, phone in lines)
    for task, contact, phone in lines:
        if firsts.total() >= 4 * _CUSTOMARY and firsts[_landline(phone)[0]] == 1:
            usual = "、".join(sorted(digit for digit, count in firsts.items() if count > 1))
            yield at(task, CONTACTS, name=contact.name, phone=phone, usual=usual)


def _same_contact_twice(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        seen: Counter[tuple[str, str]] = Counter(
            (contact.name, master.names.resolve(contact.unit))
            for contact in parse_contacts(task.contacts).contacts
        )
        for (name, _unit), count in seen.items():
            if count > 1:
                yield at(task, CONTACTS, name=name, count=count)


class _Listed:
    """The contacts that the directory lists, by name and by number."""

    def __init__(self, master: Master) -> None:
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.by_phone: dict[str, set[str]] = defaultdict(set)
        self.phones: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.people: dict[str, list[Contact]] = {}
        for department in master.directory.departments:
            people = parse_contacts(department.contacts).contacts
            self.people[department.name] = list(people)
            for person in people:
                self.by_name[person.name].add(department.name)
                self.phones[department.name, person.name].update(person.phones)
                for phone in person.phones:
                    self.by_phone[phone].add(person.name)


def _of_another_department(master: Master, _: date) -> Iterator[Hit]:
    listed = _Listed(master)
    for task, contact in _all_contacts(master):
        departments = master.departments_of(task)
        owners = listed.by_name.get(contact.name, set())
        known = all(master.directory.find(name) for name in departments)
        if owners and departments and known and not owners & set(departments):
            yield at(task, CONTACTS, name=contact.name, owners="、".join(sorted(owners)))


def _same_kind(one: str, other: str) -> bool:
    """Whether two numbers are both mobiles or both landlines; what is no number at all is neither."""
    kinds = {"" if not is_phone(phone) else "手机" if _is_mobile(phone) else "座机" for phone in (one, other)}
    return len(kinds) == 1 and "" not in kinds


def _is_mobile(phone: str) -> bool:
    return re.fullmatch(r"1[3-9]\d{9}", phone) is not None


def _other_number_than_listed(master: Master, _: date) -> Iterator[Hit]:
    listed = _Listed(master)
    for task, contact in _all_contacts(master):
        for department in master.departments_of(task):
            known = listed.phones.get((department, contact.name), set())
            comparable = {one for one in contact.phones if any(_same_kind(one, other) for other in known)}
            if comparable and not known & set(contact.phones):
                phone, others = "、".join(contact.phones), "、".join(sorted(known))
                yield at(task, CONTACTS, name=contact.name, phone=phone, listed=others, department=department)
                break


def _other_name_than_listed(master: Master, _: date) -> Iterator[Hit]:
    """A number that the directory has under other names, while the person stands nowhere in it."""
    listed = _Listed(master)
    for task, contact in _all_contacts(master):
        for phone in contact.phones:
            names = listed.by_phone.get(phone, set())
            if names and contact.name not in listed.by_name:
                yield at(task, CONTACTS, name=contact.name, phone=phone, names="、".join(sorted(names)))


def _not_listed(master: Master, _: date) -> Iterator[Hit]:
    """Somebody of whom the directory knows neither name nor number, though it lists those who are."""
    listed = _Listed(master)
    for task in master.table.tasks:
        departments = master.departments_of(task)
        contacts = parse_contacts(task.contacts).contacts
        if not all(listed.people.get(name) for name in departments) or len(contacts) < len(departments):
            continue
        for contact in contacts:
            known = contact.name in listed.by_name or any(p in listed.by_phone for p in contact.phones)
            if not known:
                yield at(task, CONTACTS, name=contact.name, departments="、".join(departments))


def _out_of_order(master: Master, _: date) -> Iterator[Hit]:
    """Contacts who stand, one for each department, at another place than their department does."""
    listed = _Listed(master)
    for task in master.table.tasks:
        departments = master.departments_of(task)
        contacts = parse_contacts(task.contacts).contacts
        if len(contacts) != len(departments) or any(contact.unit for contact in contacts):
            continue
        for department, contact in zip(departments, contacts, strict=True):
            owners = listed.by_name.get(contact.name, set())
            if owners & set(departments) and department not in owners:
                own = "、".join(name for name in departments if name in owners)
                yield at(task, CONTACTS, name=contact.name, own=own, department=department)
                break


_STRAY = re.compile(r"(?<=\d)[A-Za-z*#?？Xx×]+|[A-Za-z]+(?=\d)|(?<=\d)[.。·]+(?=\d)")
_LEADING_NUMBER = re.compile(r"\s*(?:电话|手机)?[：:]?\s*\d{5,}")


def _strange_contacts(master: Master, _: date) -> Iterator[Hit]:
    """Letters and signs inside of numbers, and numbers before any name."""
    for task in master.table.tasks:
        text = task.contacts
        if found := _STRAY.search(text):
            near = shorten(text[max(0, found.start() - 8) : found.end() + 8].strip(), 24)
            yield at(task, CONTACTS, what=f"“{near}”的号码里有“{found.group()}”")
        elif not is_blank(text) and _LEADING_NUMBER.match(text):
            yield at(task, CONTACTS, what=f"“{shorten(text.strip(), 20)}”的号码前面没有姓名")


_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,10}·[\u3400-\u9fff]{1,10}")
_REMARK = re.compile(r"[（(][^（）()]*[）)]")


def _strange_names(master: Master, _: date) -> Iterator[Hit]:
    """Names that are no Chinese names, and two that have grown together."""
    known = {
        key(name)
        for task in master.table.tasks
        for text in (task.leaders, task.heads)
        for name in parse_people(text)
        if len(key(name)) <= 3
    }
    for task in master.table.tasks:
        for column in (LEADERS, HEADS):
            for written in parse_people(task.text(column.code)):
                name = key(_REMARK.sub("", written))
                joint = any(name[:cut] in known and name[cut:] in known for cut in (2, 3))
                if name and (joint or not _HAN_NAME.fullmatch(name)):
                    yield at(task, column, name=name)
        for contact in parse_contacts(task.contacts).contacts:
            if contact.phones and not _HAN_NAME.fullmatch(contact.name):
                yield at(task, CONTACTS, name=contact.name)


def _written_names(master: Master) -> Iterator[tuple[Task, object, str]]:
    """Every name of the three columns of people with the spaces inside of it."""
    for task in master.table.tasks:
        for column in (LEADERS, HEADS):
            for written in parse_people(task.text(column.code)):
                yield task, column, written
        for contact in parse_contacts(task.contacts).contacts:
            written = re.sub(r"[^\u3400-\u9fff \u3000]", "", contact.raw).strip()
            if key(written) == contact.name:
                yield task, CONTACTS, written


def _unusual_spacing(master: Master, _: date) -> Iterator[Hit]:
    """Spaces inside of names otherwise than in nearly all names of as many characters."""
    groups: dict[int, list[tuple[Task, object, str]]] = defaultdict(list)
    for place in _written_names(master):
        groups[len(key(place[2]))].append(place)
    for length, places in groups.items():
        usual = _habit(Counter(_gap(written) for _t, _c, written in places))
        for task, column, written in places if usual is not None and length in {2, 3} else ():
            if _gap(written) != usual:
                example = next(other for _t, _c, other in places if _gap(other) == usual)
                yield at(task, column, name=written.replace("\u3000", "□"), example=example)  # type: ignore[arg-type]


def _gap(written: str) -> str:
    return "".join(re.findall(r"[ \u3000]+", written))


def _listed_twice_in_people(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in (LEADERS, HEADS):
            people = list(map(key, parse_people(task.text(column.code))))
            doubled = [name for name, count in Counter(people).items() if count > 1]
            adjacent = any(one == other for one, other in pairwise(people))
            if doubled and (column is LEADERS or adjacent or len(people) > len(master.departments_of(task))):
                yield at(task, column, name="、".join(doubled))


RULES = (
    Rule(
        "P312",
        Severity.WARNING,
        title="电话号码的位数与多数不同",
        description="座机的位数应与表里绝大多数相同；不同的多半少写或多写了一位。",
        message="{name}的号码{phone}不是{usual}位，表里的座机绝大多数是{usual}位",
        suggestion="核对号码",
        check=_unusual_length,
    ),
    Rule(
        "P313",
        Severity.WARNING,
        title="同一联系人重复",
        description="同一格里同一个人写了两次（写明是不同部门的除外）。",
        message="{name}出现了{count}次",
        suggestion="删去重复的，或改为另一部门的联系人",
        check=_same_contact_twice,
    ),
    Rule(
        "P314",
        Severity.WARNING,
        title="联系人是别的部门的",
        description="“单位名录”里，这个联系人属于另一个部门，而该部门不在这一项里。",
        message="{name}在名录里是{owners}的联系人，这一项没有该部门",
        suggestion="核对联系人和责任部门",
        check=_of_another_department,
        source="单位名录",
    ),
    Rule(
        "P315",
        Severity.WARNING,
        title="联系人的次序与责任部门不一致",
        description="联系人与责任部门一一对应时，应与“单位名录”所列的部门同一次序。",
        message="{name}是{own}的联系人，却对应{department}",
        suggestion="按责任部门的次序排列联系人",
        check=_out_of_order,
        source="单位名录",
    ),
    Rule(
        "P316",
        Severity.WARNING,
        title="联系人的号码与名录不同",
        description="同一部门的同一个人，表里的号码与“单位名录”里的不同。",
        message="{name}的号码是{phone}，名录里{department}的{name}是{listed}",
        suggestion="核对号码；以新的为准，改表或改名录",
        check=_other_number_than_listed,
        source="单位名录",
    ),
    Rule(
        "P317",
        Severity.WARNING,
        title="号码在名录里是别人的",
        description="号码在“单位名录”里写在别人名下，而这个姓名名录里没有，可能姓名写错。",
        message="{name}的号码{phone}在名录里是{names}的",
        suggestion="核对姓名；换了人的，更新名录",
        check=_other_name_than_listed,
        source="单位名录",
    ),
    Rule(
        "P318",
        Severity.HINT,
        title="名录里没有这个联系人",
        description="这一项的部门在“单位名录”里都有联系人，而这个人的姓名和号码都不在里面。",
        message="{name}不在名录所列{departments}的联系人里",
        suggestion="核对联系人；换了人的，更新名录",
        check=_not_listed,
        source="单位名录",
    ),
    Rule(
        "P319",
        Severity.WARNING,
        title="联系方式写法不对",
        description="号码里混有字母、符号，或号码前面没有姓名。",
        message="{what}",
        suggestion="改正号码，补上姓名",
        check=_strange_contacts,
    ),
    Rule(
        "P320",
        Severity.WARNING,
        title="姓名写法不对",
        description="姓名应为二至四个汉字（少数民族姓名可用间隔号）；两个姓名之间要分开。",
        message="“{name}”不像一个人的姓名",
        suggestion="改正姓名；两个人的，分成两行",
        check=_strange_names,
    ),
    Rule(
        "P321",
        Severity.HINT,
        title="姓名里的空格与多数不同",
        description="两个字的姓名中间空两格等写法，全表应一致。",
        message="“{name}”里的空格与多数（如“{example}”）不同",
        suggestion="统一姓名的写法",
        check=_unusual_spacing,
    ),
    Rule(
        "P322",
        Severity.HINT,
        title="座机首位与其他都不同",
        description="表里的座机首位只有几种，这一个与所有其他号码都不同，可能写错。",
        message="{name}的号码{phone}，其他座机都以{usual}开头",
        suggestion="核对号码",
        check=_unusual_first_digit,
    ),
    Rule(
        "P323",
        Severity.WARNING,
        title="领导或责任人重复",
        description="同一格里同一个人写了两次。",
        message="{name}写了两次",
        suggestion="删去重复的，或改为漏写的人",
        check=_listed_twice_in_people,
    ),
)
