"""The `Ui` protocol: what an action may show while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Ui(Protocol):
    """Shows messages, tables and progress; never decides anything."""

    def info(self, message: str) -> None:
        """Say something that went as expected."""
        ...

    def warn(self, message: str) -> None:
        """Say something that the clerk should look at."""
        ...

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show rows of text under headings."""
        ...

    def track(self, items: Sequence[Item], label: str) -> Iterator[Item]:
        """Yield the items one by one while showing how many are done."""
        ...


class ProgressOnlyUi:
    """Passes on progress and warnings of steps inside a larger action, which tells the rest itself."""

    def __init__(self, ui: Ui) -> None:
        self._ui = ui

    def info(self, message: str) -> None:
        pass

    def warn(self, message: str) -> None:
        self._ui.warn(message)

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        pass

    def track(self, items: Sequence[Item], label: str) -> Iterator[Item]:
        return self._ui.track(items, label)


class SilentUi:
    """Shows nothing; for callers that use the returned values only."""

    def info(self, message: str) -> None:
        pass

    def warn(self, message: str) -> None:
        pass

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        pass

    def track(self, items: Sequence[Item], label: str) -> Iterator[Item]:
        yield from items
