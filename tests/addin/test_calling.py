"""The command line of a click starts our Python with our sources and finds the workbook in front."""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
import xlwings as xw

from tests.addin.calling import mac_command_line, windows_command_line
from xlreport.actions.program.addin import install_addin
from xlreport.addin.places import excel_place
from xlreport.addin.settings import addin_settings, read_settings
from xlreport.ui.port import SilentUi

CLICK = "import xlreport.ribbon; xlreport.ribbon.click('validate')"
SOURCES = Path(__file__).parents[2] / "src"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the command lines are run by a POSIX shell")


def asked_of_excel(settings: Mapping[str, str], workbook: str, folder: str, log: str) -> dict[str, Any]:
    """What xlwings' module asks Excel for, with a workbook of this name in front."""
    return {
        "settings": settings,
        "ActiveWorkbook.FullName": folder + workbook,
        "ActiveWorkbook.Name": workbook,
        "ThisWorkbook.FullName": f"{folder}任务分工.xlam",
        "Application.Path": r"C:\Program Files\Microsoft Office\root\Office16",
        "Application.Name": "Microsoft Excel",
        "Application.Hwnd": "265432",
        "LOG_FILE": log,
    }


def commands_of_cmd(line: str) -> list[str]:
    """The commands that cmd.exe makes of a line: & and ^ count outside quotation marks only."""
    commands, quoted, at = [""], False, 0
    while at < len(line):
        character = line[at]
        if character == '"':
            quoted = not quoted
        elif not quoted and character == "&":
            commands.append("")
            at += 1
            continue
        elif not quoted and character == "^":
            at += 1
            character = line[at]
        commands[-1] += character
        at += 1
    return [command.strip() for command in commands]


def arguments_of_windows(command: str) -> list[str]:
    """The words of a command line as Windows' programs see it: a backslash is special before a mark only."""
    words, word, quoted, slashes, started = list[str](), "", False, 0, False
    for character in command + " ":
        if character == "\\":
            slashes += 1
            started = True
            continue
        if character == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            slashes, started = 0, True
            continue
        word += "\\" * slashes
        slashes = 0
        if character == " " and not quoted:
            if started:
                words.append(word)
            word, started = "", False
        else:
            word += character
            started = True
    return words


def imported_from(code: str) -> list[str]:
    """The parts of the text that the code hands to xlwings to import from."""
    (call,) = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "prepare_sys_path"
    ]
    text = ast.literal_eval(call.args[0])
    assert isinstance(text, str)
    return text.split(";")


@pytest.mark.parametrize(
    ("folder", "workbook"),
    [
        (r"C:\xlreport", "任务分工表.xlsx"),
        (r"D:\政务 工具\R&D (新)", "任务 分工表 (1)&终稿.xlsx"),
        (r"C:\Users\O'Brien\任务分工", "最终版'改.xlsx"),
        (r"\\服务器\共享 文件\任务分工", "任务分工表.xlsx"),
    ],
)
def test_windows_starts_our_python_with_our_sources_wherever_they_lie(folder: str, workbook: str) -> None:
    home = PureWindowsPath(folder)
    python = home / ".venv" / "Scripts" / "python.exe"
    settings = addin_settings(python=python, start=python, sources=home / "src")
    names = asked_of_excel(settings, workbook, "E:\\总 表\\", r"C:\Temp\xlwings-1.log")
    shell, switch, line = windows_command_line(CLICK, names).split(" ", 2)
    assert (shell, switch) == ("cmd.exe", "/C")
    *moves, start = commands_of_cmd(line)
    assert moves[-1].endswith(f'"{python.parent}"')
    command, _, log = start.rpartition(" 2> ")
    assert log == r'"C:\Temp\xlwings-1.log"'
    program, *words = arguments_of_windows(command)
    assert program == str(python)
    assert words[:2] == ["-B", "-c"]
    assert words[3:] == [
        f"--wb={workbook}",
        "--from_xl=1",
        r"--app=C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel",
        "--hwnd=265432",
    ]
    assert words[2].endswith(f"); {CLICK}")
    parts = imported_from(words[2])
    assert parts[0] == "false", "the folder of a workbook is no place to import from"
    assert parts[1] == f"E:\\总 表\\{workbook}"
    assert parts[6:] == [str(home / "src")]


def run_on_posix(line: str, **environment: str) -> None:
    """Run what is left of the command line when Windows' own shell is taken off."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environment
    done = subprocess.run(
        ["sh", "-c", line],
        env=surroundings,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with an add-in for Windows in it, installed by this Python."""
    folder = tmp_path / "张 三's"
    (folder / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    return folder


def installed_settings(home: Path) -> Mapping[str, str]:
    place = excel_place("win32", home, {})
    install_addin(place, SilentUi())
    found = read_settings(place.addin)
    assert found is not None
    return found[1]


def noting(expression: str, path: Path) -> str:
    """Python that imports a module and xlreport, and notes a value of it and the words it was called with."""
    module = expression.partition(".")[0]
    return (
        f"import pathlib, sys, xlreport, {module}; "
        f"pathlib.Path('{path}').write_text(repr([{expression}, sys.argv]), encoding='utf-8')"
    )


@POSIX
def test_the_command_line_imports_our_sources_and_nothing_from_the_workbooks_folder(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "xlreport.py").write_text("raise SystemExit('the wrong xlreport')")
    seen, log = tmp_path / "seen.txt", tmp_path / "x.log"
    payload = noting("xlreport.__file__", seen)
    names = asked_of_excel(installed_settings(home), "任务 分工表.xlsx", f"{tmp_path}/", str(log))
    run_on_posix(windows_command_line(payload, names).removeprefix("cmd.exe /C "))
    package, arguments = ast.literal_eval(seen.read_text(encoding="utf-8"))
    assert Path(package) == SOURCES / "xlreport" / "__init__.py"
    assert arguments[:3] == ["-c", "--wb=任务 分工表.xlsx", "--from_xl=1"]
    assert log.read_text() == ""


@POSIX
def test_a_mac_starts_our_python_through_the_script_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "政务 工具's"
    folder.mkdir()
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    place = excel_place("darwin", tmp_path, {})
    place.excel.mkdir(parents=True)
    install_addin(place, SilentUi())
    found = read_settings(place.addin)
    assert found is not None
    settings = {**found[1], "PYTHONPATH": f"{folder};{found[1]['PYTHONPATH']}"}
    (folder / "beside.py").write_text("name = '在旁边'", encoding="utf-8")
    seen, log = tmp_path / "seen.txt", tmp_path / "x.log"
    payload = noting("beside.name", seen)
    names = asked_of_excel(settings, "任务 分工表.xlsx", f"{folder}/", str(log))
    names |= {
        "ThisWorkbook.FullName": str(place.addin),
        "Application.Path": "/Applications/Microsoft Excel.app:MacOS",
    }
    run_on_posix(f"{mac_command_line(payload, names)} wait")
    name, arguments = ast.literal_eval(seen.read_text(encoding="utf-8"))
    assert name == "在旁边" and "--wb=任务 分工表.xlsx" in arguments
    assert log.read_text() == ""


@pytest.fixture
def open_master(app: xw.App, master: Path, request: pytest.FixtureRequest) -> Iterator[xw.Book]:
    """The master, open in LibreOffice, which stands in for Excel."""
    path = master.with_name(getattr(request, "param", "任务 分工表.xlsx"))
    master.rename(path)
    book = app.books.open(path)
    yield book
    book.close()


@POSIX
def test_the_python_that_a_click_starts_finds_the_workbook_in_front(
    open_master: xw.Book, home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "x.log"
    names = asked_of_excel(installed_settings(home), open_master.name, f"{tmp_path}/", str(log))
    payload = (
        "import xlwings, xlreport.calc; xlreport.calc.register(); "
        "xlwings.Book.caller().sheets['任务分工表']['P1'].value = 'a click was here'"
    )
    line = windows_command_line(payload, names).removeprefix("cmd.exe /C ")
    started = time.monotonic()
    run_on_posix(line, XLREPORT_CALC=open_master.app.impl.office.address)
    assert open_master.sheets["任务分工表"]["P1"].value == "a click was here", log.read_text()
    assert time.monotonic() - started < 60


SAYING_INTO_A_FILE = """
import os, xlwings

def alert(app, prompt, title=None, *given, **named):
    with open(os.environ["SAID"], "a", encoding="utf-8") as file:
        file.write(f"{title}: {prompt}\\n")
    return "yes"

xlwings.App.alert = alert
"""
"""A LibreOffice without a screen shows no message boxes; Python runs this before anything else."""


@POSIX
@pytest.mark.parametrize("open_master", ["任务 分工表.xlsx", "A=B 分工表=终稿&(1).xlsx"], indirect=True)
def test_a_click_validates_the_workbook_in_front(open_master: xw.Book, home: Path, tmp_path: Path) -> None:
    said, log = tmp_path / "said.txt", tmp_path / "x.log"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SAYING_INTO_A_FILE, encoding="utf-8")
    open_master.sheets["任务分工表"]["B5"].value = 99
    names = asked_of_excel(installed_settings(home), open_master.name, f"{tmp_path}/", str(log))
    names["Application.Hwnd"] = str(open_master.app.hwnd)
    line = windows_command_line(CLICK, names).removeprefix("cmd.exe /C ")
    run_on_posix(
        line,
        XLREPORT_CALC=open_master.app.impl.office.address,
        SAID=str(said),
        HOME=str(home),
        PYTHONPATH=str(tmp_path / "site"),
    )
    assert "校验" in said.read_text(encoding="utf-8"), log.read_text()
    findings = open_master.sheets["校验结果"].used_range.value
    assert any("99" in str(row) for row in findings), findings
