"""The terminal: messages and progress on standard error, tables on standard output."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from xlreport.core.text import shorten
from xlreport.ui.port import Item

_LONGEST_CELL = 60


class TerminalUi:
    """Speaks to a person at a terminal; ``quiet_tables`` leaves standard output to JSON."""

    def __init__(self, *, quiet_tables: bool = False) -> None:
        self._messages = Console(stderr=True, highlight=False)
        self._tables = None if quiet_tables else Console(highlight=False)

    def info(self, message: str) -> None:
        self._messages.print(escape(message), soft_wrap=True)

    def warn(self, message: str) -> None:
        self._messages.print(f"[yellow]注意：[/]{escape(message)}", soft_wrap=True)

    def error(self, message: str) -> None:
        self._messages.print(f"[red]未完成：[/]{escape(message)}", soft_wrap=True)

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        lines = [[escape(shorten(cell, _LONGEST_CELL)) for cell in row] for row in rows]
        if self._tables is None or not lines:
            return
        table = Table(title=escape(title), title_justify="left")
        for heading in headings:
            table.add_column(escape(heading), overflow="fold")
        for line in lines:
            table.add_row(*line)
        self._tables.print(table)

    def track(self, items: Sequence[Item], label: str) -> Iterator[Item]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._messages, transient=True) as progress:
            yield from progress.track(items, description=label)

    def ask_secret(self, question: str) -> str:
        if not sys.stdin.isatty():
            return ""
        return getpass.getpass(f"{question}：")

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        """None: what is to be decided at a terminal is given as an option of the command."""
        return None
