"""W531–W549: figures, units, years and numbering (GB/T 15835—2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from xlreport.core.model import Severity
from xlreport.core.schema import CONTACTS, HEADS, LEADERS, NUMBER
from xlreport.core.validation.catalogue import Rule
from xlreport.core.validation.scanning import (
    HAN,
    NAMES_AND_PROSE,
    PROSE,
    Span,
    Text,
    pattern_rule,
    place_rule,
)

_ALL = (*NAMES_AND_PROSE, LEADERS, HEADS, CONTACTS, NUMBER)
_COUNTED = (
    r"(?:万元|亿元|元|万|亿|%|％|家|个|项|名|人|次|件|处|所|座|户"
    r"|公里|平方米|亩|吨|台|辆|年|月|日|岁|批|条|类)"
)
_PARTS = r"(?:家|个|项|名|人|件|处|所|座|户|类|种|条|款|部门|单位)"
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"两": 2}

_YEAR = re.compile(r"(?<![\d.,，A-Za-z])(\d{2,6})年")
_FIRST_YEAR, _LAST_YEAR = 1840, 2060


def _odd_years(text: str) -> Iterator[Span]:
    """Years that no document of today means: too long, too short, or far off.

    2060 is the farthest year that state plans name. ``30年`` and ``100年`` are spans of time; they are
    years only where a month or a part of the year follows.
    """
    for found in _YEAR.finditer(text):
        year, follows = found[1], text[found.end() : found.end() + 3]
        dated = re.match(r"\d{1,2}月|[上下]半年|第?[一二三四]季|度|[底末]", follows) is not None
        if len(year) == 4:
            if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
                yield found.span()
        elif len(year) > 4 or (dated and not (len(year) == 2 and follows[:1] in "底末度")):
            yield found.span()


_DAY = re.compile(r"(?<![\d.])(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?")
_NUMERIC_DAY = re.compile(r"(?<![\d.\-/])((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.\-/])")


def _impossible_days(text: str) -> Iterator[Span]:
    """Days and months that no calendar has; ``36个月`` counts months and has another word between."""
    for found in _DAY.finditer(text):
        if not _is_day(found[1] or "2024", found[2], found[3] or "1"):
            yield found.span()
    for found in _NUMERIC_DAY.finditer(text):
        if not _is_day(found[1], found[3], found[4]):
            yield found.span()


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


_RANGE = re.compile(
    rf"(?<![\d.,，—～A-Za-z])(\d+(?:\.\d+)?)([%％]|万|亿)?(?:—|～|-|至)(\d+(?:\.\d+)?)([%％]|万|亿)?(?={_COUNTED}?)"
)
_TIME_UNITS = re.compile(r"月|日|时|点|号|分|[:：]|学年|次会议")


def _falling_ranges(text: str) -> Iterator[Span]:
    """Ranges whose first number is the greater one; months, days and hours may run over."""
    for found in _RANGE.finditer(text):
        follows = text[found.end() : found.end() + 3]
        if _TIME_UNITS.match(follows) or (found[2] and found[2] != found[4]):
            continue
        if text[found.end() : found.end() + 1] in {"—", "-", "～"}:
            continue
        plausible = max(len(found[1]), len(found[3])) <= 6 and not follows[:1].isdigit()
        if plausible and re.match(_COUNTED, found[4] or follows) and float(found[1]) > float(found[3]):
            yield found.span()


_PERCENTAGE = re.compile(r"(\d+(?:\.\d+)?)[%％]")
_SHARE = re.compile(
    r"比例|占比|报销|覆盖率|合格率|达标率|入住率|出勤率|参保率|支付|占总|满意[率度]|补贴|救助"
)
_GROWTH = re.compile(r"增长|增幅|提高了|提升了|同比|增加|超额|完成率|任务量|年度任务")


def _over_a_whole(text: str) -> Iterator[Span]:
    """Percentages beyond 100 in a clause about a share of a whole."""
    for found in _PERCENTAGE.finditer(text):
        clause = re.split(r"[。；\n]", text[: found.start()])[-1]
        after = re.split(r"[，。；\n]", text[found.end() :])[0]
        about_a_share = _SHARE.search(clause[-24:]) or _SHARE.search(after[:8])
        if float(found[1]) > 100 and about_a_share and not _GROWTH.search(clause[-12:]):
            yield found.span()


_LISTED = re.compile(rf"等(\d{{1,3}}|[两一二三四五六七八九十]{{1,2}})(?:余|多)?{_PARTS}")


def _miscounted_lists(text: str) -> Iterator[Span]:
    """``A、B、C等2家``: more are named than counted, or nearly all of a long list but not quite.

    Where 和 or 及 joins some of them the number of names is not certain; every reading must fail.
    """
    for found in _LISTED.finditer(text):
        clause = re.split(r"[。；：\n“”]|，(?![^、，]*、)", text[: found.start()])[-1]
        listed = re.split(r"，", clause)[-1] if "、" in re.split(r"，", clause)[-1] else clause
        listed = re.sub(r"（[^（）]*）", "", listed)
        least = listed.count("、") + 1
        most = least + len(re.findall(r"和|及(?!时)|与", listed))
        count = _value(found[1])
        nearly_all = least >= 5 and most < count <= most + 2
        if least > 1 and (least > count or nearly_all):
            yield found.span()


def _value(written: str) -> int:
    """The value of a numeral below one hundred, in figures or Chinese."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


_WHOLE = re.compile(r"(\d{1,9})(项|个|家|名|人|户|件|处|亿元|万元)，其中")


def _parts_beyond_the_whole(text: str) -> Iterator[Span]:
    """``30项，其中……20项、……15项``: the parts add up to more than the whole."""
    for found in _WHOLE.finditer(text):
        sentence = re.split(r"[，。；\n]", text[found.end() :])[0]
        parts = [int(n) for n in re.findall(rf"(?<![\d.])(\d{{1,9}}){found[2]}", sentence)]
        if len(parts) > 1 and sum(parts) > int(found[1]):
            yield found.span()


# --- numbering -------------------------------------------------------------------------------------

_STYLES = (
    re.compile(r"(?:(?<=[。；：，\n])|^)[ \u3000]*([一二三四五六七八九十])是(?!否|以|一)", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：，\n])|^)[ \u3000]*第([一二三四五六七八九十])[，、]", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：\n])|^)[ \u3000]*[（(]([一二三四五六七八九十]{1,3})[）)]", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：\n])|^)[ \u3000]*([一二三四五六七八九十]{1,3})、", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：\n])|^)[ \u3000]*(\d{1,2})[.．](?!\d)", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：\n])|^)[ \u3000]*(\d{1,2})、(?!\d)", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：\n])|^)[ \u3000]*[（(](\d{1,2})[）)]", re.MULTILINE),
    re.compile(r"(?:(?<=[。；：，\n])|^)[ \u3000]*(?<![（(\d])(\d{1,2})[）)]", re.MULTILINE),
)
_CIRCLED = re.compile("[①-⑳]")


def _broken_numbering(text: str) -> Iterator[Span]:
    """Enumerations that leave out, repeat or confuse a number; each may start again at one."""
    for pattern in _STYLES:
        found = [(_value(match[1]), match.span()) for match in pattern.finditer(text)]
        yield from _gaps(found)
    yield from _gaps([(ord(m.group()) - ord("①") + 1, m.span()) for m in _CIRCLED.finditer(text)])


def _gaps(numbers: Sequence[tuple[int, Span]]) -> Iterator[Span]:
    if not numbers or (len(numbers) == 1 and numbers[0][0] == 1):
        return
    if numbers[0][0] != 1 and len(numbers) > 1:
        yield numbers[0][1]
    for (before, _), (number, place) in pairwise(numbers):
        if number not in {before + 1, 1} or (number == 1 and before == 1):
            yield place


_MARKED = re.compile(r"(?:(?<=[。；：\n])|^)[ \u3000]*(\d{1,2})([.．、）)])(?!\d)", re.MULTILINE)


def _mixed_numbering(text: str) -> Iterator[Span]:
    """``1.……2、……``: one enumeration goes on with another mark behind its number."""
    for one, other in pairwise(_MARKED.finditer(text)):
        if int(other[1]) == int(one[1]) + 1 and one[2] != other[2]:
            yield other.span()


_AT_A_START = r"(?:(?<=[。；：，\n])|^)"


def _enumeration_without_second(text: str) -> Iterator[Span]:
    """一是 (第一，) without 二是, and the other way round."""
    for first, second in (
        (r"一是(?!否)", r"二是(?!否)"),
        (r"第一，", r"第二[，、]"),
    ):
        found = list(re.finditer(_AT_A_START + first, text, re.MULTILINE))
        others = list(re.finditer(_AT_A_START + second, text, re.MULTILINE))
        if bool(found) != bool(others):
            yield (found or others)[0].span()


RULES: tuple[Rule, ...] = (
    pattern_rule(
        "W531",
        Severity.WARNING,
        Text(
            "全角数字、字母",
            "阿拉伯数字和字母应用半角；全角的在查找、核对、计算时会被当成另一个字。",
            "“{near}”{more}用了全角的数字或字母",
            "改为半角",
            "GB/T 15835—2011 5.1",
        ),
        _ALL,
        r"[０-９Ａ-Ｚａ-ｚ]+",
    ),
    pattern_rule(
        "W532",
        Severity.WARNING,
        Text(
            "数字里混有字母",
            "把字母O、l、I当成了数字0、1。",
            "“{near}”{more}的数字里混有字母",
            "把字母O改为数字0，l、I改为1",
        ),
        _ALL,
        rf"(?<![A-Za-z\d.\-])\d+[OoIl]\d*(?![A-Za-z])|(?<![A-Za-z\d.\-])[OoIl]\d+(?={_COUNTED}|[.．]\d|季)"
        r"|(?<=\d\.)[OoIl](?=[\d%％])",
    ),
    pattern_rule(
        "W533",
        Severity.WARNING,
        Text(
            "数字里的逗号、顿号",
            "数字的分节用半角逗号或四分之一空格，不用全角逗号、顿号。",
            "“{near}”{more}的数字里有全角逗号或顿号",
            "删去，或改为半角逗号",
            "GB/T 15835—2011 5.1.1",
        ),
        PROSE,
        rf"(?<![\d.，、]){'[1-9]'}\d{{0,2}}(?:[，、]000)+(?!\d)|(?<![\d.，、])[1-9]\d{{0,2}}(?:，\d{{3}})+(?=\.\d|{_COUNTED})"
        r"|\d,\d{1,2}(?!\d)(?=[万亿元%％家个项])|\d，,\d",
    ),
    pattern_rule(
        "W534",
        Severity.WARNING,
        Text(
            "数字写法不对",
            "多了小数点、多写了0、汉字与百分号相连、百分号在前等写法。",
            "“{near}”{more}的数字写法不对",
            "核对并改正数字",
            "GB/T 15835—2011 5.1",
        ),
        PROSE,
        rf"\d\.{{2,}}\d|(?<![\d.A-Za-z])\d+\.\d+\.\d+(?=[万亿元%％家个项])|\d\.(?=[%％万亿元家个项名])|\d[。·．](?=\d)"
        rf"|(?<![\d.,，\-—/A-Za-z〔])0\d+(?={_COUNTED}(?<![年月日]))|[一二三四五六七八九十百]+[%％]"
        r"|(?<![A-Za-z\d％%])[%％]\d|(?<=[约达到近为超])\.\d",
    ),
    pattern_rule(
        "W535",
        Severity.WARNING,
        Text(
            "单位重复",
            "计量单位写了两遍，或两个单位连在一起。",
            "“{near}”{more}的单位重复",
            "删去多余的单位",
        ),
        PROSE,
        r"(?<=\d)(?:万元[元万]|亿元[元亿]|元[元]|万万|亿亿|[%％‰]{2,}|家家|个个|项项|名名|平方平|公里里|米米|月月|日日|年年|"
        r"人人|次次|户户|件件|处处|所所|座座|吨吨|亩亩|元万元|元亿元|万元万|人名|名人次|年月(?=\d)|月日|月年)",
    ),
    place_rule(
        "W536",
        Severity.WARNING,
        Text(
            "年份不对",
            "文字里的年份应是四位，并且不离谱；写月日时年份不简写。",
            "“{near}”{more}的年份不对",
            "核对年份",
            "GB/T 15835—2011 5.1.4、GB/T 9704—2012 7.3.5.4",
        ),
        PROSE,
        _odd_years,
    ),
    place_rule(
        "W537",
        Severity.ERROR,
        Text(
            "文字里的日期不存在",
            "文字里写了日历上没有的月份或日期。",
            "没有“{written}”{more}",
            "核对并改正日期",
        ),
        PROSE,
        _impossible_days,
    ),
    pattern_rule(
        "W538",
        Severity.HINT,
        Text(
            "日期写法",
            "文字里的日期写作2023年6月1日；不用点号，“〇”不写成“零”，月日不写成01、05，汉字与阿拉伯数字不混用。",
            "“{near}”{more}的日期写法不规范",
            "改为如“2023年6月1日”",
            "GB/T 15835—2011 5.1.4、GB/T 9704—2012 7.3.5.4",
        ),
        PROSE,
        r"(?<![\d.])(?:19|20)\d{2}\.(?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0?[1-9])(?![\d.])|二零[零一二三四五六七八九]{2}年"
        r"|(?:19|20)\d{2}年0\d月|\d{1,2}月0\d日|(?:19|20)\d{2}年[一二三四五六七八九十]{1,2}月|\d{1,2}月[一二三四五六七八九十]{1,3}日"
        r"|(?:19|20)\d{2}[./](?:1[0-2]|0?[1-9])(?=月)|第[五六七八九5-9]季度|(?:19|20)\d{2}年\d{1,2}日",
    ),
    place_rule(
        "W539",
        Severity.WARNING,
        Text(
            "范围的起止颠倒",
            "表示范围的两个数，前一个应小于后一个。",
            "“{near}”{more}的起止颠倒",
            "核对两个数",
            "GB/T 15835—2011 5.1.3",
        ),
        PROSE,
        _falling_ranges,
    ),
    place_rule(
        "W540",
        Severity.WARNING,
        Text(
            "比例超过100%",
            "比例、报销、占比、覆盖率一类的数不会超过100%；增长、完成率不算。",
            "“{near}”{more}超过了100%",
            "核对数字",
        ),
        PROSE,
        _over_a_whole,
    ),
    place_rule(
        "W541",
        Severity.WARNING,
        Text(
            "列举与“等几家”不符",
            "“等7家”前面列出的多于7家，或列出一长串却还差一两家。",
            "“{near}”{more}与前面列出的数目不符",
            "核对数目",
        ),
        PROSE,
        _miscounted_lists,
    ),
    place_rule(
        "W542",
        Severity.WARNING,
        Text(
            "“其中”之和超过总数",
            "“其中”后面各项之和大于前面的总数。",
            "“{near}”{more}后面各项之和大于总数",
            "核对数字",
        ),
        PROSE,
        _parts_beyond_the_whole,
    ),
    place_rule(
        "W543",
        Severity.WARNING,
        Text(
            "编号不连续",
            "一是二是、1.2.3.、（一）（二）、第一第二、①②等编号应从一起，不重不漏。",
            "“{near}”{more}的编号与前面不连续",
            "核对编号，漏项的补上",
            "GB/T 9704—2012 7.3.3",
        ),
        PROSE,
        _broken_numbering,
    ),
    place_rule(
        "W544",
        Severity.WARNING,
        Text(
            "编号的标点混用",
            "同一层编号后面的标点应一致，阿拉伯数字后面用齐线墨点“.”。",
            "“{near}”{more}的编号标点与前一个不同",
            "统一编号后面的标点",
            "GB/T 15834—2011 附录B、GB/T 9704—2012 7.3.3",
        ),
        PROSE,
        _mixed_numbering,
    ),
    place_rule(
        "W545",
        Severity.HINT,
        Text(
            "只有“一是”没有“二是”",
            "写了“一是”“第一，”却没有“二是”“第二，”，或只有后一个。",
            "“{near}”{more}只有一项，或缺了前一项",
            "核对是否漏写",
        ),
        PROSE,
        _enumeration_without_second,
    ),
    pattern_rule(
        "W546",
        Severity.HINT,
        Text(
            "概数重复",
            "“约”与“左右”、“超过”与“以上”、“近”与“多”意思重复，只用一个。",
            "“{near}”{more}的概数重复",
            "删去其中一个",
        ),
        PROSE,
        r"(?:大约|约|将近|近)\d[^，。；、\n]{0,7}(?:左右|上下|余[万亿家个项名人元]|多[万亿家个项名人元])"
        r"|(?:超过|不少于|不低于|至少|多于|高于)\d[^，。；、\n]{0,6}(?:以上|左右|多[万亿家个项名人元])"
        r"|(?:不超过|不多于|至多|低于|少于)\d[^，。；、\n]{0,6}(?:以下|以内|左右)",
    ),
    pattern_rule(
        "W547",
        Severity.WARNING,
        Text(
            "数字后缺单位",
            "“亿”“万”之后的金额、“比例”之后的数缺了单位或百分号。",
            "“{near}”{more}的数字后面缺单位",
            "补上单位或百分号",
        ),
        PROSE,
        rf"(?:比例|占比|覆盖率|报销比例)(?:提高到|达到|达|为|约|不低于|不超过|超过)?\d{{1,3}}(?:\.\d+)?(?=[，。；左以]|\.(?!\d)|$)|"
        rf"(?:资金|奖励|补助|补贴|给予|安排|拨付|投资)(?:最高|不低于|约|共)?[\d.—]+[万亿](?=[{HAN}，。；、]|$)(?![元美人户亩平吨千多余次份立台辆套名个家])",
    ),
)
