"""The print sheet and its PDF: what comes out of the printer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

import xlreport
from tests.documents import task
from xlreport.actions.printing.print_ import PrintResult, print_table
from xlreport.books import file as file_module
from xlreport.books import fonts
from xlreport.books import pdf as pdf_module
from xlreport.books.file import FileBook
from xlreport.books.fonts import StandIn, stand_ins
from xlreport.books.package import write_package
from xlreport.books.pdf import to_pdf
from xlreport.calc import Office
from xlreport.core.model import Task, TaskTable
from xlreport.core.printing.layout import PrintLayout, with_line_breaks
from xlreport.core.printing.pagination import paginate
from xlreport.core.printing.paper import PAPERS
from xlreport.core.schema import CATEGORY, COLUMNS, NUMBER, PRINT_SHEET, TABLE_SHEET
from xlreport.drawing.workbook import new_workbook
from xlreport.errors import SettingsError, XlreportError
from xlreport.sheets.master.table import table_painter
from xlreport.sheets.printing.table import print_painter
from xlreport.ui.port import SilentUi


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no LibreOffice."""
    for module in (pdf_module, file_module):
        monkeypatch.setattr(module, "find_soffice", lambda: None)


def print_sheet(path: Path, **options: object) -> Worksheet:
    """Print a master and read the sheet back."""
    print_table(FileBook(path), SilentUi(), **options)
    return load_workbook(path)[PRINT_SHEET]


def replace_tasks(master: Path, table: TaskTable) -> None:
    """Put another table in the place of a master's."""
    book = FileBook(master)
    book.put(TABLE_SHEET, table_painter(table))
    book.save()


# The sheet


def test_every_cell_of_the_real_table_is_on_the_sheet(
    master: Path, seed_table: TaskTable, without_office: None
) -> None:
    print_table(FileBook(master), SilentUi(), paper="A3")
    with CalamineWorkbook.from_path(master) as workbook:
        rows = workbook.get_sheet_by_name(PRINT_SHEET).to_python()
    body = rows[4:]
    assert len(body) == 24
    for item, row in zip(seed_table.tasks, body, strict=True):
        for position, column in enumerate(COLUMNS):
            if column not in (CATEGORY, NUMBER):
                assert row[position] == item.text(column.code)
        assert str(int(row[1])) == item.number


def test_the_sheet_is_set_as_official_tables_are(master: Path, without_office: None) -> None:
    sheet = print_sheet(master, paper="A4")
    fonts = [(sheet.cell(row, 1).font.name, sheet.cell(row, 1).font.sz) for row in range(1, 6)]
    assert fonts == [
        ("黑体", 16),
        ("方正小标宋简体", 22),
        ("方正小标宋简体", 22),
        ("黑体", 9),
        ("仿宋", 9),
    ]
    assert sheet["A1"].value == "附件1"
    assert (sheet["A1"].alignment.horizontal, sheet["A2"].alignment.horizontal) == ("left", "center")
    assert (sheet["B5"].alignment.horizontal, sheet["C5"].alignment.horizontal) == ("center", "left")
    assert {sheet.cell(5, column).border.bottom.style for column in range(1, 14)} == {"thin"}
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area == f"'{PRINT_SHEET}'!$A$1:$M$28"
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_pages_break_where_the_layout_says_and_the_result_tells(
    master: Path, seed_table: TaskTable, without_office: None
) -> None:
    result = print_table(FileBook(master), SilentUi(), paper="A4")
    sheet = load_workbook(master)[PRINT_SHEET]
    assert tuple(item.id for item in sheet.row_breaks.brk) == result.breaks
    assert result.breaks == paginate(seed_table, PAPERS["A4"]).breaks
    assert result.pages == len(result.breaks) + 1 == len(result.tasks)
    assert result.pdf is None
    shown = json.loads(json.dumps(result.as_json(), ensure_ascii=False))
    assert (shown["pages"], shown["breaks"]) == (result.pages, list(result.breaks))


def test_the_category_is_merged_on_each_page_and_repeated_after_a_break(
    master: Path, seed_table: TaskTable, without_office: None
) -> None:
    result = print_table(FileBook(master), SilentUi(), paper="A4")
    sheet = load_workbook(master)[PRINT_SHEET]
    categories = {item.number: item.category for item in seed_table.tasks}
    tops = [5, *(end + 1 for end in result.breaks)]
    for top, numbers in zip(tops, result.tasks, strict=True):
        assert sheet.cell(top, 1).value == categories[numbers[0]]
    merged = [area for area in sheet.merged_cells.ranges if area.min_col == 1 and area.min_row > 4]
    for area in merged:
        assert not any(area.min_row <= end < area.max_row for end in result.breaks)


def test_page_numbers_lie_at_the_outer_edge_and_start_where_told(master: Path, without_office: None) -> None:
    sheet = print_sheet(master, first_page=12)
    assert sheet.HeaderFooter.differentOddEven
    assert "— &P —" in sheet.oddFooter.right.text
    assert "— &P —" in sheet.evenFooter.left.text
    assert sheet.oddFooter.right.size == 14
    assert sheet.page_setup.firstPageNumber == 12
    assert sheet.page_setup.useFirstPageNumber


def test_text_that_looks_like_a_formula_stays_text(
    master: Path, seed_table: TaskTable, without_office: None
) -> None:
    replace_tasks(master, replace(seed_table, tasks=(task(progress="=1+1"),)))
    sheet = print_sheet(master)
    cell = sheet.cell(5, 13)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_printing_twice_gives_the_same_sheet_and_leaves_the_table_alone(
    master: Path, without_office: None
) -> None:
    before = [[cell.value for cell in row] for row in load_workbook(master)[TABLE_SHEET]]
    first = [[cell.value for cell in row] for row in print_sheet(master)]
    second = [[cell.value for cell in row] for row in print_sheet(master)]
    assert first == second
    assert [[cell.value for cell in row] for row in load_workbook(master)[TABLE_SHEET]] == before


def test_a_table_without_title_or_with_one_task_prints(
    master: Path, seed_table: TaskTable, without_office: None
) -> None:
    replace_tasks(master, TaskTable("", (), seed_table.tasks[:1]))
    result = print_table(FileBook(master), SilentUi())
    assert (result.pages, result.breaks) == (1, ())


def test_settings_choose_paper_and_first_page(master: Path, without_office: None) -> None:
    result = print_table(FileBook(master), SilentUi())
    assert (result.paper, result.first_page) == ("A3", 1)


@pytest.mark.parametrize("options", [{"paper": "B5"}, {"first_page": 0}, {"first_page": 40_000}])
def test_an_unknown_paper_or_page_number_changes_nothing(
    master: Path, options: dict[str, object], without_office: None
) -> None:
    before = master.read_bytes()
    with pytest.raises(SettingsError):
        print_table(FileBook(master), SilentUi(), **options)
    assert master.read_bytes() == before


# The PDF


def test_without_libreoffice_a_wanted_pdf_is_refused_in_chinese(
    master: Path, tmp_path: Path, without_office: None
) -> None:
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="没有找到 LibreOffice"):
        print_table(FileBook(master), SilentUi(), pdf=tmp_path / "表.pdf")
    assert master.read_bytes() == before


def test_a_pdf_never_replaces_a_workbook(master: Path, soffice: str) -> None:
    before = master.read_bytes()
    with pytest.raises(SettingsError, match="不是 PDF"):
        print_table(FileBook(master), SilentUi(), pdf=master)
    assert master.read_bytes() == before


def test_a_failing_libreoffice_leaves_the_old_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, master: Path
) -> None:
    old = tmp_path / "表.pdf"
    old.write_bytes(b"old")
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(pdf_module, "find_soffice", lambda: program)
    monkeypatch.setattr(pdf_module, "has_bridge", lambda: False)
    with pytest.raises(XlreportError, match="没有生成 PDF"):
        to_pdf(master, old)
    assert old.read_bytes() == b"old"


def test_libreoffice_is_started_again_when_it_has_only_made_its_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, master: Path
) -> None:
    """A first start in a fresh profile may end with status 81 and nothing done."""
    program = tmp_path / "soffice"
    seen = tmp_path / "seen"
    program.write_text(
        f"#!/bin/sh\n[ -e '{seen}' ] || {{ : > '{seen}'; exit 81; }}\n"
        'while [ "$1" != --outdir ]; do shift; done\n'
        'mkdir -p "$2"; printf made > "$2/$(basename "$3" .xlsx).pdf"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(pdf_module, "find_soffice", lambda: program)
    monkeypatch.setattr(pdf_module, "has_bridge", lambda: False)
    to_pdf(master, tmp_path / "新" / "表.pdf")
    assert (tmp_path / "新" / "表.pdf").read_bytes() == b"made"


def test_a_hanging_libreoffice_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, master: Path
) -> None:
    child = tmp_path / "child"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > '{child}'\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(pdf_module, "find_soffice", lambda: program)
    monkeypatch.setattr(pdf_module, "has_bridge", lambda: False)
    monkeypatch.setattr(pdf_module, "_TIMEOUT", 1.0)
    with pytest.raises(XlreportError, match="还没有完成"):
        to_pdf(master, tmp_path / "表.pdf")
    number = child.read_text(encoding="utf-8").strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", number], capture_output=True, text=True, check=False)
    assert state.stdout.strip() in ("", "Z")


def test_the_engine_prints_where_there_is_the_bridge_and_as_the_command_line_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, master: Path, calc_bridge: None
) -> None:
    used = []
    for name in ("_print", "_convert"):
        whole = getattr(pdf_module, name)
        monkeypatch.setattr(pdf_module, name, lambda *a, n=name, w=whole: (used.append(n), w(*a)))
    to_pdf(master, tmp_path / "engine.pdf")
    monkeypatch.setattr(pdf_module, "has_bridge", lambda: False)
    to_pdf(master, tmp_path / "command.pdf")
    assert used == ["_print", "_convert"]
    pages = [
        [page.extract_text() for page in pypdf.PdfReader(tmp_path / name).pages]
        for name in ("engine.pdf", "command.pdf")
    ]
    assert len(pages[0]) > 1 and pages[0] == pages[1]


def test_an_engine_that_takes_too_long_is_ended_and_the_old_pdf_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, master: Path, calc_bridge: None
) -> None:
    old = tmp_path / "表.pdf"
    old.write_bytes(b"old")
    started: list[Office] = []
    whole = Office.start.__func__  # type: ignore[attr-defined]

    def start(cls: type[Office], *, visible: bool = False) -> Office:
        started.append(whole(cls, visible=visible))
        return started[-1]

    monkeypatch.setattr(Office, "start", classmethod(start))
    monkeypatch.setattr(pdf_module, "_TIMEOUT", 0.01)
    with pytest.raises(XlreportError, match="还没有完成"):
        to_pdf(master, old)
    assert old.read_bytes() == b"old" and not started[0].alive


def test_a_file_that_libreoffice_cannot_open_gives_no_pdf(tmp_path: Path, calc_bridge: None) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK" + bytes(100))
    with pytest.raises(XlreportError, match=r"打不开.*没有生成 PDF"):
        to_pdf(broken, tmp_path / "坏.pdf")
    assert not (tmp_path / "坏.pdf").exists()


def test_when_libreoffice_fails_the_sheet_is_saved_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, master: Path
) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    for path in (program, program.with_name("soffice.bin")):
        path.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        path.chmod(0o755)
    for module in (pdf_module, file_module):
        monkeypatch.setattr(module, "find_soffice", lambda: program)
    monkeypatch.setattr(pdf_module, "has_bridge", lambda: False)
    result = print_table(FileBook(master), SilentUi())
    assert result.pdf is None and "LibreOffice 没有生成 PDF" in result.problem
    assert "另存为 PDF" in result.problem, "it says what to do instead"
    assert result.as_json()["pdf"] is None and result.as_json()["problem"] == result.problem
    assert PRINT_SHEET in FileBook(master).sheet_names()
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    words = [sys.executable, "-m", "xlreport", "print", str(master)]
    sources = str(Path(xlreport.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": sources, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 2
    said = "".join(done.stderr.split())
    assert "打印表已保存，但没有生成PDF" in said and "备份" in said


def test_typefaces_are_found_without_fontconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "坏.ttf").write_bytes(b"not a font")
    (tmp_path / "空.ttc").write_bytes(b"")
    known = fonts.installed_fonts()
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    if shutil.which("fc-list") is None or not known:
        pytest.skip("fontconfig is not here to compare with")
    assert fonts.fonts_in([*folders, tmp_path]) == known
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(fonts, "_font_folders", lambda: folders)
    assert fonts.installed_fonts() == known
    monkeypatch.setattr(fonts, "_font_folders", lambda: [tmp_path])
    assert fonts.installed_fonts() is None, "a machine without any typeface is one that does not tell"


def test_missing_typefaces_are_named_and_known_ones_are_not() -> None:
    assert stand_ins(None) == {}
    noto = frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC", "仿宋", "宋体"})
    assert stand_ins(noto) == {
        "方正小标宋简体": StandIn("Noto Serif CJK SC", bold=True),
        "黑体": StandIn("Noto Sans CJK SC"),
    }
    assert stand_ins(frozenset({"Arial"})) == {}


@dataclass(frozen=True)
class Printed:
    """A printed master: what the action says, the layout it should have, the pages of the PDF."""

    result: PrintResult
    layout: PrintLayout
    pages: Sequence[pypdf.PageObject]


def hostile_table(seed: TaskTable) -> TaskTable:
    """The real table with what breaks layouts: a very long cell, empty columns, Latin text, odd signs."""
    tasks: list[Task] = [replace(item, remark="", problems="") for item in seed.tasks[:6]]
    tasks[1] = replace(tasks[1], progress="严格落实政策，开展宣传摸底工作：" * 312 + "完。")
    tasks[2] = replace(tasks[2], content="=SUM(A1:A9) <b>&amp;</b> " + "ABCDEFGHIJ" * 12 + " 100%")
    tasks[3] = replace(tasks[3], support="\n\n第一行\n第二行\n", contacts="王某18553126190转8021")
    return TaskTable("", ("没有附件号的标题",), tuple(tasks))


@pytest.fixture(scope="module", params=["A3", "A4", "hostile"])
def printed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    soffice: str,
    seed_table: TaskTable,
    master_path: Path,
) -> Printed:
    folder = tmp_path_factory.mktemp("print")
    master = folder / "总表.xlsx"
    master.write_bytes(master_path.read_bytes())
    paper = "A4" if request.param == "hostile" else request.param
    table = hostile_table(seed_table) if request.param == "hostile" else seed_table
    replace_tasks(master, table)
    result = print_table(FileBook(master), SilentUi(), paper=paper)
    assert result.pdf == folder / "打印" / "任务分工表.pdf"
    layout = with_line_breaks(paginate(table, PAPERS[paper]))
    return Printed(result, layout, pypdf.PdfReader(result.pdf).pages)


def characters(text: str) -> Counter[str]:
    """The characters of a text that leave ink, compatibility forms (Ⅰ, ：) folded as PDFs do."""
    return Counter("".join(unicodedata.normalize("NFKC", text).split()))


def expected_text(layout: PrintLayout, page: int, number: int) -> str:
    """Everything that a page must show."""
    head = [*([layout.label] if layout.label else []), *layout.title] if page == 0 else []
    rows = layout.pages[page].rows
    texts = [row.texts[column.code] for row in rows for column in COLUMNS if column is not CATEGORY]
    labels = [span.label for span in layout.pages[page].spans]
    return "".join([*(line.text for line in head), *layout.headings.values(), *labels, *texts, f"—{number}—"])


def test_the_pdf_has_as_many_pages_as_the_layout(printed: Printed) -> None:
    """More would mean that a page overflows in height or width."""
    assert len(printed.pages) == printed.result.pages == len(printed.layout.pages)
    width, height = (float(size) for size in printed.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((printed.layout.paper.width, printed.layout.paper.height), abs=1)


def test_each_page_shows_every_character_of_its_rows_headings_and_categories(printed: Printed) -> None:
    for index, page in enumerate(printed.pages):
        shown = characters(page.extract_text())
        wanted = characters(expected_text(printed.layout, index, index + 1))
        assert shown == wanted, f"第{index + 1}页：缺{wanted - shown}，多{shown - wanted}"


def test_no_line_of_text_leaves_its_row(printed: Printed) -> None:
    """A cell with more lines than its row has room for would be cut off at top and bottom."""
    for index, page in enumerate(printed.pages):
        assert not lines_out_of_place(printed.layout, index, page)


def lines_out_of_place(layout: PrintLayout, index: int, page: pypdf.PageObject) -> list[str]:
    """The texts whose glyphs, from 0.15 em below to 0.85 em above the baseline, cross the edge of a row."""
    size = layout.paper.body_size
    rows = list(row_bands(layout, index))
    return [
        text
        for baseline, text in body_lines(page, rows)
        if not any(bottom + 0.15 * size < baseline < top - 0.85 * size for bottom, top in rows)
    ]


def row_bands(layout: PrintLayout, page: int) -> Iterator[tuple[float, float]]:
    """Bottom and top of each row of a page in PDF coordinates."""
    paper = layout.paper
    top = paper.height - paper.top_margin - layout.heading_height
    if page == 0:
        top -= sum(line.height for line in (*([layout.label] if layout.label else []), *layout.title))
    for row in layout.pages[page].rows:
        height = sum(row.sheet_heights)
        yield top - height, top
        top -= height


def body_lines(page: pypdf.PageObject, rows: Sequence[tuple[float, float]]) -> list[tuple[float, str]]:
    """Baseline and text of every run in the body of the table, but for the categories in its first column."""
    runs: list[tuple[float, float, str]] = []

    def visit(text: str, _cm: list[float], matrix: list[float], *_font: object) -> None:
        if text.strip():
            runs.append((matrix[4], matrix[5], text))

    page.extract_text(visitor_text=visit)
    second_column = next(x for x, _, text in runs if text.startswith("序")) - 4
    lowest, highest = min(bottom for bottom, _ in rows), max(top for _, top in rows)
    return [(y, text) for x, y, text in runs if lowest - 5 < y < highest and x > second_column]


@pytest.mark.parametrize("paper", list(PAPERS))
def test_the_sheet_opened_in_libreoffice_without_chinese_typefaces_keeps_its_pages(
    paper: str, seed_table: TaskTable, soffice: str, tmp_path: Path
) -> None:
    layout = paginate(seed_table, PAPERS[paper])
    path = tmp_path / "print.xlsx"
    path.write_bytes(write_package(new_workbook({PRINT_SHEET: print_painter(layout)})))
    to_pdf(path, tmp_path / "print.pdf")
    pages = pypdf.PdfReader(tmp_path / "print.pdf").pages
    assert len(pages) == len(layout.pages)
    for index, page in enumerate(pages):
        assert characters(page.extract_text()) == characters(expected_text(layout, index, index + 1))
        assert not lines_out_of_place(layout, index, page)
