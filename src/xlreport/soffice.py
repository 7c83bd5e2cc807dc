"""LibreOffice's command line: where it is, and one run of it with a time limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_FIRST_START = 81
"""LibreOffice ends so when it has just made a new profile and wants to be started again."""

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)


def find_soffice() -> Path | None:
    """The LibreOffice program, or None where there is none."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((Path(place) for place in _PLACES if Path(place).is_file()), None)


def convert(program: Path, source: Path, made: Path, *, seconds: float) -> None:
    """Convert a file into ``made``, whose suffix says into what and whose folder takes the profile.

    LibreOffice runs with a profile of its own, so that one the clerk has open is not disturbed. Nothing
    is made where it fails; raises TimeoutError where it takes longer than this.
    """
    command = [
        str(program),
        f"-env:UserInstallation={(made.parent / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        made.suffix.removeprefix("."),
        "--outdir",
        str(made.parent),
        str(source),
    ]
    if _run(command, seconds) == _FIRST_START and not made.is_file():
        _run(command, seconds)


def _run(command: Sequence[str], seconds: float) -> int:
    """Run LibreOffice to its end; past the time limit it is ended with all that it has started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, with its children: its process tree on Windows, else its session."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
