"""LibreOffice's Python bridge (UNO), imported without disturbing the interpreter.

The bridge is part of LibreOffice, not of the Python environment: Debian keeps it among the packages
of the system's Python, Windows and macOS in LibreOffice's own program folder.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import sys
from pathlib import Path
from typing import Any

from xlreport.errors import XlreportError

# Objects that come out of the bridge are `Any` throughout this folder: UNO is untyped in Python.

_FOLDERS = (
    "/usr/lib/python3/dist-packages",
    "/usr/lib/libreoffice/program",
    "/opt/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/Resources",
    r"C:\Program Files\LibreOffice\program",
)


@functools.cache
def load_uno() -> Any:
    """The module ``uno``; raises XlreportError where LibreOffice's Python bridge is missing.

    The folder that holds it is on ``sys.path`` only during the import, because the packages beside it
    would shadow those of the environment, and Python's own ``__import__``, which ``uno`` replaces, is
    put back.
    """
    original, path = builtins.__import__, list(sys.path)
    sys.path.extend(folder for folder in _FOLDERS if (Path(folder) / "uno.py").is_file())
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        raise XlreportError(
            "没有找到 LibreOffice 的 Python 接口（UNO），不能操作 LibreOffice 表格",
            untouched="没有打开或改动任何文件",
            todo="请安装 python3-uno（Debian、Ubuntu）或 LibreOffice 自带的 PyUNO 组件后重试",
        ) from error
    finally:
        builtins.__import__ = original
        sys.path[:] = path


def struct(name: str, **fields: Any) -> Any:
    """A new UNO structure of the given type (without ``com.sun.star.``) with these fields set."""
    made = load_uno().createUnoStruct(f"com.sun.star.{name}")
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(name: str, value: str) -> Any:
    """A value of a UNO enumeration named without ``com.sun.star.``."""
    return load_uno().Enum(f"com.sun.star.{name}", value)


def exception(name: str) -> Any:
    """The class of a UNO exception named without ``com.sun.star.``."""
    return load_uno().getClass(f"com.sun.star.{name}")


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as UNO wants them: a tuple of property values."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def typed(kind: str, value: Any) -> Any:
    """A value with an explicit UNO type such as ``[]string``, where the bridge would guess wrong."""
    return load_uno().Any(kind, value)
