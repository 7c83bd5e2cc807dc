"""The folders are the architecture: what each may import (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "xlreport"
MAY_IMPORT = {
    "core": {"errors"},
    "sheets": {"core", "books.port"},
    "books": {"core", "sheets", "calc", "errors", "files"},
    "sources": {"core", "errors"},
    "ui": {"core"},
    "addin": {"errors"},
    "calc": {"errors"},
    "mail": {"core", "errors", "files"},
    "actions": {"addin", "core", "sheets", "books", "sources", "mail", "ui", "errors", "files", "log"},
}
"""What of ours the modules of a folder may import beside one another."""

IS_THE_ONLY_ONE_WITH = {
    "openpyxl": {"books", "sheets", "sources"},
    "fontTools": {"books"},
    "docx": {"books", "sources"},
    "xlwings": {"calc", "books", "ribbon"},
    "typer": {"cli", "ui"},
    "rich": {"ui"},
    "smtplib": {"mail"},
    "keyring": {"mail"},
    "email": {"mail"},
    "pyzipper": {"mail"},
    "olefile": {"books", "mail"},
    "imapclient": {"mail"},
}
"""The folders that may import a library."""


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules() -> Iterator[tuple[str, str, str]]:
    """Folder (or module beside the folders), file and imported module, for every import."""
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE)
        for module in imports(path):
            yield name.parts[0].removesuffix(".py"), str(name), module


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_point_down_only(folder: str) -> None:
    allowed = {folder, *MAY_IMPORT[folder]}
    ours = [
        (file, name) for where, file, name in modules() if where == folder and name.startswith("xlreport.")
    ]
    assert ours
    for file, name in ours:
        inner = name.removeprefix("xlreport.")
        assert any(inner == part or inner.startswith(f"{part}.") for part in allowed), (file, name)


@pytest.mark.parametrize("library", IS_THE_ONLY_ONE_WITH)
def test_a_library_stays_in_its_folders(library: str) -> None:
    found = {where for where, _, name in modules() if name.partition(".")[0] == library}
    assert found and found <= IS_THE_ONLY_ONE_WITH[library]


def test_every_folder_has_its_rule() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(MAY_IMPORT)
