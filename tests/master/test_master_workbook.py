"""The committed master: verbatim data that looks like the official table."""

from __future__ import annotations

import itertools
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from xlreport.actions.importing.import_ import import_table
from xlreport.books.file import FileBook
from xlreport.core.master.settings import SETTINGS
from xlreport.core.measure import HIGHEST_ROW, column_points, text_height
from xlreport.core.schema import (
    CHANGE_LOG_SHEET,
    COLUMNS,
    DATA_SHEETS,
    DIRECTORY_SHEET,
    IMPORT_REPORT_SHEET,
    LEDGER_SHEET,
    SETTINGS_SHEET,
    TABLE_SHEET,
)
from xlreport.desk.master.opening import read_master
from xlreport.ui.port import SilentUi

HEADER_ROW = 4
FIRST_ROW, LAST_ROW = 5, 28


def seed_cells(seed_path: Path) -> list[list[str]]:
    """The 24 × 13 cells of the dump, read without the importer: every cell starts with a tab."""
    text = seed_path.read_text(encoding="utf-8")
    cells = [part.rstrip("\n") for part in text.split("\n\t")[1:]]
    rows = [cells[i : i + 13] for i in range(13, len(cells), 13)]
    for above, row in itertools.pairwise(rows):
        row[0] = row[0] or above[0]
    return rows


@pytest.fixture
def sheet(master_path: Path) -> Worksheet:
    return load_workbook(master_path)[TABLE_SHEET]


def test_all_24_by_13_cells_are_verbatim(master_path: Path, seed_path: Path, sheet: Worksheet) -> None:
    expected = seed_cells(seed_path)
    assert len(expected) == 24 and all(len(row) == 13 for row in expected)
    for row, texts in enumerate(expected, start=FIRST_ROW):
        for column, text in enumerate(texts, start=1):
            assert str(sheet.cell(row, column).value) == text
    assert sheet.cell(LAST_ROW + 1, 2).value is None
    tasks = read_master(FileBook(master_path)).table.tasks
    assert [[task.text(column.code) for column in COLUMNS] for task in tasks] == expected


def test_the_remark_cells_keep_their_full_width_space(sheet: Worksheet) -> None:
    assert {sheet.cell(row, 10).value for row in range(FIRST_ROW, LAST_ROW + 1)} == {"\u3000"}


def test_titles_and_headings_are_those_of_the_official_table(sheet: Worksheet) -> None:
    assert sheet["A1"].value == "附件1"
    assert sheet["A2"].value == "历城区贯彻落实省2023年“稳中向好、进中提质”"
    assert sheet["A3"].value == "政策清单（第一批）任务分工表"
    assert [sheet.cell(HEADER_ROW, column).value for column in range(1, 14)] == [c.heading for c in COLUMNS]
    assert sheet["A1"].font.size == 16 and sheet["A2"].font.size == 22
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A2:M2", "A3:M3"}


def test_calamine_reads_the_same_texts(master_path: Path, seed_path: Path) -> None:
    rows = CalamineWorkbook.from_path(master_path).get_sheet_by_name(TABLE_SHEET).to_python()
    for expected, row in zip(seed_cells(seed_path), rows[HEADER_ROW:LAST_ROW], strict=True):
        found = [str(int(value)) if isinstance(value, float) else str(value) for value in row[:13]]
        assert found == expected


def test_the_category_is_in_every_row_and_its_cells_have_no_horizontal_borders(sheet: Worksheet) -> None:
    for row in range(FIRST_ROW, LAST_ROW + 1):
        border = sheet.cell(row, 1).border
        assert sheet.cell(row, 1).value
        assert not any(side is not None and side.style for side in (border.top, border.bottom))
        assert border.left.style == border.right.style == "thin"
        others = [sheet.cell(row, column).border for column in range(2, 14)]
        assert all(side.style == "thin" for b in others for side in (b.left, b.right, b.top, b.bottom))


def test_every_row_is_high_enough_for_its_text(sheet: Worksheet) -> None:
    for row in range(HEADER_ROW, LAST_ROW + 1):
        height = sheet.row_dimensions[row].height
        for column in range(1, 14):
            cell = sheet.cell(row, column)
            width = column_points(sheet.column_dimensions[cell.column_letter].width)
            assert cell.alignment.wrap_text and cell.alignment.vertical == "center"
            assert text_height(str(cell.value), width, cell.font.size) <= height <= HIGHEST_ROW


def test_the_table_fits_a_screen_and_has_excels_own_aids(sheet: Worksheet) -> None:
    pixels = sum(sheet.column_dimensions[chr(64 + column)].width * 8 for column in range(1, 14))
    assert pixels <= 1920
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "A4:M28"
    assert (
        sheet.cell(FIRST_ROW, 3).style == "任务表-正文" and sheet.cell(HEADER_ROW, 3).style == "任务表-表头"
    )
    assert not sheet.sheet_view.showGridLines
    lists = {letter: rule for letter, rule in validations(sheet).items() if rule.type == "list"}
    assert set(lists) == {"A", "I"}
    assert "（一）强化助企纾困力度" in lists["A"].formula1 and "长期" in lists["I"].formula1
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$4:$4"


def test_the_directory_holds_what_the_table_proves_and_marks_the_rest(master_path: Path) -> None:
    departments = {d.name: d for d in read_master(FileBook(master_path)).directory.departments}
    assert len(departments) == 18
    assert all(d.head for d in departments.values())
    assert departments["区财政局"].leader == "闫立彬" and departments["区文化和旅游局"].leader == "丁  一"
    undetermined = {name for name, d in departments.items() if not d.leader}
    assert undetermined == {
        "区发展改革局",
        "区交通运输局",
        "区自然资源局",
        "区人力资源社会保障局",
        "区农业农村局",
    }
    assert all("待核实" in departments[name].remark for name in undetermined)


def test_all_data_sheets_are_there_and_the_program_rows_are_hidden_and_empty(master_path: Path) -> None:
    workbook = load_workbook(master_path)
    assert workbook.sheetnames == [*DATA_SHEETS, IMPORT_REPORT_SHEET]
    settings = read_master(FileBook(master_path)).settings
    for setting in SETTINGS:
        row = settings.rows[setting.code]
        assert workbook[SETTINGS_SHEET].row_dimensions[row].hidden == setting.system
        if setting.system:
            assert settings.values[setting.code] == ""
    for name in (DIRECTORY_SHEET, LEDGER_SHEET, CHANGE_LOG_SHEET):
        assert workbook[name].freeze_panes == "A4" and workbook[name].auto_filter.ref.startswith("A3:")


def test_the_committed_master_is_what_the_importer_makes(
    master_path: Path, seed_path: Path, tmp_path: Path
) -> None:
    """Every part of the package byte for byte, but for the properties, which hold the time."""
    import_table(seed_path, tmp_path / "新.xlsx", SilentUi())
    fresh, committed = parts(tmp_path / "新.xlsx"), parts(master_path)
    different = [name for name in fresh | committed if fresh.get(name) != committed.get(name)]
    assert different == [], "remake it as docs/decisions/0012-committed-master.md says"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def test_libreoffice_saves_the_same_texts(
    master_path: Path, seed_path: Path, soffice: str, tmp_path: Path
) -> None:
    saved = convert(soffice, master_path, "xlsx", tmp_path)
    tasks = read_master(FileBook(saved)).table.tasks
    assert [[task.text(column.code) for column in COLUMNS] for task in tasks] == seed_cells(seed_path)


def test_the_rules_of_the_category_move_with_rows_inserted_above(sheet: Worksheet) -> None:
    """Programs adjust references in formulas but not numbers: the only numbers are 0 and SUBTOTAL's 103."""
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    formulas = [rule.formula[0] for rule in rules if "SUBTOTAL" in rule.formula[0]]
    assert len(formulas) == 4
    for formula in formulas:
        assert set(re.findall(r"(?<![A-Z$0-9])\d+", formula)) == {"0", "103"}


def test_a_task_added_below_gets_grid_typeface_dropdowns_and_is_printed(sheet: Worksheet) -> None:
    assert not sheet.print_area
    grid = next(area for area in sheet.conditional_formatting if "B29" in area.sqref)
    assert grid.rules[0].dxf.border.top.style == "thin" and "M29" in grid.sqref
    assert all(f"{letter}29" in rule.sqref for letter, rule in validations(sheet).items())
    for cell in sheet[LAST_ROW]:
        column = sheet.column_dimensions[cell.column_letter]
        assert repr((column.font, column.alignment)) == repr((cell.font, cell.alignment))


def test_hints_and_warnings_are_short_enough_for_excel(sheet: Worksheet) -> None:
    for rule in validations(sheet).values():
        assert len(rule.prompt or "") <= 255 and len(rule.promptTitle or "") <= 32
        assert len(rule.error or "") <= 255 and len(rule.errorTitle or "") <= 32
        assert rule.type != "list" or rule.errorStyle == "warning"


def validations(sheet: Worksheet) -> dict[str, DataValidation]:
    """The validation of each column by its letter."""
    return {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}


def test_each_category_is_shown_once_in_libreoffice_also_under_a_filter(
    master: Path, soffice: str, tmp_path: Path
) -> None:
    assert shown_categories(master, soffice, tmp_path / "all") == [
        "（一）强化助企纾困力度",
        "（二）优供给扩需求",
        "（三）加快绿色低碳转型",
        "（四）创新要素支撑",
        "（五）保民生兜底线",
    ]
    workbook = load_workbook(master)
    for row in (5, 6, 18, 19):
        workbook[TABLE_SHEET].row_dimensions[row].hidden = True
    workbook.save(master)
    assert shown_categories(master, soffice, tmp_path / "filtered") == [
        "（一）强化助企纾困力度",
        "（二）优供给扩需求",
        "（四）创新要素支撑",
        "（五）保民生兜底线",
    ]


def shown_categories(master: Path, soffice: str, folder: Path) -> list[str]:
    """The category labels that a printed copy of the master shows, top to bottom."""
    workbook = load_workbook(master)
    for name in workbook.sheetnames[1:]:
        del workbook[name]
    sheet = workbook[TABLE_SHEET]
    sheet.delete_cols(3, 11)
    sheet.print_area = "A4:B28"
    folder.mkdir()
    workbook.save(folder / "a.xlsx")
    pdf = convert(soffice, folder / "a.xlsx", "pdf", folder)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    joined = "".join(text.split())
    labels = [f"（{number}）" for number in "一二三四五"]
    categories = dict.fromkeys(sheet.cell(row, 1).value for row in range(5, 29))
    shown = [c for c in categories if joined.count(c[:3]) == 1 and c[:3] in labels]
    assert all(joined.count(label) <= 1 for label in labels), joined
    return shown


def convert(soffice: str, path: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file when it saves it as this kind."""
    command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder / "out"), str(path)]
    for _ in range(2):  # the first start of a fresh profile may end with status 81
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0:
            break
    return folder / "out" / f"{path.stem}.{kind}"
