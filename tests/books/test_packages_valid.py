"""Every file that the product writes is one that Excel, LibreOffice and other readers accept."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.answers import fill
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.printing.print_ import print_table
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.books.package import sheet_parts
from xlreport.core.text import as_text
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)


@pytest.fixture(scope="module")
def written(master_path: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A master after every action, as it was after each of them, and all department books."""
    folder = tmp_path_factory.mktemp("written")
    master = folder / master_path.name
    shutil.copy2(master_path, master)
    ui = SilentUi()
    stages = []

    def keep(name: str) -> None:
        stages.append(Path(shutil.copy2(master, folder / f"{len(stages)}-{name}.xlsx")))

    keep("导入")
    books = dispatch(FileBook(master), ui, now=NOW).books
    keep("下发")
    target = folder / "回收" / "2026年11月" / "a.xlsx"
    fill(books[2].path, {"5": {"progress": "新。"}, "3": {"support": "=A1"}}, target)
    merge(FileBook(master), ui, now=NOW, apply=True)
    keep("合并")
    validate(FileBook(master), ui, as_of=NOW.date())
    keep("校验")
    summarise(FileBook(master), ui, as_of=NOW.date())
    keep("汇总")
    print_table(FileBook(master), ui, paper="A4")
    keep("打印")
    validate(FileBook(master), ui, as_of=date(2023, 6, 30))
    keep("再校验")
    return [*stages, *(book.path for book in books)]


def test_the_open_xml_sdk_has_no_complaint(
    written: list[Path], openxml_complaints: Callable[[Path], list[str]]
) -> None:
    assert {path.name: found for path in written if (found := openxml_complaints(path))} == {}


def test_a_master_and_a_book_that_libreoffice_saved_stay_whole_when_the_program_saves_them(
    written: list[Path], openxml_complaints: Callable[[Path], list[str]], soffice: str, tmp_path: Path
) -> None:
    """LibreOffice numbers the formats of named styles with gaps, which openpyxl does not expect."""
    for path in convert(soffice, "xlsx", [written[4], written[-1]], tmp_path):
        before = named_styles(path)
        book = FileBook(path)
        book.write(book.sheet_names()[-1], {(1, 40): "新"})
        book.save()
        assert openxml_complaints(path) == []
        assert named_styles(path).items() >= before.items()


def named_styles(path: Path) -> dict[tuple[str, str], str]:
    """The name of every cell's style by sheet and place, as the package itself has it."""
    with zipfile.ZipFile(path) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        names = {
            style.get("xfId"): style.get("name") for style in styles.findall("{*}cellStyles/{*}cellStyle")
        }
        shown = [names.get(xf.get("xfId")) for xf in styles.findall("{*}cellXfs/{*}xf")]
        return {
            (sheet, cell.get("r", "")): shown[int(cell.get("s", "0"))] or ""
            for sheet, part in sheet_parts(archive).items()
            for cell in ElementTree.fromstring(archive.read(part)).findall("{*}sheetData/{*}row/{*}c")
            if len(cell)
        }


def test_libreoffice_loads_every_file(written: list[Path], soffice: str, tmp_path: Path) -> None:
    made = convert(soffice, "csv", written, tmp_path)
    assert {path.stem for path in made if path.stat().st_size > 100} == {path.stem for path in written}


def convert(soffice: str, kind: str, paths: Sequence[Path], folder: Path) -> list[Path]:
    """What LibreOffice makes of files when it saves them as this kind, in a folder of its own."""
    command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder / "out"), *map(str, paths)]
    for _ in range(2):  # the first start of a fresh profile may end with status 81
        if subprocess.run(command, capture_output=True, timeout=180, check=False).returncode == 0:
            break
    return sorted((folder / "out").iterdir())


def test_calamine_reads_every_cell_of_every_file_the_same(written: list[Path]) -> None:
    for path in written:
        calamine = CalamineWorkbook.from_path(path)
        for sheet in load_workbook(path).worksheets:
            rows = calamine.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
            for row in sheet.iter_rows():
                for cell in row:
                    values = rows[cell.row - 1] if cell.row <= len(rows) else []
                    other = values[cell.column - 1] if cell.column <= len(values) else None
                    other = None if other == "" else other
                    assert as_text(other) == as_text(cell.value), (path.name, cell)
