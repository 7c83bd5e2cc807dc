"""FileBook: the `Book` port on a closed .xlsx file, through openpyxl."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.comments import restore_comment_sizes
from xlreport.books.fonts import installed_fonts, use_installed_fonts
from xlreport.books.grid import trimmed_grid
from xlreport.books.loss import find_losses
from xlreport.books.package import with_dense_styles, write_package
from xlreport.books.pdf import to_pdf
from xlreport.books.port import Grid
from xlreport.core.model import column_letter
from xlreport.core.schema import GENERATED_SHEETS
from xlreport.core.text import MAX_CELL_CHARACTERS, CellValue
from xlreport.drawing import styles
from xlreport.drawing.cells import set_text
from xlreport.drawing.painter import Area, Highlight
from xlreport.drawing.workbook import new_workbook
from xlreport.errors import LossError, WorkbookError
from xlreport.files import write_atomically
from xlreport.soffice import find_soffice

if TYPE_CHECKING:
    from xlreport.drawing.painter import Painter

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_PACKAGE = 500 * 1024 * 1024
"""Bytes a package may have when unpacked; more than that is no office's workbook."""

_LIBRARY = "openpyxl"
"""The author that openpyxl puts in where a file names none."""

_BACKUP_FOLDER = "备份"
_LOCK_NAMES = ("~${name}", ".~lock.{name}#", ".~{name}")
"""Files that Excel, LibreOffice and WPS keep beside a workbook while they have it open."""


class FileBook:
    """A workbook file read once and saved in place.

    ``allow_loss`` saves even where openpyxl cannot carry all that the file holds.
    """

    def __init__(self, path: Path, *, allow_loss: bool = False) -> None:
        self._path = path.resolve()
        self._allow_loss = allow_loss
        self._bytes = read_package(self._path)
        self._workbook = load_package(self._bytes, self._path)
        self._values: Workbook | None = None
        self._redrawn: set[str] = set()

    @classmethod
    def create(cls, path: Path, painters: Mapping[str, Painter], *, overwrite: bool = False) -> FileBook:
        """Make a new workbook file of these sheets, in this order, and open it.

        Raises WorkbookError where the file exists and must not be overwritten.
        """
        require_xlsx_name(path)
        if path.exists() and not overwrite:
            raise WorkbookError(
                f"“{path}”已经存在", untouched="原文件没有改动", todo="请换一个文件名，或确认后选择覆盖"
            )
        refuse_if_open(path)
        write_atomically(path, write_package(new_workbook(painters)))
        return cls(path)

    @property
    def path(self) -> Path:
        return self._path

    def sheet_names(self) -> list[str]:
        return [sheet.title for sheet in self._workbook.worksheets]

    def read(self, sheet: str) -> Grid:
        worksheet = self._sheet(sheet)
        has_formulas = any(cell.data_type == "f" for cell in worksheet._cells.values())
        return grid_of(worksheet, self._calculated(sheet) if has_formulas else None)

    def formula_cells(self, sheet: str) -> frozenset[tuple[int, int]]:
        cells = self._sheet(sheet)._cells
        return frozenset(place for place, cell in cells.items() if cell.data_type == "f")

    def write(self, sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        worksheet = self._sheet(sheet)
        for (row, column), value in cells.items():
            self._write_cell(worksheet, row, column, value)

    def put(self, sheet: str, painter: Painter) -> None:
        workbook = self._workbook
        position, state = len(workbook.sheetnames), "visible"
        if sheet in workbook.sheetnames:
            old = workbook[sheet]
            position, state = workbook.sheetnames.index(sheet), old.sheet_state
            workbook.remove(old)
        fresh = workbook.create_sheet(sheet, position)
        fresh.sheet_state = state
        painter(fresh)
        fresh.sheet_view.tabSelected = workbook.active is fresh
        self._redrawn.add(sheet)

    def define_names(self, names: Mapping[str, str]) -> None:
        for name, reference in names.items():
            self._workbook.defined_names[name] = DefinedName(name, attr_text=reference)

    def set_highlights(self, sheet: str, area: Area, highlights: Sequence[Highlight]) -> None:
        worksheet = self._sheet(sheet)
        formulas = [highlight.formula for highlight in highlights]
        kept = ConditionalFormattingList()
        for formatting in worksheet.conditional_formatting:
            for rule in formatting.rules:
                if not rule.formula or rule.formula[0] not in formulas:
                    kept.add(str(formatting.sqref), rule)
        reference = f"{column_letter(area.left)}{area.top}:{column_letter(area.right)}{area.bottom}"
        for highlight in highlights:
            fill = styles.rule_fill(highlight.fill)
            kept.add(
                reference,
                Rule(type="expression", formula=[highlight.formula], dxf=DifferentialStyle(fill=fill)),
            )
        worksheet.conditional_formatting = kept

    def require_writable(self, sheet: str, cells: Collection[tuple[int, int]] = ()) -> None:
        refuse_if_open(self._path)
        if sheet in self.sheet_names():
            for row, column in cells:
                self._refuse_covered(self._sheet(sheet), row, column)

    def backup(self) -> Path:
        refuse_if_open(self._path)
        return backup_file(self._path)

    def save(self) -> None:
        refuse_if_open(self._path)
        if not self._path.exists() or _digest(self._path.read_bytes()) != _digest(self._bytes):
            raise WorkbookError(
                f"“{self._path.name}”在处理过程中被别的程序改动或移走了",
                untouched="没有保存，磁盘上的文件保持现状",
                todo="请关闭正在使用它的程序后重新操作",
            )
        package = write_package(self._workbook, self._bytes, redrawn=self._redrawn)
        self._refuse_losses(package)
        write_atomically(self._path, package)
        self._bytes, self._values = package, None
        self._redrawn.clear()

    def finish(self) -> None:
        self.save()

    @property
    def prints(self) -> bool:
        return find_soffice() is not None

    def print_pdf(self, sheet: str, painter: Painter, pdf: Path) -> Mapping[str, str] | None:
        workbook = new_workbook({sheet: painter})
        fonts = use_installed_fonts(workbook, installed_fonts())
        with tempfile.TemporaryDirectory(prefix="xlreport-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "print.xlsx"
            path.write_bytes(write_package(workbook))
            to_pdf(path, pdf)
        return fonts

    def _refuse_losses(self, package: bytes) -> None:
        if self._allow_loss:
            return
        losses = find_losses(self._bytes, package, redrawn=self._redrawn, generated=GENERATED_SHEETS)
        if losses:
            raise LossError(
                f"“{self._path.name}”里有程序无法保留的内容：{'；'.join(losses)}",
                untouched="没有保存，文件没有改动",
                todo="请先在 Excel 里把这些内容移到别的文件，或确认可以丢失后加 --allow-loss 重试",
            )

    def _sheet(self, name: str) -> Worksheet:
        for worksheet in self._workbook.worksheets:
            if worksheet.title == name:
                return worksheet
        raise WorkbookError(
            f"“{self._path.name}”里没有工作表“{name}”",
            untouched="文件没有改动",
            todo="请确认打开的是任务分工总表，或从“备份”里找回缺少的工作表",
        )

    @staticmethod
    def _refuse_covered(worksheet: Worksheet, row: int, column: int) -> None:
        if isinstance(worksheet._cells.get((row, column)), MergedCell):
            where = f"工作表“{worksheet.title}”的单元格 {column_letter(column)}{row}"
            raise WorkbookError(
                f"{where}被合并在别的单元格里，写不进去",
                untouched="文件没有改动",
                todo="请取消该处的合并单元格后重试",
            )

    def _calculated(self, sheet: str) -> Worksheet | None:
        """The sheet as last saved, with the values that its formulas had then."""
        if self._values is None:
            self._values = load_package(self._bytes, self._path, values_only=True)
        return next((item for item in self._values.worksheets if item.title == sheet), None)

    def _write_cell(self, worksheet: Worksheet, row: int, column: int, value: str | int) -> None:
        """Set one value; a cell that did not exist takes its column's format, as in Excel."""
        is_new = (row, column) not in worksheet._cells
        self._refuse_covered(worksheet, row, column)
        cell = worksheet.cell(row, column)
        where = f"工作表“{worksheet.title}”的单元格 {column_letter(column)}{row}"
        assert isinstance(cell, Cell)
        if is_new:
            dimension = worksheet.column_dimensions[column_letter(column)]
            cell._style = copy(dimension._style)  # type: ignore[attr-defined]  # the stubs leave it out
        if not isinstance(value, str):
            cell.value = value
            return
        if len(value) > MAX_CELL_CHARACTERS:
            raise WorkbookError(
                f"要写入{where}的文字有{len(value)}字，超过一个单元格的上限（{MAX_CELL_CHARACTERS}字）",
                untouched="文件没有改动",
                todo="请缩短文字后重试",
            )
        set_text(cell, value)


def require_xlsx_name(path: Path) -> None:
    """Raise WorkbookError where a file of this name would not be taken for a workbook without macros."""
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError(
            f"“{path.name}”不是 .xlsx 文件名",
            untouched="没有改动任何文件",
            todo="请把文件名改成以 .xlsx 结尾",
        )


def read_package(path: Path) -> bytes:
    """The bytes of an .xlsx file; raises WorkbookError where it cannot be one."""
    untouched = "文件没有改动"
    if not path.is_file():
        raise WorkbookError(f"找不到文件“{path}”", untouched="没有改动任何文件", todo="请核对路径和文件名")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkbookError(
            f"打不开“{path.name}”（{error.strerror or error}）",
            untouched=untouched,
            todo="请关闭正在使用它的程序、确认有权限后重试",
        ) from error
    if data.startswith(_OLE_SIGNATURE):
        raise WorkbookError(
            f"“{path.name}”设了打开密码，或是旧的 .xls 格式",
            untouched=untouched,
            todo="请在 Excel 或 WPS 里取消密码，另存为“Excel 工作簿（.xlsx）”",
        )
    if path.suffix.lower() == ".xlsm":
        raise WorkbookError(
            f"“{path.name}”带有宏，程序保存时无法保留",
            untouched=untouched,
            todo="请另存为不带宏的“Excel 工作簿（.xlsx）”后再用",
        )
    if not _is_workbook_package(data):
        raise WorkbookError(
            f"“{path.name}”不是 Excel 工作簿，或文件已损坏",
            untouched=untouched,
            todo="请在 Excel 或 WPS 里打开修复、另存为“Excel 工作簿（.xlsx）”，或换用备份",
        )
    return data


def _is_workbook_package(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {item.filename: item.file_size for item in archive.infolist()}
    except zipfile.BadZipFile:
        return False
    return "xl/workbook.xml" in sizes and sum(sizes.values()) <= _LARGEST_PACKAGE


def load_package(data: bytes, path: Path, *, values_only: bool = False) -> Workbook:
    """The workbook in these bytes; ``values_only`` gives formulas by their last values.

    openpyxl raises many kinds of errors on damaged packages; each becomes a WorkbookError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            package = with_dense_styles(data)
            workbook = load_workbook(io.BytesIO(package), data_only=values_only, rich_text=not values_only)
    except Exception as error:
        raise WorkbookError(
            f"“{path.name}”的内容已损坏，读不出来（{type(error).__name__}）",
            untouched="文件没有改动",
            todo="请在 Excel 或 WPS 里打开修复、另存一份，或换用备份",
        ) from error
    restore_comment_sizes(workbook, package)
    if workbook.properties.creator == _LIBRARY:
        workbook.properties.creator = None
    return workbook


def grid_of(worksheet: Worksheet, calculated: Worksheet | None = None) -> Grid:
    """The values of an openpyxl worksheet; rows that only carry formats cost nothing.

    ``calculated`` is the same sheet with the values of its formulas.
    """
    values: dict[tuple[int, int], CellValue] = {}
    for place, cell in worksheet._cells.items():
        if cell.data_type == "f":
            shown = calculated._cells.get(place) if calculated is not None else None
            values[place] = _plain(shown.value) if shown is not None else None
        elif cell.value is not None:
            values[place] = _plain(cell.value)
    merged = tuple(
        Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in worksheet.merged_cells.ranges
    )
    height = max((row for row, _ in values), default=0)
    width = max((column for _, column in values), default=0)
    rows = [[values.get((row, column)) for column in range(1, width + 1)] for row in range(1, height + 1)]
    hidden = frozenset(row for row, one in worksheet.row_dimensions.items() if one.hidden)
    return trimmed_grid(rows, merged, hidden)


def _plain(value: object) -> CellValue:
    """A cell value without its rich text; kinds that a grid does not know become text."""
    if isinstance(value, CellRichText):
        return str(value)
    return value if isinstance(value, CellValue) else str(value)


def backup_file(path: Path) -> Path:
    """Copy a file into 备份/ beside it under a name with the time; never overwrites."""
    folder = path.parent / _BACKUP_FOLDER
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    target = folder / f"{path.stem}-{stamp}{path.suffix}"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{stamp}-{number}{path.suffix}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    except OSError as error:
        raise WorkbookError(
            f"无法备份到“{folder}”（{error.strerror or error}）",
            untouched="文件没有改动",
            todo="请确认磁盘有空间且文件夹可写，然后重试",
        ) from error
    return target


def refuse_if_open(path: Path) -> None:
    """Raise WorkbookError where a program keeps a lock file beside the workbook."""
    for pattern in _LOCK_NAMES:
        lock = path.parent / pattern.format(name=path.name)
        if lock.exists():
            raise WorkbookError(
                f"“{path.name}”正在 Excel、WPS 或 LibreOffice 里打开",
                untouched="文件没有改动",
                todo=f"请先保存并关闭它再重试；若确实没有人打开，请删除残留的“{lock.name}”",
            )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
