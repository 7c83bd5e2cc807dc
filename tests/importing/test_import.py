"""The import action: a foreign document becomes a master, or nothing is written at all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.documents import word_document
from xlreport.actions.importing.import_ import import_table
from xlreport.actions.validation.validate import validate
from xlreport.books.file import FileBook
from xlreport.core.model import TaskTable
from xlreport.core.schema import COLUMNS, DATA_SHEETS, IMPORT_REPORT_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master
from xlreport.errors import WorkbookError, XlreportError
from xlreport.ui.port import SilentUi


def word_file(table: TaskTable, path: Path, codes: tuple[str, ...] | None = None) -> Path:
    """The table as a .docx, with all columns or only these."""
    word_document(table, codes=codes or tuple(c.code for c in COLUMNS)).save(str(path))
    return path


class ListeningUi(SilentUi):
    """Keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)


def test_the_real_table_in_word_becomes_a_master_with_the_same_tasks(
    seed_table: TaskTable, tmp_path: Path
) -> None:
    source = word_file(seed_table, tmp_path / "任务分工表.docx")
    result = import_table(source, tmp_path / "总表.xlsx", SilentUi())
    assert result.path == tmp_path / "总表.xlsx"
    assert FileBook(result.path).sheet_names() == [*DATA_SHEETS, IMPORT_REPORT_SHEET]
    master = read_master(FileBook(result.path))
    assert master.table.tasks == seed_table.tasks and master.table.title == seed_table.title
    assert len(master.directory.departments) == 18 and master.ledger == ()


def test_a_master_can_be_imported_as_a_source(master: Path, seed_table: TaskTable, tmp_path: Path) -> None:
    result = import_table(master, tmp_path / "新总表.xlsx", SilentUi())
    assert read_master(FileBook(result.path)).table.tasks == seed_table.tasks


def test_the_json_says_what_was_read_guessed_and_skipped(seed_path: Path, tmp_path: Path) -> None:
    report = import_table(seed_path, tmp_path / "总表.xlsx", SilentUi()).as_json()
    assert (report["tasks"], report["departments"], report["backup"]) == (24, 18, None)
    assert {note["kind"] for note in report["notes"]} == {"读取", "推断"}
    assert report["master"] == str(tmp_path / "总表.xlsx")


def test_text_that_looks_like_a_formula_or_a_number_stays_the_text_it_is(
    seed_table: TaskTable, tmp_path: Path
) -> None:
    odd = replace(
        seed_table.tasks[0],
        number="007",
        content="=1+1",
        contacts="053188115071",
        remark="'引号",
        progress='=HYPERLINK("http://a","b")',
    )
    table = replace(seed_table, tasks=(odd, *seed_table.tasks[1:]))
    result = import_table(word_file(table, tmp_path / "a.docx"), tmp_path / "总表.xlsx", SilentUi())
    assert read_master(FileBook(result.path)).table.tasks == table.tasks
    sheet = load_workbook(result.path)[TABLE_SHEET]
    assert {sheet.cell(5, column).data_type for column in (2, 3, 8, 13)} <= {"s", "inlineStr"}
    assert sheet["B6"].value == 2


def test_a_table_with_only_the_needed_columns_makes_a_master_that_every_action_reads(
    seed_table: TaskTable, tmp_path: Path
) -> None:
    source = word_file(seed_table, tmp_path / "a.docx", ("number", "content", "departments"))
    result = import_table(source, tmp_path / "总表.xlsx", SilentUi())
    sheet = load_workbook(result.path)[TABLE_SHEET]
    assert [sheet.cell(4, column).value for column in range(1, 14)] == [c.heading for c in COLUMNS]
    assert all(rule.type != "list" for rule in sheet.data_validations.dataValidation)
    assert len(read_master(FileBook(result.path)).table.tasks) == 24
    assert validate(FileBook(result.path), SilentUi(), as_of=date(2023, 6, 30)).findings


def test_wordings_that_no_list_can_hold_are_left_out_of_the_dropdown(
    seed_table: TaskTable, tmp_path: Path
) -> None:
    wordings = ("2023年12月\n31日前", "长期,每年", '"长期"')
    first = [replace(t, deadline=w) for t, w in zip(seed_table.tasks, wordings, strict=False)]
    table = replace(seed_table, tasks=(*first, *seed_table.tasks[3:]))
    result = import_table(word_file(table, tmp_path / "a.docx"), tmp_path / "总表.xlsx", SilentUi())
    validations = load_workbook(result.path)[TABLE_SHEET].data_validations.dataValidation
    choices = next(rule.formula1 for rule in validations if "I5" in rule.sqref).strip('"').split(",")
    assert "长期" in choices and not set(choices) & set(wordings) and "每年" not in choices


def test_an_existing_master_is_not_overwritten_unasked(master: Path, seed_path: Path) -> None:
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="已经存在"):
        import_table(seed_path, master, SilentUi())
    assert master.read_bytes() == before
    assert [path.name for path in master.parent.iterdir()] == [master.name]


def test_overwriting_a_master_keeps_a_backup_and_says_what_is_only_there(
    master: Path, seed_path: Path
) -> None:
    before = master.read_bytes()
    ui = ListeningUi()
    result = import_table(seed_path, master, ui, overwrite=True)
    assert result.backup is not None and result.backup.read_bytes() == before
    assert any("只在备份里" in warning and "进展台账" in warning for warning in ui.warnings)


def test_a_master_that_is_open_is_neither_replaced_nor_backed_up(master: Path, seed_path: Path) -> None:
    before = master.read_bytes()
    (master.parent / f"~${master.name}").write_bytes(b"")
    with pytest.raises(XlreportError, match="打开"):
        import_table(seed_path, master, SilentUi(), overwrite=True)
    assert master.read_bytes() == before and not (master.parent / "备份").exists()


def test_the_source_is_never_replaced_by_the_master(master: Path) -> None:
    before = master.read_bytes()
    with pytest.raises(XlreportError, match="同一个文件"):
        import_table(master, master, SilentUi(), overwrite=True)
    assert master.read_bytes() == before and not (master.parent / "备份").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空的.txt", b""),
        ("一行.txt", "只有一行字".encode()),
        ("断的.txt", "\t类别\n\t序号\n\t内容".encode()),
        ("坏的.docx", b"PK\x03\x04 no zip"),
        ("坏的.xlsx", b"PK\x03\x04 no zip"),
        ("旧的.doc", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)),
        ("图.png", b"\x89PNG"),
    ],
)
@pytest.mark.parametrize("exists", [False, True])
def test_a_source_that_cannot_be_read_leaves_nothing_behind(
    tmp_path: Path, master_path: Path, name: str, content: bytes, exists: bool
) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    target = tmp_path / "新" / "总表.xlsx"
    if exists:
        target.parent.mkdir()
        shutil.copy2(master_path, target)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(XlreportError) as caught:
        import_table(source, target, SilentUi(), overwrite=True)
    assert "没有" in caught.value.untouched and caught.value.todo
    assert sorted(tmp_path.rglob("*")) == before
    assert not exists or target.read_bytes() == master_path.read_bytes()


def test_a_document_without_the_needed_columns_is_refused_by_their_names(
    seed_table: TaskTable, tmp_path: Path
) -> None:
    source = word_file(seed_table, tmp_path / "a.docx", ("category", "number", "remark"))
    with pytest.raises(XlreportError, match="省政策清单内容"):
        import_table(source, tmp_path / "总表.xlsx", SilentUi())
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_a_target_that_is_no_xlsx_is_refused_before_anything_is_copied(
    tmp_path: Path, seed_path: Path
) -> None:
    target = tmp_path / "总表.xls"
    target.write_bytes(b"old")
    with pytest.raises(WorkbookError, match="文件名"):
        import_table(seed_path, target, SilentUi(), overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["总表.xls"]
