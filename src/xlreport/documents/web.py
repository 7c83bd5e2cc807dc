"""Web pages: their lines of text and tables in order, as a browser would show them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from xlreport.documents.delimited import decoded

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "center",
        "section",
        "article",
        "ul",
        "ol",
        "dt",
        "dd",
    ]
)
_UNSEEN = frozenset(("script", "style", "head", "title", "template", "noscript"))
_STRUCK = frozenset(("s", "strike", "del"))
_VOID = frozenset(
    ["br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source"]
)


@dataclass
class WebCell:
    """A cell: its text, and how many columns and rows it spans."""

    across: int = 1
    down: int = 1
    text: str = ""


@dataclass
class WebTable:
    """A table: its rows of cells as written, and the lines of text above it."""

    lines: list[str]
    rows: list[list[WebCell]] = field(default_factory=list)


@dataclass
class WebPage:
    """The tables of a page in order, the lines below the last, and what is hidden, struck out or drawn."""

    tables: list[WebTable] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_web_page(data: bytes) -> WebPage:
    """What a page shows; raises UnicodeDecodeError where its encoding is not known."""
    found = _CHARSET.search(data[:4000])
    named = found[1].decode("ascii").lower() if found is not None else ""
    chinese = named in ("gb2312", "gbk", "gb18030")
    text = data.decode("gb18030", "replace") if chinese else decoded(data)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_line()
    reader.page.after = reader.lines
    return reader.page


class _Reader(HTMLParser):
    """Collects lines and tables; a table within a cell gives its text to the cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = WebPage()
        self.lines: list[str] = []
        self._line = ""
        self._open: list[tuple[str, str]] = []
        self._depth = 0
        self._cell: WebCell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, self._why_unseen(tag, values)))
        if tag in _BLOCKS or tag == "br":
            self._break(paragraph=tag != "br")
        elif tag == "img":
            self.page.left_out.append(("图片", values.get("alt", "")))
        elif tag == "input" and values.get("type", "").lower() in ("checkbox", "radio"):
            self._add("☑" if "checked" in values else "☐")
        elif tag == "table":
            self._start_table()
        elif tag == "tr" and self._depth == 1:
            self.page.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._start_cell(values)

    def _why_unseen(self, tag: str, values: dict[str, str]) -> str:
        style = values.get("style", "").replace(" ", "").lower()
        if tag in _UNSEEN:
            return "不显示的部分"
        if "display:none" in style or "visibility:hidden" in style or "hidden" in values:
            return "隐藏的文字"
        if tag in _STRUCK or "line-through" in style:
            return "加了删除线的文字"
        return ""

    def _start_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self.end_line()
            self.page.tables.append(WebTable(self.lines))
            self.lines = []
        else:
            self._break(paragraph=True)

    def _start_cell(self, values: dict[str, str]) -> None:
        if self._depth > 1:
            self._break(paragraph=True)
        elif self._depth == 1:
            rows = self.page.tables[-1].rows
            if not rows:
                rows.append([])
            self._cell = WebCell(_count(values.get("colspan")), _count(values.get("rowspan")))
            rows[-1].append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, _ in self._open):
            while self._open and self._open.pop()[0] != tag:
                pass
        if tag in ("td", "th") and self._depth == 1:
            self._cell = None
        elif tag == "table" and self._depth:
            self._depth -= 1
        elif tag in _BLOCKS:
            self._break(paragraph=True)

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        why = next((why for _, why in self._open if why), "")
        if not why:
            self._add(text)
        elif why != "不显示的部分" and text.strip():
            self.page.left_out.append((why, text.strip()))

    def _add(self, text: str) -> None:
        if self._cell is not None:
            begins = not self._cell.text or self._cell.text.endswith("\n")
            self._cell.text += text.lstrip(" ") if begins else text
        elif self._depth == 0:
            self._line += text

    def _break(self, *, paragraph: bool) -> None:
        if self._cell is None:
            self.end_line()
        elif not paragraph or (self._cell.text and not self._cell.text.endswith("\n")):
            self._cell.text = self._cell.text.rstrip(" ") + "\n"

    def end_line(self) -> None:
        """Close the line of text outside tables that is being read."""
        if self._line.strip():
            self.lines.append(self._line.strip())
        self._line = ""


def _count(value: str | None) -> int:
    return max(1, min(int(value), 1000)) if value and value.isdigit() else 1
