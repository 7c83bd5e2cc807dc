"""Write the table of buttons in docs/manual.md from the ribbon: ``python tools/write_ribbon.py``."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
RIBBON = ROOT / "macros" / "customUI14.xml"
PAGE = ROOT / "docs" / "manual.md"
START = "<!-- 下表由 python tools/write_ribbon.py 生成，请勿手改 -->\n"
END = "<!-- 表完 -->\n"
_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"


def manual_with_buttons(manual: str) -> str:
    """The manual with the table between the two marks made anew."""
    before, rest = manual.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n{_table()}\n{END}{after}"


def _table() -> str:
    lines = ["| 组 | 按钮 | 按键 | 作用 |", "|---|---|---|---|"]
    (tab,) = ElementTree.parse(RIBBON).getroot().iter(f"{_NAMESPACE}tab")
    for group in tab:
        for button in group:
            keys = f"Alt, {tab.attrib['keytip']}, {button.attrib['keytip']}"
            cells = (group.attrib["label"], button.attrib["label"], keys, button.attrib["supertip"])
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(manual_with_buttons(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
