"""Automatic numbers as Word shows them (ECMA-376 Part 1, section 17.9).

Counters belong to an abstract list, so that lists with the same one go on counting; a list that
overrides a level's start begins anew when it is first used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from xlreport.sources.word.symbols import in_unicode

_VAL = qn("w:val")
_LEVELS = 9


@dataclass(frozen=True)
class Level:
    """One level of a list: its first number, how it is written, and after which level it restarts."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restarts_after: int | None = None
    is_legal: bool = False
    font: str = ""
    style: str = ""


@dataclass
class Numbering:
    """All lists of a document and how far each has counted."""

    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    """The levels of each list (w:num)."""
    abstract_of: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """The levels that a list starts anew, and from which number."""
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a list ties to a paragraph style; the first where it ties none."""
        return next((i for i, level in enumerate(self.levels.get(number, ())) if level.style == style), 0)

    def next(self, number: str, level: int) -> str:
        """Count one paragraph of a list, and give what Word writes before it."""
        levels = self.levels.get(number)
        if levels is None or not 0 <= level < len(levels):
            return ""
        counts = self._counts.setdefault(self.abstract_of[number], [None] * _LEVELS)
        self._count(number, level, counts, levels)
        return _written(levels, level, counts)

    def _count(self, number: str, level: int, counts: list[int | None], levels: tuple[Level, ...]) -> None:
        override = self.starts.get(number, {}).get(level)
        now = counts[level]
        if override is not None and (number, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = levels[level].start if now is None else now + 1
        self._begun.add((number, level))
        for above in range(level):
            if counts[above] is None:
                counts[above] = levels[above].start
        for below in range(level + 1, len(levels)):
            after = levels[below].restarts_after
            if after is None or (after and level < after):
                counts[below] = None


def _written(levels: tuple[Level, ...], level: int, counts: list[int | None]) -> str:
    own = levels[level]
    if own.form == "bullet":
        text = in_unicode(own.text, own.font)
    else:

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            value = counts[at] if counts[at] is not None else levels[at].start
            form = "decimal" if own.is_legal else levels[at].form
            return _write(form, value or 0)

        text = re.sub(r"%([1-9])", number, own.text)
    if not text or own.suffix == "nothing":
        return text
    return f"{text} " if own.suffix == "space" or text[-1].isalnum() else text


# --- reading numbering.xml -------------------------------------------------------------------------


def read_numbering(root: Element | None) -> Numbering:
    """The lists of a document from the root of its numbering part; none where there is no such part."""
    if root is None:
        return Numbering()
    abstract = {item.get(qn("w:abstractNumId"), ""): item for item in root.findall(qn("w:abstractNum"))}
    by_style = {
        link.get(_VAL, ""): item
        for item in abstract.values()
        if (link := item.find(qn("w:styleLink"))) is not None
    }
    levels, abstract_of, starts = {}, {}, {}
    for item in root.findall(qn("w:num")):
        number = item.get(qn("w:numId"), "")
        abstract_of[number] = _child(item, "w:abstractNumId")
        base = abstract.get(abstract_of[number])
        if base is not None and (link := base.find(qn("w:numStyleLink"))) is not None:
            base = by_style.get(link.get(_VAL, ""), base)
            abstract_of[number] = base.get(qn("w:abstractNumId"), "")
        levels[number], starts[number] = _overridden(item, _levels(base))
    return Numbering(levels, abstract_of, starts)


def _levels(base: Element | None) -> tuple[Level, ...]:
    levels = [Level()] * _LEVELS
    for element in base.findall(qn("w:lvl")) if base is not None else ():
        at = int(element.get(qn("w:ilvl"), "0"))
        if at < _LEVELS:
            levels[at] = _level(element)
    return tuple(levels)


def _overridden(item: Element, levels: tuple[Level, ...]) -> tuple[tuple[Level, ...], dict[int, int]]:
    own, starts = list(levels), {}
    for override in item.findall(qn("w:lvlOverride")):
        at = int(override.get(qn("w:ilvl"), "0"))
        element = override.find(qn("w:lvl"))
        start = override.find(qn("w:startOverride"))
        if element is not None:
            own[at] = _level(element)
            starts[at] = own[at].start
        if start is not None:
            starts[at] = int(start.get(_VAL, "1"))
            own[at] = changed(own[at], start=starts[at])
    return tuple(own), starts


def _level(element: Element) -> Level:
    restart = _child(element, "w:lvlRestart")
    fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    legal = element.find(qn("w:isLgl"))
    return Level(
        start=int(_child(element, "w:start") or "0"),
        form=_form(element),
        text=_child(element, "w:lvlText"),
        suffix=_child(element, "w:suff") or "tab",
        restarts_after=int(restart) if restart else None,
        is_legal=legal is not None and legal.get(_VAL, "1") not in ("0", "false", "off"),
        font=fonts.get(qn("w:ascii"), "") if fonts is not None else "",
        style=_child(element, "w:pStyle"),
    )


def _child(element: Element, name: str) -> str:
    found = element.find(qn(name))
    value = found.get(_VAL) if found is not None else None
    return value or ""


def _form(element: Element) -> str:
    """How a level is written; newer forms stand in an alternative beside an old one."""
    found = next(iter(element.iter(qn("w:numFmt"))), None)
    if found is None:
        return "decimal"
    form: str = found.get(_VAL, "decimal")
    custom: str = found.get(qn("w:format"), form)
    return custom if form == "custom" else form


# --- writing a number ------------------------------------------------------------------------------

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "十", "百", "千")
_FORMAL_PLACES = ("", "拾", "佰", "仟")


def _write(form: str, value: int) -> str:
    writer = _FORMS.get(form)
    if writer is not None:
        return writer(value)
    if re.fullmatch(r"0*1(?:, ?0*2.*)?", form):
        return str(value).zfill(len(form.split(",", maxsplit=1)[0]))
    return str(value)


def _counting(value: int, digits: str = _DIGITS, places: tuple[str, ...] = _PLACES) -> str:
    """A number below 10,000 in words: 十一, 二十, 一百零五."""
    written, pending_zero = "", False
    for power in range(3, -1, -1):
        digit = value // 10**power % 10
        if digit:
            written += ("零" if pending_zero and written else "") + digits[digit] + places[power]
            pending_zero = False
        else:
            pending_zero = True
    if digits == _DIGITS and 10 <= value < 20:
        written = written.removeprefix("一")
    return written or digits[0]


def _formal(value: int) -> str:
    return _counting(value, _FORMAL_DIGITS, _FORMAL_PLACES)


def _digital(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _letters(value: int) -> str:
    """A, B … Z, AA, BB … as Word goes on."""
    if value < 1:
        return str(value)
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(value: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (value // worth)
        value %= worth
    return written


def _from(first: str, count: int) -> Callable[[int], str]:
    """A writer with characters that follow one another in Unicode; plain digits beyond them."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else str(value)


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value >= 1 else str(value)


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(value))


_FORMS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "taiwaneseDigital": _digital,
    "ideographDigital": _digital,
    "koreanDigital2": _digital,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": _cyclic("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cyclic("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
}
