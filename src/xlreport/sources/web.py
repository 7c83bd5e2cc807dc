"""Tables on web pages as raw tables."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.core.importing.raw import ImportNote, NoteKind, RawCell, RawDocument, RawRow, RawTable
from xlreport.core.text import shorten
from xlreport.documents.web import WebTable, read_web_page


def read_html(content: bytes) -> RawDocument:
    """The lines and tables of a web page; raises UnicodeDecodeError where its encoding is not known."""
    page = read_web_page(content)
    notes = [ImportNote(NoteKind.READ, "按网页读取")]
    for what, text in page.left_out:
        told = f"网页里有{what}，没有读取" + (f"：{shorten(text, 60)}" if text else "")
        notes.append(ImportNote(NoteKind.SKIPPED, told, text=text))
    tables = (
        RawTable(tuple(table.lines), tuple(_rows(table, f"第{number}个表格")), f"第{number}个表格")
        for number, table in enumerate(page.tables, start=1)
    )
    return RawDocument(tuple(tables), tuple(page.after), tuple(notes))


def _rows(table: WebTable, place: str) -> Iterator[RawRow]:
    """The rows with their grid columns: a cell that spans rows pushes those of later rows aside."""
    reaching: dict[int, tuple[int, int, str]] = {}
    """For each grid column where a cell from above begins: the rows it still takes, its width, its text."""
    for position, row in enumerate(table.rows, start=1):
        cells: list[RawCell] = []
        left = 0
        for cell in row:
            left = _after_reaching(reaching, left, cells)
            text = cell.text.rstrip("\n ").replace("\u00a0", " ")
            cells.append(RawCell(text, left, cell.across))
            left += cell.across
        _after_reaching(reaching, left, cells)
        covered = {c.left for c in cells if c.continues}
        reaching = {
            at: (rows - 1, width, text)
            for at, (rows, width, text) in reaching.items()
            if rows > 1 or at not in covered
        }
        for cell, raw in zip(row, [c for c in cells if not c.continues], strict=True):
            if cell.down > 1:
                reaching[raw.left] = (cell.down - 1, raw.span, raw.text)
        yield RawRow(f"第{position}行", tuple(cells), place)


def _after_reaching(reaching: dict[int, tuple[int, int, str]], left: int, cells: list[RawCell]) -> int:
    """Put in the cells that reach down from above at a grid column; the column after them."""
    while left in reaching:
        _, width, text = reaching[left]
        cells.append(RawCell(text, left, width, continues=True))
        left += width
    return left
