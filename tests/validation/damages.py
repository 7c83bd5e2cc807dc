"""Single damages to the real table, by kind: what slips from the fingers of a clerk or a department.

Print how many of each kind the rules find: ``python -m tests.validation.damages``.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xlreport.core.importing.inference import infer_directory
from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry, LedgerState, TaskStatus
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.model import Finding, Task
from xlreport.core.schema import COLUMNS, TABLE_SHEET
from xlreport.core.validation import RULES, run_rules
from xlreport.sources import read_source

AS_OF = date(2023, 6, 1)
PLACES = 3
"""At how many places of the table each kind is tried."""

SEED = Path(__file__).parent.parent / "data" / "任务分工表.txt"

Edit = Callable[[str, random.Random], str | None]
"""A damaged text; None where the text does not lend itself to it."""

PROSE = ("content", "support", "problems", "progress")
REPORTED = ("support", "problems", "progress")
PEOPLE = ("leaders", "heads")


@dataclass(frozen=True)
class Damage:
    """A kind of damage: the rules of which at least one must speak, and all ways to do it to a master."""

    kind: str
    group: str
    codes: frozenset[str]
    ways: Callable[[Master, random.Random], list[Master]]


def real_master() -> Master:
    """The real table on its sheet, with the directory that it proves."""
    table = read_source(SEED).table
    placed = replace(
        table,
        sheet=TABLE_SHEET,
        header_row=4,
        columns={column.code: place for place, column in enumerate(COLUMNS, start=1)},
        headings={column.code: column.heading for column in COLUMNS},
        tasks=tuple(replace(task, row=row) for row, task in enumerate(table.tasks, start=5)),
    )
    listed = tuple(replace(d, row=row) for row, d in enumerate(infer_directory(table.tasks), start=4))
    return Master(placed, Directory(listed), Settings({}, {}), ())


def with_task(master: Master, place: int, **texts: str) -> Master:
    tasks = list(master.table.tasks)
    tasks[place] = replace(tasks[place], **texts)
    return replace(master, table=replace(master.table, tasks=tuple(tasks)))


def with_tasks(master: Master, tasks: list[Task]) -> Master:
    placed = tuple(replace(task, row=row) for row, task in enumerate(tasks, start=5))
    return replace(master, table=replace(master.table, tasks=placed))


def cells(kind: str, group: str, codes: str, columns: tuple[str, ...], edit: Edit) -> Damage:
    """A damage to the text of one cell in one of these columns."""

    def ways(master: Master, chance: random.Random) -> list[Master]:
        found = []
        for place, task in enumerate(master.table.tasks):
            for column in columns:
                text = task.text(column)
                new = edit(text, chance)
                if new is not None and new != text:
                    found.append(with_task(master, place, **{column: new}))
        return found

    return Damage(kind, group, frozenset(codes.split()), ways)


def swap(old: str, new: str) -> Edit:
    """Replace the first match of a pattern."""
    return lambda text, _chance: re.sub(old, new, text, count=1) if re.search(old, text) else None


def swap_any(old: str, new: Callable[[str], str] | str) -> Edit:
    """Replace any one match of a pattern, by chance."""

    def edit(text: str, chance: random.Random) -> str | None:
        found = list(re.finditer(old, text))
        if not found:
            return None
        one = chance.choice(found)
        fresh = new if isinstance(new, str) else new(one.group())
        return text[: one.start()] + fresh + text[one.end() :]

    return edit


def put(fresh: str) -> Edit:
    """Replace the whole text."""
    return lambda text, _chance: fresh if text.strip() and text.strip() != "\u3000" else None


def add(more: str) -> Edit:
    """Append to the text of a cell that says something."""
    return lambda text, _chance: text + more if len(text.strip()) > 8 else None


def sentence(words: str) -> Edit:
    """Append a sentence to a paragraph that ends with a full stop."""
    return lambda text, _chance: text + words if text.endswith("。") else None


def lines(change: Callable[[list[str], random.Random], list[str] | None]) -> Edit:
    """Change the lines of a cell."""

    def edit(text: str, chance: random.Random) -> str | None:
        new = change(text.split("\n"), chance)
        return None if new is None else "\n".join(new)

    return edit


def names(change: Callable[[list[str], random.Random], list[str] | None]) -> Edit:
    """Change the names of a list joined by ``、``."""

    def edit(text: str, chance: random.Random) -> str | None:
        new = change(text.split("、"), chance)
        return None if new is None else "、".join(new)

    return edit


def exchanged(parts: list[str], _chance: random.Random) -> list[str] | None:
    return [parts[1], parts[0], *parts[2:]] if len(parts) > 1 else None


def without_last(parts: list[str], _chance: random.Random) -> list[str] | None:
    return parts[:-1] if len(parts) > 1 else None


def first_twice(parts: list[str], _chance: random.Random) -> list[str]:
    return [parts[0], *parts]


def anywhere(insert: Callable[[str, random.Random], str]) -> Edit:
    """Insert something between two Chinese characters that stand at a chance place."""

    def edit(text: str, chance: random.Random) -> str | None:
        inside = [m.end() for m in re.finditer(r"[\u4e00-\u9fff](?=[\u4e00-\u9fff])", text)]
        if len(inside) < 6:
            return None
        place = chance.choice(inside)
        return text[:place] + insert(text[place - 1], chance) + text[place:]

    return edit


# --- damages to rows and to the sheet ----------------------------------------------------------------


def rows(kind: str, codes: str, change: Callable[[list[Task], int], list[Task] | None]) -> Damage:
    def ways(master: Master, _chance: random.Random) -> list[Master]:
        changed = (change(list(master.table.tasks), place) for place in range(len(master.table.tasks)))
        return [with_tasks(master, tasks) for tasks in changed if tasks is not None]

    return Damage(kind, "结构", frozenset(codes.split()), ways)


def _dropped(tasks: list[Task], place: int) -> list[Task] | None:
    return tasks[:place] + tasks[place + 1 :] if 0 < place < len(tasks) - 1 else None


def _doubled(tasks: list[Task], place: int) -> list[Task]:
    return [*tasks[: place + 1], *tasks[place:]]


def _nearly_doubled(tasks: list[Task], place: int) -> list[Task]:
    copied = replace(tasks[place], number=str(len(tasks) + 1))
    return [*tasks, replace(copied, content=copied.content.replace("的", "之", 1)[:-1] + "！。")]


def _moved_to_the_end(tasks: list[Task], place: int) -> list[Task] | None:
    return [*tasks[:place], *tasks[place + 1 :], tasks[place]] if place < 15 else None


def _renumbered(number: str) -> Callable[[list[Task], int], list[Task]]:
    def change(tasks: list[Task], place: int) -> list[Task]:
        return [*tasks[:place], replace(tasks[place], number=number), *tasks[place + 1 :]]

    return change


def master_wide(kind: str, group: str, codes: str, *changes: Callable[[Master], Master]) -> Damage:
    return Damage(
        kind, group, frozenset(codes.split()), lambda master, _c: [change(master) for change in changes]
    )


def _hidden(row: int) -> Callable[[Master], Master]:
    return lambda master: replace(master, hidden_rows=frozenset({row}))


def _merged(top: int, column: int) -> Callable[[Master], Master]:
    return lambda master: replace(master, row_merges=((top, column, top + 1, column),))


def _blank_before(place: int) -> Callable[[Master], Master]:
    def change(master: Master) -> Master:
        tasks = [replace(t, row=t.row + (i >= place)) for i, t in enumerate(master.table.tasks)]
        moved = replace(master.table, tasks=tuple(tasks))
        return replace(master, table=moved, blank_rows=frozenset({5 + place}))

    return change


def _entry(task: Task, department: str, **fields: str) -> LedgerEntry:
    plain = LedgerEntry(
        "2023年6月", "1", "x", task.number, department, task.content, LedgerState.SENT, "", "", "", ""
    )
    return replace(plain, **fields)


def _asked(place: int, **returned: str) -> Callable[[Master], Master]:
    """A task dispatched to its departments in the current period, with what came back."""

    def change(master: Master) -> Master:
        task = master.table.tasks[place]
        entries = [_entry(task, name, **returned) for name in master.departments_of(task)]
        return replace(master, ledger=tuple(entries), settings=Settings({"period": "2023年6月"}, {}))

    return change


def _done_without_words(place: int) -> Callable[[Master], Master]:
    def change(master: Master) -> Master:
        silent = with_task(master, place, progress="无")
        answered = {code: "无" for code in ("returned_support", "returned_problems", "returned_progress")}
        return _asked(place, state=LedgerState.RETURNED, status=TaskStatus.DONE, returned_at="x", **answered)(
            silent
        )

    return change


def _titled(label: str, title: tuple[str, ...]) -> Callable[[Master], Master]:
    return lambda master: replace(master, table=replace(master.table, label=label, title=title))


def _foreign_contact(contact: str, avoid: str) -> Damage:
    def ways(master: Master, _chance: random.Random) -> list[Master]:
        return [
            with_task(master, place, contacts=task.contacts + "\n" + contact)
            for place, task in enumerate(master.table.tasks)
            if avoid not in task.departments
        ]

    return Damage("混进别的部门的联系人", "联系人", frozenset({"P314"}), ways)


def _bad_digit(text: str) -> str:
    return text[:-1] + str((int(text[-1]) + 3) % 10)


_PHONE = r"(?<!\d)\d{8}(?!\d)"
_LAST_NAME = r"[\u4e00-\u9fff](?=\s*\d{8})"

CONTACT_DAMAGES = (
    cells("电话少一位", "联系人", "P312 P307", ("contacts",), swap_any(_PHONE, lambda t: t[:-1])),
    cells("电话中间少一位", "联系人", "P312 P307", ("contacts",), swap_any(_PHONE, lambda t: t[:4] + t[5:])),
    cells("电话多一位", "联系人", "P307", ("contacts",), swap_any(_PHONE, lambda t: t + t[-1])),
    cells("手机少一位", "联系人", "P307", ("contacts",), swap(r"1\d{10}", "1855312619")),
    cells("手机多一位", "联系人", "P307", ("contacts",), swap(r"1\d{10}", "185531261900")),
    cells("电话错一位", "联系人", "P316 P311 P318", ("contacts",), swap_any(_PHONE, _bad_digit)),
    cells(
        "电话两位颠倒",
        "联系人",
        "P316 P318",
        ("contacts",),
        swap_any(_PHONE, lambda t: t[:2] + t[3] + t[2] + t[4:]),
    ),
    cells("电话首位不同", "联系人", "P322 P316", ("contacts",), swap_any(_PHONE, lambda t: "3" + t[1:])),
    cells("电话里有字母O", "联系人", "P319 W532", ("contacts",), swap_any(r"(?<=\d)0(?=\d)", "O")),
    cells("电话里有字母l", "联系人", "P319 W532", ("contacts",), swap_any(r"(?<=\d)1(?=\d)", "l")),
    cells("全角电话", "联系人", "W531", ("contacts",), swap_any(_PHONE, lambda t: t.translate(_WIDE))),
    cells("电话中间空格", "联系人", "P307", ("contacts",), swap_any(_PHONE, lambda t: t[:3] + " " + t[3:])),
    cells("没有电话", "联系人", "P308", ("contacts",), swap_any(r"\s*\d{8}", "")),
    cells("没有姓名", "联系人", "P319 P301 P320", ("contacts",), swap(r"^[\u4e00-\u9fff ]+\s*(?=\d)", "")),
    cells("联系人写两次", "联系人", "P313", ("contacts",), lambda t, _c: t + "\n" + t if t.strip() else None),
    cells("联系人漏一名", "联系人", "P301", ("contacts",), lambda t, _c: _one_contact_less(t)),
    cells("联系人次序颠倒", "联系人", "P315 P310", ("contacts",), lambda t, _c: _contacts_turned(t)),
    cells("联系人错一字", "联系人", "P317 P309", ("contacts",), swap_any(_LAST_NAME, "犇")),
    cells("联系人换了人", "联系人", "P318 P317", ("contacts",), lambda t, _c: _other_person(t)),
    cells("联系人姓名夹字母", "联系人", "P320 P319", ("contacts",), swap(r"^([\u4e00-\u9fff])", r"\1A")),
    cells(
        "联系人的空格不同",
        "联系人",
        "P321",
        ("contacts",),
        swap(r"(?<=[\u4e00-\u9fff])  (?=[\u4e00-\u9fff])", ""),
    ),
    cells("联系人全空", "联系人", "T106", ("contacts",), put("")),
    cells("联系人写待定", "联系人", "W556", ("contacts",), put("待定")),
    _foreign_contact("石少朕\n18553126190", "区交警大队"),
    _foreign_contact("杨  宏 88112936", "区医保局"),
)


def _contact_parts(text: str) -> list[str]:
    return re.findall(r"[\u4e00-\u9fff][\u4e00-\u9fff ]*\s*\d{7,11}", text)


def _one_contact_less(text: str) -> str | None:
    parts = _contact_parts(text)
    return "\n".join(parts[1:]) if len(parts) > 1 else None


def _contacts_turned(text: str) -> str | None:
    parts = _contact_parts(text)
    return "\n".join(reversed(parts)) if len(parts) == 2 else None


def _other_person(text: str) -> str | None:
    parts = _contact_parts(text)
    return text.replace(parts[0], "慕容海\n88112999") if parts else None


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

PEOPLE_DAMAGES = (
    cells("领导次序颠倒", "人员", "P303", ("leaders",), lines(exchanged)),
    cells("领导漏一名", "人员", "P306 P335 P334", ("leaders",), lines(without_last)),
    cells(
        "领导漏第一名",
        "人员",
        "P306 P335 P334",
        ("leaders",),
        lines(lambda p, _c: p[1:] if len(p) > 1 else None),
    ),
    cells("领导重复", "人员", "P323", ("leaders",), lines(first_twice)),
    cells(
        "领导多一名",
        "人员",
        "P333 P335",
        ("leaders",),
        lines(lambda p, _c: [*p, "丁  一"] if "丁  一" not in p else None),
    ),
    cells("领导错一字", "人员", "P331 P306", ("leaders",), swap("闫立彬", "闫立斌")),
    cells("领导错一字（两字名）", "人员", "P331 P333", ("leaders",), swap("高  博", "高  搏")),
    cells("领导换了人", "人员", "P332 P306 P333", ("leaders",), swap("耿汝年", "诸葛明")),
    cells("领导漏一字", "人员", "P331", ("leaders",), swap("唐振涛", "唐涛")),
    cells(
        "两位领导连在一起",
        "人员",
        "P320",
        ("leaders",),
        lines(lambda p, _c: ["".join(p)] if len(p) > 1 else None),
    ),
    cells("领导为空", "人员", "T106", ("leaders",), put(" ")),
    cells("领导写XX", "人员", "W556", ("leaders",), put("XX")),
    cells("责任人漏一名", "人员", "P302", ("heads",), lines(without_last)),
    cells("责任人多一名", "人员", "P302", ("heads",), lines(lambda p, _c: [*p, "赵小刚"])),
    cells("责任人重复", "人员", "P323 P302", ("heads",), lines(first_twice)),
    cells("责任人次序颠倒", "人员", "P305", ("heads",), lines(exchanged)),
    cells("责任人错一字", "人员", "P305", ("heads",), swap("李宗泉", "李宗全")),
    cells("责任人换了人", "人员", "P305", ("heads",), swap(r"^\S+.*", "欧阳锋")),
    cells("责任人姓名少一字", "人员", "P305 P320", ("heads",), swap(r"李宗泉", "李宗")),
    cells("责任人带职务", "人员", "P320 P305", ("heads",), swap(r"^(\S+.*)$", r"\1局长")),
    cells(
        "姓名中的空格不同", "人员", "P321", PEOPLE, swap(r"(?<=[\u4e00-\u9fff])  (?=[\u4e00-\u9fff])", " ")
    ),
    cells(
        "姓名中有全角空格",
        "人员",
        "P321",
        PEOPLE,
        swap(r"(?<=[\u4e00-\u9fff])  (?=[\u4e00-\u9fff])", "\u3000"),
    ),
    cells(
        "三字姓名夹空格",
        "人员",
        "P321",
        PEOPLE,
        swap(r"(?m)^([\u4e00-\u9fff])([\u4e00-\u9fff]{2})$", r"\1 \2"),
    ),
    cells("责任人写成领导", "人员", "P336", ("heads",), lines(lambda p, _c: ["闫立彬", *p[1:]])),
    cells("责任人为空", "人员", "T106", ("heads",), put("")),
    cells("姓名里有数字", "人员", "P320", PEOPLE, swap(r"^([\u4e00-\u9fff]+)", r"\g<1>1")),
)

DEPARTMENT_DAMAGES = (
    cells("区级部门错一字", "部门", "D201", ("departments",), swap("财政局", "财证局")),
    cells("区级部门漏“区”字", "部门", "D201", ("departments",), swap("^区", "")),
    cells("区级部门用简称", "部门", "D201 D202", ("departments",), swap("区工业和信息化局", "区工信局")),
    cells("区级部门重复", "部门", "D203", ("departments",), names(first_twice)),
    cells("区级部门漏一个", "部门", "P302", ("departments",), names(without_last)),
    cells("区级部门多一个", "部门", "P302 D201", ("departments",), add("、区应急局")),
    cells("区级部门次序颠倒", "部门", "P305", ("departments",), names(exchanged)),
    cells("区级部门为空", "部门", "T105", ("departments",), put("")),
    cells("区级部门用逗号隔开", "部门", "D204 W502", ("departments",), swap("、", ",")),
    cells("区级部门用空格隔开", "部门", "D204 D201 W504", ("departments",), swap("、", " ")),
    cells("区级部门末尾多顿号", "部门", "D204 W521", ("departments",), lambda t, _c: t + "、"),
    cells("区级部门连在一起", "部门", "D207 D201", ("departments",), swap("、", "")),
    cells("区级写成市级", "部门", "D201", ("departments",), swap("^区财政局", "市财政局")),
    cells("区级写成省级", "部门", "D201", ("departments",), swap("^区", "省")),
    cells("省直部门错一字", "部门", "D205", ("provincial",), swap("省财政厅", "省财政局")),
    cells("省直部门错别字", "部门", "D205", ("provincial",), swap("省科技厅", "省科枝厅")),
    cells("省直部门漏一字", "部门", "D205", ("provincial",), swap("工业和信息化厅", "工业和信息厅")),
    cells("省直部门漏“省”字", "部门", "D205", ("provincial",), swap("^省", "")),
    cells("只出现一次的省直部门错一字", "部门", "D205", ("provincial",), swap("省体育局", "省体育厅")),
    cells("省直部门重复", "部门", "D206", ("provincial",), names(first_twice)),
    cells("省直部门连在一起", "部门", "D207", ("provincial",), swap("、省", "省")),
    cells("省直部门用逗号隔开", "部门", "D204", ("provincial",), swap("、", "，")),
    cells("省直部门多顿号", "部门", "D204 W505", ("provincial",), swap("、", "、、")),
    cells("省直一栏写区级部门", "部门", "D208", ("provincial",), add("、区财政局")),
    cells("省直部门为空", "部门", "T106", ("provincial",), put("")),
    cells("署名错一字", "部门", "R605 R614", REPORTED, swap("区财政局：", "区财证局：")),
    cells("署名漏“区”字", "部门", "R605 R614", REPORTED, swap("(?m)^区财政局：", "财政局：")),
    cells("署名换成别的部门", "部门", "R603", REPORTED, swap("(?m)^区财政局：", "区应急局：")),
    cells("署名没有另起一行", "部门", "R604", REPORTED, swap("。\n(?=区财政局：)", "。")),
    cells("署名前有空格", "部门", "R604", REPORTED, swap("(?m)^区财政局：", " 区财政局：")),
    cells("署名后漏冒号", "部门", "R602 R601 W510 R605", ("progress",), swap("(?m)^区财政局：", "区财政局")),
    cells(
        "署名重复一段",
        "部门",
        "R607",
        ("progress",),
        lambda t, _c: t + "\n区财政局：已落实。" if "\n区财政局：" in t else None,
    ),
    cells("署名后没有内容", "部门", "R608", ("progress",), swap("(?m)^区财政局：.*$", "区财政局：")),
    cells(
        "段落次序颠倒",
        "部门",
        "R609",
        ("progress",),
        lambda t, _c: (
            "\n".join(reversed(t.split("\n"))) if re.match(r"区(科技|市场).*\n区财政局：", t) else None
        ),
    ),
    cells(
        "少一个部门的段落",
        "部门",
        "R602",
        ("progress",),
        lines(lambda p, _c: p[:-1] if len(p) == 2 and p[1].startswith("区财政局：") else None),
    ),
    cells("没有署名", "部门", "R601", ("progress",), swap(r"(?m)^区[^：\n]{2,12}：", "")),
    cells(
        "单部门写署名",
        "部门",
        "R606",
        ("progress",),
        lambda t, _c: "区医保局：" + t if "医保" in t or t == "相关政策已执行。" else None,
    ),
)

DEADLINE_DAMAGES = (
    cells("年份远了", "时限", "L406 L407", ("deadline",), swap("2023", "2032")),
    cells("年份差一年", "时限", "L406", ("deadline",), swap("2023(?=年12)", "2022")),
    cells("年份差一年（后）", "时限", "L406", ("deadline",), swap("2023(?=年12)", "2024")),
    cells("年份颠倒", "时限", "L406 L407", ("deadline",), swap("2023", "2203")),
    cells("年份少一位", "时限", "L401 L403", ("deadline",), swap("2023", "203")),
    cells("年份多一位", "时限", "L401 L403 L406 L407", ("deadline",), swap("2023", "20223")),
    cells("没有这一天", "时限", "L402", ("deadline",), swap("12月31日", "11月31日")),
    cells("没有这个月", "时限", "L402", ("deadline",), swap("12月31日", "13月31日")),
    cells("日子差一天", "时限", "L406", ("deadline",), swap("12月31日", "12月30日")),
    cells("月份不同", "时限", "L406", ("deadline",), swap("12月31日", "10月31日")),
    cells("漏“日”字", "时限", "L403 L401", ("deadline",), swap("31日前", "31前")),
    cells("漏“年”字", "时限", "L403 L401", ("deadline",), swap("2023年", "2023")),
    cells("漏“月”字", "时限", "L403 L401", ("deadline",), swap("12月31", "1231")),
    cells("漏“前”字", "时限", "L403", ("deadline",), swap("日前", "日")),
    cells("漏年份", "时限", "L401 L403", ("deadline",), swap("2023年(?=12)", "")),
    cells("两位年份", "时限", "L401 L403", ("deadline",), swap("2023年", "23年")),
    cells("写法不同", "时限", "L403", ("deadline",), swap("前取得成效", "前完成")),
    cells("成效写错字", "时限", "L403", ("deadline",), swap("成效", "成郊")),
    cells("日期用点号", "时限", "L403", ("deadline",), swap("2023年12月31日", "2023.12.31")),
    cells("全角数字", "时限", "W531", ("deadline",), swap("2023", "２０２３")),
    cells("字母O当0", "时限", "W532 L401", ("deadline",), swap("2023", "2O23")),
    cells("字母l当1", "时限", "W532 L401 L403", ("deadline",), swap("12月", "l2月")),
    cells("长期写错", "时限", "L401", ("deadline",), swap("长期", "常期")),
    cells("时限为空", "时限", "T106", ("deadline",), put("")),
    cells("时限看不懂", "时限", "L401", ("deadline",), put("尽快完成")),
    cells("时限待定", "时限", "W556 L401", ("deadline",), put("待定")),
    cells("文字里没有这一天", "时限", "W537", PROSE, sentence("2023年2月30日已完成验收。")),
    cells("文字里没有这个月", "时限", "W537", PROSE, sentence("计划于2023年13月完成验收。")),
    cells("文字里年份少一位", "时限", "W536", PROSE, swap("2023年(?=全|一|[1-9])", "203年")),
    cells("文字里年份多一位", "时限", "W536", PROSE, swap("2022年", "20222年")),
    cells("文字里年份离谱", "时限", "W536", PROSE, swap("2023年", "2203年")),
    cells("文字里两位年份", "时限", "W536", PROSE, sentence("23年12月底前完成。")),
    cells("第五季度", "时限", "W538", PROSE, sentence("2023年第五季度完成。")),
    cells("日期写成01", "时限", "W538", PROSE, sentence("2023年05月已完成。")),
    cells("二零二三年", "时限", "W538", PROSE, sentence("二零二三年底前完成验收。")),
    cells("斜杠日期不存在", "时限", "W537", PROSE, sentence("截至2023/13/05完成验收。")),
    cells("月日用汉字", "时限", "W538", PROSE, sentence("2023年五月已完成。")),
    master_wide(
        "时限已过没有落实情况",
        "时限",
        "L404",
        *(lambda m, p=p: with_task(m, p, deadline="2023年3月31日前取得成效", progress="") for p in (2, 5, 9)),
    ),
    master_wide("报已完成而没有内容", "时限", "L408", *(_done_without_words(p) for p in (2, 9, 17))),
)

PRIVACY_DAMAGES = (
    cells("身份证号", "隐私", "W571", PROSE, sentence("申请人身份证号370102199001011234。")),
    cells("身份证号（X）", "隐私", "W571", PROSE, sentence("申请人11010519491231002X已备案。")),
    cells("身份证号（分段）", "隐私", "W571", PROSE, sentence("申请人370102 19900101 1234已备案。")),
    cells("备注里的身份证号", "隐私", "W571", ("remark",), lambda _t, _c: "经办人370102198505052345"),
    cells("联系人栏的身份证号", "隐私", "W571", ("contacts",), lambda t, _c: t + "\n370102198505052345"),
    cells("银行卡号", "隐私", "W572", PROSE, sentence("补贴发至6222021001116245702。")),
    cells("银行卡号（分段）", "隐私", "W572", PROSE, sentence("补贴发至6222 0210 0111 6245 702。")),
    cells("正文里的手机", "隐私", "W573", PROSE, sentence("请联系张某13805310001。")),
    cells("正文里的手机（分段）", "隐私", "W573", PROSE, sentence("请联系张某138-0531-0001。")),
    cells("备注里的手机", "隐私", "W573", ("remark",), lambda _t, _c: "经办13805310001"),
    cells("正文里的座机", "隐私", "W574", PROSE, sentence("联系电话：88112936。")),
    cells("正文里的门牌", "隐私", "W574", PROSE, sentence("现住3号楼2单元501室。")),
    cells("正文里的车牌", "隐私", "W574", PROSE, sentence("车辆鲁A12345已备案。")),
    cells("正文里的账号", "隐私", "W574 W572", PROSE, sentence("账号：370800123456。")),
)

PUNCTUATION_DAMAGES = (
    cells("半角逗号", "标点", "W502", PROSE, swap_any("，", ",")),
    cells("半角句号", "标点", "W501", PROSE, swap_any("。", ".")),
    cells("半角分号", "标点", "W502", PROSE, swap_any("；", ";")),
    cells("半角冒号", "标点", "W502", REPORTED, swap_any("：(?=[\u4e00-\u9fff])", ":")),
    cells(
        "半角括号",
        "标点",
        "W503",
        PROSE,
        lambda t, _c: t.replace("（", "(").replace("）", ")") if "（" in t else None,
    ),
    cells("一半半角括号", "标点", "W525", PROSE, swap_any("）", ")")),
    cells("少半个括号", "标点", "W506", PROSE, swap_any("）", "")),
    cells("少前半个括号", "标点", "W506", PROSE, swap_any("（", "")),
    cells("少半个引号", "标点", "W506", PROSE, swap_any("”", "")),
    cells("少半个书名号", "标点", "W506", PROSE, swap_any("》", "")),
    cells("引号反了", "标点", "W506", PROSE, swap_any("“", "”")),
    cells(
        "英文引号",
        "标点",
        "W514",
        PROSE,
        lambda t, _c: t.replace("“", '"').replace("”", '"') if "“" in t else None,
    ),
    cells(
        "单引号",
        "标点",
        "W514",
        PROSE,
        lambda t, _c: t.replace("“", "'").replace("”", "'") if "“" in t else None,
    ),
    cells(
        "港台引号",
        "标点",
        "W514",
        PROSE,
        lambda t, _c: t.replace("“", "「").replace("”", "」") if "“" in t else None,
    ),
    cells(
        "尖括号当书名号",
        "标点",
        "W515",
        PROSE,
        lambda t, _c: t.replace("《", "<").replace("》", ">") if "《" in t else None,
    ),
    cells("书名号套书名号", "标点", "W516", PROSE, sentence("印发《关于贯彻《条例》的通知》。")),
    cells(
        "单独用单书名号",
        "标点",
        "W516",
        PROSE,
        lambda t, _c: t.replace("《", "〈").replace("》", "〉") if "《" in t else None,
    ),
    cells("书名号间用顿号", "标点", "W517", PROSE, sentence("印发《办法》、《细则》。")),
    cells("引号间用顿号", "标点", "W517", PROSE, sentence("培育“专精特新”、“小巨人”企业。")),
    cells("逗号重复", "标点", "W505", PROSE, swap_any("，", "，，")),
    cells("句号重复", "标点", "W505", PROSE, swap_any("。", "。。")),
    cells("逗号句号相连", "标点", "W505", PROSE, swap_any("。", "，。")),
    cells("叹号重复", "标点", "W524", PROSE, swap_any("。", "！！")),
    cells("书名号重复", "标点", "W524 W506 W516", PROSE, swap_any("》", "》》")),
    cells("、等", "标点", "W524", PROSE, sentence("支持汽车、家电、等。")),
    cells(
        "句末没有句号",
        "标点",
        "W520",
        REPORTED,
        lambda t, _c: t[:-1] if t.endswith("。") and len(t) > 10 else None,
    ),
    cells("段末没有句号", "标点", "W520 W510", REPORTED, swap("。\n(?=区)", "\n")),
    cells(
        "内容末尾没有句号",
        "标点",
        "W520",
        ("content",),
        lambda t, _c: t[:-1] if t.count("。") > 1 and t.endswith("。") else None,
    ),
    cells("末尾是逗号", "标点", "W521", PROSE, swap("。$", "，")),
    cells("末尾是顿号", "标点", "W521", PROSE, swap("。$", "、")),
    cells("末尾是分号", "标点", "W521", REPORTED, swap("。$", "；")),
    cells("标点在行首", "标点", "W522", PROSE, swap_any("，", "\n，")),
    cells("括号里多逗号", "标点", "W523", PROSE, swap_any("）", "，）")),
    cells("引号里多逗号", "标点", "W523", PROSE, swap_any("“", "“，")),
    cells("空括号", "标点", "W523", PROSE, sentence("按规定（）执行。")),
    cells("三点省略号", "标点", "W513", PROSE, swap_any("。", "...")),
    cells("单个省略号", "标点", "W513", PROSE, swap_any("。", "…")),
    cells("句号当省略号", "标点", "W513", PROSE, swap_any("。", "。。。")),
    cells("等与省略号同用", "标点", "W513", PROSE, sentence("涉及汽车、家电等……。")),
    cells("短横当破折号", "标点", "W511", PROSE, anywhere(lambda _t, _c: "--")),
    cells("一个短横当连接号", "标点", "W511", PROSE, anywhere(lambda _t, _c: "-")),
    cells("范围用短横", "标点", "W512", PROSE, swap(r"(?<=\d)—(?=\d)", "-")),
    cells("范围用两个短横", "标点", "W512 W511", PROSE, swap(r"(?<=\d)—(?=\d)", "--")),
    cells("范围用半角波浪线", "标点", "W512", PROSE, swap(r"(?<=\d)—(?=\d)", "~")),
    cells(
        "文号用方括号",
        "标点",
        "W518",
        PROSE,
        lambda t, _c: t.replace("〔", "[").replace("〕", "]") if "〔" in t else None,
    ),
    cells(
        "文号用实心括号",
        "标点",
        "W518",
        PROSE,
        lambda t, _c: t.replace("〔", "【").replace("〕", "】") if "〔" in t else None,
    ),
    cells(
        "文号用圆括号",
        "标点",
        "W518",
        PROSE,
        lambda t, _c: t.replace("〔", "（").replace("〕", "）") if "〔" in t else None,
    ),
    cells("文号加第", "标点", "W519", PROSE, swap("〕13号", "〕第13号")),
    cells("文号编虚位", "标点", "W519", PROSE, swap("〕13号", "〕013号")),
    cells("文号年份简写", "标点", "W519", PROSE, swap("〔2022〕", "〔22〕")),
    cells("百分号混用", "标点", "W526", PROSE, swap_any("%", "％")),
    cells("中文间空格", "标点", "W504", PROSE, anywhere(lambda _t, _c: " ")),
    cells("中文间全角空格", "标点", "W504", PROSE, anywhere(lambda _t, _c: "\u3000")),
    cells("数字前后空格", "标点", "W528", PROSE, swap_any(r"(?<=\d)(?=年|家|个|万)", " ")),
    cells("句中换行", "标点", "W510", PROSE, anywhere(lambda _t, _c: "\n")),
    cells("空行", "标点", "W527", REPORTED, swap("\n", "\n\n")),
    cells("制表符", "标点", "W527 W504", PROSE, anywhere(lambda _t, _c: "\t")),
    cells("不可见字符", "标点", "W507", PROSE, anywhere(lambda _t, _c: "\u200b")),
    cells(
        "末尾空格",
        "标点",
        "W508",
        (*PROSE, "departments", "deadline"),
        lambda t, _c: t + " " if t.strip() else None,
    ),
    cells("开头换行", "标点", "W508", PROSE, lambda t, _c: "\n" + t if t.strip() else None),
    cells("像公式", "标点", "W509", REPORTED, put("=SUM(A1:A9)")),
    cells("符号代替标点", "标点", "W529", PROSE, anywhere(lambda _t, _c: "|")),
    cells("小号标点", "标点", "W529", PROSE, swap_any("，", "﹐")),
)

NUMBER_DAMAGES = (
    cells("全角数字（文字）", "数字", "W531", PROSE, swap_any(r"\d+", lambda t: t.translate(_WIDE))),
    cells("全角字母", "数字", "W531", PROSE, swap("VOCs", "ＶＯＣｓ")),
    cells("数字夹字母O", "数字", "W532", PROSE, swap_any(r"(?<=\d)0(?=\d*[万%家个项年])", "O")),
    cells("数字夹字母l", "数字", "W532", PROSE, swap_any(r"1(?=\d*[万%家个项年])", "l")),
    cells("千位全角逗号", "数字", "W533", PROSE, swap(r"(\d)(000)(?=[万亿元])", r"\1，\2")),
    cells("千位顿号", "数字", "W533", PROSE, swap(r"(\d)(000)(?=[万亿元])", r"\1、\2")),
    cells("千位逗号错位", "数字", "W533", PROSE, swap(r"(\d)(00)(?=万元)", r"\1,\2")),
    cells("两个小数点", "数字", "W534", PROSE, swap(r"(\d)(?=[%万])", r"\1..5")),
    cells("小数点后没有数", "数字", "W534", PROSE, swap(r"(\d)(?=[%万])", r"\1.")),
    cells("多写的零", "数字", "W534", PROSE, swap(r"(?<![\d.—])([1-9]\d*)(?=[万%家个])", r"0\1")),
    cells("汉字与百分号", "数字", "W534", PROSE, swap(r"\d\d%", "五十%")),
    cells("万元元", "数字", "W535", PROSE, swap("万元", "万元元")),
    cells("元万", "数字", "W535", PROSE, swap(r"(\d)万元", r"\1元万元")),
    cells("百分号重复", "数字", "W535", PROSE, swap("%", "%%")),
    cells("家家", "数字", "W535", PROSE, swap(r"(\d)家", r"\1家家")),
    cells("范围颠倒", "数字", "W539", PROSE, swap(r"\d+—\d+(?=[家万个])", "9—4")),
    cells("范围颠倒（百分比）", "数字", "W539", PROSE, sentence("补贴比例为30%—20%。")),
    cells("比例超过100%", "数字", "W540", PROSE, swap(r"(比例[^。，]{0,8}?)(\d\d)%", r"\g<1>1\2%")),
    cells("报销超过100%", "数字", "W540", PROSE, swap(r"(报销比例[^。]{0,8}?)(\d\d)%", r"\g<1>\g<2>0%")),
    cells("等几家与列举不符（少）", "数字", "W541", PROSE, swap("等7家", "等6家")),
    cells("等几家与列举不符（多）", "数字", "W541", PROSE, swap("等7家", "等8家")),
    cells("其中之和超过总数", "数字", "W542", PROSE, swap("30项，其中", "20项，其中")),
    cells("一二三是跳号", "数字", "W543", PROSE, sentence("一是加强调度；三是按月通报。")),
    cells("一是重复", "数字", "W543", PROSE, sentence("一是加强调度；一是按月通报。")),
    cells("1.3.跳号", "数字", "W543", PROSE, swap("(?<=。)2\\.", "3.")),
    cells("编号重复", "数字", "W543", PROSE, swap("(?<=。)2\\.", "1.")),
    cells("（一）（三）跳号", "数字", "W543", REPORTED, sentence("\n（一）加强调度。\n（三）按月通报。")),
    cells("第一第三跳号", "数字", "W543", PROSE, sentence("第一，加强调度；第三，按月通报。")),
    cells("①③跳号", "数字", "W543", PROSE, sentence("①加强调度；③按月通报。")),
    cells("编号标点混用", "数字", "W544", PROSE, swap("(?<=。)2\\.", "2、")),
    cells("只有一是", "数字", "W545", PROSE, sentence("一是加强调度。")),
    cells("只有二是", "数字", "W545", PROSE, sentence("二是加强调度。")),
    cells("约左右", "数字", "W546", PROSE, sentence("受益约500人左右。")),
    cells("超过以上", "数字", "W546", PROSE, sentence("超过500户以上。")),
    cells("缺单位", "数字", "W547", PROSE, swap(r"((?:给予|资金)[^，。]{0,4}?\d+万)元", r"\1")),
    cells("缺百分号", "数字", "W547", PROSE, swap(r"(比例为?\d\d)%", r"\1")),
)

CONFUSION_DAMAGES = tuple(
    cells(f"易错词：{wrong}", "用词", "W551", PROSE, edit)
    for wrong, edit in (
        ("截止", sentence("截止2023年5月已完成。")),
        ("截止目前", sentence("截止目前已完成三项。")),
        ("其它", sentence("其它工作按计划推进。")),
        ("布署", sentence("按上级布署推进。")),
        ("帐目", sentence("相关帐目已核对。")),
        ("拔付", swap("拨付", "拔付")),
        ("台帐", sentence("建立工作台帐。")),
        ("己完成", sentence("上半年任务己完成。")),
        ("既使", sentence("既使有困难也要完成。")),
        ("按排", sentence("认真按排落实。")),
        ("再接再励", sentence("下步将再接再励。")),
        ("做为", sentence("做为重点工作推进。")),
        ("竟争", sentence("提高竟争力。")),
        ("部份", sentence("部份企业已申报。")),
        ("反应问题", sentence("及时反应问题。")),
    )
)

WORD_DAMAGES = (
    *CONFUSION_DAMAGES,
    cells("字重复（的的）", "用词", "W552", PROSE, swap_any("的", "的的")),
    cells("字重复（任意）", "用词", "W552", PROSE, anywhere(lambda before, _c: before)),
    cells("词重复", "用词", "W553", PROSE, swap_any("积极|落实|工作|资金|企业|政策", lambda t: t * 2)),
    cells("短句重复", "用词", "W553", PROSE, swap("(积极对接上级部门，)", r"\1\1")),
    cells("繁体字", "用词", "W554", PROSE, swap_any("[门业东产务动区发国对资]", lambda t: _TRADITIONAL[t])),
    cells("繁体词", "用词", "W554", PROSE, swap("资金|政策|企业", "資金企業")),
    cells("常用句错一字", "用词", "W555 W551", REPORTED, swap("资金保障工作", "资金保彰工作")),
    cells("常用句漏一字", "用词", "W555", REPORTED, swap("积极对接上级部门", "积极对接级部门")),
    cells("常用句多一字", "用词", "W555 W552", REPORTED, swap("做好资金保障工作", "做好了资金保障工作")),
    cells("占位XX", "用词", "W556", PROSE, sentence("已召开XX会议。")),
    cells("占位××", "用词", "W556", PROSE, sentence("投资××万元。")),
    cells("待补充", "用词", "W556", PROSE, sentence("数据待补充。")),
    cells("同上", "用词", "W556", REPORTED, put("同上")),
    cells("见附件", "用词", "W556", REPORTED, put("见附件")),
    cells("#REF!", "用词", "W556", REPORTED, put("#REF!")),
    cells("#N/A", "用词", "W556", ("deadline", "heads", "remark"), lambda _t, _c: "#N/A"),
    cells("问号占位", "用词", "W556", PROSE, sentence("共??家企业。")),
    cells("略", "用词", "W556", REPORTED, put("略")),
    cells("网页标记", "用词", "W557", PROSE, sentence("下一步&nbsp;推进。")),
    cells("换行标记", "用词", "W557", PROSE, sentence("下一步<br>推进。")),
    cells("乱码", "用词", "W557", PROSE, sentence("锟斤拷。")),
    cells("表情", "用词", "W557", PROSE, sentence("已完成✅。")),
    cells("部首字符", "用词", "W557", PROSE, sentence("已上报⽂件。")),
    cells("英文大小写", "用词", "W558", PROSE, swap("VOCs", "VOCS")),
    cells("暂无", "用词", "R612", REPORTED, put("暂无")),
    cells("没有", "用词", "R612", REPORTED, put("没有")),
    cells("无问题", "用词", "R612", ("problems",), put("无问题")),
    cells("斜杠当无", "用词", "R612", REPORTED, put("/")),
    cells("短横当无", "用词", "R612", REPORTED, put("—")),
    cells("段落里暂无", "用词", "R612", REPORTED, swap("(?m)(?<=^区财政局：).*$", "暂无。")),
)
_TRADITIONAL = dict(zip("门业东产务动区发国对资", "門業東產務動區發國對資", strict=True))

STRUCTURE_DAMAGES = (
    rows("漏一行", "T104", _dropped),
    rows("重复一行", "T101 T107", _doubled),
    rows("相近的一行", "T114", _nearly_doubled),
    rows("行移到别的类别后面", "T108 T109", _moved_to_the_end),
    rows("序号重复", "T101", _renumbered("1")),
    rows("序号跳大", "T104", _renumbered("99")),
    rows("序号为空", "T102", _renumbered("")),
    rows("序号不是数", "T103", _renumbered("五")),
    rows("序号带点", "T103", _renumbered("5.")),
    cells("内容为空", "结构", "T105", ("content",), put("")),
    cells(
        "内容重复别项",
        "结构",
        "T107",
        ("content",),
        lambda t, _c: _FIRST_CONTENT if not t.startswith("对于2022") else None,
    ),
    cells("类别为空", "结构", "T106", ("category",), put("")),
    cells("类别错一字", "结构", "T110", ("category",), swap("优供给扩需求", "优供给扩须求")),
    cells("类别编号错", "结构", "T109 T110 T108", ("category",), swap("（三）", "（四）")),
    cells("类别没有编号", "结构", "T109 T108", ("category",), swap("（[二三五]）", "")),
    cells(
        "类别半角括号", "结构", "W503", ("category",), lambda t, _c: t.replace("（", "(").replace("）", ")")
    ),
    cells("落实情况为空", "结构", "R610", ("progress",), put("")),
    cells("问题为空", "结构", "R611", ("problems",), put("")),
    cells("对上争取为空", "结构", "R611", ("support",), put("")),
    cells("文字太长", "结构", "T113", ("progress",), add("持续推进。" * 450)),
    master_wide("填报栏合并", "结构", "T111", _merged(7, 13), _merged(10, 12), _merged(20, 11)),
    master_wide("其他栏合并", "结构", "T117", _merged(7, 3), _merged(10, 9), _merged(20, 6)),
    master_wide("隐藏的行", "结构", "T115", _hidden(7), _hidden(15), _hidden(28)),
    master_wide("空行在中间", "结构", "T116", _blank_before(3), _blank_before(12), _blank_before(20)),
    master_wide("没有标题", "结构", "T118", _titled("附件1", ())),
    master_wide("附件后有冒号", "结构", "T118", _titled("附件1：", ("标题",))),
    master_wide("本期没有反馈", "结构", "R613", _asked(2), _asked(7), _asked(12)),
    master_wide(
        "本期缺一栏",
        "结构",
        "R613",
        *(
            _asked(
                p,
                state=LedgerState.RETURNED,
                returned_at="x",
                returned_progress="好。",
                returned_support="无",
            )
            for p in (2, 7, 12)
        ),
    ),
)
_FIRST_CONTENT = real_master().table.tasks[0].content

DAMAGES = (
    *CONTACT_DAMAGES,
    *PEOPLE_DAMAGES,
    *DEPARTMENT_DAMAGES,
    *DEADLINE_DAMAGES,
    *PRIVACY_DAMAGES,
    *PUNCTUATION_DAMAGES,
    *NUMBER_DAMAGES,
    *WORD_DAMAGES,
    *STRUCTURE_DAMAGES,
)
CODES = frozenset(code for damage in DAMAGES for code in damage.codes)
"""Every rule that some kind of damage is meant for."""


def places(findings: tuple[Finding, ...]) -> Counter[tuple[str, str, str]]:
    return Counter((finding.code, finding.task, finding.message) for finding in findings)


def tried(damage: Damage, master: Master) -> Iterator[set[str]]:
    """For each of a few places which of the rules meant for it say something new about the damage."""
    chance = random.Random(damage.kind)
    ways = damage.ways(master, chance)
    others = {rule.code: None for rule in RULES if rule.code not in damage.codes}
    before = places(run_rules(master, AS_OF, others))
    for way in chance.sample(ways, min(PLACES, len(ways))):
        yield {code for code, _task, _message in places(run_rules(way, AS_OF, others)) - before}


def found(damage: Damage, master: Master) -> Iterator[bool]:
    """Whether the rules meant for a kind of damage speak, for each place where it is tried."""
    return (bool(codes) for codes in tried(damage, master))


def main() -> None:
    master = real_master()
    by_group: dict[str, list[bool]] = {}
    for damage in DAMAGES:
        results = list(found(damage, master))
        by_group.setdefault(damage.group, []).extend(results)
        sys.stdout.write(f"{damage.group}\t{damage.kind}\t{sum(results)}/{len(results)}\n")
    for group, results in by_group.items():
        share = 100 * sum(results) / len(results)
        sys.stdout.write(f"{group}\t合计\t{sum(results)}/{len(results)}\t{share:.1f}%\n")
    every = [one for results in by_group.values() for one in results]
    sys.stdout.write(f"共{len(DAMAGES)}种\t{sum(every)}/{len(every)}\t{100 * sum(every) / len(every):.1f}%\n")


if __name__ == "__main__":
    main()
