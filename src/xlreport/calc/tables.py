"""Excel's tables: in LibreOffice, named database ranges, which it reads from and writes to Excel's files.

They have no style of their own, and their formulas refer to cells instead of columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import xlwings
from xlwings import base_classes

from xlreport.calc.autofilter import AutoFilter, area_of
from xlreport.calc.offered import Refusal, refuse_the_rest
from xlreport.calc.range import Range
from xlreport.calc.references import Area
from xlreport.calc.sorting import sort_rows

if TYPE_CHECKING:
    from xlreport.calc.sheet import Sheet


@refuse_the_rest
class Table(base_classes.Table):
    """A table of a sheet, known by the name of its database range."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet = sheet
        self._name = name

    @property
    def api(self) -> Any:
        """The UNO database range."""
        return self._sheet.book.model.DatabaseRanges.getByName(self._name)

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    display_name = name

    @property
    def range(self) -> Range:
        return Range(self._sheet, area_of(self.api))

    @property
    def header_row_range(self) -> Range | None:
        return Range(self._sheet, self.range.area._replace(rows=1)) if self.show_headers else None

    @property
    def totals_row_range(self) -> Range | None:
        area = self.range.area
        last = area._replace(row=area.row + area.rows - 1, rows=1)
        return Range(self._sheet, last) if self.show_totals else None

    @property
    def data_body_range(self) -> Range | None:
        """The rows between headings and totals; None where there are none."""
        body = self._body()
        return Range(self._sheet, body) if body.rows else None

    @property
    def insert_row_range(self) -> Range | None:
        """None for a table with records; the row that Excel keeps for a first one is not there."""
        if self.data_body_range is None:
            Refusal("Table.insert_row_range of an empty table")()
        return None

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self.range, self.api)

    @property
    def show_autofilter(self) -> bool:
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = bool(value)

    @property
    def show_headers(self) -> bool:
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> NoReturn:
        Refusal("changing Table.show_headers")()

    @property
    def show_totals(self) -> bool:
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> NoReturn:
        Refusal("changing Table.show_totals")()

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        body = self.data_body_range
        if body is not None:
            sort_rows(body.uno, keys, ascending, has_headers=False)

    @property
    def columns(self) -> TableColumns:
        return TableColumns(self)

    @property
    def rows(self) -> TableRows:
        return TableRows(self)

    def resize(self, range: xlwings.Range) -> None:  # the name is xlwings'
        """Let the table cover another rectangle, which must keep its row of headings."""
        if range.impl.row != self.range.row:
            raise ValueError("the headings of a table must stay in their row")
        self.api.setDataArea(range.impl.uno.getRangeAddress())

    def _body(self) -> Area:
        area, headings, totals = self.range.area, int(self.show_headers), int(self.show_totals)
        return area._replace(row=area.row + headings, rows=area.rows - headings - totals)


class _Part:
    """A column or row of a table, by its number from 1."""

    def __init__(self, table: Table, number: int) -> None:
        self._table = table
        self._number = number

    @property
    def index(self) -> int:
        return self._number

    def _cells(self, area: Area) -> Range:
        return Range(self._table.parent, area)


@refuse_the_rest
class TableColumn(_Part, base_classes.TableColumn):
    """A column of a table."""

    @property
    def name(self) -> str:
        """Its heading; of a table without headings, what Excel calls such a column."""
        headings = self._table.header_row_range
        return headings(1, self._number).cell.getString() if headings else f"Column{self._number}"

    @property
    def range(self) -> Range:
        return self._column(self._table.range.area)

    @property
    def data_body_range(self) -> Range | None:
        body = self._table.data_body_range
        return None if body is None else self._column(body.area)

    def _column(self, area: Area) -> Range:
        return self._cells(area._replace(column=area.column + self._number - 1, columns=1))


@refuse_the_rest
class TableRow(_Part, base_classes.TableRow):
    """A record of a table."""

    @property
    def range(self) -> Range:
        body = self._table._body()
        return self._cells(body._replace(row=body.row + self._number - 1, rows=1))


@refuse_the_rest
class TableColumns(base_classes.TableColumns, base_classes.Collection):
    """The columns of a table, by number from 1 or by heading."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def parent(self) -> Table:
        return self._table

    def __len__(self) -> int:
        return self._table.range.area.columns

    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self._table, number) for number in range(1, len(self) + 1))

    def __call__(self, key: int | str) -> TableColumn:
        found = next((column for column in self if key in (column.index, column.name)), None)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: int | str) -> bool:
        return any(key in (column.index, column.name) for column in self)


@refuse_the_rest
class TableRows(base_classes.TableRows):
    """The records of a table, by number from 1."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def parent(self) -> Table:
        return self._table

    @property
    def column_count(self) -> int:
        return self._table.range.area.columns

    def __len__(self) -> int:
        return self._table._body().rows

    def __iter__(self) -> Iterator[TableRow]:
        return (TableRow(self._table, number) for number in range(1, len(self) + 1))

    def __call__(self, key: int) -> TableRow:
        if key not in self:
            raise KeyError(key)
        return TableRow(self._table, key)

    def __contains__(self, key: int) -> bool:
        return 1 <= key <= len(self)


@refuse_the_rest
class Tables(base_classes.Tables, base_classes.Collection):
    """The tables of a sheet, by number from 1 or by name."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """The UNO collection of the whole book's database ranges."""
        return self._sheet.book.model.DatabaseRanges

    @property
    def parent(self) -> Sheet:
        return self._sheet

    def __iter__(self) -> Iterator[Table]:
        place, databases = self._sheet.index - 1, self.api
        for name in databases.getElementNames():
            if databases.getByName(name).DataArea.Sheet == place:
                yield Table(self._sheet, name)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, key: int | str) -> Table:
        for number, table in enumerate(self, start=1):
            if key in (number, table.name):
                return table
        raise KeyError(key)

    def __contains__(self, key: int | str) -> bool:
        return any(key in (number, table.name) for number, table in enumerate(self, start=1))

    def add(self, **given: Any) -> Table:  # type: ignore[override]  # all of them are named by xlwings
        """Make a table of the range ``source`` with its headings; LibreOffice gives it no style.

        Raises ValueError where it would overlap another, NotImplementedError for one without headings.
        """
        cells: Range = given["source"].impl
        if not given["has_headers"]:
            Refusal("a table without headings")()
        if cells.table is not None:
            raise ValueError(f"{cells.address} overlaps the table {cells.table.name}")
        names = self.api.getElementNames()
        numbers = range(1, len(names) + 2)
        name = given["name"] or next(free for n in numbers if (free := f"Table{n}") not in names)
        self.api.addNewByName(name, cells.uno.getRangeAddress())
        table = Table(self._sheet, name)
        table.show_autofilter = True
        return table
