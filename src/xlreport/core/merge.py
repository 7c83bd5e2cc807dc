"""The three-way merge of returned answers into the master.

Per task, department and column: *base* is the text as dispatched, *mine* that department's text in
the master now, *theirs* what came back. theirs = base → nothing; mine = theirs → nothing; mine =
base → take theirs; otherwise a conflict that the clerk decides. Where *mine* is what the same
department returned before, its newer answer replaces it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xlreport.core.ledger import LedgerEntry, LedgerState
from xlreport.core.master import Master
from xlreport.core.model import Task
from xlreport.core.progress import own_words, replace_text
from xlreport.core.returns import Answer, Confidence, Rejection, Return, ReturnedFile
from xlreport.core.schema import COLUMN_BY_CODE, PROBLEMS, PROGRESS, REPORTED_COLUMNS, SUPPORT
from xlreport.core.text import (
    MAX_CELL_CHARACTERS,
    is_blank,
    is_similar,
    key,
    shorten,
    without_control_characters,
)

_TOO_LONG = "太长，合并后超过一个单元格的上限（32767字），未采用"
_TAKEN_BACK = "这段文字以前返回过，总表里现在不是它，请在“决定”里选择"


class Decision(StrEnum):
    """What happens to a change; the value is what the clerk reads and chooses."""

    TAKE = "采用返回"
    KEEP = "保留现有"
    BOTH = "两者都留"
    OPEN = "待定"


@dataclass(frozen=True)
class Change:
    """One department's text in one reported column that came back different.

    ``task`` is the number, ``column`` a column code, ``cell`` the A1 reference in the table.
    ``is_conflict`` says that the clerk has to decide; ``key`` identifies the very same proposal in
    a later run. ``note`` says in Chinese why a change waits that has no conflict of its own; one that
    ``is_held`` waits for the clerk to confirm its whole file.
    """

    task: str
    department: str
    column: str
    base: str
    mine: str
    theirs: str
    decision: Decision
    is_conflict: bool
    file: str
    row: int
    cell: str
    note: str = ""
    is_held: bool = False

    @property
    def key(self) -> str:
        texts = (self.task, self.department, self.column, self.base, self.mine, self.theirs)
        return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]

    @property
    def result(self) -> str:
        """The department's text once the decision is carried out."""
        if self.decision == Decision.TAKE:
            return self.theirs
        if self.decision == Decision.BOTH:
            return "\n".join(text for text in (self.mine, self.theirs) if not is_blank(text))
        return self.mine


@dataclass(frozen=True)
class CellUpdate:
    """One change carried out: the whole text of its cell before and after."""

    change: Change
    cell_old: str
    cell_new: str


@dataclass(frozen=True)
class Record:
    """A ledger row before and after an answer is recorded; ``number`` is the task's in the table now."""

    number: str
    before: LedgerEntry
    after: LedgerEntry


@dataclass(frozen=True)
class Source:
    """A file that was read: whose it is, how sure that is and why.

    One that is DOUBTFUL waits for the clerk's ``decision``; until then nothing in it is used.
    """

    file: str
    department: str
    period: str
    confidence: Confidence
    grounds: str
    decision: Decision
    key: str


@dataclass(frozen=True)
class MergePlan:
    """What a merge would do: changes (conflicts among them), ledger rows, what was not used.

    ``finished`` are the digests of the files that it deals with once and for all; the others, of which
    something was left out or waits for the clerk, are read again next time.
    """

    changes: tuple[Change, ...]
    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    warnings: tuple[str, ...]
    finished: tuple[str, ...]
    sources: tuple[Source, ...] = ()

    @property
    def undecided(self) -> int:
        """How many changes and files wait for the clerk."""
        decisions = [c.decision for c in self.changes] + [s.decision for s in self.sources]
        return decisions.count(Decision.OPEN)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_conflict)


def newest_of_each(returns: Sequence[Return]) -> tuple[tuple[Return, ...], tuple[Rejection, ...]]:
    """One file per department and period: the one saved last, whichever dispatch it answers.

    Of two that say different things and were saved at the same time neither is used. A file that is
    DOUBTFUL never takes the place of one that is not, nor an empty one that of one filled in.
    """
    kept: list[Return] = []
    rejections: list[Rejection] = []
    for sender in dict.fromkeys((item.department, item.period) for item in returns):
        same = [item for item in returns if (item.department, item.period) == sender]
        sure = [item for item in same if item.confidence != Confidence.DOUBTFUL]
        if sure and len(sure) < len(same):
            reason = f"不能确定是不是{sender[0]}的，该单位已有确定的“{sure[-1].file.name}”，以那一份为准"
            rejections.extend(Rejection(r.file.name, reason) for r in same if r not in sure)
            same = sure
        filled = [item for item in same if not item.is_empty]
        if filled and len(filled) < len(same):
            reason = f"没有填写，{sender[0]}另有填了的“{filled[-1].file.name}”，以那一份为准"
            rejections.extend(Rejection(r.file.name, reason) for r in same if r not in filled)
            same = filled
        files = sorted(same, key=lambda item: item.file.saved_at)
        newest = files[-1]
        rivals = [r for r in files[:-1] if _answers(r) != _answers(newest)]
        if any(rival.file.saved_at == newest.file.saved_at for rival in rivals):
            names = "、".join(item.file.name for item in files)
            reason = (
                f"{newest.department}返回了几份内容不同、保存时间相同的文件（{names}），请只留下正确的一份"
            )
            rejections.extend(Rejection(item.file.name, reason) for item in files)
            continue
        kept.append(newest)
        reason = f"{newest.department}另有一份保存更晚的“{newest.file.name}”，以那一份为准"
        rejections.extend(Rejection(item.file.name, reason) for item in files[:-1])
    return tuple(kept), tuple(rejections)


def _answers(returned: Return) -> dict[str, Mapping[str, str]]:
    return {answer.entry.task_id: answer.texts for answer in returned.answers}


Decide = Callable[[Sequence[Change]], tuple[Sequence[Change], Sequence[str]]]
"""Puts the clerk's decisions on changes; gives them back with what the clerk should know, in Chinese."""


def _undecided(changes: Sequence[Change]) -> tuple[Sequence[Change], Sequence[str]]:
    return changes, ()


def plan_merge(
    master: Master,
    returns: Sequence[Return],
    decide: Decide = _undecided,
    file_decisions: Mapping[str, Decision] | None = None,
) -> MergePlan:
    """What merging these returns would change once ``decide`` has put the clerk's decisions on it.

    ``file_decisions`` say by file key which doubtful files the clerk takes or leaves.
    """
    readings: list[_Reading] = []
    rejections: list[Rejection] = []
    sources = tuple(_source(returned, file_decisions or {}) for returned in returns)
    for returned, source in zip(returns, sources, strict=True):
        if (newer := _newer_return(master, returned)) is not None:
            reason = f"台账里已有保存更晚的反馈“{newer}”，本文件未采用"
            rejections.append(Rejection(returned.file.name, reason))
        elif source.decision == Decision.KEEP:
            rejections.append(Rejection(returned.file.name, "按您的决定未采用"))
        else:
            readings.append(_read_answers(master, returned, confirmed=source.decision == Decision.TAKE))
    held = [_held_back(change) for reading in readings if not reading.confirmed for change in reading.changes]
    decided, unused = decide([c for reading in readings if reading.confirmed for c in reading.changes])
    changes, too_long = _held_back_where_too_long(master, [*held, *decided])
    waiting = {change.file for change in changes if change.decision == Decision.OPEN}
    return MergePlan(
        tuple(changes),
        tuple(record for reading in readings for record in reading.records),
        tuple(rejections),
        (*(text for reading in readings for text in reading.warnings), *unused, *too_long),
        tuple(r.file.digest for r in readings if r.is_complete and r.file.name not in waiting),
        sources,
    )


def _held_back(change: Change) -> Change:
    return replace(change, decision=Decision.OPEN, note="先在最上面确认这份文件是谁的", is_held=True)


@dataclass
class _Reading:
    """What one file says; ``is_complete`` is False where the master had no place for any of it.

    What the file itself makes unusable does not count: that takes a new file to put right.
    A file that the clerk has not ``confirmed`` is recorded nowhere yet.
    """

    file: ReturnedFile
    confirmed: bool
    changes: list[Change]
    records: list[Record]
    warnings: list[str]
    is_complete: bool = True


def _read_answers(master: Master, returned: Return, *, confirmed: bool) -> _Reading:
    name = returned.file.name
    warnings = [f"{name}：{text}" for text in returned.warnings]
    reading = _Reading(returned.file, confirmed, [], [], warnings, is_complete=confirmed)
    for answer in returned.answers:
        task = _find_task(master, answer.entry)
        if isinstance(task, str):
            reading.warnings.append(f"{name}：{task}")
            reading.is_complete = False
            continue
        if key(task.content) != key(answer.entry.content):
            reading.warnings.append(
                f"{name}：第{answer.entry.number}项的政策内容在下发以后改过，按现在的第{task.number}项处理，请留意"
            )
        texts, problems, has_room = _cleaned(master, task, answer)
        reading.is_complete &= has_room
        reading.warnings.extend(f"{name}：{text}" for text in problems)
        reading.changes.extend(_changes(master, task, answer, texts, name))
        if confirmed:
            reading.records.append(Record(task.number, answer.entry, _reported(answer, texts, returned)))
    return reading


def _held_back_where_too_long(master: Master, changes: Sequence[Change]) -> tuple[list[Change], list[str]]:
    """The changes, those that their cell has no room for beside the others waiting for the clerk."""
    done = {update.change.key for update in carry_out(master, changes)}
    kept, warnings = [], []
    for change in changes:
        if change.decision in {Decision.KEEP, Decision.OPEN} or change.key in done:
            kept.append(change)
            continue
        heading = key(COLUMN_BY_CODE[change.column].heading)
        warnings.append(f"{change.file}：第{change.task}项“{heading}”{_TOO_LONG}")
        kept.append(replace(change, decision=Decision.OPEN, note=_TOO_LONG))
    return kept, warnings


def _source(returned: Return, decisions: Mapping[str, Decision]) -> Source:
    """Where the clerk stands with a file: a doubtful one is used only by an explicit decision."""
    decision = Decision.TAKE
    if returned.confidence == Confidence.DOUBTFUL:
        decision = decisions.get(returned.key, Decision.OPEN)
    return Source(
        returned.file.name,
        returned.department,
        returned.period,
        returned.confidence,
        returned.grounds,
        decision,
        returned.key,
    )


def _newer_return(master: Master, returned: Return) -> str | None:
    """The name of a file of this department merged before that was saved later than this one."""
    for entry in master.ledger:
        same = (entry.department, entry.period) == (returned.department, returned.period)
        says_something = any(not is_blank(entry.returned(column.code)) for column in REPORTED_COLUMNS)
        if same and says_something and entry.returned_at > returned.file.saved_at:
            return entry.returned_file
    return None


def _find_task(master: Master, entry: LedgerEntry) -> Task | str:
    """The task of the master that a dispatched one is now: of its content, else of a similar one.

    Of several the one of its number; a task of its number but of quite another content is another task.
    """
    same = [task for task in master.table.tasks if key(task.content) == key(entry.content)]
    same = same or [task for task in master.table.tasks if is_similar(task.content, entry.content)]
    exact = [task for task in same if key(task.number) == key(entry.number)]
    candidates = exact or same
    name = f"下发时的第{entry.number}项（{shorten(key(entry.content), 16)}）"
    if len(candidates) != 1:
        state = "已经找不到" if not candidates else "有几行相同"
        return f"{name}在总表里{state}，{entry.department}的反馈未采用，请人工处理"
    if entry.department not in master.departments_of(candidates[0]):
        return f"{name}的区级责任部门里已经没有{entry.department}，其反馈未采用，请人工处理"
    if _shares_a_reported_cell(master, candidates[0]):
        return f"{name}的反馈栏目与其他行合并了单元格，反馈未采用，请先取消合并单元格"
    return candidates[0]


def _shares_a_reported_cell(master: Master, task: Task) -> bool:
    """Whether a reported cell of this task is merged with another row's; merged categories do no harm."""
    places = [master.table.columns[column.code] for column in REPORTED_COLUMNS]
    return any(
        top <= task.row <= bottom and any(left <= place <= right for place in places)
        for top, left, bottom, right in master.row_merges
    )


def _cleaned(master: Master, task: Task, answer: Answer) -> tuple[dict[str, str], list[str], bool]:
    """The texts that may be taken over, by column code, why others may not, whether cells have room."""
    texts: dict[str, str] = {}
    problems = []
    has_room = True
    department = answer.entry.department
    for column in REPORTED_COLUMNS:
        if column.code not in answer.texts:
            continue
        text = without_control_characters(answer.texts[column.code])
        heading = key(column.heading)
        where = f"第{answer.entry.number}项“{heading}”"
        own: str | None = answer.entry.base(column.code)
        if not _same(text, answer.entry.base(column.code)):
            own = own_words(text, department, master.departments_of(task), master.names)
        if own is None:
            problems.append(f"{where}里夹有以其他单位名称开头的段落，无法分清是谁的话，未采用")
        elif _too_long(master, task, column.code, department, own):
            problems.append(f"{where}{_TOO_LONG}")
            has_room = False
        else:
            texts[column.code] = own
            if is_blank(own) and not is_blank(answer.entry.base(column.code)):
                problems.append(f"{where}原来有文字，返回为空，请留意是否真要清空")
    return texts, problems, has_room


def _too_long(master: Master, task: Task, code: str, department: str, own: str) -> bool:
    """Whether the cell with this text in it would hold more than a cell can."""
    departments = master.departments_of(task)
    return (
        len(replace_text(task.text(code), department, own, departments, master.names)) > MAX_CELL_CHARACTERS
    )


def _changes(master: Master, task: Task, answer: Answer, texts: Mapping[str, str], file: str) -> list[Change]:
    changes = []
    entry = answer.entry
    for code, theirs in texts.items():
        base, mine = entry.base(code), master.text_of(task, code, entry.department)
        if _same(theirs, base) or _same(theirs, mine):
            continue
        is_theirs = bool(entry.returned_at) and _same(mine, entry.returned(code))
        is_taken_back = bool(entry.returned_at) and _same(theirs, entry.returned(code))
        is_conflict = is_taken_back or not (_same(mine, base) or is_theirs)
        note = _TAKEN_BACK if is_taken_back else answer.doubts.get(code, "")
        changes.append(
            Change(
                task=task.number,
                department=entry.department,
                column=code,
                base=base,
                mine=mine,
                theirs=theirs,
                decision=Decision.OPEN if is_conflict or note else Decision.TAKE,
                is_conflict=is_conflict,
                file=file,
                row=task.row,
                cell=master.table.cell(task, code),
                note=note,
            )
        )
    return changes


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space around them."""
    return one.strip() == other.strip()


def _reported(answer: Answer, texts: Mapping[str, str], returned: Return) -> LedgerEntry:
    """The ledger entry once this answer is recorded; an empty book takes back no earlier answer."""
    entry = answer.entry
    if not answer.texts and entry.returned_at:
        return entry
    state = entry.state
    if state == LedgerState.SENT and not answer.texts:
        state = LedgerState.BLANK
    if state != LedgerState.SUPERSEDED and PROGRESS.code in texts:
        state = LedgerState.BLANK if is_blank(texts[PROGRESS.code]) else LedgerState.RETURNED
    return replace(
        entry,
        state=state,
        returned_support=texts.get(SUPPORT.code, entry.returned_support),
        returned_problems=texts.get(PROBLEMS.code, entry.returned_problems),
        returned_progress=texts.get(PROGRESS.code, entry.returned_progress),
        returned_at=returned.file.saved_at,
        returned_file=returned.file.name,
        reporter=returned.reporter,
        reporter_phone=returned.reporter_phone,
        status=answer.status or entry.status,
        reported_on=returned.reported_on,
    )


def carry_out(master: Master, changes: Sequence[Change]) -> tuple[CellUpdate, ...]:
    """The cells as they become when all decided changes are carried out one after the other.

    A change that its cell has no room for is left out.
    """
    cells: dict[tuple[int, str], str] = {}
    tasks = {task.row: task for task in master.table.tasks}
    updates = []
    for change in changes:
        if change.decision not in {Decision.TAKE, Decision.BOTH}:
            continue
        task = tasks[change.row]
        old = cells.get((change.row, change.column), task.text(change.column))
        new = replace_text(old, change.department, change.result, master.departments_of(task), master.names)
        if len(new) > MAX_CELL_CHARACTERS:
            continue
        cells[change.row, change.column] = new
        updates.append(CellUpdate(change, old, new))
    return tuple(updates)
