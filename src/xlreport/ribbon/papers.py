"""The groups 汇总 and 打印."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from xlreport.ribbon.control import Click, warn_of_network

if TYPE_CHECKING:
    pass


def on_summarise(click: Click) -> None:
    from xlreport.actions.summaries.summarise import summarise  # noqa: PLC0415
    from xlreport.core.schema import SUMMARY_OVERVIEW  # noqa: PLC0415

    summarise(click.book, click.ui, as_of=date.today())
    click.ui.info(f"各张“汇总”表已更新，请先看“{SUMMARY_OVERVIEW}”。")


def on_preview_print(click: Click) -> Callable[[], None]:
    from xlreport.actions.printing.print_ import print_table  # noqa: PLC0415

    sheet = print_table(click.book, click.ui, sheet_only=True).sheet
    return lambda: click.book.preview(sheet)


def on_export_pdf(click: Click) -> None:
    from xlreport.actions.printing.print_ import print_table  # noqa: PLC0415

    warn_of_network(click)
    print_table(click.book, click.ui)
