"""The lines around and between cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.bridge import struct
from xlreport.calc.measures import Colour, from_colour, to_colour
from xlreport.calc.offered import refuse_the_rest

if TYPE_CHECKING:
    from xlreport.calc.range import Range

_FIELDS = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_horizontal": "HorizontalLine",
    "inside_vertical": "VerticalLine",
}
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}

_STYLES = {  # com.sun.star.table.BorderLineStyle
    "continuous": 0,
    "dot": 1,
    "dash": 2,
    "double": 3,
    "dash_dot": 16,
    "dash_dot_dot": 17,
    "slant_dash_dot": 16,
}
_STYLE_NAMES = {value: name for name, value in reversed(_STYLES.items())} | {14: "dash"}
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}
"""Hundredths of a millimetre, as LibreOffice reads them from Excel's files."""
_DOUBLE_WIDTH = 62


@refuse_the_rest
class Border(base_classes.Border):
    """The line on one side of a range."""

    def __init__(self, cells: Range, side: str) -> None:
        self._cells = cells
        self._side = side

    @property
    def api(self) -> Any:
        return self._read()

    @property
    def line_style(self) -> str | None:
        line = self._read()
        return _STYLE_NAMES.get(line.LineStyle) if _is_drawn(line) else "none"

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        line = self._read()
        if value is None:
            self._write(struct("table.BorderLine2"))
            return
        line.LineStyle = _STYLES[value]
        width = _DOUBLE_WIDTH if value == "double" else line.LineWidth or _WIDTHS["thin"]
        self._write(_with_width(line, width))

    @property
    def weight(self) -> str | None:
        line = self._read()
        if not _is_drawn(line):
            return "thin"
        width = line.LineWidth or line.OuterLineWidth
        return min(_WIDTHS, key=lambda name: abs(_WIDTHS[name] - width))

    @weight.setter
    def weight(self, value: str) -> None:
        line = self._read()
        line.LineStyle = line.LineStyle if _is_drawn(line) else _STYLES["continuous"]
        self._write(_with_width(line, _WIDTHS[value]))

    @property
    def color(self) -> Colour | None:
        is_one_cell = self._cells.area.rows == self._cells.area.columns == 1
        if self._side in _DIAGONALS and not is_one_cell:
            return None  # as in Excel, which knows the colour of a diagonal for single cells only
        line = self._read()
        return to_colour(line.Color) if _is_drawn(line) else None

    @color.setter
    def color(self, value: Colour | str | int) -> None:
        line = self._read()
        if not _is_drawn(line):
            line = _with_width(struct("table.BorderLine2"), _WIDTHS["thin"])
        line.Color = from_colour(value)
        self._write(line)

    def _read(self) -> Any:
        """The line of the first cell that has this side: what Excel says of cells that disagree, too."""
        rows, columns = self._cells.area.rows, self._cells.area.columns
        row = rows - 1 if self._side == "edge_bottom" else 0
        column = columns - 1 if self._side == "edge_right" else 0
        side = self._side
        if side == "inside_vertical" and columns > 1:
            side = "edge_right"
        elif side == "inside_horizontal" and rows > 1:
            side = "edge_bottom"
        cell = self._cells.uno.getCellByPosition(column, row)
        if side in _DIAGONALS:
            return cell.getPropertyValue(_DIAGONALS[side])
        return getattr(cell.getPropertyValue("TableBorder2"), _FIELDS[side])

    def _write(self, line: Any) -> None:
        if self._side in _DIAGONALS:
            self._cells.uno.setPropertyValue(_DIAGONALS[self._side], line)
            return
        field = _FIELDS[self._side]
        table = struct("table.TableBorder2", **{field: line, f"Is{field}Valid": True})
        self._cells.uno.setPropertyValue("TableBorder2", table)


@refuse_the_rest
class Borders(base_classes.Borders):
    """All lines of a range; what its sides disagree about reads as None."""

    def __init__(self, cells: Range) -> None:
        self.parent = cells

    @property
    def api(self) -> Any:
        return self.parent.uno.getPropertyValue("TableBorder2")

    def __getitem__(self, side: str) -> Border:
        return Border(self.parent, side)

    @property
    def line_style(self) -> Any:
        return self._common("line_style")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(base_classes.BORDER_GRID_SIDES, line_style=value)

    @property
    def weight(self) -> Any:
        return self._common("weight")

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(base_classes.BORDER_GRID_SIDES, weight=value)

    @property
    def color(self) -> Any:
        return self._common("color")

    @color.setter
    def color(self, value: Colour | str | int) -> None:
        self.set(base_classes.BORDER_GRID_SIDES, color=value)

    def set(
        self,
        which: Iterable[str] = base_classes.BORDER_GRID_SIDES,
        *,
        line_style: Any = base_classes._UNSET,
        weight: Any = base_classes._UNSET,
        color: Any = base_classes._UNSET,
    ) -> None:
        """Set attributes of the lines; the style comes last, as in Excel."""
        for side in which:
            border = self[side]
            if color is not base_classes._UNSET:
                border.color = color
            if weight is not base_classes._UNSET:
                border.weight = weight
            if line_style is not base_classes._UNSET:
                border.line_style = line_style

    def clear(self, which: Iterable[str] = base_classes.BORDER_SIDES) -> None:
        self.set(which, line_style=None)

    def _common(self, attribute: str) -> Any:
        values = {getattr(self[side], attribute) for side in self._grid_sides()}  # type: ignore[no-untyped-call]  # xlwings is untyped
        return values.pop() if len(values) == 1 else None


def _is_drawn(line: Any) -> bool:
    return bool(line.LineWidth or line.OuterLineWidth)


def _with_width(line: Any, width: int) -> Any:
    """The line with a width, its parts left for LibreOffice to work out."""
    line.LineWidth = width
    line.OuterLineWidth = line.InnerLineWidth = line.LineDistance = 0
    return line
