"""An open workbook: its file, its window and its sheets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from xlwings import base_classes

from xlreport.calc.bridge import enum, exception, properties, typed
from xlreport.calc.names import Names
from xlreport.calc.number_formats import NumberFormats
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.range import Range
from xlreport.calc.sheet import Sheet
from xlreport.calc.sheets import Sheets
from xlreport.errors import WorkbookError

if TYPE_CHECKING:
    from xlreport.calc.application import App

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
_FIRST_OK, _FIRST_YES = 0x10000, 0x40000  # awt.MessageBoxButtons.DEFAULT_BUTTON_OK and _YES
_BUTTONS = {
    "ok": 1 + _FIRST_OK,
    "ok_cancel": 2 + _FIRST_OK,
    "yes_no": 3 + _FIRST_YES,
    "yes_no_cancel": 4 + _FIRST_YES,
}
"""awt.MessageBoxButtons with the first button chosen beforehand, as in Excel."""
_ANSWERS = {1: "ok", 2: "yes", 3: "no"}
_CLOSED = {"ok": "ok", "yes_no": "no"}
"""What closing a box without a button means; else it is ``cancel``."""


@refuse_the_rest
class Book(base_classes.Book):
    """One spreadsheet document."""

    app: App = None  # type: ignore[assignment]  # shadows a property of the base class

    def __init__(self, app: App, model: Any) -> None:
        self.app = app
        self.model = model
        self._formats: NumberFormats | None = None

    @property
    def api(self) -> Any:
        return self.model

    xl = api

    @property
    def uid(self) -> str:
        """LibreOffice's own number of the document, which grows with each one opened."""
        return str(self.model.RuntimeUID)

    @property
    def formats(self) -> NumberFormats:
        """The number formats of this book."""
        if self._formats is None:
            self._formats = NumberFormats(self.model)
        return self._formats

    @property
    def controller(self) -> Any:
        """The view of the document, which holds selection and active sheet."""
        return self.model.getCurrentController()

    @property
    def name(self) -> str:
        url = self.model.getURL()
        if url:
            return Path(_path(url)).name
        return re.sub(r"^Untitled ", "Book", self.model.getTitle())

    @property
    def fullname(self) -> str:
        url = self.model.getURL()
        return _path(url) if url else self.name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, None)

    @property
    def selection(self) -> Range | None:
        """The selected cells, of the first area where there are several; None for a shape or chart."""
        selected = self.model.getCurrentSelection()
        if hasattr(selected, "getRangeAddresses"):
            selected = selected.getByIndex(0) if selected.getCount() else None
        if not hasattr(selected, "getRangeAddress"):
            return None
        return self.range_of(selected)

    def range_of(self, cells: Any) -> Range:
        """The range of UNO cells in this book."""
        return Range.of(Sheet(self, cells.getSpreadsheet()), cells)

    def select(self, cells: Any) -> None:
        """Select cells in the window of this book and bring their sheet to the front."""
        self.controller.select(cells)

    @property
    def scrolled(self) -> tuple[int, ...]:
        """First column and row, 0-based, that each pane of the shown sheet shows, one pane after another."""
        panes = map(self.controller.getByIndex, range(self.controller.getCount()))
        return tuple(
            line for pane in panes for line in (pane.getFirstVisibleColumn(), pane.getFirstVisibleRow())
        )

    def scroll(self, places: tuple[int, ...]) -> None:
        """Show what `scrolled` told, where the sheet still has as many panes."""
        view = self.controller
        if len(places) != 2 * view.getCount():
            return
        for index in range(view.getCount()):
            view.getByIndex(index).setFirstVisibleColumn(places[2 * index])
            view.getByIndex(index).setFirstVisibleRow(places[2 * index + 1])

    def drop_default_headers(self) -> None:
        """Print new sheets as Excel does, without LibreOffice's sheet name above and page number below."""
        style = self.model.getStyleFamilies().getByName("PageStyles").getByName("Default")
        modified = self.model.isModified()
        style.HeaderIsOn = style.FooterIsOn = False
        self.model.setModified(modified)

    def activate(self) -> None:
        self.app.active_uid = self.uid
        if self.app.office.visible:
            self.controller.getFrame().activate()
            self.controller.getFrame().getContainerWindow().toFront()

    def show(self, visible: bool) -> None:
        """Show or hide the window."""
        self.controller.getFrame().getContainerWindow().setVisible(visible)

    def lock(self, locked: bool) -> None:
        """Hold back the drawing of this book, or let it go on."""
        if locked and not self.model.hasControllersLocked():
            self.model.lockControllers()
        elif not locked:
            while self.model.hasControllersLocked():
                self.model.unlockControllers()

    def calculate_by_itself(self, automatic: bool) -> None:
        """Recalculate after every change, or wait until asked. It does not count as a change to the book.

        A locked book would be marked as changed when it is unlocked.
        """
        locked = self.model.hasControllersLocked()
        self.lock(False)
        modified = self.model.isModified()
        self.model.enableAutomaticCalculation(automatic)
        if not modified:
            self.model.setModified(False)
        self.lock(locked)

    def show_status(self, text: str | bool) -> None:
        """Write a text into the status bar, or give the bar back."""
        indicator = self.controller.getStatusIndicator()
        if isinstance(text, str):
            indicator.start(text, 0)
        else:
            indicator.end()

    def ask(self, prompt: str, title: str, buttons: str | None, mode: str | None) -> str:
        """Show a message box over this book's window; the button that was pressed."""
        window = self.controller.getFrame().getContainerWindow()
        kind = enum("awt.MessageBoxType", "ERRORBOX" if mode == "critical" else "MESSAGEBOX")
        toolkit = self.app.office.service("awt.Toolkit")
        buttons = buttons or "ok"
        box = toolkit.createMessageBox(window, kind, _BUTTONS[buttons], title or "", prompt or "")
        answer: int = box.execute()
        box.dispose()
        return _ANSWERS.get(answer, _CLOSED.get(buttons, "cancel"))

    def close(self) -> None:
        if self.app.active_uid == self.uid:
            self.app.active_uid = None
        self.lock(False)
        self.model.setModified(False)
        self.model.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in place or under a path, in the format that its ending names.

        Raises WorkbookError where the file cannot be written or its format is unknown.
        """
        if path is None and self.model.hasLocation() and password is None:
            self._write(self.model.store, self.fullname)
            return
        target = Path(path or (self.fullname if self.model.hasLocation() else f"{self.name}.xlsx")).absolute()
        if not target.parent.is_dir():
            raise _unsaved(str(target), "文件夹不存在")
        filter_ = _FILTERS.get(target.suffix.lower())
        if filter_ is None:
            raise _unsaved(str(target), f"不认识扩展名“{target.suffix}”")
        given: dict[str, Any] = {"FilterName": filter_, "Overwrite": True}
        if password is not None:
            given["Password"] = password
        url = Path(target).resolve().as_uri()
        self._write(lambda: self.model.storeAsURL(url, properties(**given)), str(target))

    def to_pdf(self, path: str, quality: str) -> None:
        self.export_pdf(path, None)

    def export_pdf(self, path: str, selection: Any) -> None:
        """Print the book, or only the given UNO range, into a PDF file."""
        given: dict[str, Any] = {"FilterName": "calc_pdf_Export"}
        if selection is not None:
            given["FilterData"] = typed("[]com.sun.star.beans.PropertyValue", properties(Selection=selection))
        target = Path(path).absolute()
        self._write(lambda: self.model.storeToURL(target.as_uri(), properties(**given)), str(target))

    def _write(self, store: Any, target: str) -> None:
        """Save, as the current window: LibreOffice writes the frozen panes and grids of that one."""
        before = self.app.books.active
        self.controller.getFrame().activate()
        try:
            store()
        except exception("io.IOException") as error:
            raise _unsaved(target, "可能没有写入权限、磁盘已满或文件正被占用") from error
        finally:
            if before is not None and before.uid != self.uid:
                before.controller.getFrame().activate()


def _path(url: str) -> str:
    return url2pathname(urlparse(url).path) if url.startswith("file:") else unquote(url)


def _unsaved(target: str, reason: str) -> WorkbookError:
    return WorkbookError(
        f"LibreOffice 不能保存“{target}”：{reason}",
        untouched="原来的文件没有改动",
        todo="请换一个位置或文件名再保存",
    )
