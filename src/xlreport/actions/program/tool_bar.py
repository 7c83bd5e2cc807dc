"""工具栏: put the tool bar 任务分工 into LibreOffice, see whether it is there, take it out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlreport.addin.build import MACROS
from xlreport.addin.extension import FILE_NAME, IDENTIFIER, Extension, extension
from xlreport.addin.office_extensions import OfficeExtensions, office_extensions
from xlreport.calc.bridge import load_uno
from xlreport.calc.office import find_program
from xlreport.ui.port import Ui

_SCRIPT = Path(__file__).parents[2] / "office_click.py"


@dataclass(frozen=True)
class ToolBarStatus:
    """Whether LibreOffice has the tool bar, and whether it is the one that would be installed now."""

    installed: bool
    current: bool

    def as_json(self) -> Mapping[str, Any]:
        return {"installed": self.installed, "current": self.current}


def user_extensions() -> OfficeExtensions:
    """Those of the user's own LibreOffice; raises XlreportError where there is none."""
    return office_extensions(find_program())


def install_tool_bar(extensions: OfficeExtensions, ui: Ui) -> ToolBarStatus:
    """Put the tool bar into the user's LibreOffice, over an older one.

    Raises XlreportError where this Python cannot talk to LibreOffice, because no click could work.
    """
    load_uno()
    before = extensions.version(IDENTIFIER)
    with tempfile.TemporaryDirectory(prefix="xlreport-") as folder:
        file = Path(folder) / FILE_NAME
        file.write_bytes(_wanted().data)
        extensions.add(file)
    ui.info(f"LibreOffice 的工具栏“任务分工”已{'更新' if before else '安装'}。")
    ui.info(f"按钮使用的 Python：{sys.executable}")
    ui.info("请关闭所有 LibreOffice 窗口，再打开总表：窗口上方会多出一行按钮（“视图”→“工具栏”里也能开关）。")
    return tool_bar_status(extensions)


def remove_tool_bar(extensions: OfficeExtensions, ui: Ui) -> ToolBarStatus:
    """Take the tool bar out of the user's LibreOffice, and nothing else."""
    if extensions.version(IDENTIFIER) is None:
        ui.info("LibreOffice 里没有装工具栏“任务分工”，不用删除。")
        return ToolBarStatus(installed=False, current=False)
    extensions.remove(IDENTIFIER)
    ui.info("已删除 LibreOffice 的工具栏“任务分工”，重新打开后就不再出现。总表和其他文件没有改动。")
    return tool_bar_status(extensions)


def show_tool_bar_status(extensions: OfficeExtensions, ui: Ui) -> ToolBarStatus:
    """Say whether the tool bar is there and up to date."""
    status = tool_bar_status(extensions)
    if not status.installed:
        ui.info("LibreOffice 里没有装工具栏“任务分工”。需要时运行 addin install --libreoffice。")
    elif status.current:
        ui.info("LibreOffice 的工具栏“任务分工”已安装，是最新的。")
    else:
        ui.warn(
            "LibreOffice 的工具栏“任务分工”不是最新的（程序更新过，或者换了位置）。"
            "请关闭 LibreOffice，再运行一次 addin install --libreoffice。"
        )
    return status


def tool_bar_status(extensions: OfficeExtensions) -> ToolBarStatus:
    """What LibreOffice has now."""
    version = extensions.version(IDENTIFIER)
    return ToolBarStatus(installed=version is not None, current=version == _wanted().version)


def _wanted() -> Extension:
    return extension(MACROS, python=Path(sys.executable), script=_SCRIPT)
