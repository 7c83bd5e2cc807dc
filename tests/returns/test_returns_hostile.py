"""What departments do to their files, one case a line: what is taken from each, and what the clerk is told.

All cases start from the book of 区科技局 with tasks 8, 14 (nothing reported yet) and 16, all shared.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import packages
from tests.answers import places, set_saved_time
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.books.file import FileBook
from xlreport.books.returned import read_returned
from xlreport.core.master.ledger import LedgerState
from xlreport.core.master.master import Master
from xlreport.core.merge.carry_out import carry_out
from xlreport.core.merge.changes import Decision, MergePlan
from xlreport.core.merge.plan import plan_merge
from xlreport.core.returns.identification import identify
from xlreport.core.returns.returned import Rejection
from xlreport.core.schema import FEEDBACK_SHEET, PREVIEW_SHEET, REPORTED_COLUMNS
from xlreport.core.wording.progress import text_of
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"
DEPARTMENT = "区科技局"
NEW = "已于11月20日办结。"
TASKS = ("8", "14", "16")
Taken = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Case:
    """What is done to a filled book; the texts then taken, those that wait, and what is said of it."""

    name: str
    mangle: Callable[[Table], object]
    taken: Taken = field(default_factory=dict)
    waiting: Taken = field(default_factory=dict)
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The sheet of a department book, its cells reached by task and column."""

    sheet: Worksheet

    @property
    def header_row(self) -> int:
        return places(self.sheet)[0]

    def row(self, task: str) -> int:
        header_row, columns = places(self.sheet)
        rows = range(header_row + 1, self.sheet.max_row + 1)
        return next(r for r in rows if self.sheet.cell(r, columns["number"]).value == task)

    def column(self, code: str) -> int:
        return places(self.sheet)[1][code]

    def write(self, task: str, code: str, value: object) -> None:
        self.sheet.cell(self.row(task), self.column(code)).value = value  # type: ignore[assignment]

    def place(self, task: str, code: str) -> str:
        return self.sheet.cell(self.row(task), self.column(code)).coordinate

    @property
    def workbook(self) -> Workbook:
        workbook = self.sheet.parent
        assert isinstance(workbook, Workbook)
        return workbook


def writing(task: str, code: str, value: object) -> Callable[[Table], None]:
    return lambda table: table.write(task, code, value)


def then(*steps: Callable[[Table], object]) -> Callable[[Table], None]:
    def all_steps(table: Table) -> None:
        for step in steps:
            step(table)

    return all_steps


def answering(task: str = "14", code: str = "progress") -> Callable[[Table], None]:
    return writing(task, code, NEW)


def sort_backwards(table: Table) -> None:
    sheet, first = table.sheet, table.header_row + 1
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
    for number, values in enumerate(reversed(rows), start=first):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def delete_column(code: str) -> Callable[[Table], None]:
    def delete(table: Table) -> None:
        unmerge_all(table)
        table.sheet.delete_cols(table.column(code))

    return delete


def unmerge_all(table: Table) -> None:
    for area in list(table.sheet.merged_cells.ranges):
        table.sheet.unmerge_cells(area.coord)


def insert_rows(table: Table) -> None:
    unmerge_all(table)
    table.sheet.insert_rows(1, 2)
    table.sheet.insert_rows(table.row("16"))


def hide_and_filter(table: Table) -> None:
    table.sheet.row_dimensions[table.row("14")].hidden = True
    table.sheet.column_dimensions["C"].hidden = True
    table.sheet.auto_filter.ref = f"B{table.header_row}:N{table.sheet.max_row}"
    table.sheet.auto_filter.add_filter_column(0, ["8"])


def beside(table: Table) -> None:
    table.sheet.cell(table.header_row, 15).value = "本局意见"
    table.sheet.cell(table.row("14"), 15).value = "写在旁边的回答"


def below(table: Table) -> None:
    table.sheet.cell(table.sheet.max_row + 2, 2).value = "联系人：王五，有问题请来电。"


def below_in_the_answers(table: Table) -> None:
    table.sheet.cell(table.sheet.max_row + 1, table.column("progress")).value = "总体进展顺利。"


def above(table: Table) -> None:
    table.sheet.cell(4, 14).value = "我局无其他意见"


def foreign_row(table: Table) -> None:
    row = table.sheet.max_row + 1
    for code, text in (("number", "24"), ("content", "全区工业稳增长"), ("progress", NEW)):
        table.sheet.cell(row, table.column(code)).value = text


def merge_down(table: Table) -> None:
    top, bottom = table.place("8", "progress"), table.place("14", "progress")
    table.sheet.merge_cells(f"{top}:{bottom}")


def merge_sideways(table: Table) -> None:
    table.sheet.merge_cells(f"{table.place('8', 'problems')}:{table.place('8', 'progress')}")


def second_table(table: Table) -> None:
    copy = table.workbook.copy_worksheet(table.sheet)
    copy.title = "反馈表 (2)"
    Table(copy).write("14", "progress", "写在第二张上")


def attachment(table: Table) -> None:
    table.workbook.create_sheet("附件").append(["企业名单", "某公司"])


def empty_all(table: Table) -> None:
    for task in TASKS:
        for column in REPORTED_COLUMNS:
            table.write(task, column.code, None)


def twice(table: Table) -> None:
    values = [cell.value for cell in table.sheet[table.row("14")]]
    table.sheet.append(values)
    table.sheet.cell(table.sheet.max_row, table.column("progress")).value = "另一种说法"


def rewrite_all_locked(table: Table) -> None:
    for code in ("category", "provincial", "departments", "leaders", "heads", "deadline", "remark"):
        table.write("14", code, "改过")


RICH = CellRichText("已", TextBlock(InlineFont(b=True), "全部"), "办结")
BASE_8 = "积极走访生物医药企业，宣传该项政策，帮助符合条件的企业申请资金。"
CASES = (
    Case("只填几行", answering(), {("14", "progress"): NEW}),
    Case("什么都没改", lambda table: None),
    Case("排序", then(answering(), sort_backwards), {("14", "progress"): NEW}),
    Case("插入行", then(answering(), insert_rows), {("14", "progress"): NEW}),
    Case("隐藏和筛选", then(answering(), hide_and_filter), {("14", "progress"): NEW}),
    Case(
        "删除一行",
        then(answering(), lambda t: t.sheet.delete_rows(t.row("16"))),
        {("14", "progress"): NEW},
        said=("缺少第16项所在的行",),
    ),
    Case(
        "删除一栏",
        then(answering(), delete_column("support")),
        {("14", "progress"): NEW},
        said=("缺少“需对上争取的工作”栏",),
    ),
    Case("删除序号栏", then(answering(), delete_column("number")), {("14", "progress"): NEW}),
    Case("删除锁定的栏", then(answering(), delete_column("deadline")), {("14", "progress"): NEW}),
    Case("自己写单位名称", writing("14", "progress", f"区科技局：{NEW}"), {("14", "progress"): NEW}),
    Case("半角冒号", writing("14", "progress", f"区科技局:{NEW}"), {("14", "progress"): NEW}),
    Case(
        "替别的单位写",
        writing("14", "progress", f"{NEW}\n区财政局：不配合。"),
        said=("第14项“政策落实情况”里夹有以其他单位名称开头的段落",),
    ),
    Case("格式文字", writing("14", "progress", RICH), {("14", "progress"): "已全部办结"}),
    Case("数字", writing("14", "support", 13800138000.0), {("14", "support"): "13800138000"}),
    Case("日期", writing("14", "progress", datetime(2026, 11, 20)), {("14", "progress"): "2026年11月20日"}),
    Case(
        "公式没有结果",
        writing("8", "progress", "=A1&已完成"),
        said=("第6行（第8项）的“政策落实情况”写成了公式，没有得出文字", "未采用"),
    ),
    Case(
        "公式出错",
        writing("8", "progress", "#NAME?"),
        said=("（第8项）的“政策落实情况”写成了公式", "#NAME?"),
    ),
    Case(
        "贴图片",
        writing("8", "progress", '_xlfn.DISPIMG("ID_1",1)'),
        said=("（第8项）的“政策落实情况”里贴了图片",),
    ),
    Case("填无", writing("14", "support", "无"), {("14", "support"): "无"}),
    Case(
        "填斜线",
        writing("14", "support", "／"),
        {("14", "support"): "无"},
        said=("（第14项）的“需对上争取的工作”填的是“／”，按“无”处理",),
    ),
    Case("填横线", writing("14", "progress", "—"), {("14", "progress"): "无"}, said=("填的是“—”",)),
    Case(
        "同上",
        writing("14", "progress", "同上。"),
        waiting={("14", "progress"): BASE_8},
    ),
    Case(
        "清空",
        writing("8", "progress", None),
        {("8", "progress"): ""},
        said=("第8项“政策落实情况”原来有文字，返回为空",),
    ),
    Case("只有空格", writing("8", "progress", " 　\n"), {("8", "progress"): ""}, said=("返回为空",)),
    Case("pandas的空值", writing("14", "progress", "nan")),
    Case(
        "整份清空",
        empty_all,
        said=("整份反馈表都没有填写", "总表原有的文字不动"),
    ),
    Case(
        "写在表下面",
        then(answering(), below),
        {("14", "progress"): NEW},
        said=("写有“联系人：王五，有问题请来电。”", "未采用"),
    ),
    Case(
        "写在反馈栏下面",
        then(answering(), below_in_the_answers),
        {("14", "progress"): NEW},
        said=("第9行不属于下发给该单位的事项",),
    ),
    Case(
        "写在表头上方",
        then(answering(), above),
        {("14", "progress"): NEW},
        said=("表头上方）写有“我局无其他意见”",),
    ),
    Case("写在新的一列", beside, said=("O列不是反馈表原有的栏目", "写在旁边的回答")),
    Case("写别人的任务", foreign_row, said=("不属于下发给该单位的事项",)),
    Case(
        "向下合并单元格",
        then(writing("8", "progress", NEW), merge_down),
        {("8", "progress"): NEW},
        waiting={("14", "progress"): NEW},
    ),
    Case(
        "左右合并单元格",
        then(writing("8", "problems", NEW), merge_sideways),
        {("8", "problems"): NEW},
        said=("（第8项）的“政策落实情况”被合并进了旁边的单元格，按没有改动处理",),
    ),
    Case(
        "又多一张表",
        second_table,
        said=("工作表“反馈表 (2)”里还有一张反馈表，只采用了“反馈表”",),
    ),
    Case("多一张附件", attachment, said=("多了工作表“附件”",)),
    Case("同一项写两行", then(answering(), twice), said=("都是第14项，但内容不同，两行都未采用",)),
    Case(
        "改序号",
        then(answering(), writing("14", "number", "41")),
        {("14", "progress"): NEW},
        said=("序号被改为“41”，按下发时的第14项处理",),
    ),
    Case(
        "改政策内容",
        then(answering(), writing("14", "content", "全都改掉")),
        {("14", "progress"): NEW},
        said=("（第14项）的政策内容被改动过",),
    ),
    Case(
        "改其他锁定的栏",
        then(answering(), rewrite_all_locked),
        {("14", "progress"): NEW},
        said=tuple(
            f"{name}（“改过”）"
            for name in (
                "类别",
                "省直责任部门",
                "区级责任部门",
                "分管区领导",
                "责任人(单位主要领导)",
                "工作时限",
                "备注",
            )
        ),
    ),
    Case("乱填状态", writing("14", "status", "差不多了"), said=("“进展状态”写的是“差不多了”",)),
    Case("以等号开头的文字", writing("14", "progress", "'=已完成"), {("14", "progress"): "'=已完成"}),
)


@pytest.fixture(scope="module")
def sent(master_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master whose department books are out; the tests leave it as it is."""
    master = tmp_path_factory.mktemp("sent") / master_path.name
    shutil.copy2(master_path, master)
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


@pytest.fixture(scope="module")
def data(sent: Path) -> Master:
    return read_master(FileBook(sent))


def mangled(sent: Path, target: Path, mangle: Callable[[Table], object]) -> Path:
    """The book of the department after something was done to it."""
    workbook = load_workbook(sent.parent / "下发" / PERIOD / f"{DEPARTMENT}-{PERIOD}.xlsx")
    mangle(Table(workbook[FEEDBACK_SHEET]))
    workbook.save(target)
    return target


def planned(data: Master, path: Path) -> MergePlan:
    found = identify(read_returned(path), data)
    assert not isinstance(found, Rejection), found.reason
    return plan_merge(data, [found])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_thing_done_to_a_book_has_its_outcome_and_is_told(
    case: Case, sent: Path, data: Master, tmp_path: Path
) -> None:
    plan = planned(data, mangled(sent, tmp_path / "a.xlsx", case.mangle))
    by_decision = {
        decision: {(c.task, c.column): c.theirs for c in plan.changes if c.decision == decision}
        for decision in (Decision.TAKE, Decision.OPEN)
    }
    assert by_decision == {Decision.TAKE: case.taken, Decision.OPEN: case.waiting}
    assert all(change.note for change in plan.changes if change.decision == Decision.OPEN)
    told = "\n".join(plan.warnings)
    for text in case.said:
        assert text in told
    if not case.said:
        assert not plan.warnings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_other_text_of_the_table_changes_whatever_is_done_to_a_book(
    case: Case, sent: Path, data: Master, tmp_path: Path
) -> None:
    plan = planned(data, mangled(sent, tmp_path / "a.xlsx", case.mangle))
    for update in carry_out(data, plan.changes):
        task = next(t for t in data.table.tasks if t.row == update.change.row)
        assert task.number in TASKS
        members = data.departments_of(task)
        for name in members:
            if name != DEPARTMENT:
                before = data.text_of(task, update.change.column, name)
                assert text_of(update.cell_new, name, members, data.names) == before


@pytest.mark.parametrize(
    "name", ["a(1).xlsx", "反馈表-副本.xlsx", "最终版_改.xlsx", "区财政局-2026年11月.xlsx"]
)
def test_the_name_of_a_file_says_nothing(name: str, sent: Path, data: Master, tmp_path: Path) -> None:
    found = identify(read_returned(mangled(sent, tmp_path / name, answering())), data)
    assert not isinstance(found, Rejection) and found.department == DEPARTMENT


def test_a_wrong_dimension_as_wps_writes_it_hides_no_row(sent: Path, data: Master, tmp_path: Path) -> None:
    path = mangled(sent, tmp_path / "a.xlsx", answering())
    packages.change(path, sheet=("<dimension ref=", '<dimension ref="A1:A1" other='))
    assert [c.theirs for c in planned(data, path).changes] == [NEW]


def test_a_status_and_the_day_go_into_the_ledger_and_never_into_the_table(sent: Path, tmp_path: Path) -> None:
    master = tmp_path / sent.name
    shutil.copy2(sent, master)

    def fill_in(table: Table) -> None:
        table.write("8", "status", "推进中")
        table.write("14", "status", "未启动")
        table.sheet["L4"] = "2026年11月24日"

    target = tmp_path / "回收" / PERIOD / "a.xlsx"
    target.parent.mkdir(parents=True)
    mangled(sent, target, fill_in)
    before = read_master(FileBook(master)).table
    merge(FileBook(master), SilentUi(), now=NOW, apply=True)
    after = read_master(FileBook(master))
    assert after.table == before
    own = {e.number: e for e in after.ledger if e.department == DEPARTMENT}
    assert {number: own[number].status for number in TASKS} == {"8": "推进中", "14": "未启动", "16": ""}
    assert own["8"].reported_on == "2026年11月24日"


def test_an_empty_book_counts_as_returned_unfilled(sent: Path, data: Master, tmp_path: Path) -> None:
    plan = planned(data, mangled(sent, tmp_path / "a.xlsx", empty_all))
    assert {record.after.state for record in plan.ledger_updates} == {LedgerState.BLANK}
    assert len(plan.ledger_updates) == len(TASKS) and plan.finished


def test_all_that_was_seen_and_not_used_stands_in_the_preview(sent: Path, tmp_path: Path) -> None:
    master = tmp_path / sent.name
    shutil.copy2(sent, master)
    target = tmp_path / "回收" / PERIOD / "a.xlsx"
    target.parent.mkdir(parents=True)
    mangled(sent, target, then(rewrite_all_locked, beside, below, above, attachment))
    merge(FileBook(master), SilentUi(), now=NOW)
    preview = "\n".join("|".join(row) for row in sheet_texts(FileBook(master), PREVIEW_SHEET))
    for text in (
        "工作时限（“改过”）",
        "写在旁边的回答",
        "联系人：王五",
        "我局无其他意见",
        "多了工作表“附件”",
    ):
        assert text in preview


def returning(sent: Path, folder: Path, **files: Callable[[Table], object]) -> Path:
    """A copy of the master beside whose name these files came back, each saved a minute after the other."""
    master = folder / sent.name
    shutil.copy2(sent, master)
    target = folder / "回收" / PERIOD
    target.mkdir(parents=True)
    for minute, (name, mangle) in enumerate(files.items()):
        path = mangled(sent, target / f"{name}.xlsx", mangle)
        set_saved_time(path, datetime(2026, 11, 24, 8, minute))
    return master


def test_an_empty_book_saved_later_takes_no_place_of_one_filled_in(sent: Path, tmp_path: Path) -> None:
    master = returning(sent, tmp_path, 填好的=answering(), 空表=empty_all)
    result = merge(FileBook(master), SilentUi(), now=NOW, apply=True)
    assert [c.theirs for c in result.plan.changes] == [NEW]
    assert [(r.file, "填好的.xlsx" in r.reason) for r in result.plan.rejections] == [("空表.xlsx", True)]


def test_a_filled_book_counts_even_after_an_empty_one_saved_later_was_merged(
    sent: Path, tmp_path: Path
) -> None:
    master = returning(sent, tmp_path, 填好的=answering(), 空表=empty_all)
    filled = tmp_path / "回收" / PERIOD / "填好的.xlsx"
    kept = filled.rename(tmp_path / filled.name)
    merge(FileBook(master), SilentUi(), now=NOW, apply=True)
    kept.rename(filled)
    result = merge(FileBook(master), SilentUi(), now=NOW.replace(minute=5), apply=True)
    assert [c.theirs for c in result.plan.changes] == [NEW] and len(result.updates) == 1
    later = merge(FileBook(master), SilentUi(), now=NOW.replace(minute=9), apply=True)
    assert not later.updates
    own = {e.number: e for e in read_master(FileBook(master)).ledger if e.department == DEPARTMENT}
    assert own["14"].returned_file == "填好的.xlsx"


def test_what_is_meant_by_the_same_as_above_is_taken_once_the_clerk_says_so(
    sent: Path, tmp_path: Path
) -> None:
    master = returning(sent, tmp_path, a=writing("14", "progress", "同上"))
    merge(FileBook(master), SilentUi(), now=NOW)
    book = FileBook(master)
    rows = sheet_texts(book, PREVIEW_SHEET)
    row = next(number for number, texts in enumerate(rows, start=1) if Decision.OPEN in texts)
    assert any("同上" in text for text in rows[row - 1])
    book.write(PREVIEW_SHEET, {(row, rows[row - 1].index(Decision.OPEN) + 1): Decision.TAKE})
    book.save()
    merge(FileBook(master), SilentUi(), now=NOW.replace(minute=5), apply=True)
    after = read_master(FileBook(master))
    task = next(task for task in after.table.tasks if task.number == "14")
    assert after.text_of(task, "progress", DEPARTMENT) == BASE_8


def test_a_waiting_text_that_changed_before_anything_was_chosen_is_no_lost_decision(
    sent: Path, tmp_path: Path
) -> None:
    master = returning(sent, tmp_path, a=writing("14", "progress", "同上"))
    merge(FileBook(master), SilentUi(), now=NOW)
    path = mangled(sent, tmp_path / "回收" / PERIOD / "a.xlsx", answering())
    set_saved_time(path, datetime(2026, 11, 24, 9))
    result = merge(FileBook(master), SilentUi(), now=NOW.replace(minute=5))
    assert [(c.theirs, c.decision) for c in result.plan.changes] == [(NEW, Decision.TAKE)]
    assert not result.plan.warnings


def test_a_name_that_the_directory_does_not_know_is_pointed_out(
    sent: Path, data: Master, tmp_path: Path
) -> None:
    def rename(table: Table) -> None:
        table.sheet["D3"] = "区科学技术委员会"

    plan = planned(data, mangled(sent, tmp_path / "a.xlsx", rename))
    assert any("区科学技术委员会" in text and DEPARTMENT in text for text in plan.warnings)
