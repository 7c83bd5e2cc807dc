"""Turning a table read from a foreign source into task records.

Every reader in ``sources`` yields the same raw form: lines above the table, and rows of cells with
their places in the grid. What the rows mean is decided here, once for all sources, and everything
guessed or skipped on the way is noted for the clerk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xlreport.core.master.table import match_headings, split_label
from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import CATEGORY, COLUMN_BY_CODE, COLUMNS, CONTENT, DEPARTMENTS, NUMBER
from xlreport.core.text import MAX_CELL_CHARACTERS, is_blank, key, shorten, without_control_characters
from xlreport.errors import SourceError

REQUIRED = (NUMBER, CONTENT, DEPARTMENTS)
"""The columns without which a table is not a task table; any other may be missing and is left empty."""

UNTOUCHED = "没有生成或改动任何文件"


class NoteKind(StrEnum):
    """What an import note is about; the value is what the clerk reads."""

    READ = "读取"
    GUESSED = "推断"
    SKIPPED = "跳过"


@dataclass(frozen=True)
class ImportNote:
    """One thing the clerk should know about how a source was read."""

    kind: NoteKind
    message: str


@dataclass(frozen=True)
class RawCell:
    """One cell of a source: its verbatim text with ``\\n`` for line ends, and its place in the grid.

    ``left`` is its 0-based grid column and ``span`` the number of grid columns it covers. A cell
    that ``continues`` is covered by a merge from above and carries the text of the merge's first cell.
    """

    text: str
    left: int
    span: int = 1
    continues: bool = False


@dataclass(frozen=True)
class RawRow:
    """One row of a source; ``place`` says where it stands there, for messages (``第5行``)."""

    place: str
    cells: tuple[RawCell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True)
class RawTable:
    """A table as a source holds it: the lines above it, all its rows, headings included."""

    preamble: tuple[str, ...]
    rows: tuple[RawRow, ...]
    notes: tuple[ImportNote, ...] = ()


@dataclass(frozen=True)
class ImportedTable:
    """The records of a source (each with row 0), and what was read, guessed and skipped."""

    table: TaskTable
    notes: tuple[ImportNote, ...]


def is_header(row: RawRow) -> bool:
    """Whether a row carries the headings without which a table is not a task table."""
    return all(column.code in match_headings(row.texts) for column in REQUIRED)


def build_table(raw: RawTable) -> ImportedTable:
    """The task records of a raw table.

    Raises SourceError where the headings or all records are missing, or where a text is longer
    than a workbook cell can hold.
    """
    first = next((i for i, row in enumerate(raw.rows) if is_header(row)), None)
    if first is None:
        raise _headings_missing(raw.rows)
    lines, notes = _read_lines(raw.rows[first:])
    records = _Records()
    for line in lines:
        records.add(line)
    tasks, more_notes = records.finish()
    if not tasks:
        raise SourceError(
            "找到了表头，但表头下面没有任何事项", untouched=UNTOUCHED, todo="请确认选对了文件，表格内容完整"
        )
    label, title, title_notes = _title(raw, first)
    summary = ImportNote(NoteKind.READ, f"共读取 {len(tasks)} 项")
    return ImportedTable(
        TaskTable(label, title, tasks), (*raw.notes, summary, *title_notes, *notes, *more_notes)
    )


def _headings_missing(rows: Sequence[RawRow]) -> SourceError:
    best = max(rows, key=lambda row: len(match_headings(row.texts)), default=None)
    found = match_headings(best.texts) if best is not None else {}
    missing = "、".join(column.heading for column in REQUIRED if column.code not in found)
    todo = "请确认选对了文件，并在表头补齐这些列名（先后不限）后重试"
    if best is None:
        happened, todo = "没有找到表格", "请确认选对了文件，表格没有变成图片或普通文字"
    elif not found:
        happened = f"没有找到任务分工表的表头（至少要有：{missing}）"
    else:
        happened = f"{best.place}像是表头，但缺少：{missing}"
    return SourceError(happened, untouched=UNTOUCHED, todo=todo)


# --- rows to lines: which cell belongs to which column ---------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A row below the headings: its texts by column code, and which of them continue from above."""

    place: str
    texts: dict[str, str]
    continued: frozenset[str]
    lone_text: str
    """The text of its only filled cell, where it has just one of its own; else empty."""


def _read_lines(rows: Sequence[RawRow]) -> tuple[list[_Line], list[ImportNote]]:
    """The rows below the headings, the first of which heads the list; repeated headings dropped."""
    header = rows[0]
    ignored = _unknown_headings(header)
    lines: list[_Line] = []
    repeated = 0
    for row in rows[1:]:
        if is_header(row):
            if lines:
                repeated += 1
            header = row
            ignored = list(dict.fromkeys([*ignored, *_unknown_headings(row)]))
            continue
        if all(is_blank(text) for text in row.texts):
            continue
        line = _read_line(row, header)
        if _looks_like_heading(line, header):
            continue
        lines.append(line)
    return lines, _heading_notes(header, ignored, repeated)


def _heading_notes(header: RawRow, ignored: Sequence[str], repeated: int) -> list[ImportNote]:
    notes = []
    found = match_headings(header.texts)
    missing = [_plain(column.heading) for column in COLUMNS if column.code not in found]
    if missing:
        notes.append(ImportNote(NoteKind.GUESSED, f"原表没有这些列，留作空白：{'、'.join(missing)}"))
    if ignored:
        notes.append(ImportNote(NoteKind.SKIPPED, f"不认识的列没有读取：{'、'.join(ignored)}"))
    if repeated:
        notes.append(ImportNote(NoteKind.SKIPPED, f"跳过重复的表头 {repeated} 行"))
    return notes


def _unknown_headings(header: RawRow) -> list[str]:
    known = match_headings(header.texts).values()
    return [
        shorten(_plain(text))
        for position, text in enumerate(header.texts)
        if position not in known and not is_blank(text)
    ]


def _plain(text: str) -> str:
    return text.replace("\n", "")


def _looks_like_heading(line: _Line, header: RawRow) -> bool:
    """Whether this is the upper row of a heading in two rows, repeated on a later page."""
    places = match_headings(header.texts)
    return all(
        key(line.texts[column.code]) == key(header.texts[places[column.code]]) for column in (NUMBER, CONTENT)
    )


def _read_line(row: RawRow, header: RawRow) -> _Line:
    texts = dict.fromkeys(COLUMN_BY_CODE, "")
    code_at = {position: code for code, position in match_headings(header.texts).items()}
    continued: set[str] = set()
    for cell, position in zip(row.cells, _positions(row, header), strict=True):
        code = code_at.get(position)
        if code is None:
            continue
        texts[code] = f"{texts[code]}\n{cell.text}" if texts[code] and cell.text else texts[code] + cell.text
        if cell.continues:
            continued.add(code)
    _refuse_overlong(texts, row.place)
    own = [cell.text for cell in row.cells if not cell.continues and not is_blank(cell.text)]
    return _Line(row.place, texts, frozenset(continued), own[0].strip() if len(own) == 1 else "")


def _positions(row: RawRow, header: RawRow) -> list[int]:
    """For each cell of a row the position of the heading it stands under, -1 for none.

    Cells that begin where headings begin go by the grid. Else rows of as many cells as there are
    headings go by order (Word's column edges are often a little off between pages); others go to
    the heading they lie under for the most part.
    """
    lefts = {cell.left: position for position, cell in enumerate(header.cells)}
    if all(cell.left in lefts for cell in row.cells):
        return [lefts[cell.left] for cell in row.cells]
    if len(row.cells) == len(header.cells):
        return list(range(len(row.cells)))
    return [_most_covered(cell, header) for cell in row.cells]


def _most_covered(cell: RawCell, header: RawRow) -> int:
    shared = [
        min(cell.left + cell.span, head.left + head.span) - max(cell.left, head.left) for head in header.cells
    ]
    most = max(shared)
    return shared.index(most) if most > 0 else -1


def _refuse_overlong(texts: dict[str, str], place: str) -> None:
    for code, text in texts.items():
        if len(text) > MAX_CELL_CHARACTERS:
            raise SourceError(
                f"{place}的“{_plain(COLUMN_BY_CODE[code].heading)}”有 {len(text)} 个字，"
                f"超过 Excel 单元格的上限 {MAX_CELL_CHARACTERS} 个字",
                untouched=UNTOUCHED,
                todo="请把这一格的文字缩短后重试",
            )


# --- lines to records ------------------------------------------------------------------------------


@dataclass
class _Records:
    """The records collected so far, and where something had to be guessed (record numbers, 1-based)."""

    records: list[dict[str, str]] = field(default_factory=list)
    category: str = ""
    section: str = ""
    notes: list[ImportNote] = field(default_factory=list)
    inherited: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    without_category: list[int] = field(default_factory=list)
    cleaned: list[int] = field(default_factory=list)

    def add(self, line: _Line) -> None:
        """Take in one line: a record, more of the record above, a category heading, or nothing."""
        number, content = line.texts[NUMBER.code], line.texts[CONTENT.code]
        if self.records and {NUMBER.code, CONTENT.code} <= line.continued:
            self._extend(line)
        elif line.lone_text and is_blank(content) and not key(line.lone_text).isdigit():
            self._drop_section()
            self.section = line.lone_text
        elif is_blank(content) and (is_blank(number) or line.lone_text):
            told = shorten("；".join(text for text in line.texts.values() if not is_blank(text)), 60)
            self._note(NoteKind.SKIPPED, f"{line.place}没有序号和内容，未读取：{told}")
        else:
            self._append(line)

    def _extend(self, line: _Line) -> None:
        """Add the line's own texts to the record above, each on a new line of its cell."""
        record = self.records[-1]
        for code, text in line.texts.items():
            if code not in line.continued and not is_blank(text):
                record[code] = f"{record[code]}\n{text}" if record[code] else text
        message = f"{line.place}与上一行合并了序号和内容，按同一事项读取，其余各格换行接在后面"
        self._note(NoteKind.GUESSED, message)

    def _append(self, line: _Line) -> None:
        record = {code: without_control_characters(text) for code, text in line.texts.items()}
        self.records.append(record)
        position = len(self.records)
        if record != line.texts:
            self.cleaned.append(position)
        record[CATEGORY.code] = self.category = self._category_of(line, position)

    def _category_of(self, line: _Line, position: int) -> str:
        written = without_control_characters(line.texts[CATEGORY.code])
        if self.section and (is_blank(written) or key(written) == key(self.section)):
            self._note(NoteKind.GUESSED, f"“{shorten(self.section)}”独占一行，作为它下面各项的类别")
            written, self.section = self.section, ""
        elif is_blank(written):
            (self.inherited if self.category else self.without_category).append(position)
            return self.category
        elif CATEGORY.code in line.continued:
            self.merged.append(position)
        elif key(written) == key(self.category):
            self.repeated.append(position)
        return self.category if key(written) == key(self.category) else written

    def _drop_section(self) -> None:
        if self.section:
            self._note(NoteKind.SKIPPED, f"“{shorten(self.section, 60)}”下面没有事项，未读取")
        self.section = ""

    def _note(self, kind: NoteKind, message: str) -> None:
        self.notes.append(ImportNote(kind, message))

    def finish(self) -> tuple[tuple[Task, ...], list[ImportNote]]:
        """All records, and the notes about them."""
        self._drop_section()
        self._note_numbers()
        self._note_categories()
        if self.cleaned:
            self._note(NoteKind.SKIPPED, f"{_items(self.cleaned)}里有不可见的控制字符，已去掉")
        return tuple(Task(**record, row=0) for record in self.records), self.notes

    def _note_numbers(self) -> None:
        missing = [i for i, record in enumerate(self.records, 1) if is_blank(record[NUMBER.code])]
        if missing and len(missing) == len(self.records):
            for position, record in enumerate(self.records, 1):
                record[NUMBER.code] = str(position)
            self._note(NoteKind.GUESSED, "序号一列读不到文字（可能是自动编号），已从 1 起按顺序补上")
        elif missing:
            self._note(NoteKind.GUESSED, f"{_items(missing)}没有序号，留作空白（“第几项”按先后顺序数）")

    def _note_categories(self) -> None:
        if self.inherited:
            self._note(NoteKind.GUESSED, f"{_items(self.inherited)}的类别为空，沿用上一项")
        if self.merged:
            self._note(NoteKind.GUESSED, f"{_items(self.merged)}的类别与上一项是合并单元格，沿用上一项")
        if self.repeated and (self.inherited or self.merged):
            self._note(NoteKind.GUESSED, f"{_items(self.repeated)}又写了一遍类别，按换页后的续表读取")
        if self.without_category:
            self._note(NoteKind.GUESSED, f"{_items(self.without_category)}没有类别，留作空白")


def _items(positions: Iterable[int]) -> str:
    """Positions as a clerk writes them: ``第3–4、6项``."""
    return f"第{'、'.join(_ranges(positions))}项"


def _ranges(positions: Iterable[int]) -> Iterator[str]:
    ordered = sorted(positions)
    start = 0
    for index, position in enumerate(ordered):
        if index + 1 == len(ordered) or ordered[index + 1] != position + 1:
            yield str(position) if index == start else f"{ordered[start]}–{position}"
            start = index + 1


# --- the lines above the headings ------------------------------------------------------------------

_TITLE_LINES = 4
"""More lines than this above a table without an attachment label are a letter, not a title."""


def _title(raw: RawTable, header: int) -> tuple[str, tuple[str, ...], list[ImportNote]]:
    """The attachment label and title among the lines above the headings, with a note where guessed."""
    lines = [line for line in raw.preamble if not is_blank(line)]
    for row in raw.rows[:header]:
        if len(match_headings(row.texts)) <= 1:
            first = next((text for text in row.texts if not is_blank(text)), "")
            lines.extend(line for line in first.split("\n") if not is_blank(line))
    labels = [i for i, line in enumerate(lines) if key(line).startswith("附件") and len(key(line)) <= 6]
    start = labels[-1] if labels else 0 if len(lines) <= _TITLE_LINES else len(lines) - 2
    notes = []
    if start > 0:
        told = f"表格上方共有 {len(lines)} 行文字，只取最后 {len(lines) - start} 行作标题"
        notes.append(ImportNote(NoteKind.GUESSED, told))
    label, title = split_label(lines[start:])
    if not title:
        notes.append(ImportNote(NoteKind.GUESSED, "表格上方没有标题"))
    return label, title, notes
