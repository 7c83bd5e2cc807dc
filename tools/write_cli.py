"""Write docs/cli.md from the command line itself: ``python tools/write_cli.py``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer.main
from typer.core import TyperArgument

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cli.md"
sys.path.insert(0, str(ROOT / "src"))

from xlreport.cli import app  # noqa: E402 - the sources come first on the path

HEAD = """# 命令说明

本页由 `python tools/write_cli.py` 从程序生成，请勿手改。在程序文件夹里把 `xlreport` 换成 `python3 run.py`。

- 进度和消息写到标准错误；加 `--json` 时，标准输出只有一份 JSON。
- 退出状态：0 完成；1 校验发现“错误”（演示则为结果不符）；2 没有完成，原因已说明；3 意外错误，已记入日志。
"""


def cli_page() -> str:
    """The whole page: every command with its arguments and options, in the order of the help."""
    group: Any = typer.main.get_command(app)
    return HEAD + "".join(_sections("", group))


def _sections(prefix: str, group: Any) -> list[str]:
    """A section for every command of a group and of the groups in it."""
    sections = []
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            inner = "、".join(f"`{inner}`" for inner in command.commands)
            sections.append(f"\n## xlreport {prefix}{name}\n\n{command.help}\n\n后面写上 {inner} 之一。\n")
            sections += _sections(f"{prefix}{name} ", command)
        else:
            sections.append(_section(prefix + name, command))
    return sections


def _section(name: str, command: Any) -> str:
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if not isinstance(param, TyperArgument)]
    words = [
        f"{argument.metavar}" if argument.required else f"[{argument.metavar}]" for argument in arguments
    ]
    lines = [
        f"\n## xlreport {name}\n",
        f"{command.help}\n",
        f"`{' '.join(['xlreport', name, *words, '[选项]'])}`\n",
    ]
    rows = [(f"`{argument.metavar}`", argument.help) for argument in arguments]
    rows += [(f"`{_written(option)}`", option.help) for option in options]
    lines += ["| 写法 | 说明 |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)]
    return "\n".join(lines) + "\n"


def _written(option: Any) -> str:
    names = ", ".join(option.opts)
    return f"{names} {option.metavar}" if option.metavar else names


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
