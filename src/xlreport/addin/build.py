"""The add-in 任务分工.xlam from the sources in macros/ and from the installed xlwings package."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path

from xlreport.addin.package import write_addin_package
from xlreport.addin.vba_project import (
    Module,
    class_module,
    document_module,
    standard_module,
    write_vba_project,
)
from xlreport.books.package import write_atomically
from xlreport.errors import XlreportError

ADDIN_NAME = "任务分工.xlam"
PROJECT_NAME = "xlreport"
"""The name of the VBA project, of xlwings' settings sheet in the add-in, and of xlwings' settings file."""

MACROS = Path(__file__).parents[3] / "macros"

_WORKBOOK_CLASS = "{00020819-0000-0000-C000-000000000046}"
_SHEET_CLASS = "{00020820-0000-0000-C000-000000000046}"
_PROJECT_LINE = 'Public Const PROJECT_NAME As String = "myaddin"'


def build_addin(target: Path, configuration: Mapping[str, str]) -> None:
    """Write the add-in; ``configuration`` is what xlwings' VBA module has to know, like INTERPRETER_WIN.

    The folder of the workbook in front is never a place for Python to import from, whatever it says.
    Raises XlreportError where a source is missing or xlwings' module has changed its form.
    """
    cells = {key.upper(): value for key, value in configuration.items()} | {
        "ADD_WORKBOOK_TO_PYTHONPATH": "false"
    }
    package = write_addin_package(
        vba_project=write_vba_project(PROJECT_NAME, addin_modules()),
        ribbon=_read(MACROS / "customUI14.xml").encode("utf-8"),
        sheet=f"{PROJECT_NAME}.conf",
        cells=cells,
        title="任务分工",
        description="任务分工表：校验、下发、回收合并、汇总、打印。",
    )
    write_atomically(target, package)


def addin_modules() -> tuple[Module, ...]:
    """All modules of the add-in: the ribbon's, xlwings', and the empty ones behind workbook and sheet."""
    xlwings = _xlwings_folder()
    return (
        document_module("ThisWorkbook", _WORKBOOK_CLASS),
        document_module("Sheet1", _SHEET_CLASS),
        standard_module(_read(MACROS / "RibbonXlreport.bas")),
        standard_module(_named_after_us(_read(xlwings / "xlwings_custom_addin.bas"))),
        class_module(_read(xlwings / "addin" / "Dictionary.cls")),
    )


def _xlwings_folder() -> Path:
    """Where xlwings is installed; it is not imported, which takes the time of a click."""
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise _cannot_build("没有安装 xlwings")
    return Path(found.origin).parent


def _named_after_us(source: str) -> str:
    """xlwings' module with our name for its settings, which its documentation asks to fill in."""
    named, found = re.subn(
        re.escape(_PROJECT_LINE), _PROJECT_LINE.replace("myaddin", PROJECT_NAME), source, count=1
    )
    if not found:
        raise _cannot_build("这个版本的 xlwings 与本程序不配套")
    return named


def _read(path: Path) -> str:
    """The text of a source with its line ends as they are."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise _cannot_build(f"缺少文件“{path}”") from error


def _cannot_build(happened: str) -> XlreportError:
    return XlreportError(
        f"无法生成加载项：{happened}", untouched="没有改动任何文件", todo="请重新安装本程序，然后重试"
    )
