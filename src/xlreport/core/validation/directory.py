"""M7xx: the directory sheet itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Department, Severity
from xlreport.core.text import is_blank, key
from xlreport.core.validation.catalogue import Hit, Rule, in_directory
from xlreport.core.wording.addresses import parse_addresses
from xlreport.core.wording.contacts import is_phone, parse_contacts

_LISTED = 5


def _empty(master: Master, _: date) -> Iterator[Hit]:
    if not master.directory.departments:
        yield in_directory(0, "name")


def _ambiguous_names(master: Master, _: date) -> Iterator[Hit]:
    owners: dict[str, list[Department]] = defaultdict(list)
    for department in master.directory.departments:
        for name in dict.fromkeys((key(department.name), *map(key, department.aliases))):
            owners[name].append(department)
    for name, departments in owners.items():
        for other in departments[1:]:
            facts = {"written": name, "name": other.name, "first": departments[0].row, "row": other.row}
            yield in_directory(other.row, "name", **facts)


def _without_email(master: Master, _: date) -> Iterator[Hit]:
    yield from _summarised([d for d in _busy(master) if is_blank(d.email)], "email")


def _wrong_email(master: Master, _: date) -> Iterator[Hit]:
    for department in master.directory.departments:
        for address in parse_addresses(department.email).wrong:
            yield in_directory(department.row, "email", name=department.name, address=address)


def _without_leader(master: Master, _: date) -> Iterator[Hit]:
    yield from _summarised([d for d in _busy(master) if is_blank(d.leader)], "leader")


def _without_head(master: Master, _: date) -> Iterator[Hit]:
    yield from _summarised([d for d in _busy(master) if is_blank(d.head)], "head")


def _wrong_phone(master: Master, _: date) -> Iterator[Hit]:
    for department in master.directory.departments:
        for contact in parse_contacts(department.contacts).contacts:
            for phone in contact.phones:
                if not is_phone(phone):
                    yield in_directory(department.row, "contacts", name=department.name, phone=phone)


def _busy(master: Master) -> list[Department]:
    """The departments of the directory that have a task."""
    with_tasks = set(master.departments())
    return [department for department in master.directory.departments if department.name in with_tasks]


def _summarised(departments: Sequence[Department], code: str) -> Iterator[Hit]:
    """One hit that names all these departments, at the first of them."""
    if departments:
        listed = "、".join(department.name for department in departments[:_LISTED])
        names = listed + ("等" if len(departments) > _LISTED else "")
        yield in_directory(departments[0].row, code, names=names, count=len(departments))


RULES = (
    Rule(
        "M701",
        Severity.WARNING,
        title="单位名录是空的",
        description="没有名录就无法核对部门、责任人，也不知道反馈表发给谁。",
        message="没有任何单位",
        suggestion="在“单位名录”里填写各责任部门",
        check=_empty,
    ),
    Rule(
        "M702",
        Severity.ERROR,
        title="名称或别名重复",
        description="一个名称或别名属于两行单位，程序分不清是哪个部门。",
        message="“{written}”在第{first}行和第{row}行（{name}）都有",
        suggestion="删去重复的一行，或去掉其中一个别名",
        check=_ambiguous_names,
    ),
    Rule(
        "M703",
        Severity.HINT,
        title="没有电子邮箱",
        description="有任务的部门没有电子邮箱时，反馈表只能人工转交。全部部门合并提示一次。",
        message="有{count}个部门没有电子邮箱：{names}",
        suggestion="用邮件下发前补上邮箱",
        check=_without_email,
    ),
    Rule(
        "M704",
        Severity.WARNING,
        title="电子邮箱写法不对",
        description="电子邮箱应写成 名称@域名，多个用顿号或分号隔开。",
        message="{name}的邮箱“{address}”写法不对",
        suggestion="改正邮箱",
        check=_wrong_email,
    ),
    Rule(
        "M705",
        Severity.HINT,
        title="未填分管区领导",
        description="有任务的部门没有填分管区领导，无法核对表里的分管区领导。全部部门合并提示一次。",
        message="有{count}个部门没有填分管区领导：{names}",
        suggestion="核实后补上",
        check=_without_leader,
    ),
    Rule(
        "M706",
        Severity.HINT,
        title="未填单位主要领导",
        description="有任务的部门没有填单位主要领导，无法核对表里的责任人。全部部门合并提示一次。",
        message="有{count}个部门没有填单位主要领导：{names}",
        suggestion="核实后补上",
        check=_without_head,
    ),
    Rule(
        "M707",
        Severity.WARNING,
        title="名录里的电话号码位数不对",
        description="手机号码为11位，座机为7至8位，可带区号和分机。",
        message="{name}的号码{phone}位数不对",
        suggestion="核对并改正号码",
        check=_wrong_phone,
    ),
)
