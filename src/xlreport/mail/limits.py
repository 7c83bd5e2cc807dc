"""How much may come out of one source: archives and mails can unfold to far more than their own size."""

from __future__ import annotations

_MOST_BYTES = 500 * 1024 * 1024
_MOST_FILES = 3000
DEEPEST = 5
"""How many archives and mails may lie inside one another."""


class UnreadableError(Exception):
    """An archive or mail cannot be opened; the message is the reason in Chinese."""


class Allowance:
    """What one source may still unfold to; everything that comes out of it counts."""

    def __init__(self, most_bytes: int = _MOST_BYTES, most_files: int = _MOST_FILES) -> None:
        self._bytes = most_bytes
        self._files = most_files

    def take(self, size: int) -> None:
        """Count one file of this many bytes; raises UnreadableError where that is too much."""
        self._bytes -= size
        self._files -= 1
        if self._bytes < 0 or self._files < 0:
            raise UnreadableError(
                "展开后太大或文件太多（超过500MB或3000个），没有展开；请核实来源，确需使用的自己解压后放进来"
            )
