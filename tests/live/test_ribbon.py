"""Clicks on the ribbon in a running spreadsheet program: they do what the command line does on files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook
from tests.answers import fill
from tests.live.conftest import Clerk

from xlreport import ribbon
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import merge
from xlreport.actions.printing.print_ import print_table
from xlreport.actions.summaries.summarise import summarise
from xlreport.actions.validation import validate as validate_module
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.books.port import Book, Grid
from xlreport.core.mailing.send_log import SEND_LOG_HEADER_ROW
from xlreport.core.master.directory import DIRECTORY_COLUMNS
from xlreport.core.master.directory import HEADER_ROW as DIRECTORY_HEADER_ROW
from xlreport.core.schema import (
    DIRECTORY_SHEET,
    FINDINGS_SHEET,
    LEDGER_SHEET,
    PREVIEW_SHEET,
    PRINT_SHEET,
    REMINDER_SHEET,
    SEND_LOG_SHEET,
    SETTINGS_SHEET,
    SUMMARY_OVERVIEW,
    SUMMARY_SHEETS,
    TABLE_SHEET,
)
from xlreport.ribbon.control import Anywhere
from xlreport.ui.port import SilentUi

NEW = "已于11月20日办结。"

ON_FILES: dict[str, tuple[Callable[[Book], object], tuple[str, ...]]] = {
    "validate": (lambda book: validate(book, SilentUi(), as_of=date.today()), (FINDINGS_SHEET,)),
    "summarise": (lambda book: summarise(book, SilentUi(), as_of=date.today()), SUMMARY_SHEETS),
    "preview_print": (lambda book: print_table(book, SilentUi(), sheet_only=True), (PRINT_SHEET,)),
    "preview_merge": (lambda book: merge(book, SilentUi(), now=datetime.now()), (PREVIEW_SHEET,)),
}
"""Buttons, the same actions on files, and the sheets that they fill."""


def period() -> str:
    return f"{date.today().year}年{date.today().month}月"


def send_and_answer(master: Path, *answers: tuple[str, str, str]) -> None:
    """Write the department books of a closed master, and let departments answer (task, column text)."""
    dispatch(FileBook(master), SilentUi(), now=datetime.now())
    for department, task, text in answers:
        book = master.parent / "下发" / period() / f"{department}-{period()}.xlsx"
        fill(book, {task: {"progress": text}}, master.parent / "回收" / period() / book.name)


def rounded(grid: Grid) -> list[list[object]]:
    """The values of a grid; spreadsheet programs keep 15 digits of a fraction."""
    return [[round(value, 12) if isinstance(value, float) else value for value in row] for row in grid.rows]


def reopened(clerk: Clerk, change: Callable[[Path], object]) -> None:
    """Change the master on disk while it is closed."""
    path = Path(clerk.workbook.fullname)
    app = clerk.workbook.app
    clerk.workbook.close()
    change(path)
    clerk.workbook = app.books.open(str(path))
    clerk.workbook.set_mock_caller()


@pytest.mark.parametrize("button", sorted(ON_FILES))
@pytest.mark.parametrize("times", [1, 2])
def test_a_click_gives_what_the_same_action_gives_on_a_file(
    clerk: Clerk, tmp_path: Path, button: str, times: int
) -> None:
    reopened(clerk, lambda path: send_and_answer(path, ("区财政局", "5", NEW)))
    master = Path(clerk.workbook.fullname)
    other = tmp_path / "文件" / master.name
    shutil.copytree(master.parent, other.parent, ignore=shutil.ignore_patterns("home", "文件"))
    action, sheets = ON_FILES[button]
    for _ in range(times):
        clerk.click(button)
        action(FileBook(other))
    clerk.workbook.save()
    live, file = FileBook(master), FileBook(other)
    assert live.sheet_names() == file.sheet_names()
    for sheet in file.sheet_names():
        assert rounded(live.read(sheet)) == rounded(file.read(sheet)), sheet
        if sheet in sheets:
            assert set(live.read(sheet).merged) == set(file.read(sheet).merged)


def test_a_whole_round_is_clicked_through(clerk: Clerk) -> None:
    before = FileBook(Path(clerk.workbook.fullname)).read(TABLE_SHEET)
    assert "已生成18份" in clerk.click("dispatch")
    master = Path(clerk.workbook.fullname)
    sent = master.parent / "下发" / period()
    fill(
        sent / f"区财政局-{period()}.xlsx",
        {"5": {"progress": NEW}},
        master.parent / "回收" / period() / "a.xlsx",
    )
    assert "能用的反馈表1份" in clerk.click("collect")
    assert "改动1处" in clerk.click("preview_merge")
    assert clerk.workbook.sheets.active.name == PREVIEW_SHEET
    assert "1处" in clerk.click("apply_merge")
    clerk.workbook.save()
    assert NEW in str(FileBook(master).read(TABLE_SHEET).rows)
    clerk.click("undo_merge")
    clerk.workbook.save()
    assert FileBook(master).read(TABLE_SHEET).rows == before.rows


def test_the_open_answers_are_listed_and_papers_made_only_if_wanted(clerk: Clerk) -> None:
    reopened(clerk, send_and_answer)
    papers = Path(clerk.workbook.fullname).parent / "催报" / period()
    clerk.answer = "no"
    clerk.click("remind")
    assert clerk.workbook.sheets.active.name == REMINDER_SHEET and not papers.exists()
    clerk.answer = "yes"
    assert "已生成" in clerk.click("remind")
    assert list(papers.iterdir())


def with_addresses(master: Path) -> None:
    """Send out, and give every department an address."""
    send_and_answer(master)
    book = FileBook(master)
    column = [column.code for column in DIRECTORY_COLUMNS].index("email") + 1
    rows = range(DIRECTORY_HEADER_ROW + 1, book.read(DIRECTORY_SHEET).height + 1)
    book.write(DIRECTORY_SHEET, {(row, column): f"bm{row}@example.gov.cn" for row in rows})
    book.save()


def test_letters_leave_only_with_the_users_consent_and_only_once(clerk: Clerk) -> None:
    reopened(clerk, with_addresses)
    outbox = Path(clerk.workbook.fullname).parent / "发件箱"
    clerk.answer = "no"
    assert "没有发送邮件" in clerk.click("send_mail")
    assert not list(outbox.rglob("*.eml"))
    clerk.answer = "yes"
    assert "已生成18封草稿" in clerk.click("send_mail")
    assert len(list(outbox.rglob("*.eml"))) == 18
    saved = FileBook(Path(clerk.workbook.fullname)).read(SEND_LOG_SHEET)
    assert saved.height == SEND_LOG_HEADER_ROW + 18
    assert "要发0封" in clerk.click("send_mail")


def test_the_pdf_is_printed_by_the_program_itself(clerk: Clerk) -> None:
    clerk.click("export_pdf")
    pdf = Path(clerk.workbook.fullname).parent / "打印" / f"{TABLE_SHEET}.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")


def test_the_user_finds_everything_where_he_left_it(clerk: Clerk) -> None:
    sheet = clerk.workbook.sheets[DIRECTORY_SHEET]
    sheet.activate()
    sheet["B3:C4"].select()
    for button in ("validate", "summarise"):
        clerk.click(button)
    app = clerk.workbook.app
    assert clerk.workbook.sheets.active.name == DIRECTORY_SHEET
    assert clerk.workbook.selection.address == "$B$3:$C$4"
    assert (app.screen_updating, app.calculation, app.status_bar) == (True, "automatic", False)
    assert [book.name for book in app.books] == [clerk.workbook.name]


def test_unsaved_changes_are_neither_lost_nor_saved(clerk: Clerk) -> None:
    path = Path(clerk.workbook.fullname)
    before = path.read_bytes()
    clerk.workbook.sheets[DIRECTORY_SHEET]["G20"].value = "还没保存"
    for button in ("validate", "preview_merge", "apply_merge", "summarise", "preview_print"):
        clerk.click(button)
    assert path.read_bytes() == before
    assert clerk.workbook.sheets[DIRECTORY_SHEET]["G20"].value == "还没保存"


def test_dispatching_asks_before_it_saves_unsaved_changes(clerk: Clerk) -> None:
    path = Path(clerk.workbook.fullname)
    before = path.read_bytes()
    clerk.workbook.sheets[DIRECTORY_SHEET]["G20"].value = "还没保存"
    clerk.answer = "no"
    assert "没有生成部门表" in clerk.click("dispatch")
    assert path.read_bytes() == before and not (path.parent / "下发").exists()
    clerk.answer = "yes"
    assert "已生成18份" in clerk.click("dispatch")
    assert "还没保存" in str(FileBook(path).read(DIRECTORY_SHEET).rows)
    assert len(FileBook(path).read(LEDGER_SHEET).rows) > 24


def test_a_finding_is_highlighted_in_the_open_table(clerk: Clerk) -> None:
    clerk.click("validate")
    clerk.click("validate")
    formulas = [rule.formula for rule in clerk.workbook.sheets[TABLE_SHEET].used_range.conditional_formats]
    assert sum("校验位置" in (formula or "") for formula in formulas) == 3


def test_a_workbook_that_was_never_saved_is_named(clerk: Clerk) -> None:
    clerk.workbook = clerk.workbook.app.books.add()
    clerk.workbook.sheets[0].name = TABLE_SHEET
    clerk.workbook.set_mock_caller()
    assert "还没有保存过" in clerk.click("validate")


def test_a_workbook_that_is_no_master_says_what_is_missing(clerk: Clerk, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "别的.xlsx")
    clerk.workbook = clerk.workbook.app.books.open(str(tmp_path / "别的.xlsx"))
    clerk.workbook.set_mock_caller()
    clerk.answer = "no"
    assert f"没有工作表“{TABLE_SHEET}”" in clerk.click("validate")


def test_a_protected_sheet_is_named_with_what_to_do(clerk: Clerk) -> None:
    clerk.click("validate")
    clerk.workbook.sheets[FINDINGS_SHEET].api.protect("geheim")
    said = clerk.click("validate")
    assert f"工作表“{FINDINGS_SHEET}”设了保护" in said and "撤销" in said


def test_a_read_only_workbook_is_not_merged_into(clerk: Clerk) -> None:
    path, app = clerk.workbook.fullname, clerk.workbook.app
    clerk.workbook.close()
    clerk.workbook = app.books.open(path, read_only=True)
    clerk.workbook.set_mock_caller()
    assert "只读" in clerk.click("apply_merge")
    assert "只读" in clerk.click("dispatch")


def test_an_unexpected_error_ends_in_one_message_and_a_log(
    clerk: Clerk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("geborsten")

    monkeypatch.setattr(validate_module, "validate", broken)
    said = clerk.click("validate")
    log = home / ".xlreport" / "error.log"
    assert str(log) in said and "Traceback" not in said and "geborsten" not in said
    assert "geborsten" in log.read_text(encoding="utf-8")
    assert clerk.workbook.app.screen_updating and clerk.workbook.app.status_bar is False


def test_a_click_without_a_workbook_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(xw.Book, "caller", classmethod(lambda cls: 1 / 0))
    monkeypatch.setattr("sys.platform", "linux")
    ribbon.click("validate")
    assert "请先打开任务分工总表" in capsys.readouterr().err


def test_what_a_click_says_is_kept_in_a_log(clerk: Clerk, home: Path) -> None:
    said = clerk.click("summarise")
    assert SUMMARY_OVERVIEW in said
    assert SUMMARY_OVERVIEW in (home / ".xlreport" / "clicks.log").read_text(encoding="utf-8")


def test_the_settings_are_shown(clerk: Clerk) -> None:
    assert clerk.click("open_settings") == ""
    assert clerk.workbook.sheets.active.name == SETTINGS_SHEET


def test_folder_and_manual_are_opened(clerk: Clerk) -> None:
    clerk.click("open_folder")
    clerk.click("show_help")
    folder, page = clerk.opened
    assert folder == Path(clerk.workbook.fullname).parent
    assert "<h1>" in page.read_text(encoding="utf-8") and (page.parent / "pictures").is_dir()


def test_a_source_is_imported_and_opened(
    clerk: Clerk, seed_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(shutil.copy2(seed_path, tmp_path / "原稿.txt"))
    monkeypatch.setattr(Anywhere, "choose_file", lambda *given: source)
    assert "24项任务" in clerk.click("import_table")
    names = [book.name for book in clerk.workbook.app.books]
    assert len(names) == 2 and clerk.workbook.app.books.active.name.startswith(f"{TABLE_SHEET}-")


def blank(clerk: Clerk) -> None:
    """The workbook that a spreadsheet program opens with."""
    clerk.workbook.close()
    clerk.workbook = clerk.workbook.app.books.add()
    clerk.workbook.set_mock_caller()


def test_what_needs_no_master_works_on_a_blank_workbook(
    clerk: Clerk, seed_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = clerk.workbook.app
    blank(clerk)
    assert "任务分工表工具" in clerk.click("show_about")
    clerk.click("show_help")
    assert clerk.opened[-1].exists()
    (tmp_path / "新").mkdir()
    source = Path(shutil.copy2(seed_path, tmp_path / "新" / "原稿.txt"))
    monkeypatch.setattr(Anywhere, "choose_file", lambda *given: source)
    assert "24项任务" in clerk.click("import_table")
    assert app.books.active.name == f"{TABLE_SHEET}.xlsx" and app.status_bar is False


def test_what_needs_a_master_offers_to_open_one(
    clerk: Clerk, master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = clerk.workbook.app
    blank(clerk)
    clerk.answer = "no"
    assert "现在打开一份总表吗" in clerk.click("validate")
    clerk.answer = "yes"
    monkeypatch.setattr(Anywhere, "choose_file", lambda *given: master)
    assert "请再点一次“校验”" in clerk.click("validate")
    assert app.books.active.name == master.name
