"""Writing files so that a crash, a full disk or a lock never leaves half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from xlreport.errors import WorkbookError


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it takes its place when complete.

    Makes the folder where it is missing. Raises WorkbookError where the folder cannot be made or written
    or the file is held open.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".xlreport-", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _keep_permissions(path, Path(temporary))
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise WorkbookError(
            f"无法写入“{path}”（{error.strerror or error}）",
            untouched="原来的文件没有改动",
            todo="请确认文件没有在 Excel 或 WPS 里打开、磁盘有空间且文件夹可写，然后重试",
        ) from error


def _keep_permissions(path: Path, temporary: Path) -> None:
    """Give the new file the old one's permissions, or those that new files get."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)
