"""From a document to one task list: what the clerk has to decide, and the list as decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlreport.core.importing.headings import (
    LEFT_OUT,
    REQUIRED,
    Header,
    Mapped,
    Meaning,
    heading_of,
    meaning_by_name,
    nearest_header,
)
from xlreport.core.importing.lists import FoundList, find_lists, title_of
from xlreport.core.importing.prose import list_in_prose
from xlreport.core.importing.raw import UNTOUCHED, ImportNote, NoteKind, RawDocument, RawRow
from xlreport.core.importing.records import ImportedTable, build_table
from xlreport.core.schema import COLUMNS
from xlreport.core.text import is_blank, key, shorten
from xlreport.errors import SettingsError, SourceError


@dataclass(frozen=True)
class ListChoice:
    """One of the lists of a document, as the clerk chooses among them; ``number`` counts from 1."""

    number: int
    title: str
    tasks: int
    place: str

    @property
    def told(self) -> str:
        return f"第{self.number}张“{self.title}”（{self.tasks}项）"


@dataclass(frozen=True)
class MissingColumns:
    """Headings without some needed column: what is found but means nothing, and what is needed."""

    place: str
    found: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    """What a document holds under a mapping: its lists, or the headings that come nearest to one."""

    document: RawDocument
    lists: tuple[FoundList, ...]
    notes: tuple[ImportNote, ...]
    missing: MissingColumns | None

    @property
    def choices(self) -> tuple[ListChoice, ...]:
        """The lists to choose from."""
        return tuple(
            ListChoice(number, title_of(found), _count(found), found.blocks[0].place)
            for number, found in enumerate(self.lists, start=1)
        )


def survey(document: RawDocument, mapped: Mapped) -> Survey:
    """The lists of a document; one without a table is looked for where no table is a list."""
    found = find_lists(document, mapped)
    if found.lists:
        filled = tuple(one for one in found.lists if _count(one)) or found.lists
        empty = tuple(_empty(one) for one in found.lists if one not in filled)
        return Survey(document, filled, (*found.notes, *empty), None)
    lines = [line for table in document.tables for line in table.preamble] + list(document.after)
    prose = list_in_prose([text for line in lines for text in line.split("\n")], mapped)
    if prose is not None:
        return Survey(document, (prose,), found.notes, None)
    rows = [row for table in document.tables for row in table.rows]
    return Survey(document, (), found.notes, _missing(rows, mapped))


def _empty(found: FoundList) -> ImportNote:
    """What to say of headings with no task below them, such as a blank form on another sheet."""
    place = found.blocks[0].place
    text = "\n".join([*found.preamble, *(line.own_text for line in found.lines if line.own)])
    return ImportNote(NoteKind.SKIPPED, f"{place}只有表头，没有事项，未读取", place, text=text)


def _count(found: FoundList) -> int:
    """The number of tasks in a list; one that cannot be read has none."""
    try:
        return len(build_table(found).table.tasks)
    except SourceError:
        return 0


def chosen_list(surveyed: Survey, number: int | None) -> ImportedTable:
    """The list with this number, or the only one.

    Raises SourceError where there is none, or there are several and none is chosen.
    """
    lists = surveyed.lists
    if not lists:
        raise _no_list(surveyed)
    if number is None and len(lists) > 1:
        raise SourceError(
            f"文件里有{len(lists)}张任务表：{_told(surveyed.choices)}",
            untouched=UNTOUCHED,
            todo="请用 --table 选一张（如 --table 2）；在 Excel 里导入时会列出来让您选",
        )
    if number is not None and not 1 <= number <= len(lists):
        raise SourceError(
            f"没有第{number}张任务表，文件里共有{len(lists)}张：{_told(surveyed.choices)}",
            untouched=UNTOUCHED,
            todo=f"请在 1 到 {len(lists)} 之间选择",
        )
    found = lists[(number or 1) - 1]
    imported = build_table(found)
    notes = (*surveyed.document.notes, *imported.notes, *_others(surveyed, found), *surveyed.notes)
    return ImportedTable(imported.table, (*notes, *_after(surveyed, found)))


def _told(choices: Sequence[ListChoice]) -> str:
    return "，".join(choice.told for choice in choices)


def _others(surveyed: Survey, found: FoundList) -> Iterator[ImportNote]:
    for choice, other in zip(surveyed.choices, surveyed.lists, strict=True):
        if other is not found:
            rows = [" | ".join(c.text for c in line.own) for line in other.lines if line.own]
            text = "\n".join(rows)
            yield ImportNote(NoteKind.SKIPPED, f"没有选{choice.told}，未读取", choice.place, text=text)


def _after(surveyed: Survey, found: FoundList) -> Iterator[ImportNote]:
    """The lines of text that are nowhere else: below the tables, and above tables that are no lists."""
    if found.blocks[0].place == "正文":
        return
    lists = {block.place for one in surveyed.lists for block in one.blocks}
    used = [table.preamble for table in surveyed.document.tables if table.place not in lists]
    around = [line for preamble in used for line in preamble if not is_blank(line)]
    if around:
        told = f"其他表格上方的文字没有读取：{shorten('；'.join(around), 60)}"
        yield ImportNote(NoteKind.SKIPPED, told, text="\n".join(around))
    after = [line for line in surveyed.document.after if not is_blank(line)]
    if after:
        told = f"表格之后的文字没有读取：{shorten('；'.join(after), 60)}"
        yield ImportNote(NoteKind.SKIPPED, told, text="\n".join(after))


# --- where there is no list ------------------------------------------------------------------------


def _missing(rows: Sequence[RawRow], mapped: Mapped) -> MissingColumns | None:
    nearest = nearest_header(rows, mapped)
    if nearest is None:
        return None
    header, row = nearest
    needed = tuple(heading_of(column.code) for column in REQUIRED if column.code not in header.codes)
    return MissingColumns(row.where, _free(header), needed)


def _free(header: Header) -> tuple[str, ...]:
    """The headings that mean nothing yet."""
    return tuple(heading.name for heading in header.unknown)


def _no_list(surveyed: Survey) -> SourceError:
    todo = "请确认选对了文件，并在表头补齐这些列名（先后不限）后重试"
    missing = surveyed.missing
    if missing is not None:
        told = f"{missing.place}像是表头，但缺少：{'、'.join(missing.needed)}"
        if missing.found:
            left, right = missing.found[0], missing.needed[0]
            told += f"；没有认出的列：{'、'.join(missing.found)}"
            todo = (
                f"请指明哪一列是什么，如 --map “{left}={right}”（可以写几次；在 Excel 里导入时会询问），"
                "或改好表头后重试"
            )
        return SourceError(told, untouched=UNTOUCHED, todo=todo)
    if not any(table.rows for table in surveyed.document.tables):
        return SourceError(
            "没有找到表格，也没有逐条写明责任单位的清单",
            untouched=UNTOUCHED,
            todo="请确认选对了文件，表格没有变成图片或普通文字",
        )
    needed = "、".join(heading_of(column.code) for column in REQUIRED)
    return SourceError(f"没有找到任务分工表的表头（至少要有：{needed}）", untouched=UNTOUCHED, todo=todo)


# --- the clerk's mapping ---------------------------------------------------------------------------


def parse_mapping(texts: Sequence[str]) -> dict[str, Meaning | None]:
    """What ``来源列名=总表列名`` says, several times; ``列名=不导入`` leaves a column out.

    Raises SettingsError where one is not written so, or names no column of the master.
    """
    mapped: dict[str, Meaning | None] = {}
    for text in texts:
        left, sign, right = text.replace("＝", "=").partition("=")
        meaning = meaning_by_name(right)
        if not sign or not key(left) or (meaning is None and key(right) != LEFT_OUT):
            columns = "、".join(heading_of(column.code) for column in COLUMNS)
            raise SettingsError(
                f"列的对应“{text}”看不懂",
                untouched=UNTOUCHED,
                todo="请写成 来源的列名=总表的列名；"
                f"总表的列有：{columns}，另有 牵头单位、配合单位、{LEFT_OUT}",
            )
        mapped[key(left)] = meaning
    return mapped


def require_known(document: RawDocument, mapped: Mapping[str, Meaning | None]) -> None:
    """Raise SettingsError where a mapping names a heading that the document has nowhere."""
    texts = {key(text) for table in document.tables for row in table.rows for text in row.texts}
    places = {f"第{number}列" for number in range(1, 100)}
    unknown = next((name for name in mapped if name not in texts | places), None)
    if unknown is None:
        return
    nearest = nearest_header([row for table in document.tables for row in table.rows], mapped)
    headings = "、".join(heading.name for heading in nearest[0].headings) if nearest else "（没有表头）"
    raise SettingsError(
        f"来源里没有“{unknown}”这一列", untouched=UNTOUCHED, todo=f"请照原样写列名；来源的列有：{headings}"
    )
