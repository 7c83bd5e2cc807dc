"""Typefaces that stand in for those that a machine lacks, so that a PDF is set in what is there.

小标宋 never comes with a system and 仿宋 only with Windows; a program left alone would fall back on
whatever it finds first.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.styles.proxy import StyleProxy
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class StandIn:
    """A typeface used in the place of one that the machine lacks; ``bold`` makes up for its weight."""

    name: str
    bold: bool = False


_SONG = (StandIn("Noto Serif CJK SC"), StandIn("Source Han Serif SC"), StandIn("思源宋体"))
_HEI = (StandIn("Noto Sans CJK SC"), StandIn("Source Han Sans SC"), StandIn("思源黑体"))
_STAND_INS: Mapping[str, Sequence[StandIn]] = {
    "方正小标宋简体": (
        StandIn("方正小标宋_GBK"),
        StandIn("华文中宋"),
        *(StandIn(item.name, bold=True) for item in _SONG),
        StandIn("宋体", bold=True),
    ),
    "仿宋": (StandIn("仿宋_GB2312"), StandIn("华文仿宋"), *_SONG, StandIn("宋体")),
    "黑体": (*_HEI, StandIn("文泉驿正黑")),
    "宋体": _SONG,
}
"""What may stand in for the typefaces of official documents, the best first."""

_FONT_FILES = {".ttf", ".otf", ".ttc"}
_FAMILY_NAMES = {1, 16}
"""The names of a family in a typeface's name table (OpenType specification, name IDs)."""

_NORMAL_SIZE_IN_LIBREOFFICE = 12
"""A digit of 宋体 11 is 6 points wide in Excel, which counts whole pixels; LibreOffice needs 12 for that."""


def installed_fonts() -> frozenset[str] | None:
    """The names of all typefaces in every language, or None where they cannot be found out.

    fontconfig tells them; without it (Windows, macOS) they are read from the files in the font folders.
    """
    program = shutil.which("fc-list")
    if program is None:
        return fonts_in(_font_folders()) or None
    try:
        listed = subprocess.run([program, ":", "family"], capture_output=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = listed.stdout.decode("utf-8", errors="replace").splitlines()
    names = (name.replace("\\", "").strip() for line in lines for name in line.split(","))
    return frozenset(name for name in names if name)


def _font_folders() -> tuple[Path, ...]:
    """Where Windows and macOS keep the typefaces of all users and of this one."""
    if sys.platform == "win32":
        windows, own = os.environ.get("WINDIR", r"C:\Windows"), os.environ.get("LOCALAPPDATA", "")
        return Path(windows) / "Fonts", Path(own) / "Microsoft" / "Windows" / "Fonts"
    return Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library" / "Fonts"


def fonts_in(folders: Sequence[Path]) -> frozenset[str]:
    """The family names in every language of the typefaces in these folders; files that are none count not."""
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in _FONT_FILES]
    return frozenset(name for path in files for name in _families(path))


def _families(path: Path) -> Iterator[str]:
    # only a machine without fontconfig needs it, and only to print
    from fontTools.ttLib import (  # type: ignore[import-untyped]  # noqa: PLC0415
        TTCollection,
        TTFont,
        TTLibError,
    )

    try:
        is_collection = path.suffix.lower() == ".ttc"
        faces = TTCollection(path, lazy=True) if is_collection else [TTFont(path, lazy=True)]
        for face in faces:
            for record in face["name"].names:
                if record.nameID in _FAMILY_NAMES:
                    yield record.toUnicode(errors="replace")
    except (OSError, TTLibError, KeyError, ValueError, AssertionError, struct.error):
        return


def stand_ins(installed: frozenset[str] | None) -> dict[str, StandIn]:
    """By typeface that is missing, the one that takes its place.

    Empty where it is not known what is installed; a typeface for which nothing fits is left out.
    """
    if installed is None:
        return {}
    chosen = {}
    for name, candidates in _STAND_INS.items():
        found = next((item for item in candidates if item.name in installed), None)
        if name not in installed and found is not None:
            chosen[name] = found
    return chosen


def use_installed_fonts(workbook: Workbook, installed: frozenset[str] | None) -> dict[str, str] | None:
    """Set a workbook in typefaces that the machine has; returns what stands in for what.

    None where it is not known what is installed.
    """
    chosen = stand_ins(installed)
    _set_normal_font(workbook, installed, chosen)
    replaced: set[str] = set()
    for sheet in workbook.worksheets:
        for cell in sheet._cells.values():
            if cell.font.name in chosen:
                replaced.add(cell.font.name)
                cell.font = _standing_in(cell.font, chosen, cell.font.sz)
        for part in _footer_parts(sheet):
            name, comma, style = (part.font or "").partition(",")
            if name in chosen:
                replaced.add(name)
                part.font = f"{chosen[name].name}{comma}{style}"
    if installed is None:
        return None
    return {name: item.name for name, item in chosen.items() if name in replaced}


def _set_normal_font(
    workbook: Workbook, installed: frozenset[str] | None, chosen: Mapping[str, StandIn]
) -> None:
    """Make column widths, which count digits of the Normal font, what they are in Excel."""
    normal = workbook._named_styles["Normal"]  # type: ignore[attr-defined]  # the stubs leave it out
    is_there = installed is not None and normal.font.name in installed
    size = _NORMAL_SIZE_IN_LIBREOFFICE if is_there else normal.font.sz
    normal.font = _standing_in(normal.font, chosen, size)
    normal.bind(workbook)


def _standing_in(font: Font | StyleProxy, chosen: Mapping[str, StandIn], size: float) -> Font:
    item = chosen.get(font.name or "", StandIn(font.name or ""))
    return Font(name=item.name, size=size, bold=item.bold or font.b, color=font.color)


def _footer_parts(sheet: Worksheet) -> Iterator[Any]:
    for footer in (sheet.oddFooter, sheet.evenFooter):
        if footer is not None:
            yield from (footer.left, footer.center, footer.right)
