"""An add-in for another machine: its paths are taken as its system writes them, unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import has_chinese, xlreport
from xlreport.addin.settings import read_settings


def built(tmp_path: Path, *arguments: str) -> dict[str, str]:
    """The settings of an add-in built with these arguments."""
    done = xlreport("addin", "build", "-o", tmp_path / "a.xlam", *arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "原样写入" in done.stderr
    found = read_settings(tmp_path / "a.xlam")
    assert found is not None
    return dict(found[1])


def test_windows_paths_are_windows_paths_wherever_the_add_in_is_built(tmp_path: Path) -> None:
    python = r"D:\政务 工具\任务分工\.venv\Scripts\python.exe"
    settings = built(tmp_path, "--python", python, "--platform", "windows")
    assert settings["INTERPRETER_WIN"] == settings["XLREPORT_PYTHON"] == settings["XLREPORT_NEEDED"] == python
    assert settings["PYTHONPATH"] == r"D:\政务 工具\任务分工\src"
    assert settings["TEMP DIR"] == "%TEMP%" and settings["XLREPORT_PLACED"] == ""


def test_a_share_is_a_full_path_and_a_python_of_its_own_has_the_program_installed(tmp_path: Path) -> None:
    settings = built(tmp_path, "--python", r"\\服务器\共享\python\python.exe", "--platform", "Windows")
    assert settings["INTERPRETER_WIN"] == r"\\服务器\共享\python\python.exe"
    assert settings["PYTHONPATH"] == ""


def test_a_mac_gets_its_paths_and_looks_for_no_file(tmp_path: Path) -> None:
    settings = built(tmp_path, "--python", "/Users/zhang/任务分工/.venv/bin/python", "--platform", "macos")
    assert settings["INTERPRETER_MAC"] == "/Users/zhang/任务分工/.venv/bin/python"
    assert settings["PYTHONPATH"] == "/Users/zhang/任务分工/src" and settings["XLREPORT_NEEDED"] == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--platform", "windows"), "没有写明那台电脑上的 Python"),
        (("--python", r"C:\python.exe"), "没有写明是给哪种系统用的"),
        (("--python", "/usr/bin/python", "--platform", "linux"), "不认识系统“linux”"),
        (("--python", "python.exe", "--platform", "windows"), "不是 Windows 上的完整路径"),
        (("--python", "/usr/bin/python", "--platform", "windows"), "不是 Windows 上的完整路径"),
        (("--python", r"C:\python.exe", "--platform", "macos"), "不是 macOS 上的完整路径"),
        (("--python", "/Users/a b/python", "--platform", "macos"), "有空格"),
        (("--python", r"C:\100%\python.exe", "--platform", "windows"), "不能用的符号 %"),
    ],
)
def test_words_that_name_no_machine_build_nothing(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = xlreport("addin", "build", *arguments, folder=tmp_path)
    assert done.returncode == 2 and said in done.stderr and has_chinese(done.stderr)
    assert list(tmp_path.glob("*.xlam")) == []
