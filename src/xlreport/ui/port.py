"""The `Ui` protocol: what an action may show while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Ui(Protocol):
    """Shows messages, tables and progress and asks for what only the user knows; never decides anything."""

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

    def ask_secret(self, question: str) -> str:
        """What the user types without its being shown; empty where nobody can be asked."""
        ...

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        """Which of the options the user picks, counted from 0; None where he picks none or is not asked."""
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

    def ask_secret(self, question: str) -> str:
        return self._ui.ask_secret(question)

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        return self._ui.choose(question, options)


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

    def ask_secret(self, question: str) -> str:
        return ""

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        return None
