"""Whatever xlwings may ask of an engine is there, or is refused by name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
import xlwings as xw
from xlwings import base_classes

import xlreport.calc
from xlreport.calc.offered import Refusal

OURS: dict[str, list[type]] = {}
"""The engine's classes, by the name of the class of xlwings that each stands for."""
for module in pkgutil.iter_modules(xlreport.calc.__path__):
    for kind in vars(importlib.import_module(f"xlreport.calc.{module.name}")).values():
        if inspect.isclass(kind) and kind.__module__ == f"xlreport.calc.{module.name}":
            for base in kind.__mro__:
                if base.__module__ == base_classes.__name__:
                    OURS.setdefault(base.__name__, []).append(kind)
BASES = {
    name: base
    for name, base in vars(base_classes).items()
    if inspect.isclass(base) and base.__module__ == base_classes.__name__ and not name.startswith("_")
}
DOORS = {
    "Comment": "Range.add_comment",
    "CommentReply": "Range.add_comment",
    "ChartAxis": "Chart.value_axis",
    "ChartLegend": "Chart.legend",
    "ChartSeries": "Chart.series",
    "ChartSeriesCollection": "Chart.series",
    "PivotField": "Sheet.pivot_tables",
    "PivotFields": "Sheet.pivot_tables",
    "PivotTable": "Sheet.pivot_tables",
    "PivotTables": "Sheet.pivot_tables",
    "PivotValueField": "Sheet.pivot_tables",
    "PivotValueFields": "Sheet.pivot_tables",
}
"""Classes that the engine has nothing of, and the member through which xlwings would reach them first."""


def _members(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_") or name in _CALLED}


_CALLED = ("__call__", "__len__", "__iter__", "__contains__", "__getitem__")


@pytest.mark.parametrize("name", BASES)
def test_every_class_of_xlwings_is_there_or_its_door_is_shut(name: str) -> None:
    if name in OURS:
        assert name not in DOORS
        return
    owner, _, member = DOORS[name].partition(".")
    for kind in OURS[owner]:
        _assert_refused(kind, member)


@pytest.mark.parametrize("name", OURS)
def test_every_member_is_the_engines_own_or_is_refused_by_name(name: str) -> None:
    for kind in OURS[name]:
        for member in _members(BASES[name]):
            found = inspect.getattr_static(kind, member)
            if _refusal(found) is not None:
                _assert_refused(kind, member)
            elif found is inspect.getattr_static(BASES[name], member):
                function = found.fget if isinstance(found, property) else found
                assert "NotImplementedError" not in getattr(function, "__code__", function).co_names, member


@pytest.mark.parametrize("name", OURS)
def test_whatever_xlwings_asks_of_its_engine_exists(name: str) -> None:
    public = vars(xw.main).get(name)
    if public is None:
        pytest.skip(f"xlwings has no public {name}")
    asked = set(re.findall(r"self\.impl\.([a-z]\w+)", inspect.getsource(public)))
    for kind in OURS[name]:
        own = inspect.getsource(kind)
        missing = {member for member in asked if not hasattr(kind, member) and f"self.{member} = " not in own}
        assert not missing


def test_reading_every_property_fails_with_a_refusal_at_worst(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "文字"
    book.names.add("名称", "=Sheet1!$A$1")
    book.save(tmp_path / "全部.xlsx")
    cells = book.sheets[0]["A1"]
    subjects = (
        book.app,
        book,
        book.sheets,
        book.sheets[0],
        cells,
        cells.font,
        cells.data_validation,
        cells.characters,
        cells.borders,
        book.names[0],
        cells.sheet.page_setup,
        cells.conditional_formats,
    )
    refused: set[str] = set()
    for subject in subjects:
        for name, member in inspect.getmembers(type(subject)):
            if name.startswith("_") or not isinstance(member, property):
                continue
            try:
                getattr(subject, name)
            except NotImplementedError as error:
                assert "LibreOffice" in str(error), name
                refused.add(str(error).rpartition(" ")[2])
            except (ValueError, xw.XlwingsError):
                continue  # what a cell without a link, or a book without macros, answers in Excel too
    assert "Sheet.pivot_tables" in refused


def _refusal(member: object) -> Refusal | None:
    found = member.fget if isinstance(member, property) else member
    return found if isinstance(found, Refusal) else None


def _assert_refused(kind: type, member: str) -> None:
    refusal = inspect.getattr_static(kind, member)
    with pytest.raises(NotImplementedError, match=f"does not offer {kind.__name__}.{member}"):
        (refusal.fget if isinstance(refusal, property) else refusal)(None)
