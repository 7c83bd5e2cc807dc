"""The command lines that xlwings builds for a click, computed from its own VBA and AppleScript sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xlreport.addin.build import xlwings_folder

_VBA_TOKEN = re.compile(r'"(?P<text>(?:""|[^"])*)"|(?P<name>[A-Za-z_][\w.]*\$?)|(?P<join>&)')
_APPLE_TOKEN = re.compile(r'"(?P<text>(?:\\.|[^"\\])*)"|(?P<name>[A-Za-z_]\w*)|(?P<join>&)', re.DOTALL)

_FUNCTIONS: Mapping[str, Any] = {
    "Chr": chr,
    "Left": lambda text, count: text[:count],
    "Left$": lambda text, count: text[:count],
    "Len": len,
    "ParentFolder": lambda path: path.rpartition("\\")[0],
    "Replace": lambda text, old, new: text.replace(old, new),
}


def windows_command_line(command: str, names: Mapping[str, Any]) -> str:
    """What ``RunPython command`` hands to Windows; ``names`` are its settings and what it asks Excel.

    `settings` is the sheet of settings, the others are called as in VBA: ``ActiveWorkbook.FullName``.
    """
    values = _before_the_system_matters(command, names, "WIN")
    execute = _routine("Function ExecuteWindows")
    values |= {"PYTHON_WIN": names["settings"]["INTERPRETER_WIN"], "CondaCmd": ""}
    values["PythonDir"] = _vba(_assigned("PythonDir", execute)[0], values)
    drive, share = _assigned("DriveCommand", execute)
    start = values["PYTHON_WIN"]
    chosen = drive if start[1:2] == ":" else share if start.startswith("\\\\") else '""'
    values["DriveCommand"] = _vba(chosen, values)
    values["PythonInterpreter"] = _vba(_assigned("PythonInterpreter", execute)[0], values)
    for escape in _assigned("PYTHONPATH", execute):
        values["PYTHONPATH"] = _vba(escape, values)
    values["RunCommand"] = _vba(_assigned("RunCommand", execute, holding="-c")[0], values)
    (line,) = re.findall(r"WScript\.Run\((.*),\s*WindowStyle, WaitOnReturn\)", execute)
    return _vba(line, values)


def mac_command_line(command: str, names: Mapping[str, Any]) -> str:
    """What ``RunPython command`` hands to a Mac's shell, through xlwings' AppleScript."""
    values = _before_the_system_matters(command, names, "MAC")
    values["PythonInterpreter"] = names["settings"]["INTERPRETER_MAC"]
    execute = _routine("Sub ExecuteMac")
    for escape in _assigned("PYTHONPATH", execute):
        values["PYTHONPATH"] = _vba(escape, values)
    for part in _assigned("ParameterString", execute):
        values["ParameterString"] = _vba(part, values)
    return _apple(values["ParameterString"])


def _before_the_system_matters(command: str, names: Mapping[str, Any], system: str) -> dict[str, Any]:
    """The variables of RunPython when it calls the routine for a system."""
    values: dict[str, Any] = {**_FUNCTIONS, **names, "PythonCommand": command}
    values["GetConfig"] = lambda key, default="": names["settings"].get(key, default)
    values["AddExcelDir"] = names["settings"]["ADD_WORKBOOK_TO_PYTHONPATH"]
    values["ActiveFullName"] = names["ActiveWorkbook.FullName"]
    values["ThisFullName"] = names["ThisWorkbook.FullName"]
    run_python = _routine("Public Function RunPython")
    (path,) = _assigned("PYTHONPATH", run_python, holding=f"ONEDRIVE_CONSUMER_{system}")
    return values | {"PYTHONPATH": _vba(path, values)}


def _routine(heading: str) -> str:
    """The lines of a routine of xlwings' module, continued ones joined."""
    text = (xlwings_folder() / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    source = re.sub(r" _\n\s*", " ", text)
    return re.split(r"(?m)^End (?:Sub|Function)", source[source.index(heading) :], maxsplit=1)[0]


def _assigned(name: str, routine: str, holding: str = "") -> list[str]:
    """The expressions that a routine assigns to a variable, in their order."""
    found = re.findall(rf"^\s*{name} = (.*?)(?: '.*)?$", routine, re.MULTILINE)
    return [expression for expression in found if holding in expression]


def _vba(expression: str, names: Mapping[str, Any]) -> str:
    """The value of a VBA expression of texts, names and calls."""
    return str(_value(_VBA_TOKEN, expression, names, lambda text: text.replace('""', '"')))


def _apple(parameters: str) -> str:
    """The shell command that the AppleScript makes of the one parameter that VBA may pass."""
    (path,) = xlwings_folder().glob("*.applescript")
    script = path.read_text(encoding="utf-8").replace("¬\n", "")
    (listed,) = re.findall(r'set \{(.*)\} to SplitString\(ParameterString, "\|"\)', script)
    (expression,) = re.findall(r"set ShellCommand to (.*)", script)
    names = dict(zip(listed.split(", "), parameters.split("|"), strict=True))
    return str(_value(_APPLE_TOKEN, expression, names, lambda text: text.replace('\\"', '"')))


def _value(token: re.Pattern[str], expression: str, names: Mapping[str, Any], unquote: Any) -> Any:
    def python(match: re.Match[str]) -> str:
        if match["join"]:
            return "+"
        return f"names[{match['name']!r}]" if match["name"] else repr(unquote(match["text"]))

    return eval(token.sub(python, expression), {"names": names})
