"""LiveBook: the `Book` port on a workbook that is open in an application, through xlwings.

Everything crosses into the application in bulk. Sheets are painted by the same painters as for files,
into a temporary workbook that the application opens beside the user's and copies from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from xlreport.books.file import backup_file
from xlreport.books.grid import trimmed_grid
from xlreport.books.live.application import Application, application_of
from xlreport.books.live.cells import blocks_of, merged_areas, protected_texts, read_block, read_values
from xlreport.books.live.painting import PaintedSheet
from xlreport.books.live.place import require_local_path
from xlreport.books.port import Grid
from xlreport.core.model import column_letter
from xlreport.core.text import MAX_CELL_CHARACTERS
from xlreport.drawing.painter import Area, Highlight
from xlreport.errors import WorkbookError

if TYPE_CHECKING:
    from xlreport.drawing.painter import Painter

_UNTOUCHED = "总表没有改动"
_ROW_NUMBER = re.compile(r"(?<=[A-Z])\$?\d+\b")


class LiveBook:
    """An open workbook; what is done to it shows at once and is saved when its user saves.

    Raises WorkbookError where the workbook was never saved or does not lie on a disk.
    """

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._application: Application = application_of(book.app)
        self._application.require_supported(book.app)
        self._path = require_local_path(book)

    @property
    def path(self) -> Path:
        return self._path

    def require_writable(self) -> None:
        """Raise WorkbookError where the application has it open without the right to save it."""
        if self._application.is_read_only(self._book):
            raise WorkbookError(
                f"“{self._path.name}”是以只读方式打开的，不能保存",
                untouched="没有改动任何内容",
                todo="请关闭后重新打开（不要选“只读”），或请正在使用它的人关闭，然后重试",
            )

    @property
    def is_saved(self) -> bool:
        """Whether nothing was changed since it was last saved."""
        return self._application.is_saved(self._book)

    def sheet_names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets]

    def read(self, sheet: str) -> Grid:
        source = self._sheet(sheet)
        values = read_values(source, self._application)
        height, width = len(values), max((len(row) for row in values), default=0)
        cells = source.range((1, 1), (max(height, 1), max(width, 1)))
        hidden = self._application.hidden_rows(cells)
        return trimmed_grid(values, merged_areas(source, Area(1, 1, height, width)), hidden)

    def write(self, sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        target = self._sheet(sheet)
        self._refuse_too_long(sheet, cells)
        self._refuse_protected(target)
        blocks = blocks_of(cells)
        for area, _ in blocks:
            self._refuse_covered(target, area, cells)
        for area, values in blocks:
            _write_block(target, area, values)

    def put(self, sheet: str, painter: Painter) -> None:
        exists = sheet in self.sheet_names()
        if exists:
            self._refuse_protected(self._book.sheets[sheet])
        elif self._application.has_protected_structure(self._book):
            raise _is_protected("工作簿的结构", "撤销“保护工作簿”")
        with PaintedSheet(self._book.app, sheet, painter) as painted:
            if exists:
                self._refill(painted.sheet, self._book.sheets[sheet])
            else:
                self._add(painted.sheet)
            self._application.cut_links(self._book, painted.path)
        self._write_formulas(sheet, painted.formulas)

    def define_names(self, names: Mapping[str, str]) -> None:
        for name, reference in names.items():
            self._book.names.add(name, f"={reference}")

    def set_highlights(self, sheet: str, area: Area, highlights: Sequence[Highlight]) -> None:
        target = self._sheet(sheet)
        self._refuse_protected(target)
        cells = _range(target, area)
        replaced = {_shape(highlight.formula) for highlight in highlights}
        self._application.go_to(cells)
        for rule in list(cells.conditional_formats):
            if rule.type == "custom" and _shape(rule.formula or "") in replaced:
                rule.delete()
        for highlight in reversed(highlights):
            cells.conditional_formats.add_custom(f"={highlight.formula}", fill_color=f"#{highlight.fill}")

    def backup(self) -> Path:
        return backup_file(self._path)

    def save(self) -> None:
        self.require_writable()
        self._book.save()

    def finish(self) -> None:
        """Nothing: what was done shows in the workbook, and its user saves it."""

    @property
    def prints(self) -> bool:
        return True

    def print_pdf(self, sheet: str, painter: Painter, pdf: Path) -> Mapping[str, str]:
        pdf.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._sheet(sheet).to_pdf(str(pdf))
        except OSError as error:
            raise WorkbookError(
                f"无法写入“{pdf}”（{error.strerror or error}）",
                untouched="打印表已经生成，原来的 PDF 没有改动",
                todo="请关闭正在打开这个 PDF 的程序后重试",
            ) from error
        return {}

    def show(self, sheet: str) -> None:
        """Bring a sheet to the front; raises WorkbookError where there is no such sheet."""
        self._sheet(sheet).activate()

    def preview(self, sheet: str) -> None:
        """Show a sheet as it will be printed."""
        self.show(sheet)
        self._application.preview(self._sheet(sheet))

    def choose_file(self, title: str, kinds: str) -> Path | None:
        """Ask for a file to open, ``kinds`` such as ``*.txt;*.docx``; None where none is chosen."""
        return self._application.choose_file(self._book.app, title, kinds)

    def _add(self, painted: xw.Sheet) -> None:
        """Add a copy of a painted sheet last, and leave the sheet in front that was there before."""
        front = self._book.sheets.active
        painted.copy(after=self._book.sheets[-1])
        front.activate()

    def _refill(self, painted: xw.Sheet, target: xw.Sheet) -> None:
        """Clear a sheet and fill it like the painted one; what refers to it goes on doing so."""
        self._application.unfilter(target)
        self._application.remove_charts(target)
        target.clear()
        painted.cells.copy(target.cells)
        self._application.copy_layout(painted, target)

    def _write_formulas(self, sheet: str, formulas: Mapping[tuple[int, int], str]) -> None:
        target = self._book.sheets[sheet]
        for area, values in blocks_of(formulas):
            _range(target, area).formula = values

    def _sheet(self, name: str) -> xw.Sheet:
        if name not in self.sheet_names():
            raise WorkbookError(
                f"“{self._path.name}”里没有工作表“{name}”",
                untouched="文件没有改动",
                todo="请确认打开的是任务分工总表，或从“备份”里找回缺少的工作表",
            )
        return self._book.sheets[name]

    def _refuse_protected(self, sheet: xw.Sheet) -> None:
        if self._application.is_protected(sheet):
            raise _is_protected(f"工作表“{sheet.name}”", "撤销“保护工作表”")

    def _refuse_covered(
        self, sheet: xw.Sheet, area: Area, cells: Mapping[tuple[int, int], str | int]
    ) -> None:
        for merge in merged_areas(sheet, area):
            for row, column in cells:
                inside = merge.top <= row <= merge.bottom and merge.left <= column <= merge.right
                if inside and (row, column) != (merge.top, merge.left):
                    raise WorkbookError(
                        f"{_where(sheet.name, row, column)}被合并在别的单元格里，写不进去",
                        untouched=_UNTOUCHED,
                        todo="请取消该处的合并单元格后重试",
                    )

    @staticmethod
    def _refuse_too_long(sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        for (row, column), value in cells.items():
            if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
                raise WorkbookError(
                    f"要写入{_where(sheet, row, column)}的文字有{len(value)}字，"
                    f"超过一个单元格的上限（{MAX_CELL_CHARACTERS}字）",
                    untouched=_UNTOUCHED,
                    todo="请缩短文字后重试",
                )


def _write_block(sheet: xw.Sheet, area: Area, values: list[list[str | int]]) -> None:
    """Write a rectangle and read it back: what is not the text it should be is written once more as text.

    A spreadsheet program takes a text such as 2023-01 or 1/2 for a date, unless a leading apostrophe
    marks it as text or the cell is formatted as text (Excel, Range.PrefixCharacter).
    """
    cells = _range(sheet, area)
    as_text = cells.number_format == "@"
    cells.value = values if as_text else protected_texts(values)
    stored = read_block(cells)
    wrong = {
        (area.top + i, area.left + j): value
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        if isinstance(value, str) and stored[i][j] != (value or None)
    }
    for (row, column), value in wrong.items():
        cell = sheet.range((row, column))
        cell.value = f"'{value}"
        if cell.value != value:
            raise WorkbookError(
                f"{_where(sheet.name, row, column)}没有写成“{value[:30]}”，程序不能确定它的内容",
                untouched="别的工作表没有改动，文件没有保存",
                todo="请检查这一格；不保存关闭总表再打开，可以回到原样",
            )


def _range(sheet: xw.Sheet, area: Area) -> xw.Range:
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def _where(sheet: str, row: int, column: int) -> str:
    return f"工作表“{sheet}”的单元格 {column_letter(column)}{row}"


def _shape(formula: str) -> str:
    """A formula without its row numbers: Excel gives them as seen from the cell selected last."""
    return _ROW_NUMBER.sub("", formula.removeprefix("="))


def _is_protected(what: str, todo: str) -> WorkbookError:
    return WorkbookError(
        f"{what}设了保护，程序写不进去", untouched=_UNTOUCHED, todo=f"请在“审阅”选项卡里{todo}后重试"
    )
