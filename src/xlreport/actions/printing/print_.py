"""打印: lay the task table out on paper, fill the print sheet and make a PDF of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from xlreport.books.pdf import require_soffice
from xlreport.books.port import Book
from xlreport.core.printing.layout import PrintLayout, with_line_breaks
from xlreport.core.printing.pagination import paginate
from xlreport.core.printing.paper import PAPERS, Paper
from xlreport.core.schema import PRINT_SHEET, TABLE_SHEET
from xlreport.desk.folders import print_folder
from xlreport.desk.master.opening import read_master
from xlreport.errors import SettingsError, XlreportError
from xlreport.sheets.printing.table import print_painter
from xlreport.ui.port import Ui

LARGEST_PAGE_NUMBER = 32767
"""What a worksheet can be told to start numbering with (ECMA-376-1 §18.3.1.63, firstPageNumber)."""


@dataclass(frozen=True)
class PrintResult:
    """The printed table: how many pages, after which sheet rows they break, where the PDF lies.

    ``tasks`` are the numbers of the tasks on each page; ``fonts`` says what stands in for typefaces
    that the machine lacks, None where what it has is not known. ``pdf`` is None where none was made;
    ``problem`` says in Chinese why where there should be one. ``backup`` is where the master lies as it
    was before.
    """

    sheet: str
    paper: str
    first_page: int
    pages: int
    breaks: tuple[int, ...]
    tasks: tuple[tuple[str, ...], ...]
    pdf: Path | None
    fonts: Mapping[str, str] | None
    backup: Path
    problem: str = ""

    def as_json(self) -> dict[str, object]:
        """The result as the command line gives it to other programs."""
        return asdict(self) | {"pdf": str(self.pdf) if self.pdf else None, "backup": str(self.backup)}


def print_table(
    book: Book,
    ui: Ui,
    *,
    paper: str = "",
    pdf: Path | None = None,
    first_page: int | None = None,
    sheet_only: bool = False,
) -> PrintResult:
    """Fill the print sheet and, where the machine can and unless ``sheet_only``, make a PDF of it.

    Paper and first page number come from the settings where they are not given; the PDF lies in 打印/
    beside the master unless ``pdf`` says otherwise. Raises XlreportError where a PDF is asked for and
    LibreOffice is missing.
    """
    if pdf is not None:
        _check_target(book, pdf)
    master = read_master(book)
    chosen = _paper(paper or master.settings.value("paper"))
    number = _page_number(master.settings.number("first_page") if first_page is None else first_page)
    layout = paginate(master.table, chosen)
    backup = book.backup()
    book.put(PRINT_SHEET, print_painter(layout, first_page=number))
    book.finish()
    target = None if sheet_only else _target(book, pdf)
    by_itself = print_painter(with_line_breaks(layout), first_page=number)
    fonts: Mapping[str, str] | None = {}
    problem = ""
    if target is not None:
        try:
            fonts = book.print_pdf(PRINT_SHEET, by_itself, target)
        except XlreportError as error:  # the sheet is saved already: what is missing is part of the result
            target, problem = None, f"{error.happened}。{error.todo}"
    result = PrintResult(
        PRINT_SHEET,
        chosen.name,
        number,
        len(layout.pages),
        layout.breaks,
        _tasks_by_page(layout),
        target,
        fonts,
        backup,
        problem,
    )
    _show(ui, result, sheet_only)
    return result


def _target(book: Book, pdf: Path | None) -> Path | None:
    if pdf is not None:
        return pdf.resolve()
    return print_folder(book) / f"{TABLE_SHEET}.pdf" if book.prints else None


def _check_target(book: Book, pdf: Path) -> None:
    """Refuse, before anything is done, a PDF that cannot be made or would replace another file."""
    if not book.prints:
        require_soffice()
    if pdf.suffix.lower() != ".pdf":
        raise SettingsError(
            f"“{pdf.name}”不是 PDF 的文件名", untouched="没有改动任何文件", todo="请用 .pdf 结尾的文件名"
        )


def _paper(name: str) -> Paper:
    paper = PAPERS.get(name.strip().upper())
    if paper is None:
        raise SettingsError(
            f"不认识纸张“{name}”", untouched="没有改动任何文件", todo=f"请写成：{'、'.join(PAPERS)}"
        )
    return paper


def _page_number(number: int) -> int:
    if not 1 <= number <= LARGEST_PAGE_NUMBER:
        raise SettingsError(
            f"起始页码{number}不能使用",
            untouched="没有改动任何文件",
            todo=f"请改为1到{LARGEST_PAGE_NUMBER}之间的整数",
        )
    return number


def _tasks_by_page(layout: PrintLayout) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row.number for row in page.rows) for page in layout.pages)


def _show(ui: Ui, result: PrintResult, sheet_only: bool) -> None:
    rows = [
        (str(page), "、".join(numbers)) for page, numbers in enumerate(result.tasks, start=result.first_page)
    ]
    ui.table(f"打印页（{result.paper}横向）", ("页码", "事项"), rows)
    ui.info(f"打印表已写入“{result.sheet}”，{result.paper}横向，共{result.pages}页")
    if result.pdf is not None:
        ui.info(f"PDF：{result.pdf}")
    elif result.problem:
        ui.warn(f"打印表已保存，但没有生成 PDF：{result.problem}")
    elif not sheet_only:
        ui.warn("本机没有 LibreOffice，没有另存 PDF；可以在 Excel 里打开打印表后另存为 PDF")
    if result.fonts is None:
        ui.warn("查不到本机装了哪些字体，PDF 里缺的字体由 LibreOffice 自行代替，请看一眼再用")
    elif result.fonts:
        replaced = "，".join(f"“{old}”用“{new}”" for old, new in result.fonts.items())
        ui.warn(f"本机缺少公文字体，PDF 里代用：{replaced}；工作表里仍是原字体")
