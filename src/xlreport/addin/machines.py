"""An add-in for a machine that this is not: its paths are written as its system writes them, unseen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from xlreport.addin.settings import addin_settings
from xlreport.errors import XlreportError

_ENVIRONMENT = ".venv"
"""The folder of the Python environment that run.py makes beside our sources."""


class Platform(Enum):
    """The systems that have an Excel, as they are called by those who use them."""

    WINDOWS = "Windows"
    MACOS = "macOS"


@dataclass(frozen=True)
class OtherMachine:
    """Which Python an add-in starts on another machine; ``python`` is a full path of its system."""

    platform: Platform
    python: PurePath

    @property
    def advice(self) -> str:
        """What its user has to do besides putting the file into Excel's folder."""
        if self.platform is Platform.WINDOWS:
            return "请把文件放进那台电脑的 Excel 启动文件夹 %APPDATA%\\Microsoft\\Excel\\XLSTART。"
        return "那台 Mac 上还要在终端里运行一次 xlwings runpython install。"

    def settings(self) -> dict[str, str]:
        """What the add-in is told; raises XlreportError for a path that no command line can carry."""
        windows = self.platform is Platform.WINDOWS
        return addin_settings(
            python=self.python,
            start=self.python,
            sources=self._sources(),
            needed=(self.python,) if windows else (),
        )

    def _sources(self) -> PurePath | None:
        """Our sources beside the environment that run.py makes; any other Python has us installed."""
        environment = self.python.parent.parent
        return environment.parent / "src" if environment.name == _ENVIRONMENT else None


def other_machine(platform: str, python: str) -> OtherMachine:
    """The machine that a command line names; raises XlreportError for words that name none."""
    systems = {"windows": Platform.WINDOWS, "macos": Platform.MACOS}
    if platform.lower() not in systems:
        raise XlreportError(
            f"不认识系统“{platform}”" if platform else "没有写明是给哪种系统用的",
            untouched="没有生成任何文件",
            todo="--python 和 --platform 要一起写，--platform 写 windows 或 macos",
        )
    system = systems[platform.lower()]
    path = PureWindowsPath(python) if system is Platform.WINDOWS else PurePosixPath(python)
    if not path.is_absolute():
        raise XlreportError(
            f"“{python}”不是 {system.value} 上的完整路径" if python else "没有写明那台电脑上的 Python 在哪里",
            untouched="没有生成任何文件",
            todo=f"请用 --python 写出完整路径，如 {_EXAMPLES[system]}",
        )
    if system is Platform.MACOS and " " in python:
        raise XlreportError(
            f"路径“{python}”里有空格，macOS 上的 Excel 不能直接调用",
            untouched="没有生成任何文件",
            todo="请在那台 Mac 上用 addin install 安装，或把 Python 环境放到没有空格的文件夹",
        )
    return OtherMachine(system, path)


_EXAMPLES = {
    Platform.WINDOWS: r"C:\xlreport\.venv\Scripts\python.exe",
    Platform.MACOS: "/Users/zhang/xlreport/.venv/bin/python",
}
