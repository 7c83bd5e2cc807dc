"""W551–W569: wrong, doubled and strange words and characters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache

from opencc import OpenCC

from xlreport.core.master.master import Master
from xlreport.core.model import Severity, Task
from xlreport.core.schema import COLUMNS, Column
from xlreport.core.text import key, shorten
from xlreport.core.validation.catalogue import Hit, Rule, at
from xlreport.core.validation.lexicon import GO_ON, MAY_BE_DOUBLED, MAY_END_A_WORD
from xlreport.core.validation.scanning import (
    HAN,
    NAMES_AND_PROSE,
    PROSE,
    Span,
    Text,
    around,
    cells_where,
    pattern_rule,
    place_rule,
    without_addresses,
)


def _confused_words(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in NAMES_AND_PROSE:
            text = task.text(column.code)
            found = master.confusions.found_in(text)
            if found:
                start, end, entry = found[0]
                more = f"等{len(found)}处" if len(found) > 1 else ""
                right = entry.right.replace("#", text[end - 1])
                yield at(
                    task, column, near=around(text, start, end), more=more, wrong=text[start:end], right=right
                )


# --- traditional characters ------------------------------------------------------------------------


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def _simplified(character: str) -> str:
    """The simplified form of a character that is not in GB 2312; other characters as they are.

    What is in GB 2312 is in use in simplified texts (著, 乾, 徵), whatever else it may stand for.
    """
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return str(_converter().convert(character))
    return character


_RARE = re.compile("[\u3400-\u9fff]")


def _traditional(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in COLUMNS:
            text = task.text(column.code)
            try:
                text.encode("gb2312")
            except UnicodeEncodeError:
                pairs = [(c, _simplified(c)) for c in _RARE.findall(text) if _simplified(c) != c]
                if pairs:
                    names = dict.fromkeys(f"“{old}”（{new}）" for old, new in pairs)
                    yield at(task, column, names="".join(names))


# --- doubled characters and words ------------------------------------------------------------------

_DOUBLED = re.compile(rf"([{HAN}])\1")
_REPEATED = re.compile(rf"(?<![{HAN}]、)([{HAN}]{{2,8}})\1(?![{HAN}]?地)")
_REPEATED_ACROSS = re.compile(rf"([{HAN}]{{2,12}}[，、；])\1")


def _doubled_characters(text: str) -> Iterator[Span]:
    """Characters written twice that neither good Chinese doubles nor two words share a border with."""
    for found in _DOUBLED.finditer(text):
        one, after = found[1], text[found.end() : found.end() + 1]
        before = text[max(0, found.start() - 1) : found.start()]
        crosses_words = one + after in GO_ON or before + one in MAY_END_A_WORD
        if one not in MAY_BE_DOUBLED and not crosses_words:
            yield found.span()


def _repeated_words(text: str) -> Iterator[Span]:
    for found in _REPEATED.finditer(text):
        if found[1][0] not in "一逐各另层" and len(set(found[1])) > 1:
            yield found.span()
    for found in _REPEATED_ACROSS.finditer(text):
        yield found.span()


# --- the table's own sentences ---------------------------------------------------------------------

_LEAST_CLAUSE, _LONGEST_CLAUSE = 7, 60
_CUSTOMARY = 3
_CLAUSE = re.compile(r"[^，。；：、！？\n“”（）《》]+")


def _clauses(master: Master) -> Iterator[tuple[str, Task, Column]]:
    for task in master.table.tasks:
        for column in PROSE:
            for found in _CLAUSE.finditer(task.text(column.code)):
                clause = found.group().strip()
                if _LEAST_CLAUSE <= len(clause) <= _LONGEST_CLAUSE:
                    yield clause, task, column


def _almost_usual_clauses(master: Master, _: date) -> Iterator[Hit]:
    """Clauses written once that differ in one character from one written three times or more.

    Numbers differ for good reason, and so do the names of regions and grades; they do not count.
    """
    counts = Counter(clause for clause, _task, _column in _clauses(master))
    usual: dict[str, str] = {}
    for clause, count in counts.items():
        if count >= _CUSTOMARY:
            usual.update((blanked, clause) for blanked in _one_blanked(clause))
    lengths = {len(blanked) for blanked in usual}
    for clause, task, column in _clauses(master):
        if counts[clause] == 1 and lengths & {len(clause), len(clause) + 1, len(clause) - 1}:
            meant = next((usual[b] for b in _one_blanked(clause) if b in usual), "") or _shorter(
                clause, usual
            )
            if meant and _is_slip(clause, meant):
                yield at(task, column, written=shorten(clause), usual=meant, count=counts[meant])


def _one_blanked(clause: str) -> Iterator[str]:
    """The clause with each of its characters blanked in turn, and with a blank put in at each place."""
    for place in range(len(clause)):
        yield f"{clause[:place]}\0{clause[place + 1 :]}"
    for place in range(len(clause) + 1):
        yield f"{clause[:place]}\0{clause[place:]}"


def _shorter(clause: str, usual: dict[str, str]) -> str:
    """The usual clause that is this one without one of its characters; empty where there is none."""
    for place in range(len(clause)):
        found = usual.get(f"{clause[:place]}\0{clause[place:][1:]}", "")
        if found and len(found) == len(clause) - 1:
            return found
    return ""


_MEANT_TO_DIFFER = frozenset(
    "0123456789一二三四五六七八九十省市区县镇乡村街各已未不可前后上下年月日我本两及和与度或为使并积将"
)
_MEANT_TO_BE_LEFT_OUT = frozenset("0123456789各已未不可和及与并积极将我本等的地")


def _is_slip(clause: str, meant: str) -> bool:
    """Whether the characters by which two clauses differ are not such as make another meaning."""
    differing = set((Counter(clause) - Counter(meant)) | (Counter(meant) - Counter(clause)))
    return not differing & (_MEANT_TO_DIFFER if len(clause) == len(meant) else _MEANT_TO_BE_LEFT_OUT)


# --- placeholders, remains of conversions, spelling of Latin words ------------------------------------

_PLACEHOLDER = re.compile(
    r"[XxＸ×]{2,}(?![A-Za-z])|(?<![A-Za-z])X(?=[月日年市区局])|×(?=[月日年])|某某|待补充|待完善|待填|待确认|待核实|待定|"
    r"待更新|此处(?:填写|补充|插入)|请(?:在此)?填写|（?略）|TODO|TBD|[?？]{2,}|[_＿]{2,}|[*＊]{2,}|□{2,}|\(\s*\)|"
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)",
    re.IGNORECASE,
)
_WHOLE_PLACEHOLDER = re.compile(
    r"同上|同前|见附件|详见附件|见上|略|另附|空|待报|后补|测试|test|[.。…,，、;；？?]+", re.IGNORECASE
)
_CONVERTED = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|#\d+);|</?(?:br|p|div|span|b|td|tr)\b[^>]*>|_x[0-9A-Fa-f]{4}_|锟斤拷|烫烫|屯屯|ï¿½|â€|Ã.|\\[nrt](?![A-Za-z])|"
    r"[ぁ-んァ-ヶ]|[가-힣]|[\U0001F300-\U0001FAFF\u2600-\u26ff\u2705\u274c]|[\ue000-\uf8ff]|[\u2e80-\u2fd5]|[\uf900-\ufaff]"
)


def _placeholders(master: Master, _: date) -> Iterator[Hit]:
    yield from cells_where(master, COLUMNS, _placeholder_places)


def _placeholder_places(text: str) -> Iterable[Span]:
    found = [m.span() for m in _PLACEHOLDER.finditer(without_addresses(text))]
    lines = re.finditer(r"(?:^|(?<=[：:\n]))[^\n：:]+$", text, re.MULTILINE)
    return found or [
        line.span() for line in lines if _WHOLE_PLACEHOLDER.fullmatch(key(line.group()).rstrip("。."))
    ]


def _other_spelling_of_latin_words(master: Master, _: date) -> Iterator[Hit]:
    """Latin words whose letters are capital otherwise than in most places."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for _task, _column, word, _place in _latin_words(master):
        forms[word.lower()][word] += 1
    for task, column, word, place in _latin_words(master):
        usual, count = forms[word.lower()].most_common(1)[0]
        if word != usual and count > forms[word.lower()][word]:
            text = task.text(column.code)
            near = around(text, place, place + len(word))
            yield at(task, column, near=near, word=word, usual=usual, count=count)


def _latin_words(master: Master) -> Iterator[tuple[Task, Column, str, int]]:
    for task in master.table.tasks:
        for column in PROSE:
            for found in re.finditer(r"[A-Za-z]{2,}", without_addresses(task.text(column.code))):
                if set(found.group().lower()) != {"x"}:
                    yield task, column, found.group(), found.start()


RULES: tuple[Rule, ...] = (
    Rule(
        "W551",
        Severity.WARNING,
        title="易错词",
        description="“易错词表”里列出的写法，如截止/截至、其它/其他、布署/部署；词表由您增删。",
        message="“{near}”{more}的“{wrong}”应为“{right}”",
        suggestion="改为正确的写法；不想查的，从“易错词表”里删去",
        check=_confused_words,
        source="《现代汉语词典》、易错词表",
    ),
    place_rule(
        "W552",
        Severity.WARNING,
        Text("字重复", "同一个字连写了两遍。", "“{near}”{more}多写了一个字", "删去多余的字"),
        NAMES_AND_PROSE,
        _doubled_characters,
    ),
    place_rule(
        "W553",
        Severity.WARNING,
        Text("词语重复", "同一个词或短句连写了两遍。", "“{near}”{more}写重了", "删去重复的词语"),
        NAMES_AND_PROSE,
        _repeated_words,
    ),
    Rule(
        "W554",
        Severity.WARNING,
        title="繁体字",
        description="简体文件里出现了繁体字，常由网页或外地材料粘贴带来。",
        message="有繁体字：{names}",
        suggestion="改为括号里的简体字",
        check=_traditional,
        source="《通用规范汉字表》",
    ),
    Rule(
        "W555",
        Severity.HINT,
        title="与常用句只差一字",
        description="全表多处写法相同的句子，有一处只差一个字，可能是错字、漏字、多字。",
        message="写作“{written}”，另有{count}处写作“{usual}”",
        suggestion="核对是否写错",
        check=_almost_usual_clauses,
    ),
    Rule(
        "W556",
        Severity.ERROR,
        title="占位文字",
        description="XX、待补充、同上、见附件、#REF! 等占位的文字，发出去就没有意义。",
        message="“{near}”{more}是占位的文字",
        suggestion="补上实际内容",
        check=_placeholders,
    ),
    pattern_rule(
        "W557",
        Severity.WARNING,
        Text(
            "转换留下的字符",
            "网页标记、乱码、表情、部首字符、假名等，多由复制、转换文件带来。",
            "“{near}”{more}有转换留下的字符",
            "删去或改为正确的字",
        ),
        COLUMNS,
        _CONVERTED.pattern,
    ),
    Rule(
        "W558",
        Severity.HINT,
        title="英文大小写不一致",
        description="同一个英文缩写，全表多数写法相同，个别大小写不同。",
        message="“{near}”的“{word}”，另有{count}处写作“{usual}”",
        suggestion="统一大小写",
        check=_other_spelling_of_latin_words,
    ),
)
