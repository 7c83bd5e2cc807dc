"""Tables in a Word document, into which some departments copy the book they were sent."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from xlreport.books.returned.contents import Contents
from xlreport.core.returns.returned import ReturnedSheet


def read_word(data: bytes) -> Contents:
    """The document as one sheet: a row for each paragraph and each row of its tables, in their order."""
    document = Document(io.BytesIO(data))
    rows = tuple(
        row
        for block in document.iter_inner_content()
        for row in ([(block.text,)] if isinstance(block, Paragraph) else _rows(block))
    )
    return Contents((ReturnedSheet("文档", rows),), document.core_properties.modified)


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        yield tuple(_texts(row))


def _texts(row: _Row) -> Iterator[str]:
    """The texts of a row by column; a cell merged sideways speaks once, one merged downwards in each row."""
    yield from [""] * row.grid_cols_before
    before = None
    for cell in row.cells:
        yield "" if cell._tc is before else cell.text
        before = cell._tc
