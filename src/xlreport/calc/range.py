"""A rectangle of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc import alignment, clearing, clipboard, navigation, searching
from xlreport.calc.autofilter import AutoFilter
from xlreport.calc.borders import Borders
from xlreport.calc.bridge import enum
from xlreport.calc.characters import Characters
from xlreport.calc.conditional_formats import ConditionalFormats
from xlreport.calc.font import Font, uniform
from xlreport.calc.measures import (
    Colour,
    from_characters,
    from_colour,
    from_points,
    is_sum,
    to_characters,
    to_colour,
    to_points,
)
from xlreport.calc.notes import Note
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.references import COLUMNS, ROWS, Area, area_at, format_address, parse_address, quote_sheet
from xlreport.calc.sorting import sort_rows
from xlreport.calc.validation import DataValidation
from xlreport.calc.values import (
    Grid,
    read_array_formula,
    read_formulas,
    read_values,
    write_array_formula,
    write_formulas,
    write_values,
)

if TYPE_CHECKING:
    from xlreport.calc.names import Name
    from xlreport.calc.sheet import Sheet
    from xlreport.calc.tables import Table


@refuse_the_rest
class Range(base_classes.Range):
    """Cells of one sheet; the UNO range behind them is fetched when first needed.

    An empty rectangle has no UNO range: it reads as None and ignores what is written.
    """

    def __init__(self, sheet: Sheet, area: Area, uno: Any = None) -> None:
        self.sheet = sheet
        self.area = area
        self._uno = uno
        self._moves = sheet.book.app.moves

    @classmethod
    def of(cls, sheet: Sheet, cells: Any) -> Range:
        """The range of a UNO range or cell on this sheet."""
        return cls(sheet, area_at(cells.getRangeAddress()), cells)

    @property
    def uno(self) -> Any:
        """The UNO range; None for an empty rectangle. Fetched anew when cells have moved."""
        if self._moves != self.sheet.book.app.moves:
            self._moves, self._uno = self.sheet.book.app.moves, None
        if self._uno is None and self.area.rows and self.area.columns:
            self._uno = self.sheet.uno.getCellRangeByPosition(*self.area.bounds)
        return self._uno

    api = uno
    xl = uno

    @property
    def cell(self) -> Any:
        """The UNO cell in the upper left corner."""
        return self.uno.getCellByPosition(0, 0)

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        return (self.sheet.uno, *self.area)

    def __len__(self) -> int:
        return self.area.rows * self.area.columns

    @property
    def row(self) -> int:
        return self.area.row

    @property
    def column(self) -> int:
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.rows, self.area.columns

    def __call__(self, arg1: Any, arg2: Any = None) -> Range:
        """A cell by its number (by rows) or by row and column, 1-based and free to lie outside."""
        if isinstance(arg1, str):
            area = parse_address(arg1)
            if area is None:
                raise ValueError(f"{arg1!r} is no address")
            area = area._replace(row=self.row + area.row - 1, column=self.column + area.column - 1)
            return Range(self.sheet, area)
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.area.columns)
        else:
            row, column = arg1 - 1, arg2 - 1
        return Range(self.sheet, Area(self.row + row, self.column + column, 1, 1))

    @property
    def rows(self) -> Range:
        return self

    @property
    def columns(self) -> Range:
        return self

    # Values and formulas

    @property
    def raw_value(self) -> Any:
        if self.uno is None:
            return None
        return _scalar_if_single(read_values(self.uno, self.sheet.book.formats))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.uno is not None:
            book = self.sheet.book
            write_values(self.uno, book.model, book.formats, self._grid(data))

    @property
    def formula(self) -> Any:
        return None if self.uno is None else _scalar_if_single(read_formulas(self.uno))

    @formula.setter
    def formula(self, value: Any) -> None:
        if self.uno is not None:
            write_formulas(self.uno, self._grid(value))

    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        return None if self.uno is None else read_array_formula(self.uno)

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        if self.uno is not None:
            write_array_formula(self.uno, value)

    @property
    def has_array(self) -> bool:
        return self.uno is not None and bool(self.uno.getArrayFormula())

    def _grid(self, data: Any) -> Grid:
        """Data in this range's shape; a single value fills it."""
        if isinstance(data, (list, tuple)):
            rows = [row if isinstance(row, (list, tuple)) else [row] for row in data]
            return tuple(tuple(row) for row in rows)
        return ((data,) * self.area.columns,) * self.area.rows

    def clear_contents(self) -> None:
        if self.uno is not None:
            clearing.clear_contents(self.uno)

    def clear_formats(self) -> None:
        if self.uno is not None:
            clearing.clear_formats(self.uno)

    def clear(self) -> None:
        if self.uno is not None:
            clearing.clear(self.uno)

    # Places

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = format_address(self.area, row_absolute=row_absolute, column_absolute=col_absolute)
        if not external:
            return address
        book, sheet = self.sheet.book.name, self.sheet.name
        plain = quote_sheet(sheet) == sheet and " " not in book
        return f"[{book}]{sheet}!{address}" if plain else f"'[{book}]{sheet}'!{address}"

    @property
    def address(self) -> str:
        if self.uno is None:
            first = format_address(self.area._replace(rows=1, columns=1))
            return f"{first}{{{self.area.rows}x{self.area.columns}}}"
        return format_address(self.area)

    @property
    def current_region(self) -> Range:
        cursor = self.sheet.uno.createCursorByRange(self.uno)
        cursor.collapseToCurrentRegion()
        return Range.of(self.sheet, cursor)

    def end(self, direction: str) -> Range:
        row, column = navigation.edge(self, direction)
        return Range(self.sheet, Area(row, column, 1, 1))

    def find(self, text: str, whole: bool, direction: str, order: str, match_case: bool) -> Range | None:
        if self.uno is None:
            return None
        backward, by_rows = direction == "backward", order == "rows"
        place = searching.find(
            self, text, whole=whole, backward=backward, by_rows=by_rows, match_case=match_case
        )
        return None if place is None else Range(self.sheet, place)

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        if self.uno is not None:
            searching.replace_all(self, old, new, whole=whole, match_case=match_case)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Range]:
        if self.uno is None:
            return []
        return [Range(self.sheet, place) for place in searching.special_cells(self, cell_type, value_type)]

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        sort_rows(self.uno, keys, ascending, has_headers=has_headers)

    def select(self) -> None:
        self.sheet.book.select(self.uno)

    @property
    def name(self) -> Name | None:
        wanted = f"={quote_sheet(self.sheet.name)}!{self.address}"
        return next((name for _, name in self.sheet.book.names.snapshot() if name.refers_to == wanted), None)

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={quote_sheet(self.sheet.name)}!{self.address}")

    @property
    def table(self) -> Table | None:
        """The table that any of the cells belong to."""
        tables = self.sheet.tables
        return next((table for table in tables if table.range.area.within(self.area)), None)

    # Looks

    @property
    def font(self) -> Font:
        return Font(self.uno)

    @property
    def characters(self) -> Characters:
        return Characters(self.cell)

    @property
    def borders(self) -> Borders:
        return Borders(self)

    @property
    def number_format(self) -> str | None:
        if self.uno is None:
            return ""
        key = uniform(self.uno, "NumberFormat")
        return None if key is None else self.sheet.book.formats.code(key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        if self.uno is not None:
            self.uno.setPropertyValue("NumberFormat", self.sheet.book.formats.key(value))

    @property
    def color(self) -> Colour | None:
        number = None if self.uno is None else uniform(self.uno, "CellBackColor")
        return None if number is None else to_colour(number)

    @color.setter
    def color(self, value: Colour | str | int | None) -> None:
        if self.uno is not None:
            self.uno.setPropertyValue("CellBackColor", from_colour(value))

    def set_colors(self, colors: Any) -> None:
        for r, row in enumerate(colors, 1):
            for c, color in enumerate(row, 1):
                if color is not ...:
                    self(r, c).color = color

    @property
    def wrap_text(self) -> bool | None:
        value = uniform(self.uno, "IsTextWrapped")
        return None if value is None else bool(value)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.uno.setPropertyValue("IsTextWrapped", bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        return alignment.horizontal(self.uno)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        alignment.set_horizontal(self.uno, value)

    @property
    def vertical_alignment(self) -> str | None:
        return alignment.vertical(self.uno)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        alignment.set_vertical(self.uno, value)

    # Sizes

    @property
    def column_width(self) -> float | None:
        if self.uno is None:
            return 0
        first = self.uno.Columns.getByIndex(0).Width
        return to_characters(first) if is_sum(self.uno.Size.Width, self.area.columns, first) else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        if self.uno is not None:
            self.uno.Columns.Width = from_characters(value)

    @property
    def row_height(self) -> float | None:
        if self.uno is None:
            return 0
        first = self.uno.Rows.getByIndex(0).Height
        return to_points(first) if is_sum(self.uno.Size.Height, self.area.rows, first) else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        if self.uno is not None:
            self.uno.Rows.Height = from_points(value)

    @property
    def width(self) -> float:
        return 0 if self.uno is None else to_points(self.uno.Size.Width)

    @property
    def height(self) -> float:
        return 0 if self.uno is None else to_points(self.uno.Size.Height)

    @property
    def left(self) -> float:
        return 0 if self.uno is None else to_points(self.uno.Position.X)

    @property
    def top(self) -> float:
        return 0 if self.uno is None else to_points(self.uno.Position.Y)

    @property
    def row_hidden(self) -> bool | None:
        return _hidden(self.uno.Rows)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.uno.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        return _hidden(self.uno.Columns)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.uno.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        if self.uno is None:
            return
        if axis in (None, "columns", "c"):
            self.uno.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.uno.Rows.OptimalHeight = True

    # Structure

    @property
    def arg1_input(self) -> str:
        """The address from which xlwings tells whether rows or columns are to be grouped."""
        return format_address(self.area, row_absolute=False, column_absolute=False)

    def group(self, by: str) -> None:
        self.sheet.uno.group(self.uno.getRangeAddress(), _outlined(by))

    def ungroup(self, by: str) -> None:
        self.sheet.uno.ungroup(self.uno.getRangeAddress(), _outlined(by))

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        mode = self._shift("CellInsertMode", shift, "DOWN", "RIGHT")
        self.sheet.uno.insertCells(self.uno.getRangeAddress(), mode)
        self.sheet.book.app.moves += 1

    def delete(self, shift: str | None = None) -> None:
        mode = self._shift("CellDeleteMode", shift, "UP", "LEFT")
        self.sheet.uno.removeRange(self.uno.getRangeAddress(), mode)
        self.sheet.book.app.moves += 1

    def _shift(self, mode: str, shift: str | None, by_rows: str, by_columns: str) -> Any:
        """What moves: rows or columns where the range is made of whole ones, else as asked or guessed."""
        if self.area.columns == COLUMNS:
            return enum(f"sheet.{mode}", "ROWS")
        if self.area.rows == ROWS:
            return enum(f"sheet.{mode}", "COLUMNS")
        if shift is None:
            shift = by_rows if self.area.columns > self.area.rows else by_columns
        return enum(f"sheet.{mode}", shift.upper())

    def merge(self, across: bool) -> None:
        if across:
            for row in range(1, self.area.rows + 1):
                Range(self.sheet, Area(self.row + row - 1, self.column, 1, self.area.columns)).merge(False)
            return
        self.uno.merge(False)
        left, top, right, bottom = self.area.bounds
        if right > left:
            clearing.clear_contents(self.sheet.uno.getCellRangeByPosition(left + 1, top, right, bottom))
        if bottom > top:
            clearing.clear_contents(self.sheet.uno.getCellRangeByPosition(left, top + 1, left, bottom))
        self.uno.merge(True)

    def unmerge(self) -> None:
        self.uno.merge(False)

    @property
    def merge_area(self) -> Range:
        cursor = self.sheet.uno.createCursorByRange(self.cell)
        cursor.collapseToMergedArea()
        return Range.of(self.sheet, cursor)

    @property
    def merge_cells(self) -> bool | None:
        merged = self.merge_area.area
        if len(self.merge_area) > 1 and merged.to(self.area) == merged:
            return True
        return None if self.uno.getIsMerged() else False

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)

    def copy(self, destination: Any = None) -> None:
        if destination is None:
            clipboard.put(self)
            return
        if destination.impl.sheet.book.uid == self.sheet.book.uid:
            target = destination.impl.cell.getCellAddress()
            self.sheet.uno.copyRange(target, self.uno.getRangeAddress())
            return
        target = destination.impl.sized_as(self)
        if (self.area.rows, self.area.columns) == (ROWS, COLUMNS):
            self.sheet.copy_onto(target.sheet)
        else:
            clipboard.carry(self, target)

    def sized_as(self, other: Range) -> Range:
        """The range of another one's size that begins where this one does; ValueError off the sheet."""
        area = other.area._replace(row=self.row, column=self.column)
        if self.row + area.rows - 1 > ROWS or self.column + area.columns - 1 > COLUMNS:
            raise ValueError(f"{other.address} does not fit on the sheet from {self.address} on")
        return Range(self.sheet, area)

    def move(self, destination: Any) -> None:
        target = destination.impl.cell.getCellAddress()
        self.sheet.uno.moveRange(target, self.uno.getRangeAddress())
        self.sheet.book.app.moves += 1

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        clipboard.paste(self, paste, operation, skip_blanks=skip_blanks, transpose=transpose)

    # Notes, links, output

    @property
    def note(self) -> Note | None:
        return Note(self.sheet, self.row, self.column) if self.cell.getAnnotation().getString() else None

    def add_note(self, text: str) -> Note:
        if self.note is not None:
            raise ValueError(f"{self.address} has a note already")
        self.sheet.uno.getAnnotations().insertNew(self.cell.getCellAddress(), text)
        return Note(self.sheet, self.row, self.column)

    @property
    def comment(self) -> None:
        """No threaded comment: LibreOffice has notes only."""
        return None

    @property
    def hyperlink(self) -> str:
        fields = self.cell.getTextFields().createEnumeration()
        while fields.hasMoreElements():
            field = fields.nextElement()
            if hasattr(field, "URL"):
                return str(field.URL)
        raise ValueError("The cell doesn't seem to contain a hyperlink!")

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Put a link into the cell; LibreOffice shows no screen tip of one's own."""
        field = self.sheet.book.model.createInstance("com.sun.star.text.TextField.URL")
        field.URL = address
        field.Representation = text_to_display or address
        cell = self.cell
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)

    def to_pdf(self, path: str, quality: str) -> None:
        self.sheet.book.export_pdf(path, self.uno)


def _scalar_if_single(grid: Grid) -> Any:
    return grid[0][0] if len(grid) == len(grid[0]) == 1 else grid


def _outlined(by: str) -> Any:
    """What an outline gathers: `by` is ``rows``, ``columns`` or ``column``."""
    return enum("table.TableOrientation", "COLUMNS" if by.startswith("column") else "ROWS")


def _hidden(lines: Any) -> bool | None:
    """Whether rows or columns are hidden; None where they disagree."""
    states = {bool(lines.getByIndex(index).IsVisible) for index in range(lines.getCount())}
    return None if len(states) > 1 else not states.pop()
