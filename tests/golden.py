"""Golden files: what a generated text should be; accept changes with XLREPORT_ACCEPT=1 pytest."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "golden"


def check(name: str, text: str) -> None:
    """Compare a text with the golden file of this name, or make it the golden file."""
    path = FOLDER / name
    if os.environ.get("XLREPORT_ACCEPT") == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text == expected, f"{name} 与存档不同；核对无误后用 XLREPORT_ACCEPT=1 pytest 重新存档"
