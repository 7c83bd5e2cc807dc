"""Which file names VBA sees on Windows.

Its file functions (`GetAttr`, `Open`, `Kill`, `Dir`) know names in the code page of the system only,
the one that `GetACP` tells. Excel, cmd.exe and Python know every name.
"""

from __future__ import annotations

import codecs
import ctypes
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xlreport.errors import XlreportError

UTF_8 = 65001
_GB_18030 = 54936
_LONGEST = 32767
"""Characters that a path can have on Windows."""


def _unshortened(path: str) -> str:
    return path


@dataclass(frozen=True)
class FileNames:
    """A system's names of files: its code page, and a path's short form of 8.3 names.

    ``shorten`` gives the path itself where it has no short form; ``temporary`` is the folder for temporary
    files.
    """

    code_page: int = UTF_8
    shorten: Callable[[str], str] = _unshortened
    temporary: str = ""

    def visible(self, path: str) -> str | None:
        """The path as VBA sees it: itself or its short form; None where it sees neither."""
        return next((form for form in (path, self.shorten(path)) if not self.unseen(form)), None)

    def require_visible(self, path: str) -> str:
        """The path as VBA sees it; raises XlreportError with the characters that it cannot see."""
        found = self.visible(path)
        if found is None:
            raise XlreportError(
                f"路径“{path}”里的“{'、'.join(self.unseen(path))}”在这台电脑的系统语言里没有，"
                "Excel 的宏找不到这个位置",
                untouched="没有改动任何文件",
                todo="请把本程序移到只有英文字母和数字的文件夹，如 C:\\xlreport，再重试",
            )
        return found

    def unseen(self, path: str) -> list[str]:
        """The characters of a path that the code page lacks, each once, in their order."""
        codec = _codec(self.code_page)
        return [character for character in dict.fromkeys(path) if not _encodable(character, codec)]


def names_of_this_system(environment: Mapping[str, str]) -> FileNames:
    """Windows' own answer; other systems know one way of writing names."""
    if sys.platform != "win32":
        return FileNames()
    return FileNames(ctypes.windll.kernel32.GetACP(), _short_path, environment.get("TEMP", ""))


def _short_path(path: str) -> str:
    """What Windows calls an existing file in 8.3 names, where the disk keeps such."""
    if sys.platform != "win32":
        return path
    buffer = ctypes.create_unicode_buffer(_LONGEST)
    length: int = ctypes.windll.kernel32.GetShortPathNameW(path, buffer, _LONGEST)
    return buffer.value if 0 < length < _LONGEST else path


def _codec(code_page: int) -> str:
    """Python's name for a code page; for one that it does not know, what all have in common."""
    if code_page == _GB_18030:
        return "gb18030"
    try:
        return codecs.lookup(f"cp{code_page}").name
    except LookupError:
        return "ascii"


def _encodable(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
