"""LibreOffice opens the add-in and runs its VBA: every button calls what the ribbon promises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from openpyxl import Workbook

from tests.addin.conftest import NAME, PYTHON
from tests.addin.ribbon import buttons
from xlreport.addin.build import MACROS, VBA_PROJECT, addin_modules
from xlreport.addin.package import write_addin_package
from xlreport.addin.vba_project import class_module, standard_module, write_vba_project
from xlreport.calc.bridge import properties
from xlreport.calc.office import Office

# LibreOffice does not compile xlwings' module, and a project that does not compile answers nothing.
# What it answers here is set by the test: files that are missing, an error number to raise, variables.
STAND_IN = """Attribute VB_Name = "xlwings"
Option Explicit
Private Commands As String
Private Missing As String
Private ErrorNumber As Long
Private Answer As Long

Public Function RunPython(PythonCommand As String)
    If ErrorNumber <> 0 Then Err.Raise ErrorNumber
    Commands = Commands & PythonCommand & vbLf
    RunPython = Answer
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = (FileSpec <> Missing)
End Function

Public Function ExpandEnvironmentStrings(ByVal s As String)
    ExpandEnvironmentStrings = Replace(s, "%TEMP%", "somewhere else")
End Function

Public Function CommandsOfClick(Id As String, Gone As String, Number As String, Ended As String) As String
    Dim Button As IRibbonControl
    Set Button = New IRibbonControl
    Button.ID = Id
    Missing = Gone
    ErrorNumber = CLng(Number)
    Answer = CLng(Ended)
    Commands = "clicked:"
    SpeakXlreport.Said = ""
    RibbonXlreport.OnAction Button
    CommandsOfClick = Commands & "|" & SpeakXlreport.Said
End Function
"""
SPEAKING = """Attribute VB_Name = "SpeakXlreport"
Option Explicit
Public Said As String

Public Sub Say(Text As String, Title As String)
    Said = Title & ": " & Text
End Sub
"""
CONTROL = """Attribute VB_Name = "IRibbonControl"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = False
Attribute VB_Exposed = False
Public ID As String
"""


@pytest.fixture
def office(app: xw.App) -> Office:
    """The LibreOffice that the add-in is opened in."""
    office: Office = app.impl.office
    return office


@pytest.fixture(scope="module")
def clickable(tmp_path_factory: pytest.TempPathFactory, settings: Mapping[str, str]) -> Path:
    """The add-in with a module in place of xlwings' that notes what it is asked to run."""
    replaced = ("xlwings", "Dictionary", "SpeakXlreport")
    ours = [module for module in addin_modules(NAME) if module.name not in replaced]
    stand_ins = [standard_module(STAND_IN), standard_module(SPEAKING), class_module(CONTROL)]
    modules = [*ours, *stand_ins]
    path = tmp_path_factory.mktemp("stand-in") / "任务分工.xlam"
    path.write_bytes(
        write_addin_package(
            vba_project=write_vba_project(VBA_PROJECT, modules),
            ribbon=(MACROS / "customUI14.xml").read_bytes(),
            sheet=f"{NAME}.conf",
            cells=settings,
            title="",
            description="",
        )
    )
    return path


def open_addin(office: Office, path: Path) -> Any:
    arguments = properties(Hidden=True, FilterName="Calc MS Excel 2007 VBA XML", MacroExecutionMode=4)
    return office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, arguments)


def run(document: Any, routine: str, *arguments: object) -> Any:
    """What a VBA function of an open document returns."""
    address = f"vnd.sun.star.script:{VBA_PROJECT}.{routine}?language=Basic&location=document"
    return document.getScriptProvider().getScript(address).invoke(arguments, (), ())[0]


def test_libreoffice_finds_every_module(office: Office, addin: Path) -> None:
    document = open_addin(office, addin)
    library = document.BasicLibraries.getByName(VBA_PROJECT)
    assert set(library.ElementNames) == {module.name for module in addin_modules(NAME)}
    source = library.getByName("RibbonXlreport")
    assert all(line in source.splitlines() for line in written_lines("RibbonXlreport.bas"))
    document.close(True)


def written_lines(name: str) -> list[str]:
    """The lines of a module that are not about the module."""
    lines = (MACROS / name).read_text(encoding="ascii").splitlines()
    return [line for line in lines if line and not line.startswith("Attribute")]


def click(document: Any, button: str, *, missing: str = "", error: int = 0, answer: int = 0) -> str:
    """What a click hands to Python, and after a stroke what it says instead."""
    return str(run(document, "xlwings.CommandsOfClick", button, missing, str(error), str(answer)))


COMMAND = "import xlreport.ribbon; xlreport.ribbon.click('validate')\n"


def test_every_button_hands_its_id_to_python_and_does_nothing_else(office: Office, clickable: Path) -> None:
    document = open_addin(office, clickable)
    sheets = document.Sheets.ElementNames
    answers = {button: click(document, button) for button in buttons()}
    assert answers == {
        button: f"clicked:import xlreport.ribbon; xlreport.ribbon.click('{button}')\n|" for button in answers
    }
    assert len(answers) >= 14
    assert document.Sheets.ElementNames == sheets
    document.close(True)


def test_a_program_that_is_gone_is_named_before_anything_is_started(office: Office, clickable: Path) -> None:
    document = open_addin(office, clickable)
    said = click(document, "validate", missing=str(PYTHON))
    assert said.startswith(f"clicked:|任务分工: 没有找到程序文件“{PYTHON}”")
    assert "没有改动任何内容" in said and "再安装一次" in said
    document.close(True)


@pytest.mark.parametrize("number", [70, 429, -2147024891])
def test_a_system_that_lets_excel_start_nothing_is_told_from_an_error(
    office: Office, clickable: Path, number: int
) -> None:
    document = open_addin(office, clickable)
    said = click(document, "validate", error=number)
    assert said.startswith(f"clicked:|任务分工: 这台电脑的安全设置不许 Excel 启动其他程序（错误 {number}")
    assert "没有改动任何内容" in said and "信息技术部门" in said
    document.close(True)


def test_any_other_error_of_vba_is_said_in_chinese(office: Office, clickable: Path) -> None:
    document = open_addin(office, clickable)
    said = click(document, "validate", error=53)
    assert said.startswith("clicked:|任务分工: 程序没有启动起来，或者没有正常结束（错误 53：")
    document.close(True)


def test_what_xlwings_said_in_english_about_a_crash_is_followed_by_what_to_do(
    office: Office, clickable: Path
) -> None:
    document = open_addin(office, clickable)
    said = click(document, "validate", answer=-1)
    assert said.startswith(f"clicked:{COMMAND}|任务分工: 程序没有正常结束，刚才的英文提示")
    document.close(True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("完成率%TEMP%.xlsx", "程序接不住的符号“%”"),
        ("甲^&乙.xlsx", "程序接不住的符号“^&”"),
        ("A=B 100% (1)&终稿.xlsx", ""),
    ],
)
def test_a_name_that_the_command_line_would_change_is_told_and_any_other_passes(
    office: Office, clickable: Path, tmp_path: Path, name: str, reason: str
) -> None:
    addin = open_addin(office, clickable)
    document = opened_in_front(office, tmp_path / name)
    said = click(addin, "validate")
    assert said == f"clicked:{COMMAND}|" if not reason else reason in said and name in said
    document.close(True)
    addin.close(True)


def test_a_sheet_that_xlwings_takes_for_a_program_is_told(
    office: Office, clickable: Path, tmp_path: Path
) -> None:
    addin = open_addin(office, clickable)
    document = opened_in_front(office, tmp_path / "总表.xlsx", sheet="备忘.py")
    said = click(addin, "validate")
    assert said.startswith("clicked:|任务分工: 打开的工作簿里有一张工作表的名称以“.py”结尾：“备忘.py”")
    document.close(True)
    addin.close(True)


def opened_in_front(office: Office, path: Path, sheet: str = "任务分工表") -> Any:
    """A workbook of one sheet, open and the active one."""
    book = Workbook()
    book.worksheets[0].title = sheet
    book.save(path)
    document = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, properties())
    document.getCurrentController().getFrame().activate()
    return document
