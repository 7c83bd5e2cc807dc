"""Make the pictures of the manual anew from a round on the real table: ``python tools/make_pictures.py``.

Needs LibreOffice, pdftoppm (poppler) and convert (ImageMagick).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from openpyxl import load_workbook  # noqa: E402  (the path is set just above)
from openpyxl.worksheet.header_footer import HeaderFooter  # noqa: E402
from tests.answers import fill  # noqa: E402

from xlreport.actions.dispatch.dispatch import dispatch  # noqa: E402
from xlreport.actions.merge.merge import merge  # noqa: E402
from xlreport.actions.printing.print_ import print_table  # noqa: E402
from xlreport.actions.validation.validate import validate  # noqa: E402
from xlreport.books.file import FileBook  # noqa: E402
from xlreport.books.fonts import installed_fonts, use_installed_fonts  # noqa: E402
from xlreport.books.package import write_package  # noqa: E402
from xlreport.books.pdf import to_pdf  # noqa: E402
from xlreport.core.schema import FEEDBACK_SHEET, PREVIEW_SHEET, TABLE_SHEET  # noqa: E402
from xlreport.ui.port import SilentUi  # noqa: E402

NOW = datetime(2026, 11, 23, 9, 0)
PERIOD = "2026年11月"
WIDTH = 1100
"""Pixels."""


def make_pictures(folder: Path) -> None:
    """Run a round in a folder and picture its sheets on the way."""
    master = folder / f"{TABLE_SHEET}.xlsx"
    shutil.copy2(ROOT / "workbook" / master.name, master)
    validate(FileBook(master), SilentUi(), as_of=date(2023, 6, 30))
    picture_sheet(master, TABLE_SHEET, "总表")
    dispatch(FileBook(master), SilentUi(), now=NOW, period=PERIOD)
    picture_sheet(book_of(folder, "区科技局"), FEEDBACK_SHEET, "反馈表")
    return_answers(folder)
    change_cell(master, "相关政策已执行。", "相关政策已执行，已开展宣传。")
    merge(FileBook(master), SilentUi(), now=NOW)
    picture_sheet(master, PREVIEW_SHEET, "合并预览")
    pdf = folder / "print.pdf"
    print_table(FileBook(master), SilentUi(), pdf=pdf)
    picture_page(pdf, "打印")


def book_of(folder: Path, department: str) -> Path:
    return folder / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"


def return_answers(folder: Path) -> None:
    """Two departments answer; a file that is no answer lies beside theirs."""
    inbox = folder / "回收" / PERIOD
    told = {"5": {"progress": "已拨付专项资金500万元，覆盖规模以上工业企业32家。"}}
    fill(book_of(folder, "区财政局"), told, inbox / "财政局.xlsx")
    told = {
        "21": {"support": "", "problems": "系统接口尚未打通，结算数据滞后。"},
        "22": {"progress": "已救助12人。"},
    }
    fill(book_of(folder, "区医保局"), told, inbox / "医保局(1).xlsx")
    (inbox / "说明.docx").write_bytes(b"-")


def change_cell(path: Path, old: str, new: str) -> None:
    """Change the cells of the task table that say just this, as the clerk might meanwhile."""
    book = FileBook(path)
    rows = book.read(TABLE_SHEET).rows
    places = [(r, c) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text == old]
    book.write(TABLE_SHEET, dict.fromkeys(places, new))
    book.save()


def picture_sheet(path: Path, sheet: str, name: str) -> None:
    """Picture what a sheet shows first, as on screen: without its footer, in typefaces that are here."""
    workbook = load_workbook(path, rich_text=True)
    workbook.move_sheet(sheet, -workbook.index(workbook[sheet]))
    workbook[sheet].HeaderFooter = HeaderFooter()
    use_installed_fonts(workbook, installed_fonts())
    with tempfile.TemporaryDirectory() as folder:
        shown = Path(folder) / "shown.xlsx"
        shown.write_bytes(write_package(workbook))
        to_pdf(shown, shown.with_suffix(".pdf"))
        picture_page(shown.with_suffix(".pdf"), name)


def picture_page(pdf: Path, name: str) -> None:
    """Picture the first page of a PDF without the white around it, in few colours to keep it small."""
    page = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-f", "1", "-singlefile", pdf, page], check=True)
    look = ["-trim", "-bordercolor", "white", "-border", "20", "-resize", str(WIDTH)]
    look += ["+dither", "-colors", "64", "-strip"]
    subprocess.run(["convert", page.with_suffix(".png"), *look, PICTURES / f"{name}.png"], check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as round_folder:
        make_pictures(Path(round_folder))
