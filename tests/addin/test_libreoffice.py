"""LibreOffice opens the add-in and runs its VBA: every button calls what the ribbon promises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.addin.conftest import NAME
from tests.addin.ribbon import buttons
from xlreport.addin.build import MACROS, VBA_PROJECT, addin_modules
from xlreport.addin.package import write_addin_package
from xlreport.addin.vba_project import class_module, standard_module, write_vba_project
from xlreport.calc.bridge import properties
from xlreport.calc.office import Office

# LibreOffice does not compile xlwings' module, and a project that does not compile answers nothing.
STAND_IN = """Attribute VB_Name = "xlwings"
Option Explicit
Private Commands As String

Public Function RunPython(PythonCommand As String)
    Commands = Commands & PythonCommand & vbLf
End Function

Public Function CommandsOfClick(ControlId As String) As String
    Dim Button As IRibbonControl
    Set Button = New IRibbonControl
    Button.ID = ControlId
    Commands = "clicked:"
    RibbonXlreport.OnAction Button
    CommandsOfClick = Commands
End Function
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
    ours = [module for module in addin_modules(NAME) if module.name not in ("xlwings", "Dictionary")]
    modules = [*ours, standard_module(STAND_IN), class_module(CONTROL)]
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


def test_every_button_hands_its_id_to_python_and_does_nothing_else(office: Office, clickable: Path) -> None:
    document = open_addin(office, clickable)
    sheets = document.Sheets.ElementNames
    answers = {button: run(document, "xlwings.CommandsOfClick", button) for button in buttons()}
    assert answers == {
        button: f"clicked:import xlreport.ribbon; xlreport.ribbon.click('{button}')\n" for button in answers
    }
    assert len(answers) >= 14
    assert document.Sheets.ElementNames == sheets
    document.close(True)
