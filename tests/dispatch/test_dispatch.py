"""下发: what each department gets, and what it must never see."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.answers import fill, places, texts_in
from xlreport.actions.dispatch.dispatch import DispatchResult, dispatch
from xlreport.books.file import FileBook
from xlreport.books.package import package_texts
from xlreport.books.returned import read_returned
from xlreport.core.dispatch.manifest import is_genuine, read_row_id, read_token
from xlreport.core.dispatch.plan import DepartmentBook
from xlreport.core.master.ledger import LedgerState
from xlreport.core.master.master import Master
from xlreport.core.schema import (
    FEEDBACK_SHEET,
    INSTRUCTIONS_SHEET,
    REPORTED_COLUMNS,
    SETTINGS_SHEET,
    STATUS,
    TABLE_SHEET,
)
from xlreport.core.text import is_nothing_to_report, key
from xlreport.core.wording.contacts import parse_contacts
from xlreport.core.wording.progress import parse_progress
from xlreport.desk.master.opening import read_master
from xlreport.errors import XlreportError
from xlreport.sheets.dispatch.department import build_department_book
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)
PERIOD = "2026年11月"


def send(master: Path, **options: object) -> DispatchResult:
    return dispatch(FileBook(master), SilentUi(), now=NOW, **options)  # type: ignore[arg-type]


def opened(master: Path) -> Master:
    return read_master(FileBook(master))


def test_every_department_gets_one_book_with_just_its_own_tasks(master: Path) -> None:
    result = send(master)
    data = opened(master)
    assert [book.department for book in result.books] == list(data.departments())
    assert len(result.books) == 18
    for book in result.books:
        assert book.path == master.parent / "下发" / PERIOD / f"{book.department}-{PERIOD}.xlsx"
        assert book.tasks == tuple(task.number for task in data.tasks_of(book.department))
        assert set(texts_in(book.path)) == set(book.tasks)


def test_each_book_is_prefilled_with_the_departments_own_text_only(master: Path) -> None:
    result = send(master)
    data = opened(master)
    for book in result.books:
        texts = texts_in(book.path)
        for task in data.tasks_of(book.department):
            for column in REPORTED_COLUMNS:
                expected = data.text_of(task, column.code, book.department)
                assert texts[task.number][column.code] == expected


def test_a_joint_paragraph_reaches_both_and_unsigned_words_nobody(master: Path) -> None:
    result = send(master)
    paths = {book.department: book.path for book in result.books}
    joint = "严格落实政策开展宣传摸底工作，积极对接上级部门专款拨付情况。"
    assert texts_in(paths["区文化和旅游局"])["2"]["progress"] == joint
    assert texts_in(paths["区财政局"])["2"]["progress"] == joint
    for path in paths.values():
        assert all("积极性有待提高" not in text for text in package_texts(path.read_bytes()).values())


def test_no_part_of_a_book_holds_another_departments_words_numbers_or_tasks(master: Path) -> None:
    """Searched here independently of the program's own scan."""
    result = send(master)
    data = opened(master)
    for book in result.books:
        parts = {name: key(text) for name, text in package_texts(book.path.read_bytes()).items()}
        whole = "\n".join(parts.values())
        own = data.tasks_of(book.department)
        allowed = key(
            "".join(
                task.text(code) for task in own for code in ("content", "departments", "heads", "leaders")
            )
            + "".join(data.text_of(t, c.code, book.department) for t in own for c in REPORTED_COLUMNS)
        )
        for task in data.table.tasks:
            if task not in own:
                assert key(task.content) not in whole
            for column in REPORTED_COLUMNS:
                for part in parse_progress(task.text(column.code), data.names):
                    foreign = task not in own or (
                        book.department not in part.departments and len(data.departments_of(task)) > 1
                    )
                    words = key(part.body)
                    if foreign and not is_nothing_to_report(part.body) and words not in allowed:
                        assert words not in whole, (book.department, task.number, column.code)
        entry = data.directory.find(book.department)
        assert entry is not None
        own_phones = {p for c in parse_contacts(entry.contacts).contacts for p in c.phones}
        phones = {p for t in data.table.tasks for c in parse_contacts(t.contacts).contacts for p in c.phones}
        for phone in phones - own_phones:
            assert not re.search(rf"(?<!\d){phone}(?!\d)", whole), (book.department, phone)


def test_people_who_share_no_task_are_not_named(master: Path) -> None:
    result = send(master)
    paths = {book.department: book.path for book in result.books}
    whole = key("".join(package_texts(paths["区医保局"].read_bytes()).values()))
    for name in ("李宗泉", "闫立彬", "区财政局", "区科技局", "刘毅"):
        assert name not in whole
    for name in ("陈卫", "丁一", "杨宏"):
        assert name in whole


def test_only_the_answers_and_the_reporters_fields_can_be_typed_in(master: Path) -> None:
    book = send(master).books[1]
    sheet = load_workbook(book.path)[FEEDBACK_SHEET]
    assert sheet.protection.sheet
    header_row, columns = places(sheet)
    open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    answers = {
        sheet.cell(row, columns[code]).coordinate
        for row in range(header_row + 1, header_row + 1 + len(book.tasks))
        for code in ("status", *(column.code for column in REPORTED_COLUMNS))
    }
    assert answers < open_cells
    assert all(sheet[place].row < header_row for place in open_cells - answers)
    rules = sheet.data_validations.dataValidation
    assert all(rule.showInputMessage and rule.showErrorMessage and rule.prompt for rule in rules)
    covered = {place for area in sheet.merged_cells.ranges for place in coordinates(sheet, area.coord)[1:]}
    hinted = {place for rule in rules for place in coordinates(sheet, str(rule.sqref))}
    assert hinted == open_cells - covered


def coordinates(sheet: Worksheet, area: str) -> list[str]:
    """The cells of an area by row, the first first."""
    left, top, right, bottom = range_boundaries(area)
    return [
        sheet.cell(row, column).coordinate
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]


def test_a_book_opens_on_the_first_empty_cell_and_prints_on_one_page_width(master: Path) -> None:
    result = send(master)
    book = next(item for item in result.books if item.department == "区科技局")
    workbook = load_workbook(book.path)
    assert workbook.active.title == FEEDBACK_SHEET
    sheet = workbook[FEEDBACK_SHEET]
    header_row, columns = places(sheet)
    cursor = next(s.activeCell for s in sheet.sheet_view.selection if s.pane == "bottomRight")
    texts = texts_in(book.path)
    first_empty = next(
        sheet.cell(header_row + offset, columns[column.code]).coordinate
        for offset, number in enumerate(book.tasks, start=1)
        for column in (STATUS, *REPORTED_COLUMNS)
        if not texts[number].get(column.code)
    )
    assert cursor == first_empty
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == f"${header_row}:${header_row}"


def test_the_manifest_is_signed_and_carried_in_three_places_and_on_every_row(master: Path) -> None:
    result = send(master)
    settings = opened(master).settings
    for book in result.books:
        workbook = load_workbook(book.path)
        properties = "".join(item.value for item in workbook.custom_doc_props.props)
        names = "".join(item.attr_text.strip('"') for item in workbook.defined_names.values())
        sheet = workbook[FEEDBACK_SHEET]
        header_row, _ = places(sheet)
        token = sheet.cell(header_row - 1, 1).value
        assert properties == names == token
        assert is_genuine(token, settings.value("key"))
        assert not is_genuine(token, "another key")
        manifest = read_token(token)
        assert manifest is not None
        assert (manifest.department, manifest.period) == (book.department, PERIOD)
        for row in range(header_row + 1, header_row + 1 + len(book.tasks)):
            identity = read_row_id(
                sheet.cell(row, 1).value, settings.value("master_id"), settings.value("key")
            )
            assert identity == (manifest.serial, manifest.tasks[row - header_row - 1])


def test_the_signing_key_never_leaves_the_master(master: Path) -> None:
    result = send(master)
    secret = opened(master).settings.value("key")
    assert len(secret) == 64
    for book in result.books:
        assert all(secret not in text for text in package_texts(book.path.read_bytes()).values())


def test_no_book_names_its_author_or_a_folder(master: Path) -> None:
    for book in send(master).books:
        texts = package_texts(book.path.read_bytes())
        assert "openpyxl" not in texts["docProps/core.xml"]
        assert all(str(master.parent) not in text for text in texts.values())


def test_the_ledger_remembers_what_every_department_was_sent(master: Path) -> None:
    result = send(master)
    data = opened(master)
    assert len(data.ledger) == sum(len(book.tasks) for book in result.books)
    for entry in data.ledger:
        task = next(task for task in data.table.tasks if task.number == entry.number)
        assert (entry.period, entry.state) == (PERIOD, LedgerState.SENT)
        for column in REPORTED_COLUMNS:
            assert entry.base(column.code) == data.text_of(task, column.code, entry.department)
    assert data.settings.value("period") == PERIOD


def test_dispatching_again_makes_the_same_books_and_no_new_ledger_rows(master: Path) -> None:
    first = send(master)
    before = {book.department: read_returned(book.path) for book in first.books}
    rows = len(opened(master).ledger)
    second = send(master)
    assert len(opened(master).ledger) == rows
    for book in second.books:
        after = read_returned(book.path)
        assert after.sheets == before[book.department].sheets
        assert after.tokens == before[book.department].tokens


def test_a_changed_text_gives_a_new_number_and_keeps_the_old_base(master: Path) -> None:
    send(master)
    book = FileBook(master)
    data = read_master(book)
    task = data.table.tasks[2]
    book.write(TABLE_SHEET, {(task.row, data.table.columns["progress"]): "已全部办结。"})
    book.save()
    send(master)
    entries = [e for e in opened(master).ledger if (e.department, e.number) == ("区财政局", "3")]
    assert [entry.state for entry in entries] == [LedgerState.SUPERSEDED, LedgerState.SENT]
    assert [entry.base("progress") for entry in entries] == [task.progress, "已全部办结。"]
    untouched = [e for e in opened(master).ledger if e.department == "区医保局"]
    assert len(untouched) == 2


def test_a_department_missing_from_the_directory_is_named_and_left_out(master: Path) -> None:
    book = FileBook(master)
    data = read_master(book)
    row = next(t.row for t in data.table.tasks if t.number == "24")
    book.write(TABLE_SHEET, {(row, data.table.columns["departments"]): "区应急管理局"})
    book.save()
    result = send(master)
    assert [(s.department, "单位名录" in s.reason) for s in result.skipped] == [("区应急管理局", True)]
    assert len(result.books) == 17


def test_two_rows_that_cannot_be_told_apart_stop_the_dispatch(master: Path) -> None:
    book = FileBook(master)
    data = read_master(book)
    first, second = data.table.tasks[2], data.table.tasks[3]
    book.write(
        TABLE_SHEET,
        {
            (second.row, data.table.columns["number"]): 3,
            (second.row, data.table.columns["content"]): first.content,
        },
    )
    book.save()
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="无法分清"):
        send(master)
    assert master.read_bytes() == before
    assert not (master.parent / "下发").exists()


def test_a_leak_stops_the_whole_dispatch_and_says_where(
    master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Books are built from nothing, so a leak has to be forced: the scan must still find it."""

    def careless(item: DepartmentBook) -> Workbook:
        workbook = build_department_book(item)
        workbook[INSTRUCTIONS_SHEET]["B30"] = "有问题请联系刘  毅 88023627"
        return workbook

    monkeypatch.setattr("xlreport.actions.dispatch.dispatch.build_department_book", careless)
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="不该给它看的内容") as caught:
        send(master)
    assert "88023627" in str(caught.value) or "刘毅" in str(caught.value)
    assert master.read_bytes() == before
    assert not (master.parent / "下发").exists()


@pytest.mark.parametrize("period", ["2026/11", "a:b", ".", "..", "十一月?"])
def test_a_period_that_cannot_name_a_folder_is_refused(master: Path, period: str) -> None:
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="文件夹名"):
        send(master, period=period)
    assert master.read_bytes() == before


def test_text_that_looks_like_a_formula_stays_text(master: Path) -> None:
    book = FileBook(master)
    data = read_master(book)
    task = data.table.tasks[2]
    book.write(TABLE_SHEET, {(task.row, data.table.columns["progress"]): "=1+1"})
    book.save()
    sent = next(b for b in send(master).books if b.department == "区财政局")
    assert texts_in(sent.path)["3"]["progress"] == "=1+1"
    fill(sent.path, {"3": {"progress": "=SUM(A1)"}})
    assert texts_in(sent.path)["3"]["progress"] == "=SUM(A1)"


def test_a_settings_sheet_without_the_programs_rows_is_refused_before_anything_changes(master: Path) -> None:
    book = FileBook(master)
    rows = read_master(book).settings.rows
    book.write(SETTINGS_SHEET, {(rows["key"], 1): "改了名"})
    book.save()
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="签名密钥"):
        send(master)
    assert master.read_bytes() == before


def test_the_office_that_sends_may_be_a_department_of_the_table(master: Path) -> None:
    book = FileBook(master)
    rows = read_master(book).settings.rows
    book.write(SETTINGS_SHEET, {(rows["office"], 2): "区发展改革局", (rows["due"], 2): "2026年11月25日"})
    book.save()
    books = send(master).books
    assert len(books) == 18
    texts = package_texts(books[0].path.read_bytes())
    assert "发回区发展改革局" in "".join(texts.values()) and "2026年11月25日" in "".join(texts.values())
