"""What a cell shows: values under number formats (ECMA-376 Part 1, 18.8.30 and 18.8.31).

Formats that depend on the place are shown as a Chinese Windows shows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from xlreport.core.text import CellValue, as_text

BUILT_IN: Mapping[int, str] = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The built-in formats that are other ones in a Chinese Excel than openpyxl's table says."""

_TOKEN = re.compile(
    r'"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]|上午/下午|(?i:AM/PM|A/P|General)|(?i:y+|e+(?![+-])|m+|d+|h+|s+|a{3,4})'
    r"|(?i:E[+-])0+|[0#?]|[.,%@/]|.",
    re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_DATE_PARTS = re.compile(r"(?i)y+|e+|m+|d+|h+|s+|a{3,4}")
_CHINESE = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_WEEKDAYS = "一二三四五六日"
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    section = _sections(code)[0]
    return any(
        _DATE_PARTS.fullmatch(token) or re.fullmatch(r"(?i)\[[hms]+\]", token)
        for token in _TOKEN.findall(section)
    )


def shown(value: CellValue | timedelta, code: str, *, from_1904: bool = False) -> str:
    """The text that a cell shows for its value under a number format.

    >>> shown(0.5, "0%"), shown(1000, '#,##0"万元"')
    ('50%', '1,000万元')
    """
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).upper()
    if isinstance(value, str):
        return _text(value, code)
    if isinstance(value, (int, float)):
        return _number(value, code, from_1904)
    moment = _as_moment(value)
    return _moment(moment, code, (moment - _EPOCH).total_seconds() / 86400)


def _as_moment(value: datetime | date | time | timedelta) -> datetime:
    """A date, a time of day or a duration as what Excel counts from its first day."""
    if isinstance(value, timedelta):
        return _EPOCH + value
    if isinstance(value, time):
        return datetime.combine(_EPOCH.date(), value)
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def _sections(code: str) -> list[str]:
    sections, position = [], 0
    while position <= len(code):
        found = _SECTION.match(code, position)
        sections.append(found.group() if found else "")
        position = (found.end() if found else len(code)) + 1
    return sections or [""]


def _text(value: str, code: str) -> str:
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else ""
    if "@" not in section and not (len(sections) == 1 and "@" in code and code.strip() != "@"):
        return plain
    tokens = _TOKEN.findall(section or code)
    return "".join(plain if token == "@" else _literal(token) for token in tokens)


# --- numbers ---------------------------------------------------------------------------------------


def _number(value: int | float, code: str, from_1904: bool) -> str:
    section, absolute = _section_for(value, _sections(code))
    if is_date_format(section):
        if not 0 <= value < 2_958_466:
            return _general(value)
        moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=value)
        return _moment(_rounded_to_second(moment), section, value)
    plain = re.sub(r"\[[^$\]][^\]]*\]", "", section)
    if not plain.strip() and section != code and not plain:
        return ""
    if re.fullmatch(r"\s*(?i:General|G/通用格式)?\s*", plain) or plain.strip() == "@":
        return _general(value)
    sign = "-" if value < 0 and not absolute else ""
    digits = re.search(r"\[DBNum([12])\]", section)
    written = _placed(abs(value), plain)
    if digits is not None:
        names = _CHINESE if digits[1] == "1" else _FORMAL
        written = re.sub(r"\d", lambda found: names[int(found.group())], written)
    return sign + written


def _section_for(value: float, sections: list[str]) -> tuple[str, bool]:
    """The section that a number is shown by, and whether it shows it without its sign."""
    numeric = sections[:3]
    for section in numeric:
        condition = _CONDITION.search(section)
        if condition is not None and _holds(value, condition[1], float(condition[2])):
            return section, False
    if any(_CONDITION.search(section) for section in numeric):
        return next((s for s in reversed(numeric) if not _CONDITION.search(s)), numeric[-1]), False
    if value < 0 and len(numeric) > 1:
        return numeric[1], True
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }[sign]


def _general(value: int | float) -> str:
    """A number as Excel shows it without a format; long whole numbers keep all their digits."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.10g}" if abs(value) < 1e10 else f"{value:.15g}"
    return str(int(value))


def _literal(token: str) -> str:
    """What a token that stands for itself shows."""
    if token.startswith('"'):
        return token[1:-1]
    if token[0] in "\\!" and len(token) > 1:
        return token[1]
    if token[0] == "_" and len(token) > 1:
        return " "
    if token[0] == "*" and len(token) > 1:
        return ""
    if token.startswith("["):
        currency = re.fullmatch(r"\[\$([^\]-]*)(?:-[^\]]*)?\]", token)
        return currency[1] if currency is not None else ""
    return token


def _placed(value: float, section: str) -> str:
    """A number without its sign put into the places of a section."""
    tokens = _TOKEN.findall(section)
    if any(re.fullmatch(r"(?i)E[+-]0+", token) for token in tokens):
        decimals = section.partition(".")[2].count("0", 0, section.partition(".")[2].upper().find("E"))
        return f"{value:.{decimals}E}"
    if "/" in tokens and "?" in tokens:
        return _general(value)
    places = [i for i, token in enumerate(tokens) if token in ("0", "#", "?")]
    if not places:
        return "".join(_literal(token) for token in tokens)
    point = next((i for i, token in enumerate(tokens) if token == "."), None)
    last = places[-1]
    whole_places = [i for i in places if point is None or i < point]
    decimal_places = [i for i in places if point is not None and i > point]
    end_of_whole = whole_places[-1] if whole_places else places[0]
    grouped = any(t == "," and places[0] < i < end_of_whole for i, t in enumerate(tokens))
    scale = _trailing_commas(tokens, last if not decimal_places else end_of_whole, last)
    number = Decimal(repr(value)).scaleb(2 * tokens.count("%") - 3 * scale)
    rounded = number.quantize(Decimal(1).scaleb(-len(decimal_places)), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    texts = {i: _literal(token) for i, token in enumerate(tokens) if token not in (",", ".", "0", "#", "?")}
    texts.update(_whole_part(tokens, whole_places, "" if whole == "0" else whole, grouped))
    texts.update(_decimal_part(tokens, decimal_places, fraction))
    if point is not None and (not decimal_places or any(texts[i].strip() for i in decimal_places)):
        texts[point] = "."
    return "".join(texts.get(i, "") for i in range(len(tokens))).strip()


def _trailing_commas(tokens: list[str], end_of_whole: int, last: int) -> int:
    """How many times a number is divided by a thousand: the commas right after its last place."""
    count = 0
    for position in (last, end_of_whole):
        at = position + 1
        while at < len(tokens) and tokens[at] == ",":
            count, at = count + 1, at + 1
        if last == end_of_whole:
            break
    return count


def _whole_part(tokens: list[str], places: list[int], digits: str, grouped: bool) -> dict[int, str]:
    """The digits before the point by the place that shows them; the first place shows all that are left."""
    texts: dict[int, str] = {}
    done = 0
    for position in reversed(places):
        first = position == places[0]
        own = digits if first else digits[-1:]
        digits = "" if first else digits[:-1]
        own = own or {"0": "0", "?": " ", "#": ""}[tokens[position]]
        if grouped:
            spread = ""
            for digit in reversed(own):
                spread = digit + ("," if done and done % 3 == 0 and digit.isdigit() else "") + spread
                done += 1
            own = spread
        texts[position] = own
    return texts


def _decimal_part(tokens: list[str], places: list[int], fraction: str) -> dict[int, str]:
    texts = dict(zip(places, fraction, strict=False))
    for position in reversed(places):
        if texts[position] != "0" or tokens[position] == "0":
            break
        texts[position] = " " if tokens[position] == "?" else ""
    return texts


# --- dates -----------------------------------------------------------------------------------------


def _rounded_to_second(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _moment(moment: datetime, code: str, days: float) -> str:
    """A date or time under a format; under none, as a clerk writes it."""
    section = _sections(code)[0]
    if not is_date_format(section):
        return as_text(moment)
    tokens = [token for token in _TOKEN.findall(section) if token]
    if any(re.search(r"(?i)\[\$-F800\]", token) for token in tokens):
        return as_text(moment.date())
    in_words = "[DBNum1]" in section
    halves = any(re.fullmatch(r"(?i)AM/PM|A/P|上午/下午", token) for token in tokens)
    parts = [_date_part(token, i, tokens, moment, (halves, in_words, days)) for i, token in enumerate(tokens)]
    return "".join(parts).strip()


def _date_part(
    token: str, at: int, tokens: list[str], moment: datetime, how: tuple[bool, bool, float]
) -> str:
    halves, in_words, days = how
    kind = token.lower()
    elapsed = re.fullmatch(r"\[(h+|m+|s+)\]", kind)
    if elapsed is not None:
        return str(int(days * {"h": 24, "m": 1440, "s": 86400}[elapsed[1][0]] + 1e-6))
    if re.fullmatch(r"am/pm|a/p|上午/下午", kind):
        names = ("上午", "下午") if "上午" in kind else ("AM", "PM")
        return names[moment.hour >= 12]
    if not _DATE_PARTS.fullmatch(kind):
        return _literal(token)
    in_letters = kind[0] in "yea" or (kind[0] in "dm" and len(kind) > 2)
    if in_letters:
        return _named_part(kind, moment, in_words)
    number = {
        "m": moment.minute if _is_minute(at, tokens) else moment.month,
        "d": moment.day,
        "h": (moment.hour % 12 or 12) if halves else moment.hour,
        "s": moment.second,
    }[kind[0]]
    if in_words:
        return _in_words(number)
    return f"{number:02d}" if len(kind) > 1 else str(number)


def _named_part(kind: str, moment: datetime, in_words: bool) -> str:
    """A year, the name of a month, or that of a day of the week."""
    if kind[0] in "ye":
        year = str(moment.year) if len(kind) > 2 or kind[0] == "e" else f"{moment.year % 100:02d}"
        return "".join(_CHINESE[int(digit)] for digit in year) if in_words else year
    if kind[0] == "m":
        return f"{_in_words(moment.month)}月"
    return ("星期" if len(kind) > 3 else "") + _WEEKDAYS[moment.weekday()]


def _is_minute(at: int, tokens: list[str]) -> bool:
    """Whether an m means minutes: right after hours or right before seconds."""
    letters = [
        (i, t.lower().strip("[]")) for i, t in enumerate(tokens) if _DATE_PARTS.fullmatch(t.strip("[]"))
    ]
    here = next(n for n, (i, _) in enumerate(letters) if i == at)
    before = letters[here - 1][1] if here else ""
    after = letters[here + 1][1] if here + 1 < len(letters) else ""
    return before.startswith("h") or after.startswith("s")


def _in_words(number: int) -> str:
    """A number below 100 as Chinese dates write it."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE[ones]
    return f"{'' if tens == 1 else _CHINESE[tens]}十{_CHINESE[ones] if ones else ''}"
