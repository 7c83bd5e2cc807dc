"""A painted sheet in a temporary workbook that the application has opened beside the user's."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import xlwings as xw
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.package import write_package
from xlreport.drawing.painter import Painter
from xlreport.drawing.workbook import new_workbook


class PaintedSheet:
    """Paints a sheet and opens it; leaving closes it and brings the user's workbook back to the front.

    Formulas are taken out before and kept in ``formulas`` by (row, column), since those that refer to
    other sheets would come to point at the temporary workbook.
    """

    formulas: Mapping[tuple[int, int], str]
    sheet: xw.Sheet
    path: Path

    def __init__(self, app: xw.App, name: str, painter: Painter) -> None:
        self._app = app
        self._front = app.books.active
        self._folder = tempfile.TemporaryDirectory(
            prefix="xlreport-", dir=_temporary_parent(), ignore_cleanup_errors=True
        )
        self.path = Path(self._folder.name) / f"{Path(self._folder.name).name}.xlsx"
        workbook = new_workbook({name: painter})
        self.formulas = _take_formulas(workbook.worksheets[0])
        self.path.write_bytes(write_package(workbook))

    def __enter__(self) -> PaintedSheet:
        self._book = self._app.books.open(
            str(self.path), update_links=False, read_only=True, add_to_mru=False
        )
        self.sheet = self._book.sheets[0]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()
        self._front.activate()
        self._folder.cleanup()


def _temporary_parent() -> Path | None:
    """Where Excel for macOS opens files without asking its user, its own container; elsewhere no matter."""
    container = Path.home() / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
    return container if sys.platform == "darwin" and container.is_dir() else None


def _take_formulas(sheet: Worksheet) -> dict[tuple[int, int], str]:
    formulas = {place: str(cell.value) for place, cell in sheet._cells.items() if cell.data_type == "f"}
    for row, column in formulas:
        sheet.cell(row, column).value = None
    return formulas
