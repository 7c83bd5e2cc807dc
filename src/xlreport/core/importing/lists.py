"""The task lists that a document holds: which tables are lists, which continue one, which are others.

Two lists in one document are never taken for one, and never is one of them taken without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlreport.core.importing.headings import Header, Mapped, header_at
from xlreport.core.importing.raw import ImportNote, NoteKind, RawDocument, RawRow, RawTable
from xlreport.core.importing.rows import (
    Line,
    beside_the_matter,
    lines_below,
    lone_texts,
    of_whole_row,
    rank_of,
)
from xlreport.core.schema import (
    DATA_SHEETS,
    GENERATED_SHEETS,
    IMPORT_REPORT_SHEET,
    NUMBER,
    TABLE_SHEET,
)
from xlreport.core.text import is_blank, key, shorten

_LONGEST_TEXT = 30_000
"""Characters of an unused table that the report keeps; a cell holds 32,767."""


@dataclass(frozen=True)
class Block:
    """Headings and the rows below them, down to the next headings or the end of the table."""

    place: str
    preamble: tuple[str, ...]
    header: Header
    lines: tuple[Line, ...]
    beside: tuple[RawRow, ...] = ()
    """Rows above the headings that are no title, such as 填报单位：… 日期：…"""
    header_rows: tuple[RawRow, ...] = ()
    starts_table: bool = True
    separate: bool = False

    @property
    def numbers(self) -> list[int]:
        return [line.number for line in self.lines if line.number is not None]


@dataclass(frozen=True)
class FoundList:
    """One task list of a document: its blocks in order, and the lines of text above the first."""

    blocks: tuple[Block, ...]

    @property
    def preamble(self) -> tuple[str, ...]:
        return self.blocks[0].preamble

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for block in self.blocks for line in block.lines)


@dataclass(frozen=True)
class Finding:
    """All lists of a document, and notes on the tables that belong to none."""

    lists: tuple[FoundList, ...]
    notes: tuple[ImportNote, ...]


def find_lists(document: RawDocument, mapped: Mapped) -> Finding:
    """The task lists of a document under these meanings of its headings.

    Where some lists have numbers, tables without are no lists. Hidden sheets count only where no
    visible one holds a list, and of a master's sheets only 任务分工表 does.
    """
    tables = _usable(document.tables)
    lists: list[FoundList] = []
    unused: list[RawTable] = [table for table in document.tables if table not in tables]
    for table in tables:
        blocks = _blocks(table, mapped)
        if not blocks and lists:
            blocks = _without_headings(table, lists[-1])
        if not blocks:
            unused.append(table)
        for block in blocks:
            _add(lists, block)
    numbered = [found for found in lists if NUMBER.code in found.blocks[0].header.codes]
    passed_over = [found for found in lists if numbered and found not in numbered]
    places = {block.place for found in passed_over for block in found.blocks}
    unused += [table for table in tables if table.place in places]
    notes = [_unused(table) for table in document.tables if table in unused and _has_text(table)]
    return Finding(tuple(numbered or lists), tuple(notes))


def _usable(tables: Sequence[RawTable]) -> list[RawTable]:
    others = (*DATA_SHEETS, *GENERATED_SHEETS, IMPORT_REPORT_SHEET)
    names = {f"工作表“{name}”" for name in others if name != TABLE_SHEET}
    is_master = any(table.place == f"工作表“{TABLE_SHEET}”" for table in tables)
    usable = [table for table in tables if not (is_master and table.place in names)]
    return [table for table in usable if not table.is_hidden] or usable


def _has_text(table: RawTable) -> bool:
    return any(not is_blank(text) for row in table.rows for text in row.texts)


def _unused(table: RawTable) -> ImportNote:
    rows = [" | ".join(c.text for c in row.cells if not c.continues and c.text) for row in table.rows]
    text = "\n".join(row for row in rows if row)
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT]}……（共{len(text)}个字）"
    told = "是隐藏的，" if table.is_hidden else ""
    return ImportNote(
        NoteKind.SKIPPED, f"{table.place}{told}不是任务分工表，没有读取", table.place, text=text
    )


# --- blocks of one table ---------------------------------------------------------------------------


def _blocks(table: RawTable, mapped: Mapped) -> list[Block]:
    """The parts of a table, each under headings of its own."""
    headers: list[tuple[int, Header]] = []
    index = 0
    while index < len(table.rows):
        header = header_at(table.rows, index, mapped)
        if header is not None:
            headers.append((index, header))
        index += header.height if header is not None else 1
    blocks = []
    ends = [*(start for start, _ in headers[1:]), len(table.rows)]
    for (start, header), end in zip(headers, ends, strict=False):
        above = table.rows[: headers[0][0]] if start == headers[0][0] else ()
        titles, beside = _above(above)
        lines = lines_below(table.rows[start + header.height : end], header)
        preamble = (*table.preamble, *titles) if start == headers[0][0] else ()
        blocks.append(
            Block(
                table.place,
                preamble,
                header,
                lines,
                tuple(beside),
                table.rows[start : start + header.height],
                starts_table=start == headers[0][0],
                separate=table.separate,
            )
        )
    return blocks


def _above(rows: Sequence[RawRow]) -> tuple[list[str], list[RawRow]]:
    """The title lines among the rows above the headings, and the rows that are none."""
    titles: list[str] = []
    beside: list[RawRow] = []
    for row in rows:
        texts = [c.text for c in row.cells if not c.continues and not is_blank(c.text)]
        if len({key(text) for text in texts}) == 1:
            titles.extend(line for line in texts[0].split("\n") if not is_blank(line))
        elif texts:
            beside.append(row)
    return titles, beside


def _without_headings(table: RawTable, before: FoundList) -> list[Block]:
    """A table that goes on with the list before it, as Word parts tables at page breaks: no headings,
    as many columns, and numbers that go on."""
    header = before.blocks[-1].header
    wide = bool(table.rows) and all(len(row.cells) == len(header.headings) for row in table.rows)
    if table.separate or not wide or _titles(table.preamble):
        return []
    block = Block(table.place, table.preamble, header, lines_below(table.rows, header))
    return [block] if _goes_on(before.blocks[-1], block) else []


# --- one list or two -------------------------------------------------------------------------------


def _add(lists: list[FoundList], block: Block) -> None:
    """Take a block in: as more of the last list, or as a list of its own."""
    if not lists or (block.separate and block.starts_table):
        lists.append(FoundList((_with_categories_below_the_title(block),)))
        return
    last = lists[-1].blocks[-1]
    between = list(block.preamble) if block.starts_table else lone_texts(last.lines)
    if not _is_new_list(lists[-1], block, between):
        lists[-1] = FoundList((*lists[-1].blocks, _with_sections(block)))
    elif block.starts_table:
        lists.append(FoundList((_with_categories_below_the_title(block),)))
    else:
        kept = _without_last(last.lines, len(between))
        lists[-1] = FoundList((*lists[-1].blocks[:-1], replace(last, lines=kept)))
        lists.append(FoundList((replace(block, preamble=tuple(between)),)))


def _is_new_list(found: FoundList, block: Block, between: Sequence[str]) -> bool:
    """Whether a block with headings is a list of its own rather than more of the one before.

    A label (附件2) or another title makes a new list, unless the numbers go on; so do numbers that
    begin anew in another table with nothing between.
    """
    goes_on = _goes_on(found.blocks[-1], block)
    if any(is_label(text) for text in between):
        own = {key(text) for text in found.preamble if is_label(text)}
        return not all(key(text) in own or "续" in text for text in between if is_label(text))
    titles = [text for text in _titles(between) if key(text) not in {key(t) for t in found.preamble}]
    if titles:
        return goes_on is not True
    if any(rank_of(text) is not None for text in between):
        return False
    return block.starts_table and goes_on is False


def _goes_on(before: Block, after: Block) -> bool | None:
    """Whether the numbers of a block go on from those before; None where one of them has no numbers."""
    if not before.numbers or not after.numbers:
        return None
    return after.numbers[0] > before.numbers[-1]


def _titles(texts: Sequence[str]) -> list[str]:
    """The lines that may be titles: no categories, no notes, no marks of a continued table."""
    return [
        text
        for text in texts
        if not is_blank(text) and rank_of(text) is None and not beside_the_matter(text) and not is_label(text)
    ]


def is_label(text: str) -> bool:
    """Whether a line is an attachment's label: 附件1, 附表2, 附件1（续）."""
    plain = key(text).rstrip(":：")
    return plain.startswith(("附件", "附表")) and len(plain) <= 7


def _with_sections(block: Block) -> Block:
    """A block that goes on: categories above its table stand as rows in it, other lines beside it."""
    texts = [text for text in block.preamble if not is_blank(text)]
    rows = [of_whole_row(text, block.header, "上方", block.place) for text in texts]
    sections = [row for row, text in zip(rows, texts, strict=True) if rank_of(text) is not None]
    others = [row for row in rows if row not in sections]
    lines = (*lines_below(sections, block.header), *block.lines)
    return replace(block, lines=lines, beside=(*others, *block.beside))


def _with_categories_below_the_title(block: Block) -> Block:
    """A list's first block: categories in the last lines above its table stand as rows in it."""
    kept = list(block.preamble)
    while kept and (is_blank(kept[-1]) or rank_of(kept[-1]) is not None):
        kept.pop()
    below = [text for text in block.preamble[len(kept) :] if not is_blank(text)]
    if not kept or not below:
        return block
    rows = [of_whole_row(text, block.header, "上方", block.place) for text in below]
    return replace(block, preamble=tuple(kept), lines=(*lines_below(rows, block.header), *block.lines))


def _without_last(lines: Sequence[Line], count: int) -> tuple[Line, ...]:
    """The lines without the last ``count`` that are not blank."""
    kept = list(lines)
    while count:
        count -= not kept.pop().is_blank
    return tuple(kept)


def title_of(found: FoundList) -> str:
    """The title of a list on one line, for choosing between lists; where it stands if it has none."""
    lines = [text.strip() for text in found.preamble if not is_blank(text)]
    starts = [index for index, text in enumerate(lines) if is_label(text)]
    shown = lines[starts[-1] :] if starts else _titles(lines)[-2:]
    return shorten(" ".join(shown), 60) if shown else found.blocks[0].place
