"""The table of a returned file: where it stands, and what its rows answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlreport.core.dispatch.manifest import context_digests, read_row_id
from xlreport.core.master.ledger import LedgerEntry, TaskStatus
from xlreport.core.master.master import Master
from xlreport.core.master.table import match_headings
from xlreport.core.model import column_letter
from xlreport.core.returns.returned import (
    BOOK_TITLE,
    DAY_LABEL,
    DEPARTMENT_LABEL,
    DUE_LABEL,
    PERIOD_LABEL,
    PHONE_LABEL,
    REPORTER_LABEL,
    SERIAL_LABEL,
    UNCALCULATED,
    Answer,
    ReturnedFile,
    ReturnedSheet,
)
from xlreport.core.schema import (
    COLUMN_BY_CODE,
    CONTENT,
    CONTEXT_COLUMNS,
    FEEDBACK_SHEET,
    INSTRUCTIONS_SHEET,
    NUMBER,
    PREVIOUS,
    REPORTED_COLUMNS,
    ROW_ID_HEADING,
    STATUS,
)
from xlreport.core.text import is_blank, is_similar, key, shorten

_SEARCHED_ROWS = 60
_LABELS = {
    DEPARTMENT_LABEL,
    PERIOD_LABEL,
    DUE_LABEL,
    SERIAL_LABEL,
    REPORTER_LABEL,
    PHONE_LABEL,
    DAY_LABEL,
}
_ROW_NUMBER_DIGITS = 4
_NEAR = 3
"""Columns between a label and what it labels, at most."""

_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{43}")
_ERROR_VALUE = re.compile(r"#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)
_CELL_PICTURE = re.compile(r"=?(_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_SLASHES = {"/", "//", "\\", "-", "--", "—", "——", "N/A"}
"""What people put into a cell that they have nothing to say in."""

_PROGRAM_BLANKS = {"nan", "NaN", "None", "<NA>", "null"}
"""What programs such as pandas write for an empty cell."""

_SAME_AS_ABOVE = {"同上", "同上一项", "同上项", "同前", "〃"}


@dataclass(frozen=True)
class TablePlace:
    """Where the table stands: 0-based header row, 0-based column of each column code."""

    sheet: ReturnedSheet
    header_row: int
    columns: Mapping[str, int]
    id_column: int | None

    def cell(self, row: int, code: str) -> str:
        """The text of a column in a row; empty where the table has no such column."""
        column = self.columns.get(code)
        return self.sheet.text(row, column) if column is not None else ""

    def rows(self) -> range:
        """The 0-based rows below the headings."""
        return range(self.header_row + 1, len(self.sheet.rows))

    def row_ids(self) -> list[str]:
        """What stands in the column of row ids."""
        if self.id_column is None:
            return []
        return [self.sheet.text(row, self.id_column) for row in self.rows()]

    def labelled(self, label: str) -> str:
        """What stands behind a label above the table, in its cell or close by; empty where nothing."""
        return next((text for _, name, text in self.head() if name == label), "")

    def head(self) -> Iterator[tuple[int, str, str]]:
        """The 0-based row, the label (empty where there is none) and the text of all above the table."""
        for number, row in enumerate(self.sheet.rows[: self.header_row]):
            label, since = "", 0
            for column, text in enumerate(row):
                if is_blank(text):
                    continue
                name, value = _split_label(text)
                if name in _LABELS and not value:
                    label, since = name, column
                    continue
                if name in _LABELS:
                    yield number, name, value
                else:
                    yield number, label if column - since <= _NEAR else "", text.strip()
                label = ""


@dataclass(frozen=True)
class _Meaning:
    """What a cell means: its text (None for no answer), a doubt about that, a warning about it."""

    text: str | None
    doubt: str = ""
    warning: str = ""


@dataclass
class Reading:
    """What is gathered while a table's rows are read: answers by task id, and what was not used."""

    answers: dict[str, Answer] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    above: dict[str, str] = field(default_factory=dict)
    """The text last seen in each column, for what says 同上."""


def find_table(returned: ReturnedFile) -> TablePlace | None:
    """The first row on any sheet that heads a number or a content, and a reported column."""
    return next(_tables(returned), None)


def _tables(returned: ReturnedFile) -> Iterator[TablePlace]:
    """The first table of every sheet that has one."""
    for sheet in returned.sheets:
        for row, texts in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            columns = match_headings(texts)
            reported = [column.code for column in REPORTED_COLUMNS if column.code in columns]
            if reported and (NUMBER.code in columns or CONTENT.code in columns) and len(columns) > 2:
                yield _place(sheet, row, texts, columns)
                break


def _place(sheet: ReturnedSheet, row: int, texts: Sequence[str], columns: dict[str, int]) -> TablePlace:
    known = {column.code for column in (*CONTEXT_COLUMNS, *REPORTED_COLUMNS)}
    columns = {code: position for code, position in columns.items() if code in known}
    headings = {key(text): position for position, text in reversed(list(enumerate(texts)))}
    for column in (STATUS, PREVIOUS):
        if key(column.heading) in headings:
            columns[column.code] = headings[key(column.heading)]
    return TablePlace(sheet, row, columns, headings.get(ROW_ID_HEADING))


def _split_label(text: str) -> tuple[str, str]:
    """A label and what follows it in the same cell; the whole text where there is no colon."""
    name, _, value = text.replace("：", ":", 1).partition(":")
    return key(name), value.strip()


def read_table(
    returned: ReturnedFile, place: TablePlace, entries: Sequence[LedgerEntry], master: Master
) -> Reading:
    """What the rows answer that are surely some of the dispatched tasks, and what else was seen."""
    reading = Reading()
    match = _row_matcher(place, entries, master)
    for row in place.rows():
        if all(is_blank(text) for text in place.sheet.rows[row]):
            continue
        entry = match(row)
        if isinstance(entry, LedgerEntry):
            _take_row(reading, place, row, entry)
            reading.warnings.extend(_edited_context(place, row, entry))
        else:
            reading.warnings.extend(_unused_row(place, row, entry))
    reading.warnings.extend(_beside_the_table(place))
    reading.warnings.extend(_above_the_table(place, entries[0], master))
    reading.warnings.extend(_missing(place, entries, reading))
    reading.warnings.extend(_other_sheets(returned, place))
    _spare_what_an_empty_book_would_clear(reading)
    return reading


def _row_matcher(
    place: TablePlace, entries: Sequence[LedgerEntry], master: Master
) -> Callable[[int], LedgerEntry | str]:
    """A function from a row to its entry, or to why there is none ("" where it is nobody's)."""
    by_id = {entry.task_id: entry for entry in entries}
    by_content = {key(entry.content): entry for entry in entries}
    by_number = {key(entry.number): entry for entry in entries}
    secret, master_id = master.settings.value("key"), master.settings.value("master_id")

    def match(row: int) -> LedgerEntry | str:
        number, content = place.cell(row, NUMBER.code), place.cell(row, CONTENT.code)
        text = place.sheet.text(row, place.id_column) if place.id_column is not None else ""
        found = read_row_id(text, master_id, secret)
        marked = by_id.get(found[1]) if found is not None and found[0] == entries[0].serial else None
        same = by_content.get(key(content)) if key(content) else None
        if marked is not None and same is not None and marked != same:
            return "的行标识与内容对不上，可能被移动或复制过"
        if marked is not None or same is not None:
            return marked or same or ""
        numbered = by_number.get(key(number))
        if numbered is not None and (not key(content) or is_similar(content, numbered.content)):
            return numbered
        return ""

    return match


def _where(place: TablePlace, row: int) -> str:
    return f"“{place.sheet.name}”第{row + 1}行"


def _take_row(reading: Reading, place: TablePlace, row: int, entry: LedgerEntry) -> None:
    """Put a row's answer into the reading; two rows of one task that differ cancel each other."""
    if entry.task_id in reading.unclear:
        return
    where = f"{_where(place, row)}（第{entry.number}项）"
    answer, warnings = _answer(reading, place, row, entry)
    known = reading.answers.setdefault(entry.task_id, answer)
    if known != answer:
        del reading.answers[entry.task_id]
        reading.unclear.add(entry.task_id)
        reading.warnings.append(
            f"{_where(place, row)}与前面一行都是第{entry.number}项，但内容不同，两行都未采用"
        )
        return
    reading.warnings.extend(f"{where}{text}" for text in warnings)


def _answer(reading: Reading, place: TablePlace, row: int, entry: LedgerEntry) -> tuple[Answer, list[str]]:
    texts: dict[str, str] = {}
    doubts: dict[str, str] = {}
    warnings: list[str] = []
    for column in REPORTED_COLUMNS:
        if column.code not in place.columns:
            continue
        heading = key(column.heading)
        covered = _covered(place, row, column.code)
        raw = place.cell(row, column.code)
        if covered == "sideways":
            warnings.append(f"的“{heading}”被合并进了旁边的单元格，按没有改动处理")
            continue
        meant = _meaning(raw, entry.base(column.code), reading.above.get(column.code, ""))
        if meant.warning:
            warnings.append(f"的“{heading}”{meant.warning}")
        if meant.text is None:
            continue
        texts[column.code] = reading.above[column.code] = meant.text
        if covered == "below":
            doubts[column.code] = "与上面一项合并了单元格，不知是否也指这一项，请核对"
        elif meant.doubt:
            doubts[column.code] = meant.doubt
    status, warning = _status(place.cell(row, STATUS.code))
    return Answer(entry, texts, doubts, status), [*warnings, *([warning] if warning else [])]


def _meaning(raw: str, base: str, above: str) -> _Meaning:
    """What is meant by the text of a cell that was sent out with ``base``, below one that says ``above``."""
    normal = key(raw)
    if raw.strip() == base.strip():
        return _Meaning(raw)
    if normal == UNCALCULATED or _ERROR_VALUE.fullmatch(normal):
        return _Meaning(None, warning=f"写成了公式，没有得出文字（{normal}），未采用")
    if _CELL_PICTURE.match(normal):
        return _Meaning(None, warning="里贴了图片，图片不能采用")
    if normal in _SLASHES:
        return _Meaning("无", warning=f"填的是“{raw.strip()}”，按“无”处理")
    if normal.rstrip("。.") in _SAME_AS_ABOVE:
        return _Meaning(above or raw, f"填的是“{raw.strip()}”，按表里上一行的文字理解，请核对")
    return _Meaning("" if normal in _PROGRAM_BLANKS else raw)


def _covered(place: TablePlace, row: int, code: str) -> str:
    """How a cell is covered by a merge: not at all (""), from above ("below"), or "sideways"."""
    column = place.columns[code]
    for top, left, bottom, right in place.sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            if column > left:
                return "sideways"
            if row > top:
                return "below"
    return ""


def _status(text: str) -> tuple[str, str]:
    """The status chosen, and a warning where it is none of those on the list."""
    for status in TaskStatus:
        if key(text) == status:
            return status, ""
    if is_blank(text) or key(text) in _PROGRAM_BLANKS:
        return "", ""
    return "", f"的“{STATUS.heading}”写的是“{shorten(text, 12)}”，不在可选的几种里，未采用"


def _edited_context(place: TablePlace, row: int, entry: LedgerEntry) -> list[str]:
    """Warnings about locked cells of a task's row that are not as dispatched."""
    warnings = []
    where = _where(place, row)
    number, content = place.cell(row, NUMBER.code), place.cell(row, CONTENT.code)
    if key(number) and key(number) != key(entry.number):
        warnings.append(f"{where}的序号被改为“{shorten(number)}”，按下发时的第{entry.number}项处理")
    if key(content) and key(content) != key(entry.content):
        warnings.append(f"{where}（第{entry.number}项）的政策内容被改动过，改动未采用")
    sent = entry.context.split()
    if len(sent) != len(CONTEXT_COLUMNS):
        return warnings
    edited = [
        f"{key(column.heading)}（“{shorten(place.cell(row, column.code), 16)}”）"
        for column, digest in zip(CONTEXT_COLUMNS, sent, strict=True)
        if column not in (NUMBER, CONTENT)
        and column.code in place.columns
        and context_digests([place.cell(row, column.code)]) != digest
    ]
    if edited:
        warnings.append(
            f"{where}（第{entry.number}项）锁定的{'、'.join(edited)}与下发时不同，总表的这几栏没有改动"
        )
    return warnings


def _unused_row(place: TablePlace, row: int, reason: str) -> list[str]:
    """What to say of a row that is none of the tasks; repeated headings are passed over."""
    is_heading = key(place.cell(row, NUMBER.code)) == NUMBER.heading
    if is_heading or (not reason and _says_no_more(place, row)):
        return []
    if reason:
        return [f"{_where(place, row)}{reason}，未采用"]
    if any(not is_blank(place.cell(row, column.code)) for column in REPORTED_COLUMNS):
        return [f"{_where(place, row)}不属于下发给该单位的事项，未采用"]
    written = [text for text in _row_texts(place, row) if not is_blank(text)]
    return [f"{_where(place, row)}写有“{shorten(written[0])}”，不是哪一项任务的反馈，未采用"]


def _says_no_more(place: TablePlace, row: int) -> bool:
    """Whether nothing stands in a row but a row id."""
    return all(is_blank(text) for text in _row_texts(place, row))


def _row_texts(place: TablePlace, row: int) -> list[str]:
    return [text for column, text in enumerate(place.sheet.rows[row]) if column != place.id_column]


def _beside_the_table(place: TablePlace) -> list[str]:
    """What was written in columns that the book does not have, one sentence a column."""
    known = {*place.columns.values(), place.id_column}
    width = max((len(row) for row in place.sheet.rows), default=0)
    warnings = []
    for column in range(width):
        texts = [place.sheet.text(row, column) for row in place.rows() if column not in known]
        written = [text for text in texts if not is_blank(text)]
        if not all(_is_row_number(text) for text in written):
            more = f"等{len(written)}处" if len(written) > 1 else ""
            warnings.append(
                f"“{place.sheet.name}”的{column_letter(column + 1)}列不是反馈表原有的栏目，"
                f"里面写的“{shorten(written[0])}”{more}未采用"
            )
    return warnings


def _above_the_table(place: TablePlace, entry: LedgerEntry, master: Master) -> list[str]:
    """What was written between the title and the table beside the labels and what they label."""
    titles = [number for number, row in enumerate(place.sheet.rows) if BOOK_TITLE in map(key, row)]
    first = titles[0] + 1 if titles and titles[0] < place.header_row else 0
    known = ("".join(master.table.title), BOOK_TITLE, entry.department, entry.period, entry.serial)
    expected = {key(text) for text in known}
    return [
        f"{_where(place, row)}（表头上方）写有“{shorten(text)}”，未采用"
        for row, label, text in place.head()
        if row >= first
        and not label
        and key(text) not in expected
        and not _TOKEN_SHAPE.fullmatch(text)
        and not _is_row_number(text)
    ]


def _is_row_number(text: str) -> bool:
    """Whether a text may be one of the row or column numbers that programs such as pandas put in."""
    return key(text).isdecimal() and len(key(text)) <= _ROW_NUMBER_DIGITS


def _missing(place: TablePlace, entries: Sequence[LedgerEntry], reading: Reading) -> list[str]:
    """Warnings about tasks and columns that the table lacks."""
    warnings = []
    columns = [key(COLUMN_BY_CODE[c.code].heading) for c in REPORTED_COLUMNS if c.code not in place.columns]
    if columns:
        warnings.append(f"表里缺少“{'”“'.join(columns)}”栏，这一栏按没有改动处理")
    seen = reading.answers.keys() | reading.unclear
    rows = [entry.number for entry in entries if entry.task_id not in seen]
    if rows:
        warnings.append(f"缺少第{'、'.join(rows)}项所在的行，这些事项按未返回处理")
    return warnings


def _other_sheets(returned: ReturnedFile, place: TablePlace) -> list[str]:
    """Warnings about further sheets that say something."""
    warnings = []
    tables = {other.sheet.name for other in _tables(returned)}
    for sheet in returned.sheets:
        if sheet.name == place.sheet.name or not any(not is_blank(t) for row in sheet.rows for t in row):
            continue
        if sheet.name in tables:
            warnings.append(
                f"工作表“{sheet.name}”里还有一张反馈表，只采用了“{place.sheet.name}”，请核对填在哪一张"
            )
        elif sheet.name not in (FEEDBACK_SHEET, INSTRUCTIONS_SHEET):
            warnings.append(f"多了工作表“{sheet.name}”，里面的内容未采用")
    return warnings


def _spare_what_an_empty_book_would_clear(reading: Reading) -> None:
    """A book in which nothing at all is written clears no text; it counts as returned unfilled."""
    answers = reading.answers
    said = (text for answer in answers.values() for text in (*answer.texts.values(), answer.status))
    if answers and all(is_blank(text) for text in said):
        reading.answers = {task: Answer(answer.entry, {}) for task, answer in answers.items()}
        reading.warnings.append("整份反馈表都没有填写，按“返回未填”登记，总表原有的文字不动")
