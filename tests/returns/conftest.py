"""A master whose books are out, an inbox, and the command that collects from it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.returns.answering import ADDRESSES, PERIOD, set_up
from xlreport import cli
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.books.file import FileBook
from xlreport.ui.port import SilentUi


@pytest.fixture(scope="session")
def dispatched(tmp_path_factory: pytest.TempPathFactory, master_path: Path) -> Path:
    """A master whose books are out and whose directory knows two addresses; copy its folder."""
    path = tmp_path_factory.mktemp("dispatched") / master_path.name
    shutil.copy2(master_path, path)
    set_up(path, addresses=ADDRESSES, settings={"period": PERIOD})
    dispatch(FileBook(path), SilentUi(), now=datetime(2026, 11, 10, 9, 0, 0))
    return path


@pytest.fixture
def sent(dispatched: Path, tmp_path: Path) -> Path:
    shutil.copytree(dispatched.parent, tmp_path / "总表")
    return tmp_path / "总表" / dispatched.name


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Where the clerk keeps what she received."""
    folder = tmp_path / "下载"
    folder.mkdir()
    return folder


@pytest.fixture
def collect(
    sent: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., SimpleNamespace]:
    """The command `xlreport collect`, its JSON, what it said and its exit status."""

    def run(*words: object, command: str = "collect") -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["xlreport", command, str(sent), *map(str, words), "--json"])
        status = cli._run()
        out, err = capsys.readouterr()
        assert "Traceback" not in err and status != 3, err
        answer: Any = json.loads(out) if out.strip() else {}
        return SimpleNamespace(status=status, said=err, json=answer, **answer)

    return run
