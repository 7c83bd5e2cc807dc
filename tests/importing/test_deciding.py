"""What the clerk decides: which list, which column; what is remembered, and the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from tests.importing.word import document, list_table, paragraph, row, run
from xlreport.actions.importing.import_ import import_table
from xlreport.books.file import FileBook
from xlreport.cli import app
from xlreport.core.schema import IMPORT_REPORT_SHEET, TABLE_SHEET
from xlreport.desk.master.opening import read_master
from xlreport.errors import SettingsError, SourceError
from xlreport.ui.dialog import DialogUi
from xlreport.ui.form import Field
from xlreport.ui.port import SilentUi

CASES = Path(__file__).parent.parent / "data" / "import"
TWO_LISTS = CASES / "14-two-lists-one-file.docx"


class AnsweringUi(SilentUi):
    """Picks the option that holds one of these words, and keeps all questions with their options."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        self.asked.append((question, tuple(options)))
        return next((i for i, option in enumerate(options) if any(w in option for w in self._words)), None)


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    """A list whose headings nobody knows."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for cells in (("序号", "干什么", "谁来干"), (1, "甲", "区财政局")):
        sheet.append(cells)
    path = tmp_path / "清单.xlsx"
    book.save(path)
    return path


def command(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *words])
    return result.exit_code, result.stdout, str(result.exception or "")


def test_the_command_takes_the_list_and_the_columns(unknown: Path, tmp_path: Path) -> None:
    target = tmp_path / "总表.xlsx"
    _, out, _ = command(str(TWO_LISTS), "-o", str(target), "--table", "2", "--json")
    report = json.loads(out)
    assert (report["label"], report["tasks"]) == ("附件2", 2)
    mapping = ("--map", "干什么=省政策清单内容", "--map", "谁来干=区级责任部门")
    _, out, _ = command(str(unknown), "-o", str(tmp_path / "二.xlsx"), *mapping, "--json")
    assert json.loads(out)["mapping"] == ["干什么=省政策清单内容", "谁来干=区级责任部门"]


def test_without_a_choice_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="2张任务表"):
        import_table(TWO_LISTS, tmp_path / "总表.xlsx", SilentUi())
    assert not list(tmp_path.iterdir())


def test_the_clerk_is_asked_which_list(tmp_path: Path) -> None:
    ui = AnsweringUi("第2张")
    result = import_table(TWO_LISTS, tmp_path / "总表.xlsx", ui)
    assert result.imported.table.label == "附件2"
    [(question, options)] = ui.asked
    assert "2张任务表" in question and [option[-4:] for option in options] == ["（2项）", "（2项）"]


def test_the_clerk_is_asked_for_each_needed_column(unknown: Path, tmp_path: Path) -> None:
    ui = AnsweringUi("干什么", "谁来干")
    result = import_table(unknown, tmp_path / "总表.xlsx", ui)
    assert [(t.content, t.departments) for t in result.imported.table.tasks] == [("甲", "区财政局")]
    assert "没有“省政策清单内容”" in ui.asked[0][0]
    assert [options for _, options in ui.asked] == [("干什么", "谁来干"), ("谁来干",)]


def test_whoever_picks_no_column_is_told_what_is_missing(unknown: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="缺少：省政策清单内容"):
        import_table(unknown, tmp_path / "总表.xlsx", AnsweringUi())


def test_a_mapping_is_remembered_in_the_settings_and_used_the_next_time(
    unknown: Path, tmp_path: Path
) -> None:
    target = tmp_path / "总表.xlsx"
    mapping = ("干什么=省政策清单内容", "谁来干=区级责任部门")
    import_table(unknown, target, SilentUi(), mapping=mapping)
    assert read_master(FileBook(target)).settings.value("import_columns") == "；".join(mapping)
    again = import_table(unknown, target, SilentUi(), overwrite=True)
    assert again.mapping == mapping and len(again.imported.table.tasks) == 1
    beside = import_table(unknown, tmp_path / "二.xlsx", SilentUi(), memory=FileBook(target))
    assert beside.mapping == mapping


def test_what_is_remembered_for_other_lists_does_no_harm(tmp_path: Path) -> None:
    target = tmp_path / "总表.xlsx"
    import_table(CASES / "01-plain.docx", target, SilentUi(), mapping=("备注=不导入",))
    again = import_table(CASES / "10-lead-and-support-columns.docx", target, SilentUi(), overwrite=True)
    assert len(again.imported.table.tasks) == 2


def test_a_mapping_of_a_column_that_is_not_there_is_refused_with_those_that_are(
    unknown: Path, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="序号、干什么、谁来干"):
        import_table(unknown, tmp_path / "总表.xlsx", SilentUi(), mapping=("做什么=备注",))


def test_the_report_names_what_was_left_out_whole_and_with_its_place(tmp_path: Path) -> None:
    secret = "内部掌握，" * 40
    hidden = paragraph(run("甲") + run(secret, "<w:vanish/>"))
    source = tmp_path / "清单.docx"
    source.write_bytes(document(list_table(row("1", hidden, "区财政局", ""))))
    result = import_table(source, tmp_path / "总表.xlsx", SilentUi())
    sheet = load_workbook(result.path)[IMPORT_REPORT_SHEET]
    rows = [tuple(cell.value for cell in cells) for cells in sheet.iter_rows(min_row=3)]
    assert rows[0] == ("序号", "类型", "说明", "表格", "行", "列", "有关的原文")
    assert ("第1个表格", "第2行", "第2列", secret) in [cells[3:] for cells in rows]
    notes = result.as_json()["notes"]
    assert {
        "kind": "跳过",
        "table": "第1个表格",
        "row": "第2行",
        "column": "第2列",
        "text": secret,
    }.items() <= next(note for note in notes if note["text"] == secret).items()
    assert load_workbook(result.path).sheetnames[0] == TABLE_SHEET


def test_a_damaged_master_can_still_be_replaced(unknown: Path, tmp_path: Path) -> None:
    target = tmp_path / "总表.xlsx"
    target.write_bytes(b"PK\x03\x04 damaged")
    result = import_table(CASES / "01-plain.docx", target, SilentUi(), overwrite=True)
    assert result.backup is not None and len(result.imported.table.tasks) == 4


@pytest.mark.parametrize(("answer", "picked"), [("乙", 1), (None, None)])
def test_in_excel_a_window_lists_the_options(
    monkeypatch: pytest.MonkeyPatch, answer: str | None, picked: int | None
) -> None:
    def ask(title: str, fields: Sequence[Field], explanation: str) -> dict[str, str] | None:
        assert explanation == "哪一列？" and fields[0].choices == ("甲", "乙")
        return {fields[0].label: answer} if answer else None

    monkeypatch.setattr("xlreport.ui.dialog.ask_form", ask)
    assert DialogUi(lambda text: None).choose("哪一列？", ["甲", "乙"]) == picked
