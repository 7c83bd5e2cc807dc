"""N81x: the marks of GB/T 15834-2011."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlreport.core.normalising.draft import Edit, Part
from xlreport.core.normalising.surroundings import Surroundings
from xlreport.core.wording.marks import COMMA, FULL_STOP, HAN, MARKS

_FULL = str.maketrans(",;:!?", "，；：！？")
_SMALL = str.maketrans("﹐﹑﹒﹔﹕﹖﹗｡､︰∶", "，、。；：？！。、：：")
_SMALL_MARK = re.compile(rf"(?<=[{HAN}%％”’）》】〕])[﹐﹑﹒﹔﹕﹖﹗｡､︰∶]")
_ORDINAL = re.compile(r"(?:(?<=^)|(?<=[\n。；]))([一二三四五六七八九十]{1,3})[.．,，](?=[\u3400-\u9fff])")
_STRAIGHT = re.compile(r"""(?<!\d)["＂]([^"＂\n]+)["＂]""")
_CORNERS = re.compile(r"「([^「」『』\n]+)」")
_TITLE_WORDS = (
    "通知|意见|办法|条例|规定|方案|细则|计划|规划|清单|决定|报告|纲要|要点|标准|公告|通告|指南|措施|制度|预案|目录|"
    "守则|章程|批复|决议|请示|政策|手册|名录|法"
)
_ANGLES = re.compile(rf"(<<?)([{HAN}][^<>《》\n]*?(?:{_TITLE_WORDS})(?:（[^<>《》（）\n]*）)?)(>>?)")
_GUILLEMETS = re.compile(rf"(«)([^«»\n]*[{HAN}][^«»\n]*)(»)")
_DASH = re.compile(
    rf"(?<=[{HAN}{MARKS}])(?<!—)(?:--|－－|––|──|――|———|—-|-—|－-|-－)(?=[{HAN}“‘《（])(?![-－–─―—])"
)
_ELLIPSIS = re.compile(rf"(?<=[{HAN}，、”’》）])(?:\.{{3,6}}|。{{3,6}}|·{{3,6}}|…)(?![.。·…])")
_REPEATED = re.compile(
    r"(?<![，。；：、！？])(?:([，；：、！？])\1+|。。)(?![，。；：、！？])",
)
_NEEDLESS = re.compile(
    rf"(?<=[》”])、(?=[《“])|(?<=[{HAN}》”）])、(?=等(?:[，。；、）\d一二两三四五六七八九十几多]|$))"
)
_NUMBER_BRACKET = re.compile(r"(?<=[\u3400-\u9fff])[\[［【(（]((?:19|20)\d\d)[\]］】)）](?=(?:第)?\d{1,5}号)")


def full_stops(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in FULL_STOP.finditer(text):
        yield (Part(*found.span(), "。"),)


def half_width(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in COMMA.finditer(text):
        yield (Part(*found.span(), found.group().translate(_FULL)),)
    for found in _SMALL_MARK.finditer(text):
        if not text[found.end() : found.end() + 1].isdigit() or found.group() not in "∶﹒":
            yield (Part(*found.span(), found.group().translate(_SMALL)),)


def ordinals(text: str, _: Surroundings) -> Iterator[Edit]:
    """``一.`` at the beginning of a sentence (GB/T 9704-2012, 7.3.3: 一、（一）1.（1）)."""
    for found in _ORDINAL.finditer(text):
        yield (Part(found.end(1), found.end(), "、"),)


def brackets(text: str, _: Surroundings) -> Iterator[Edit]:
    """Pairs of round brackets on one line with Chinese inside, of which one at least is half-width."""
    waiting: list[int] = []
    for place, character in enumerate(text):
        if character == "\n":
            waiting.clear()
        elif character in "(（":
            waiting.append(place)
        elif character in ")）" and waiting:
            start = waiting.pop()
            halves = text[start] == "(" or character == ")"
            if halves and re.search(f"[{HAN}]", text[start:place]):
                yield Part(start, start + 1, "（"), Part(place, place + 1, "）")


def quotation_marks(text: str, _: Surroundings) -> Iterator[Edit]:
    for pattern in (_STRAIGHT, _CORNERS):
        for found in pattern.finditer(text):
            start, end = found.span()
            beside = text[max(0, start - 1) : start] + text[end : end + 1]
            alone = len(re.findall('["＂]', text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0])) % 2
            if not alone and re.search(f"[{HAN}]", found[1] + beside):
                yield Part(start, start + 1, "“"), Part(end - 1, end, "”")


def title_marks(text: str, _: Surroundings) -> Iterator[Edit]:
    """``<通知>`` for 《通知》, where the words inside end as titles of documents do."""
    for found in (*_ANGLES.finditer(text), *_GUILLEMETS.finditer(text)):
        if len(found[1]) == len(found[3]):
            yield Part(*found.span(1), "《"), Part(*found.span(3), "》")


def dashes(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in _DASH.finditer(text):
        yield (Part(*found.span(), "——"),)


def ellipses(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in _ELLIPSIS.finditer(text):
        yield (Part(*found.span(), "……"),)


def repeated(text: str, _: Surroundings) -> Iterator[Edit]:
    """The same mark twice; two different ones leave open which is meant."""
    for found in _REPEATED.finditer(text):
        yield (Part(*found.span(), found.group()[0]),)


def needless(text: str, _: Surroundings) -> Iterator[Edit]:
    """、 between titles or quotations that follow each other (GB/T 15834-2011, 4.5.3.5), or before 等."""
    for found in _NEEDLESS.finditer(text):
        yield (Part(*found.span(), ""),)


_ORDER_NUMBER = re.compile(r"(?<=〔(?:19|20)\d\d〕)(?:第?0*|第)(?=[1-9]\d{0,4}号)")


def document_numbers(text: str, _: Surroundings) -> Iterator[Edit]:
    """The year in 〔〕, the number without 第 and leading zeros (GB/T 9704-2012, 7.2.5)."""
    for found in _NUMBER_BRACKET.finditer(text):
        yield Part(found.start(), found.start() + 1, "〔"), Part(found.end() - 1, found.end(), "〕")
    for found in _ORDER_NUMBER.finditer(text):
        yield (Part(*found.span(), ""),)
