"""Painted sheets in one temporary workbook that the application has opened beside the user's."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from copy import copy
from pathlib import Path

import xlwings as xw
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.file import grid_of
from xlreport.books.live.patience import Patience
from xlreport.books.package import write_package
from xlreport.books.port import Grid
from xlreport.core.model import column_letter
from xlreport.drawing.cells import set_text
from xlreport.drawing.painter import Painter
from xlreport.drawing.workbook import new_workbook

PREFIX = "xlreport-"
"""What the names of temporary workbooks begin with."""

PARTS = ("分页符", "筛选按钮", "图表与数据的联系")
"""What of a painted sheet belongs to no cell: page breaks, filter, what its charts are drawn from."""


class PaintedSheets:
    """Sheets that wait to be brought into the user's workbook, in the order in which they were painted."""

    def __init__(self) -> None:
        self._workbook: Workbook | None = None

    def __contains__(self, sheet: str) -> bool:
        return self._workbook is not None and sheet in self._workbook.sheetnames

    @property
    def names(self) -> list[str]:
        return self._workbook.sheetnames if self._workbook is not None else []

    def paint(self, name: str, painter: Painter) -> None:
        """Paint a sheet, in place of one painted before under this name."""
        if self._workbook is None:
            self._workbook = new_workbook({name: painter})
            return
        position = len(self._workbook.sheetnames)
        if name in self:
            position = self._workbook.sheetnames.index(name)
            self._workbook.remove(self._workbook[name])
        painter(self._workbook.create_sheet(name, position))

    def read(self, name: str) -> Grid:
        """What a painted sheet says; its formulas are not calculated yet."""
        return grid_of(self._sheet(name))

    def write(self, name: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        """Set cells of a painted sheet; one without a format takes its column's, as in the applications."""
        sheet = self._sheet(name)
        for (row, column), value in cells.items():
            is_new = (row, column) not in sheet._cells
            cell = sheet.cell(row, column)
            assert isinstance(cell, Cell)
            if is_new:
                dimension = sheet.column_dimensions[column_letter(column)]
                cell._style = copy(dimension._style)  # type: ignore[attr-defined]  # the stubs leave it out
            if isinstance(value, str):
                set_text(cell, value)
            else:
                cell.value = value

    def parts_of(self, name: str) -> frozenset[str]:
        """Which of `PARTS` a painted sheet has."""
        sheet = self._sheet(name)
        present = (bool(sheet.row_breaks.brk), bool(sheet.auto_filter.ref), bool(sheet._charts))  # type: ignore[attr-defined]  # the stubs leave it out
        return frozenset(part for part, there in zip(PARTS, present, strict=True) if there)

    def package(self) -> tuple[bytes, dict[str, dict[tuple[int, int], str]]]:
        """The workbook's bytes and, apart, the formulas of each sheet by place.

        A formula that refers to another sheet would come to point at the temporary workbook.
        """
        assert self._workbook is not None
        formulas = {sheet.title: _take_formulas(sheet) for sheet in self._workbook.worksheets}
        return write_package(self._workbook), formulas

    def _sheet(self, name: str) -> Worksheet:
        assert self._workbook is not None
        sheet = self._workbook[name]
        assert isinstance(sheet, Worksheet)
        return sheet


class TemporaryWorkbook:
    """A workbook that the application opens from a folder of its own, until it is closed."""

    def __init__(self, app: xw.App, package: bytes) -> None:
        self._front = app.books.active
        self._folder = tempfile.TemporaryDirectory(
            prefix=PREFIX, dir=_temporary_parent(), ignore_cleanup_errors=True
        )
        self.path = Path(self._folder.name) / f"{Path(self._folder.name).name}.xlsx"
        self.path.write_bytes(package)
        try:
            self.book = app.books.open(str(self.path), update_links=False, add_to_mru=False)
        except Exception:
            self._folder.cleanup()
            raise

    def close(self, patience: Patience) -> bool:
        """Bring the user's workbook back to the front and close this one; whether it could be closed."""
        refused = patience.attempt(self.book.close)
        patience.attempt(self._front.activate)
        self._folder.cleanup()
        return refused is None


def copy_after(source: xw.Sheet, after: xw.Sheet) -> None:
    """Put a copy of a sheet after one of the same or another workbook.

    xlwings' own `Sheet.copy` asks for the names of all sheets besides, twice.
    """
    source.impl.copy(before=None, after=after.impl)


def _temporary_parent() -> Path | None:
    """Where Excel for macOS opens files without asking its user, its own container; elsewhere no matter."""
    container = Path.home() / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
    return container if sys.platform == "darwin" and container.is_dir() else None


def _take_formulas(sheet: Worksheet) -> dict[tuple[int, int], str]:
    formulas = {place: str(cell.value) for place, cell in sheet._cells.items() if cell.data_type == "f"}
    for row, column in formulas:
        sheet.cell(row, column).value = None
    return formulas
