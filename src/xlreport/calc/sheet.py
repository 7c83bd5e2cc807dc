"""One sheet of a book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from xlwings import base_classes

from xlreport.calc import clearing
from xlreport.calc.autofilter import carry_filter
from xlreport.calc.chart_objects import Charts
from xlreport.calc.drawings import Pictures, Shapes
from xlreport.calc.layout import carry_breaks, fill_sheet
from xlreport.calc.names import Names
from xlreport.calc.notes import Note, notes_of
from xlreport.calc.offered import Refusal, refuse_the_rest
from xlreport.calc.page_setup import PageSetup, carry_over
from xlreport.calc.range import Range
from xlreport.calc.references import COLUMNS, ROWS, Area, parse_address
from xlreport.calc.tables import Tables

if TYPE_CHECKING:
    from xlreport.calc.book import Book

_MAX_NAME = 31
_FROZEN = 2  # what the settings of a view call frozen panes; their position then counts columns or rows


@refuse_the_rest
class Sheet(base_classes.Sheet):
    """A sheet, known by its UNO object, which stays the same when the sheet is renamed or moved."""

    book: Book = None  # type: ignore[assignment]  # shadows a property of the base class

    def __init__(self, book: Book, uno: Any) -> None:
        self.book = book
        self._uno = uno
        self._moves = book.app.moves

    @property
    def uno(self) -> Any:
        """The UNO object, fetched anew when cells were inserted or deleted anywhere.

        LibreOffice cuts deleted cells out of the objects that stand for whole sheets, so that one
        held from before counts its rows and columns from the wrong cell.
        """
        if self._moves != self.book.app.moves:
            self._moves = self.book.app.moves
            self._uno = self.book.model.Sheets.getByName(self._uno.getName())
        return self._uno

    @property
    def api(self) -> Any:
        return self.uno

    xl = api

    @property
    def name(self) -> str:
        return str(self.uno.getName())

    @name.setter
    def name(self, value: str) -> None:
        others = [name.lower() for name in self.book.model.Sheets.getElementNames() if name != self.name]
        if value.lower() in others:
            raise ValueError(f"Sheet named {value!r} already present in workbook")
        self.uno.setName(value)

    @property
    def names(self) -> Names:
        return Names(self.book, self)

    @property
    def index(self) -> int:
        return int(self.uno.getRangeAddress().Sheet) + 1

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        area = self._area(arg1)
        return Range(self, area if arg2 is None else area.to(self._area(arg2)))

    def _area(self, place: Any) -> Area:
        """The rectangle that xlwings means by a range, a cell, a rectangle, an address or a name."""
        if isinstance(place, Range):
            return place.area
        if isinstance(place, tuple):
            if 0 in place[:2]:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return Area(*place) if len(place) == 4 else Area(place[0], place[1], 1, 1)
        area = parse_address(place)
        if area is not None:
            return area
        for names in (self.names, self.book.names):
            if names.contains(place):
                return names(place).refers_to_range.area
        raise ValueError(f"{place!r} is neither an address nor a name")

    @property
    def cells(self) -> Range:
        return Range(self, Area(1, 1, ROWS, COLUMNS))

    def activate(self) -> None:
        self.book.activate()
        self.book.controller.setActiveSheet(self.uno)

    def select(self) -> None:
        self.activate()

    def clear_contents(self) -> None:
        clearing.clear_contents(self.uno)

    def clear_formats(self) -> None:
        clearing.clear_formats(self.uno)

    def clear(self) -> None:
        clearing.clear(self.uno)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        sheets = self.book.model.Sheets
        if sheets.getCount() == 1:
            raise ValueError("a workbook must contain at least one sheet")
        sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        target = before or after or self
        book, position = target.book, target.index - 1 + (before is None)
        sheets = book.model.Sheets
        name = _free_name(self.name, sheets.getElementNames())
        if book.uid == self.book.uid:
            sheets.copyByName(self.name, name, position)
            made = Sheet(book, sheets.getByIndex(position))
        else:
            sheets.insertNewByName(name, position)
            made = Sheet(book, sheets.getByIndex(position))
            self.copy_onto(made)
            carry_breaks(self, made)
            carry_filter(self, made)
            made.uno.TabColor = self.uno.TabColor
        carry_over(self, made)
        frozen, gridlines = self.freeze_panes.position, self._shows_grid()
        made.activate()
        if frozen != (0, 0):
            made.freeze_panes.freeze(*frozen)
        made._show_grid(gridlines)

    def copy_onto(self, target: Sheet) -> None:
        """Fill a sheet of another book like this one."""
        fill_sheet(self, target)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        target = before or after or self
        self.book.model.Sheets.moveByName(self.name, target.index - 1 + (before is None))

    @property
    def notes(self) -> list[Note]:
        return notes_of(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def show_gridlines(self) -> bool:
        self._require_visible()
        return self._shows_grid()

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._require_visible()
        self._show_grid(bool(value))

    def _shows_grid(self) -> bool:
        return bool(self.view_settings().get("ShowGrid", True))

    def _show_grid(self, shown: bool) -> None:
        if shown != self._shows_grid():
            with _Shown(self) as view:
                dispatcher = self.book.app.office.service("frame.DispatchHelper")
                dispatcher.executeDispatch(view.getFrame(), ".uno:ToggleSheetGrid", "", 0, ())

    def _require_visible(self) -> None:
        """A hidden sheet has no window: xlwings wants a ValueError then."""
        if not self.visible:
            raise ValueError(f"工作表“{self.name}”隐藏着，没有网格线可以显示")

    def view_settings(self) -> dict[str, Any]:
        """How the book's window shows this sheet: grid, zoom, frozen panes."""
        model = self.book.model
        model.setViewData(None)  # or LibreOffice hands out what it knew when the book was opened
        tables = {item.Name: item.Value for item in model.getViewData().getByIndex(0)}["Tables"]
        known = tables.hasByName(self.name)
        return {item.Name: item.Value for item in tables.getByName(self.name)} if known else {}

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def shapes(self) -> Shapes:
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        return Pictures(self)

    @property
    def charts(self) -> Charts:
        return Charts(self)

    @property
    def pivot_tables(self) -> NoReturn:
        """None: xlwings' own base class does not know of them, so they are refused here."""
        Refusal("Sheet.pivot_tables")()

    @property
    def used_range(self) -> Range:
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.of(self, cursor)

    @property
    def visible(self) -> bool:
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.uno.IsVisible = bool(value)


def _free_name(name: str, taken: tuple[str, ...]) -> str:
    """A sheet's name, where it is taken with the first free number in brackets, as Excel names copies."""
    used = {other.lower() for other in taken}
    if name.lower() not in used:
        return name
    number = 2
    while True:
        ending = f" ({number})"
        free = name[: _MAX_NAME - len(ending)] + ending
        if free.lower() not in used:
            return free
        number += 1


def _require_visible(sheet: Sheet) -> None:
    if not sheet.visible:
        raise ValueError(f"{sheet.name} is hidden: set visible to True first")


class _Shown:
    """The view, showing one sheet for as long as needed: some settings can only be reached so.

    A class, because the generators of `contextlib` cannot pass on UNO's exceptions.
    """

    def __init__(self, sheet: Sheet) -> None:
        _require_visible(sheet)
        self._sheet = sheet
        self._view = sheet.book.controller
        self._before = self._view.getActiveSheet()
        self._same = self._before.getName() == sheet.name

    def __enter__(self) -> Any:
        if not self._same:
            self._view.setActiveSheet(self._sheet.uno)
        return self._view

    def __exit__(self, *failure: object) -> None:
        if not self._same:
            self._view.setActiveSheet(self._before)


@refuse_the_rest
class FreezePanes(base_classes.FreezePanes):
    """The rows and columns of a sheet that stay in sight."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def position(self) -> tuple[int, int]:
        """How many columns and rows are frozen."""
        settings = self._sheet.view_settings()  # the view itself guesses the column from pixels
        columns, rows = (
            settings[f"{line}SplitPosition"] if settings.get(f"{line}SplitMode") == _FROZEN else 0
            for line in ("Horizontal", "Vertical")
        )
        return columns, rows

    def freeze(self, columns: int, rows: int) -> None:
        """Freeze the first columns and rows."""
        with _Shown(self._sheet) as view:
            view.freezeAtPosition(columns, rows)

    def freeze_at(self, frozen_range: str) -> None:
        area = parse_address(frozen_range)
        if area is None:
            raise ValueError(f"{frozen_range!r} is no address")
        columns = 0 if area.columns == COLUMNS else area.column - 1 + area.columns
        rows = 0 if area.rows == ROWS else area.row - 1 + area.rows
        self.freeze(columns, rows)

    def unfreeze(self) -> None:
        self.freeze(0, 0)
