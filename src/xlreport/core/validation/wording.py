"""W5xx: punctuation, spaces and characters that do not belong into a Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Severity
from xlreport.core.schema import COLUMNS
from xlreport.core.text import is_blank, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at
from xlreport.core.validation.scanning import (
    HAN,
    INVISIBLE,
    NAMES_AND_PROSE,
    PROSE,
    around,
    cells_with,
    shown,
)

_PUNCTUATION = "，。；：、！？“”‘’（）《》〈〉【】〔〕—…"
_FULL_STOP = re.compile(rf"(?<=[{HAN}%％”’）》】〕])\.(?=[{HAN}“‘（《]|\s|$)")
_COMMA = re.compile(
    rf"(?<=[{HAN}%％”’）》】〕])[,;:!?](?=[{HAN}“‘（《\d]|\s|$)|(?<=\d)[,;!?](?=[{HAN}“‘（《])"
)
_BRACKET = re.compile(rf"\([^()]*[{HAN}][^()]*\)")
_SPACE = re.compile(rf"(?<=[{HAN}{_PUNCTUATION}])[ \t\u3000\u00a0]+(?=[{HAN}{_PUNCTUATION}])")
_BREAK = re.compile(rf"[{HAN}、，]\n(?=[{HAN}])")
_REPEATED = re.compile(r"([，。；：、])[，。；：、]")
_FORMULA = re.compile(r"^\s*(?:=|[+@][A-Za-z(（])")
_BLANK_EDGES = re.compile(r"^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$")
_NUMBERED = re.compile(r"(?:^|\D)\d{1,2}$|(?:^|\W)[一二三四五六七八九十a-zA-Z]$")
_PAIRS = {"（": "）", "(": ")", "《": "》", "〈": "〉", "“": "”", "‘": "’", "【": "】", "〔": "〕"}
_ALIKE = {")": "）", "(": "（"}


def _half_width_full_stops(master: Master, _: date) -> Iterator[Hit]:
    yield from cells_with(master, PROSE, _FULL_STOP)


def _half_width_commas(master: Master, _: date) -> Iterator[Hit]:
    yield from cells_with(master, NAMES_AND_PROSE, _COMMA)


def _half_width_brackets(master: Master, _: date) -> Iterator[Hit]:
    yield from cells_with(master, NAMES_AND_PROSE, _BRACKET)


def _inner_spaces(master: Master, _: date) -> Iterator[Hit]:
    yield from cells_with(master, NAMES_AND_PROSE, _SPACE)


def _broken_sentences(master: Master, _: date) -> Iterator[Hit]:
    """Line breaks inside a sentence (item 19 of the seed); one before a paragraph's prefix is meant."""
    for task in master.table.tasks:
        for column in PROSE:
            text = task.text(column.code)
            found = next(
                (m for m in _BREAK.finditer(text) if not master.names.prefix_pattern.match(text, m.end())),
                None,
            )
            if found:
                yield at(task, column, near=around(text, found.start(), found.end()))


def _repeated_punctuation(master: Master, _: date) -> Iterator[Hit]:
    yield from cells_with(master, NAMES_AND_PROSE, _REPEATED)


def _invisible_characters(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in COLUMNS:
            text = task.text(column.code)
            if found := INVISIBLE.search(text):
                before = text[max(0, found.start() - 6) : found.start()]
                code = f"U+{ord(found.group()):04X}"
                yield at(
                    task,
                    column,
                    before=f"“{shown(before, 0, len(before))}”之后" if before else "开头",
                    code=code,
                )


def _blank_edges(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in COLUMNS:
            text = task.text(column.code)
            if not is_blank(text) and (found := _BLANK_EDGES.search(text)):
                what = "换行" if "\n" in found.group() else "空格"
                yield at(task, column, where="末尾" if found.start() else "开头", what=what)


def _formulas(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in COLUMNS:
            if _FORMULA.match(task.text(column.code)):
                yield at(task, column, start=shorten(task.text(column.code), 10))


def _unpaired(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in NAMES_AND_PROSE:
            text = task.text(column.code)
            place = unpaired_mark(text)
            if place is not None:
                yield at(task, column, mark=text[place], near=around(text, place, place + 1))


def unpaired_mark(text: str) -> int | None:
    """Where the first bracket or quotation mark without its partner stands; None where all are paired.

    Half- and full-width round brackets pair with each other; ``1）`` and ``一）`` number a list.
    """
    closers = {_ALIKE.get(close, close): _ALIKE.get(open_, open_) for open_, close in _PAIRS.items()}
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        mark = _ALIKE.get(character, character)
        if mark in _PAIRS:
            waiting.append((mark, place))
        elif mark in closers:
            if waiting and waiting[-1][0] == closers[mark]:
                waiting.pop()
            elif not (mark == "）" and _NUMBERED.search(text[max(0, place - 3) : place])):
                return place
    return waiting[0][1] if waiting else None


RULES = (
    Rule(
        "W501",
        Severity.WARNING,
        title="半角句号",
        description="中文里用了半角句点“.”；小数、编号（2.0、1.）不算。",
        message="“{near}”{more}用了半角句点",
        suggestion="改为中文句号“。”",
        source="GB/T 15834—2011 5.1.1",
        check=_half_width_full_stops,
    ),
    Rule(
        "W502",
        Severity.WARNING,
        title="半角标点",
        description="中文里用了半角的逗号、分号、冒号、叹号或问号。",
        message="“{near}”{more}用了半角标点",
        suggestion="改为全角标点",
        source="GB/T 15834—2011 5.1.1、5.1.2",
        check=_half_width_commas,
    ),
    Rule(
        "W503",
        Severity.HINT,
        title="半角括号",
        description="括着中文的括号应为全角。",
        message="“{near}”{more}用了半角括号",
        suggestion="改为全角括号“（）”",
        source="GB/T 15834—2011 4.9、5.1.3",
        check=_half_width_brackets,
    ),
    Rule(
        "W504",
        Severity.WARNING,
        title="中文之间有空格",
        description="中文和中文标点之间不应有空格（人名里的空格不算）。",
        message="“{near}”{more}中间有空格",
        suggestion="删去空格",
        check=_inner_spaces,
    ),
    Rule(
        "W505",
        Severity.WARNING,
        title="标点重复",
        description="两个句读标点连在一起，如“。。”“，。”。",
        message="“{near}”{more}有两个标点连在一起",
        suggestion="删去多余的标点",
        source="GB/T 15834—2011 5.1",
        check=_repeated_punctuation,
    ),
    Rule(
        "W506",
        Severity.WARNING,
        title="括号或引号不成对",
        description="括号、引号、书名号应当成对；“1）”一类编号不算。",
        message="“{near}”处的“{mark}”没有配对",
        suggestion="补上或删去",
        source="GB/T 15834—2011 4.8、4.9、4.15",
        check=_unpaired,
    ),
    Rule(
        "W507",
        Severity.WARNING,
        title="不可见字符",
        description="零宽字符、控制字符看不见，却会使查找和核对出错，常由网页或聊天软件粘贴带来。",
        message="{before}有不可见的字符（{code}）",
        suggestion="删去后重新输入这几个字",
        check=_invisible_characters,
    ),
    Rule(
        "W508",
        Severity.HINT,
        title="首尾有空白",
        description="单元格文字的开头或末尾有空格、换行。",
        message="{where}有多余的{what}",
        suggestion="删去首尾空白",
        check=_blank_edges,
    ),
    Rule(
        "W509",
        Severity.WARNING,
        title="像公式的文字",
        description="以等号等开头的文字再次编辑或另存时会变成公式。",
        message="以“{start}”开头，可能被当成公式",
        suggestion="去掉开头的符号，或在前面加文字",
        check=_formulas,
    ),
    Rule(
        "W510",
        Severity.HINT,
        title="句中换行",
        description="换行前没有句号等标点，一句话被断成了两行。",
        message="“{near}”在句子中间换行",
        suggestion="删去换行",
        check=_broken_sentences,
    ),
)
