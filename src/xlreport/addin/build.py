"""The add-in 任务分工.xlam from the sources in macros/ and from the installed xlwings package."""

from __future__ import annotations

import importlib.util
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
from xlreport.errors import XlreportError

ADDIN_NAME = "任务分工.xlam"
VBA_PROJECT = "xlreport"
MACROS = Path(__file__).parents[3] / "macros"

_WORKBOOK_CLASS = "{00020819-0000-0000-C000-000000000046}"
_SHEET_CLASS = "{00020820-0000-0000-C000-000000000046}"
_NAME_LINE = 'Public Const PROJECT_NAME As String = "myaddin"'


def addin_package(name: str, settings: Mapping[str, str]) -> bytes:
    """The bytes of the add-in whose sheet ``<name>.conf`` holds what xlwings' module has to know.

    The same arguments always give the same bytes. Raises XlreportError where a source is missing or
    xlwings' module has changed its form.
    """
    return write_addin_package(
        vba_project=write_vba_project(VBA_PROJECT, addin_modules(name)),
        ribbon=_read(MACROS / "customUI14.xml").encode("utf-8"),
        sheet=f"{name}.conf",
        cells=settings,
        title="任务分工",
        description="任务分工表：校验、下发、回收合并、汇总、打印。",
    )


def addin_modules(name: str) -> tuple[Module, ...]:
    """All modules of the add-in: the ribbon's, xlwings', and the empty ones behind workbook and sheet."""
    xlwings = xlwings_folder()
    return (
        document_module("ThisWorkbook", _WORKBOOK_CLASS),
        document_module("Sheet1", _SHEET_CLASS),
        standard_module(_read(MACROS / "RibbonXlreport.bas")),
        standard_module(_read(MACROS / "SpeakXlreport.bas")),
        standard_module(_named(_read(xlwings / "xlwings_custom_addin.bas"), name)),
        class_module(_read(xlwings / "addin" / "Dictionary.cls")),
    )


def xlwings_folder() -> Path:
    """Where xlwings is installed; it is not imported, which takes the time of a click."""
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise _cannot_build("没有安装 xlwings")
    return Path(found.origin).parent


def _named(source: str, name: str) -> str:
    """xlwings' module with the name of its settings, which its documentation asks to fill in."""
    if source.count(_NAME_LINE) != 1:
        raise _cannot_build("这个版本的 xlwings 与本程序不配套")
    return source.replace(_NAME_LINE, _NAME_LINE.replace("myaddin", name))


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
