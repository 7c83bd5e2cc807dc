"""One click at a time on a workbook: RunPython may return at once, and the user click again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from xlreport.books.live.book import click_folder, path_key
from xlreport.errors import WorkbookError


class ClickLock:
    """Held while a button works on a workbook.

    Raises WorkbookError on entering where another click is at work, saying which and since when.
    """

    def __init__(self, path: Path, label: str) -> None:
        folder = click_folder()
        self._label = label
        self._lock = FileLock(folder / f"{path_key(path)}.lock")
        self._running = folder / f"{path_key(path)}.running"

    def __enter__(self) -> ClickLock:
        self._running.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise WorkbookError(
                f"这份总表的{self._who()}还没有做完",
                untouched="这一次点击没有改动任何内容",
                todo="请等它做完（会有提示）再点",
            ) from None
        self._running.write_text(f"{self._label}\n{datetime.now():%H:%M:%S}", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.unlink(missing_ok=True)
        self._lock.release()

    def _who(self) -> str:
        """What is running; the note of a click that has just begun may not be there yet."""
        try:
            label, since = self._running.read_text(encoding="utf-8").split("\n")
        except (OSError, ValueError):
            return "另一个按钮"
        return f"“{label}”（{since}开始）"
