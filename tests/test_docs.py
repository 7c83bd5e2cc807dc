"""The documentation says what the program does now, and speaks of the program alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from xlreport.cli import app
from xlreport.core import schema

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = tuple(vars(typer.main.get_command(app))["commands"])


def commands_of(group: Any) -> dict[str, Any]:
    """Every command by the words that it is called with, those of groups too."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = commands_of(command) if hasattr(command, "commands") else {}
        found |= {name: command} | {f"{name} {word}": leaf for word, leaf in inner.items()}
    return found


ALL_COMMANDS = commands_of(typer.main.get_command(app))


def tool(name: str) -> dict[str, Any]:
    """The names that a script in tools/ defines."""
    names: dict[str, Any] = {"__name__": name, "__file__": str(ROOT / "tools" / f"{name}.py")}
    source = (ROOT / "tools" / f"{name}.py").read_text(encoding="utf-8")
    exec(compile(source, name, "exec"), names)
    return names


def test_the_page_of_commands_is_what_the_program_makes() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == tool("write_cli")["cli_page"](), "run python tools/write_cli.py"


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"## xlreport {command}\n" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_every_argument_and_option_is_explained_in_chinese() -> None:
    for name, command in ALL_COMMANDS.items():
        for param in command.params:
            assert re.search("[\u4e00-\u9fff]", param.help or ""), (name, param.name)


def test_the_manual_names_every_sheet_and_every_step() -> None:
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    for sheet in (*schema.DATA_SHEETS, *schema.GENERATED_SHEETS):
        assert sheet in manual
    for command in COMMANDS:
        assert f"run.py {command}" in manual


def commands_shown(page: str) -> list[tuple[str, str]]:
    """Every command line for run.py on a page of the documentation: its command and all of it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"run\.py +(([a-z]+)[^`#\n]*)", text)


@pytest.mark.parametrize("page", ["README.md", "docs/manual.md"])
def test_every_command_line_shown_can_be_typed(page: str) -> None:
    shown = commands_shown(page)
    assert shown
    for line, name in shown:
        assert name in {*COMMANDS, "test"}, line
        words = " ".join(line.split()[:2])
        command = ALL_COMMANDS.get(words) or ALL_COMMANDS.get(name)
        known = {written for param in command.params for written in param.opts} if command else set()
        for option in re.findall(r"(?<!\S)--?[a-z-]+", line):
            assert option in known, line


def test_every_sentence_that_the_manual_quotes_is_one_that_the_program_says() -> None:
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\*\*.*?) \|", manual, re.MULTILINE)
    quoted = [sentence for row in rows for sentence in re.findall(r"\*\*(.+?)\*\*", row)]
    program = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert len(quoted) > 20
    assert [sentence for sentence in quoted if sentence not in program] == []


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        text = (ROOT / "docs" / "decisions" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]} ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequence")), name


def test_every_picture_is_shown_and_small() -> None:
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert pictures
    for picture in pictures:
        assert f"(pictures/{picture.name})" in manual
        assert picture.stat().st_size < 200_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_the_folders_that_the_readme_names_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for folder in re.findall(r"`([a-z/]+/)`", readme):
        assert (ROOT / folder).is_dir() or (ROOT / "src" / "xlreport" / folder).is_dir(), folder


def test_no_file_speaks_of_where_it_was_made() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not listed:
        pytest.skip("not a git checkout")
    forbidden = re.compile(r"/(?:work|root)/|\.\./shared|file:///")
    texts = {".py", ".md", ".toml", ".txt", ".json", ".xml", ".bas", ""}
    for path in (ROOT / name for name in listed.splitlines()):
        if path.is_file() and path.suffix in texts and path != Path(__file__):
            found = forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert found is None, (path.name, found and found.group())


def test_the_table_of_buttons_is_what_the_ribbon_says() -> None:
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    assert manual == tool("write_ribbon")["manual_with_buttons"](manual), "run python tools/write_ribbon.py"


def test_the_tools_leave_no_other_pages_stale() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == tool("write_rules")["rules_document"](), "run python tools/write_rules.py"
    assert str(ROOT / "src") in sys.path
