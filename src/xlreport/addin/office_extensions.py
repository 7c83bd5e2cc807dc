"""LibreOffice's own program for extensions, `unopkg`: puts one into the user's profile and takes it out."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xlreport.errors import XlreportError

_TIMEOUT = 120.0
"""Seconds until a call has failed; the first one in a new profile takes about five."""

_NAMES = ("unopkg", "unopkg.com", "unopkg.exe")
"""The program beside LibreOffice's own; on Windows the one that waits and writes to the console first."""


@dataclass(frozen=True)
class OfficeExtensions:
    """The extensions of one user; ``command`` runs unopkg, ``options`` may name another profile."""

    command: tuple[str, ...]
    options: tuple[str, ...] = ()

    def add(self, file: Path) -> None:
        """Install an extension, over an older one; raises XlreportError where it is not taken."""
        self._run("add", "--force", str(file))

    def remove(self, identifier: str) -> None:
        """Take an extension out; raises XlreportError where LibreOffice does not let it go."""
        self._run("remove", identifier)

    def version(self, identifier: str) -> str | None:
        """The version of an installed extension, None where it is not installed."""
        listed = re.split(r"^Identifier: ", self._run("list"), flags=re.MULTILINE)
        found = next((part for part in listed if part.split("\n", 1)[0].strip() == identifier), "")
        version = re.search(r"^\s*Version: (\S+)", found, re.MULTILINE)
        return version.group(1) if version else None

    def _run(self, verb: str, *words: str) -> str:
        try:
            done = subprocess.run(
                [*self.command, verb, *self.options, *words],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _refused(str(error)) from error
        if done.returncode and b"lock file" in done.stderr:
            raise XlreportError(
                "LibreOffice 还开着，或者上次没有正常退出，工具栏改不了",
                untouched="总表和其他文件没有改动",
                todo="请关闭所有 LibreOffice 窗口再运行一次；已经没有窗口的，打开 LibreOffice 再正常退出一次",
            )
        if done.returncode:
            complaints = re.findall(r"^ERROR: (?!unopkg failed)(.+)$", _text(done.stderr), re.MULTILINE)
            raise _refused(complaints[-1] if complaints else f"代码 {done.returncode}")
        return _text(done.stdout)


def office_extensions(program: Path | None) -> OfficeExtensions:
    """Those of the user of a LibreOffice; raises XlreportError where it or its unopkg is missing."""
    places = [program.with_name(name) for name in _NAMES] if program else []
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise XlreportError(
            "没有找到 LibreOffice，或者它不完整（缺少管理扩展的程序 unopkg）",
            untouched="没有改动任何文件",
            todo="请安装 LibreOffice（含 Calc）后重试",
        )
    return OfficeExtensions((str(found),))


def _text(output: bytes) -> str:
    return output.decode("utf-8", "replace").replace("\r\n", "\n")


def _refused(reason: str) -> XlreportError:
    return XlreportError(
        f"LibreOffice 管理扩展的程序没有完成（{reason.strip()}）",
        untouched="总表和其他文件没有改动",
        todo="请关闭所有 LibreOffice 窗口（任务栏里也不留），用平时的用户（不是 root）再运行一次",
    )
