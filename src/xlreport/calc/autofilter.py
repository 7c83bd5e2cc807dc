"""Filter buttons: their criteria, the rows that these hide, and a filter set aside for a while.

LibreOffice keeps a filter in a database range: an unnamed one for each sheet, named ones for Excel's tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.bridge import enum, struct
from xlreport.calc.number_formats import Kind
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.references import Area, area_at
from xlreport.calc.values import from_serial, to_serial

if TYPE_CHECKING:
    from xlreport.calc.range import Range
    from xlreport.calc.sheet import Sheet

_EMPTY, _NOT_EMPTY, _EQUAL, _NOT_EQUAL, _GREATER, _NOT_LESS, _LESS, _NOT_GREATER = range(8)
_TOP, _TOP_PERCENT, _BOTTOM, _BOTTOM_PERCENT = range(8, 12)
"""com.sun.star.sheet.FilterOperator2."""
_NUMBER, _STRING = 0, 1
"""com.sun.star.sheet.FilterFieldType."""
_COMPARISONS = {
    "equal_to": _EQUAL,
    "not_equal_to": _NOT_EQUAL,
    "greater_than": _GREATER,
    "less_than": _LESS,
    "greater_than_or_equal": _NOT_LESS,
    "less_than_or_equal": _NOT_GREATER,
}
_PAIRS = {"between": (_NOT_LESS, _NOT_GREATER, "AND"), "not_between": (_LESS, _GREATER, "OR")}
_RANKS = {
    "top_items": _TOP,
    "top_percent": _TOP_PERCENT,
    "bottom_items": _BOTTOM,
    "bottom_percent": _BOTTOM_PERCENT,
}
_RANK_NAMES: dict[tuple[int, ...], str] = {(number,): name for name, number in _RANKS.items()}
_BLANKS: dict[tuple[int, ...], str] = {(_EMPTY,): "equal_to", (_NOT_EMPTY,): "not_equal_to"}
_COMPARISON_NAMES: dict[tuple[int, ...], str] = {(number,): name for name, number in _COMPARISONS.items()} | {
    (lower, upper): name for name, (lower, upper, _) in _PAIRS.items()
}

Criteria = tuple[Any, ...]
"""The conditions of a filter, as UNO's TableFilterField3."""


def filters_of(sheet: Sheet) -> Iterator[Any]:
    """The database ranges of a sheet that show filter buttons, its own one first."""
    place = sheet.index - 1
    unnamed = _unnamed(sheet)
    if unnamed.hasByTable(place) and unnamed.getByTable(place).AutoFilter:
        yield unnamed.getByTable(place)
    named = sheet.book.model.DatabaseRanges
    for name in named.getElementNames():
        database = named.getByName(name)
        if database.DataArea.Sheet == place and database.AutoFilter:
            yield database


def filtered_rows(sheet: Sheet) -> set[int]:
    """The rows, counted from 1, that a filter hides; those that a user hid are not among them."""
    rows: set[int] = set()
    for database in filters_of(sheet):
        first, last = database.DataArea.StartRow, database.DataArea.EndRow
        lines = sheet.uno.getRows()
        rows.update(row + 1 for row in range(first, last + 1) if lines.getByIndex(row).IsFiltered)
    return rows


@dataclass(frozen=True)
class LiftedFilters:
    """The filters of a sheet whose criteria are set aside: the place of each and its criteria."""

    sheet: Sheet
    held: tuple[tuple[Area, Criteria], ...]

    def put_back(self) -> None:
        """Filter again as before; rows that meet the criteria no more, or now, are hidden or shown."""
        for area, criteria in self.held:
            database = _on(self.sheet, area)
            if database is not None:
                _filter(database, criteria)


def lift_filters(sheet: Sheet) -> LiftedFilters:
    """Show what the filters of a sheet hide, keeping their buttons; `put_back` hides it again."""
    held = []
    for database in list(filters_of(sheet)):
        criteria = _criteria(database)
        if criteria:
            held.append((area_of(database), criteria))
            _show_all(sheet, database)
    return LiftedFilters(sheet, tuple(held))


def carry_filter(source: Sheet, target: Sheet) -> None:
    """Give a sheet the filter buttons of another, over the same cells."""
    given, place = _unnamed(source), source.index - 1
    if given.hasByTable(place) and given.getByTable(place).AutoFilter:
        _add(target, given.getByTable(place).DataArea)


def remove_filter(sheet: Sheet) -> None:
    """Take a sheet's filter buttons away and show every row."""
    if _unnamed(sheet).hasByTable(sheet.index - 1):
        _unnamed(sheet).getByTable(sheet.index - 1).AutoFilter = False
    sheet.uno.getRows().IsVisible = True


@refuse_the_rest
class AutoFilter(base_classes.AutoFilter):
    """The filter over a range or a table; it begins to exist with its first criterion."""

    def __init__(self, cells: Range, table: Any = None) -> None:
        self._cells = cells
        self._table = table

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """One entry for each column, as xlwings describes them."""
        database = self._found()
        fields = () if database is None else _criteria(database)
        columns = range(self._cells.area.columns)
        return [self._describe(c, [field for field in fields if field.Field == c]) for c in columns]

    def apply_values(self, field: int, values: Sequence[str]) -> None:
        self._apply(field, [_condition(field, _EQUAL, values)])

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        """Filter by a comparison; ValueError where another range of the sheet is filtered.

        Raises NotImplementedError for values outside of bounds together with criteria in other columns:
        LibreOffice has no brackets around what is joined by "or".
        """
        if value1 is None:
            operation = _EMPTY if operator == "equal_to" else _NOT_EMPTY
            self._apply(field, [_condition(field, operation, ())])
            return
        if operator in _COMPARISONS:
            self._apply(field, [_condition(field, _COMPARISONS[operator], [_operand(value1)])])
            return
        lower, upper, connection = _PAIRS[operator]
        second = _condition(field, upper, [_operand(value2)])
        second.Connection = enum("sheet.FilterConnection", connection)
        self._apply(field, [_condition(field, lower, [_operand(value1)]), second])

    def apply_top_items(self, field: int, count: int) -> None:
        self._apply(field, [_condition(field, _TOP, [float(count)])])

    def apply_bottom_items(self, field: int, count: int) -> None:
        self._apply(field, [_condition(field, _BOTTOM, [float(count)])])

    def apply_top_percent(self, field: int, percent: float) -> None:
        self._apply(field, [_condition(field, _TOP_PERCENT, [float(percent)])])

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        self._apply(field, [_condition(field, _BOTTOM_PERCENT, [float(percent)])])

    def clear(self, field: int | None) -> None:
        """Drop the criteria of one column or of all; the buttons stay."""
        database = self._found()
        if database is None:
            return
        rest = tuple(kept for kept in _criteria(database) if field is not None and kept.Field != field - 1)
        if rest:
            _filter(database, rest)
        else:
            _show_all(self._cells.sheet, database)

    def _apply(self, field: int, conditions: list[Any]) -> None:
        database = self._database()
        others = tuple(kept for kept in _criteria(database) if kept.Field != field - 1)
        together = (*others, *conditions)
        if others and any(condition.Connection.value == "OR" for condition in together):
            raise NotImplementedError(
                "LibreOffice cannot filter by values outside of bounds in one column and by others in another"
            )
        _filter(database, together)

    def _database(self) -> Any:
        """The database range of this very range; made where the sheet has no filter of its own yet."""
        sheet, found = self._cells.sheet, self._found()
        if found is not None:
            found.AutoFilter = True
            return found
        place = sheet.index - 1
        if _unnamed(sheet).hasByTable(place) and _unnamed(sheet).getByTable(place).AutoFilter:
            raise ValueError("This worksheet already has an AutoFilter on a different range")
        return _add(sheet, self._cells.uno.getRangeAddress())

    def _found(self) -> Any:
        return self._table or _on(self._cells.sheet, self._cells.area)

    def _describe(self, column: int, conditions: list[Any]) -> dict[str, Any]:
        """The conditions of a column, counted from 0, in xlwings' terms."""
        entry = base_classes.empty_autofilter_criteria(column + 1)
        if not conditions:
            return entry
        operators = tuple(condition.Operator for condition in conditions)
        values = [self._text(column, value) for condition in conditions for value in condition.Values]
        return entry | _described(operators, conditions[0].Values, values)

    def _text(self, column: int, value: Any) -> str:
        """A value of a condition as text, a day as Excel's object model writes it: 12/31/2026."""
        if not value.IsNumeric:
            return str(value.StringValue)
        first = self._cells(2, column + 1).uno
        if self._cells.sheet.book.formats.kind(first.NumberFormat) is Kind.DATE:
            moment = from_serial(value.NumericValue)
            day = f"{moment.month}/{moment.day}/{moment.year}"
            return day if moment.time() == dt.time() else f"{day} {moment:%H:%M:%S}"
        return f"{value.NumericValue:.15g}"


def _described(operators: tuple[int, ...], values: Any, texts: list[str]) -> dict[str, Any]:
    """Type, operator and values of the conditions of one column; ``unknown`` where xlwings has no word."""
    if operators in _RANK_NAMES:
        name, number = _RANK_NAMES[operators], values[0].NumericValue
        amount = {"count": int(number)} if name.endswith("items") else {"percent": number}
        return {"type": name, **amount}
    if operators == (_EQUAL,) and not any(value.IsNumeric for value in values):
        return {"type": "values", "values": texts}
    if operators in _BLANKS:
        return {"type": "comparison", "operator": _BLANKS[operators]}
    if operators not in _COMPARISON_NAMES:
        return {"type": "unknown"}
    described: dict[str, Any] = {"type": "comparison", "operator": _COMPARISON_NAMES[operators]}
    return described | dict(zip(("value1", "value2"), texts, strict=False))


def _operand(value: str | dict[str, str]) -> str | float:
    """What a comparison compares with: a number where it is one, as Excel reads its criteria."""
    if isinstance(value, dict):
        return to_serial(dt.datetime.fromisoformat(value["value"]))
    try:
        return float(value)
    except ValueError:
        return value


def _condition(field: int, operator: int, values: Sequence[str | float]) -> Any:
    made = struct("sheet.TableFilterField3", Field=field - 1, Operator=operator)
    made.Connection = enum("sheet.FilterConnection", "AND")
    made.Values = tuple(map(_value, values))
    return made


def _value(value: str | float) -> Any:
    if isinstance(value, str):
        return struct("sheet.FilterFieldValue", IsNumeric=False, StringValue=value, FilterType=_STRING)
    return struct("sheet.FilterFieldValue", IsNumeric=True, NumericValue=value, FilterType=_NUMBER)


def _criteria(database: Any) -> Criteria:
    """The conditions, fit to be set again: LibreOffice hands texts out marked as numbers."""
    fields = database.getFilterDescriptor().getFilterFields3()
    for field in fields:
        field.Values = tuple(
            _value(value.NumericValue if value.IsNumeric else value.StringValue) for value in field.Values
        )
    return tuple(fields)


def _filter(database: Any, criteria: Criteria) -> None:
    database.getFilterDescriptor().setFilterFields3(criteria)
    database.refresh()


def _show_all(sheet: Sheet, database: Any) -> None:
    """Drop all criteria; refreshing a database range without any would leave its rows hidden."""
    area = database.DataArea
    cells = sheet.uno.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    descriptor = cells.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    cells.filter(descriptor)


def _on(sheet: Sheet, area: Area) -> Any:
    """The database range with filter buttons over these very cells, or None."""
    return next((database for database in filters_of(sheet) if area_of(database) == area), None)


def area_of(database: Any) -> Area:
    """The cells of a database range, its headings among them."""
    return area_at(database.DataArea)


def _add(sheet: Sheet, address: Any) -> Any:
    """Give a sheet filter buttons over an address, whatever sheet that names."""
    address.Sheet = sheet.index - 1
    _unnamed(sheet).setByTable(address)
    database = _unnamed(sheet).getByTable(address.Sheet)
    database.AutoFilter = True
    return database


def _unnamed(sheet: Sheet) -> Any:
    """The unnamed ranges of a book, one for each filtered sheet, by the sheet's 0-based place."""
    return sheet.book.model.getPropertyValue("UnnamedDatabaseRanges")
