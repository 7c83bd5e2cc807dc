"""An application that turns calls down: every call that crosses into the engine can be refused."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import pytest

from xlreport.books.live import libreoffice
from xlreport.calc.application import App, Books
from xlreport.calc.book import Book
from xlreport.calc.conditional_formats import ConditionalFormat, ConditionalFormats
from xlreport.calc.names import Name, Names
from xlreport.calc.range import Range
from xlreport.calc.sheet import Sheet
from xlreport.calc.sheets import Sheets

ENGINE: tuple[type, ...] = (
    *(App, Books, Book, Sheets, Sheet, Range, Names, Name),
    *(ConditionalFormats, ConditionalFormat),
)
"""The engine's classes whose methods and properties the program calls through xlwings."""

BY_ITSELF = (
    *("remove_charts", "remove_filter", "carry_over", "carry_breaks", "carry_filter"),
    *("merges_in", "partly_formatted_in"),
)
"""What the `Application` port calls of the engine past xlwings."""


class CallRejectedError(Exception):
    """What Excel answers while a cell is being edited (RPC_E_CALL_REJECTED of pywin32's com_error)."""

    hresult = -2147418111


@dataclass
class Faults:
    """Counts the calls into the engine and refuses those from ``first`` on, ``times`` of them.

    ``instead`` is done in place of the first refusal, such as closing the window.
    """

    first: int = 0
    times: float = 0
    calls: int = 0
    instead: Callable[[], object] | None = None
    _depth: int = field(default=0, repr=False)

    def pass_on(self, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Make a call of the engine, or refuse it where it comes from outside and its turn has come."""
        if self._depth:
            return function(*given, **named)
        self.tick()
        self._depth += 1
        try:
            return function(*given, **named)
        finally:
            self._depth -= 1

    def tick(self) -> None:
        """Count a call, and refuse it where its turn has come."""
        self.calls += 1
        if self.first <= self.calls < self.first + self.times:
            if self.instead is None:
                raise CallRejectedError("Call was rejected by callee")
            act, self.instead, self.times = self.instead, None, 0
            act()

    def lift(self) -> None:
        """Refuse nothing any more."""
        self.times = 0


def install(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every call into the engine pass by these faults."""
    for kind in ENGINE:
        for name, member in list(vars(kind).items()):
            if isinstance(member, FunctionType) and (not name.startswith("_") or name == "__call__"):
                monkeypatch.setattr(kind, name, _watched(faults, member))
            elif isinstance(member, property) and not name.startswith("_"):
                parts = (member.fget, member.fset)
                watched = (_watched(faults, part) if part is not None else None for part in parts)
                monkeypatch.setattr(kind, name, property(*watched))
    for name in BY_ITSELF:
        monkeypatch.setattr(libreoffice, name, _watched(faults, getattr(libreoffice, name)))


def _watched(faults: Faults, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def watched(*given: Any, **named: Any) -> Any:
        return faults.pass_on(function, *given, **named)

    return watched


@contextmanager
def installed(faults: Faults) -> Iterator[Faults]:
    """Faults for a while."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        install(faults, monkeypatch)
        yield faults
