"""The folders are the architecture: which room may know which other (docs/architecture.md).

A room is a folder of `src/xlreport/`, or a module that lies beside the folders. What is not listed is
not allowed, so that a new arrow is a decision and not an accident.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "xlreport"

GROUND = {"core", "errors"}
"""Texts, the schema, the records of the domain, measures; and what stops an action."""

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    # the core, from the ground up
    "core": {"errors"},
    "core.wording": {*GROUND},
    "core.master": {*GROUND, "core.wording"},
    "core.importing": {*GROUND, "core.wording", "core.master"},
    "core.validation": {*GROUND, "core.wording", "core.master", "core.reminders", "core.dispatch"},
    "core.normalising": {*GROUND, "core.wording", "core.master"},
    "core.mailing": {*GROUND, "core.master"},
    "core.reminders": {*GROUND, "core.wording", "core.master"},
    "core.dispatch": {*GROUND, "core.wording", "core.master", "core.mailing", "core.reminders"},
    "core.returns": {*GROUND, "core.wording", "core.master", "core.dispatch"},
    "core.merge": {*GROUND, "core.wording", "core.master", "core.returns"},
    "core.summaries": {*GROUND, "core.wording", "core.master", "core.reminders"},
    "core.printing": {*GROUND},
    # what sheets are made of, and the painters
    "drawing": {*GROUND},
    "sheets.master": {*GROUND, "drawing", "core.master", "core.importing", "core.mailing"},
    "sheets.importing": {*GROUND, "drawing", "core.importing"},
    "sheets.validation": {*GROUND, "drawing", "core.wording", "core.validation"},
    "sheets.normalising": {*GROUND, "drawing", "core.normalising"},
    "sheets.dispatch": {*GROUND, "drawing", "core.master", "core.dispatch", "core.returns"},
    "sheets.merge": {*GROUND, "drawing", "core.returns", "core.merge"},
    "sheets.reminders": {*GROUND, "drawing", "core.reminders"},
    "sheets.summaries": {*GROUND, "drawing", "core.reminders", "core.summaries"},
    "sheets.printing": {*GROUND, "drawing", "core.printing"},
    # the ports to spreadsheets, documents, mail and people
    "files": {"errors"},
    "log": {""},
    "calc": {"errors"},
    "books": {*GROUND, "files", "drawing", "calc", "soffice"},
    "books.live": {*GROUND, "drawing", "books", "calc", "files", "log"},
    "books.returned": {*GROUND, "books", "documents", "core.dispatch", "core.returns"},
    "soffice": set(),
    "documents": {*GROUND},
    "sources": {*GROUND, "core.importing", "documents", "soffice", "sources.word"},
    "sources.word": {*GROUND, "core.importing"},
    "mail": {"", *GROUND, "files", "core.master", "core.mailing", "core.returns"},
    "addin": {"errors"},
    "ui": {*GROUND},
    # what the buttons share
    "desk": {*GROUND, "books", "core.returns"},
    "desk.master": {
        *GROUND,
        *("books", "core.wording", "core.master", "core.mailing", "core.reminders", "sheets.master"),
    },
    "desk.mailing": {
        *GROUND,
        *("books", "mail", "ui", "desk", "desk.master"),
        *("core.wording", "core.master", "core.mailing", "core.dispatch"),
    },
    "desk.returns": {
        *GROUND,
        *("books.returned", "files", "mail", "ui", "desk"),
        *("core.master", "core.returns"),
    },
    # the buttons
    "actions.importing": {
        *GROUND,
        *("books", "books.returned", "drawing", "sources", "ui", "desk", "desk.master"),
        *("core.master", "core.importing", "core.returns", "sheets.master", "sheets.importing"),
    },
    "actions.validation": {
        *GROUND,
        *("books", "ui", "desk.master", "core.wording", "core.validation", "sheets.validation"),
    },
    "actions.normalising": {
        *GROUND,
        *("books", "ui", "desk.master", "core.master", "core.merge", "core.normalising"),
        "sheets.normalising",
    },
    "actions.dispatch": {
        *GROUND,
        *("books", "files", "ui", "desk", "desk.master", "desk.mailing"),
        *("core.master", "core.validation", "core.dispatch", "sheets.dispatch"),
    },
    "actions.mailing": {
        *GROUND,
        *("books", "books.returned", "ui", "desk", "desk.master", "desk.mailing"),
        *("core.wording", "core.master", "core.mailing", "core.dispatch"),
    },
    "actions.returns": {
        *GROUND,
        *("books", "mail", "ui", "desk", "desk.master", "desk.returns"),
        *("core.master", "core.returns"),
    },
    "actions.merge": {
        *GROUND,
        *("books", "ui", "desk", "desk.master", "desk.returns", "drawing"),
        *("core.master", "core.returns", "core.merge", "sheets.merge"),
    },
    "actions.reminders": {
        *GROUND,
        *("books", "files", "ui", "desk", "desk.master", "desk.mailing", "drawing"),
        *("core.wording", "core.master", "core.mailing", "core.reminders", "sheets.reminders"),
    },
    "actions.summaries": {
        *GROUND,
        *("books", "ui", "desk.master", "drawing"),
        *("core.master", "core.summaries", "sheets.summaries"),
    },
    "actions.printing": {
        *GROUND,
        *("books", "ui", "desk", "desk.master", "core.printing", "sheets.printing"),
    },
    "actions.program": {
        *GROUND,
        *("addin", "books", "calc", "files", "log", "soffice", "ui", "desk", "desk.master"),
        *("core.wording", "core.master", "core.dispatch"),
        *("actions.importing", "actions.validation", "actions.normalising", "actions.dispatch"),
        *("actions.merge", "actions.reminders"),
        *("actions.summaries", "actions.printing"),
    },
}
"""What of ours the modules of a room may import beside one another; "" is the package's version."""

BUTTONS = {room for room in MAY_IMPORT if room.startswith("actions.")}
SHELLS = {
    "cli": {"", *GROUND, *BUTTONS, "addin", "books", "core.mailing", "desk.mailing", "log", "mail", "ui"},
    "ribbon": {
        "",
        *GROUND,
        *BUTTONS,
        "books.live",
        "calc",
        "core.mailing",
        "core.master",
        "desk",
        "desk.mailing",
        "desk.master",
        "log",
        "sources",
        "ui",
    },
    "office_click": {"calc", "ribbon"},
    "__main__": {"cli"},
}

NO_ROOM = {"", "actions", "sheets"}
"""Folders that hold nothing but rooms."""

IS_THE_ONLY_ONE_WITH = {
    "openpyxl": {"books", "documents", "drawing", "sheets"},
    "fontTools": {"books"},
    "docx": {"books", "sources"},
    "xlwings": {"calc", "books", "ribbon"},
    "typer": {"cli", "ui"},
    "rich": {"ui"},
    "smtplib": {"mail"},
    "keyring": {"mail"},
    "email": {"mail"},
    "pyzipper": {"mail"},
    "olefile": {"books", "documents", "mail"},
    "xlrd": {"documents"},
    "imapclient": {"mail"},
}
"""The folders that may import a library."""


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, wherever in it; a name taken from a module is given with it."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(name: str) -> str:
    """The room in which a name within our package lies, such as ``core.merge.plan.Change``."""
    parts = name.split(".")
    inner = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((room for room in inner if (SOURCE / room.replace(".", "/")).is_dir()), _module(parts[0]))


def _module(name: str) -> str:
    return name if (SOURCE / f"{name}.py").exists() else ""


@cache
def rooms() -> dict[str, list[Path]]:
    """The files of every room."""
    found: dict[str, list[Path]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE)
        name = ".".join(inside.parts[:-1]) or inside.stem.replace("__init__", "")
        found.setdefault(name, []).append(path)
    return found


@cache
def arrows(room: str) -> set[str]:
    """The other rooms that the files of a room import from."""
    ours = (name for path in rooms()[room] for name in imports(path) if name.startswith("xlreport."))
    return {room_of(name.removeprefix("xlreport.")) for name in ours} - {room}


ALLOWED = {**MAY_IMPORT, **SHELLS}


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_knows_only_the_rooms_it_may(room: str) -> None:
    assert arrows(room) <= ALLOWED[room]


def test_every_room_has_its_rule_and_every_rule_its_room() -> None:
    assert set(rooms()) - NO_ROOM == set(ALLOWED)


def test_no_allowed_arrow_is_without_use() -> None:
    everywhere = {*GROUND, "core.wording"}
    unused = {room: ALLOWED[room] - arrows(room) - everywhere for room in ALLOWED}
    assert not {room: names for room, names in unused.items() if names}


def test_arrows_point_one_way() -> None:
    TopologicalSorter({room: names - {""} for room, names in ALLOWED.items()}).prepare()


@pytest.mark.parametrize("library", IS_THE_ONLY_ONE_WITH)
def test_a_library_stays_in_its_folders(library: str) -> None:
    found = {
        room.partition(".")[0]
        for room, paths in rooms().items()
        for path in paths
        for name in imports(path)
        if name.partition(".")[0] == library
    }
    assert found and found <= IS_THE_ONLY_ONE_WITH[library]
