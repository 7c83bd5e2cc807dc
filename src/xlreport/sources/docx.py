"""Word documents that hold a task table.

Reads the document's XML, because merges, tracked changes and tables split over pages are only
visible there (ECMA-376 Part 1, section 17.4). Tracked changes are read as if accepted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from xlreport.core.importing.records import (
    UNTOUCHED,
    ImportNote,
    NoteKind,
    RawCell,
    RawRow,
    RawTable,
    is_header,
)
from xlreport.core.text import is_blank, shorten
from xlreport.errors import SourceError

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_TEXT = frozenset(
    (qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:rt"), _PARAGRAPH, _TABLE, _FALLBACK)
)
_REVISIONS = tuple(qn(name) for name in ("w:ins", "w:del", "w:moveFrom", "w:moveTo"))

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    SyntaxError,
)
"""What python-docx and zipfile raise on packages that are no document; XML errors are SyntaxErrors."""


def read_docx(content: bytes) -> RawTable:
    """The task table of a Word document, with the paragraphs above it as preamble.

    Takes the first table that carries the headings, and the later ones that carry them too or
    have no headings but as many columns (a table split at page breaks). Raises SourceError where
    the document cannot be opened.
    """
    body = _open(content)
    tables = [element for element in body.iter(_TABLE) if _stands_in_the_text(element, body)]
    all_rows = [_rows(table, number) for number, table in enumerate(tables, start=1)]
    taken = _taken(all_rows)
    if not taken:
        return RawTable((), tuple(row for rows in all_rows for row in rows))
    first = tables[taken[0]]
    before, after = _paragraphs_around(body, first)
    notes = [ImportNote(NoteKind.READ, "按 Word 文档读取"), *_notes([tables[i] for i in taken])]
    notes.extend(_table_notes(all_rows, taken))
    if after:
        notes.append(ImportNote(NoteKind.SKIPPED, f"表格之后的文字没有读取：{shorten('；'.join(after), 60)}"))
    return RawTable(tuple(before), tuple(row for i in taken for row in all_rows[i]), tuple(notes))


def _open(content: bytes) -> Element:
    try:
        body: Element = Document(io.BytesIO(content)).element.body
    except _DAMAGED:
        raise SourceError(
            "文件已损坏，或者不是 Word 文档",
            untouched=UNTOUCHED,
            todo="请用 Word 或 WPS 打开，另存为 .docx 后再导入",
        ) from None
    return body


def _stands_in_the_text(element: Element, body: Element) -> bool:
    """Whether an element lies in the body itself, not inside a table or a text box."""
    return not any(parent.tag in (_TABLE, _TEXT_BOX) for parent in _parents(element, body))


def _parents(element: Element, top: Element) -> Iterator[Element]:
    for parent in element.iterancestors():
        if parent is top:
            return
        yield parent


def _paragraphs_around(body: Element, table: Element) -> tuple[list[str], list[str]]:
    """The lines of text above a table, and the ones anywhere below it."""
    before: list[str] = []
    after: list[str] = []
    target = before
    for element in body.iter(_PARAGRAPH, _TABLE):
        if element is table:
            target = after
        elif element.tag == _PARAGRAPH and _stands_in_the_text(element, body):
            target.extend(line for line in _text(element).split("\n") if not is_blank(line))
    return before, after


# --- which tables ----------------------------------------------------------------------------------


def _taken(tables: list[list[RawRow]]) -> list[int]:
    """The positions of the table with the headings and of those that continue it."""
    with_headings = [i for i, rows in enumerate(tables) if any(is_header(row) for row in rows)]
    if not with_headings:
        return []
    first = with_headings[0]
    width = next(len(row.cells) for row in tables[first] if is_header(row))
    return [i for i in range(first, len(tables)) if i in with_headings or _all_as_wide(tables[i], width)]


def _all_as_wide(rows: list[RawRow], width: int) -> bool:
    return bool(rows) and all(len(row.cells) == width for row in rows)


def _table_notes(tables: list[list[RawRow]], taken: list[int]) -> list[ImportNote]:
    notes = []
    if len(taken) > 1:
        numbers = "、".join(str(i + 1) for i in taken)
        notes.append(ImportNote(NoteKind.GUESSED, f"文档里的第{numbers}个表格按同一张表的续表读取"))
    if len(taken) < len(tables):
        rest = "、".join(str(i + 1) for i in range(len(tables)) if i not in taken)
        notes.append(ImportNote(NoteKind.SKIPPED, f"文档里的第{rest}个表格不是任务分工表，没有读取"))
    return notes


# --- rows and cells --------------------------------------------------------------------------------


def _rows(table: Element, number: int) -> list[RawRow]:
    """The rows of a table but for those deleted under tracked changes."""
    rows: list[RawRow] = []
    for position, row in enumerate(_own(table, _ROW, table), start=1):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            above = rows[-1].cells if rows else ()
            rows.append(RawRow(f"第{number}个表格第{position}行", tuple(_cells(row, table, above))))
    return rows


def _own(parent: Element, tag: str, table: Element) -> Iterator[Element]:
    """The descendants with a tag that belong to this table and not to one nested in it."""
    return (found for found in parent.iter(tag) if next(found.iterancestors(_TABLE)) is table)


def _cells(row: Element, table: Element, above: tuple[RawCell, ...]) -> Iterator[RawCell]:
    left = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
    for cell in _own(row, _CELL, table):
        span = _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1)
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) != "restart":
            yield RawCell(_text_above(above, left, span), left, span, continues=True)
        else:
            yield RawCell(_cell_text(cell), left, span)
        left += span


def _number(element: Element | None, default: int) -> int:
    value = element.get(qn("w:val")) if element is not None else None
    return int(value) if value and value.isdigit() else default


def _text_above(above: tuple[RawCell, ...], left: int, span: int) -> str:
    """The text of the cell in the row above that shares the most grid columns with these."""
    best, most = "", 0
    for cell in above:
        shared = min(cell.left + cell.span, left + span) - max(cell.left, left)
        if shared > most:
            best, most = cell.text, shared
    return best


# --- text ------------------------------------------------------------------------------------------


def _cell_text(cell: Element) -> str:
    """The text of a cell, one line per paragraph; nested tables included, text boxes not."""
    pieces: list[str] = []
    for paragraph in cell.iter(_PARAGRAPH):
        if any(parent.tag in (_TEXT_BOX, _FALLBACK) for parent in _parents(paragraph, cell)):
            continue
        pieces.append(_text(paragraph))
        pieces.append("" if _mark_is_deleted(paragraph) else "\n")
    return "".join(pieces[:-1])


def _mark_is_deleted(paragraph: Element) -> bool:
    """Whether a tracked change joins this paragraph to the next one."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _text(paragraph: Element) -> str:
    return "".join(_text_pieces(paragraph))


def _text_pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _NOT_TEXT:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag == qn("w:cr") or (
            child.tag == qn("w:br") and child.get(qn("w:type")) not in ("page", "column")
        ):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        else:
            yield from _text_pieces(child)


def _notes(tables: list[Element]) -> list[ImportNote]:
    """What these tables hold that a plain grid of texts cannot show."""
    notes = []
    if any(next(table.iter(*_REVISIONS), None) is not None for table in tables):
        notes.append(ImportNote(NoteKind.GUESSED, "表格里有修订痕迹，按全部接受修订后的文字读取"))
    if any(next(table.iterdescendants(_TABLE), None) is not None for table in tables):
        notes.append(ImportNote(NoteKind.GUESSED, "单元格里另有表格，其中的文字逐行读入该单元格"))
    boxed = [_text(paragraph) for table in tables for paragraph in _boxed_paragraphs(table)]
    if any(not is_blank(text) for text in boxed):
        told = shorten("；".join(text for text in boxed if not is_blank(text)), 60)
        notes.append(ImportNote(NoteKind.SKIPPED, f"表格里文本框的文字没有读取：{told}"))
    numbered = sum(1 for table in tables for _ in table.iter(qn("w:numPr")))
    if numbered:
        told = f"表格里有 {numbered} 段用了自动编号，编号本身读不到，请核对"
        notes.append(ImportNote(NoteKind.GUESSED, told))
    return notes


def _boxed_paragraphs(table: Element) -> Iterator[Element]:
    for box in table.iter(_TEXT_BOX):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield from box.iter(_PARAGRAPH)
