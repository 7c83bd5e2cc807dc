"""T1xx: numbers, categories, required cells, merges and the size of texts."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.schema import (
    CATEGORY,
    COLUMNS,
    CONTACTS,
    CONTENT,
    DEADLINE,
    DEPARTMENTS,
    HEADS,
    LEADERS,
    NUMBER,
    PROVINCIAL,
    REPORTED_COLUMNS,
    Column,
)
from xlreport.core.text import MAX_CELL_CHARACTERS, is_blank, key, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at, item, items, on_table, plain_heading

LONG_TEXT = 2_000
"""Characters beyond which a cell of the table no longer fits a row of 409.5 points."""

_ALIKE = 0.9
"""How alike (0–1) two contents must be to be one task written twice."""

_ORDINAL = re.compile(r"^[（(]([一二三四五六七八九十]{1,3})[)）]")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


def _duplicate_numbers(master: Master, _: date) -> Iterator[Hit]:
    seen: dict[str, Task] = {}
    for task in master.table.tasks:
        if task.number and task.number in seen:
            yield at(task, NUMBER, number=task.number, row=task.row, first=seen[task.number].row)
        seen.setdefault(task.number, task)


def _missing_numbers(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        if not task.number:
            yield at(task, NUMBER)


def _odd_numbers(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        if task.number and not re.fullmatch(r"[1-9]\d*", task.number):
            yield at(task, NUMBER, number=task.number)


def _gaps_in_numbers(master: Master, _: date) -> Iterator[Hit]:
    """Numbers left out; the order of the rows does not matter, since a clerk may sort them."""
    numbered = {int(t.number): t for t in master.table.tasks if re.fullmatch(r"\d{1,9}", t.number)}
    ordered = sorted(numbered)
    for before, number in pairwise(ordered):
        if number > before + 1:
            missing = str(before + 1) if number == before + 2 else f"{before + 1}—{number - 1}"
            yield at(numbered[number], NUMBER, missing=missing, before=before)


def _missing_essentials(master: Master, _: date) -> Iterator[Hit]:
    yield from _blank_cells(master, (CONTENT, DEPARTMENTS))


def _missing_details(master: Master, _: date) -> Iterator[Hit]:
    yield from _blank_cells(master, (CATEGORY, PROVINCIAL, LEADERS, HEADS, CONTACTS, DEADLINE))


def _blank_cells(master: Master, columns: tuple[Column, ...]) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in columns:
            if is_blank(task.text(column.code)):
                yield at(task, column)


def _duplicate_content(master: Master, _: date) -> Iterator[Hit]:
    seen: dict[str, Task] = {}
    for task in master.table.tasks:
        content = key(task.content)
        if content and content in seen:
            yield at(task, CONTENT, other=item(seen[content]))
        seen.setdefault(content, task)


def _blocks(master: Master) -> list[Task]:
    """The first task of every run of tasks with the same category, in sheet order."""
    firsts: list[Task] = []
    for task in master.table.tasks:
        if not is_blank(task.category) and (not firsts or key(firsts[-1].category) != key(task.category)):
            firsts.append(task)
    return firsts


def _scattered_categories(master: Master, _: date) -> Iterator[Hit]:
    seen: dict[str, Task] = {}
    for task in _blocks(master):
        if key(task.category) in seen:
            yield at(task, CATEGORY, category=shorten(task.category), first=item(seen[key(task.category)]))
        seen.setdefault(key(task.category), task)


def _category_ordinals(master: Master, _: date) -> Iterator[Hit]:
    """Categories in order of first appearance must be numbered （一）（二）… without a gap."""
    seen: dict[str, Task] = {}
    for task in _blocks(master):
        found = _ORDINAL.match(task.category.strip())
        seen.setdefault(found[1] if found else key(task.category), task)
    if not any(_ORDINAL.match(task.category.strip()) for task in seen.values()):
        return
    expected = 1
    for task in seen.values():
        found = _ORDINAL.match(task.category.strip())
        if found is None or _value(found[1]) != expected:
            category = shorten(task.category)
            yield at(task, CATEGORY, category=category, place=expected, ordinal=_ordinal(expected))
        expected = (_value(found[1]) if found else expected) + 1


def _value(numeral: str) -> int:
    """The value of a Chinese numeral below one hundred."""
    tens, ten, ones = numeral.rpartition("十")
    return 10 * (_DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def _ordinal(value: int) -> str:
    tens, ones = divmod(value, 10)
    digits = " 一二三四五六七八九"
    head = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return f"（{head}{digits[ones].strip()}）"


def _merged_reports(master: Master, _: date) -> Iterator[Hit]:
    table = master.table
    for top, left, bottom, right in master.row_merges:
        covered = [task for task in table.tasks if top <= task.row <= bottom]
        for column in REPORTED_COLUMNS:
            if len(covered) > 1 and left <= table.columns[column.code] <= right:
                yield at(covered[0], column, items=items(covered))


def _overfull_cells(master: Master, _: date) -> Iterator[Hit]:
    yield from _cells_longer_than(master, MAX_CELL_CHARACTERS, None)


def _long_cells(master: Master, _: date) -> Iterator[Hit]:
    yield from _cells_longer_than(master, LONG_TEXT, MAX_CELL_CHARACTERS)


def _cells_longer_than(master: Master, least: int, most: int | None) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in COLUMNS:
            length = len(task.text(column.code))
            if length > least and (most is None or length <= most):
                yield at(task, column, length=length)


def _contradicting_twins(master: Master, _: date) -> Iterator[Hit]:
    """Categories whose ordinal is the same but whose wording is not."""
    wordings: dict[str, list[Task]] = defaultdict(list)
    for task in _blocks(master):
        found = _ORDINAL.match(task.category.strip())
        if found is not None:
            wordings[found[1]].append(task)
    for tasks in wordings.values():
        first = tasks[0]
        for task in tasks[1:]:
            if key(task.category) != key(first.category):
                yield at(task, CATEGORY, category=shorten(task.category), other=shorten(first.category))


_SHINGLE = 10
"""Characters of the stretches by which similar contents are found."""
_COMMON = 8
"""Tasks from which on a stretch is a set phrase and says nothing."""


def _near_duplicates(master: Master, _: date) -> Iterator[Hit]:
    """Contents that differ in little. Only tasks that share uncommon stretches are compared at all."""
    owners: dict[str, list[int]] = defaultdict(list)
    contents = [key(task.content) for task in master.table.tasks]
    for place, content in enumerate(contents):
        for stretch in dict.fromkeys(
            content[i : i + _SHINGLE] for i in range(0, len(content) - _SHINGLE + 1)
        ):
            owners[stretch].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in owners.values():
        if 1 < len(places) <= _COMMON:
            shared.update(combinations(places, 2))
    told: set[int] = set()
    for (one, other), count in sorted(shared.items()):
        longest = max(len(contents[one]), len(contents[other]))
        if contents[one] != contents[other] and 3 * count >= longest - _SHINGLE and other not in told:
            ratio = difflib.SequenceMatcher(None, contents[one], contents[other], autojunk=False).ratio()
            if ratio >= _ALIKE:
                told.add(other)
                task, first = master.table.tasks[other], master.table.tasks[one]
                yield at(task, CONTENT, other=item(first), percent=int(100 * ratio))


def _hidden_rows(master: Master, _: date) -> Iterator[Hit]:
    hidden = [task for task in master.table.tasks if task.row in master.hidden_rows]
    if hidden:
        yield at(hidden[0], NUMBER, items=items(hidden))


def _blank_rows(master: Master, _: date) -> Iterator[Hit]:
    """Gaps between the rows of tasks; ``blank_rows`` holds those rows in which nothing stands."""
    for before, after in pairwise(sorted(master.table.tasks, key=lambda task: task.row)):
        blank = [row for row in range(before.row + 1, after.row) if row in master.blank_rows]
        if blank:
            rows = f"第{blank[0]}行" if len(blank) == 1 else f"第{blank[0]}—{blank[-1]}行"
            yield at(after, NUMBER, rows=rows)


def _merged_others(master: Master, _: date) -> Iterator[Hit]:
    table = master.table
    others = [c for c in COLUMNS if c not in REPORTED_COLUMNS and c is not CATEGORY]
    for top, left, bottom, right in master.row_merges:
        covered = [task for task in table.tasks if top <= task.row <= bottom]
        for column in others:
            if len(covered) > 1 and left <= table.columns[column.code] <= right:
                yield at(covered[0], column, items=items(covered))


def _odd_title(master: Master, _: date) -> Iterator[Hit]:
    """Something amiss above the headings: no title, or a mark behind the attachment's label."""
    label, title = master.table.label, master.table.title
    if master.table.header_row and not title:
        yield on_table(what="表头上面没有标题")
    if re.search(r"[：:。，、；]$", label):
        yield on_table(what=f"“{label}”后面不加标点")
    if label and not re.fullmatch(r"附件\s*[0-9０-９一二三四五六七八九十]*[：:。，、；]?", label):
        yield on_table(what=f"附件编号“{shorten(label)}”写法不对")


RULES = (
    Rule(
        "T101",
        Severity.ERROR,
        title="序号重复",
        description="同一个序号出现在两行，下发后无法分清返回的是哪一项。",
        message="序号{number}在第{first}行和第{row}行重复",
        suggestion="给其中一行改为新的序号",
        check=_duplicate_numbers,
    ),
    Rule(
        "T102",
        Severity.ERROR,
        title="缺少序号",
        description="没有序号的事项下发后无法对应。",
        message="没有填写序号",
        suggestion="补上序号",
        check=_missing_numbers,
    ),
    Rule(
        "T103",
        Severity.WARNING,
        title="序号不是整数",
        description="序号应是从1起的整数。",
        message="序号“{number}”不是整数",
        suggestion="改为整数序号",
        check=_odd_numbers,
    ),
    Rule(
        "T104",
        Severity.WARNING,
        title="序号不连续",
        description="序号中间有缺号，可能漏了事项。行的先后不影响这一条。",
        message="序号{before}之后缺少{missing}",
        suggestion="核对是否漏了事项；没有漏就重新编号",
        check=_gaps_in_numbers,
    ),
    Rule(
        "T105",
        Severity.ERROR,
        title="关键内容为空",
        description=f"{plain_heading(CONTENT)}、{plain_heading(DEPARTMENTS)}为空的事项无法下发。",
        message="没有填写",
        suggestion="补上内容",
        check=_missing_essentials,
    ),
    Rule(
        "T106",
        Severity.WARNING,
        title="应填内容为空",
        description="类别、省直责任部门、分管区领导、责任人、工作联系人、工作时限应当填写。",
        message="没有填写",
        suggestion="补上内容",
        check=_missing_details,
    ),
    Rule(
        "T107",
        Severity.WARNING,
        title="内容重复",
        description="两项的省政策清单内容相同（不计空格），可能重复录入。",
        message="与{other}的内容相同",
        suggestion="核对是否重复录入；重复的删去一行",
        check=_duplicate_content,
    ),
    Rule(
        "T108",
        Severity.WARNING,
        title="类别不连续",
        description="同一类别的事项被别的类别隔开，打印时类别会出现两次。",
        message="类别“{category}”从{first}开始，中间隔了别的类别又出现",
        suggestion="把同一类别的事项排在一起",
        check=_scattered_categories,
    ),
    Rule(
        "T109",
        Severity.WARNING,
        title="类别编号次序不对",
        description="类别应按出现的先后编为（一）（二）（三）……，不跳号。",
        message="类别“{category}”排在第{place}位，编号应为“{ordinal}”",
        suggestion="核对类别的编号和先后",
        check=_category_ordinals,
    ),
    Rule(
        "T110",
        Severity.WARNING,
        title="同一编号的类别写法不同",
        description="编号相同的类别应当一字不差，否则会被当成两个类别。",
        message="写作“{category}”，前面写作“{other}”",
        suggestion="统一类别的写法",
        check=_contradicting_twins,
    ),
    Rule(
        "T111",
        Severity.ERROR,
        title="填报栏跨行合并",
        description="三个填报栏里跨行合并的单元格只存得下一项的文字，合并反馈时会丢字。",
        message="{items}的单元格合并成了一个",
        suggestion="取消合并单元格，每项分别填写",
        check=_merged_reports,
    ),
    Rule(
        "T112",
        Severity.ERROR,
        title="超过单元格上限",
        description=f"一个单元格最多存{MAX_CELL_CHARACTERS}个字，多出的会被截掉。",
        message="有{length}个字，超过单元格的上限",
        suggestion=f"精简到{MAX_CELL_CHARACTERS}字以内",
        check=_overfull_cells,
    ),
    Rule(
        "T113",
        Severity.HINT,
        title="文字过长",
        description=f"超过{LONG_TEXT}个字的单元格在表里显示不全（Excel 的行高最多409.5磅）。",
        message="有{length}个字，表里可能显示不全",
        suggestion="精简文字；打印前查看这一行",
        check=_long_cells,
    ),
    Rule(
        "T114",
        Severity.WARNING,
        title="内容相近",
        description="两项的省政策清单内容只差几个字，可能重复录入，或改动后没有删去旧的。",
        message="与{other}的内容有{percent}%相同",
        suggestion="核对是否重复录入",
        check=_near_duplicates,
    ),
    Rule(
        "T115",
        Severity.HINT,
        title="有隐藏的行",
        description="隐藏或筛选掉的行照样下发、汇总，却看不见。",
        message="{items}所在的行被隐藏或筛选掉了",
        suggestion="取消隐藏或筛选，核对这些事项",
        check=_hidden_rows,
    ),
    Rule(
        "T116",
        Severity.HINT,
        title="事项之间有空行",
        description="事项之间有整行空白，Excel 的排序、筛选会在空行处断开。",
        message="前面有空白行（{rows}）",
        suggestion="删去空白行",
        check=_blank_rows,
    ),
    Rule(
        "T117",
        Severity.WARNING,
        title="其他栏跨行合并",
        description="类别、填报栏以外的单元格跨行合并后，排序、筛选会出错，几项的内容也分不清。",
        message="{items}的单元格合并成了一个",
        suggestion="取消合并单元格，每项分别填写",
        check=_merged_others,
    ),
    Rule(
        "T118",
        Severity.HINT,
        title="标题、附件编号",
        description="表头上面应有标题；附件编号顶格写“附件1”，后面不加标点。",
        message="{what}",
        suggestion="补上标题，改正附件编号",
        check=_odd_title,
        source="GB/T 9704—2012 7.3.7",
    ),
)
