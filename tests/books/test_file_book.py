"""FileBook: the clerk's workbook is never damaged, never silently thinned out, never half written."""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from tests import packages
from tests.answers import saved_by_libreoffice
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.core.schema import TABLE_SHEET
from xlreport.desk.master.opening import read_master
from xlreport.errors import LossError, WorkbookError
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)

PARTS = {
    "窗体控件": {"xl/ctrlProps/ctrlProp1.xml": b"<x/>"},
    "ActiveX 控件": {"xl/activeX/activeX1.xml": b"<x/>"},
    "线程批注": {"xl/threadedComments/threadedComment1.xml": b"<x/>"},
    "切片器": {"xl/slicers/slicer1.xml": b"<x/>", "xl/slicerCaches/slicerCache1.xml": b"<x/>"},
    "日程表": {"xl/timelines/timeline1.xml": b"<x/>"},
    "自定义 XML": {"customXml/item1.xml": b"<x/>"},
    "单元格内的图片": {"xl/cellimages.xml": b"<x/>"},
    "数据类型": {"xl/richData/rdrichvalue.xml": b"<x/>"},
    "嵌入的对象": {"xl/embeddings/oleObject1.bin": b"x"},
    "SmartArt": {"xl/diagrams/data1.xml": b"<x/>"},
    "新式图表": {"xl/charts/chartEx1.xml": b"<x/>"},
    "数据连接": {"xl/connections.xml": b"<x/>"},
    "数据模型": {"xl/model/item.data": b"x"},
    "数字签名": {"_xmlsignatures/sig1.xml": b"<x/>"},
    "自定义功能区": {"customUI/customUI14.xml": b"<x/>"},
    "单元格复选框": {"xl/featurePropertyBag/featurePropertyBag.xml": b"<x/>"},
    "敏感度标签": {"docMetadata/LabelInfo.xml": b"<x/>"},
    "没见过的部件.xml": {"xl/没见过的部件.xml": b"<x/>"},
}
EXTENSIONS = {
    "条件格式": "{78C0D931-6437-407d-A8EE-F0AAD7539E65}",
    "数据验证": "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}",
    "迷你图": "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}",
    "扩展内容": "{00000000-0000-0000-0000-000000000000}",
}
DRAWN = {
    "文本框或图形": packages.TEXT_BOX,
    "组合图形": packages.GROUP,
    "连接线": packages.CONNECTOR,
    "图片": packages.PICTURE,
}


def refused(path: Path, named: str) -> None:
    """Saving is refused, the loss is named, the file stays; it can still be saved on demand."""
    before = path.read_bytes()
    book = FileBook(path)
    book.write(TABLE_SHEET, {(5, 13): "新"})
    with pytest.raises(LossError, match=named) as caught:
        book.save()
    assert "--allow-loss" in str(caught.value)
    assert path.read_bytes() == before
    willing = FileBook(path, allow_loss=True)
    willing.write(TABLE_SHEET, {(5, 13): "新"})
    willing.save()
    assert load_workbook(path)[TABLE_SHEET]["M5"].value == "新"


@pytest.mark.parametrize("named", PARTS)
def test_a_part_that_would_be_dropped_stops_the_saving(master: Path, named: str) -> None:
    packages.change(master, PARTS[named])
    refused(master, named)


@pytest.mark.parametrize("named", EXTENSIONS)
def test_an_extension_that_would_be_dropped_stops_the_saving(master: Path, named: str) -> None:
    packages.change(master, sheet=packages.extension(EXTENSIONS[named]))
    refused(master, f"工作表“{TABLE_SHEET}”里的{named}")


@pytest.mark.parametrize("named", DRAWN)
def test_a_drawing_that_would_be_dropped_stops_the_saving(master: Path, named: str) -> None:
    packages.add_drawing(master, DRAWN[named])
    refused(master, f"工作表“{TABLE_SHEET}”里的{named}")


@pytest.mark.parametrize("element", ["oleObjects", "controls", "customSheetViews", "protectedRanges"])
def test_an_element_that_would_be_dropped_stops_the_saving(master: Path, element: str) -> None:
    packages.change(master, sheet=("</worksheet>", f"<{element}/></worksheet>"))
    refused(master, f"工作表“{TABLE_SHEET}”里的")


def test_a_picture_in_the_page_header_stops_the_saving(master: Path) -> None:
    packages.add_vml(master, "legacyDrawingHF", "<xml/>")
    refused(master, "页眉页脚里的图片")


def test_a_control_that_only_the_old_drawing_format_describes_stops_the_saving(master: Path) -> None:
    packages.add_vml(master, "legacyDrawing", packages.BUTTON)
    refused(master, f"工作表“{TABLE_SHEET}”里的窗体控件")


def test_a_dropdown_with_a_comma_in_an_option_stops_the_saving(master: Path) -> None:
    packages.change(master, sheet=("</dataValidations>", f"{packages.DROPDOWN_WITH_COMMA}</dataValidations>"))
    refused(master, "下拉列表")


def test_a_workbook_reserved_for_one_writer_stops_the_saving(master: Path) -> None:
    packages.change(
        master, workbook=("<workbookPr", '<fileSharing userName="王" algorithmName="SHA-512"/><workbookPr')
    )
    refused(master, "修改权限密码")


def test_a_chart_that_the_clerk_drew_stops_the_saving(master: Path) -> None:
    workbook = load_workbook(master)
    chart = BarChart()
    chart.add_data(Reference(workbook[TABLE_SHEET], min_col=2, min_row=5, max_row=9))
    workbook[TABLE_SHEET].add_chart(chart, "P5")
    workbook.save(master)
    refused(master, "图表")


def test_the_programs_own_charts_survive_other_actions_without_a_word(master: Path) -> None:
    summarise(FileBook(master), SilentUi(), as_of=NOW.date())
    charts = sum("charts/chart" in name for name in zipfile.ZipFile(master).namelist())
    validate(FileBook(master), SilentUi(), as_of=NOW.date())
    dispatch(FileBook(master), SilentUi(), now=NOW)
    assert charts > 0
    assert sum("charts/chart" in name for name in zipfile.ZipFile(master).namelist()) == charts


def test_what_only_speeds_up_loading_or_describes_a_printer_is_no_loss(master: Path) -> None:
    packages.change(
        master,
        {
            "xl/calcChain.xml": b"<x/>",
            "xl/printerSettings/printerSettings1.bin": b"x",
            "docProps/thumbnail.wmf": b"x",
            "docProps/custom.xml": b"<Properties/>",
        },
    )
    book = FileBook(master)
    book.write(TABLE_SHEET, {(5, 13): "新"})
    book.save()
    assert load_workbook(master)[TABLE_SHEET]["M5"].value == "新"


def test_rich_text_pictures_of_nothing_and_comments_survive(master: Path) -> None:
    workbook = load_workbook(master)
    sheet = workbook[TABLE_SHEET]
    sheet["C5"] = CellRichText("前", TextBlock(InlineFont(b=True, color="FFFF0000"), "红字"), "后")
    sheet["D5"].comment = Comment("核对过", "张三")
    workbook.save(master)
    book = FileBook(master)
    assert book.read(TABLE_SHEET).text(5, 3) == "前红字后"
    book.write(TABLE_SHEET, {(6, 13): "新"})
    book.save()
    again = load_workbook(master, rich_text=True)[TABLE_SHEET]
    assert isinstance(again["C5"].value, CellRichText) and again["C5"].value[1].font.b
    assert again["D5"].comment.text == "核对过"


RESULTS = {
    "O5": ("1+1", "n", "2"),
    "O6": ("&quot;甲&quot;&amp;CHAR(10)&amp;&quot; 乙 &quot;", "str", "甲\n 乙 "),
    "O7": ("1=1", "b", "1"),
    "O8": ("1/0", "e", "#DIV/0!"),
    "O9": ("TODAY()", "n", "46349"),
    "O10": ("1.5*2/3", "n", "0.99999999999999989"),
}


def formula_cells(results: dict[str, tuple[str, str, str]]) -> str:
    """The XML of cells that hold formulas with the results last calculated."""
    return "".join(
        f'<c r="{place}" t="{kind}"><f>{formula}</f><v>{result}</v></c>'
        for place, (formula, kind, result) in results.items()
    )


def test_the_results_of_formulas_survive_saving_as_they_stand(master: Path) -> None:
    for place, (formula, kind, result) in RESULTS.items():
        cells = formula_cells({place: (formula, kind, result)})
        packages.change(master, sheet=(rf'(?s)(<row r="{place[1:]}"[^>]*>.*?)</row>', rf"\1{cells}</row>"))
    for text in ("一", "二"):
        book = FileBook(master)
        rows = book.read(TABLE_SHEET).rows
        assert [row[14] for row in rows[4:8]] == [2, "甲\n 乙 ", True, "#DIV/0!"]
        book.write(TABLE_SHEET, {(5, 13): text})
        book.save()
    written = ElementTree.fromstring(zipfile.ZipFile(master).read(packages.FIRST_SHEET))
    kept = {
        cell.get("r"): (cell.findtext("{*}f"), cell.get("t"), cell.findtext("{*}v"))
        for cell in written.findall(".//{*}c")
        if cell.find("{*}f") is not None
    }
    assert kept == {place: (html.unescape(f), kind, v) for place, (f, kind, v) in RESULTS.items()}


def test_a_formula_that_was_overwritten_leaves_no_result(master: Path) -> None:
    cells = formula_cells({"O5": RESULTS["O5"]})
    packages.change(master, sheet=(r'(?s)(<row r="5"[^>]*>.*?)</row>', rf"\1{cells}</row>"))
    book = FileBook(master)
    book.write(TABLE_SHEET, {(5, 15): "新"})
    book.save()
    assert FileBook(master).read(TABLE_SHEET).text(5, 15) == "新"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("坏.xlsx", b"PK\x03\x04nothing", "损坏"),
        ("文本.xlsx", "不是工作簿".encode(), "不是 Excel 工作簿"),
        ("空.xlsx", b"", "不是 Excel 工作簿"),
        ("密码.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "密码"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=said):
        FileBook(path)


def test_a_missing_file_and_one_with_macros_are_refused(tmp_path: Path, master: Path) -> None:
    with pytest.raises(WorkbookError, match="找不到"):
        FileBook(tmp_path / "没有.xlsx")
    macros = master.rename(master.with_suffix(".xlsm"))
    with pytest.raises(WorkbookError, match="宏"):
        FileBook(macros)


def test_a_package_damaged_inside_is_refused_in_one_sentence(master: Path) -> None:
    packages.change(master, sheet=("<sheetData>", "<sheetData><broken"))
    with pytest.raises(WorkbookError, match="损坏"):
        FileBook(master)


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#", ".~{}"])
def test_a_workbook_open_in_a_program_is_not_written(master: Path, lock: str) -> None:
    before = master.read_bytes()
    (master.parent / lock.format(master.name)).write_bytes(b"")
    book = FileBook(master)
    book.write(TABLE_SHEET, {(5, 13): "新"})
    with pytest.raises(WorkbookError, match="打开"):
        book.save()
    with pytest.raises(WorkbookError, match="打开"):
        book.backup()
    assert master.read_bytes() == before


def test_a_workbook_changed_meanwhile_is_not_overwritten(master: Path) -> None:
    book = FileBook(master)
    book.write(TABLE_SHEET, {(5, 13): "程序写的"})
    other = load_workbook(master)
    other[TABLE_SHEET]["M6"] = "别人写的"
    other.save(master)
    theirs = master.read_bytes()
    with pytest.raises(WorkbookError, match="改动或移走"):
        book.save()
    assert master.read_bytes() == theirs


def test_a_failure_while_writing_leaves_the_old_file_whole(
    master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = master.read_bytes()
    book = FileBook(master)
    book.write(TABLE_SHEET, {(5, 13): "新"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkbookError, match="无法写入"):
        book.save()
    assert master.read_bytes() == before
    assert [path.name for path in master.parent.iterdir()] == [master.name]


def test_a_backup_that_cannot_be_made_is_said_before_anything_is_changed(master: Path) -> None:
    (master.parent / "备份").write_text("不是文件夹", encoding="utf-8")
    before = master.read_bytes()
    with pytest.raises(WorkbookError, match="无法备份"):
        FileBook(master).backup()
    assert master.read_bytes() == before


def test_a_workbook_in_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(WorkbookError, match="无法写入"):
        FileBook.create(tmp_path / "文件" / "总表.xlsx", {"甲": lambda sheet: None})


def test_ghost_rows_and_a_wrong_dimension_cost_nothing(master: Path) -> None:
    packages.change(master, sheet=("</sheetData>", '<row r="1048576"><c r="M1048576"/></row></sheetData>'))
    packages.change(master, sheet=('<dimension ref="[^"]*"', '<dimension ref="A1:A1"'))
    grid = FileBook(master).read(TABLE_SHEET)
    assert grid.height == 28
    assert len(read_master(FileBook(master)).table.tasks) == 24


def test_a_workbook_saved_by_libreoffice_is_saved_again_without_refusal(
    master: Path, soffice: str, tmp_path: Path
) -> None:
    summarise(FileBook(master), SilentUi(), as_of=NOW.date())
    before = read_master(FileBook(master)).table
    folder = tmp_path / "out"
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder), str(master)]
    for _ in range(2):  # the first start of a fresh profile may end with status 81
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0:
            break
    path = folder / master.name
    assert [task for task in read_master(FileBook(path)).table.tasks] == list(before.tasks)
    validate(FileBook(path), SilentUi(), as_of=NOW.date())
    dispatch(FileBook(path), SilentUi(), now=NOW)
    assert read_master(FileBook(path)).table.tasks == before.tasks


def test_no_author_and_no_folder_is_written_into_the_properties(master: Path) -> None:
    book = FileBook(master)
    book.write(TABLE_SHEET, {(5, 13): "新"})
    book.save()
    with zipfile.ZipFile(io.BytesIO(master.read_bytes())) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "creator" not in core and "openpyxl" not in core and str(master.parent) not in core


def test_the_users_own_author_stays(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.properties.creator = "王主任"
    workbook.save(tmp_path / "a.xlsx")
    book = FileBook(tmp_path / "a.xlsx")
    book.write("Sheet", {(1, 1): "新"})
    book.save()
    assert load_workbook(tmp_path / "a.xlsx").properties.creator == "王主任"


def test_a_master_is_only_made_under_a_workbooks_name(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"\.xlsx"):
        FileBook.create(tmp_path / "总表.docx", {"甲": lambda sheet: None})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["openpyxl", "LibreOffice"])
def test_a_comment_keeps_the_size_of_its_box(
    master: Path, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    workbook = load_workbook(master)
    workbook[TABLE_SHEET]["D5"].comment = Comment("核对过", "张三", height=222, width=333)
    workbook.save(master)
    if kind == "LibreOffice":
        soffice = request.getfixturevalue("soffice")
        shutil.copy2(saved_by_libreoffice(soffice, master, "xlsx", tmp_path / "lo"), master)
    book = FileBook(master, allow_loss=True)
    book.write(TABLE_SHEET, {(5, 10): "改"})
    book.save()
    with zipfile.ZipFile(master) as archive:
        drawings = b"".join(
            archive.read(n) for n in archive.namelist() if "omments" in n or n.endswith(".vml")
        )
    width, height = (int(re.search(rb"%s:(\d+)px" % name, drawings)[1]) for name in (b"width", b"height"))
    assert abs(width - 333) <= 4 and abs(height - 222) <= 4
