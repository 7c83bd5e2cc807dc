"""Typer in Chinese: its help, and its complaints about what was typed."""

from __future__ import annotations

from typing import Any

import typer.rich_utils
from typer.core import TyperCommand, TyperGroup, TyperOption

_HELP = "显示本说明并退出"
_USAGE_WORDS = {"Usage:": "用法：", "[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
_COMPLAINTS = {
    "NoSuchCommand": "没有这个命令（{message}）",
    "MissingParameter": "缺少必需的参数 {parameter}",
    "NoSuchOption": "没有 {option} 这个选项",
    "BadOptionUsage": "选项 {option} 后面缺少内容，或不该有内容",
    "BadParameter": "参数 {parameter} 的内容不能使用",
    "BadArgumentUsage": "参数 {parameter} 的用法不对",
}


class _Chinese:
    """What makes the help of a command or of a group Chinese throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))  # type: ignore[misc]  # Typer's class has it

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))  # type: ignore[misc]  # Typer's class has it

    def get_params(self, ctx: Any) -> Any:
        return _without_type_names(super().get_params(ctx))  # type: ignore[misc]  # Typer's class has it


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help is Chinese throughout."""


class ChineseGroup(_Chinese, TyperGroup):
    """A group of commands whose help is Chinese throughout."""


def _translated(option: Any) -> Any:
    if option is not None:
        option.help = _HELP
    return option


def _usage(text: str) -> str:
    for english, chinese in _USAGE_WORDS.items():
        text = text.replace(english, chinese, 1)
    return text


def _without_type_names(params: list[Any]) -> list[Any]:
    """The parameters showing what is to be typed instead of the name of a Python type."""
    for param in params:
        shown = param.metavar if isinstance(param, TyperOption) else None
        param.display_type_rich = lambda ctx, shown=shown: shown
    return params


def translate_help() -> None:
    """Give Typer's headings and marks their Chinese wording."""
    words = typer.rich_utils
    words.ARGUMENTS_PANEL_TITLE = "参数"
    words.OPTIONS_PANEL_TITLE = "选项"
    words.COMMANDS_PANEL_TITLE = "命令"
    words.DEFAULT_STRING = "[默认：{}]"
    words.REQUIRED_LONG_STRING = "[必填]"


def usage_complaint(error: Exception) -> str:
    """What was typed wrong, as a Chinese clause; ``error`` is one that Typer raised."""
    template = _COMPLAINTS.get(type(error).__name__, "命令写得不对（{message}）")
    return template.format(
        parameter=_parameter_name(error),
        option=getattr(error, "option_name", ""),
        message=getattr(error, "message", str(error)),
    )


def _parameter_name(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    return f"“{parameter.metavar}”" if parameter.metavar else str(parameter.get_error_hint())
