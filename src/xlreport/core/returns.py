"""Who and what is a returned file? From its tokens and rows to answers, or to a rejection.

A returned file is untrusted: departments rename it, save it with other programs, sort, insert and
delete rows. Its name is never identity. Only the three reported columns of the department's own
tasks are taken; everything else that differs is reported and left alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from xlreport.core.ledger import LedgerEntry
from xlreport.core.manifest import is_genuine, read_row_id, read_token
from xlreport.core.master import Master
from xlreport.core.schema import CONTENT, NUMBER, REPORTED_COLUMNS, ROW_ID_HEADING
from xlreport.core.table import match_headings
from xlreport.core.text import key, shorten

SIMILAR_ENOUGH = 0.6
"""How much of its content a row must share with the task of its number to be taken for it (0–1)."""

_SEARCHED_ROWS = 60
DEPARTMENT_LABEL = "责任部门"
REPORTER_LABEL = "填报人"
PHONE_LABEL = "联系电话"
DAY_LABEL = "填报日期"
"""Labels above the table of a department book; what they label stands to their right."""

_LABELS = {DEPARTMENT_LABEL, "期次", "反馈截止日期", REPORTER_LABEL, PHONE_LABEL, DAY_LABEL}


@dataclass(frozen=True)
class ReturnedSheet:
    """One sheet of a returned file, all its rows as text."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def text(self, row: int, column: int) -> str:
        """The text at a 0-based row and column; empty outside the sheet."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column]


@dataclass(frozen=True)
class ReturnedFile:
    """A returned workbook as read: ``tokens`` are the manifests found in it wherever they survived.

    ``digest`` identifies the very bytes; ``saved_at`` is when it was last saved, ISO text in UTC.
    """

    name: str
    digest: str
    saved_at: str
    tokens: tuple[str, ...]
    sheets: tuple[ReturnedSheet, ...]


@dataclass(frozen=True)
class Rejection:
    """A file that is not used, and why in Chinese. It stays where it is."""

    file: str
    reason: str


@dataclass(frozen=True)
class Answer:
    """What one row of a returned file says about one dispatched task, by column code."""

    entry: LedgerEntry
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Return:
    """A returned file that is understood: whose it is and what it answers.

    ``warnings`` are Chinese sentences about what was seen and not used.
    """

    file: ReturnedFile
    department: str
    period: str
    serial: str
    answers: tuple[Answer, ...]
    reporter: str = ""
    reporter_phone: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _TablePlace:
    """Where the table stands: 0-based header row, 0-based column of each column code."""

    sheet: ReturnedSheet
    header_row: int
    columns: Mapping[str, int]
    id_column: int | None


@dataclass
class _Reading:
    """What is gathered while a file's rows are read."""

    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)


def identify(returned: ReturnedFile, master: Master) -> Return | Rejection:
    """Whose answer a file is, and its answers; or why it cannot be used."""
    place = _find_table(returned)
    if place is None:
        return Rejection(returned.name, "里面找不到反馈表：没有带“序号”和三个反馈栏目的表头")
    serial = _find_serial(returned, place, master)
    if isinstance(serial, Rejection):
        return serial
    entries = [entry for entry in master.ledger if entry.serial == serial]
    if not entries:
        return Rejection(
            returned.name, f"下发编号 {serial} 在“进展台账”里没有记录，可能总表是旧的或台账被删改过"
        )
    claimed = _labelled_value(place, DEPARTMENT_LABEL)
    if master.names.knows(claimed) and master.names.resolve(claimed) != entries[0].department:
        return Rejection(
            returned.name,
            f"表上写的是{claimed}，下发标识却是{entries[0].department}的，请核实是谁填的",
        )
    reading = _read_rows(place, entries, master)
    by_id = {entry.task_id: entry for entry in entries}
    answers = tuple(Answer(by_id[task], texts) for task, texts in reading.texts.items())
    missing = [
        e.number for e in entries if e.task_id not in reading.texts and e.task_id not in reading.unclear
    ]
    if missing:
        reading.warnings.append(f"缺少第{'、'.join(missing)}项所在的行，这些事项按未返回处理")
    return Return(
        returned,
        entries[0].department,
        entries[0].period,
        serial,
        answers,
        _labelled_value(place, REPORTER_LABEL),
        _labelled_value(place, PHONE_LABEL),
        tuple(reading.warnings),
    )


def _find_table(returned: ReturnedFile) -> _TablePlace | None:
    """The first row on any sheet that heads a number and all reported columns."""
    needed = {NUMBER.code, *(column.code for column in REPORTED_COLUMNS)}
    for sheet in returned.sheets:
        for row, texts in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            columns = match_headings(texts)
            if needed <= columns.keys():
                ids = [i for i, text in enumerate(texts) if key(text) == ROW_ID_HEADING]
                return _TablePlace(sheet, row, columns, ids[0] if ids else None)
    return None


def _find_serial(returned: ReturnedFile, place: _TablePlace, master: Master) -> str | Rejection:
    """The dispatch number that the signed tokens name, else the one that the row ids name."""
    secret = master.settings.value("key")
    master_id = master.settings.value("master_id")
    genuine = {token for token in returned.tokens if is_genuine(token, secret)}
    manifests = {manifest for token in genuine if (manifest := read_token(token)) is not None}
    if len(manifests) > 1:
        return Rejection(returned.name, "里面有两份不同的下发标识，可能是几份反馈表拼在了一起，请拆开")
    if manifests:
        return manifests.pop().serial
    serials = {found[0] for text in _row_ids(place) if (found := read_row_id(text, master_id, secret))}
    if len(serials) == 1:
        return serials.pop()
    if len(serials) > 1:
        return Rejection(returned.name, "各行的标识属于不同的反馈表，可能是几份反馈表拼在了一起，请拆开")
    return Rejection(returned.name, _why_unidentified(returned, master_id))


def _why_unidentified(returned: ReturnedFile, master_id: str) -> str:
    claims = [manifest for token in returned.tokens if (manifest := read_token(token)) is not None]
    if any(claim.master != master_id for claim in claims):
        return "不是本总表下发的反馈表（总表编号不同）"
    if claims:
        return "下发标识与签名不符，标识被改动过，请核实来源后让该单位用原表重填"
    return "没有本总表的下发标识，可能不是下发的反馈表，或内容被复制到了新文件里"


def _row_ids(place: _TablePlace) -> Sequence[str]:
    if place.id_column is None:
        return ()
    return [
        place.sheet.text(row, place.id_column) for row in range(place.header_row + 1, len(place.sheet.rows))
    ]


def _read_rows(place: _TablePlace, entries: Sequence[LedgerEntry], master: Master) -> _Reading:
    """The texts of every row that is surely one of the dispatched tasks, by task id."""
    reading = _Reading()
    match = _row_matcher(place, entries, master)
    for row in range(place.header_row + 1, len(place.sheet.rows)):
        number, content = _cell(place, row, NUMBER.code), _cell(place, row, CONTENT.code)
        texts = {column.code: _cell(place, row, column.code) for column in REPORTED_COLUMNS}
        if not any(key(text) for text in (number, content, *texts.values())):
            continue
        entry = match(row, number, content)
        where = f"“{place.sheet.name}”第{row + 1}行"
        if isinstance(entry, str):
            if entry or any(key(text) for text in texts.values()):
                reading.warnings.append(f"{where}{entry or '不属于下发给该单位的事项'}，未采用")
        else:
            _take_row(reading, entry, texts, where)
            reading.warnings.extend(_edited_context(entry, number, content, where))
    return reading


def _row_matcher(
    place: _TablePlace, entries: Sequence[LedgerEntry], master: Master
) -> Callable[[int, str, str], LedgerEntry | str]:
    """A function from row, number and content to the entry, or to why there is none ("" = foreign)."""
    by_id = {entry.task_id: entry for entry in entries}
    by_content = {key(entry.content): entry for entry in entries}
    by_number = {key(entry.number): entry for entry in entries}
    secret, master_id = master.settings.value("key"), master.settings.value("master_id")

    def match(row: int, number: str, content: str) -> LedgerEntry | str:
        text = place.sheet.text(row, place.id_column) if place.id_column is not None else ""
        found = read_row_id(text, master_id, secret)
        marked = by_id.get(found[1]) if found is not None and found[0] == entries[0].serial else None
        same = by_content.get(key(content))
        if marked is not None and same is not None and marked != same:
            return "的行标识与内容对不上，可能被移动或复制过"
        if marked is not None or same is not None:
            return marked or same or ""
        numbered = by_number.get(key(number))
        if numbered is not None and (not key(content) or _similar(content, numbered.content)):
            return numbered
        return ""

    return match


def _similar(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, key(one), key(other), autojunk=False)
    return matcher.ratio() >= SIMILAR_ENOUGH


def _take_row(reading: _Reading, entry: LedgerEntry, texts: dict[str, str], where: str) -> None:
    if entry.task_id in reading.unclear:
        return
    known = reading.texts.setdefault(entry.task_id, texts)
    if known != texts:
        del reading.texts[entry.task_id]
        reading.unclear.add(entry.task_id)
        reading.warnings.append(f"{where}与前面一行都是第{entry.number}项，但内容不同，两行都未采用")


def _edited_context(entry: LedgerEntry, number: str, content: str, where: str) -> list[str]:
    warnings = []
    if key(number) and key(number) != key(entry.number):
        warnings.append(f"{where}的序号被改为“{shorten(number)}”，按下发时的第{entry.number}项处理")
    if key(content) and key(content) != key(entry.content):
        warnings.append(f"{where}（第{entry.number}项）的政策内容被改动过，改动未采用")
    return warnings


def _cell(place: _TablePlace, row: int, code: str) -> str:
    column = place.columns.get(code)
    return place.sheet.text(row, column) if column is not None else ""


def _labelled_value(place: _TablePlace, label: str) -> str:
    """What stands to the right of a label above the table; empty where the next thing is a label."""
    for row in place.sheet.rows[: place.header_row]:
        texts = [text.strip() for text in row if key(text)]
        for text, after in zip(texts, [*texts[1:], ""], strict=True):
            if _label(text) == label:
                return "" if _label(after) in _LABELS else after
    return ""


def _label(text: str) -> str:
    return key(text).rstrip(":")
