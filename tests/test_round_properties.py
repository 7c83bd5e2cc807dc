"""Laws of a whole round: random tables, answers, mangled books, edits by the clerk and decisions.

The first laws run on painted books held in memory, the last on workbooks in folders through the actions.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from tests.answers import edit, places
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.merge.undo import undo_merge
from xlreport.books.file import FileBook, grid_of
from xlreport.core.dispatch.plan import DepartmentBook, plan_dispatch
from xlreport.core.master.directory import Directory
from xlreport.core.master.master import Master
from xlreport.core.master.settings import Settings
from xlreport.core.master.table import match_headings
from xlreport.core.merge.carry_out import carry_out
from xlreport.core.merge.changes import Change, Decision
from xlreport.core.merge.plan import plan_merge
from xlreport.core.model import Department, Task, TaskTable
from xlreport.core.returns.identification import identify
from xlreport.core.returns.returned import Confidence, Return, ReturnedFile, ReturnedSheet
from xlreport.core.schema import COLUMNS, FEEDBACK_SHEET, PREVIEW_SHEET, REPORTED_COLUMNS, TABLE_SHEET
from xlreport.core.text import as_text, is_blank
from xlreport.core.wording.progress import replace_text, unattributed_text
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.sheets.dispatch.department import build_department_book
from xlreport.ui.port import SilentUi

DEPARTMENTS = ("区科技局", "区民政局", "区财政局", "区文化和旅游局")
CONTENTS = (
    "对新型研发机构开展绩效评价，按结果给予补助。",
    "提高城乡居民最低生活保障标准，逐月发放到位。",
    "落实小微企业税费减免，做到应享尽享。",
    "支持文艺院团下乡演出，全年不少于二十场。",
)
CODES = tuple(column.code for column in REPORTED_COLUMNS)
PERIOD = "2026年11月"
NOW = datetime(2026, 11, 25, 9, 0, 0)
Place = tuple[str, str, str]
"""The content of a task, a department and a column code."""

TEXTS = ("", "无", "已办结。", "正在推进，完成60%。", "1.宣传。\n2.走访。", "=A1", "2026年11月20日")
words = st.sampled_from(TEXTS)


@st.composite
def tables(draw: st.DrawFn) -> Master:
    """A master of one to four tasks; departments that say the same share joint paragraphs."""
    directory = Directory(tuple(Department(name) for name in DEPARTMENTS))
    tasks = []
    for number, content in enumerate(CONTENTS[: draw(st.integers(1, len(CONTENTS)))], start=1):
        members = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=4, unique=True))
        task = Task(str(number), content=content, departments="、".join(members), row=number + 4)
        for code in CODES:
            cell = draw(st.sampled_from(["", "", "没有署名的一段话。"])) if len(members) > 1 else ""
            for name in draw(st.permutations(members)):
                cell = replace_text(cell, name, draw(words), members, directory.names())
            task = replace(task, **{code: cell})
        tasks.append(task)
    columns = {column.code: position for position, column in enumerate(COLUMNS, start=1)}
    table = TaskTable("附件1", ("标题",), tuple(tasks), TABLE_SHEET, 4, columns, {})
    return Master(table, directory, Settings({"master_id": "m", "key": "secret"}, {}), ())


@dataclass(frozen=True)
class Case:
    """A dispatched master, what the clerk made of it, the files that came back and what they answer."""

    before: Master
    now: Master
    files: tuple[ReturnedFile, ...]
    answers: Mapping[Place, str]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    before = draw(tables())
    plan = plan_dispatch(before, PERIOD, "m", "secret", "2026-11-23 09:00:00")
    before = replace(before, ledger=plan.added)
    answers: dict[Place, str] = {}
    files = [_returned(draw, book, answers) for book in plan.books if draw(st.booleans())]
    return Case(before, _by_the_clerk(draw, before), tuple(draw(st.permutations(files))), answers)


def _returned(draw: st.DrawFn, book: DepartmentBook, answers: dict[Place, str]) -> ReturnedFile:
    """A department book filled in, then sorted, with rows and columns put in, its marks lost.

    One that is all empty answers nothing.
    """
    grid = grid_of(build_department_book(book)[FEEDBACK_SHEET])
    rows = [[as_text(value) for value in row] for row in grid.rows]
    rows = [row + [""] * (grid.width - len(row)) for row in rows]
    header = next(i for i, row in enumerate(rows) if "progress" in match_headings(row))
    columns = match_headings(rows[header])
    table = rows[header + 1 :]
    said: dict[Place, str] = {}
    for row in table:
        for code in CODES:
            if draw(st.booleans()):
                row[columns[code]] = draw(words)
            said[row[columns["content"]], book.department, code] = row[columns[code]]
    answers.update(said if any(said.values()) else {})
    marked = draw(st.booleans())
    if not marked:
        for row in rows:
            row[0] = ""
    table = [list(row) for row in draw(st.permutations(table))]
    if draw(st.booleans()):
        table.append(list(table[0]))
    for _ in range(draw(st.integers(0, 2))):
        table.insert(draw(st.integers(0, len(table))), [""] * grid.width)
    rows = [*rows[: header + 1], *table]
    if draw(st.booleans()):
        place = draw(st.integers(1, grid.width))
        rows = [[*row[:place], "", *row[place:]] for row in rows]
    sheet = ReturnedSheet(FEEDBACK_SHEET, tuple(tuple(row) for row in rows))
    tokens = (book.token,) if marked else ()
    return ReturnedFile(f"{book.department}.xlsx", book.department, "2026-11-24", tokens, (sheet,))


def _by_the_clerk(draw: st.DrawFn, master: Master) -> Master:
    """The master after the clerk has edited texts, renumbered and moved tasks."""
    tasks = []
    for task in draw(st.permutations(master.table.tasks)):
        for code in CODES:
            for name in master.departments_of(task):
                if draw(st.integers(0, 4)) == 0:
                    members = master.departments_of(task)
                    cell = replace_text(task.text(code), name, draw(words), members, master.names)
                    task = replace(task, **{code: cell})  # noqa: PLW2901 - the task as edited so far
        tasks.append(task)
    step = draw(st.sampled_from([0, 0, 1, 10]))
    moved = (replace(t, row=i, number=str(int(t.number) + step)) for i, t in enumerate(tasks, start=5))
    return replace(master, table=replace(master.table, tasks=tuple(moved)))


def understood(case: Case) -> tuple[Return, ...]:
    found = [identify(file, case.now) for file in case.files]
    assert all(isinstance(item, Return) for item in found), found
    return tuple(item for item in found if isinstance(item, Return))


def task_of(master: Master, content: str) -> Task:
    return next(task for task in master.table.tasks if task.content == content)


def expected(base: str, mine: str, theirs: str | None, decision: Decision) -> str:
    """What a department's text becomes; the decision counts where both sides changed it."""
    if theirs is None or theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    both = "\n".join(text for text in (mine, theirs) if not is_blank(text))
    return {Decision.TAKE: theirs, Decision.BOTH: both}.get(decision, mine)


def applied(master: Master, returns: Sequence[Return], decisions: Mapping[Place, Decision]) -> Master:
    """The master with its cells and its ledger as merging leaves them."""
    contents = {task.number: task.content for task in master.table.tasks}

    def decide(changes: Sequence[Change]) -> tuple[Sequence[Change], Sequence[str]]:
        chosen = [
            replace(c, decision=decisions[contents[c.task], c.department, c.column]) if c.is_conflict else c
            for c in changes
        ]
        return chosen, ()

    plan = plan_merge(master, returns, decide)
    cells = {(u.change.row, u.change.column): u.cell_new for u in carry_out(master, plan.changes)}
    tasks = tuple(
        replace(task, **{code: text for (row, code), text in cells.items() if row == task.row})
        for task in master.table.tasks
    )
    recorded = {(record.after.serial, record.after.task_id): record.after for record in plan.ledger_updates}
    ledger = tuple(recorded.get((entry.serial, entry.task_id), entry) for entry in master.ledger)
    return replace(master, table=replace(master.table, tasks=tasks), ledger=ledger)


@st.composite
def decided(draw: st.DrawFn) -> tuple[Case, dict[Place, Decision]]:
    case = draw(cases())
    return case, {place: draw(st.sampled_from(list(Decision))) for place in case.answers}


def assert_as_the_model_says(
    before: Master,
    now: Master,
    after: Master,
    answers: Mapping[Place, str],
    decisions: Mapping[Place, Decision],
) -> None:
    for task in now.table.tasks:
        members = now.departments_of(task)
        old, new = task_of(before, task.content), task_of(after, task.content)
        for code in CODES:
            for name in members:
                place = (task.content, name, code)
                text = expected(
                    before.text_of(old, code, name),
                    now.text_of(task, code, name),
                    answers.get(place),
                    decisions.get(place, Decision.OPEN),
                )
                assert after.text_of(new, code, name) == text, place
            kept = unattributed_text(task.text(code), members, now.names)
            assert unattributed_text(new.text(code), members, after.names) == kept


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(decided())
def test_mangled_books_merge_as_the_three_way_rule_and_the_clerks_decisions_say(
    drawn: tuple[Case, dict[Place, Decision]],
) -> None:
    case, decisions = drawn
    after = applied(case.now, understood(case), decisions)
    assert_as_the_model_says(case.before, case.now, after, case.answers, decisions)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(decided())
def test_merging_mangled_books_again_with_every_answer_taken_changes_nothing(
    drawn: tuple[Case, dict[Place, Decision]],
) -> None:
    case, _ = drawn
    take = dict.fromkeys(case.answers, Decision.TAKE)
    once = applied(case.now, understood(case), take)
    assert applied(once, understood(replace(case, now=once)), take) == once


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_whose_a_mangled_book_is_does_not_depend_on_its_marks(case: Case) -> None:
    for file, found in zip(case.files, understood(case), strict=True):
        assert found.department == file.name.removesuffix(".xlsx")
        assert found.confidence == (Confidence.SURE if file.tokens else Confidence.LIKELY)
        dispatched = {e.task_id for e in case.before.ledger if e.department == found.department}
        assert {answer.entry.task_id for answer in found.answers} == dispatched


ANSWERING = ("区科技局", "区财政局", "市生态环境局历城分局", "区工业和信息化局")


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.booleans())
def test_a_round_through_files_gives_the_model_and_undoing_it_every_character(
    master_path: Path, seed: int, backwards: bool
) -> None:
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        master = Path(folder) / master_path.name
        shutil.copy2(master_path, master)
        books = dispatch(FileBook(master), SilentUi(), now=NOW, period=PERIOD).books
        before = read_master(FileBook(master))
        answers: dict[Place, str] = {}
        for book in (book for book in books if book.department in ANSWERING):
            target = Path(folder) / "回收" / PERIOD / f"{book.department}(1).xlsx"
            edit(book.path, partial(_fill_in, random, book.department, backwards, answers), target)
        _edit_master(master, random)
        now = read_master(FileBook(master))
        merge(FileBook(master), SilentUi(), now=NOW)
        decisions = _decide(master, now, random)
        merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=1), apply=True)
        after = read_master(FileBook(master))
        assert_as_the_model_says(before, now, after, answers, decisions)
        again = merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=2), apply=True)
        assert not again.updates and not again.plan.ledger_updates
        assert read_master(FileBook(master)).table == after.table
        undo_merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=3))
        undone = read_master(FileBook(master))
        assert (undone.table, undone.ledger) == (now.table, now.ledger)


def _fill_in(
    random: Random, department: str, backwards: bool, answers: dict[Place, str], sheet: Worksheet
) -> None:
    """Type random answers into a book, and turn its rows upside down if asked."""
    header_row, columns = places(sheet)
    rows = range(header_row + 1, sheet.max_row + 1)
    for row in rows:
        for code in CODES:
            cell = sheet.cell(row, columns[code])
            if random.random() < 0.5:
                _set_text(cell, random.choice(TEXTS[1:]))
            answers[str(sheet.cell(row, columns["content"]).value), department, code] = str(cell.value or "")
    if backwards:
        values = [[cell.value for cell in sheet[row]] for row in rows]
        for row, line in zip(rows, reversed(values), strict=True):
            for column, value in enumerate(line, start=1):
                _set_text(sheet.cell(row, column), value)


def _set_text(cell: Cell | MergedCell, value: object) -> None:
    assert isinstance(cell, Cell)
    cell.value = None if value is None else str(value)
    if value is not None:
        cell.data_type = "s"


def _edit_master(master: Path, random: Random) -> None:
    """The clerk rewrites some departments' texts."""
    book = FileBook(master)
    data = read_master(book)
    cells: dict[tuple[int, int], str | int] = {}
    for task in data.table.tasks:
        if random.random() < 0.3:
            members = data.departments_of(task)
            name = random.choice(members)
            cell = replace_text(task.progress, name, "办公室改的文字。", members, data.names)
            cells[task.row, data.table.columns["progress"]] = cell
    book.write(TABLE_SHEET, cells)
    book.save()


def _decide(master: Path, now: Master, random: Random) -> dict[Place, Decision]:
    """The clerk decides on every conflict of the preview."""
    book = FileBook(master)
    contents = {task.number: task.content for task in now.table.tasks}
    codes = {column.heading.replace("\n", ""): column.code for column in REPORTED_COLUMNS}
    decisions: dict[Place, Decision] = {}
    cells: dict[tuple[int, int], str | int] = {}
    for number, row in enumerate(sheet_texts(book, PREVIEW_SHEET), start=1):
        if Decision.OPEN in row and row[2] in codes:
            choice = random.choice([Decision.TAKE, Decision.KEEP, Decision.BOTH])
            decisions[contents[row[0]], row[1], codes[row[2]]] = choice
            cells[number, row.index(Decision.OPEN) + 1] = choice
    if cells:
        book.write(PREVIEW_SHEET, cells)
        book.save()
    return decisions
