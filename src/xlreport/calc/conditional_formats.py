"""Conditional formats: rules by a formula are made and read; others are seen, and left as they are.

LibreOffice keeps rules that share a range together, as the entries of one conditional format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.measures import from_colour, to_colour
from xlreport.calc.offered import refuse_the_rest

if TYPE_CHECKING:
    from xlreport.calc.measures import Colour
    from xlreport.calc.range import Range

_CONDITION = 0
"""com.sun.star.sheet.ConditionEntryType.CONDITION: a comparison or a formula."""
_FORMULA = 24
"""What LibreOffice gives as the operator of a condition that is a formula."""
_COMPARISONS = range(8)
"""Its operators that compare the cell's value."""


@refuse_the_rest
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule: an entry of one of the sheet's conditional formats."""

    def __init__(self, cells: Range, group: Any, position: int) -> None:
        self._cells = cells
        self._group = group
        self._position = position

    @property
    def api(self) -> Any:
        return self._group.getByIndex(self._position)

    @property
    def type(self) -> str:
        if self.api.getType() != _CONDITION:
            return "unknown"
        operator = self.api.Operator
        return "custom" if operator == _FORMULA else "cell_value" if operator in _COMPARISONS else "unknown"

    @property
    def stop_if_true(self) -> bool:
        """Always: LibreOffice shows the first rule of a range that holds."""
        return True

    @property
    def formula(self) -> str | None:
        """In English notation, as seen from the first cell of the rule's own range."""
        return f"={self.api.Formula1}" if self.type == "custom" else None

    @property
    def formula1(self) -> str | None:
        return str(self.api.Formula1) if self.type == "cell_value" else None

    @property
    def fill_color(self) -> Colour | None:
        if self.type == "unknown":
            return None
        styles = self._cells.sheet.book.model.getStyleFamilies().getByName("CellStyles")
        return to_colour(styles.getByName(self.api.StyleName).CellBackColor)

    def delete(self) -> None:
        """Remove the rule from every cell that it holds for; the rules beside it stay."""
        if self._group.getCount() > 1:
            self._group.removeByIndex(self._position)
        else:
            self._cells.sheet.uno.ConditionalFormats.removeByID(self._group.ID)


@refuse_the_rest
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that hold for any cell of a range."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        return self._cells.sheet.uno.ConditionalFormats

    def __iter__(self) -> Iterator[ConditionalFormat]:
        """Backwards within each range, so that deleting one leaves the places of those to come."""
        for group in self.api.getConditionalFormats():
            if self._touches(group):
                for position in reversed(range(group.getCount())):
                    yield ConditionalFormat(self._cells, group, position)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, key: int) -> ConditionalFormat:
        return list(self)[key - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add a rule by a formula, seen from the range's first cell, with the fill of ``spec``."""
        model = self._cells.sheet.book.model
        ranges = model.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddress(self._cells.uno.getRangeAddress(), False)
        identity = self.api.createByRange(ranges)
        group = next(group for group in self.api.getConditionalFormats() if identity == group.ID)
        group.createEntry(_CONDITION, 0)
        entry = group.getByIndex(0)
        entry.Operator = _FORMULA
        entry.Formula1 = spec["formula"].removeprefix("=")
        entry.StyleName = self._style(model, spec)
        return ConditionalFormat(self._cells, group, 0)

    def clear(self) -> None:
        for rule in list(self):
            rule.delete()

    def _style(self, model: Any, spec: dict[str, Any]) -> str:
        """A new cell style with the look that a rule gives to cells."""
        styles = model.getStyleFamilies().getByName("CellStyles")
        taken = set(styles.getElementNames())
        name = next(name for i in range(len(taken) + 1) if (name := f"Conditional {i + 1}") not in taken)
        style = model.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        if spec.get("fill_color") is not None:
            style.CellBackColor = from_colour(spec["fill_color"])
        if spec.get("font_color") is not None:
            style.CharColor = from_colour(spec["font_color"])
        return name

    def _touches(self, group: Any) -> bool:
        return bool(group.Range.queryIntersection(self._cells.uno.getRangeAddress()).getCount())
