"""规则设置, 易错词表 and 已阅: what the clerk chooses stays chosen."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from xlreport.actions.validation.validate import ValidateResult, validate
from xlreport.books.file import FileBook
from xlreport.core.model import Severity
from xlreport.core.schema import (
    ACCEPTED_SHEET,
    CONFUSIONS_SHEET,
    FINDINGS_SHEET,
    RULES_SHEET,
    TABLE_SHEET,
)
from xlreport.core.validation import RULES
from xlreport.desk.master.opening import read_master
from xlreport.errors import SettingsError, XlreportError
from xlreport.sheets.validation.findings import ACCEPT_COLUMN, HEADER_ROW
from xlreport.ui.port import SilentUi

AS_OF = date(2023, 6, 1)


@pytest.fixture
def path(master_path: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(master_path, tmp_path / "总表.xlsx"))


def run(path: Path, accept: tuple[str, ...] = (), reason: str = "") -> ValidateResult:
    return validate(FileBook(path), SilentUi(), as_of=AS_OF, accept=accept, reason=reason)


def write(path: Path, sheet: str, cells: dict[tuple[int, int], str | int]) -> None:
    book = FileBook(path)
    book.write(sheet, cells)
    book.save()


def row_of(path: Path, sheet: str, text: str, column: int = 1) -> int:
    grid = FileBook(path).read(sheet)
    return next(row for row in range(1, grid.height + 1) if text in grid.text(row, column))


def keys(result: ValidateResult) -> set[tuple[str, str]]:
    return {(finding.code, finding.cell) for finding in result.findings}


def accept_on_sheet(path: Path, code: str, text: str) -> None:
    write(path, FINDINGS_SHEET, {(row_of(path, FINDINGS_SHEET, code, 3), ACCEPT_COLUMN): text})


def cell_of(path: Path, number: str, code: str) -> tuple[int, int]:
    table = read_master(FileBook(path)).table
    row = next(task.row for task in table.tasks if task.number == number)
    return row, table.columns[code]


def test_the_first_validation_lists_every_rule_with_a_choice_to_make(path: Path) -> None:
    run(path)
    grid = FileBook(path).read(RULES_SHEET)
    shown = {grid.text(row, 1): grid.text(row, 3) for row in range(4, grid.height + 1)}
    assert shown == {rule.code: rule.severity.value for rule in RULES}
    lists = openpyxl.load_workbook(path)[RULES_SHEET].data_validations.dataValidation
    assert [one.formula1 for one in lists] == ['"错误,警告,提示,关闭"']


def test_a_rule_switched_off_is_silent_and_counted_until_it_is_switched_on(path: Path) -> None:
    before = run(path)
    write(path, RULES_SHEET, {(row_of(path, RULES_SHEET, "P309"), 3): "关闭"})
    for _ in range(2):
        result = run(path)
        assert keys(result) == {one for one in keys(before) if one[0] != "P309"}
        assert result.switched_off == 1
        assert "关闭的规则1条" in FileBook(path).read(FINDINGS_SHEET).text(2, 1)
    write(path, RULES_SHEET, {(row_of(path, RULES_SHEET, "P309"), 3): "提示"})
    assert keys(run(path)) == keys(before)


def test_a_rule_has_the_severity_that_the_clerk_chose(path: Path) -> None:
    run(path)
    write(path, RULES_SHEET, {(row_of(path, RULES_SHEET, "W504"), 3): "错误"})
    result = run(path)
    assert result.has_errors
    assert {f.severity for f in result.findings if f.code == "W504"} == {Severity.ERROR}


def test_a_choice_that_there_is_not_stops_with_the_ones_there_are(path: Path) -> None:
    run(path)
    write(path, RULES_SHEET, {(row_of(path, RULES_SHEET, "W504"), 3): "严重"})
    with pytest.raises(SettingsError, match="错误、警告、提示、关闭"):
        run(path)


def test_an_older_sheet_of_rules_learns_the_new_ones_and_keeps_the_choices(path: Path) -> None:
    run(path)
    lost = row_of(path, RULES_SHEET, "W558")
    write(path, RULES_SHEET, {(row_of(path, RULES_SHEET, "P309"), 3): "关闭", (lost, 1): "旧规则"})
    run(path)
    grid = FileBook(path).read(RULES_SHEET)
    assert grid.text(row_of(path, RULES_SHEET, "P309"), 3) == "关闭"
    assert grid.text(row_of(path, RULES_SHEET, "W558"), 3) == "提示"


def test_the_clerks_own_confusions_are_looked_for_and_deleted_ones_no_longer(path: Path) -> None:
    run(path)
    book = FileBook(path)
    grid = book.read(CONFUSIONS_SHEET)
    write(
        path,
        CONFUSIONS_SHEET,
        {
            (grid.height + 1, 1): "宣贯",
            (grid.height + 1, 2): "宣传贯彻",
            (row_of(path, CONFUSIONS_SHEET, "其它"), 1): "",
        },
    )
    write(path, TABLE_SHEET, {cell_of(path, "22", "progress"): "其它工作已完成。"})
    found = [finding for finding in run(path).findings if finding.code == "W551"]
    assert [finding.task for finding in found] == ["14"]
    assert "“宣贯”应为“宣传贯彻”" in found[0].message


def test_a_finding_accepted_on_the_sheet_stays_quiet_until_its_cell_changes(path: Path) -> None:
    before = run(path)
    accept_on_sheet(path, "P310", "已阅：康恺借调到农业农村局")
    for _ in range(2):
        result = run(path)
        assert keys(before) - keys(result) == {("P310", "H24")}
        assert [f.code for f in result.accepted] == ["P310"]
        assert "已阅1条" in FileBook(path).read(FINDINGS_SHEET).text(2, 1)
    record = FileBook(path).read(ACCEPTED_SHEET)
    assert [record.text(4, column) for column in (1, 2, 4, 5)] == [
        "P310",
        "任务分工表H24",
        "康恺借调到农业农村局",
        "2023年6月1日",
    ]
    place = cell_of(path, "20", "contacts")
    write(path, TABLE_SHEET, {place: FileBook(path).read(TABLE_SHEET).text(*place) + " "})
    assert ("P310", "H24") in keys(run(path))


def test_an_accepted_finding_is_found_again_after_the_rows_were_moved(path: Path) -> None:
    run(path, ("P310:H24",), "借调")
    book = FileBook(path)
    table = read_master(book).table
    ordered = [task.row for task in table.tasks]
    cells: dict[tuple[int, int], str | int] = {}
    for row, task in zip(ordered, reversed(table.tasks), strict=True):
        cells.update({(row, column): task.text(code) for code, column in table.columns.items()})
    write(path, TABLE_SHEET, cells)
    result = run(path)
    assert "P310" not in {f.code for f in result.findings}
    assert "P310" in {f.code for f in result.accepted}


def test_a_mark_without_a_reason_accepts_nothing_and_stays(path: Path) -> None:
    before = run(path)
    accept_on_sheet(path, "P310", "已阅")
    result = run(path)
    assert keys(result) == keys(before)
    row = row_of(path, FINDINGS_SHEET, "P310", 3)
    assert FileBook(path).read(FINDINGS_SHEET).text(row, ACCEPT_COLUMN) == "已阅"
    assert ACCEPTED_SHEET not in FileBook(path).sheet_names()


def test_deleting_the_record_brings_the_finding_back(path: Path) -> None:
    before = run(path)
    run(path, ("P310:H24",), "借调")
    write(path, ACCEPTED_SHEET, {(4, column): "" for column in range(1, 7)})
    assert keys(run(path)) == keys(before)


def test_a_finding_of_the_directory_can_be_accepted_too(path: Path) -> None:
    result = run(path, ("M703:单位名录!F4",), "由专人送达")
    assert "M703" not in {f.code for f in result.findings}
    assert [f["code"] for f in result.as_json()["accepted"]] == ["M703"]  # type: ignore[index,attr-defined]


@pytest.mark.parametrize(("place", "reason"), [("P310:A1", "借调"), ("P310", "借调"), ("P310:H24", " ")])
def test_what_names_no_finding_or_gives_no_reason_is_refused(path: Path, place: str, reason: str) -> None:
    before = path.read_bytes()
    with pytest.raises(XlreportError):
        run(path, (place,), reason)
    assert path.read_bytes() == before


def test_the_rows_of_the_findings_sheet_start_below_its_headings(path: Path) -> None:
    run(path)
    assert FileBook(path).read(FINDINGS_SHEET).text(HEADER_ROW, ACCEPT_COLUMN) == "已阅（写理由）"
