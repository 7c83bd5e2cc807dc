"""Characters of symbol fonts in Unicode, after the tables that the Unicode Consortium publishes."""

from __future__ import annotations

_SYMBOL = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
_WINGDINGS = {
    0x21: "✏✂✁👓🕭🕮🕯☎✆✉",
    0x46: "☞",
    0x4A: "☺😐☹",
    0x6C: "●❍■□❐❑❒⬧◆◆❖⬥☒",
    0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
    0x9F: "•",
    0xA1: "○",
    0xA4: "◉◎",
    0xA7: "▪□",
    0xAB: "★",
    0xD8: "➢",
    0xDC: "➲",
    0xDF: "←→↑↓",
    0xE8: "➔",
    0xEF: "⇦⇨⇧⇩",
    0xFB: "✗✓☒☑",
}
_WINGDINGS_2 = {0x4F: "✗✓☒☑☒☒", 0x69: "⓪①②③④⑤⑥⑦⑧⑨⑩", 0x75: "❶❷❸❹❺❻❼❽❾❿", 0x97: "●", 0xA2: "■□"}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}


def _table(runs: dict[int, str]) -> dict[int, str]:
    return {start + i: char for start, chars in runs.items() for i, char in enumerate(chars)}


_FONTS = {
    "symbol": _table({0x20: _SYMBOL, 0xA0: _SYMBOL_HIGH, 0xF1: "〉∫"}),
    "wingdings": _table(_WINGDINGS),
    "wingdings 2": _table(_WINGDINGS_2),
    "webdings": _table(_WEBDINGS),
}
_PRIVATE = range(0xF000, 0xF100)
"""Where Word puts the codes of symbol fonts (ECMA-376 Part 1, 17.3.3.30)."""

UNREADABLE = "〓"
"""What stands for a symbol that no table knows, as printers do."""


def symbol(font: str, code: int) -> str:
    """The character that a font shows for a code; UNREADABLE where that is not known."""
    table = _FONTS.get(font.lower())
    if code in _PRIVATE:
        return (table or {}).get(code - 0xF000, UNREADABLE)
    if table is not None and code < 0x100:
        return table.get(code, UNREADABLE)
    return chr(code)


def in_unicode(text: str, font: str) -> str:
    """A run's text with the characters that only its font makes what they are."""
    if font.lower() not in _FONTS:
        return text
    return "".join(symbol(font, ord(char)) for char in text)
