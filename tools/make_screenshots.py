"""Photograph clicks in a visible LibreOffice window for the manual: ``python tools/make_screenshots.py``.

Needs LibreOffice with its Python bridge, Xvfb, openbox, xdotool and ImageMagick. The window stands on a
screen of its own; each message box is photographed and answered by a thread.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import xlwings as xw  # noqa: E402  (the path is set just above)
from tests.answers import fill  # noqa: E402

from xlreport import ribbon  # noqa: E402
from xlreport.actions.dispatch.dispatch import dispatch  # noqa: E402
from xlreport.books.file import FileBook  # noqa: E402
from xlreport.calc import register  # noqa: E402
from xlreport.core.schema import DIRECTORY_SHEET, SUMMARY_OVERVIEW, TABLE_SHEET  # noqa: E402
from xlreport.ribbon.buttons import BUTTONS  # noqa: E402
from xlreport.ribbon.control import TITLE  # noqa: E402
from xlreport.ui.port import SilentUi  # noqa: E402

DISPLAY = ":97"
SCREEN = "1360x820x24"
WIDTH = 1100
"""Pixels of a picture."""
TODAY = date.today()
PERIOD = f"{TODAY.year}年{TODAY.month}月"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, screen():
        register()
        master = prepared_master(Path(folder))
        with xw.App(visible=True, add_book=False) as app:
            photograph_round(app, master)


def prepared_master(folder: Path) -> Path:
    """A copy of the real master, sent out and answered by two departments."""
    master = folder / f"{TABLE_SHEET}.xlsx"
    shutil.copy2(ROOT / "workbook" / master.name, master)
    sent = dispatch(FileBook(master), SilentUi(), now=datetime.now())
    inbox = folder / "回收" / PERIOD
    answers = {
        "区财政局": {"5": {"progress": "已拨付专项资金500万元，覆盖规模以上工业企业32家。"}},
        "区医保局": {"22": {"progress": "已救助12人，结算系统已打通。"}},
    }
    for book in sent.books:
        if book.department in answers:
            fill(book.path, answers[book.department], inbox / book.path.name)
    return master


def photograph_round(app: xw.App, master: Path) -> None:
    """Click through a round and photograph what is to be seen before and after each click."""
    workbook = app.books.open(str(master))
    workbook.set_mock_caller()
    maximise()
    table = workbook.sheets[TABLE_SHEET]
    show(table, "F15")
    photograph("窗口-校验前")
    click("validate", "窗口-校验提示")
    workbook = reopened(workbook)
    table = workbook.sheets[TABLE_SHEET]
    show(table, "F15")
    photograph("窗口-校验后")
    row = next(row for row in range(1, 40) if table.range((row, 2)).value == 5)
    show(table, f"I{row}")
    photograph("窗口-合并前")
    click("preview_merge")
    table.activate()
    click("apply_merge")
    show(table, f"I{row}")
    photograph("窗口-合并后")
    photograph_summary(workbook)
    workbook.close()


def reopened(workbook: xw.Book) -> xw.Book:
    """The workbook saved and opened again: LibreOffice shows new conditional formats only then."""
    path, app = workbook.fullname, workbook.app
    workbook.save()
    workbook.close()
    again = app.books.open(path)
    again.set_mock_caller()
    maximise()
    return again


def photograph_summary(workbook: xw.Book) -> None:
    """The directory with no summary beside it yet, then the first of the summaries."""
    show(workbook.sheets[DIRECTORY_SHEET], "A1")
    photograph("窗口-汇总前")
    click("summarise")
    show(workbook.sheets[SUMMARY_OVERVIEW], "A1")
    photograph("窗口-汇总后")


def show(sheet: xw.Sheet, cell: str) -> None:
    """Bring a sheet to the front with a cell at the top left, as far as its frozen panes let it."""
    sheet.activate()
    sheet[cell].select()
    pane = sheet.book.api.getCurrentController()
    pane.setFirstVisibleRow(sheet[cell].row - 1)
    pane.setFirstVisibleColumn(sheet[cell].column - 1)


def click(control_id: str, picture: str | None = None) -> None:
    """Click a button; its message box is photographed, if wanted, and closed."""
    answering = threading.Thread(target=answer, args=(BUTTONS[control_id].label, picture))
    answering.start()
    ribbon.click(control_id)
    answering.join()


def answer(label: str, picture: str | None) -> None:
    """Wait for the message box of a button, photograph it, and press Return."""
    for _ in range(300):
        found = subprocess.run(
            ["xdotool", "search", "--name", f"{TITLE} · {label}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if found.stdout.strip():
            break
        time.sleep(0.1)
    time.sleep(0.8)
    if picture:
        photograph(picture)
    subprocess.run(["xdotool", "key", "Return"], check=True)


def maximise() -> None:
    time.sleep(2)
    window = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", TABLE_SHEET],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[-1]
    width, height, _ = SCREEN.split("x")
    subprocess.run(["xdotool", "windowmove", window, "0", "0"], check=True)
    subprocess.run(["xdotool", "windowsize", window, width, height], check=True)


def photograph(name: str) -> None:
    """Keep what the screen shows, in few colours to keep it small."""
    time.sleep(1.2)
    look = ["-resize", str(WIDTH), "+dither", "-colors", "64", "-strip"]
    subprocess.run(["import", "-window", "root", *look, f"PNG8:{PICTURES / name}.png"], check=True)


@contextmanager
def screen() -> Iterator[None]:
    """A virtual screen with a window manager."""
    os.environ["DISPLAY"] = DISPLAY
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", SCREEN], stderr=subprocess.DEVNULL)
    time.sleep(1)
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        manager.terminate()
        server.terminate()


if __name__ == "__main__":
    main()
