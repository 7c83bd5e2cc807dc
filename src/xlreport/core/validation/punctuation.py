"""W511–W529: the marks of GB/T 15834—2011 and the brackets of document numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from xlreport.core.master.master import Master
from xlreport.core.model import Severity
from xlreport.core.schema import COLUMN_BY_CODE, REPORTED_COLUMNS
from xlreport.core.text import is_blank
from xlreport.core.validation.catalogue import Hit, Rule, at
from xlreport.core.validation.scanning import (
    HAN,
    NAMES_AND_PROSE,
    PROSE,
    Span,
    Text,
    around,
    pattern_rule,
    place_rule,
    shown,
)
from xlreport.core.wording.progress import parse_progress

_SHORTEST_SENTENCE = 8
"""Characters from which a text is a sentence and not a word."""

_FINAL = "。！？…；：”’》）)】〕.!?;:，,、"
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"[%％‰万亿元年月日号家个项名人次件处所座条公里米平方吨户倍时天周岁页章节条款]"
_RANGE = re.compile(
    rf"(?<![\dA-Za-z./\-]){_NUMBER}[%％]?[ ]?(?:-{{1,2}}|－|–|~)[ ]?{_NUMBER}(?![\d\-./]|[A-Za-z])"
)


def _hyphened_ranges(text: str) -> Iterator[Span]:
    """Ranges of numbers written with a hyphen; telephone numbers and model names are none."""
    for found in _RANGE.finditer(text):
        digits = max(len(part) for part in re.findall(r"\d+", found.group()))
        told = re.match(_UNIT, text[found.end() : found.end() + 1]) or re.search(r"[%％~]", found.group())
        if digits <= 4 and (told or _is_years(found.group())):
            yield found.span()


def _is_years(written: str) -> bool:
    return all(1900 <= int(year) <= 2100 for year in re.findall(r"\d+", written) if len(year) == 4) and (
        len(re.findall(r"\d{4}", written)) == 2
    )


_PERCENT = re.compile(r"(?<=\d)[%％]")


def _mixed_percent_signs(master: Master, _: date) -> Iterator[Hit]:
    """The percent sign that is the rarer one in the whole table; the full-width one where both are equal."""
    counts = Counter(
        sign
        for task in master.table.tasks
        for column in PROSE
        for sign in _PERCENT.findall(task.text(column.code))
    )
    if len(counts) < 2:
        return
    usual, rare = ("%", "％") if counts["%"] >= counts["％"] else ("％", "%")
    for task in master.table.tasks:
        for column in PROSE:
            text = task.text(column.code)
            found = next((m for m in _PERCENT.finditer(text) if m.group() == rare), None)
            if found:
                near = around(text, *found.span())
                yield at(task, column, near=near, rare=rare, usual=usual, count=counts[usual])


def _bodies(master: Master, text: str) -> Iterator[str]:
    """The text of each department's paragraph, without its prefix."""
    for part in parse_progress(text, master.names):
        if not is_blank(part.body):
            yield part.body.strip()


def _is_sentence(body: str) -> bool:
    """Whether a text is long enough to be a sentence and no list of enclosures."""
    return len(body) >= _SHORTEST_SENTENCE and not body.startswith("附件")


def _usually_closed(master: Master) -> set[str]:
    """The reported columns in which most sentences have their final mark."""
    closed: set[str] = set()
    for column in REPORTED_COLUMNS:
        ends = [
            body[-1] in _FINAL
            for task in master.table.tasks
            for body in _bodies(master, task.text(column.code))
            if _is_sentence(body)
        ]
        if 2 * sum(ends) > len(ends):
            closed.add(column.code)
    return closed


def _without_final_mark(master: Master, _: date) -> Iterator[Hit]:
    closed = _usually_closed(master)
    for task in master.table.tasks:
        for column in REPORTED_COLUMNS:
            bodies = _bodies(master, task.text(column.code)) if column.code in closed else ()
            for body in bodies:
                if _is_sentence(body) and body[-1] not in _FINAL:
                    yield at(task, column, near=shown(body, len(body) - 10, len(body)))
                    break
        content = task.content.strip()
        if len(content) >= 2 * _SHORTEST_SENTENCE and content[-1] not in _FINAL and "。" in content:
            yield at(task, COLUMN_BY_CODE["content"], near=shown(content, len(content) - 10, len(content)))


def _open_ends(master: Master, _: date) -> Iterator[Hit]:
    for task in master.table.tasks:
        for column in (COLUMN_BY_CODE["content"], COLUMN_BY_CODE["remark"], *REPORTED_COLUMNS):
            for body in _bodies(master, task.text(column.code)):
                if re.search(r"[，、；：,;:]$", body) and len(body) > 1:
                    yield at(task, column, near=shown(body, max(0, len(body) - 10), len(body)))
                    break


def _nested_titles(text: str) -> Iterator[Span]:
    """《》 inside 《》, and 〈〉 outside of 《》 (GB/T 15834—2011 4.15)."""
    depth = 0
    for place, mark in enumerate(text):
        if mark == "《":
            depth += 1
            if depth > 1:
                yield place, place + 1
        elif mark == "》":
            depth = max(0, depth - 1)
        elif mark == "〈" and depth == 0:
            yield place, place + 1


def _wrong_bracket_pairs(text: str) -> Iterator[Span]:
    """A full-width bracket closed by a half-width one, or the other way round."""
    waiting: list[tuple[str, int]] = []
    for place, mark in enumerate(text):
        if mark in "(（":
            waiting.append((mark, place))
        elif mark in ")）" and waiting:
            opened, start = waiting.pop()
            if (opened + mark) in {"(）", "（)"}:
                yield start, place + 1


RULES: tuple[Rule, ...] = (
    pattern_rule(
        "W511",
        Severity.WARNING,
        Text(
            "连字符当破折号、连接号",
            "破折号是一个占两格的“——”，不用“--”“－－”“——— ”代替，也不能断成奇数个。",
            "“{near}”{more}的破折号写法不对",
            "改为“——”",
            "GB/T 15834—2011 4.10、5.1.4",
        ),
        PROSE,
        rf"(?<![-\w])-{{2,}}(?![-\w])|(?<=[{HAN}”》）])-{{2,}}|－{{2,}}|–{{2,}}|(?<!—)—(?:——)+(?!—)|(?<=[{HAN}])-(?=[{HAN}])",
    ),
    place_rule(
        "W512",
        Severity.WARNING,
        Text(
            "数值范围的连接号",
            "数值、年份的起止用一字线“—”或浪纹线“～”，不用短横线、半角波浪线；电话号码、型号里的短横线不算。",
            "“{near}”{more}的起止用了短横线",
            "改为“—”",
            "GB/T 15834—2011 4.13、GB/T 15835—2011 5.1.3",
        ),
        PROSE,
        _hyphened_ranges,
    ),
    pattern_rule(
        "W513",
        Severity.WARNING,
        Text(
            "省略号",
            "省略号是六个点，占两格“……”；不用“...”“。。。”、单个“…”，也不与“等”同用。",
            "“{near}”{more}的省略号写法不对",
            "改为“……”，或删去",
            "GB/T 15834—2011 4.11、5.1.5",
        ),
        NAMES_AND_PROSE,
        r"\.{3,}|。{3,}|、{3,}|·{3,}|(?<!…)…(?:……)*(?!…)|等等?……",
    ),
    pattern_rule(
        "W514",
        Severity.WARNING,
        Text(
            "英文引号",
            "中文里的引号用“”‘’，不用直引号。",
            "“{near}”{more}用了英文引号",
            "改为“”",
            "GB/T 15834—2011 4.8",
        ),
        NAMES_AND_PROSE,
        rf"[\"＂`](?=[{HAN}《（\d])|(?<=[{HAN}》）。！？\d%％])[\"＂`]|(?<=[{HAN}])'|'(?=[{HAN}])|[「」『』]",
    ),
    pattern_rule(
        "W515",
        Severity.WARNING,
        Text(
            "书名号",
            "文件、书刊名称用《》，不用尖括号“<>”“«»”代替。",
            "“{near}”{more}用尖括号当书名号",
            "改为《》",
            "GB/T 15834—2011 4.15",
        ),
        NAMES_AND_PROSE,
        rf"[<＜«≪][^<>＜＞]*[{HAN}][^<>＜＞]*[>＞»≫]",
    ),
    place_rule(
        "W516",
        Severity.WARNING,
        Text(
            "书名号里套书名号",
            "书名号里还要用书名号时，外面用《》，里面用〈〉；〈〉不单独使用。",
            "“{near}”{more}的书名号层次不对",
            "外层改为《》，里层改为〈〉",
            "GB/T 15834—2011 4.15",
        ),
        PROSE,
        _nested_titles,
    ),
    pattern_rule(
        "W517",
        Severity.HINT,
        Text(
            "书名号、引号之间的顿号",
            "并列的书名号之间、引号之间通常不用顿号；中间插有括注等其他成分的除外。",
            "“{near}”{more}的顿号多余",
            "删去书名号、引号之间的顿号",
            "GB/T 15834—2011 4.5.3.5",
        ),
        PROSE,
        r"》、(?=《)|”、(?=“)",
    ),
    pattern_rule(
        "W518",
        Severity.WARNING,
        Text(
            "发文字号的括号",
            "发文字号的年份用六角括号“〔〕”括起，不用[]、【】、（）。",
            "“{near}”{more}的年份没有用六角括号",
            "改为如“济历城安发〔2022〕13号”",
            "GB/T 9704—2012 7.2.5",
        ),
        PROSE,
        r"[\[【（(［{〈〔][ ]?(?:19|20)\d{2}年?[ ]?[\]】）)］}〉〕][ ]?第?\d{1,4}号"
        r"(?<!〔\d{4}〕\d号)(?<!〔\d{4}〕\d\d号)(?<!〔\d{4}〕\d{3}号)(?<!〔\d{4}〕\d{4}号)"
        r"(?<!〔\d{4}〕第\d号)(?<!〔\d{4}〕第\d\d号)(?<!〔\d{4}〕第\d{3}号)",
    ),
    pattern_rule(
        "W519",
        Severity.WARNING,
        Text(
            "发文顺序号",
            "发文字号的年份标全称，发文顺序号不加“第”字，不编虚位（即1不编为01）。",
            "“{near}”{more}的发文字号写法不对",
            "改为如“〔2022〕13号”",
            "GB/T 9704—2012 7.2.5",
        ),
        PROSE,
        r"〔\d{2}〕(?=[ ]?\d{1,4}号)|〔\d{4}年〕|(?<=〕)[ ]?第(?=\d{1,4}号)|(?<=〕)0+(?=\d{1,3}号)"
        rf"|(?<=[{HAN}]发)20\d\d(?=[-—]?\d{{1,3}}号)",
    ),
    Rule(
        "W520",
        Severity.WARNING,
        title="句末没有句号",
        description=(
            f"成句的文字（{_SHORTEST_SENTENCE}个字以上）末尾应有句号；一栏里多数都没有句号的，不算这一栏。"
        ),
        message="末尾“{near}”没有句号",
        suggestion="在末尾加句号；没有写完的补全",
        check=_without_final_mark,
        source="GB/T 15834—2011 4.1",
    ),
    Rule(
        "W521",
        Severity.WARNING,
        title="末尾是逗号、顿号等",
        description="一段文字以逗号、顿号、分号或冒号结束，可能没有写完，或标点写错。",
        message="末尾“{near}”没有写完，或标点不对",
        suggestion="补全文字，或改为句号",
        check=_open_ends,
        source="GB/T 15834—2011 4.1",
    ),
    pattern_rule(
        "W522",
        Severity.WARNING,
        Text(
            "标点在行首",
            "句号、逗号、顿号、分号、冒号、问号、叹号和后半个引号、括号、书名号不出现在一行之首。",
            "“{near}”{more}的标点在一行的开头",
            "删去标点或前面的换行",
            "GB/T 15834—2011 5.1.1—5.1.3",
        ),
        NAMES_AND_PROSE,
        r"^[ \t\u3000]*[，。；：、！？”’）》】〕,;:!?](?![)）])|^[ \t\u3000]*\.(?=\D)",
        re.MULTILINE,
    ),
    pattern_rule(
        "W523",
        Severity.WARNING,
        Text(
            "括号、引号内外的标点",
            "前半个括号、引号之后，后半个之前，不应有逗号、顿号；引号外也不应再重复句号。",
            "“{near}”{more}的标点位置不对",
            "删去或移动标点",
            "GB/T 15834—2011 附录B",
        ),
        NAMES_AND_PROSE,
        r"[（(《“‘〔【][，。；：、]|[，、；：][）)》〕】”’]|[。！？]”[。！？]|《》|“”|（）|\(\)|‘’",
    ),
    pattern_rule(
        "W524",
        Severity.WARNING,
        Text(
            "标点重叠",
            "叹号、问号不叠用，逗号、句号与它们不连用；“、等”的顿号多余。",
            "“{near}”{more}的标点多余",
            "删去多余的标点",
            "GB/T 15834—2011 4.2、4.3、4.5",
        ),
        NAMES_AND_PROSE,
        r"[！!]{2,}|[？?]{2,}|[！？!?][，。；、]|[，。；、][！？!?]|、(?=等[，。；）多\d])|[,;]{2,}|[，。；：、][,.;:](?!\d)|[,.;:][，。；：、]"
        r"|》》|《《(?!〈)|““|””",
    ),
    place_rule(
        "W525",
        Severity.HINT,
        Text(
            "全角、半角括号混用",
            "一对括号应同为全角。",
            "“{near}”{more}的括号一半全角、一半半角",
            "改为全角括号“（）”",
            "GB/T 15834—2011 4.9",
        ),
        NAMES_AND_PROSE,
        _wrong_bracket_pairs,
    ),
    Rule(
        "W526",
        Severity.HINT,
        title="百分号混用",
        description="全表的百分号应一致，以多数为准。",
        message="“{near}”的百分号是“{rare}”，全表有{count}处用“{usual}”",
        suggestion="统一百分号",
        check=_mixed_percent_signs,
        source="GB/T 15835—2011 5.1",
    ),
    pattern_rule(
        "W527",
        Severity.HINT,
        Text(
            "空行、制表符",
            "段落之间不空行，文字里不应有制表符。",
            "“{near}”{more}有空行或制表符",
            "删去空行、制表符",
        ),
        NAMES_AND_PROSE,
        r"\n[ \t\u3000]*\n(?=\s*\S)|(?<=\S)\t(?=\S)",
    ),
    pattern_rule(
        "W528",
        Severity.HINT,
        Text(
            "数字前后有空格",
            "数字与汉字之间、一个数的数字之间不应有空格；三位一节的分节空格（3 200）不算。",
            "“{near}”{more}的数字前后有空格",
            "删去空格",
            "GB/T 15835—2011 5.1.1",
        ),
        NAMES_AND_PROSE,
        rf"(?<=[{HAN}，。；：、])[ \u3000\u00a0]+(?=\d)|(?<=\d)[ \u3000\u00a0]+(?=[{HAN}，。；：、%％])"
        r"|(?<=\d)[ \u3000\u00a0]+(?!\d{3}(?!\d))(?=\d)",
    ),
    pattern_rule(
        "W529",
        Severity.WARNING,
        Text(
            "间隔号、星号等代替标点",
            "用“·”“•”“/”“|”“*”“;”一类符号代替顿号、逗号。",
            "“{near}”{more}用符号代替了标点",
            "改为顿号或逗号",
            "GB/T 15834—2011 4.5",
        ),
        PROSE,
        rf"(?<=[{HAN}])[ ]?[|｜•＊\*\\＼~^＾_＿]+[ ]?(?=[{HAN}])"
        rf"|(?<=[{HAN}])[，。、；：]?[﹐﹑﹒﹔﹕､｡]",
    ),
)
