"""What every reader gives: sheets as text, what identifies the file, and when it was saved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from xlreport.core.returns.returned import ReturnedSheet

_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Contents:
    """A returned file's sheets, the texts beside them that may be tokens, and its last saving in UTC.

    ``saved_at`` is None where the format does not say.
    """

    sheets: tuple[ReturnedSheet, ...]
    saved_at: datetime | None = None
    marks: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """The distinct tokens among the marks and in cells."""
        cells = (text.strip() for sheet in self.sheets for row in sheet.rows for text in row)
        return tokens_among((*self.marks, *cells))


def tokens_among(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that look like a manifest's token, each once."""
    return tuple(dict.fromkeys(text for text in texts if _TOKEN_SHAPE.fullmatch(text)))


def iso_text(moment: datetime) -> str:
    """A time as the ledger keeps it: ISO text in UTC to the second, without a zone."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")
