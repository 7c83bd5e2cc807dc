"""The state in which the user left the application, kept while an action works in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any

import xlwings as xw

from xlreport.books.live.application import application_of
from xlreport.books.live.book import click_folder
from xlreport.books.live.patience import Patience
from xlreport.files import write_atomically

_QUIET: dict[str, Any] = {
    "screen_updating": False,
    "display_alerts": False,
    "enable_events": False,
    "calculation": "manual",
}
"""How the application is while an action works in it."""


class Session:
    """While inside, the application neither draws nor recalculates nor asks; afterwards all is as it was.

    Kept and put back, each by itself and with patience: the way of calculating, events, alerts, drawing,
    the status bar, the sheet in front, the selected cells, the place scrolled to. What cannot be put back
    is remembered in a file, and put back by the next click. Leaving never raises; ``unrestored`` tells
    whether anything is left.
    """

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._app = book.app
        self._application = application_of(self._app)
        self._patience = Patience()
        self.unrestored = False

    def __enter__(self) -> Session:
        app = self._app
        self._application.leave_preview(self._book)
        self._note = click_folder() / f"{app.engine.name}-{app.pid}.json"
        settings = {name: getattr(app, name) for name in _QUIET}
        self._settings: dict[str, Any] = {**settings, **self._remembered()}
        self._places = self._places_to_restore()
        write_atomically(self._note, json.dumps(self._settings).encode())
        try:
            for name, value in _QUIET.items():
                setattr(app, name, value)
        except Exception:
            self._restore()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _remembered(self) -> dict[str, Any]:
        """What an earlier click could not put back."""
        if not self._note.exists():
            return {}
        settings = json.loads(self._note.read_text(encoding="utf-8"))
        return {name: settings[name] for name in _QUIET if name in settings}

    def _places_to_restore(self) -> list[Callable[[], object]]:
        """The steps that bring the user back to where he was."""
        selection = self._book.selection
        return [
            self._book.activate,
            self._book.sheets.active.activate,
            *([selection.select] if selection is not None else []),
            partial(self._application.restore_view, self._book, self._application.view(self._book)),
        ]

    def _restore(self) -> None:
        for step in self._places:
            self._patience.attempt(step)
        left = {
            name: value
            for name, value in self._settings.items()
            if self._patience.attempt(partial(setattr, self._app, name, value)) is not None
        }
        self._patience.attempt(partial(setattr, self._app, "status_bar", False))
        self.unrestored = bool(left)
        if not left:
            self._note.unlink(missing_ok=True)
