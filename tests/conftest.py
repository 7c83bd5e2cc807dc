"""Fixtures shared by all tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from xlreport.calc import register
from xlreport.calc.bridge import load_uno
from xlreport.core.model import TaskTable
from xlreport.errors import XlreportError
from xlreport.sources import read_source

DATA = Path(__file__).parent / "data"
REPOSITORY = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--excel", action="store_true", help="run the contract of the Book port against Microsoft Excel too"
    )


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The text dump of the real official table."""
    return DATA / "任务分工表.txt"


@pytest.fixture(scope="session")
def seed_table(seed_path: Path) -> TaskTable:
    """The real table as the importer reads it: 24 tasks that stand on no sheet."""
    return read_source(seed_path).table


@pytest.fixture(scope="session")
def master_path() -> Path:
    """The committed master workbook; copy it before changing it."""
    return REPOSITORY / "workbook" / "任务分工表.xlsx"


@pytest.fixture
def master(master_path: Path, tmp_path: Path) -> Path:
    """A copy of the committed master in a folder of its own."""
    path = tmp_path / master_path.name
    shutil.copy2(master_path, path)
    return path


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; its absence skips on a user's machine and fails in CI."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is required here but soffice is not on the PATH")
        pytest.skip("LibreOffice is not installed")
    return program


@pytest.fixture(scope="session")
def calc_bridge(soffice: str) -> None:
    """LibreOffice and its Python bridge; where the bridge does not fit this Python, as `soffice`."""
    try:
        load_uno()
    except XlreportError as error:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def calc_app(calc_bridge: None) -> Iterator[xw.App]:
    """A LibreOffice of the test process's own, without a window, behind xlwings."""
    before = xw.engines.active
    register()
    application = xw.App(visible=False, add_book=False)
    yield application
    application.quit()
    xw.engines.active = before


@pytest.fixture(scope="session")
def excel_app() -> Iterator[xw.App]:
    """A Microsoft Excel of the test process's own; only with the option --excel."""
    application = xw.App(visible=True, add_book=False)
    yield application
    application.quit()


@pytest.fixture(scope="session")
def openxml_complaints() -> Callable[[Path], list[str]]:
    """What the Open XML SDK's validator says about a file; it is installed in CI (.ci/package.json)."""
    program = REPOSITORY / ".ci" / "node_modules" / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"
    node = shutil.which("node")
    if node is None or not program.exists():
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("the Open XML validator is required here but is not installed")
        pytest.skip("the Open XML validator is not installed")

    def complaints(path: Path) -> list[str]:
        done = subprocess.run([node, str(program), str(path)], capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        assert report["ok"] == (not report["errors"])
        return [f"{error['path']} {error['xPath']}: {error['description']}" for error in report["errors"]]

    return complaints
