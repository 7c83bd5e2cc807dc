"""N82x: figures, ranges and dates of GB/T 15835-2011."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xlreport.core.normalising.characters import UNITS
from xlreport.core.normalising.draft import Edit, Part
from xlreport.core.normalising.surroundings import Surroundings

_PER_CENT = re.compile("％")
_GROUPED = re.compile(r"(?<![\d.，,、])[1-9]\d?(?:，\d{3})+(?![\d，])")
_NUMBER = r"\d{1,4}(?:\.\d+)?"
_RANGE = re.compile(
    rf"(?<![A-Za-z0-9_.\-—–－~～/])(?P<low>{_NUMBER})(?P<unit>[%％万亿年月日元]{{0,2}})"
    rf"(?P<mark>-{{1,2}}|－{{1,2}}|–|−|——|~|∼|〜)(?P<high>{_NUMBER})(?P<after>[{UNITS}])(?!楼)"
)
_DAY_RANGE = re.compile(r"(?<=[年月日])(?:-{1,2}|－|–|——|~)(?=\d{1,4}(?:年|月|日))")
_LEADING_ZERO = re.compile(r"(?<=年)0(?=[1-9]月)|(?<=月)0(?=[1-9]日)")
_DAY = re.compile(r"(?<![\d.\-/])(\d{4})([-./])(\d{1,2})\2(\d{1,2})日?(?![\d.\-/])")


def per_cent(text: str, _: Surroundings) -> Iterator[Edit]:
    for found in _PER_CENT.finditer(text):
        yield (Part(*found.span(), "%"),)


def grouped(text: str, _: Surroundings) -> Iterator[Edit]:
    """``1，000`` for 1,000; not where it may be a list of numbers, such as ``100，200``."""
    for found in _GROUPED.finditer(text):
        yield (Part(*found.span(), found.group().replace("，", ",")),)


def ranges(text: str, _: Surroundings) -> Iterator[Edit]:
    """From a number to a greater one of the same kind: ``5-7家`` for 5—7家 (GB/T 15834-2011, 4.13.3).

    A 浪纹线 is as right as a 一字线 and stays one; numbers of documents (``1-2号``) and days
    (``2023-6-1``) are no ranges.
    """
    for found in _RANGE.finditer(text):
        same_unit = not found["unit"] or found["unit"][-1] == found["after"] or found["unit"] in {"万", "亿"}
        if float(found["low"]) < float(found["high"]) and same_unit and found["after"] != "号":
            yield (Part(*found.span("mark"), "～" if found["mark"] in "~∼〜" else "—"),)
    for found in _DAY_RANGE.finditer(text):
        yield (Part(*found.span(), "～" if found.group() == "~" else "—"),)


def leading_zeros(text: str, _: Surroundings) -> Iterator[Edit]:
    """Months and days carry no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    for found in _LEADING_ZERO.finditer(text):
        yield (Part(*found.span(), ""),)


def days(text: str, _: Surroundings) -> Iterator[Edit]:
    """``2023-12-31`` in a time limit, where it is a day that the calendar has."""
    for found in _DAY.finditer(text):
        year, month, day = (int(found[group]) for group in (1, 3, 4))
        try:
            date(year, month, day)
        except ValueError:
            continue
        yield (Part(*found.span(), f"{year}年{month}月{day}日"),)
