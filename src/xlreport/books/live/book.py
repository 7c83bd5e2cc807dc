"""LiveBook: the `Book` port on a workbook that is open in an application, through xlwings.

What an action wants changed is collected first and carried out at once, whole or not at all. Everything
crosses into the application in bulk. Sheets are painted by the same painters as for files, into a
temporary workbook that the application opens beside the user's and copies from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import xlwings as xw

from xlreport.books.file import backup_file
from xlreport.books.grid import trimmed_grid
from xlreport.books.live.application import Application, application_of
from xlreport.books.live.carrying_out import UNTOUCHED, CarryingOut
from xlreport.books.live.cells import contents_of, merged_areas, range_of, read_values
from xlreport.books.live.changes import Formula, Unfinished
from xlreport.books.live.complaints import CLOSED, Complaint, complaint_of, is_closed
from xlreport.books.live.patience import Patience
from xlreport.books.live.place import require_local_path
from xlreport.books.live.plan import Plan
from xlreport.books.live.putting_back import put_back
from xlreport.books.live.writing import where
from xlreport.books.port import Grid
from xlreport.core.text import MAX_CELL_CHARACTERS
from xlreport.drawing.painter import Area, Highlight
from xlreport.errors import WorkbookError
from xlreport.log import log_folder

if TYPE_CHECKING:
    from xlreport.drawing.painter import Painter

Answer = TypeVar("Answer")

_CARRIED_OUT = "要写的已经全部写入总表"
_SAVED = "要写的已经写入总表并保存"


class LiveBook:
    """An open workbook; what is done to it shows at once and is saved when its user saves.

    Raises WorkbookError where the workbook was never saved or does not lie on a disk.
    """

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._app = book.app  # asked for now: later the application may take no calls
        self._application: Application = application_of(self._app)
        self._application.require_supported(self._app)
        self._path = require_local_path(book)
        self._unfinished = Unfinished(click_folder() / f"{path_key(self._path)}.json")
        self._plan = Plan()
        self._standing = UNTOUCHED
        self._remarks: list[str] = []
        self._forget()

    def _forget(self) -> None:
        """Look again the next time at what the workbook holds."""
        self._names: list[str] | None = None
        self._grids: dict[str, Grid] = {}
        self._protected: dict[str, bool] = {}

    @property
    def path(self) -> Path:
        return self._path

    @property
    def standing(self) -> str:
        """What is so of the workbook after all that was done: a Chinese clause for the clerk."""
        return self._standing

    def complaint_about(self, error: Exception) -> Complaint | None:
        """What an error of the application means to a clerk; None for any other error."""
        return CLOSED if is_closed(self._app, self._path.name) else complaint_of(error)

    @property
    def remarks(self) -> Sequence[str]:
        """What the application could not do as it should: Chinese clauses for the clerk."""
        return self._remarks

    def restore_unfinished(self) -> str | None:
        """Put back what an earlier click has left half done; what to tell the clerk, None where nothing."""
        found = self._unfinished.left()
        if found is None:
            return None
        changes, temporary = found
        patience = Patience()
        left = put_back(self._book, self._application, changes, patience, later=True)
        books = self._app.books
        if temporary in [book.name for book in books]:
            patience.attempt(books[temporary].close)
        self._unfinished.forget()
        self._forget()
        if not changes:
            return None
        if left:
            return "上次没有做完的改动没能全部恢复：请核对生成的各张表，必要时再点一次相应的按钮"
        return "上次没有做完的改动已经恢复原样"

    def require_writable(self, sheet: str = "", cells: Collection[tuple[int, int]] = ()) -> None:
        if self._asked(lambda: self._application.is_read_only(self._book)):
            raise WorkbookError(
                f"“{self._path.name}”是以只读方式打开的，不能保存",
                untouched=self._standing,
                todo="请关闭后重新打开（不要选“只读”），或请正在使用它的人关闭，然后重试",
            )
        if sheet:
            self._refuse_protected(sheet)
            if cells and sheet in self._existing():
                self._refuse_covered(sheet, cells)

    @property
    def is_saved(self) -> bool:
        """Whether nothing was changed since it was last saved."""
        return self._asked(lambda: self._application.is_saved(self._book))

    def sheet_names(self) -> list[str]:
        existing = self._existing()
        return [*existing, *(name for name in self._plan.painted.names if name not in existing)]

    def _existing(self) -> list[str]:
        """The names of the sheets that the workbook has now."""
        if self._names is None:
            self._names = self._asked(lambda: self._application.sheet_names(self._book))
        return self._names

    def read(self, sheet: str) -> Grid:
        if sheet in self._plan.painted:
            return self._plan.painted.read(sheet)
        return self._plan.seen_in(sheet, self._grid(sheet))

    def formula_cells(self, sheet: str) -> frozenset[tuple[int, int]]:
        grid = self.read(sheet)
        if sheet in self._plan.painted or not grid.width:
            return frozenset()
        area = Area(1, 1, grid.height, grid.width)
        held = contents_of(range_of(self._book.sheets[sheet], area), area)
        return frozenset(place for place, content in held.items() if isinstance(content, Formula))

    def write(self, sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        self._require_sheet(sheet)
        self._refuse_too_long(sheet, cells)
        self._refuse_protected(sheet)
        if sheet not in self._plan.painted:
            self._refuse_covered(sheet, cells)
        self._plan.write(sheet, cells)

    def put(self, sheet: str, painter: Painter) -> None:
        self._refuse_protected(sheet)
        self._plan.cells.pop(sheet, None)
        self._plan.painted.paint(sheet, painter)

    def define_names(self, names: Mapping[str, str]) -> None:
        self._plan.names.update(names)

    def set_highlights(self, sheet: str, area: Area, highlights: Sequence[Highlight]) -> None:
        self._require_sheet(sheet)
        self._refuse_protected(sheet)
        self._plan.set_highlights(sheet, area, highlights)

    def backup(self) -> Path:
        return backup_file(self._path)

    def save(self) -> None:
        self.require_writable()
        self._carry_out(self._book.save)
        self._standing = _SAVED

    def finish(self) -> None:
        """Carry out all that was wanted; the workbook's user saves it."""
        self._carry_out(lambda: None)

    def _carry_out(self, afterwards: Callable[[], object]) -> None:
        plan, self._plan = self._plan, Plan()
        doing = CarryingOut(self._book, self._application, self._unfinished, self._grids, self._standing)
        self._forget()
        try:
            doing.run(plan, afterwards)
        except Exception:
            self._standing = doing.standing
            raise
        self._remarks += doing.remarks
        if not plan.is_empty:
            self._standing = _CARRIED_OUT

    @property
    def prints(self) -> bool:
        return True

    def print_pdf(self, sheet: str, painter: Painter, pdf: Path) -> Mapping[str, str]:
        pdf.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._book.sheets[sheet].to_pdf(str(pdf))
        except OSError as error:
            raise WorkbookError(
                f"无法写入“{pdf}”（{error.strerror or error}）",
                untouched="打印表已经生成，原来的 PDF 没有改动",
                todo="请关闭正在打开这个 PDF 的程序后重试",
            ) from error
        return {}

    def show(self, sheet: str) -> None:
        """Bring a sheet to the front; raises WorkbookError where there is no such sheet."""
        self._require_sheet(sheet)
        self._book.sheets[sheet].activate()

    def selected_row(self, sheet: str) -> int | None:
        """The 1-based row in which the user stands; None where another sheet is in front."""
        if self._book.sheets.active.name != sheet or (selection := self._book.selection) is None:
            return None
        return int(selection.row)

    def preview(self, sheet: str) -> None:
        """Show a sheet as it will be printed."""
        self.show(sheet)
        self._application.preview(self._book.sheets[sheet])

    def _grid(self, sheet: str) -> Grid:
        """What a sheet holds; read once for all that an action does before it changes anything."""
        if sheet not in self._grids:
            self._require_sheet(sheet)
            self._grids[sheet] = self._asked(lambda: self._grid_of(self._book.sheets[sheet]))
        return self._grids[sheet]

    def _grid_of(self, sheet: xw.Sheet) -> Grid:
        values = read_values(sheet, self._application)
        height, width = len(values), max((len(row) for row in values), default=0)
        merges = merged_areas(sheet, Area(1, 1, height, width), self._application)
        hidden = self._application.hidden_rows(range_of(sheet, Area(1, 1, max(height, 1), max(width, 1))))
        return trimmed_grid(values, merges, hidden)

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """What the application answers; raises WorkbookError where its error means something to a clerk."""
        try:
            return question()
        except Exception as error:
            complaint = self.complaint_about(error)
            if complaint is None:
                raise
            raise WorkbookError(complaint.happened, untouched=self._standing, todo=complaint.todo) from error

    def _require_sheet(self, name: str) -> None:
        if name not in self.sheet_names():
            raise WorkbookError(
                f"“{self._path.name}”里没有工作表“{name}”",
                untouched=self._standing,
                todo="请确认打开的是任务分工总表，或从“备份”里找回缺少的工作表",
            )

    def _refuse_protected(self, sheet: str) -> None:
        """Raise WorkbookError where a sheet is protected, or is not there and none can be added."""
        exists = sheet in self._existing()
        if sheet not in self._protected:
            self._protected[sheet] = self._asked(
                lambda: (
                    self._application.is_protected(self._book.sheets[sheet])
                    if exists
                    else self._application.has_protected_structure(self._book)
                )
            )
        if self._protected[sheet]:
            raise WorkbookError(
                f"{f'工作表“{sheet}”' if exists else '工作簿的结构'}设了保护，程序写不进去",
                untouched=self._standing,
                todo=f"请在“审阅”选项卡里撤销“保护{'工作表' if exists else '工作簿'}”后重试",
            )

    def _refuse_covered(self, sheet: str, cells: Collection[tuple[int, int]]) -> None:
        for merge in self._grid(sheet).merged:
            for row, column in cells:
                inside = merge.top <= row <= merge.bottom and merge.left <= column <= merge.right
                if inside and (row, column) != (merge.top, merge.left):
                    raise WorkbookError(
                        f"{where(sheet, row, column)}被合并在别的单元格里，写不进去",
                        untouched=self._standing,
                        todo="请取消该处的合并单元格后重试",
                    )

    def _refuse_too_long(self, sheet: str, cells: Mapping[tuple[int, int], str | int]) -> None:
        for (row, column), value in cells.items():
            if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
                raise WorkbookError(
                    f"要写入{where(sheet, row, column)}的文字有{len(value)}字，"
                    f"超过一个单元格的上限（{MAX_CELL_CHARACTERS}字）",
                    untouched=self._standing,
                    todo="请缩短文字后重试",
                )


def click_folder() -> Path:
    """Where is kept what one click leaves for the next."""
    return log_folder() / "clicks"


def path_key(path: Path) -> str:
    """A name for the files that belong to a workbook."""
    return hashlib.sha256(str(path.resolve()).lower().encode()).hexdigest()[:16]
