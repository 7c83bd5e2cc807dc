"""Write the table of corrections in docs/manual.md from the rules: ``python tools/write_corrections.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from xlreport.core.normalising.rules import RULES  # noqa: E402

PAGE = ROOT / "docs" / "manual.md"
START = "<!-- 下表由 python tools/write_corrections.py 生成，请勿手改 -->\n"
END = "<!-- 规范表完 -->\n"


def manual_with_corrections(manual: str) -> str:
    """The manual with the table between the two marks made anew."""
    before, rest = manual.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n{_table()}\n{END}{after}"


def _table() -> str:
    lines = ["| 规则 | 名称 | 怎么改 | 例子 |", "|---|---|---|---|"]
    for rule in sorted(RULES, key=lambda rule: rule.code):
        lines.append(
            f"| {rule.code} | {rule.title} | {rule.description} | {rule.example} |".replace("<", "&lt;")
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(manual_with_corrections(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
