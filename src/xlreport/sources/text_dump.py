"""The text dump of an official Word table.

A cell starts with a line break and a TAB; a bare line break stays inside its cell; a blank line
ends a record. The first record holds the headings, and every record has as many cells as it.
"""

from __future__ import annotations

import codecs

from xlreport.core.importing.raw import (
    UNTOUCHED,
    ImportNote,
    NoteKind,
    RawCell,
    RawDocument,
    RawRow,
    RawTable,
)
from xlreport.errors import SourceError

_CELL_START = "\n\t"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text_dump(content: bytes) -> RawDocument:
    """The table in a text dump, in UTF-8, GB18030 or UTF-16 with a byte order mark.

    Raises SourceError where it is no text, holds no cells, or a record has too few or too many.
    """
    text, encoding = _decode(content)
    before, *cells = ("\n" + _with_plain_line_ends(text)).split(_CELL_START)
    if not cells:
        raise SourceError(
            "文件里没有表格单元格（每个单元格应另起一行并以制表符开头）",
            untouched=UNTOUCHED,
            todo="请从 Word 里的官方表格重新导出文本，或直接导入 .docx 文件",
        )
    note = ImportNote(NoteKind.READ, f"按文本转储读取，文字编码 {encoding.upper()}")
    table = RawTable(tuple(before.split("\n")), tuple(_records(cells)))
    return RawDocument((table,), notes=(note,))


def holds_cells(content: bytes) -> bool:
    """Whether a text is a dump: several lines in it begin with a tab."""
    for encoding in ("utf-8", "gb18030", "utf-16"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").count(_CELL_START) > 2
        except UnicodeDecodeError:
            continue
    return False


def _decode(content: bytes) -> tuple[str, str]:
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    raise SourceError(
        "文件不是文本，或文字编码无法识别",
        untouched=UNTOUCHED,
        todo="请在记事本里另存为 UTF-8 编码的文本文件后重试",
    )


def _with_plain_line_ends(text: str) -> str:
    """Line ends as ``\\n``; Word writes a line break inside a paragraph as a vertical tab."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")


def _records(cells: list[str]) -> list[RawRow]:
    width = next((i for i, cell in enumerate(cells, start=1) if cell.endswith("\n")), len(cells))
    records = []
    for start in range(0, len(cells), width):
        record = cells[start : start + width]
        place = f"第{start // width}条记录" if start else "表头"
        last = start + width >= len(cells)
        if len(record) < width or not (last or record[-1].endswith("\n")):
            raise _wrong_width(cells[start:], place, width)
        record[-1] = record[-1].rstrip("\n")
        records.append(RawRow(place, tuple(RawCell(text, left) for left, text in enumerate(record))))
    return records


def _wrong_width(cells: list[str], place: str, width: int) -> SourceError:
    found = next((i for i, cell in enumerate(cells, start=1) if cell.endswith("\n")), len(cells))
    number = f"（序号“{cells[1].strip()}”）" if len(cells) > 1 else ""
    return SourceError(
        f"{place}{number}有 {found} 个单元格，应与表头一样是 {width} 个",
        untouched=UNTOUCHED,
        todo="请对照原表检查这一条，补齐或删去多余的单元格（每格另起一行并以制表符开头）后重试",
    )
