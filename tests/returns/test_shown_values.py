"""A returned workbook is read as its cells show it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.books.returned import read_returned


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.85, "0%", "85%"),
        (1000, '#,##0"万元"', "1,000万元"),
        (13800138000, "General", "13800138000"),
        (3, "@", "3"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(tmp_path: Path, value: float, code: str, text: str) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["B2"] = value
    sheet["B2"].number_format = code
    book.save(tmp_path / "反馈.xlsx")
    assert read_returned(tmp_path / "反馈.xlsx").sheets[0].text(1, 1) == text
