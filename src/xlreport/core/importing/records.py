"""Turning one list of a document into task records, and noting all that was guessed or left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlreport.core.importing.categories import Categories
from xlreport.core.importing.columns import columns_of, notes_on_columns
from xlreport.core.importing.headings import heading_of
from xlreport.core.importing.lists import FoundList
from xlreport.core.importing.numbering import settle_numbers
from xlreport.core.importing.raw import UNTOUCHED, ImportNote, NoteKind
from xlreport.core.importing.rows import Line, category_in, row_beside_the_matter
from xlreport.core.importing.spans import items
from xlreport.core.importing.titles import title_lines
from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import CATEGORY, CONTENT, DEPARTMENTS, NUMBER
from xlreport.core.text import MAX_CELL_CHARACTERS, is_blank, shorten, without_control_characters
from xlreport.errors import SourceError


@dataclass(frozen=True)
class ImportedTable:
    """The records of a list (each with row 0), and what was read, guessed and left out."""

    table: TaskTable
    notes: tuple[ImportNote, ...]


def build_table(found: FoundList) -> ImportedTable:
    """The task records of a list.

    Raises SourceError where it holds no task, or a text is longer than a workbook cell can hold.
    """
    records = _Records()
    for block in found.blocks:
        columns = columns_of(block.header, block.lines)
        if block is found.blocks[0]:
            records.notes.extend(notes_on_columns(columns, found.lines))
        for line in block.lines:
            texts, continued = columns.texts(line)
            records.add(line, texts, continued)
        records.notes.extend(columns.notes)
    tasks, notes = records.finish()
    if not tasks:
        raise SourceError(
            "找到了表头，但表头下面没有任何事项", untouched=UNTOUCHED, todo="请确认选对了文件，表格内容完整"
        )
    label, title, title_notes = title_lines(found)
    summary = ImportNote(NoteKind.READ, f"共读取 {len(tasks)} 项", found.blocks[0].place)
    layout = (*title_notes, *_layout_notes(found))
    return ImportedTable(TaskTable(label, title, tasks), (summary, *layout, *notes))


def _layout_notes(found: FoundList) -> Iterator[ImportNote]:
    """How the blocks of the list were put together, and the rows beside them."""
    heads = found.blocks[0].header_rows
    if heads:
        where = f"{heads[0].where}至{heads[-1].place}" if len(heads) > 1 else heads[0].where
        text = "\n".join(" | ".join(c.text for c in row.cells if not c.continues) for row in heads)
        yield ImportNote(NoteKind.READ, f"表头在{where}", heads[0].table, heads[0].place, text=text)
    places = list(dict.fromkeys(block.place for block in found.blocks if block.place))
    if len(places) > 1:
        numbers = "、".join(place.strip("第个表格") for place in places)
        yield ImportNote(NoteKind.GUESSED, f"文档里的第{numbers}个表格按同一张表的续表读取")
    repeated = sum(block.header is not found.blocks[0].header for block in found.blocks)
    repeated -= sum(
        one.header is other.header for one, other in zip(found.blocks, found.blocks[1:], strict=False)
    )
    if repeated > 0:
        yield ImportNote(NoteKind.SKIPPED, f"跳过重复的表头 {repeated} 行")
    for block in found.blocks:
        for row in block.beside:
            text = "；".join(cell.text.strip() for cell in row.cells if not is_blank(cell.text))
            told = f"{row.where}在表头上面，不是标题，未读取：{shorten(text, 60)}"
            yield ImportNote(NoteKind.SKIPPED, told, row.table, row.place, text=text)


@dataclass
class _Records:
    """The records collected so far, and where something had to be guessed (record numbers, 1-based)."""

    records: list[dict[str, str]] = field(default_factory=list)
    places: list[Line] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    categories: Categories = field(default_factory=Categories)
    merged: dict[str, list[int]] = field(default_factory=dict)
    cleaned: list[int] = field(default_factory=list)

    def add(self, line: Line, texts: dict[str, str], continued: frozenset[str]) -> None:
        """Take in a line: a record, more of the one above, a category, or something beside the matter."""
        if not line.own:
            return
        beside = row_beside_the_matter(line)
        if beside:
            self._left_out(line, f"是{beside}，不是任务，未读取")
        elif self.records and self._is_more_of_the_same(line, texts, continued):
            self._extend(line, texts, continued)
        elif category := category_in(line):
            self.categories.push(category, line)
        elif is_blank(texts[CONTENT.code]) and is_blank(texts[NUMBER.code]):
            self._left_out(line, "没有序号和内容，未读取")
        else:
            self._append(line, texts, continued)

    def _is_more_of_the_same(self, line: Line, texts: dict[str, str], continued: frozenset[str]) -> bool:
        """Whether a row only adds to the task above: the same number and content, or departments, or
        no number and no departments at all beside more content."""
        has_numbers = NUMBER.code in line.header.codes
        same = [CONTENT.code, NUMBER.code] if has_numbers else [CONTENT.code]
        if set(same) <= continued or (has_numbers and {NUMBER.code, DEPARTMENTS.code} <= continued):
            return True
        if not has_numbers or is_blank(self.records[-1][NUMBER.code]) or category_in(line):
            return False
        return all(is_blank(texts[code]) for code in texts if code not in (*continued, CONTENT.code))

    def _extend(self, line: Line, texts: dict[str, str], continued: frozenset[str]) -> None:
        """Add the line's own texts to the record above, each on a new line of its cell."""
        record = self.records[-1]
        for code, text in texts.items():
            if code not in continued and not is_blank(text):
                record[code] = f"{record[code]}\n{text}" if record[code] else text
        self._refuse_overlong(record, line)
        told = f"{line.row.where}没有自己的序号，与上一行按同一事项读取，各格文字换行接在后面"
        self._note(NoteKind.GUESSED, told, line)

    def _append(self, line: Line, texts: dict[str, str], continued: frozenset[str]) -> None:
        self._refuse_overlong(texts, line)
        record = {code: without_control_characters(text) for code, text in texts.items()}
        self.records.append(record)
        self.places.append(line)
        position = len(self.records)
        if record != texts:
            self.cleaned.append(position)
        for code in continued - {CATEGORY.code}:
            if not is_blank(record[code]):
                self.merged.setdefault(code, []).append(position)
        written = record[CATEGORY.code]
        record[CATEGORY.code] = self.categories.of_task(written, CATEGORY.code in continued, position)

    def _refuse_overlong(self, texts: dict[str, str], line: Line) -> None:
        for code, text in texts.items():
            if len(text) > MAX_CELL_CHARACTERS:
                raise SourceError(
                    f"{line.row.where}的“{heading_of(code)}”有 {len(text)} 个字，"
                    f"超过 Excel 单元格的上限 {MAX_CELL_CHARACTERS} 个字",
                    untouched=UNTOUCHED,
                    todo="请把这一格的文字缩短后重试",
                )

    def _left_out(self, line: Line, why: str) -> None:
        self._note(NoteKind.SKIPPED, f"{line.row.where}{why}：{shorten(line.own_text, 60)}", line)

    def _note(self, kind: NoteKind, message: str, line: Line) -> None:
        row = line.row
        self.notes.append(ImportNote(kind, message, row.table, row.place, text=line.own_text))

    def finish(self) -> tuple[tuple[Task, ...], list[ImportNote]]:
        """All records, and the notes about them."""
        numbers = [record[NUMBER.code] for record in self.records]
        settled, notes = settle_numbers(numbers, [line.row.where for line in self.places])
        for record, number in zip(self.records, settled, strict=True):
            record[NUMBER.code] = number
        self.notes += [*notes, *self.categories.notes()]
        for code, positions in self.merged.items():
            told = f"{items(positions)}的“{heading_of(code)}”与上一项是合并单元格，内容相同"
            self.notes.append(ImportNote(NoteKind.GUESSED, told, column=heading_of(code)))
        if self.cleaned:
            told = f"{items(self.cleaned)}里有不可见的控制字符，已去掉"
            self.notes.append(ImportNote(NoteKind.SKIPPED, told))
        return tuple(Task(**record, row=0) for record in self.records), self.notes
