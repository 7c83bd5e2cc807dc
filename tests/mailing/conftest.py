"""A master that is ready to be sent from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.mailing.sending import EMAIL_COLUMN, NOW, address_of, settings
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.books.file import FileBook
from xlreport.core.master.directory import HEADER_ROW as DIRECTORY_HEADER_ROW
from xlreport.core.schema import DIRECTORY_SHEET
from xlreport.ui.port import SilentUi


@pytest.fixture(scope="session")
def dispatched(master_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real master after a dispatch, with an address for each of its 18 departments."""
    master = tmp_path_factory.mktemp("dispatched") / master_path.name
    shutil.copy2(master_path, master)
    workbook = load_workbook(master)
    sheet = workbook[DIRECTORY_SHEET]
    for row in range(DIRECTORY_HEADER_ROW + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, EMAIL_COLUMN).value = address_of(row - DIRECTORY_HEADER_ROW)
    workbook.save(master)
    settings(master, office="某区政府办", due="2026年11月25日")
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


@pytest.fixture
def sent_out(dispatched: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own."""
    shutil.copytree(dispatched.parent, tmp_path / "总表")
    return tmp_path / "总表" / dispatched.name
