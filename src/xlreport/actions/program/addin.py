"""加载项: build the Excel add-in for this machine, put it where Excel loads it, take it away again."""

from __future__ import annotations

import os
import shlex
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlreport.addin.build import ADDIN_NAME, addin_package, xlwings_folder
from xlreport.addin.file_names import FileNames, names_of_this_system
from xlreport.addin.machines import OtherMachine
from xlreport.addin.places import Place
from xlreport.addin.settings import PLACED, PYTHON, addin_settings, new_name, read_settings
from xlreport.errors import WorkbookError, XlreportError
from xlreport.files import write_atomically
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class AddinStatus:
    """What lies in the add-in's place; ``python`` is the interpreter that its buttons start."""

    path: Path
    installed: bool
    current: bool
    python: Path | None

    def as_json(self) -> Mapping[str, Any]:
        return {
            "path": str(self.path),
            "installed": self.installed,
            "current": self.current,
            "python": None if self.python is None else str(self.python),
        }


def build_addin(target: Path, ui: Ui, machine: OtherMachine | None = None) -> Path:
    """Write the add-in for this or another machine's Python to a file, or into a folder; returns the file."""
    path = target if target.suffix and not target.is_dir() else target / ADDIN_NAME
    if path.suffix.lower() != ".xlam":
        raise XlreportError(
            f"加载项文件名要以 .xlam 结尾，现在是“{path.name}”",
            untouched="没有生成任何文件",
            todo=f"请写成 -o {ADDIN_NAME} 这样的形式",
        )
    settings = machine.settings() if machine else _settings(names_of_this_system(os.environ))
    write_atomically(path, addin_package(new_name(), settings))
    ui.info(f"已生成加载项：{path.resolve()}")
    ui.info(f"按钮使用的 Python：{settings[PYTHON]}")
    if machine:
        ui.info(f"路径按 {machine.platform.value} 的写法原样写入，没有检查那台电脑上有没有。{machine.advice}")
    return path


def install_addin(place: Place, ui: Ui) -> AddinStatus:
    """Put the add-in where Excel loads it, over an older one; what else it needs goes first."""
    if not place.excel.is_dir():
        raise XlreportError(
            f"没有找到 Excel 的文件夹“{place.excel}”",
            untouched="没有改动任何文件",
            todo="请确认装有 Excel，打开一次再关闭，然后重试",
        )
    old_name, old = _ours(place) or (new_name(), {})
    placed = _to_place(place, old)
    settings = _settings(place.names, place, placed)
    try:
        if place.scripts is not None:
            write_atomically(place.scripts / _shipped_script().name, _shipped_script().read_bytes())
        if place.launcher is not None:
            _write_launcher(place.launcher)
        write_atomically(place.addin, addin_package(old_name, settings))
    except WorkbookError as error:
        raise _not_written(place, error) from error
    _remove_placed(place, old, keep=placed)
    ui.info(f"加载项已{'更新' if old else '安装'}：{place.addin}")
    ui.info(f"按钮使用的 Python：{sys.executable}")
    ui.info("请关闭所有 Excel 窗口，再打开 Excel：功能区最右边会多出“任务分工”选项卡。")
    return addin_status(place)


def remove_addin(place: Place, ui: Ui) -> AddinStatus:
    """Delete the add-in and what its installation put beside it, and nothing else."""
    found = _ours(place)
    if found is None:
        ui.info(f"加载项没有安装，不用删除（“{place.addin.parent}”里没有“{ADDIN_NAME}”）。")
        return addin_status(place)
    try:
        place.addin.unlink()
        removed = [place.addin, *_remove_placed(place, found[1])]
    except PermissionError as error:
        raise _in_use(place, "加载项没有删除") from error
    for path in removed:
        ui.info(f"已删除：{path}")
    ui.info("重新打开 Excel 后，“任务分工”选项卡就不再出现。总表和其他文件没有改动。")
    return addin_status(place)


def show_status(place: Place, ui: Ui) -> AddinStatus:
    """Say whether the add-in is there, whether it is what would be installed now, and what it starts."""
    status = addin_status(place)
    if not status.installed:
        ui.info("加载项没有安装。需要时运行 addin install。")
        return status
    ui.info(f"加载项已安装：{status.path}")
    ui.info(f"按钮使用的 Python：{status.python}")
    if status.current:
        ui.info("加载项是最新的。")
    elif status.python is not None and not status.python.exists():
        ui.warn("这个 Python 已经不在了，按钮不起作用。请再运行一次 addin install。")
    else:
        ui.warn("加载项不是最新的（程序更新过，或者换了位置）。请再运行一次 addin install。")
    return status


def addin_status(place: Place) -> AddinStatus:
    """What lies in the place now."""
    found = _ours(place)
    if found is None:
        return AddinStatus(place.addin, installed=False, current=False, python=None)
    name, settings = found
    placed = _placed(settings)
    wanted = addin_package(name, _settings(place.names, place, placed))
    complete = all(path.is_file() for path in (*placed, place.launcher, _script(place)) if path is not None)
    current = complete and place.addin.read_bytes() == wanted
    return AddinStatus(place.addin, installed=True, current=current, python=Path(settings[PYTHON]))


def _settings(names: FileNames, place: Place | None = None, placed: tuple[Path, ...] = ()) -> dict[str, str]:
    """The settings for this machine; our sources are named unless Python finds them by itself."""
    sources: Path | None = Path(__file__).parents[3]
    if sources == Path(sysconfig.get_path("purelib")):
        sources = None
    launcher = place.launcher if place else None
    start = launcher or Path(names.require_visible(sys.executable))
    return addin_settings(
        python=Path(sys.executable),
        start=start,
        sources=sources,
        needed=_needed(names, start, _script(place) if place else None),
        placed=placed,
        temporary=_temporary_folder(names),
    )


def _needed(names: FileNames, start: Path, script: Path | None) -> tuple[Path, ...]:
    """What VBA has to see before it starts anything; on a Mac it may look into the scripts' folder only."""
    if script is not None:
        return (script,)
    modules = (Path(__file__).parents[2] / "ribbon" / "__init__.py", xlwings_folder() / "__init__.py")
    visible = [names.visible(str(path)) for path in modules]
    return (start, *(Path(path) for path in visible if path is not None))


def _temporary_folder(names: FileNames) -> str:
    """Where VBA can read what Python complained of: the system's folder, or the one that all users share."""
    visible = names.visible(names.temporary)
    if visible == names.temporary:
        return "%TEMP%"
    return visible or "%PUBLIC%"


def _ours(place: Place) -> tuple[str, Mapping[str, str]] | None:
    """Name and settings of the add-in in the place, or None where there is no file."""
    if not place.addin.exists():
        return None
    found = read_settings(place.addin)
    if found is None:
        raise XlreportError(
            f"“{place.addin}”不是本程序安装的加载项，或者已经损坏",
            untouched="没有改动任何文件",
            todo="请先把这个文件改名或移走，再重试",
        )
    return found


def _script(place: Place) -> Path | None:
    """Where xlwings' script for Macs goes; its name holds xlwings' version."""
    return None if place.scripts is None else place.scripts / _shipped_script().name


def _shipped_script() -> Path:
    return next(xlwings_folder().glob("xlwings-*.applescript"))


def _to_place(place: Place, old: Mapping[str, str]) -> tuple[Path, ...]:
    """The files that are ours beside the add-in; a script that somebody else has put there is not."""
    script = _script(place)
    if script is None or place.launcher is None:
        return ()
    is_ours = not script.exists() or script in _placed(old)
    return (place.launcher, script) if is_ours else (place.launcher,)


def _write_launcher(path: Path) -> None:
    text = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n'
    write_atomically(path, text.encode("utf-8"))
    path.chmod(0o755)


def _placed(settings: Mapping[str, str]) -> tuple[Path, ...]:
    return tuple(Path(line) for line in settings.get(PLACED, "").splitlines())


def _remove_placed(place: Place, settings: Mapping[str, str], keep: tuple[Path, ...] = ()) -> list[Path]:
    """Delete the files that an installation noted, where they are such as one makes."""
    gone = [
        path
        for path in _placed(settings)
        if path not in keep and (path == place.launcher or path.parent == place.scripts) and path.is_file()
    ]
    for path in gone:
        path.unlink()
    return gone


def _not_written(place: Place, error: WorkbookError) -> XlreportError:
    if isinstance(error.__cause__, PermissionError) and place.addin.exists():
        return _in_use(place, "原来的加载项没有改动")
    return XlreportError(
        f"写不进 Excel 的启动文件夹（{error.happened}）",
        untouched="原来的文件没有改动",
        todo=f"请确认文件夹“{place.addin.parent}”可写、磁盘有空间，然后重试；不需要管理员权限",
    )


def _in_use(place: Place, untouched: str) -> XlreportError:
    return XlreportError(
        f"Excel 正在使用加载项“{place.addin.name}”",
        untouched=untouched,
        todo="请关闭所有 Excel 窗口（任务栏里也不留），再运行一次",
    )
