"""What one returned file says against the master: its changes, ledger rows and warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.merge.changes import Change, Decision, LedgerUpdate
from xlreport.core.model import Task
from xlreport.core.returns.returned import Answer, Return, ReturnedFile
from xlreport.core.schema import PROBLEMS, PROGRESS, REPORTED_COLUMNS, SUPPORT
from xlreport.core.text import (
    MAX_CELL_CHARACTERS,
    is_blank,
    is_similar,
    key,
    shorten,
    without_control_characters,
)
from xlreport.core.wording.progress import own_words, replace_text

TOO_LONG = "太长，合并后超过一个单元格的上限（32767字），未采用"
_TAKEN_BACK = "这段文字以前返回过，总表里现在不是它，请在“决定”里选择"


@dataclass
class Reading:
    """What one file says; ``is_complete`` is False where the master had no place for any of it.

    What the file itself makes unusable does not count: that takes a new file to put right.
    A file that the clerk has not ``confirmed`` is recorded nowhere yet.
    """

    file: ReturnedFile
    confirmed: bool
    changes: list[Change]
    ledger_updates: list[LedgerUpdate]
    warnings: list[str]
    is_complete: bool = True


def read_answers(master: Master, returned: Return, *, confirmed: bool) -> Reading:
    name = returned.file.name
    warnings = [f"{name}：{text}" for text in returned.warnings]
    reading = Reading(returned.file, confirmed, [], [], warnings, is_complete=confirmed)
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
            reading.ledger_updates.append(
                LedgerUpdate(task.number, answer.entry, _reported(answer, texts, returned))
            )
    return reading


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
            problems.append(f"{where}{TOO_LONG}")
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
