"""Where Excel loads add-ins from, and what xlwings needs beside them on a Mac."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xlreport.addin.build import ADDIN_NAME
from xlreport.addin.file_names import FileNames, names_of_this_system
from xlreport.errors import XlreportError

_LAUNCHER = "python-for-excel"


@dataclass(frozen=True)
class Place:
    """The add-in's place on one machine.

    ``excel`` is the folder that Excel makes when it is first opened. On a Mac Excel may start programs
    through scripts in the folder ``scripts`` only, and xlwings' script takes no path with a space for the
    interpreter: ``launcher`` is a program in a plain path that starts the interpreter. ``names`` tells which
    files VBA sees there.
    """

    addin: Path
    excel: Path
    scripts: Path | None = None
    launcher: Path | None = None
    names: FileNames = field(default_factory=FileNames)


def excel_place(system: str, home: Path, environment: Mapping[str, str]) -> Place:
    """The place for a ``sys.platform``; raises XlreportError where there is no Excel for it.

    Windows: XLSTART in the user's own profile, which needs no administrator and is a trusted location.
    macOS: the Startup folder in the container that Office's programs share.
    """
    if system == "win32":
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        excel = roaming / "Microsoft" / "Excel"
        return Place(excel / "XLSTART" / ADDIN_NAME, excel, names=names_of_this_system(environment))
    if system == "darwin":
        library = home / "Library"
        office = library / "Group Containers" / "UBF8T346G9.Office"
        return Place(
            office / "User Content.localized" / "Startup.localized" / "Excel" / ADDIN_NAME,
            office,
            library / "Application Scripts" / "com.microsoft.Excel",
            home / ".xlreport" / _LAUNCHER,
        )
    raise XlreportError(
        "加载项只能装进 Windows 和 macOS 上的 Excel，这个系统上没有 Excel",
        untouched="没有改动任何文件",
        todo="在这里可以用 addin build 生成加载项文件；日常工作请用其他命令",
    )
