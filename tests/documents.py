"""Builds foreign sources of a task table: Word documents, workbooks and text dumps."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import _Cell

from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import CATEGORY, COLUMN_BY_CODE, COLUMNS

CODES = tuple(column.code for column in COLUMNS)
SEED_PAGES = (1, 7, 10, 12, 16, 20, 22)
"""0-based positions of the records that a new page of the real document starts with (0 left out)."""


@dataclass(frozen=True)
class Layout:
    """How a Word document lays the table out.

    ``pages`` are the 0-based positions of records before which a page breaks: the headings are
    repeated there, and the category too if ``repeat_categories``. A category is otherwise written
    once per group, the cells below merged with it or left empty. Line breaks in a cell are breaks
    within a paragraph, or paragraphs.
    """

    pages: Sequence[int] = ()
    merge_categories: bool = True
    repeat_categories: bool = True
    table_per_page: bool = False
    break_by_paragraphs: bool = False


def word_document(
    table: TaskTable,
    layout: Layout = Layout(),
    *,
    codes: Sequence[str] = CODES,
    headings: Mapping[str, str] | None = None,
) -> DocumentType:
    """The table as a Word document, its columns in the order of ``codes``."""
    document = Document()
    for line in (table.label, *table.title):
        document.add_paragraph(line)
    names = {code: COLUMN_BY_CODE[code].heading for code in codes} | dict(headings or {})
    grid = document.add_table(0, len(codes))
    for position, task in enumerate(table.tasks):
        new_page = position in layout.pages
        if new_page and layout.table_per_page:
            document.add_page_break()
            grid = document.add_table(0, len(codes))
        if new_page or position == 0:
            write_row(grid.add_row().cells, [names[code] for code in codes], layout.break_by_paragraphs)
        starts = position == 0 or task.category != table.tasks[position - 1].category
        shown = starts or (new_page and layout.repeat_categories)
        texts = [task.text(code) if code != CATEGORY.code or shown else "" for code in codes]
        cells = grid.add_row().cells
        write_row(cells, texts, layout.break_by_paragraphs)
        if layout.merge_categories and CATEGORY.code in codes:
            cells[codes.index(CATEGORY.code)]._tc.vMerge = "restart" if shown or new_page else "continue"
    return document


def write_row(cells: Sequence[_Cell], texts: Sequence[str], break_by_paragraphs: bool = False) -> None:
    """Fill a row; line breaks become breaks within a paragraph, or paragraphs."""
    for cell, text in zip(cells, texts, strict=True):
        first, *others = text.split("\n") if break_by_paragraphs else [text]
        cell.paragraphs[0].add_run(first)
        for line in others:
            cell.add_paragraph(line)


def simple_document(rows: Sequence[Sequence[str]]) -> DocumentType:
    """A document that holds nothing but one table of these texts."""
    document = Document()
    grid = document.add_table(0, max(len(row) for row in rows))
    for row in rows:
        write_row(grid.add_row().cells, row)
    return document


def docx_bytes(document: DocumentType) -> bytes:
    """The document as the bytes of its file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def replace_paragraph(cell: _Cell, content: str) -> None:
    """Put WordprocessingML in the place of a cell's first paragraph; ``content`` is its inner XML."""
    old = cell.paragraphs[0]._p
    old.addprevious(parse_xml(f"<w:p {nsdecls('w')}>{content}</w:p>"))
    old.getparent().remove(old)


def text_dump(table: TaskTable) -> str:
    """The table in the format of the seed, every category written out."""
    records = [
        [column.heading for column in COLUMNS],
        *([task.text(c) for c in CODES] for task in table.tasks),
    ]
    lines = [line for line in (table.label, *table.title) if line]
    return "\n".join(lines) + "".join("".join(f"\n\t{cell}" for cell in record) + "\n" for record in records)


def task(number: str = "1", **texts: str) -> Task:
    """A task with plausible texts where none are given."""
    return Task(
        number, **{"category": "（一）甲类", "content": f"内容{number}", "departments": "区财政局"} | texts
    )
