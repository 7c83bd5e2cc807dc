"""The application and its open books."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.book import Book
from xlreport.calc.bridge import exception, properties
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.office import Office
from xlreport.calc.range import Range
from xlreport.errors import WorkbookError

if TYPE_CHECKING:
    from xlreport.calc.engine import Engine

_DOCUMENT = "com.sun.star.sheet.SpreadsheetDocument"
_CALCULATIONS = ("automatic", "manual", "semiautomatic")


@refuse_the_rest
class Apps(base_classes.Apps):
    """The running applications that this process has started or is attached to, the active one first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(
        self, spec: str | None = None, add_book: bool = True, xl: None = None, visible: bool | None = None
    ) -> App:
        app = App(Office.start(visible=visible is not False and _has_screen()), self)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def attach(self, address: str) -> App:
        """Join the LibreOffice at `Office.address`, which another process has started."""
        app = App(Office.attach(address), self)
        self._apps.insert(0, app)
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing to clean: a LibreOffice ends with the process that has started it."""

    def activate(self, app: App) -> None:
        """Put an application first."""
        self._apps.sort(key=lambda other: other is not app)

    @property
    def engine(self) -> Engine:
        """The engine whose applications these are."""
        return self._engine

    def __iter__(self) -> Iterator[App]:
        self._apps = [app for app in self._apps if app.office.alive]
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(f"no LibreOffice with process id {pid}")


def _has_screen() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@refuse_the_rest
class App(base_classes.App):
    """One running LibreOffice.

    LibreOffice has no switch for alerts, events and interaction: their values are kept and given back.
    """

    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    cut_copy_mode: str | bool | None = None

    def __init__(self, office: Office, apps: Apps) -> None:
        self.office = office
        self._apps = apps
        self._visible = office.visible
        self._screen_updating = True
        self._calculation = "automatic"
        self._status: str | bool = False
        self.last_alert = ""
        self.active_uid: str | None = None
        self.moves = 0  # how often cells were inserted or deleted, see `Sheet.uno`

    @property
    def desktop(self) -> Any:
        """LibreOffice's desktop, the owner of all windows and documents."""
        return self.office.desktop

    api = desktop

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        return book.selection if book is not None else None

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.activate(self)

    @property
    def visible(self) -> bool:
        return self._visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        """A LibreOffice that was started without a screen only keeps the value."""
        self._visible = bool(visible)
        if self.office.visible:
            for book in self.books:
                book.show(self._visible)

    def quit(self) -> None:
        for book in list(self.books):
            book.close()
        self.office.close()

    def kill(self) -> None:
        self.office.end()

    @property
    def screen_updating(self) -> bool:
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if bool(value) == self._screen_updating:
            return
        self._screen_updating = bool(value)
        for book in self.books:
            book.lock(not self._screen_updating)

    @property
    def startup_path(self) -> str:
        return ""

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in _CALCULATIONS:
            raise ValueError(f"calculation must be one of {', '.join(_CALCULATIONS)}, not {value!r}")
        self._calculation = value
        for book in self.books:
            book.calculate_by_itself(value != "manual")

    def calculate(self) -> None:
        for book in self.books:
            book.model.calculate()

    @property
    def version(self) -> str:
        """Excel's, because xlwings takes older ones for programs that need their names recoded."""
        return "16.0"

    @property
    def hwnd(self) -> int:
        return self.office.pid

    @property
    def path(self) -> str:
        return str(self.office.program.parent) if self.office.program else ""

    @property
    def pid(self) -> int:
        return self.office.pid

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status = value if isinstance(value, str) else False
        book = self.books.active
        if book is not None:
            book.show_status(self._status)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: object) -> str:
        """Shows a box in the active window and returns the button pressed.

        Without a screen or a window nobody can be asked: the box's first button counts as pressed.
        `last_alert` keeps the text either way.
        """
        self.last_alert = prompt or ""
        book = self.books.active
        if not self.office.visible or not self._visible or book is None:
            return (buttons or "ok").partition("_")[0]
        return book.ask(prompt, title, buttons, mode)


@refuse_the_rest
class Books(base_classes.Books):
    """The open books of an application, in the order in which they were opened."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.desktop

    @property
    def active(self) -> Book | None:
        books = list(self)
        if not books:
            return None
        uid = self.app.active_uid
        return next((book for book in books if book.uid == uid), books[-1])

    def __call__(self, name_or_index: str | int) -> Book:
        books = list(self)
        if isinstance(name_or_index, str):
            for book in books:
                if book.name.lower() == name_or_index.lower():
                    return book
        elif 1 <= name_or_index <= len(books):
            return books[name_or_index - 1]
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __iter__(self) -> Iterator[Book]:
        components = self.app.desktop.getComponents().createEnumeration()
        books = []
        while components.hasMoreElements():
            model = components.nextElement()
            if hasattr(model, "supportsService") and model.supportsService(_DOCUMENT):
                books.append(Book(self.app, model))
        return iter(sorted(books, key=lambda book: int(book.uid)))

    def add(self) -> Book:
        book = self._entered(self._load("private:factory/scalc"))
        book.drop_default_headers()
        return book

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: int | None = None,
        password: str | None = None,
        *unused: object,
        **more: object,
    ) -> Book:
        """Open a workbook file; raises WorkbookError where LibreOffice cannot read it."""
        given: dict[str, Any] = {"UpdateDocMode": 3 if update_links else 0}
        if read_only:
            given["ReadOnly"] = True
        if password is not None:
            given["Password"] = password
        filter_ = _FILTERS.get(Path(fullname).suffix.lower())
        if filter_:
            given["FilterName"] = filter_
        model = self._load(Path(fullname).resolve().as_uri(), **given)
        if model is None:
            raise WorkbookError(
                f"LibreOffice 打不开文件“{fullname}”",
                untouched="没有改动这个文件",
                todo="请确认文件没有损坏、密码正确，再试一次",
            )
        book = self._entered(model)
        if Path(fullname).suffix.lower() != ".ods":  # whose own sheets may use the default style
            book.drop_default_headers()
        return book

    def _load(self, url: str, **given: Any) -> Any:
        hidden = self.app.office.visible and not self.app.visible
        try:
            return self.app.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=hidden, **given))
        except (exception("io.IOException"), exception("lang.IllegalArgumentException")):
            return None

    def _entered(self, model: Any) -> Book:
        book = Book(self.app, model)
        book.activate()
        if not self.app.screen_updating:
            book.lock(True)
        return book


_FILTERS = {".xlam": "Calc MS Excel 2007 VBA XML"}
"""Formats that LibreOffice does not tell from the file's name."""
