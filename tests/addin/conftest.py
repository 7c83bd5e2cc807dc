"""The add-in as it is built for a machine, and its modules as an independent reader sees them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import xlwings as xw
from oletools.olevba import VBA_Parser

from xlreport.addin.build import ADDIN_NAME, addin_package
from xlreport.addin.settings import addin_settings
from xlreport.calc import register
from xlreport.calc.bridge import load_uno
from xlreport.errors import XlreportError

TIMEOUT = 120.0
"""Seconds that a test may keep LibreOffice; ending it ends a call into it that hangs."""

NAME = "xlreport-0123456789ab"
PYTHON = Path("C:/政务 工具/任务分工/.venv/Scripts/python.exe")
SOURCES = Path("C:/政务 工具/任务分工/src")


@pytest.fixture(scope="session")
def settings() -> Mapping[str, str]:
    """What an add-in is told whose program lies in a folder with Chinese characters and a space."""
    return addin_settings(python=PYTHON, start=PYTHON, sources=SOURCES, needed=(PYTHON,))


@pytest.fixture(scope="session")
def addin(tmp_path_factory: pytest.TempPathFactory, settings: Mapping[str, str]) -> Path:
    """The add-in; not to be changed."""
    path = tmp_path_factory.mktemp("built") / ADDIN_NAME
    path.write_bytes(addin_package(NAME, settings))
    return path


def read_modules(path: Path, data: bytes | None = None) -> dict[str, bytes]:
    """Name and source of every module in a file, read by oletools, which knows nothing of our writer."""
    parser = VBA_Parser(str(path), data=data)
    try:
        macros = list(parser.extract_macros())
    finally:
        parser.close()
    return {stream.rpartition("/")[2]: code.encode("cp936") for _, stream, _, code in macros if "/" in stream}


@pytest.fixture(scope="session")
def running_app(soffice: str) -> Iterator[xw.App]:
    """A LibreOffice of our own without a window, started once in each test process."""
    try:
        load_uno()
    except XlreportError as error:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))
    before = xw.engines.active
    register()
    application = xw.App(visible=False, add_book=False)
    yield application
    application.quit()
    xw.engines.active = before


@pytest.fixture
def app(running_app: xw.App) -> Iterator[xw.App]:
    """LibreOffice for one test; it is ended when the test takes too long, so that nothing hangs."""
    timer = threading.Timer(TIMEOUT, running_app.impl.office.end)
    timer.start()
    yield running_app
    timer.cancel()
