"""Who and what is a returned file, where its marks survived and where only the table did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas
import pytest
from openpyxl import Workbook, load_workbook

from tests.answers import fill, places
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.actions.returns.collect import collect
from xlreport.books.file import FileBook
from xlreport.books.returned import read_returned
from xlreport.core.master.ledger import LedgerState
from xlreport.core.merge.changes import Decision
from xlreport.core.returns.identification import identify
from xlreport.core.returns.returned import Confidence, Rejection, Return
from xlreport.core.schema import DIRECTORY_SHEET, FEEDBACK_SHEET, PREVIEW_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"
NEW = "已于11月20日办结。"


@pytest.fixture
def sent(master: Path) -> Path:
    """A master whose department books are out."""
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


def answered(master: Path, department: str = "区医保局", number: str = "22") -> Path:
    """The department's book with one answer in it, outside the folder of returned files."""
    book = master.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
    return fill(book, {number: {"progress": NEW}}, master.parent / "收到" / f"{department}.xlsx")


def copied(path: Path, target: Path, *, head: bool = True, ids: bool = False) -> Path:
    """The table copied into a new workbook: with what stands above it, with its hidden column, or not."""
    source = load_workbook(path)[FEEDBACK_SHEET]
    header_row, _ = places(source)
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in source.iter_rows(min_row=1 if head else header_row):
        sheet.append([cell.value if ids or cell.column > 1 else None for cell in row])
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(target)
    return target


def returned(master: Path, name: str) -> Path:
    return master.parent / "回收" / PERIOD / name


def run(master: Path, *, apply: bool = True, minutes: int = 0) -> MergeResult:
    return merge(FileBook(master), SilentUi(), now=NOW + timedelta(minutes=minutes), apply=apply)


def progress(master: Path, number: str) -> str:
    return next(t.progress for t in read_master(FileBook(master)).table.tasks if t.number == number)


def decide(master: Path, choices: Sequence[tuple[str, Decision]]) -> None:
    """Choose on the preview sheet in the first row that holds each text."""
    book = FileBook(master)
    for text, decision in choices:
        rows = sheet_texts(book, PREVIEW_SHEET)
        row = next(i for i, texts in enumerate(rows, start=1) if text in texts and "待定" in texts)
        book.write(PREVIEW_SHEET, {(row, rows[row - 1].index("待定") + 1): decision})
    book.save()


def known(path: Path, master: Path, sender: str = "") -> Return:
    found = identify(replace(read_returned(path), sender=sender), read_master(FileBook(master)))
    assert isinstance(found, Return), found
    return found


def refused(path: Path, master: Path, sender: str = "") -> str:
    found = identify(replace(read_returned(path), sender=sender), read_master(FileBook(master)))
    assert isinstance(found, Rejection), found
    return found.reason


def test_a_signed_book_is_sure(sent: Path) -> None:
    found = known(answered(sent), sent)
    assert (found.department, found.confidence) == ("区医保局", Confidence.SURE)
    assert "签名" in found.grounds


def test_a_table_copied_with_its_hidden_column_is_sure(sent: Path) -> None:
    path = copied(answered(sent), returned(sent, "新建.xlsx"), ids=True)
    assert known(path, sent).confidence == Confidence.SURE


def test_a_table_copied_without_any_mark_is_likely_by_what_its_head_says_and_is_merged(sent: Path) -> None:
    path = copied(answered(sent), returned(sent, "新建.xlsx"))
    found = known(path, sent)
    assert (found.department, found.period, found.confidence) == ("区医保局", PERIOD, Confidence.LIKELY)
    assert "表上写着区医保局" in found.grounds and "2项任务" in found.grounds
    result = run(sent)
    assert progress(sent, "22") == NEW
    assert [(s.confidence, s.decision) for s in result.plan.sources] == [(Confidence.LIKELY, Decision.TAKE)]


def test_the_bare_table_alone_is_doubtful_and_waits_for_the_clerk(sent: Path) -> None:
    before = read_master(FileBook(sent))
    copied(answered(sent), returned(sent, "只有表.xlsx"), head=False)
    result = run(sent)
    (source,) = result.plan.sources
    assert (source.department, source.confidence) == ("区医保局", Confidence.DOUBTFUL)
    assert source.decision == Decision.OPEN and not result.updates
    assert [(c.theirs, c.decision) for c in result.plan.changes] == [(NEW, Decision.OPEN)]
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (before.table, before.ledger), "nor does it count as an answer"
    preview = "\n".join("|".join(row) for row in sheet_texts(FileBook(sent), PREVIEW_SHEET))
    assert "整份文件" in preview and "不确定" in preview and "没有写单位和期次" in preview


def test_once_the_clerk_has_confirmed_a_doubtful_file_it_is_merged_like_any_other(sent: Path) -> None:
    copied(answered(sent), returned(sent, "只有表.xlsx"), head=False)
    run(sent, apply=False)
    decide(sent, [("整份文件", Decision.TAKE)])
    run(sent, minutes=1)
    assert progress(sent, "22") == NEW
    states = {(e.department, e.number): e.state for e in read_master(FileBook(sent)).ledger}
    assert states["区医保局", "22"] == LedgerState.RETURNED
    assert run(sent, minutes=2).merged_before == ("只有表.xlsx",)


def test_a_doubtful_file_that_the_clerk_declines_changes_nothing_and_is_not_asked_again(sent: Path) -> None:
    before = read_master(FileBook(sent))
    copied(answered(sent), returned(sent, "只有表.xlsx"), head=False)
    run(sent, apply=False)
    decide(sent, [("整份文件", Decision.KEEP)])
    for minutes in (1, 2):
        result = run(sent, minutes=minutes)
        assert [r.reason for r in result.plan.rejections] == ["按您的决定未采用"]
        assert not result.plan.undecided
    after = read_master(FileBook(sent))
    assert (after.table, after.ledger) == (before.table, before.ledger)


def test_deciding_on_a_single_change_does_not_let_a_doubtful_file_in(sent: Path) -> None:
    copied(answered(sent), returned(sent, "只有表.xlsx"), head=False)
    run(sent, apply=False)
    decide(sent, [(NEW, Decision.TAKE)])
    assert not run(sent, minutes=1).updates
    assert progress(sent, "22") == "相关政策已执行。"


def test_a_doubtful_file_never_takes_the_place_of_a_sure_one(sent: Path) -> None:
    fill(answered(sent), {"22": {"progress": "确定的回答"}}, returned(sent, "原表.xlsx"))
    copied(answered(sent), returned(sent, "只有表.xlsx"), head=False)
    result = run(sent)
    assert progress(sent, "22") == "确定的回答"
    assert [(r.file, "不能确定" in r.reason) for r in result.plan.rejections] == [("只有表.xlsx", True)]


def test_a_table_that_fits_several_departments_alike_is_left_to_the_clerk(master: Path) -> None:
    book = FileBook(master)
    data = read_master(book)
    column = data.table.columns["departments"]
    shared = {(t.row, column): "区医保局、区民政局" for t in data.tasks_of("区医保局")}
    book.write(TABLE_SHEET, {**{(t.row, column): "区财政局" for t in data.tasks_of("区民政局")}, **shared})
    book.save()
    dispatch(FileBook(master), SilentUi(), now=NOW)
    path = copied(answered(master), master.parent / "表.xlsx", head=False)
    assert "区医保局、区民政局的任务都对得上" in refused(path, master)


def test_a_workbook_of_other_tasks_is_nobodys(sent: Path) -> None:
    path = copied(answered(sent), sent.parent / "别的.xlsx", head=False)
    workbook = load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    header_row, columns = places(sheet)
    for row in range(header_row + 1, sheet.max_row + 1):
        sheet.cell(row, columns["content"]).value = "与本总表无关的一项工作"
    workbook.save(path)
    assert "对不上任何一份" in refused(path, sent)


def test_reworded_tasks_make_a_copied_table_doubtful(sent: Path) -> None:
    path = copied(answered(sent), sent.parent / "改过.xlsx")
    workbook = load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    header_row, columns = places(sheet)
    cell = sheet.cell(header_row + 1, columns["content"])
    cell.value = f"{cell.value}（本局意见：延期）"
    workbook.save(path)
    found = known(path, sent)
    assert found.confidence == Confidence.DOUBTFUL and "对不上的行" in found.grounds


def write_address(master: Path, department: str, address: str) -> None:
    book = FileBook(master)
    data = read_master(book)
    entry = data.directory.find(department)
    assert entry is not None
    book.write(DIRECTORY_SHEET, {(entry.row, 6): address})
    book.save()


def test_a_copied_table_without_a_name_is_likely_where_its_sender_and_period_are_known(sent: Path) -> None:
    write_address(sent, "区医保局", "YBJ@licheng.gov.cn；备用@licheng.gov.cn")
    path = copied(answered(sent), sent.parent / "表.xlsx")
    workbook = load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    for row in sheet.iter_rows(max_row=4):
        for cell in row:
            if cell.value == "区医保局":
                cell.value = None
    workbook.save(path)
    found = known(path, sent, "张三 <ybj@licheng.gov.cn>")
    assert found.confidence == Confidence.LIKELY and "从该单位的邮箱发来" in found.grounds
    assert known(path, sent).confidence == Confidence.DOUBTFUL


def test_a_book_sent_from_another_departments_address_is_left_to_the_clerk(sent: Path) -> None:
    write_address(sent, "区财政局", "czj@licheng.gov.cn")
    reason = refused(answered(sent), sent, "czj@licheng.gov.cn")
    assert "区财政局" in reason and "区医保局" in reason and "请核实" in reason
    assert known(answered(sent), sent, "unknown@qq.com").confidence == Confidence.SURE


def test_an_address_shared_by_departments_speaks_against_none_of_them(sent: Path) -> None:
    for department in ("区财政局", "区医保局"):
        write_address(sent, department, "zwzx@licheng.gov.cn")
    assert known(answered(sent), sent, "zwzx@licheng.gov.cn").confidence == Confidence.SURE


def test_row_ids_of_another_master_are_refused_even_without_a_token(
    sent: Path, master_path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "别的" / master_path.name
    other.parent.mkdir()
    other.write_bytes(master_path.read_bytes())
    dispatch(FileBook(other), SilentUi(), now=NOW)
    path = copied(answered(other), tmp_path / "表.xlsx", ids=True)
    workbook = load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    header_row, _ = places(sheet)
    sheet.cell(header_row - 1, 1).value = None
    workbook.save(path)
    assert "不是本总表的" in refused(path, sent)


def test_collect_says_how_sure_it_is_and_why(sent: Path) -> None:
    copied(answered(sent), returned(sent, "新建.xlsx"))
    found = collect(FileBook(sent), SilentUi(), today=NOW.date())
    (file,) = found.as_json()["files"]
    assert file["confidence"] == "很可能" and "没有下发标识" in file["grounds"]


def test_a_period_changed_by_hand_is_pointed_out(sent: Path) -> None:
    path = answered(sent)
    workbook = load_workbook(path)
    for row in workbook[FEEDBACK_SHEET].iter_rows(max_row=4):
        for cell in row:
            if cell.value == PERIOD:
                cell.value = "2026年12月"
    workbook.save(path)
    found = known(path, sent)
    assert found.period == PERIOD
    assert any("2026年12月" in text and PERIOD in text for text in found.warnings)


def test_a_task_of_the_same_number_but_another_content_is_another_task(sent: Path) -> None:
    path = answered(sent)
    target = returned(sent, path.name)
    target.parent.mkdir(parents=True)
    path.rename(target)
    book = FileBook(sent)
    data = read_master(book)
    row = next(task.row for task in data.table.tasks if task.number == "22")
    book.write(TABLE_SHEET, {(row, data.table.columns["content"]): "组织全区中小学春季运动会。"})
    book.save()
    result = run(sent)
    assert not result.plan.changes and progress(sent, "22") == "相关政策已执行。"
    assert any("已经找不到" in text for text in result.plan.warnings)


def test_a_task_reworded_by_the_clerk_takes_the_answer_and_is_pointed_out(sent: Path) -> None:
    path = answered(sent)
    target = returned(sent, path.name)
    target.parent.mkdir(parents=True)
    path.rename(target)
    book = FileBook(sent)
    data = read_master(book)
    task = next(task for task in data.table.tasks if task.number == "22")
    book.write(
        TABLE_SHEET,
        {
            (task.row, data.table.columns["number"]): 99,
            (task.row, data.table.columns["content"]): f"{task.content}另按省局最新要求执行。",
        },
    )
    book.save()
    result = run(sent)
    assert progress(sent, "99") == NEW
    assert any("第22项的政策内容在下发以后改过" in text for text in result.plan.warnings)


@pytest.mark.parametrize("options", [{"header": None}, {}], ids=["无表头", "首行作表头"])
@pytest.mark.parametrize("index", [False, True], ids=["无行号", "带行号"])
@pytest.mark.parametrize("marked", [True, False], ids=["带标识", "不带标识"])
def test_a_book_read_and_written_by_pandas_in_any_way_is_merged(
    sent: Path, options: dict[str, None], index: bool, marked: bool
) -> None:
    frame = pandas.read_excel(answered(sent), sheet_name=FEEDBACK_SHEET, engine="openpyxl", **options)
    if not marked:
        frame = frame.iloc[:, 1:]
    target = returned(sent, "pandas.xlsx")
    target.parent.mkdir(parents=True)
    frame.to_excel(target, index=index, header=bool(not options))
    result = run(sent)
    assert progress(sent, "22") == NEW and not result.plan.warnings
    wanted = Confidence.SURE if marked else Confidence.LIKELY
    assert [source.confidence for source in result.plan.sources] == [wanted]


def test_the_master_itself_among_the_returned_files_is_nobodys_answer(sent: Path) -> None:
    assert "几个单位的任务" in refused(sent, sent)
