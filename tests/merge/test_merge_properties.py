"""Laws of merging on random tables, random answers and a random order of arrival."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from xlreport.core.dispatch.plan import plan_dispatch
from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.merge.carry_out import carry_out
from xlreport.core.merge.changes import Decision
from xlreport.core.merge.plan import plan_merge
from xlreport.core.model import Department, Task, TaskTable
from xlreport.core.returns.returned import Answer, Return, ReturnedFile
from xlreport.core.schema import COLUMNS, REPORTED_COLUMNS
from xlreport.core.wording.progress import compose_progress, parse_progress, replace_text, unattributed_text

DEPARTMENTS = ("区科技局", "区民政局", "区财政局", "区文化和旅游局")
CODES = tuple(column.code for column in REPORTED_COLUMNS)
words = st.sampled_from(
    ["", "无", "已办结。", "正在推进，完成60%。", "1.宣传。\n2.走访。", "需要资金支持", "=A1"]
)


@st.composite
def masters(draw: st.DrawFn) -> Master:
    """A master of one to four tasks whose cells hold random texts of their departments."""
    tasks = []
    directory = Directory(tuple(Department(name) for name in DEPARTMENTS))
    for number in range(1, draw(st.integers(1, 4)) + 1):
        members = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=4, unique=True))
        cells = {}
        for code in CODES:
            cell = draw(st.sampled_from(["", "", "办公室补充的一段话。"])) if len(members) > 1 else ""
            for name in draw(st.permutations(members)):
                cell = replace_text(cell, name, draw(words), members, directory.names())
            cells[code] = cell
        task = Task(str(number), content=f"任务{number}", departments="、".join(members), row=number + 4)
        tasks.append(replace(task, **cells))
    columns = {column.code: position for position, column in enumerate(COLUMNS, start=1)}
    table = TaskTable("附件1", ("标题",), tuple(tasks), "任务分工表", 4, columns, {})
    return Master(table, directory, Settings({}, {}), ())


@dataclass(frozen=True)
class Round:
    """A dispatched master, what the clerk did to it meanwhile, and the answers on their way back."""

    before: Master
    now: Master
    answers: dict[tuple[str, str, str], str]
    returns: tuple[Return, ...]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    before = draw(masters())
    plan = plan_dispatch(before, "一期", "m", "secret", "2026-11-23 09:00:00")
    before = replace(before, ledger=plan.added)
    answers: dict[tuple[str, str, str], str] = {}
    returns = []
    for department in before.departments():
        if draw(st.booleans()):
            entries = [entry for entry in plan.added if entry.department == department]
            returns.append(_return(draw, department, entries, answers))
    arrived = tuple(draw(st.permutations(returns)))
    return Round(before, _edited_by_clerk(draw, before), answers, arrived)


def _return(
    draw: st.DrawFn, department: str, entries: list[LedgerEntry], answers: dict[tuple[str, str, str], str]
) -> Return:
    rows = []
    for entry in entries:
        texts = {code: entry.base(code) if draw(st.booleans()) else draw(words) for code in CODES}
        answers.update({(entry.number, department, code): text for code, text in texts.items()})
        rows.append(Answer(entry, texts))
    file = ReturnedFile(f"{department}.xlsx", department, f"{datetime(2026, 11, 24):%Y-%m-%d}", (), ())
    return Return(file, department, "一期", entries[0].serial, tuple(rows))


def _edited_by_clerk(draw: st.DrawFn, master: Master) -> Master:
    """The master after the clerk has changed some departments' texts by hand."""
    tasks = []
    for task in master.table.tasks:
        for code in CODES:
            for department in master.departments_of(task):
                if draw(st.integers(0, 5)) == 0:
                    new = draw(words)
                    members = master.departments_of(task)
                    cell = replace_text(task.text(code), department, new, members, master.names)
                    task = replace(task, **{code: cell})  # noqa: PLW2901 - the task as edited so far
        tasks.append(task)
    return replace(master, table=replace(master.table, tasks=tuple(tasks)))


def merged(master: Master, returns: tuple[Return, ...]) -> Master:
    """The master with every change that needs no decision carried out."""
    plan = plan_merge(master, returns)
    cells = {(u.change.row, u.change.column): u.cell_new for u in carry_out(master, plan.changes)}
    tasks = tuple(
        replace(task, **{code: text for (row, code), text in cells.items() if row == task.row})
        for task in master.table.tasks
    )
    return replace(master, table=replace(master.table, tasks=tasks))


def expected_text(base: str, mine: str, theirs: str | None) -> str:
    """The three-way rule in its plainest form; a conflict leaves what the master has."""
    if theirs is None or theirs == base:
        return mine
    return theirs if mine == base else mine


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_the_merged_master_is_what_the_three_way_rule_says_and_nobody_else_changes(case: Round) -> None:
    after = merged(case.now, case.returns)
    for old, current, new in zip(
        case.before.table.tasks, case.now.table.tasks, after.table.tasks, strict=True
    ):
        for code in CODES:
            for department in case.now.departments_of(current):
                base = case.before.text_of(old, code, department)
                mine = case.now.text_of(current, code, department)
                theirs = case.answers.get((current.number, department, code))
                assert after.text_of(new, code, department) == expected_text(base, mine, theirs)
            members = case.now.departments_of(current)
            kept = unattributed_text(current.text(code), members, case.now.names)
            assert unattributed_text(new.text(code), members, after.names) == kept


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_every_difference_is_a_change_and_every_real_clash_a_conflict(case: Round) -> None:
    plan = plan_merge(case.now, case.returns)
    for change in plan.changes:
        assert change.theirs not in (change.base, change.mine)
        assert change.is_conflict == (change.mine != change.base)
        assert change.decision == (Decision.OPEN if change.is_conflict else Decision.TAKE)
    proposed = {(change.task, change.department, change.column) for change in plan.changes}
    for (number, department, code), theirs in case.answers.items():
        task = next(task for task in case.now.table.tasks if task.number == number)
        old = next(task for task in case.before.table.tasks if task.number == number)
        mine = case.now.text_of(task, code, department)
        base = case.before.text_of(old, code, department)
        assert ((number, department, code) in proposed) == (theirs not in (base, mine))


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_merging_again_proposes_only_the_open_conflicts(case: Round) -> None:
    after = merged(case.now, case.returns)
    again = plan_merge(after, case.returns)
    assert all(change.is_conflict for change in again.changes)
    assert merged(after, case.returns) == after


@settings(max_examples=100, deadline=None)
@given(rounds(), st.randoms())
def test_the_order_of_arrival_makes_no_difference_to_any_text(case: Round, random: object) -> None:
    shuffled = list(case.returns)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = merged(case.now, case.returns), merged(case.now, tuple(shuffled))
    for left, right in zip(one.table.tasks, other.table.tasks, strict=True):
        for code in CODES:
            for department in one.departments_of(left):
                assert one.text_of(left, code, department) == other.text_of(right, code, department)
            assert compose_progress(parse_progress(left.text(code), one.names)) == left.text(code)
