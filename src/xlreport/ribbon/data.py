"""The group 数据: 导入, 校验, 自动规范, 名录核对."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from xlreport.ribbon.control import REMEMBER_TO_SAVE, Anywhere, Click, is_master

if TYPE_CHECKING:
    pass


def on_import_table(click: Anywhere) -> Callable[[], None] | None:
    from xlreport.actions.importing.import_ import import_table  # noqa: PLC0415
    from xlreport.books.live import LiveBook  # noqa: PLC0415
    from xlreport.core.schema import TABLE_SHEET  # noqa: PLC0415
    from xlreport.sources import PATTERNS  # noqa: PLC0415

    source = click.choose_file("选择要导入的 Word、Excel、WPS 文件或文字稿", PATTERNS)
    if source is None:
        return None
    target = source.parent / f"{TABLE_SHEET}.xlsx"
    if target.exists():
        target = source.parent / f"{TABLE_SHEET}-{datetime.now():%Y%m%d-%H%M%S}.xlsx"
    memory = LiveBook(click.workbook) if is_master(click.workbook) else None
    result = import_table(source, target, click.ui, memory=memory)
    return lambda: click.open(result.path)


def on_validate(click: Click) -> None:
    from xlreport.actions.validation.validate import validate  # noqa: PLC0415

    validate(click.book, click.ui, as_of=date.today())


def on_normalise(click: Click) -> Callable[[], None]:
    from xlreport.actions.normalising.normalise import normalise  # noqa: PLC0415
    from xlreport.core.schema import NORMALISING_SHEET  # noqa: PLC0415
    from xlreport.ui.port import ProgressOnlyUi  # noqa: PLC0415

    found = normalise(click.book, ProgressOnlyUi(click.ui), now=datetime.now()).waiting
    question = (
        f"可以规范的写法{found}处，已列入“{NORMALISING_SHEET}”。现在写入吗？可以撤销；想先逐条看，点“否”。"
    )
    if found and click.ask(question):
        normalise(click.book, click.ui, now=datetime.now(), apply=True)
        click.ui.info(REMEMBER_TO_SAVE)
    elif found:
        click.ui.info(f"没有写入。请在“{NORMALISING_SHEET}”的“决定”栏里选好，再点一次“自动规范”。")
    else:
        click.ui.info("没有可以规范的写法，没有改动。")
    return lambda: click.book.show(NORMALISING_SHEET)


def on_check_directory(click: Click) -> Callable[[], None]:
    from xlreport.actions.importing.check_directory import compare_directory  # noqa: PLC0415
    from xlreport.core.schema import DIRECTORY_CHECK_SHEET  # noqa: PLC0415

    compare_directory(click.book, click.ui, as_of=date.today())
    return lambda: click.book.show(DIRECTORY_CHECK_SHEET)
