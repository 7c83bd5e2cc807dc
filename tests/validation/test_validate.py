"""校验 on a master workbook: the findings sheet, its links, and the highlights in the table."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from xlreport.actions.validation.validate import ValidateResult, validate
from xlreport.books.file import FileBook
from xlreport.core.model import Severity, Task
from xlreport.core.schema import COLUMNS, DIRECTORY_SHEET, FINDINGS_SHEET, TABLE_SHEET
from xlreport.core.validation import RULES
from xlreport.desk.master.opening import read_master
from xlreport.drawing import styles
from xlreport.sheets.validation.findings import HEADER_ROW, KEYS_NAME, findings_painter, keys_reference
from xlreport.ui.port import SilentUi

AS_OF = date(2023, 6, 1)
FILLS = {
    "错误": styles.ERROR_FILL,
    "警告": styles.WARNING_FILL,
    "提示": styles.HINT_FILL,
}


@pytest.fixture
def path(master_path: Path, tmp_path: Path) -> Path:
    """A copy of the real master in a folder of its own."""
    return Path(shutil.copy(master_path, tmp_path / "总表.xlsx"))


def run(path: Path, as_of: date = AS_OF) -> ValidateResult:
    return validate(FileBook(path), SilentUi(), as_of=as_of)


def write(path: Path, **texts: str | int) -> None:
    """Change cells of the table through the port: ``progress_3`` is item 3's progress cell."""
    book = FileBook(path)
    table = read_master(book).table
    cells = {}
    for place, text in texts.items():
        code, number = place.rsplit("_", 1)
        row = next(task.row for task in table.tasks if task.number == number)
        cells[row, table.columns[code]] = text
    book.write(TABLE_SHEET, cells)
    book.save()


def finding_rows(path: Path) -> list[list[str]]:
    """The rows below the headings of the findings sheet, without the hidden key."""
    grid = FileBook(path).read(FINDINGS_SHEET)
    return [
        [grid.text(row, column) for column in range(1, 9)] for row in range(HEADER_ROW + 1, grid.height + 1)
    ]


def test_every_finding_stands_on_the_sheet_with_its_place_and_advice(path: Path) -> None:
    result = run(path)
    rows = finding_rows(path)
    assert len(rows) == len(result.findings) >= 20
    for number, (row, finding) in enumerate(zip(rows, result.findings, strict=True), start=1):
        title = next(rule.title for rule in RULES if rule.code == finding.code)
        assert row[:4] == [str(number), finding.severity.value, f"{finding.code} {title}", finding.task]
        assert row[5].endswith(finding.cell)
        assert row[6:] == [finding.message, finding.suggestion]


def test_the_sheet_says_when_it_was_made_and_how_much_was_found(path: Path) -> None:
    run(path)
    line = FileBook(path).read(FINDINGS_SHEET).text(2, 1)
    assert "2023年6月1日" in line
    assert "错误0条" in line and "警告15条" in line


def test_every_link_leads_to_the_cell_that_the_finding_is_about(path: Path) -> None:
    result = run(path)
    table = read_master(FileBook(path)).table
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[FINDINGS_SHEET]
    for row, finding in enumerate(result.findings, start=HEADER_ROW + 1):
        location = sheet.cell(row, 6).hyperlink.location
        assert location == f"'{finding.sheet}'!{finding.cell}"
        if finding.column:
            target = workbook[finding.sheet][finding.cell]
            assert str(workbook[TABLE_SHEET].cell(target.row, table.columns["number"]).value) == finding.task
            assert target.column == table.columns[finding.column]
        else:
            assert finding.sheet == DIRECTORY_SHEET


def test_the_key_column_is_hidden_and_named_for_the_whole_workbook(path: Path) -> None:
    result = run(path)
    workbook = openpyxl.load_workbook(path)
    sheet, area = next(workbook.defined_names[KEYS_NAME].destinations)
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    assert (sheet, left, right) == (FINDINGS_SHEET, 9, 9)
    assert workbook[sheet].column_dimensions["I"].hidden
    keys = [workbook[sheet].cell(row, left).value for row in range(top, bottom + 1)]
    assert len(keys) == len(result.findings)
    assert "警告|20|工作联系人及联系方式" in keys
    assert "提示|13|需对上争取的工作" in keys, "without the line break of the heading"


def test_the_table_keeps_its_values_and_formats(path: Path) -> None:
    before = _cells(path)
    run(path)
    assert _cells(path) == before


def _cells(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path)[TABLE_SHEET]
    return [
        (
            c.coordinate,
            c.value,
            *map(repr, (c.font, c.fill, c.border, c.alignment, c.number_format, c.protection)),
        )
        for row in sheet.iter_rows()
        for c in row
    ]


def test_validating_again_changes_nothing_and_adds_no_second_highlight(path: Path) -> None:
    run(path)
    rows, rules = finding_rows(path), _rule_formulas(path)
    run(path)
    assert finding_rows(path) == rows
    assert _rule_formulas(path) == rules
    assert sum(KEYS_NAME in formula for formula in rules) == len(Severity)


def _rule_formulas(path: Path) -> list[str]:
    formats = openpyxl.load_workbook(path)[TABLE_SHEET].conditional_formatting
    return sorted(formula for one in formats for rule in one.rules for formula in rule.formula)


def test_a_corrected_mistake_is_gone_the_next_time(path: Path) -> None:
    codes = [(f.code, f.task) for f in run(path).findings]
    assert ("L403", "17") in codes
    write(path, deadline_17="2023年12月31日前取得成效")
    again = [(f.code, f.task) for f in run(path).findings]
    assert again == [place for place in codes if place != ("L403", "17")]
    assert len(finding_rows(path)) == len(again)


def test_an_error_is_told_apart_from_what_need_not_stop_the_dispatch(path: Path) -> None:
    assert not run(path).has_errors
    write(path, departments_22="区医疗保证局")
    result = run(path)
    assert result.has_errors
    assert (
        result.findings[0].message
        == "第22项“区级责任部门”：“区医疗保证局”不在单位名录里（是否为“区医保局”？）"
    )


def test_the_json_form_is_the_one_promised(path: Path) -> None:
    records = run(path).as_json()["findings"]
    assert records[0] == {
        "severity": "警告",
        "code": "W502",
        "sheet": TABLE_SHEET,
        "cell": records[0]["cell"],
        "task": "4",
        "column": "progress",
        "message": "第4项“政策落实情况”：“确执行新措施,不断规范待销”用了半角标点",
        "suggestion": "改为全角标点",
    }
    assert records[0]["cell"].startswith("M")


def test_the_clerk_sees_the_findings_as_a_table(path: Path) -> None:
    shown: list[tuple[str, ...]] = []

    class Recorder(SilentUi):
        def table(self, title: str, headings: Sequence[str], rows: object) -> None:
            shown.extend(rows)  # type: ignore[arg-type]

    result = validate(FileBook(path), Recorder(), as_of=AS_OF)
    assert [(row[0], row[1], row[2]) for row in shown] == [
        (f.severity.value, f.code, f.task) for f in result.findings
    ]


def test_a_table_without_a_finding_says_so_and_shows_no_highlight(path: Path) -> None:
    run(path)
    book = FileBook(path)
    table = read_master(book).table
    book.put(FINDINGS_SHEET, findings_painter((), table, AS_OF))
    book.define_names({KEYS_NAME: keys_reference(())})
    book.save()
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[FINDINGS_SHEET]
    assert sheet.cell(HEADER_ROW + 1, 1).value == "没有发现问题，可以放心下发。"
    assert sheet.max_row == HEADER_ROW + 1
    assert sheet.auto_filter.ref is None
    name, area = next(workbook.defined_names[KEYS_NAME].destinations)
    assert workbook[name][area.replace("$", "").split(":")[0]].value is None


# --- what LibreOffice shows ------------------------------------------------------------------------


class _TableCells(HTMLParser):
    """The text and colour of the cells of LibreOffice's HTML, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self._inside = True
            self.rows[-1].append(("", (dict(attrs).get("bgcolor") or "").lstrip("#").upper()))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._inside:
            text, colour = self.rows[-1][-1]
            self.rows[-1][-1] = (text + data.strip(), colour)


def shown_fills(soffice: str, paths: Sequence[Path], folder: Path) -> list[dict[tuple[str, str], str]]:
    """For each workbook the cells that LibreOffice shows filled, by item number and column code."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "html",
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    for _ in range(2):  # the first start of a new profile may end before it converts anything
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        if all((folder / f"{path.stem}.html").exists() for path in paths):
            break
    return [_fills(folder / f"{path.stem}.html") for path in paths]


def _fills(page: Path) -> dict[tuple[str, str], str]:
    parser = _TableCells()
    parser.feed(page.read_text(encoding="utf-8").split('name="table1"')[0])
    found = {}
    for row in parser.rows:
        if len(row) < len(COLUMNS) or not row[1][0].isdecimal():
            continue
        for column, (_text, colour) in zip(COLUMNS, row, strict=False):
            if colour in FILLS.values():
                found[row[1][0], column.code] = colour
    return found


def expected_fills(result: ValidateResult) -> dict[tuple[str, str], str]:
    """The worst severity's colour for every cell that has a finding."""
    return {(f.task, f.column): FILLS[f.severity.value] for f in reversed(result.findings) if f.column}


def turn_around(path: Path) -> None:
    """Sort the table by descending number, as Excel would: values move, all else stays."""
    book = FileBook(path)
    table = read_master(book).table
    rows = sorted(task.row for task in table.tasks)
    cells: dict[tuple[int, int], str | int] = {}
    for row, task in zip(rows, reversed(table.tasks), strict=True):
        for code, column in table.columns.items():
            cells[row, column] = _value(task, code)
    book.write(TABLE_SHEET, cells)
    book.save()


def _value(task: Task, code: str) -> str | int:
    return int(task.number) if code == "number" else task.text(code)


def test_the_highlights_colour_just_the_cells_with_findings_even_after_sorting(
    path: Path, tmp_path: Path, soffice: str
) -> None:
    write(path, content_3="", problems_22="")
    result = run(path)
    sorted_path = Path(shutil.copy(path, tmp_path / "倒序.xlsx"))
    turn_around(sorted_path)
    as_is, turned = shown_fills(soffice, [path, sorted_path], tmp_path)
    expected = expected_fills(result)
    assert {styles.ERROR_FILL, styles.WARNING_FILL, styles.HINT_FILL} == set(expected.values())
    assert as_is == expected
    assert turned == expected
