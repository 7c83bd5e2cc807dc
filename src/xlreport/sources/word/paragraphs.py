"""The text of one paragraph as its reader sees it, and what of it is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from xlreport.core.text import is_blank
from xlreport.sources.word.equations import equation_text, is_equation
from xlreport.sources.word.numbering import Numbering
from xlreport.sources.word.styles import Styles
from xlreport.sources.word.symbols import UNREADABLE, in_unicode, symbol

PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")
TEXT_BOX = qn("w:txbxContent")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_RUN, _VAL = qn("w:r"), qn("w:val")
_PROPERTIES = frozenset(qn(f"w:{name}") for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "instrText"))
_REMOVED = {qn("w:del"): "修订中删去的文字", qn("w:moveFrom"): "修订中移走的文字"}
_NOTES = {
    qn("w:footnoteReference"): ("footnotes", "脚注"),
    qn("w:endnoteReference"): ("endnotes", "尾注"),
    qn("w:commentReference"): ("comments", "批注"),
}
HIDDEN, STRUCK = "隐藏的文字", "加了删除线的文字"
CHECKED, UNCHECKED = "☑", "☐"


@dataclass
class LeftOut:
    """What is not read, by what it is (``隐藏的文字``): its texts, empty for a picture without words."""

    texts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, text: str) -> None:
        self.texts.setdefault(what, []).append(text)


@dataclass(frozen=True)
class Reader:
    """Reads paragraphs in their order, which the automatic numbers depend on.

    ``beside`` holds the texts of footnotes, endnotes and comments by kind and id.
    """

    styles: Styles
    numbering: Numbering
    beside: dict[str, dict[str, str]]

    def read(self, paragraph: Element, left_out: LeftOut) -> str:
        """A paragraph's text with its automatic number; what is left out goes to ``left_out``."""
        text = "".join(_Walk(self, paragraph, left_out).pieces(paragraph))
        return self._number(paragraph, text) + text

    def _number(self, paragraph: Element, text: str) -> str:
        properties = paragraph.find(qn("w:pPr"))
        number, level, style = self.styles.numbering(properties)
        if not number or self._is_gone(paragraph, properties, text):
            return ""
        if level is None:
            level = self.numbering.level_of_style(number, style)
        written = self.numbering.next(number, level)
        return written.rstrip() if is_blank(text) else written

    def _is_gone(self, paragraph: Element, properties: Element | None, text: str) -> bool:
        """Whether a paragraph is hidden or deleted with its mark, so that Word does not number it."""
        mark = properties.find(qn("w:rPr")) if properties is not None else None
        if mark is None or not is_blank(text):
            return False
        removed = mark.find(qn("w:del")) is not None or mark.find(qn("w:moveFrom")) is not None
        return removed or self.styles.is_on(mark, properties, "w:vanish")


@dataclass
class _Walk:
    """One walk through a paragraph: fields need what came before."""

    reader: Reader
    paragraph: Element
    left_out: LeftOut
    _field_code: str = ""
    _field_has_result: bool = True

    def pieces(self, element: Element) -> Iterator[str]:
        for child in element:
            yield from self._piece(child)

    def _piece(self, child: Element) -> Iterator[str]:
        tag = child.tag
        if tag == qn("w:instrText"):
            self._field_code += child.text or ""
        elif not isinstance(tag, str) or tag in _PROPERTIES or tag in (PARAGRAPH, TABLE):
            return
        elif tag in _REMOVED:
            self._leave_out(_REMOVED[tag], child)
        elif tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            yield from self.pieces(chosen if chosen is not None else child)
        elif tag == _RUN:
            yield from self._run(child)
        elif is_equation(child):
            yield equation_text(child)
        elif tag == qn("w:sdt"):
            yield from self._control(child)
        elif tag in (qn("w:drawing"), qn("w:pict"), qn("w:object")):
            self._picture(child)
        else:
            yield from self.pieces(child)

    def _leave_out(self, what: str, element: Element) -> None:
        text = plain_text(element)
        if not is_blank(text):
            self.left_out.add(what, text)

    def _run(self, run: Element) -> Iterator[str]:
        properties, own = run.find(qn("w:rPr")), self.paragraph.find(qn("w:pPr"))
        on = self.reader.styles.is_on
        if on(properties, own, "w:vanish"):
            self._leave_out(HIDDEN, run)
            return
        if on(properties, own, "w:strike") or on(properties, own, "w:dstrike"):
            self._leave_out(STRUCK, run)
            return
        fonts = properties.find(qn("w:rFonts")) if properties is not None else None
        font = fonts.get(qn("w:ascii"), "") if fonts is not None else ""
        for child in run:
            yield from self._in_run(child, font)

    def _in_run(self, child: Element, font: str) -> Iterator[str]:
        tag = child.tag
        if tag == qn("w:t"):
            yield self._known(in_unicode(child.text or "", font), font)
        elif tag == qn("w:sym"):
            code = child.get(qn("w:char"), "0")
            shown = symbol(child.get(qn("w:font"), ""), int(code, 16))
            yield self._known(shown, f"{child.get(qn('w:font'), '')} {code}")
        elif tag in (qn("w:tab"), qn("w:ptab")):
            yield "\t"
        elif tag == qn("w:cr") or (tag == qn("w:br") and child.get(qn("w:type")) not in ("page", "column")):
            yield "\n"
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag == qn("w:fldChar"):
            yield from self._field(child)
        elif tag == qn("w:rt"):
            self._leave_out("注音", child)
        elif tag in _NOTES:
            part, what = _NOTES[tag]
            self.left_out.add(what, self.reader.beside.get(part, {}).get(child.get(qn("w:id"), ""), ""))
        elif tag == qn("w:ruby"):
            for part in child.findall(qn("w:rt")):
                self._leave_out("注音", part)
            for part in child.findall(qn("w:rubyBase")):
                yield from self.pieces(part)
        else:
            yield from self._piece(child)

    def _known(self, shown: str, source: str) -> str:
        if UNREADABLE in shown:
            self.left_out.add(f"认不出的符号（已写作{UNREADABLE}）", source)
        return shown

    def _field(self, mark: Element) -> Iterator[str]:
        """Legacy form fields, and fields that show something without holding a result."""
        kind = mark.get(qn("w:fldCharType"))
        if kind == "begin":
            self._field_code, self._field_has_result = "", False
            yield from _form_field(mark)
            self._field_has_result = mark.find(qn("w:ffData")) is not None
        elif kind == "separate":
            self._field_has_result = True
        elif kind == "end" and not self._field_has_result:
            self._field_has_result = True
            yield from self._without_result(self._field_code)

    def _without_result(self, code: str) -> Iterator[str]:
        enclosed = re.search(r"(?i)\\[oO]\s*\\?a?c?\s*\((.*)[,，](.*)\)\s*$", code)
        if enclosed is not None:
            inside = min(enclosed[1], enclosed[2], key=lambda text: not text.strip().isalnum())
            number = inside.strip()
            yield chr(ord("①") + int(number) - 1) if number in map(str, range(1, 21)) else f"({number})"
        elif not is_blank(code):
            self.left_out.add("没有结果的域", code.strip())

    def _control(self, control: Element) -> Iterator[str]:
        """A content control; what only invites to type is no text."""
        properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        if properties is not None and properties.find(qn("w:showingPlcHdr")) is not None:
            self._leave_out("内容控件的提示文字", control)
            return
        text = "".join(self.pieces(content)) if content is not None else ""
        box = properties.find(f"{_W14}checkbox") if properties is not None else None
        if box is not None and is_blank(text):
            checked = box.find(f"{_W14}checked")
            is_on = checked is not None and checked.get(f"{_W14}val", "1") not in ("0", "false")
            text = CHECKED if is_on else UNCHECKED
        yield text

    def _picture(self, element: Element) -> None:
        """Pictures are named with what is said about them; words in a text box too."""
        for box in text_boxes(element):
            self._leave_out("文本框的文字", box)
        if next(iter(text_boxes(element)), None) is not None:
            return
        what = "嵌入的对象" if element.tag == qn("w:object") else "图片"
        about = next(element.iter("{*}docPr"), None)
        told = [about.get("descr", ""), about.get("name", "")] if about is not None else []
        self.left_out.add(what, next((text for text in told if text), ""))


def text_boxes(element: Element) -> Iterator[Element]:
    """The contents of the text boxes in an element, each once though it is kept in two forms."""
    for box in element.iter(TEXT_BOX):
        if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
            yield box


def _form_field(mark: Element) -> Iterator[str]:
    """What a legacy check box or drop-down shows (ECMA-376 Part 1, 17.16.7 and 17.16.9)."""
    box = mark.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
    if box is not None:
        state = box.find(qn("w:checked"))
        state = state if state is not None else box.find(qn("w:default"))
        is_on = state is not None and state.get(_VAL, "1") not in ("0", "false", "off")
        yield CHECKED if is_on else UNCHECKED
    choices = mark.find(f"{qn('w:ffData')}/{qn('w:ddList')}")
    if choices is not None:
        entries = [entry.get(_VAL, "") for entry in choices.findall(qn("w:listEntry"))]
        chosen = choices.find(qn("w:result"))
        chosen = chosen if chosen is not None else choices.find(qn("w:default"))
        index = int(chosen.get(_VAL, "0")) if chosen is not None else 0
        yield entries[index] if index < len(entries) else ""


def plain_text(element: Element) -> str:
    """All text in an element, deleted and hidden included, a line for each paragraph."""
    pieces: list[str] = []
    for part in element.iter(qn("w:t"), qn("w:delText"), qn("w:tab"), qn("w:br"), qn("w:sym"), PARAGRAPH):
        if part.tag == PARAGRAPH:
            pieces.append("\n" if pieces else "")
        elif part.tag == qn("w:sym"):
            pieces.append(symbol(part.get(qn("w:font"), ""), int(part.get(qn("w:char"), "0"), 16)))
        else:
            pieces.append(part.text or ("\t" if part.tag == qn("w:tab") else "\n"))
    return "".join(pieces)
