"""The state in which the user left the application, kept while an action works in it."""

from __future__ import annotations

from types import TracebackType

import xlwings as xw

from xlreport.books.live.application import application_of


class Session:
    """While inside, the application neither draws nor recalculates nor asks; afterwards all is as it was.

    Kept and put back: the sheet in front, the selected cells, the place scrolled to, the way of
    calculating, events, alerts, drawing, and the status bar.
    """

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._app = book.app
        self._application = application_of(self._app)

    def __enter__(self) -> Session:
        app = self._app
        self._settings = {
            name: getattr(app, name)
            for name in ("calculation", "enable_events", "display_alerts", "screen_updating")
        }
        self._sheet = self._book.sheets.active
        self._selection = self._book.selection
        self._view = self._application.view(self._book)
        app.screen_updating = False
        app.display_alerts = False
        app.enable_events = False
        app.calculation = "manual"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._book.activate()
            self._sheet.activate()
            if self._selection is not None:
                self._selection.select()
            self._application.restore_view(self._book, self._view)
        finally:
            for name, value in self._settings.items():
                setattr(self._app, name, value)
            self._app.status_bar = False
