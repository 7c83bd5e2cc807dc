"""What departments send back for a period, and what of it lies in the clerk's folders."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from openpyxl import load_workbook

from tests.answers import fill
from xlreport.core.master.directory import DIRECTORY_COLUMNS
from xlreport.core.master.settings import SETTING_BY_CODE
from xlreport.core.returns.arrivals import RECORD_NAME

PERIOD = "2026年11月"
NEW = "已于11月20日办结。"
ADDRESSES = {"区财政局": "czj@licheng.gov.cn", "区医保局": "ybj@licheng.gov.cn"}


def set_up(master: Path, *, addresses: dict[str, str] | None = None, settings: dict[str, str]) -> None:
    """Type addresses into 单位名录 and values into 设置."""
    workbook = load_workbook(master)
    directory = workbook["单位名录"]
    headings = [column.heading for column in DIRECTORY_COLUMNS]
    for row in directory.iter_rows(min_row=4):
        if row[0].value in (addresses or {}):
            row[headings.index("电子邮箱")].value = (addresses or {})[str(row[0].value)]
    labels = {SETTING_BY_CODE[code].label: value for code, value in settings.items()}
    for row in workbook["设置"].iter_rows(min_row=4):
        if row[0].value in labels:
            row[1].value = labels[str(row[0].value)]
    workbook.save(master)


def answer_of(master: Path, department: str, folder: Path, text: str = NEW) -> bytes:
    """The bytes of a department's book with an answer in it."""
    number = {"区财政局": "5", "区医保局": "22"}[department]
    book = master.parent / "下发" / PERIOD / f"{department}-{PERIOD}.xlsx"
    path = fill(book, {number: {"progress": text}}, folder / f"填好-{department}.xlsx")
    data = path.read_bytes()
    path.unlink()
    return data


def folder_of(master: Path) -> Path:
    return master.parent / "回收" / PERIOD


def names_in(master: Path) -> list[str]:
    return sorted(path.name for path in folder_of(master).rglob("*") if path.name != RECORD_NAME)


def departments(found: SimpleNamespace) -> list[str]:
    return sorted(item["department"] for item in found.files)
