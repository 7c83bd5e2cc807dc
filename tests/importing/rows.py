"""Lists from plain rows of texts, as a workbook without merged cells gives them."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.core.importing.choosing import chosen_list, parse_mapping, survey
from xlreport.core.importing.raw import RawCell, RawDocument, RawRow, RawTable
from xlreport.core.importing.records import ImportedTable

Row = Sequence[str]


def table_of(*rows: Row, above: Sequence[str] = (), place: str = "第1个表格") -> RawTable:
    """A table of these texts; a row of one text reaches across the whole table."""
    width = max(len(row) for row in rows)
    raw = []
    for number, row in enumerate(rows, start=1):
        if len(row) == 1:
            cells: tuple[RawCell, ...] = (RawCell(row[0], 0, width),)
        else:
            cells = tuple(RawCell(text, left) for left, text in enumerate(row))
        raw.append(RawRow(f"第{number}行", cells, place))
    return RawTable(tuple(above), tuple(raw), place)


def read(*tables: RawTable, choice: int | None = None, mapping: Sequence[str] = ()) -> ImportedTable:
    """The list of a document that holds these tables."""
    return chosen_list(survey(RawDocument(tables), parse_mapping(mapping)), choice)


def messages(imported: ImportedTable) -> str:
    return "\n".join(note.message for note in imported.notes)
