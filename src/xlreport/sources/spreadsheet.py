"""Sheets of other people's workbooks as raw tables, every sheet a table of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.core.importing.raw import ImportNote, NoteKind, RawCell, RawDocument, RawRow, RawTable
from xlreport.core.model import column_letter
from xlreport.core.text import is_blank, shorten
from xlreport.documents.sheet import Place, Remark, Sheet


def document_of(sheets: Sequence[Sheet], how: str) -> RawDocument:
    """The sheets as tables, with what cells cannot hold noted; ``how`` says what was read."""
    names = "、".join(f"“{sheet.name}”" for sheet in sheets)
    notes = [ImportNote(NoteKind.READ, f"{how}，工作表{names}")]
    for sheet in sheets:
        notes.extend(_notes(sheet))
    tables = (
        RawTable((), tuple(_rows(sheet)), _place(sheet), separate=True, is_hidden=sheet.is_hidden)
        for sheet in sheets
    )
    return RawDocument(tuple(tables), notes=tuple(notes))


def _place(sheet: Sheet) -> str:
    return f"工作表“{sheet.name}”"


def _rows(sheet: Sheet) -> Iterator[RawRow]:
    """The rows that hold something, each cell with the merge it belongs to."""
    width = max((column for _, column in sheet.cells), default=0)
    merged = _merged(sheet, max((row for row, _ in sheet.cells), default=0))
    for row in sorted({row for row, _ in sheet.cells} | {row for row, _ in merged}):
        yield RawRow(f"第{row}行", tuple(_cells(sheet, row, width, merged)), _place(sheet))


_Merged = dict[Place, tuple[int, int, int]]
"""For each cell that a merge covers: the merge's first row, its first column and its width."""


def _merged(sheet: Sheet, last_row: int) -> _Merged:
    merged: _Merged = {}
    for top, left, bottom, right in sheet.merged:
        for row in range(top, min(bottom, last_row) + 1):
            for column in range(left, right + 1):
                merged[row, column] = (top, left, right - left + 1)
    return merged


def _cells(sheet: Sheet, row: int, width: int, merged: _Merged) -> Iterator[RawCell]:
    for column in range(1, width + 1):
        top, left, span = merged.get((row, column), (row, column, 1))
        if left == column:
            text = sheet.cells.get((top, left), "")
            yield RawCell(text, column - 1, span, continues=top < row)


def _notes(sheet: Sheet) -> Iterator[ImportNote]:
    used = {row for row, _ in sheet.cells}
    hidden = sorted(used & sheet.hidden_rows)
    if hidden:
        rows = "、".join(map(str, hidden))
        told = f"{_place(sheet)}有 {len(hidden)} 行是隐藏或筛选掉的，也一并读取：第{rows}行"
        yield ImportNote(NoteKind.READ, told, _place(sheet), f"第{rows}行")
    columns = sorted({column for _, column in sheet.cells} & sheet.hidden_columns)
    if columns:
        letters = "、".join(map(column_letter, columns))
        told = f"{_place(sheet)}有 {len(columns)} 列是隐藏的，也一并读取：{letters}列"
        yield ImportNote(NoteKind.READ, told, _place(sheet), column=f"{letters}列")
    for place, formula in sheet.uncalculated.items():
        yield _note(sheet, Remark("没有存结果的公式", formula, place))
    for remark in sheet.remarks:
        yield _note(sheet, remark)
    for (row, column), text in sheet.cells.items():
        if text.startswith("#") and text.rstrip("!?").upper() in _ERRORS:
            told = f"{_place(sheet)}{column_letter(column)}{row}是错误值 {text}，照样读入，请核对"
            yield ImportNote(
                NoteKind.GUESSED, told, _place(sheet), f"第{row}行", f"{column_letter(column)}列", text
            )


_ERRORS = ("#REF", "#N/A", "#VALUE", "#NAME", "#DIV/0", "#NULL", "#NUM")


def _note(sheet: Sheet, remark: Remark) -> ImportNote:
    row, column = remark.place or (0, 0)
    cell = f"{column_letter(column)}{row}" if remark.place else ""
    told = f"{_place(sheet)}{cell}有{remark.what}，没有读取"
    if not is_blank(remark.text):
        told += f"：{shorten(remark.text, 60)}"
    where = (f"第{row}行", f"{column_letter(column)}列") if remark.place else ("", "")
    return ImportNote(NoteKind.SKIPPED, told, _place(sheet), *where, remark.text)
