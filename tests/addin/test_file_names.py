"""Paths that VBA cannot see are found when the add-in is installed, and none ends in a click that fails."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.addin.test_installing import files, windows
from xlreport.actions.program.addin import addin_status, install_addin
from xlreport.addin.file_names import UTF_8, FileNames, names_of_this_system
from xlreport.addin.settings import read_settings
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

GBK, WESTERN, CENTRAL_EUROPEAN = 936, 1252, 1250


@pytest.mark.parametrize(
    ("code_page", "path", "unseen"),
    [
        (GBK, r"C:\政务 工具\任务分工\python.exe", ""),
        (GBK, r"C:\Users\䶮\㛃㛃\python.exe", "䶮㛃"),
        (GBK, r"C:\Users\Žofie\python.exe", "Ž"),
        (WESTERN, r"C:\Users\Žofie\python.exe", ""),
        (WESTERN, r"C:\政务\python.exe", "政务"),
        (WESTERN, r"C:\Users\Ăna\python.exe", "Ă"),
        (CENTRAL_EUROPEAN, r"C:\Users\Ăna\python.exe", ""),
        (UTF_8, r"C:\Users\䶮\政务\Ăna🎉\python.exe", ""),
        (54936, r"C:\Users\䶮\政务\python.exe", ""),
        (99999, r"C:\xlreport\é\python.exe", "é"),
    ],
)
def test_vba_sees_the_characters_of_the_systems_code_page(code_page: int, path: str, unseen: str) -> None:
    names = FileNames(code_page)
    assert names.unseen(path) == list(unseen)
    assert names.visible(path) == (None if unseen else path)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with Excel, of a user with a rare name, and a Python in it."""
    folder = tmp_path / "张䶮"
    (folder / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(folder / "任务分工" / "python.exe"))
    return folder


def eight_and_three(path: str) -> str:
    """A disk that keeps short names: what lies outside ASCII is replaced."""
    return "".join(character if character.isascii() else "~" for character in path)


def installed(home: Path, names: FileNames) -> Mapping[str, str]:
    """The settings of an add-in that is installed on a system with these names, and is up to date there."""
    place = replace(windows(home), names=names)
    assert install_addin(place, SilentUi()).current
    assert addin_status(place).python == Path(sys.executable)
    found = read_settings(place.addin)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("code_page", [GBK, WESTERN])
def test_a_python_that_vba_cannot_see_is_started_by_its_short_name(home: Path, code_page: int) -> None:
    settings = installed(home, FileNames(code_page, eight_and_three))
    assert settings["INTERPRETER_WIN"] == eight_and_three(sys.executable)
    assert settings["XLREPORT_NEEDED"].splitlines()[0] == settings["INTERPRETER_WIN"]
    assert not FileNames(code_page).unseen(settings["XLREPORT_NEEDED"].replace("\n", ""))


def test_where_every_name_is_seen_the_python_keeps_its_own(home: Path) -> None:
    assert installed(home, FileNames(UTF_8, eight_and_three))["INTERPRETER_WIN"] == sys.executable


@pytest.mark.parametrize(("code_page", "named"), [(GBK, "䶮"), (WESTERN, "张、䶮")])
def test_without_a_short_name_nothing_is_installed_and_the_reason_is_given(
    home: Path, code_page: int, named: str
) -> None:
    before = files(home)
    with pytest.raises(XlreportError) as caught:
        install_addin(replace(windows(home), names=FileNames(code_page)), SilentUi())
    error = caught.value
    assert sys.executable in error.happened and f"“{named}" in error.happened
    assert "没有改动" in error.untouched and r"C:\xlreport" in error.todo
    assert files(home) == before


@pytest.mark.parametrize(
    ("temporary", "names", "told"),
    [
        (r"C:\Users\wang\Temp", FileNames(GBK), "%TEMP%"),
        (r"C:\Users\张\Temp", FileNames(GBK), "%TEMP%"),
        (r"C:\Users\䶮\Temp", FileNames(GBK, eight_and_three), r"C:\Users\~\Temp"),
        (r"C:\Users\䶮\Temp", FileNames(GBK), "%PUBLIC%"),
    ],
)
def test_what_python_complains_of_is_kept_where_vba_can_read_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, temporary: str, names: FileNames, told: str
) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\xlreport\python.exe")
    assert installed(home, replace(names, temporary=temporary))["TEMP DIR"] == told


def test_a_module_that_vba_cannot_see_is_not_looked_for_by_vba(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\xlreport\python.exe")
    sources = str(Path(__file__).parents[2] / "src")
    names = FileNames(99999, lambda path: path.replace(sources, "源"))
    needed = installed(home, names)["XLREPORT_NEEDED"].splitlines()
    assert needed[0] == sys.executable and all(map(str.isascii, needed))


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows")
def test_windows_tells_its_code_page_and_short_names(tmp_path: Path) -> None:
    names = names_of_this_system({"TEMP": str(tmp_path)})
    assert names.code_page > 0 and names.temporary == str(tmp_path)
    file = tmp_path / "一个很长的名称.txt"
    file.write_text("x")
    assert Path(names.shorten(str(file))).samefile(file)
