"""Workbooks that do not lie where folders can be made beside them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from xlreport.books.live.place import is_on_network, require_local_path
from xlreport.errors import WorkbookError


class Unmapped:
    """A workbook in a cloud folder that this machine does not mirror."""

    name = "总表.xlsx"

    @property
    def fullname(self) -> str:
        raise xw.XlwingsError("no local path")


@pytest.mark.parametrize(
    "book", [Unmapped(), SimpleNamespace(name="总表.xlsx", fullname="https://example.org/总表.xlsx")]
)
def test_a_workbook_opened_from_a_cloud_is_refused_with_what_to_do(book: Any) -> None:
    with pytest.raises(WorkbookError, match=r"云端.*另存为"):
        require_local_path(book)


def test_a_workbook_whose_file_has_gone_is_refused(tmp_path: Path) -> None:
    book: Any = SimpleNamespace(name="总表.xlsx", fullname=str(tmp_path / "总表.xlsx"))
    with pytest.raises(WorkbookError, match="移走"):
        require_local_path(book)


def test_a_share_is_told_from_a_local_folder() -> None:
    assert is_on_network(PurePosixPath(r"\\server\share\总表.xlsx"))  # type: ignore[arg-type]
    assert not is_on_network(PurePosixPath(r"C:\文件\总表.xlsx"))  # type: ignore[arg-type]
