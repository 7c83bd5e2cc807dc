"""The three-way merge of returned answers into the master.

Per task, department and column: *base* is the text as dispatched, *mine* that department's text in
the master now, *theirs* what came back. theirs = base → nothing; mine = theirs → nothing; mine =
base → take theirs; otherwise a conflict that the clerk decides. Where *mine* is what the same
department returned before, its newer answer replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from xlreport.core.master.master import Master
from xlreport.core.merge.carry_out import carry_out
from xlreport.core.merge.changes import Change, Decision, MergePlan, Source
from xlreport.core.merge.reading import TOO_LONG, Reading, read_answers
from xlreport.core.returns.returned import Confidence, Rejection, Return
from xlreport.core.schema import COLUMN_BY_CODE, REPORTED_COLUMNS
from xlreport.core.text import (
    is_blank,
    key,
)

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
    sources = tuple(_source(returned, file_decisions or {}) for returned in returns)
    readings, rejections = _read_all(master, returns, sources)
    held = [_held_back(change) for reading in readings if not reading.confirmed for change in reading.changes]
    decided, unused = decide([c for reading in readings if reading.confirmed for c in reading.changes])
    changes, too_long = _held_back_where_too_long(master, [*held, *decided])
    waiting = {change.file for change in changes if change.decision == Decision.OPEN}
    return MergePlan(
        tuple(changes),
        tuple(update for reading in readings for update in reading.ledger_updates),
        tuple(rejections),
        (*(text for reading in readings for text in reading.warnings), *unused, *too_long),
        tuple(r.file.digest for r in readings if r.is_complete and r.file.name not in waiting),
        sources,
    )


def _read_all(
    master: Master, returns: Sequence[Return], sources: Sequence[Source]
) -> tuple[list[Reading], list[Rejection]]:
    """What each file says, but for those that a newer one was merged before or that the clerk leaves."""
    readings: list[Reading] = []
    rejections: list[Rejection] = []
    for returned, source in zip(returns, sources, strict=True):
        if (newer := _newer_return(master, returned)) is not None:
            reason = f"台账里已有保存更晚的反馈“{newer}”，本文件未采用"
            rejections.append(Rejection(returned.file.name, reason))
        elif source.decision == Decision.KEEP:
            rejections.append(Rejection(returned.file.name, "按您的决定未采用"))
        else:
            readings.append(read_answers(master, returned, confirmed=source.decision == Decision.TAKE))
    return readings, rejections


def _held_back(change: Change) -> Change:
    return replace(change, decision=Decision.OPEN, note="先在最上面确认这份文件是谁的", is_held=True)


def _held_back_where_too_long(master: Master, changes: Sequence[Change]) -> tuple[list[Change], list[str]]:
    """The changes, those that their cell has no room for beside the others waiting for the clerk."""
    done = {update.change.key for update in carry_out(master, changes)}
    kept, warnings = [], []
    for change in changes:
        if change.decision in {Decision.KEEP, Decision.OPEN} or change.key in done:
            kept.append(change)
            continue
        heading = key(COLUMN_BY_CODE[change.column].heading)
        warnings.append(f"{change.file}：第{change.task}项“{heading}”{TOO_LONG}")
        kept.append(replace(change, decision=Decision.OPEN, note=TOO_LONG))
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
