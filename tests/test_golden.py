"""What people look at, sheet by sheet, as text: a change shows as a readable difference.

Accept changes after a look at them with ``XLREPORT_ACCEPT=1 python3 run.py test tests/test_golden.py``.
"""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import golden
from tests.answers import fill
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.printing.print_ import print_table
from xlreport.actions.reminders.remind import remind
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.core.schema import (
    DIRECTORY_SHEET,
    FEEDBACK_SHEET,
    FINDINGS_SHEET,
    INSTRUCTIONS_SHEET,
    PREVIEW_SHEET,
    PRINT_SHEET,
    REGISTER_SHEET,
    REMINDER_SHEET,
    SETTINGS_SHEET,
    SUMMARY_SHEETS,
    TABLE_SHEET,
)
from xlreport.desk.master.opening import read_master
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)
AS_OF = date(2023, 6, 30)

_SECRETS = re.compile(r"[A-Za-z0-9_-]{60,}\.[A-Za-z0-9_-]{43}|\d{4}-[0-9a-f]{10}-[0-9a-f]{12}")
"""Tokens and row ids: signed with a key that is new in every run."""


@pytest.fixture(scope="module")
def folder(master_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round on the real table with an answer, a conflict, a warning and a file that is no answer."""
    folder = tmp_path_factory.mktemp("golden")
    master = folder / master_path.name
    shutil.copy2(master_path, master)
    ui = SilentUi()
    books = {book.department: book.path for book in dispatch(FileBook(master), ui, now=NOW).books}
    returned = folder / "回收" / "2026年11月"
    answers = {"5": {"progress": "已拨付专项资金500万元。"}, "6": {"problems": "区工业和信息化局：没有。"}}
    fill(books["区财政局"], answers, returned / "财政局.xlsx")
    fill(books["区医保局"], {"22": {"progress": "已救助12人。"}}, returned / "医保局(1).xlsx")
    (returned / "说明.docx").write_bytes(b"x")
    book = FileBook(master)
    data = read_master(book)
    row = next(task.row for task in data.table.tasks if task.number == "22")
    book.write(TABLE_SHEET, {(row, data.table.columns["progress"]): "办公室改过的文字。"})
    book.save()
    merge(FileBook(master), ui, now=NOW)
    remind(FileBook(master), ui, as_of=NOW.date())
    validate(FileBook(master), ui, as_of=AS_OF)
    summarise(FileBook(master), ui, as_of=AS_OF)
    print_table(FileBook(master), ui, paper="A4")
    shutil.copy2(books["区财政局"], folder / "区财政局.xlsx")
    return folder


def shown(sheet: Worksheet) -> str:
    """A sheet as text: every cell's place and value, links, merges, page breaks, hidden columns."""
    lines = [
        f"{cell.coordinate}: {_value(cell.value)}"
        + (f"  → {cell.hyperlink.location}" if cell.hyperlink else "")
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    lines += [f"合并 {area}" for area in sorted(map(str, sheet.merged_cells.ranges))]
    lines += [f"分页 {brk.id}" for brk in sheet.row_breaks.brk]
    lines += [f"隐藏列 {name}" for name, column in sheet.column_dimensions.items() if column.hidden]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    return _SECRETS.sub("〈标识〉", str(value)).replace("\n", "↵")


@pytest.mark.parametrize("name", [FEEDBACK_SHEET, INSTRUCTIONS_SHEET])
def test_the_department_book_looks_as_accepted(folder: Path, name: str) -> None:
    sheet = load_workbook(folder / "区财政局.xlsx")[name]
    golden.check(f"区财政局-{name}.txt", shown(sheet))


@pytest.mark.parametrize(
    "name",
    [
        DIRECTORY_SHEET,
        SETTINGS_SHEET,
        REGISTER_SHEET,
        FINDINGS_SHEET,
        PREVIEW_SHEET,
        REMINDER_SHEET,
        PRINT_SHEET,
        *SUMMARY_SHEETS[1:],
    ],
)
def test_the_masters_sheets_look_as_accepted(folder: Path, master_path: Path, name: str) -> None:
    sheet = load_workbook(folder / master_path.name)[name]
    text = re.sub(r"(B\d+: )[0-9a-f]{12,64}\b", r"\1〈密钥〉", shown(sheet))
    golden.check(f"{name}.txt", text)
