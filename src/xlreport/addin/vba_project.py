"""A VBA project as sources alone: what Excel keeps in ``vbaProject.bin`` ([MS-OVBA]).

Excel also stores what it compiled from the sources. A project of version 0xFFFF says that there is none
of that, and Excel compiles the sources when it opens the file ([MS-OVBA] 2.3.4.1).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xlreport.addin.compound_file import write_compound_file
from xlreport.addin.compression import compress

CODE_PAGE = 936
"""Simplified Chinese Windows: the code page of all sources and names in the project."""

_ENCODING = f"cp{CODE_PAGE}"
_LCID = 0x0409  # the only value that [MS-OVBA] 2.3.4.2.1.3 allows
_PROJECT_ID = "{7D0B6E7C-3A51-4B0E-9C52-1F6A8E94D2B7}"
_ANY = 0xFFFF

_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
        r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
"""The libraries that a project in Excel refers to, as Excel writes them; it finds them by their ids."""


class ModuleKind(Enum):
    """What a module is, by its keyword in the PROJECT stream."""

    STANDARD = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    """A module: its name, its kind, and its whole source with the ``Attribute`` lines, in CRLF lines."""

    name: str
    kind: ModuleKind
    source: str


def standard_module(text: str) -> Module:
    """The module in an exported ``.bas`` file; raises ValueError where the text does not name it."""
    source = _crlf(text)
    return Module(_name(source), ModuleKind.STANDARD, source)


def class_module(text: str) -> Module:
    """The module in an exported ``.cls`` file.

    Its heading is not part of the source; the attributes that an export leaves out are put in.
    """
    source = _crlf(text)
    source = source[source.index("Attribute VB_Name") :]
    name = _name(source)
    first, _, rest = source.partition("\r\n")
    base = 'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"'
    exposed = re.compile(r"^Attribute VB_Exposed = \w+\r\n", re.MULTILINE)
    last = "Attribute VB_TemplateDerived = False\r\nAttribute VB_Customizable = False\r\n"
    rest, found = exposed.subn(lambda line: line.group() + last, rest, count=1)
    if not found:
        raise ValueError(f"{name} is not an exported class module")
    return Module(name, ModuleKind.CLASS, f"{first}\r\n{base}\r\n{rest}")


def document_module(name: str, class_id: str) -> Module:
    """The empty module behind a workbook or sheet; ``class_id`` is its class in Excel's library."""
    lines = (
        f'VB_Name = "{name}"',
        f'VB_Base = "0{class_id}"',
        "VB_GlobalNameSpace = False",
        "VB_Creatable = False",
        "VB_PredeclaredId = True",
        "VB_Exposed = True",
        "VB_TemplateDerived = False",
        "VB_Customizable = True",
    )
    return Module(name, ModuleKind.DOCUMENT, "".join(f"Attribute {line}\r\n" for line in lines))


def write_vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The compound file of a project; raises UnicodeEncodeError for text outside the code page."""
    streams = {f"VBA/{module.name}": compress(module.source.encode(_ENCODING)) for module in modules}
    streams["VBA/dir"] = compress(_dir_stream(name, modules))
    streams["VBA/_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)
    streams["PROJECT"] = _project_stream(name, modules).encode(_ENCODING)
    streams["PROJECTwm"] = b"".join(_both_names(module.name) for module in modules) + b"\x00\x00"
    return write_compound_file(streams)


def _crlf(text: str) -> str:
    """The text with Windows' line ends, whatever it had."""
    return "\r\n".join(re.split(r"\r\n|\n|\r", text))


def _name(source: str) -> str:
    match = re.search(r'^Attribute VB_Name = "(\w+)"', source, re.MULTILINE)
    if match is None:
        raise ValueError("an exported module has to name itself: Attribute VB_Name")
    return match.group(1)


def _both_names(name: str) -> bytes:
    """A name in the code page and in Unicode, as PROJECTwm pairs them ([MS-OVBA] 2.3.3.1)."""
    return name.encode(_ENCODING) + b"\x00" + name.encode("utf-16-le") + b"\x00\x00"


def _record(number: int, data: bytes = b"") -> bytes:
    """One record of the dir stream: its number, the size of its data, the data."""
    return struct.pack("<HI", number, len(data)) + data


def _text_records(text: str, number: int, unicode_number: int) -> bytes:
    """A text in the code page, followed by the same in Unicode."""
    return _record(number, text.encode(_ENCODING)) + _record(unicode_number, text.encode("utf-16-le"))


def _dir_stream(name: str, modules: Sequence[Module]) -> bytes:
    """Information, references and modules of the project ([MS-OVBA] 2.3.4.2)."""
    records = [_information(name)]
    for library, library_id in _REFERENCES:
        encoded = library_id.encode(_ENCODING)
        records.append(_text_records(library, 0x0016, 0x003E))
        records.append(_record(0x000D, struct.pack("<I", len(encoded)) + encoded + bytes(6)))
    records.append(_record(0x000F, struct.pack("<H", len(modules))))
    records.append(_record(0x0013, struct.pack("<H", _ANY)))
    records += [_module_records(module) for module in modules]
    records.append(_record(0x0010))
    return b"".join(records)


def _information(name: str) -> bytes:
    """What holds for the whole project ([MS-OVBA] 2.3.4.2.1)."""
    system_win32 = 1
    return b"".join(
        (
            _record(0x0001, struct.pack("<I", system_win32)),
            _record(0x0002, struct.pack("<I", _LCID)),
            _record(0x0014, struct.pack("<I", _LCID)),
            _record(0x0003, struct.pack("<H", CODE_PAGE)),
            _record(0x0004, name.encode(_ENCODING)),
            _text_records("", 0x0005, 0x0040),  # description
            _text_records("", 0x0006, 0x003D),  # help file
            _record(0x0007, bytes(4)),  # help context
            _record(0x0008, bytes(4)),  # flags
            struct.pack("<HIIH", 0x0009, 4, 1, 0),  # version 1.0; the size does not count the minor one
            _text_records("", 0x000C, 0x003C),  # constants
        )
    )


def _module_records(module: Module) -> bytes:
    """What the project knows of a module; its source starts at the beginning of its stream."""
    procedural, other = 0x0021, 0x0022
    return b"".join(
        (
            _text_records(module.name, 0x0019, 0x0047),
            _text_records(module.name, 0x001A, 0x0032),  # the name of its stream
            _text_records("", 0x001C, 0x0048),  # description
            _record(0x0031, bytes(4)),  # offset of the source
            _record(0x001E, bytes(4)),  # help context
            _record(0x002C, struct.pack("<H", _ANY)),
            _record(procedural if module.kind is ModuleKind.STANDARD else other),
            _record(0x002B),
        )
    )


def _project_stream(name: str, modules: Sequence[Module]) -> str:
    """The project's properties as text ([MS-OVBA] 2.3.1): open to view and to change, no windows."""
    lines = [f'ID="{_PROJECT_ID}"']
    for module in modules:
        version = "/&H00000000" if module.kind is ModuleKind.DOCUMENT else ""
        lines.append(f"{module.kind.value}={module.name}{version}")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obfuscate(bytes(4))}"',  # no protection
        f'DPB="{_obfuscate(bytes(1))}"',  # no password
        f'GC="{_obfuscate(bytes([0xFF]))}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines)


def _obfuscate(data: bytes) -> str:
    """Data as [MS-OVBA] 2.4.3.2 hides it in the PROJECT stream, with seed 0, in hexadecimal digits."""
    version, key = 2, sum(_PROJECT_ID.encode("ascii")) & 0xFF
    hidden = [version, key]
    previous = key
    for byte in struct.pack("<I", len(data)) + data:
        hidden.append(byte ^ (hidden[-2] + previous & 0xFF))
        previous = byte
    return bytes([0, *hidden]).hex().upper()
