"""Clicks in a spreadsheet program: progress on its status bar, and one message when all is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from xlreport.ui.form import Field, Kind, ask_form
from xlreport.ui.port import Item

_SHOWN_WARNINGS = 12
"""More than this would make a message box taller than the screen."""


class DialogUi:
    """Collects what an action says; ``show_status`` writes on the status bar."""

    def __init__(self, show_status: Callable[[str], None]) -> None:
        self._show_status = show_status
        self._messages: list[str] = []
        self._warnings: list[str] = []

    def info(self, message: str) -> None:
        self._messages.append(message)

    def warn(self, message: str) -> None:
        self._warnings.append(message)

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Nothing: whoever clicks has the sheets before him."""

    def track(self, items: Sequence[Item], label: str) -> Iterator[Item]:
        for number, item in enumerate(items, start=1):
            self._show_status(f"{label}：{number}/{len(items)}")
            yield item

    def ask_secret(self, question: str) -> str:
        """What the user types into a window that shows dots; empty where he cancels."""
        answers = ask_form("任务分工", [Field("密码", Kind.SECRET)], question)
        return answers["密码"] if answers else ""

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        """What the user picks from a list in a window; None where he cancels."""
        field = Field("请选择", Kind.ONE, options[0], tuple(options))
        answers = ask_form("任务分工", [field], question)
        return options.index(answers["请选择"]) if answers else None

    def report(self) -> str:
        """All that was said, warnings below; the last of many warnings are only counted."""
        lines = list(self._messages)
        if self._warnings:
            lines += ["", "请注意："] if lines else ["请注意："]
            lines += [f"· {text}" for text in self._warnings[:_SHOWN_WARNINGS]]
        if len(self._warnings) > _SHOWN_WARNINGS:
            lines.append(f"……另有{len(self._warnings) - _SHOWN_WARNINGS}条，见日志。")
        return "\n".join(lines)

    def full_report(self) -> str:
        """All that was said, for the log."""
        return "\n".join([*self._messages, *(f"注意：{text}" for text in self._warnings)])
