"""The command line as others rely on it: names, JSON, exit status, and sentences instead of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.answers import fill

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "import",
    "validate",
    "normalise",
    "directory",
    "dispatch",
    "collect",
    "merge",
    "undo",
    "history",
    "summarise",
    "print",
    "demo",
)


def xlreport(*words: object, folder: Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as a terminal would, from a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    if home is not None:
        environment |= {"HOME": str(home), "USERPROFILE": str(home)}
    command = [sys.executable, "-m", "xlreport", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def answered(done: subprocess.CompletedProcess[str]) -> Any:
    """The JSON on standard output, which must hold nothing else."""
    return json.loads(done.stdout)


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_a_whole_round_from_the_command_line(tmp_path: Path, seed_path: Path) -> None:
    made = xlreport("import", seed_path, "-o", "总表.xlsx", "--json", folder=tmp_path)
    assert made.returncode == 0 and answered(made)["tasks"] == 24
    found = xlreport("validate", "总表.xlsx", "--as-of", "2023-06-30", "--json", folder=tmp_path)
    finding = answered(found)["findings"][0]
    assert set(finding) == {"severity", "code", "sheet", "cell", "task", "column", "message", "suggestion"}
    assert found.returncode == 0, "the real table has no 错误"
    sent = xlreport("dispatch", "总表.xlsx", "--period", "2023年6月", "--json", folder=tmp_path)
    books = {book["department"]: book for book in answered(sent)["books"]}
    assert len(books) == 18 and books["区医保局"]["tasks"] == ["21", "22"]
    path = tmp_path / "回收" / "2023年6月" / "返回.xlsx"
    fill(Path(books["区医保局"]["path"]), {"22": {"progress": "新进展。"}}, path)
    collected = xlreport("collect", "总表.xlsx", "--json", folder=tmp_path)
    assert [item["department"] for item in answered(collected)["files"]] == ["区医保局"]
    preview = answered(xlreport("merge", "总表.xlsx", "--json", folder=tmp_path))
    assert {"changes", "conflicts", "rejections", "warnings"} <= set(preview)
    change = preview["changes"][0]
    assert {key: change[key] for key in ("task", "department", "column", "base", "mine", "theirs")} == {
        "task": "22",
        "department": "区医保局",
        "column": "progress",
        "base": "相关政策已执行。",
        "mine": "相关政策已执行。",
        "theirs": "新进展。",
    }
    applied = xlreport("merge", "总表.xlsx", "--apply", folder=tmp_path)
    assert applied.returncode == 0 and "备份" in applied.stderr
    figures = answered(xlreport("summarise", "总表.xlsx", "--as-of", "2023-06-30", "--json", folder=tmp_path))
    assert figures
    printed = answered(xlreport("print", "总表.xlsx", "--paper", "A4", "--json", folder=tmp_path))
    assert printed["pages"] >= 5


def test_an_error_in_the_table_gives_exit_status_1(master: Path) -> None:
    workbook = load_workbook(master)
    workbook["任务分工表"]["E5"] = None
    workbook.save(master)
    done = xlreport("validate", master.name, "--json", folder=master.parent)
    assert done.returncode == 1
    assert any(item["severity"] == "错误" for item in answered(done)["findings"])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_chinese(command: str, tmp_path: Path) -> None:
    done = xlreport(command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert "用法：" in done.stdout and "显示本说明并退出" in done.stdout
    for english in ("Usage", "Options", "Arguments", "Show this message"):
        assert english not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("validate",),
        ("validate", "没有这个文件.xlsx"),
        ("validate", "a.xlsx", "--as-of", "昨天"),
        ("validate", "a.xlsx", "--nonsense"),
        ("nonsense",),
        ("normalise", "文本.xlsx"),
        ("directory", "空.xlsx", "--check"),
        ("merge", "文本.xlsx"),
        ("dispatch", "文本.xlsx"),
        ("summarise", "空.xlsx"),
        ("print", "空.xlsx"),
        ("import", "文本.txt", "-o", "b.xlsx"),
        ("import", "没有.docx", "-o", "b.xlsx"),
        ("collect", "空.xlsx", "没有的文件夹"),
        ("demo", "有东西"),
    ],
)
def test_every_bad_input_gets_one_chinese_sentence_and_no_traceback(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "文本.xlsx").write_text("不是工作簿", encoding="utf-8")
    (tmp_path / "文本.txt").write_text("没有表格", encoding="utf-8")
    Workbook().save(tmp_path / "空.xlsx")
    (tmp_path / "有东西").mkdir()
    (tmp_path / "有东西" / "文件.txt").write_text("x", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = xlreport(*words, folder=tmp_path, home=tmp_path / "home")
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("未完成：") and has_chinese(done.stderr)
    assert "Traceback" not in done.stderr and not done.stdout.strip()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_file_in_the_way_of_a_folder_is_told_in_one_sentence(master: Path) -> None:
    (master.parent / "下发").write_text("x", encoding="utf-8")
    done = xlreport("dispatch", master.name, folder=master.parent)
    assert done.returncode == 2 and "下发" in done.stderr and "Traceback" not in done.stderr


def test_the_version_is_told(tmp_path: Path) -> None:
    assert xlreport("--version", folder=tmp_path).stdout.strip().count(".") == 2
