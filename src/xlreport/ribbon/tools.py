"""The group 工具: 打开文件夹, 设置, 帮助, 关于."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.ribbon.control import Anywhere, Click

if TYPE_CHECKING:
    pass


def on_open_folder(click: Click) -> None:
    click.open_outside(click.book.path.parent)


def on_open_settings(click: Click) -> Callable[[], None]:
    from xlreport.core.schema import SETTINGS_SHEET  # noqa: PLC0415

    return lambda: click.book.show(SETTINGS_SHEET)


def on_show_help(click: Anywhere) -> None:
    from xlreport.actions.program.help import write_manual_page  # noqa: PLC0415

    click.open_outside(write_manual_page())


def on_show_about(click: Anywhere) -> None:
    from xlreport import __version__  # noqa: PLC0415
    from xlreport.log import log_folder  # noqa: PLC0415

    click.ui.info(f"任务分工表工具 {__version__}")
    click.ui.info(f"程序：{Path(__file__).parents[1]}")
    click.ui.info(f"Python：{sys.version.split()[0]}，{sys.executable}")
    click.ui.info(f"日志：{log_folder()}")
