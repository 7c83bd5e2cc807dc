"""Run xlwings' own tests with the engine for LibreOffice: ``python tools/xlwings_tests.py PACKAGE [FILE …]``.

PACKAGE is the source package of the installed version of xlwings (``xlwings-0.37.8.tar.gz``), FILE a test
file to run, such as ``range`` or ``shape``, instead of all. Prints the table of the engine's README and what
fails by name. Some tests need pytz, matplotlib, Pillow and polars, or else skip or fail.

A test that ends in NotImplementedError counts as not passed, although xlwings' tests themselves skip it then.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
_LEFT_OUT = {
    "bulk_color_engines": "Excel's own engines, with stand-ins for COM and Apple events",
    "implementation_signatures": "xlwings' documentation",
    "myst_docstrings": "xlwings' documentation",
    "xlmac": "Excel for Mac",
}
_PRO = ("xlwings.pro", "xlwings import pro")
_START = (
    "import sys; from xlreport.calc import register; register(); "
    "import pytest; sys.exit(pytest.main(sys.argv[1:]))"
)
_SECONDS = 900
"""Time for one file; the longest takes about two minutes."""


@dataclass(frozen=True)
class Outcome:
    """One test file: how many of its tests passed, of how many not skipped, and what did not."""

    name: str
    passed: int
    total: int
    failed: dict[str, str]
    skipped: dict[str, str]


def reason_to_leave_out(test: Path) -> str | None:
    """Why a test file says nothing about an engine, or None."""
    source = test.read_text(encoding="utf-8")
    if any(mark in source for mark in _PRO):
        return "xlwings PRO (remote engine, reports, custom functions)"
    return _LEFT_OUT.get(test.stem.removeprefix("test_"))


def run(test: Path) -> Outcome:
    """Run one test file in a process and a LibreOffice of its own."""
    report = test.with_suffix(".xml")
    search = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-c", _START, f"tests/{test.name}", "-q", f"--junitxml={report}"]
    with (test.parent.parent / "output.txt").open("ab") as output:
        subprocess.run(
            command,
            cwd=test.parent.parent,
            env={**os.environ, "PYTHONPATH": search},
            stdout=output,
            stderr=output,
            timeout=_SECONDS,
            check=False,
        )
    return _read(test.stem.removeprefix("test_"), report)


def _read(name: str, report: Path) -> Outcome:
    passed, failed, skipped = 0, {}, {}
    for case in ElementTree.parse(report).iter("testcase"):
        title = str(case.get("name"))
        wrong = next((child for child in case if child.tag in ("failure", "error")), None)
        skip = case.find("skipped")
        if wrong is not None:
            failed[title] = _first_line(wrong)
        elif skip is not None and "NotImplementedError" in str(skip.get("message")):
            failed[title] = "NotImplementedError"
        elif skip is not None:
            skipped[title] = _first_line(skip)
        else:
            passed += 1
    return Outcome(name, passed, passed + len(failed), failed, skipped)


def _first_line(element: ElementTree.Element) -> str:
    return str(element.get("message")).strip().split("\n")[0][:110]


def main(package: Path, wanted: list[str]) -> None:
    """Unpack the tests, run them and print what came out."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(package) as archive:
        members = [member for member in archive.getmembers() if "/tests/" in member.name]
        for member in members:
            member.name = member.name.partition("/")[2]
        archive.extractall(folder, members, filter="data")
        outcomes = []
        for test in sorted(Path(folder, "tests").glob("test_*.py")):
            name = test.stem.removeprefix("test_")
            reason = reason_to_leave_out(test)
            if reason is not None:
                print(f"left out: {name} ({reason})")
            elif not wanted or name in wanted:
                outcomes.append(run(test))
                print(f"| {name} | {outcomes[-1].passed} of {outcomes[-1].total} |", flush=True)
    passed, total = (sum(numbers) for numbers in zip(*((o.passed, o.total) for o in outcomes), strict=True))
    print(f"| **together** | **{passed} of {total} ({passed / total:.0%})** |")
    for outcome in outcomes:
        for title, message in outcome.failed.items():
            print(f"failed: {outcome.name}: {title}: {message}")
        for title, message in outcome.skipped.items():
            print(f"skipped: {outcome.name}: {title}: {message}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
