"""D2xx: the departments named in the table, compared with the directory."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.schema import DEPARTMENTS, PROVINCIAL
from xlreport.core.text import is_blank, key, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at
from xlreport.core.wording.parties import parse_departments


def _unknown(master: Master, _: date) -> Iterator[Hit]:
    known = master.directory.names()
    if not master.directory.departments:
        return
    for task in master.table.tasks:
        for name in parse_departments(task.departments).names:
            if not known.knows(name):
                near = difflib.get_close_matches(name, known.canonical, n=1, cutoff=0.6)
                guess = f"（是否为“{near[0]}”？）" if near else ""
                yield at(task, DEPARTMENTS, name=name, guess=guess)


def _aliases(master: Master, _: date) -> Iterator[Hit]:
    known = master.directory.names()
    for task in master.table.tasks:
        for name in parse_departments(task.departments).names:
            canonical = known.resolve(name)
            if key(canonical) != key(name):
                yield at(task, DEPARTMENTS, name=name, canonical=canonical)


def _repeated(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        written = [master.names.resolve(name) for name in parse_departments(task.departments).names]
        for name, count in Counter(written).items():
            if count > 1:
                yield at(task, DEPARTMENTS, name=name, count=count)


_ROLE = re.compile(r"牵头|配合|会同|协同|负责|参与|协助|单位[：:]|部门[：:]|[（(]")
_LIST_SEPARATOR = re.compile(r"[，,；;/／ \u3000]|\n|和(?=[区县市省])|、{2,}|^、|、\s*$|。\s*$")


def _separators(master: Master, _: date) -> Iterator[Hit]:
    """Lists of departments without words about their roles whose members are not parted by 、."""
    for task in master.table.tasks:
        for column in (DEPARTMENTS, PROVINCIAL):
            text = task.text(column.code)
            if not is_blank(text) and not _ROLE.search(text) and _LIST_SEPARATOR.search(text.strip()):
                yield at(task, column, text=shorten(text))


# --- the departments of the province ---------------------------------------------------------------

_OFFICES = (
    "乡村振兴局 交通运输厅 人力资源社会保障厅 住房城乡建设厅 体育局 供销社 信访局 公安厅",
    "农业农村厅 办公厅 医保局 卫生健康委 发展改革委 司法厅 商务厅 团委 国动办 国资委",
    "地方金融监管局 地方金融管理局 外办 大数据局 妇联 委党校 委农办 委宣传部 委政法委 委组织部",
    "委统战部 委编办 委网信办 审计厅 工业和信息化厅 工商联 市场监管局 广电局 应急厅 应急管理厅",
    "总工会 教育厅 文化和旅游厅 文物局 机关事务局 林业局 林草局 检察院 残联 民政厅 民族宗教委",
    "气象局 水利厅 法院 海洋局 消防救援总队 生态环境厅 畜牧局 疾控局 监狱局 知识产权局 科协",
    "科技厅 税务局 粮食和储备局 统计局 能源局 自然资源厅 药监局 财政厅 退役军人事务厅 退役军人厅",
    "通信管理局 邮政管理局 高级法院",
)
PROVINCIAL_OFFICES = frozenset(f"省{name}" for line in _OFFICES for name in line.split())
"""The usual short names of the departments of a province's government and committee."""

_CUSTOMARY = 2
_LONG_NAME = 4


def _provincial(master: Master) -> Iterator[tuple[Task, tuple[str, ...]]]:
    for task in master.table.tasks:
        yield task, parse_departments(task.provincial).names


def _misspelt_provincial(master: Master, _: date) -> Iterator[Hit]:
    """Names that are neither usual nor on the list of offices, and differ from such a one by a slip."""
    counts = Counter(key(name) for _task, names in _provincial(master) for name in names)
    right = {name for name, count in counts.items() if count >= _CUSTOMARY} | PROVINCIAL_OFFICES
    for task, names in _provincial(master):
        for name in dict.fromkeys(map(key, names)):
            meant = "" if name in right else _meant(name, right, counts)
            if meant:
                yield at(task, PROVINCIAL, name=name, meant=meant)


def _meant(name: str, right: set[str], counts: Counter[str]) -> str:
    """The name that this one is a slip for; empty where none is near enough."""
    near = [other for other in right if len(other) >= _LONG_NAME and _is_slip(name, other)]
    return max(near, key=lambda other: (counts[other], other), default="")


def _is_slip(name: str, other: str) -> bool:
    """One character other, lost or added; two exchanged; or the first one lost."""
    if abs(len(name) - len(other)) > 1 or name == other:
        return False
    blocks = difflib.SequenceMatcher(None, name, other, autojunk=False).get_opcodes()
    changes = [(tag, i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in blocks if tag != "equal"]
    if len(changes) == 1:
        return max(changes[0][1:]) == 1
    return len(name) == len(other) and sorted(name) == sorted(other)


def _repeated_provincial(master: Master, _: date) -> Iterator[Hit]:
    for task, names in _provincial(master):
        for name, count in Counter(map(key, names)).items():
            if count > 1:
                yield at(task, PROVINCIAL, name=name, count=count)


_GROWN_TOGETHER = re.compile(r"[厅局委部办行](?=省(?!级|直|市|外|内|属)|人民银行|区(?!域|块))")


def _grown_together(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in (PROVINCIAL, DEPARTMENTS):
            found = _GROWN_TOGETHER.search(key(task.text(column.code)))
            if found:
                yield at(task, column, text=shorten(task.text(column.code)))


def _of_another_level(master: Master, _: date) -> Iterator[Hit]:
    """A department of the directory in the column of the province's departments."""
    for task, names in _provincial(master):
        for name in names:
            if master.names.knows(name):
                yield at(task, PROVINCIAL, name=name)


RULES = (
    Rule(
        "D201",
        Severity.ERROR,
        title="单位名录里没有这个部门",
        description="责任部门的名称在“单位名录”里查不到，下发时会多出一份没有收件人的反馈表。",
        message="“{name}”不在单位名录里{guess}",
        suggestion="改为名录里的名称，或在“单位名录”里增加这个单位",
        check=_unknown,
    ),
    Rule(
        "D202",
        Severity.HINT,
        title="用了部门的别名",
        description="程序认得别名，但正式文件里应写全称。",
        message="写作“{name}”，名录里的名称是“{canonical}”",
        suggestion="改为名录里的名称",
        check=_aliases,
    ),
    Rule(
        "D203",
        Severity.WARNING,
        title="责任部门重复",
        description="同一个部门（含别名）在一项里写了两次。",
        message="“{name}”出现了{count}次",
        suggestion="删去重复的部门，并核对责任人、联系人是否对应",
        check=_repeated,
    ),
    Rule(
        "D204",
        Severity.HINT,
        title="部门之间没有用顿号",
        description="几个部门之间用顿号隔开，末尾不加标点；写明牵头、配合的除外。",
        message="“{text}”的部门之间或末尾的标点不对",
        suggestion="部门之间用顿号“、”",
        check=_separators,
        source="GB/T 15834—2011 4.5",
    ),
    Rule(
        "D205",
        Severity.WARNING,
        title="省直责任部门可能写错",
        description="名称与本栏多次出现的名称，或省直部门的通用简称，只差一个字。",
        message="“{name}”是否为“{meant}”",
        suggestion="核对名称",
        check=_misspelt_provincial,
        source="总表自身、省直部门通用简称",
    ),
    Rule(
        "D206",
        Severity.WARNING,
        title="省直责任部门重复",
        description="同一个省直部门在一项里写了两次。",
        message="“{name}”出现了{count}次",
        suggestion="删去重复的部门",
        check=_repeated_provincial,
    ),
    Rule(
        "D207",
        Severity.WARNING,
        title="两个部门连在一起",
        description="两个部门的名称之间漏了顿号。",
        message="“{text}”里两个部门之间漏了顿号",
        suggestion="在两个部门之间加顿号",
        check=_grown_together,
    ),
    Rule(
        "D208",
        Severity.WARNING,
        title="区级部门写在省直一栏",
        description="“单位名录”里的部门写在省直责任部门一栏。",
        message="“{name}”是区级部门",
        suggestion="移到区级责任部门一栏",
        check=_of_another_level,
        source="单位名录",
    ),
)
