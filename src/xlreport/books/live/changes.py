"""What is changed in an open workbook, as records that say how to put it back.

They are plain enough to be kept in a file while they are carried out: should the program or the
application stop in the middle, the next click puts back what is not whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlreport.core.text import CellValue
from xlreport.drawing.painter import Area
from xlreport.files import write_atomically

Place = tuple[int, int]
"""Row and column, 1-based."""


@dataclass(frozen=True)
class Formula:
    """A formula as it is typed, with its equals sign."""

    text: str


Content = CellValue | Formula
"""What a cell can hold."""


@dataclass(frozen=True)
class CellsWritten:
    """Cells of a sheet: what stood in each before, and what is written."""

    sheet: str
    before: Mapping[Place, Content]
    after: Mapping[Place, Content]


@dataclass(frozen=True)
class SheetAdded:
    """A sheet that was not there."""

    sheet: str


@dataclass(frozen=True)
class SheetRefilled:
    """A sheet that is cleared and filled anew; as it was it stands as ``kept`` in the workbook ``book``."""

    sheet: str
    book: str
    kept: str
    formulas: Mapping[Place, Content]


@dataclass(frozen=True)
class NameDefined:
    """A workbook-level name, what it referred to before (None: nothing) and what to now."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class RulesReplaced:
    """Conditional formats by formula over an area, each as formula and RGB fill, the first one on top."""

    sheet: str
    area: Area
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


Change = CellsWritten | SheetAdded | SheetRefilled | NameDefined | RulesReplaced
_KINDS: tuple[type[Change], ...] = (CellsWritten, SheetAdded, SheetRefilled, NameDefined, RulesReplaced)


@dataclass(frozen=True)
class Unfinished:
    """The file that remembers the changes in hand, and the temporary workbook that is open for them."""

    path: Path

    def keep(self, changes: Sequence[Change], temporary: str) -> None:
        """Remember changes that are about to be carried out, and the temporary workbook, empty if none.

        Raises WorkbookError where that cannot be.
        """
        entries = [{"kind": type(change).__name__, **_encoded(change)} for change in changes]
        note = {"temporary": temporary, "changes": entries}
        write_atomically(self.path, json.dumps(note, ensure_ascii=False).encode())

    def forget(self) -> None:
        """Remember nothing: all is done, or put back."""
        self.path.unlink(missing_ok=True)

    def left(self) -> tuple[tuple[Change, ...], str] | None:
        """The changes and the temporary workbook that a click has left; None where it left nothing."""
        if not self.path.exists():
            return None
        note = json.loads(self.path.read_text(encoding="utf-8"))
        return tuple(_decoded(entry) for entry in note["changes"]), note["temporary"]


_DECODERS: Mapping[str, Callable[[Any], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Formula": lambda content: Formula(**content),
    "Area": lambda content: Area(**content),
}


def _encoded(change: Change) -> dict[str, Any]:
    fields = {name: getattr(change, name) for name in change.__dataclass_fields__}
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    """A value in terms of JSON."""
    if isinstance(value, Mapping):
        return [[row, column, _plain(content)] for (row, column), content in value.items()]
    if isinstance(value, (Formula, Area)):
        return {type(value).__name__: asdict(value)}
    if isinstance(value, (datetime, date, time)):
        return {type(value).__name__: value.isoformat()}
    return value


def _decoded(entry: dict[str, Any]) -> Change:
    kind = next(kind for kind in _KINDS if kind.__name__ == entry["kind"])
    return kind(**{name: _value(entry[name]) for name in kind.__dataclass_fields__})


def _value(value: Any) -> Any:
    if isinstance(value, list):
        if value and isinstance(value[0][0], int):
            return {(row, column): _value(content) for row, column, content in value}
        return tuple(tuple(pair) for pair in value)
    if isinstance(value, dict):
        ((kind, content),) = value.items()
        return _DECODERS[kind](content)
    return value
