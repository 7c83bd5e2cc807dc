"""Installing the add-in, seeing what is there, and taking it away, on Windows and on a Mac."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.addin.conftest import read_modules
from tests.test_cli import answered, has_chinese, xlreport
from xlreport.actions.program.addin import addin_status, build_addin, install_addin, remove_addin, show_status
from xlreport.addin.build import ADDIN_NAME, addin_package, xlwings_folder
from xlreport.addin.places import Place, excel_place
from xlreport.addin.settings import read_settings
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

SCRIPT = next(xlwings_folder().glob("*.applescript"))
SOURCES = Path(__file__).parents[2] / "src"


class Said(SilentUi):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def info(self, message: str) -> None:
        self.lines.append(message)

    def warn(self, message: str) -> None:
        self.lines.append(f"注意：{message}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def windows(home: Path) -> Place:
    return excel_place("win32", home, {"APPDATA": str(home / "AppData" / "Roaming")})


def mac(home: Path) -> Place:
    return excel_place("darwin", home, {})


System = Callable[[Path], Place]
SYSTEMS = pytest.mark.parametrize("system", [windows, mac])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home folder of a user with Chinese characters in the name."""
    folder = tmp_path / "张三"
    folder.mkdir()
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_windows_loads_it_from_the_users_own_startup_folder(home: Path) -> None:
    place = windows(home)
    place.excel.mkdir(parents=True)
    said = Said()
    assert install_addin(place, said).current
    assert files(home) == {os.path.join("AppData", "Roaming", "Microsoft", "Excel", "XLSTART", ADDIN_NAME)}
    assert set(read_modules(place.addin)) >= {"xlwings", "RibbonXlreport"}
    assert str(place.addin) in said.text and sys.executable in said.text
    assert "关闭所有 Excel 窗口" in said.text and "“任务分工”选项卡" in said.text


def test_windows_starts_this_python_with_our_sources(home: Path) -> None:
    place = windows(home)
    place.excel.mkdir(parents=True)
    install_addin(place, SilentUi())
    found = read_settings(place.addin)
    assert found is not None
    assert found[1]["INTERPRETER_WIN"] == sys.executable
    assert found[1]["PYTHONPATH"] == str(SOURCES)
    assert found[1]["SHOW CONSOLE"] == "False"


def test_a_mac_gets_the_script_and_a_program_in_a_plain_path_too(home: Path) -> None:
    place = mac(home)
    place.excel.mkdir(parents=True)
    assert install_addin(place, SilentUi()).current
    assert place.launcher is not None and place.scripts is not None
    assert (place.scripts / SCRIPT.name).read_bytes() == SCRIPT.read_bytes()
    assert place.addin.parts[-3:] == ("Startup.localized", "Excel", ADDIN_NAME)
    assert len(files(home)) == 3
    found = read_settings(place.addin)
    assert found is not None and found[1]["INTERPRETER_MAC"] == str(place.launcher)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_program_in_a_plain_path_starts_a_python_in_any_path(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "政务 工具's" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(python))
    place = mac(home)
    place.excel.mkdir(parents=True)
    install_addin(place, SilentUi())
    code = "import sys; print(*sys.argv[1:])"
    done = subprocess.run(
        [str(place.launcher), "-c", code, "总 表"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "总 表\n"


@SYSTEMS
def test_installing_again_replaces_the_old_one_and_keeps_its_secret_name(system: System, home: Path) -> None:
    place = system(home)
    place.excel.mkdir(parents=True)
    install_addin(place, SilentUi())
    first, present = place.addin.read_bytes(), files(home)
    said = Said()
    install_addin(place, said)
    assert place.addin.read_bytes() == first and files(home) == present
    assert "已更新" in said.text


@SYSTEMS
def test_removing_takes_away_all_that_installing_put_there(system: System, home: Path) -> None:
    place = system(home)
    place.excel.mkdir(parents=True)
    other = place.addin.with_name("别人的.xlam")
    other.parent.mkdir(parents=True)
    other.write_bytes(b"other")
    install_addin(place, SilentUi())
    said = Said()
    assert not remove_addin(place, said).installed
    assert files(home) == {str(other.relative_to(home))}
    assert f"已删除：{place.addin}" in said.text
    said = Said()
    remove_addin(place, said)
    assert "没有安装" in said.text


def test_a_script_that_somebody_else_had_put_there_stays(home: Path) -> None:
    place = mac(home)
    place.excel.mkdir(parents=True)
    assert place.scripts is not None
    place.scripts.mkdir(parents=True)
    script = place.scripts / SCRIPT.name
    script.write_bytes(SCRIPT.read_bytes())
    install_addin(place, SilentUi())
    install_addin(place, SilentUi())
    remove_addin(place, SilentUi())
    assert files(home) == {str(script.relative_to(home))}


@SYSTEMS
def test_the_status_tells_a_missing_an_old_and_a_present_one(
    system: System, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = system(home)
    assert not addin_status(place).installed
    place.excel.mkdir(parents=True)
    install_addin(place, SilentUi())
    said = Said()
    assert show_status(place, said).current
    assert sys.executable in said.text and "是最新的" in said.text
    here = sys.executable
    monkeypatch.setattr(sys, "executable", str(tmp_path / "new" / "python"))
    said = Said()
    status = show_status(place, said)
    assert status.installed and not status.current and status.python == Path(here)
    assert "注意：加载项不是最新的" in said.text


@SYSTEMS
def test_the_status_says_when_the_python_is_gone(
    system: System, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = system(home)
    place.excel.mkdir(parents=True)
    with monkeypatch.context() as moved:
        moved.setattr(sys, "executable", str(tmp_path / "gone" / "python"))
        install_addin(place, SilentUi())
    said = Said()
    assert not show_status(place, said).current
    assert "Python 已经不在了" in said.text


def test_a_mac_whose_script_is_gone_is_not_up_to_date(home: Path) -> None:
    place = mac(home)
    place.excel.mkdir(parents=True)
    install_addin(place, SilentUi())
    assert place.scripts is not None
    (place.scripts / SCRIPT.name).unlink()
    assert not addin_status(place).current
    install_addin(place, SilentUi())
    assert addin_status(place).current


@SYSTEMS
def test_excel_that_was_never_opened_is_asked_to_be_opened(system: System, home: Path) -> None:
    with pytest.raises(XlreportError, match="打开一次再关闭"):
        install_addin(system(home), SilentUi())
    assert files(home) == set()


def test_an_add_in_that_excel_holds_open_is_told_from_a_folder_that_cannot_be_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = windows(home)
    place.excel.mkdir(parents=True)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(XlreportError, match="写不进 Excel 的启动文件夹"):
            install_addin(place, SilentUi())
    assert files(home) == set()
    install_addin(place, SilentUi())
    before = place.addin.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        patch.setattr(Path, "unlink", lambda path, **_: None if path.suffix == ".tmp" else refuse())
        with pytest.raises(XlreportError, match=r"Excel 正在使用加载项.*没有改动.*关闭所有 Excel 窗口"):
            install_addin(place, SilentUi())
        with pytest.raises(XlreportError, match=r"Excel 正在使用加载项.*没有删除.*关闭所有 Excel 窗口"):
            remove_addin(place, SilentUi())
    assert place.addin.read_bytes() == before


@SYSTEMS
def test_a_file_of_the_same_name_that_is_not_ours_is_neither_replaced_nor_removed(
    system: System, home: Path
) -> None:
    place = system(home)
    place.addin.parent.mkdir(parents=True)
    place.addin.write_bytes(b"theirs")
    for action in (install_addin, remove_addin, show_status):
        with pytest.raises(XlreportError, match="不是本程序安装的"):
            action(place, SilentUi())
    assert place.addin.read_bytes() == b"theirs" and len(files(home)) == 1


def test_a_file_that_an_add_in_claims_to_have_placed_elsewhere_is_left_alone(home: Path) -> None:
    place = windows(home)
    place.excel.mkdir(parents=True)
    victim = home / "重要.txt"
    victim.write_text("保留")
    install_addin(place, SilentUi())
    found = read_settings(place.addin)
    assert found is not None
    place.addin.write_bytes(addin_package(found[0], {**found[1], "XLREPORT_PLACED": str(victim)}))
    remove_addin(place, SilentUi())
    assert victim.read_text() == "保留" and not place.addin.exists()


def test_a_system_without_excel_is_told_what_works_there() -> None:
    with pytest.raises(XlreportError, match="addin build"):
        excel_place("linux", Path.home(), {})


def test_the_add_in_is_built_on_every_system(tmp_path: Path) -> None:
    built = xlreport("addin", "build", "-o", tmp_path / "导出 的", folder=tmp_path)
    assert built.returncode == 0 and has_chinese(built.stderr)
    assert set(read_modules(tmp_path / "导出 的" / ADDIN_NAME)) >= {"xlwings", "RibbonXlreport"}
    with pytest.raises(XlreportError, match="xlam"):
        build_addin(tmp_path / "a.xlsx", SilentUi())


def test_the_command_line_installs_says_so_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform not in ("win32", "darwin"):
        done = xlreport("addin", "install", folder=tmp_path, home=tmp_path)
        assert done.returncode == 2 and "只能装进 Windows 和 macOS" in done.stderr
        assert files(tmp_path) == set()
        return
    excel_place(sys.platform, tmp_path, {}).excel.mkdir(parents=True)
    monkeypatch.setenv("APPDATA", str(tmp_path / "AppData" / "Roaming"))
    assert answered(xlreport("addin", "install", "--json", folder=tmp_path, home=tmp_path))["current"]
    assert answered(xlreport("addin", "status", "--json", folder=tmp_path, home=tmp_path))["installed"]
    assert xlreport("addin", "remove", folder=tmp_path, home=tmp_path).returncode == 0
