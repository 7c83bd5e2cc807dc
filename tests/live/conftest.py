"""A master that is open in LibreOffice, with somebody who clicks and reads what the program says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import xlwings as xw

from xlreport import ribbon
from xlreport.ribbon.control import Anywhere


@dataclass
class Clerk:
    """Clicks buttons on a workbook, answers questions with ``answer``, and reads the messages."""

    workbook: xw.Book
    answer: str = "yes"
    said: list[str] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def click(self, control_id: str) -> str:
        """Click a button; what its message box says, empty where none appears."""
        before = len(self.said)
        ribbon.click(control_id)
        return "\n".join(self.said[before:])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's home, where logs go, apart from the real one."""
    folder = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


@pytest.fixture
def clerk(calc_app: xw.App, master: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clerk]:
    """A clerk before the real master, open in LibreOffice."""
    workbook = calc_app.books.open(str(master))
    workbook.set_mock_caller()
    person = Clerk(workbook)

    def alert(app: xw.App, prompt: str, *given: object, buttons: str | None = None, **named: object) -> str:
        person.said.append(prompt)
        return person.answer if buttons else "ok"

    monkeypatch.setattr(xw.App, "alert", alert)
    monkeypatch.setattr(Anywhere, "open_outside", lambda here, path: person.opened.append(path))
    yield person
    del xw.Book._mock_caller
    for book in list(calc_app.books):
        book.close()
