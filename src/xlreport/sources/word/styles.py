"""What paragraph and character styles say: hidden or struck text, and numbering (ECMA-376 Part 1, 17.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Styles:
    """The styles of a document by id, and the paragraph style that counts where none is named."""

    by_id: Mapping[str, Element] = field(default_factory=dict)
    default: str = ""

    def chain(self, style: str) -> Iterator[Element]:
        """A style and those it is based on, nearest first."""
        seen = set()
        while style in self.by_id and style not in seen:
            seen.add(style)
            element = self.by_id[style]
            yield element
            based_on = element.find(qn("w:basedOn"))
            style = based_on.get(qn("w:val"), "") if based_on is not None else ""

    def is_on(self, run: Element | None, paragraph: Element | None, name: str) -> bool:
        """Whether a toggle such as w:vanish holds, by properties of the run, its style, the paragraph's."""
        places = [run]
        places += [style.find(qn("w:rPr")) for style in self.chain(_named(run, "w:rStyle"))]
        places += [style.find(qn("w:rPr")) for style in self.chain(self.of_paragraph(paragraph))]
        for place in places:
            found = place.find(qn(name)) if place is not None else None
            if found is not None:
                return found.get(qn("w:val"), "1") not in _OFF
        return False

    def of_paragraph(self, properties: Element | None) -> str:
        """The id of a paragraph's style."""
        return _named(properties, "w:pStyle") or self.default

    def numbering(self, properties: Element | None) -> tuple[str, int | None, str]:
        """A paragraph's list (w:numId), its level, and the style that says so; no list is an empty text.

        The level is None where only a style ties the paragraph to the list.
        """
        own = properties.find(qn("w:numPr")) if properties is not None else None
        if own is not None and own.find(qn("w:numId")) is not None:
            return _number(own), _level(own) or 0, ""
        for style in self.chain(self.of_paragraph(properties)):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None and found.find(qn("w:numId")) is not None:
                level = _level(own) if own is not None else _level(found)
                return _number(found), level, style.get(qn("w:styleId"), "")
        return "", None, ""


def read_styles(root: Element | None) -> Styles:
    """The styles from the root of the styles part; none where there is no such part."""
    if root is None:
        return Styles()
    by_id = {style.get(qn("w:styleId"), ""): style for style in root.findall(qn("w:style"))}
    default = next(
        (
            name
            for name, style in by_id.items()
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")
        ),
        "",
    )
    return Styles(by_id, default)


def _named(properties: Element | None, tag: str) -> str:
    found = properties.find(qn(tag)) if properties is not None else None
    return found.get(qn("w:val"), "") if found is not None else ""


def _number(properties: Element) -> str:
    number = _named(properties, "w:numId")
    return "" if number == "0" else number


def _level(properties: Element) -> int | None:
    level = _named(properties, "w:ilvl")
    return int(level) if level else None
