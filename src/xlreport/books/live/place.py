"""Where an open workbook lies; the folders of a round are made beside it."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path, PureWindowsPath

import xlwings as xw

from xlreport.errors import WorkbookError

_REMOTE_DRIVE = 4
"""What Windows' GetDriveTypeW says of a drive on another machine."""


def require_local_path(book: xw.Book) -> Path:
    """The workbook's path; raises WorkbookError where it was never saved or lies in a cloud."""
    name = book.name
    try:
        full_name = book.fullname
    except xw.XlwingsError:
        raise _lies_in_a_cloud(name) from None
    if "://" in full_name:
        raise _lies_in_a_cloud(name)
    path = Path(full_name)
    if not path.is_absolute() or not path.exists():
        raise WorkbookError(
            f"“{name}”还没有保存过，或文件已被移走",
            untouched="没有改动任何内容",
            todo="请先保存到本机的文件夹里，再点一次按钮",
        )
    return path


def _lies_in_a_cloud(name: str) -> WorkbookError:
    return WorkbookError(
        f"“{name}”是从云端（OneDrive、SharePoint 等网址）打开的，旁边不能建“下发”“回收”文件夹",
        untouched="没有改动任何内容",
        todo="请用“另存为”存到本机的文件夹，从那里打开后再点一次按钮",
    )


def is_on_network(path: Path) -> bool:
    """Whether a path lies on another machine: on a share (``\\\\server\\share``) or its drive letter."""
    windows = PureWindowsPath(path)
    if windows.drive.startswith("\\\\"):
        return True
    if sys.platform == "win32" and windows.drive:
        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{windows.drive}\\") == _REMOTE_DRIVE)
    return False
