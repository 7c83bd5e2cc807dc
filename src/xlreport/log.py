"""The log in the user's home: what went wrong unexpectedly, and what each click said."""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path

from xlreport import __version__

_LARGEST_LOG = 2_000_000
"""Bytes; a larger log is put aside once, as ….old.log."""


def log_folder() -> Path:
    """Where the logs lie."""
    return Path.home() / ".xlreport"


def log_crash() -> Path:
    """Keep the traceback of the error being handled where the user can find it."""
    return _append("error.log", traceback.format_exc())


def log_click(button: str, report: str) -> Path:
    """Keep what a click said, which its message box may have cut short."""
    return _append("clicks.log", f"{button}\n{report}\n")


def _append(name: str, text: str) -> Path:
    log = log_folder() / name
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} xlreport {__version__}\n{text}\n")
    return log
