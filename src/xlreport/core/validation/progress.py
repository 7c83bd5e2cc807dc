"""R6xx: the three progress columns and the departments' paragraphs in them."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Set
from datetime import date

from xlreport.core.dispatch.pasted import find_pasted
from xlreport.core.master.master import Master
from xlreport.core.master.periods import shown_period
from xlreport.core.model import Severity, Task
from xlreport.core.reminders.notices import columns_text
from xlreport.core.reminders.standing import Standings, required_columns
from xlreport.core.schema import PROBLEMS, PROGRESS, REPORTED_COLUMNS, SUPPORT, Column
from xlreport.core.text import is_blank, key, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at, on_table
from xlreport.core.wording.offices import looks_like_office
from xlreport.core.wording.progress import Paragraph, parse_progress, unattributed_text

_LINE_START = re.compile(r"^(?P<name>[^\n：:∶﹕。；，]{2,40})[：:∶﹕]", re.MULTILINE)
_JOINT = r"(?:[、，,;；/／和与及]|\s)+"
_COLON = "[：:∶﹕]"
_SENTENCE_END = r"[。；;.！!]"
_ALIKE = 0.75
"""How alike (0–1) a prefix and a department's name must be for the one to be a slip for the other."""


def _cells(master: Master) -> Iterator[tuple[Task, Column, str, tuple[str, ...]]]:
    """Every reported cell with its text and the departments of its task."""
    for task in master.table.tasks:
        departments = master.departments_of(task)
        for column in REPORTED_COLUMNS:
            yield task, column, task.text(column.code), departments


def _attributed(master: Master, text: str) -> list[Paragraph]:
    return [part for part in parse_progress(text, master.names) if part.departments]


def _claimed(master: Master, text: str) -> list[Paragraph]:
    """The paragraphs behind an unclear prefix, which belong to nobody."""
    return [part for part in parse_progress(text, master.names) if part.claimed]


def _unknown_offices(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        for part in _claimed(master, text):
            for name in part.claimed:
                if not master.names.knows(name):
                    guess = _meant(key(name), departments)
                    yield at(task, column, name=name, guess=f"；可能是“{guess}：”" if guess else "")


def _pasted_texts(master: Master, _: date) -> Iterator[Hit]:
    for item in find_pasted(master):
        if item.column in REPORTED_COLUMNS and len(master.departments_of(item.task)) > 1:
            continue  # that is what R604 says
        owners = "、".join(item.owners) or "没有署名"
        readers = "、".join(item.readers)
        text = shorten(item.text, 20)
        yield at(item.task, item.column, owners=owners, kind=item.kind, text=text, readers=readers)


def _unattributed(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        loose = unattributed_text(text, departments, master.names)
        if loose and not _claimed(master, text):
            yield at(task, column, text=shorten(loose, 20), count=len(departments))


def _silent_departments(master: Master, as_of: date) -> Iterator[Hit]:
    asked = _asked(master, as_of)
    for position, task in enumerate(master.table.tasks):
        named = {name for part in _attributed(master, task.progress) for name in part.departments}
        departments = master.departments_of(task)
        silent = [name for name in departments if name not in named and (position, name) not in asked]
        if named and silent and len(master.departments_of(task)) > 1:
            yield at(task, PROGRESS, departments="、".join(silent))


def _foreign_paragraphs(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        named = dict.fromkeys(name for part in _attributed(master, text) for name in part.departments)
        for name in named:
            if name not in departments:
                yield at(task, column, name=name)


def _hidden_prefixes(master: Master, _: date) -> Iterator[Hit]:
    """Prefixes of known departments that the grammar does not see as such."""
    inside = re.compile(rf"{_SENTENCE_END}[ \t\u3000]*(?P<name>{master.names.any_name}){_COLON}")
    for task, column, text, departments in _cells(master):
        if len(departments) > 1:
            lines = [line for line in _unseen_lines(master, text) if _all_known(master, line["name"])]
            written = [found["name"] for found in (*lines, *inside.finditer(text))]
            written += [_signed(part) for part in _claimed(master, text) if _is_of_known(master, part)]
            for prefix in dict.fromkeys(name.strip() for name in written):
                yield at(task, column, prefix=shorten(prefix))


def _signed(part: Paragraph) -> str:
    """A prefix without its colon."""
    return part.prefix.strip()[:-1].strip()


def _is_of_known(master: Master, part: Paragraph) -> bool:
    return all(map(master.names.knows, part.claimed))


def _misspelt_prefixes(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        for found in _unseen_lines(master, text) if len(departments) > 1 else ():
            guess = _meant(key(found["name"]), departments)
            if guess and not _all_known(master, found["name"]) and not looks_like_office(key(found["name"])):
                yield at(task, column, prefix=found["name"].strip(), guess=guess)


def _unseen_lines(master: Master, text: str) -> list[re.Match[str]]:
    """The beginnings of lines up to a colon that are no prefix by the grammar."""
    seen = {line.start() for line in master.names.prefix_pattern.finditer(text)}
    return [line for line in _LINE_START.finditer(text) if line.start() not in seen]


def _all_known(master: Master, written: str) -> bool:
    """Whether this is one department's name, or several joined by whatever, blanks aside."""
    one = master.names.any_name
    joined = re.fullmatch(rf"{one}(?:{_JOINT}{one})*", written.strip())
    return joined is not None or master.names.knows(written)


def _meant(written: str, departments: tuple[str, ...]) -> str:
    """The department that an unknown prefix is probably meant for; empty where none is like it."""
    for name in departments:
        if len(written) >= 3 and (written in name or name in written):
            return name
    return next(iter(difflib.get_close_matches(written, departments, n=1, cutoff=_ALIKE)), "")


def _needless_prefixes(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        if len(departments) == 1 and any(departments[0] in p.departments for p in _attributed(master, text)):
            yield at(task, column, name=departments[0])


def _repeated_paragraphs(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        counts = Counter(name for part in _attributed(master, text) for name in part.departments)
        for name, count in counts.items():
            if count > 1 and len(departments) > 1:
                yield at(task, column, name=name, count=count)


def _empty_paragraphs(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, _departments in _cells(master):
        for part in _attributed(master, text):
            if is_blank(part.body):
                yield at(task, column, names="、".join(part.departments))


def _order_of_paragraphs(master: Master, _: date) -> Iterator[Hit]:
    for task, column, text, departments in _cells(master):
        first = [part.departments[0] for part in _attributed(master, text)]
        places = [departments.index(name) for name in first if name in departments]
        if len(departments) > 1 and places != sorted(places):
            yield at(task, column, written="、".join(dict.fromkeys(first)))


def _no_progress(master: Master, as_of: date) -> Iterator[Hit]:
    """Tasks without progress; one hit for the whole table where nothing was ever reported."""
    asked = {position for position, _department in _asked(master, as_of)}
    blank = [(place, task) for place, task in enumerate(master.table.tasks) if is_blank(task.progress)]
    if len(blank) > 1 and len(blank) == len(master.table.tasks) and not asked:
        yield on_table(what=f"全部{len(blank)}项都还没有填写政策落实情况")
        return
    for position, task in blank:
        if position not in asked:
            yield at(task, PROGRESS, what="还没有填写")


def _blank_instead_of_nothing(master: Master, as_of: date) -> Iterator[Hit]:
    asked = {position for position, _department in _asked(master, as_of)}
    required = required_columns(master.settings)
    for position, task in enumerate(master.table.tasks):
        for column in (SUPPORT, PROBLEMS):
            wanted = column.code in required and position not in asked
            if wanted and is_blank(task.text(column.code)) and not is_blank(task.progress):
                yield at(task, column)


def _standings(master: Master, as_of: date) -> Standings:
    """The answers of the period that reminders are about."""
    return Standings(master, shown_period("", master.settings, master.ledger, as_of))


def _asked(master: Master, as_of: date) -> Set[tuple[int, str]]:
    """Task positions and departments that were asked in the period: what they lack, R613 says."""
    return _standings(master, as_of).entries.keys() if master.ledger else set()


def _still_open(master: Master, as_of: date) -> Iterator[Hit]:
    """What the reminders of the period ask for: one hit a task, at the first column that is open."""
    if not master.ledger:
        return
    standings = _standings(master, as_of)
    for position, task in enumerate(master.table.tasks):
        said: list[str] = []
        columns: list[str] = []
        for department in master.departments_of(task):
            codes = standings.open_columns(position, department)
            if codes:
                state = standings.state(position, department)
                said.append(f"{department}（{state}）{columns_text(codes)}")
                columns += codes
        if columns:
            place = next(column for column in reversed(REPORTED_COLUMNS) if column.code in columns)
            yield at(task, place, period=standings.period, said="；".join(said))


_NOTHING = re.compile(
    r"(?:暂无|没有|无问题|暂时没有|暂无问题|没有问题|不存在问题|不存在|无困难|暂无困难|无需(?:求|要)?|暂不需要|不需要|不涉及|无内容|无相关(?:问题|内容|情况)|"
    r"无此类?(?:问题|情况)|未发现(?:问题)?|目前(?:暂)?(?:无|没有)(?:问题|困难)?|无其他|无特殊情况|none|n/?a|nil|[/\\—\-–－_0○〇]+|空白?|"
    r"无无|元|兀|旡|五|无(?:任何)?(?:存在的?)?问题|无需对上争取(?:的工作)?|暂无需对上争取(?:的工作)?|暂无对上争取(?:事项|的工作)?|暂无需要(?:反映|争取)的(?:问题|工作|事项)?|无争取事项)",
    re.IGNORECASE,
)


def _variants_of_nothing(master: Master, _: date) -> Iterator[Hit]:
    """Texts that mean 无 in other words: they count as problems, and as requests, in the summaries."""
    for task, column, text, _departments in _cells(master):
        for part in parse_progress(text, master.names):
            if _NOTHING.fullmatch(key(part.body).rstrip("。.，")):
                yield at(task, column, written=shorten(part.body))
                break


RULES = (
    Rule(
        "R601",
        Severity.WARNING,
        title="文字没有署名部门",
        description="多个部门的事项，每段应以“部门：”开头（单写一个“无”表示各部门都没有）。没有署名的文字不知道是谁的。",
        message="有{count}个责任部门，“{text}”没有写明是哪个部门的",
        suggestion="在这段文字前加上“部门名称：”",
        check=_unattributed,
    ),
    Rule(
        "R602",
        Severity.WARNING,
        title="有部门没有填报",
        description="政策落实情况里有的部门写了，有的没有写。",
        message="缺少{departments}的内容",
        suggestion="请该部门补报；确实没有的写“无”",
        check=_silent_departments,
    ),
    Rule(
        "R603",
        Severity.ERROR,
        title="署名部门不是责任部门",
        description="段落署名的部门不在这一项的责任部门里，下发、合并时这段文字没有去处。",
        message="有“{name}”的段落，但它不是这一项的责任部门",
        suggestion="改正署名，或在责任部门里加上这个部门",
        check=_foreign_paragraphs,
    ),
    Rule(
        "R604",
        Severity.ERROR,
        title="署名写法无法识别",
        description=(
            "署名前后有空格、署名没有另起一行、几个部门之间没有用顿号，或冒号不对，"
            "分不清这段文字是谁的：不算任何部门的；没有另起一行的，不能下发。"
        ),
        message="“{prefix}”的段落没有按“部门：”另起一行书写，分不清是谁的",
        suggestion="让署名顶格另起一行，部门之间用顿号，后面用冒号“：”",
        check=_hidden_prefixes,
    ),
    Rule(
        "R605",
        Severity.WARNING,
        title="署名可能写错",
        description="行首像是部门的署名，但与责任部门的名称不完全相同，会被当成上一段的文字。",
        message="“{prefix}：”可能是“{guess}：”",
        suggestion="改为部门全称，或在“单位名录”里登记为别名",
        check=_misspelt_prefixes,
    ),
    Rule(
        "R606",
        Severity.HINT,
        title="不必写署名",
        description="只有一个责任部门的事项，直接写内容，不必写“部门：”。",
        message="只有一个责任部门，不必写“{name}：”",
        suggestion="删去署名",
        check=_needless_prefixes,
    ),
    Rule(
        "R607",
        Severity.WARNING,
        title="同一部门有几段",
        description="一个部门在一格里应只有一段。",
        message="{name}有{count}段",
        suggestion="合成一段",
        check=_repeated_paragraphs,
    ),
    Rule(
        "R608",
        Severity.WARNING,
        title="署名后没有内容",
        description="只写了“部门：”，后面是空的。",
        message="“{names}：”后面没有内容",
        suggestion="补上内容；没有的写“无”",
        check=_empty_paragraphs,
    ),
    Rule(
        "R609",
        Severity.HINT,
        title="段落次序与责任部门不一致",
        description="各段的先后应与责任部门的先后一致。",
        message="各段的次序是{written}，与责任部门的次序不同",
        suggestion="按责任部门的次序排列各段",
        check=_order_of_paragraphs,
    ),
    Rule(
        "R610",
        Severity.HINT,
        title="没有落实情况",
        description="政策落实情况是空的；全表都空时（如首次下发前）合并提示一次。",
        message="{what}",
        suggestion="下发后由责任部门填报",
        check=_no_progress,
    ),
    Rule(
        "R611",
        Severity.HINT,
        title="应写“无”",
        description="已填落实情况的事项，另两栏没有内容时应写“无”，以区别于没有填报。",
        message="是空的，而政策落实情况已填",
        suggestion="没有的写“无”",
        check=_blank_instead_of_nothing,
    ),
    Rule(
        "R612",
        Severity.WARNING,
        title="没有内容的应写“无”",
        description="“暂无”“没有”“无问题”“/”等写法会被当成一条问题或一项工作，统一写“无”。",
        message="“{written}”应写作“无”",
        suggestion="改为“无”",
        check=_variants_of_nothing,
    ),
    Rule(
        "R613",
        Severity.HINT,
        title="本期还缺",
        description="本期已下发、按“必填栏目”还没有填齐的，与“催报”说的一致；每项合并提示一次。",
        message="{period}还缺：{said}",
        suggestion="催促部门填报；没有的请部门写“无”",
        check=_still_open,
        source="进展台账、设置“必填栏目”",
    ),
    Rule(
        "R614",
        Severity.ERROR,
        title="署名的单位不认识",
        description=(
            "行首像是单位的署名（如“区水务局：”），但“单位名录”和责任部门里都没有它。"
            "这段文字不算任何部门的，不会下发给任何部门。"
        ),
        message="有“{name}：”的段落，但没有登记过这个单位，这段文字不会下发给任何部门{guess}",
        suggestion="写错的改正；确有这个单位的，在“单位名录”里登记；不是单位署名的，换个写法",
        check=_unknown_offices,
    ),
    Rule(
        "R615",
        Severity.ERROR,
        title="夹带别的部门的内容",
        description=(
            "各责任部门都能看到的栏目（备注、工作时限、清单内容等）里有另一个部门的反馈文字、联系人、电话或邮箱，"
            "或者一个部门的文字中间夹着另一个部门的署名，会随反馈表发给不该看到的部门。有这样的内容时不能下发。"
        ),
        message="里有{owners}的{kind}“{text}”，会随反馈表发给{readers}",
        suggestion="移到该部门自己的填报栏，或删去",
        check=_pasted_texts,
    ),
)
