"""The tool bar for LibreOffice: an extension (.oxt) made from the same customUI14.xml as Excel's ribbon.

LibreOffice ignores customUI. The extension adds a tool bar to Calc's windows (Addons.xcu; its place and title
in CalcWindowState.xcu) and the Basic that answers it, macros/libreoffice/LibreOfficeClicks.bas. Basic is the
one language that every LibreOffice has; a component in Python would need LibreOffice's own Python.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from xlreport.errors import XlreportError

IDENTIFIER = "org.xlreport.toolbar"
FILE_NAME = "任务分工.oxt"
TOOL_BAR = f"private:resource/toolbar/addon_{IDENTIFIER}"

_LIBRARY = "xlreport"
_CLICKS = "LibreOfficeClicks"
_NOTHING_DONE = "这次点击没有开始，没有改动任何内容。"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DTD = 'PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN"'
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can hold."""


@dataclass(frozen=True)
class Extension:
    """The bytes of the extension, and the version by which LibreOffice tells it from another."""

    version: str
    data: bytes


def extension(macros: Path, *, python: Path, script: Path) -> Extension:
    """The extension from the sources in ``macros``, whose buttons run ``script`` with ``python``.

    The same arguments always give the same one. Raises XlreportError for a path that Basic cannot pass on.
    """
    for path in (python, script):
        if '"' in str(path):
            raise XlreportError(
                f'路径“{path}”里有 LibreOffice 调用程序时不能用的符号 "',
                untouched="没有改动任何文件",
                todo="请把本程序移到路径里没有这个符号的文件夹，再重试",
            )
    ribbon = ElementTree.parse(macros / "customUI14.xml").getroot()
    (tab,) = ribbon.iter(f"{_CUSTOM_UI}tab")
    clicks = (macros / "libreoffice" / f"{_CLICKS}.bas").read_text(encoding="utf-8")
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "Addons.xcu": _addons(tab),
        "CalcWindowState.xcu": _window_state(tab.attrib["label"]),
        f"{_LIBRARY}/script.xlb": _library(_CLICKS, "Settings"),
        f"{_LIBRARY}/dialog.xlb": _library(),  # without one, LibreOffice complains at every start
        f"{_LIBRARY}/{_CLICKS}.xba": _module(_CLICKS, clicks),
        f"{_LIBRARY}/Settings.xba": _module("Settings", _settings(python, script)),
    }
    version = f"1.0.{zlib.crc32(repr(parts).encode('utf-8'))}"
    parts["description.xml"] = _description(tab.attrib["label"], version)
    return Extension(version, _zipped(parts))


def command_of(button: str) -> str:
    """What LibreOffice is told to do when a button of this id is clicked."""
    return f'macro:///{_LIBRARY}.{_CLICKS}.Click("{button}")'


def _settings(python: Path, script: Path) -> str:
    constants = {"PYTHON": str(python), "SCRIPT": str(script), "NOTHING_DONE": _NOTHING_DONE}
    return "".join(f'Public Const {name} = "{value}"\n' for name, value in constants.items())


def _library(*modules: str) -> str:
    """The list of a Basic library's modules."""
    elements = "".join(f'<library:element library:name="{name}"/>\n' for name in modules)
    return (
        f'{_XML}<!DOCTYPE library:library {_DTD} "library.dtd">\n'
        f'<library:library xmlns:library="http://openoffice.org/2000/library" library:name="{_LIBRARY}"'
        f' library:readonly="true" library:passwordprotected="false">\n{elements}</library:library>\n'
    )


def _module(name: str, source: str) -> str:
    return (
        f'{_XML}<!DOCTYPE script:module {_DTD} "module.dtd">\n'
        f'<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{name}"'
        f' script:language="StarBasic">{escape(source)}</script:module>\n'
    )


def _zipped(parts: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    return buffer.getvalue()


def _manifest() -> str:
    configuration = "application/vnd.sun.star.configuration-data"
    kinds = {
        "Addons.xcu": configuration,
        "CalcWindowState.xcu": configuration,
        f"{_LIBRARY}/": "application/vnd.sun.star.basic-library",
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>\n'
        for path, kind in kinds.items()
    )
    return (
        f'{_XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _description(name: str, version: str) -> str:
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006">\n'
        f'<identifier value="{IDENTIFIER}"/><version value="{version}"/>\n'
        f'<display-name><name lang="zh-CN">{escape(name)}</name></display-name>\n</description>\n'
    )


def _addons(tab: ElementTree.Element) -> str:
    """The tool bar's buttons in the order of the ribbon, with a line between its groups."""
    items = "".join(
        _node(f"m{number:02}", _button(*item) if item else [_value("URL", "private:separator")])
        for number, item in enumerate(_items(tab), start=1)
    )
    bar = f'<node oor:name="{IDENTIFIER}" oor:op="replace">\n{items}</node>\n'
    return _component_data(
        "Addons",
        "org.openoffice.Office",
        f'<node oor:name="AddonUI"><node oor:name="OfficeToolBar">\n{bar}</node></node>\n',
    )


def _items(tab: ElementTree.Element) -> Iterator[tuple[str, str] | None]:
    """Id and label of each button; None for the line between two groups."""
    for number, group in enumerate(tab.iter(f"{_CUSTOM_UI}group")):
        if number:
            yield None
        yield from ((button.attrib["id"], button.attrib["label"]) for button in group)


def _button(identity: str, label: str) -> Sequence[str]:
    return (
        _value("Context", _CALC),
        _value("URL", command_of(identity)),
        _value("Title", label, translated=True),
        _value("Target", "_self"),
    )


def _window_state(title: str) -> str:
    """The bar stands below the others, shown from the beginning, under its own name in the menu of bars."""
    values = (
        _value("UIName", title, translated=True),
        _value("Docked", "true"),
        _value("DockingArea", "0"),
        _value("DockPos", "0,3"),
        _value("Visible", "true"),
        _value("Style", "1"),
    )
    return _component_data(
        "CalcWindowState",
        "org.openoffice.Office.UI",
        f'<node oor:name="UIElements"><node oor:name="States">\n{_node(TOOL_BAR, values)}</node></node>\n',
    )


def _component_data(name: str, package: str, nodes: str) -> str:
    return (
        f'{_XML}<oor:component-data oor:name="{name}" oor:package="{package}"\n'
        ' xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"\n'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{nodes}</oor:component-data>\n'
    )


def _node(name: str, values: Sequence[str]) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">\n{"".join(values)}</node>\n'


def _value(name: str, text: str, *, translated: bool = False) -> str:
    """A property; one that LibreOffice translates is given for every language under English, its default."""
    language = ' xml:lang="en-US"' if translated else ""
    return f'<prop oor:name="{name}"><value{language}>{escape(text)}</value></prop>\n'
