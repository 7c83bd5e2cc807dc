"""Conditional formats: rules by a formula or a comparison are made, read and changed; others are only seen.

LibreOffice keeps rules that share a range together, as the entries of one conditional format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.bridge import enum
from xlreport.calc.font import SCRIPTS
from xlreport.calc.formulas import Shift
from xlreport.calc.measures import from_colour, to_colour
from xlreport.calc.offered import Refusal, refuse_the_rest
from xlreport.calc.references import Area, area_at

if TYPE_CHECKING:
    from xlreport.calc.measures import Colour
    from xlreport.calc.range import Range

_CONDITION = 0
"""com.sun.star.sheet.ConditionEntryType.CONDITION: a comparison or a formula."""
_FORMULA = 24
"""What LibreOffice gives as the operator of a condition that is a formula."""
_OPERATORS = (
    "equal_to",
    "less_than",
    "greater_than",
    "less_than_or_equal",
    "greater_than_or_equal",
    "not_equal_to",
    "between",
    "not_between",
)
"""com.sun.star.sheet.ConditionFormatOperator, from 0, as far as it compares the cell's value."""
_KINDS = {1: "color_scale", 2: "data_bar", 3: "icon_set"}
"""com.sun.star.sheet.ConditionEntryType, of rules that are only seen."""
_BOLD, _NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight


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
        kind = self.api.getType()
        if kind != _CONDITION:
            return _KINDS.get(kind, "unknown")
        operator = self.api.Operator
        if operator == _FORMULA:
            return "custom"
        return "cell_value" if operator < len(_OPERATORS) else "unknown"

    @property
    def operator(self) -> str | None:
        return _OPERATORS[self.api.Operator] if self.type == "cell_value" else None

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
    def formula2(self) -> str | None:
        return str(self.api.Formula2) if self.operator in ("between", "not_between") else None

    @property
    def fill_color(self) -> Colour | None:
        style = self._style()
        return None if style is None else to_colour(style.CellBackColor)

    @property
    def font_color(self) -> Colour | None:
        style = self._style()
        return None if style is None else to_colour(style.CharColor)

    @property
    def font_bold(self) -> bool | None:
        style = self._style()
        return None if style is None else style.CharWeight > _NORMAL

    @property
    def font_italic(self) -> bool | None:
        style = self._style()
        return None if style is None else style.CharPosture.value == "ITALIC"

    def set(self, changes: dict[str, Any]) -> None:
        """Change the rule as xlwings' ``changes`` say.

        Raises NotImplementedError where the rules after it are to hold as well.
        """
        if changes.get("stop_if_true") is False:
            Refusal("a conditional format that lets the next one hold too")()
        _describe(self.api, changes)
        style = self._style()
        if style is not None:
            _paint(style, changes)

    def _style(self) -> Any:
        """The cell style that shows the rule; None for rules that colour by themselves."""
        if self.api.getType() != _CONDITION:
            return None
        styles = self._cells.sheet.book.model.getStyleFamilies().getByName("CellStyles")
        return styles.getByName(self.api.StyleName)

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
        """Add a rule by a formula, seen from the range's first cell, with the look of ``spec``."""
        return self._add(spec)

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add a rule that compares the cells' values, with the look of ``spec``."""
        return self._add(spec)

    def _add(self, spec: dict[str, Any]) -> ConditionalFormat:
        model = self._cells.sheet.book.model
        identity = self.api.createByRange(self._ranges([self._cells.area]))
        group = next(group for group in self.api.getConditionalFormats() if identity == group.ID)
        group.createEntry(_CONDITION, 0)
        entry = group.getByIndex(0)
        _describe(entry, spec)
        entry.StyleName = self._style(model, spec)
        return ConditionalFormat(self._cells, group, 0)

    def clear(self) -> None:
        """Free the range of its rules; where a rule holds for other cells too, it stays there."""
        target = self._cells.area
        for group in self.api.getConditionalFormats():
            if self._touches(group):
                areas = [area_at(address) for address in group.Range.getRangeAddresses()]
                rest = [part for area in areas for part in area.without(target)]
                if rest:
                    self._keep(group, areas, rest)
                else:
                    self.api.removeByID(group.ID)

    def _keep(self, group: Any, before: list[Area], rest: list[Area]) -> None:
        """Let the rules of some cells hold for the rest of them only, where they mean the same as before."""
        group.Range = self._ranges(rest)
        old, new = _first(before), _first(rest)
        if old == new:
            return
        shift = Shift(self._cells.sheet.book.model, old, new)
        for entry in (group.getByIndex(index) for index in range(group.getCount())):
            if entry.getType() == _CONDITION:
                for name in ("Formula1", "Formula2"):
                    if getattr(entry, name):
                        setattr(entry, name, shift(getattr(entry, name)))

    def _ranges(self, areas: list[Area]) -> Any:
        """The UNO object that stands for several rectangles of the sheet."""
        sheet = self._cells.sheet
        made = sheet.book.model.createInstance("com.sun.star.sheet.SheetCellRanges")
        for area in areas:
            made.addRangeAddress(sheet.uno.getCellRangeByPosition(*area.bounds).getRangeAddress(), False)
        return made

    def _style(self, model: Any, spec: dict[str, Any]) -> str:
        """A new cell style with the look that a rule gives to cells."""
        styles = model.getStyleFamilies().getByName("CellStyles")
        taken = set(styles.getElementNames())
        name = next(name for i in range(len(taken) + 1) if (name := f"Conditional {i + 1}") not in taken)
        style = model.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        _paint(style, spec)
        return name

    def _touches(self, group: Any) -> bool:
        return bool(group.Range.queryIntersection(self._cells.uno.getRangeAddress()).getCount())


def _first(areas: list[Area]) -> tuple[int, int]:
    """Row and column of the cell from which LibreOffice sees the formulas of rules over some cells."""
    return min(area.row for area in areas), min(area.column for area in areas)


def _describe(entry: Any, spec: dict[str, Any]) -> None:
    """Give a condition the formula or the comparison that a description has."""
    if "formula" in spec:
        entry.Operator = _FORMULA
        entry.Formula1 = spec["formula"].removeprefix("=")
    if "operator" in spec:
        entry.Operator = _OPERATORS.index(spec["operator"])
    for name, key in (("Formula1", "formula1"), ("Formula2", "formula2")):
        if key in spec:
            setattr(entry, name, str(spec[key] or "").removeprefix("="))


def _paint(style: Any, spec: dict[str, Any]) -> None:
    """Give a cell style the look that a description has; what that leaves out stays."""
    if spec.get("fill_color") is not None:
        style.CellBackColor = from_colour(spec["fill_color"])
    if spec.get("font_color") is not None:
        style.CharColor = from_colour(spec["font_color"])
    for script in SCRIPTS:
        if spec.get("font_bold") is not None:
            setattr(style, f"CharWeight{script}", _BOLD if spec["font_bold"] else _NORMAL)
        if spec.get("font_italic") is not None:
            posture = enum("awt.FontSlant", "ITALIC" if spec["font_italic"] else "NONE")
            setattr(style, f"CharPosture{script}", posture)
