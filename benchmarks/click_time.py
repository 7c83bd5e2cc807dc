"""How long a click on the ribbon takes to reach the application, beside `import xlwings` alone.

Run as `python benchmarks/click_time.py [pairs]`. Each pair starts two fresh interpreters, one after the
other and in turns, so that both see the same machine; the ratio of the medians is what counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

_SOURCE = Path(__file__).parent.parent / "src"
_IMPORT = "import os, xlwings; os._exit(0)"
_CLICK = """
import os, xlwings
xlwings.Book.caller = classmethod(lambda cls: os._exit(0))
import xlreport.ribbon
xlreport.ribbon.click("validate")
os._exit(1)
"""
"""A click up to its first call into the application, where it ends with status 0."""


def seconds(code: str) -> float:
    """How long a fresh interpreter takes to run this code."""
    environment = dict(os.environ, PYTHONPATH=str(_SOURCE))
    environment.pop("XLREPORT_CALC", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return time.perf_counter() - start


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    seconds(_IMPORT), seconds(_CLICK)
    imports, clicks = [], []
    for number in range(pairs):
        for code, times in ((_IMPORT, imports), (_CLICK, clicks))[:: 1 if number % 2 else -1]:
            times.append(seconds(code))
    alone, click = statistics.median(imports), statistics.median(clicks)
    print(f"import xlwings     {alone:.3f} s (median of {pairs})")
    print(f"click to first call {click:.3f} s")
    print(f"ratio               {click / alone:.2f}")


if __name__ == "__main__":
    main()
