"""名录核对: where directory and table differ, which side to change, and short names proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.answers import edit
from tests.test_cli import answered, xlreport
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.importing.check_directory import DirectoryCheckResult, compare_directory
from xlreport.actions.importing.import_ import import_table
from xlreport.books.file import FileBook
from xlreport.core.importing.directory_check import Difference, Side
from xlreport.core.importing.inference import infer_directory
from xlreport.core.master.evidence import is_own, numbered
from xlreport.core.model import Task
from xlreport.core.schema import DIRECTORY_CHECK_SHEET, DIRECTORY_SHEET, TABLE_SHEET
from xlreport.core.wording.offices import is_short_for
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.desk.master.records import write_ledger
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"


@pytest.fixture
def master(seed_path: Path, tmp_path: Path) -> Path:
    """The real table as it is imported, with the program's own directory."""
    path = tmp_path / "任务分工表.xlsx"
    import_table(seed_path, path, SilentUi())
    return path


def check(master: Path) -> DirectoryCheckResult:
    return compare_directory(FileBook(master), SilentUi(), as_of=NOW.date())


def type_in(master: Path, sheet: str, cells: dict[str, str | None]) -> None:
    workbook = load_workbook(master)
    for cell, text in cells.items():
        workbook[sheet][cell].value = text
    workbook.save(master)


def row_of(master: Path, department: str) -> int:
    found = read_master(FileBook(master)).directory.find(department)
    assert found is not None
    return found.row


def only(master: Path) -> Difference:
    (difference,) = check(master).differences
    return difference


# --- evidence --------------------------------------------------------------------------------------


def test_what_the_table_determines_is_shown_with_the_rows_that_do(master: Path) -> None:
    directory = read_master(FileBook(master)).directory
    finance = directory.find("区财政局")
    assert finance is not None
    assert finance.evidence.split("\n")[:3] == [
        "分管区领导：闫立彬（第2、3、5—9、11—14、16、18—20、23项）",
        "单位主要领导：李宗泉（第2、3、5—9、11—14、16、18—20、23项）",
        "工作联系人：张海燕88023613（第2、19项）",
    ]
    assert "第20项" in finance.remark and "第20项" not in finance.evidence.split("\n")[2]


def test_a_leader_found_by_exclusion_says_whose_the_others_are(master: Path) -> None:
    directory = read_master(FileBook(master)).directory
    for name, line in (
        ("区文化和旅游局", "分管区领导：丁  一（第2、13项；闫立彬是区财政局的）"),
        ("区民政局", "分管区领导：丁  一（第12项；闫立彬是区大数据局、区财政局的）"),
    ):
        found = directory.find(name)
        assert found is not None and found.evidence.split("\n")[0] == line


def test_what_nothing_determines_has_no_evidence(master: Path) -> None:
    traffic = read_master(FileBook(master)).directory.find("区交通运输局")
    assert traffic is not None and traffic.evidence == "单位主要领导：谢玉波（第13项）"


def test_an_entry_changed_by_the_clerk_is_no_longer_the_programs(master: Path) -> None:
    finance = read_master(FileBook(master)).directory.find("区财政局")
    assert finance is not None
    assert is_own(finance, "leader", "闫立彬") and is_own(finance, "contacts", "刘毅 88023627")
    assert not is_own(finance, "leader", "高博") and not is_own(finance, "head", "闫立彬")


@settings(deadline=None)
@given(st.lists(st.integers(1, 60).map(str), min_size=1, unique=True))
def test_every_number_is_named_alone_or_in_a_run(numbers: list[str]) -> None:
    named: set[int] = set()
    for piece in numbered(numbers).removeprefix("第").removesuffix("项").split("、"):
        first, _, last = piece.partition("—")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == {int(number) for number in numbers}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["张一", "李  二", "王三"])), max_size=6)
)
def test_every_field_that_is_determined_has_evidence(rows: list[tuple[str, str]]) -> None:
    tasks = [
        Task(
            str(number),
            departments=f"{name}局",
            leaders=leader,
            heads=f"{name}长",
            contacts=f"{name}某88023{number}00",
        )
        for number, (name, leader) in enumerate(rows, start=1)
    ]
    for department in infer_directory(tasks):
        values = [("leader", department.leader), ("head", department.head)]
        values += [("contacts", line) for line in department.contacts.split("\n")]
        assert all(is_own(department, field, value) for field, value in values if value)


# --- directory against table -----------------------------------------------------------------------


def test_the_real_table_and_its_own_directory_agree(master: Path) -> None:
    before = read_master(FileBook(master))
    assert check(master).differences == ()
    assert read_master(FileBook(master)) == before
    assert "没有不一致" in str(sheet_texts(FileBook(master), DIRECTORY_CHECK_SHEET))


@pytest.mark.parametrize(
    ("column", "field", "typed", "said", "rows"),
    [("C", "leader", "高博", "闫立彬", 11), ("D", "head", "李国庆", "李宗泉", 16)],
)
def test_the_clerks_own_entry_wins_and_the_table_is_to_be_changed(
    master: Path, column: str, field: str, typed: str, said: str, rows: int
) -> None:
    type_in(master, DIRECTORY_SHEET, {f"{column}{row_of(master, '区财政局')}": typed})
    difference = only(master)
    assert (difference.department, difference.field, difference.side) == ("区财政局", field, Side.TABLE)
    assert (difference.directory, difference.table) == (typed, said)
    assert len(difference.numbers) == rows and "以名录为准" in difference.advice


def test_what_the_program_filled_in_follows_the_table(master: Path) -> None:
    type_in(master, TABLE_SHEET, {"G8": "孙新任", "F8": "高  博", "H8": "钱新任88112299"})
    found = {item.field: item for item in check(master).differences}
    assert {item.department for item in found.values()} == {"区交警大队"}
    assert {field: (item.directory, item.table) for field, item in found.items()} == {
        "leader": ("唐振涛", "高博"),
        "head": ("孙如彬", "孙新任"),
        "contacts": ("石少朕 18553126190", "钱新任88112299"),
    }
    assert {item.side for item in found.values()} == {Side.DIRECTORY}
    assert all(item.numbers == ("4",) for item in found.values())


def test_rows_that_contradict_each_other_are_left_to_the_clerk(master: Path) -> None:
    type_in(master, TABLE_SHEET, {"G25": "陈新"})
    difference = only(master)
    assert (difference.field, difference.side, difference.numbers) == ("head", Side.EITHER, ("21",))


def test_a_contact_whose_number_is_the_clerks_is_to_be_corrected_in_the_table(master: Path) -> None:
    type_in(master, DIRECTORY_SHEET, {f"E{row_of(master, '区交警大队')}": "石少朕 18553126191"})
    difference = only(master)
    assert (difference.field, difference.side) == ("contacts", Side.TABLE)
    assert difference.table == "石少朕 18553126190" and "号码不同" in difference.advice


def test_further_contacts_of_the_clerks_are_no_difference(master: Path) -> None:
    row = row_of(master, "区交警大队")
    type_in(master, DIRECTORY_SHEET, {f"E{row}": "石少朕 18553126190\n赵另加 88110000"})
    assert check(master).differences == ()


def test_what_the_directory_lacks_and_the_table_proves_is_to_be_filled_in(master: Path) -> None:
    row = row_of(master, "区交警大队")
    type_in(master, DIRECTORY_SHEET, {f"{column}{row}": None for column in "CDE"})
    found = check(master).differences
    assert [(item.field, item.table) for item in found] == [
        ("leader", "唐振涛"),
        ("head", "孙如彬"),
        ("contacts", "石少朕 18553126190"),
    ]
    assert {item.side for item in found} == {Side.DIRECTORY}


def test_a_directory_without_evidence_is_all_the_clerks(master: Path) -> None:
    rows = range(4, 22)
    type_in(master, DIRECTORY_SHEET, {"H3": None, **{f"H{row}": None for row in rows}})
    type_in(master, TABLE_SHEET, {"G8": "孙新任"})
    assert only(master).side is Side.TABLE


def test_a_department_without_tasks_is_named(master: Path) -> None:
    type_in(master, DIRECTORY_SHEET, {"A22": "区水务局"})
    difference = only(master)
    assert (difference.department, difference.field, difference.side) == ("区水务局", "name", Side.EITHER)


@pytest.mark.parametrize(
    ("written", "department", "field", "side"),
    [
        ("区工信局", "区工业和信息化局", "aliases", Side.DIRECTORY),
        ("区工业信息化局", "区工业和信息化局", "aliases", Side.DIRECTORY),
        ("区工业和信息花局", "区工业和信息化局", "name", Side.TABLE),
        ("区水务局", "区水务局", "name", Side.DIRECTORY),
    ],
)
def test_a_name_that_the_directory_does_not_know(
    master: Path, written: str, department: str, field: str, side: Side
) -> None:
    type_in(master, TABLE_SHEET, {"E14": written})
    found = [item for item in check(master).differences if item.table == written]
    assert [(item.department, item.field, item.side) for item in found] == [(department, field, side)]
    assert found[0].numbers == ("10",)


def test_an_alias_once_entered_is_no_difference_any_more(master: Path) -> None:
    type_in(master, TABLE_SHEET, {"E14": "区工信局"})
    type_in(master, DIRECTORY_SHEET, {f"B{row_of(master, '区工业和信息化局')}": "区工信局"})
    assert check(master).differences == ()


@pytest.mark.parametrize(
    ("written", "name", "expected"),
    [
        ("区发改局", "区发展改革局", True),
        ("发改委", "区发展改革局", True),
        ("区人社局", "区人力资源社会保障局", True),
        ("生态环境分局", "市生态环境局历城分局", True),
        ("区科技局", "区财政局", False),
        ("区局", "区财政局", False),
        ("区财政局", "区财政局", False),
        ("区改发局", "区发展改革局", False),
    ],
)
def test_a_short_name_leaves_characters_out_and_keeps_their_order(
    written: str, name: str, expected: bool
) -> None:
    assert is_short_for(written, name) is expected


# --- what departments write ------------------------------------------------------------------------


def test_short_names_before_paragraphs_of_the_table_are_proposed(master: Path) -> None:
    type_in(master, TABLE_SHEET, {"M9": "工信局：已开展。\n区财政局：已拨付。"})
    difference = only(master)
    assert (difference.department, difference.field, difference.table) == (
        "区工业和信息化局",
        "aliases",
        "工信局",
    )
    assert difference.numbers == ("5",) and "署名" in difference.advice


def test_short_names_that_departments_have_returned_are_proposed(master: Path) -> None:
    dispatch(FileBook(master), SilentUi(), now=NOW)
    book = FileBook(master)
    entry = next(e for e in read_master(book).ledger if e.department == "区工业和信息化局")
    write_ledger(book, [replace(entry, returned_progress="区工信局：已办。")])
    book.save()
    difference = only(master)
    assert (difference.department, difference.table) == ("区工业和信息化局", "区工信局")
    assert f"{PERIOD}返回的文字" in difference.advice and difference.numbers == (entry.number,)


def test_short_names_in_files_not_merged_yet_are_proposed(master: Path) -> None:
    dispatch(FileBook(master), SilentUi(), now=NOW)
    sent = master.parent / "下发" / PERIOD / f"区人力资源社会保障局-{PERIOD}.xlsx"

    def sign(sheet) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "区人力资源社会保障局":
                    cell.value = "区人社局"

    edit(sent, sign, master.parent / "回收" / PERIOD / "b.xlsx")
    (master.parent / "回收" / PERIOD / "坏.xlsx").write_bytes(b"x")
    difference = only(master)
    assert (difference.department, difference.table) == ("区人力资源社会保障局", "区人社局")
    assert "返回文件“b.xlsx”" in difference.advice


# --- the command -----------------------------------------------------------------------------------


def test_the_command_says_which_side_to_change(master: Path) -> None:
    type_in(master, DIRECTORY_SHEET, {f"C{row_of(master, '区交警大队')}": "高博"})
    done = xlreport("directory", master.name, "--check", "--json", folder=master.parent)
    assert done.returncode == 0
    (found,) = answered(done)["differences"]
    assert {name: found[name] for name in ("department", "field", "directory", "table", "tasks", "side")} == {
        "department": "区交警大队",
        "field": "leader",
        "directory": "高博",
        "table": "唐振涛",
        "tasks": ["4"],
        "side": "改任务分工表",
    }
    shown = sheet_texts(FileBook(master), DIRECTORY_CHECK_SHEET)
    assert ["4", "区交警大队", "分管区领导", "高博", "唐振涛", "改任务分工表"] in [row[:6] for row in shown]


def test_without_check_the_directory_is_shown_and_nothing_written(master: Path) -> None:
    before = master.read_bytes()
    done = xlreport("directory", master.name, "--json", folder=master.parent)
    departments = answered(done)["departments"]
    assert len(departments) == 18 and departments[2]["head"] == "李宗泉"
    assert "闫立彬" in departments[2]["evidence"] and master.read_bytes() == before


def test_the_day_of_the_check_is_on_the_sheet(master: Path) -> None:
    compare_directory(FileBook(master), SilentUi(), as_of=date(2026, 12, 1))
    assert "2026年12月1日" in str(sheet_texts(FileBook(master), DIRECTORY_CHECK_SHEET))
