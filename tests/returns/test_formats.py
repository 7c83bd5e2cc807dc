"""Returned files of every format: read where they can be, else refused with the reason."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msoffcrypto
import pandas
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from tests.answers import fill, places, saved_by_libreoffice
from xlreport.actions.dispatch.dispatch import dispatch
from xlreport.actions.merge.merge import MergeResult, merge
from xlreport.actions.returns.collect import Collection, collect
from xlreport.addin.compound_file import write_compound_file
from xlreport.books.file import FileBook
from xlreport.books.returned import read_returned
from xlreport.core.returns.returned import Confidence
from xlreport.core.schema import FEEDBACK_SHEET, SETTINGS_SHEET
from xlreport.desk.master.opening import read_master
from xlreport.errors import WorkbookError
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 25, 9, 0, 0)
PERIOD = "2026年11月"
DEPARTMENT = "区科技局"
NEW = "已于11月20日办结；\n联系电话13800138000，占比85%。"
NUMBER = "13800138000"


@pytest.fixture(scope="module")
def sent_once(master_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    master = tmp_path_factory.mktemp("sent") / master_path.name
    shutil.copy2(master_path, master)
    dispatch(FileBook(master), SilentUi(), now=NOW)
    return master


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path) -> Path:
    """A master whose department books are out."""
    shutil.copytree(sent_once.parent, tmp_path / "总表")
    return tmp_path / "总表" / sent_once.name


def answered(master: Path, target: Path) -> Path:
    """The department's book, filled in: a long text, a telephone number typed as a number, a date."""
    book = master.parent / "下发" / PERIOD / f"{DEPARTMENT}-{PERIOD}.xlsx"
    fill(book, {"8": {"progress": NEW}}, target)
    workbook = load_workbook(target)
    sheet = workbook[FEEDBACK_SHEET]
    header_row, columns = places(sheet)
    for row in range(header_row + 1, sheet.max_row + 1):
        if str(sheet.cell(row, columns["number"]).value) == "14":
            sheet.cell(row, columns["support"]).value = int(NUMBER)
            sheet.cell(row, columns["progress"]).value = datetime(2026, 11, 20)
            sheet.cell(row, columns["progress"]).number_format = "yyyy-mm-dd"
    workbook.save(target)
    return target


def placed(master: Path, path: Path, name: str) -> Path:
    target = master.parent / "回收" / PERIOD / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, target)
    return target


def previewed(master: Path) -> MergeResult:
    return merge(FileBook(master), SilentUi(), now=NOW)


def collected(master: Path, ui: SilentUi | None = None) -> Collection:
    return collect(FileBook(master), ui or SilentUi(), today=NOW.date())


def set_passwords(master: Path, text: str) -> None:
    workbook = load_workbook(master)
    sheet = workbook[SETTINGS_SHEET]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "回收文件密码")
    sheet.cell(row, 2).value = text
    workbook.save(master)


EXPECTED = {("8", "progress"): NEW, ("14", "support"): NUMBER, ("14", "progress"): "2026年11月20日"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("xlsx", "反馈.xlsx"),
        ("xlsx", "反馈（其实是新格式）.xls"),
        ("xls", "反馈.xls"),
        ("xls", "反馈.et"),
        ("xls", "反馈（其实是旧格式）.xlsx"),
        ("ods", "反馈.ods"),
    ],
)
def test_a_workbook_of_any_format_says_the_same(
    sent: Path, soffice: str, tmp_path: Path, kind: str, name: str
) -> None:
    path = answered(sent, tmp_path / "a.xlsx")
    placed(sent, saved_by_libreoffice(soffice, path, kind, tmp_path / "lo"), name)
    (found,) = collected(sent).returns
    assert (found.department, found.confidence, found.file.name) == (DEPARTMENT, Confidence.SURE, name)
    result = previewed(sent)
    assert {(c.task, c.column): c.theirs for c in result.plan.changes} == EXPECTED
    assert not result.plan.rejections


def test_an_xls_is_merged_and_undone_like_any_other(sent: Path, soffice: str, tmp_path: Path) -> None:
    path = answered(sent, tmp_path / "a.xlsx")
    placed(sent, saved_by_libreoffice(soffice, path, "xls", tmp_path / "lo"), "反馈.xls")
    merge(FileBook(sent), SilentUi(), now=NOW, apply=True)
    task = next(t for t in read_master(FileBook(sent)).table.tasks if t.number == "8")
    assert NEW.split("\n", maxsplit=1)[0] in task.text("progress")


def test_the_time_of_saving_is_the_documents_own(sent: Path, soffice: str, tmp_path: Path) -> None:
    path = answered(sent, tmp_path / "a.xlsx")
    for kind in ("xls", "ods"):
        other = saved_by_libreoffice(soffice, path, kind, tmp_path / kind)
        moved = other.with_name(f"copied.{kind}")
        shutil.copyfile(other, moved)
        import os  # noqa: PLC0415

        os.utime(moved, (0, 0))
        assert read_returned(moved).saved_at[:4] >= "2024"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_table_is_read_in_any_usual_encoding(
    sent: Path, tmp_path: Path, encoding: str, separator: str
) -> None:
    """The table saved as CSV: its row ids survive, and with them the certainty."""
    table = pandas.read_excel(
        answered(sent, tmp_path / "a.xlsx"), sheet_name=FEEDBACK_SHEET, header=None, engine="openpyxl"
    )
    text = table.to_csv(index=False, header=False, sep=separator)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    placed(sent, path, "反馈.csv")
    (found,) = collected(sent).returns
    assert (found.department, found.confidence) == (DEPARTMENT, Confidence.SURE)
    changes = {(c.task, c.column): c.theirs for c in previewed(sent).plan.changes}
    assert changes["8", "progress"] == NEW and changes["14", "support"] == NUMBER


def test_a_table_copied_into_word_is_read_and_its_department_guessed(sent: Path, tmp_path: Path) -> None:
    rows = list(
        load_workbook(answered(sent, tmp_path / "a.xlsx"))[FEEDBACK_SHEET].iter_rows(values_only=True)
    )
    head = next(i for i, row in enumerate(rows) if "序号" in row)
    wanted = [i for i, text in enumerate(rows[head]) if text and text != "标识"]
    document = Document()
    document.add_paragraph("任务落实情况反馈表")
    document.add_paragraph(f"责任部门：{DEPARTMENT}")
    document.add_paragraph(f"期次：{PERIOD}")
    table = document.add_table(rows=0, cols=len(wanted))
    for row in rows[head:]:
        cells = table.add_row().cells
        for cell, column in zip(cells, wanted, strict=True):
            cell.text = str(row[column] or "")
    document.save(str(tmp_path / "a.docx"))
    placed(sent, tmp_path / "a.docx", "反馈.docx")
    (found,) = collected(sent).returns
    assert found.department == DEPARTMENT and found.confidence is not Confidence.SURE
    changes = previewed(sent).plan.changes
    assert NEW in [change.theirs for change in changes if change.task == "8"]


def test_a_book_with_macros_is_read_and_the_macros_are_not(sent: Path, tmp_path: Path) -> None:
    path = answered(sent, tmp_path / "a.xlsx")
    macro = tmp_path / "a.xlsm"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(macro, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part))
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not even a project")
    placed(sent, macro, "反馈.xlsm")
    assert {(c.task, c.column): c.theirs for c in previewed(sent).plan.changes} == EXPECTED


# --- passwords -----------------------------------------------------------------------------------------


def locked(path: Path, password: str) -> Path:
    target = path.with_name(f"locked-{path.name}")
    with path.open("rb") as source, target.open("wb") as out:
        msoffcrypto.OfficeFile(source).encrypt(password, out)
    return target


class Asked(SilentUi):
    """Answers every question for a password with the same."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.questions: list[str] = []

    def ask_secret(self, question: str) -> str:
        self.questions.append(question)
        return self.answer


def test_a_locked_book_opens_with_a_password_from_the_settings(sent: Path, tmp_path: Path) -> None:
    placed(sent, locked(answered(sent, tmp_path / "a.xlsx"), "kj2026"), "反馈.xlsx")
    set_passwords(sent, "falsch kj2026")
    ui = Asked("")
    assert [item.department for item in collected(sent, ui).returns] == [DEPARTMENT] and not ui.questions
    assert {(c.task, c.column): c.theirs for c in previewed(sent).plan.changes} == EXPECTED


def test_a_locked_book_is_asked_about_and_else_refused(sent: Path, tmp_path: Path) -> None:
    placed(sent, locked(answered(sent, tmp_path / "a.xlsx"), "kj2026"), "反馈.xlsx")
    knows, knows_not = Asked("kj2026"), Asked("")
    assert [item.department for item in collected(sent, knows).returns] == [DEPARTMENT]
    assert len(knows.questions) == 1 and "反馈.xlsx" in knows.questions[0]
    (rejection,) = collected(sent, knows_not).rejections
    assert "设了打开密码" in rejection.reason and "回收文件密码" in rejection.reason
    assert "设了打开密码" in collected(sent, Asked("geraten")).rejections[0].reason


def test_a_book_that_is_only_recommended_read_only_needs_no_password(sent: Path, tmp_path: Path) -> None:
    """Excel encrypts such books with a password of its own."""
    placed(sent, locked(answered(sent, tmp_path / "a.xlsx"), "VelvetSweatshop"), "反馈.xlsx")
    assert [item.department for item in collected(sent).returns] == [DEPARTMENT]


# --- what cannot be read ---------------------------------------------------------------------------------


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def package() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "空.xlsx": (lambda: b"", "空文件"),
    "半截.xlsx": (lambda: package()[:3000], "损坏"),
    "乱码.xls": (lambda: OLE + bytes(600), "损坏"),
    "截断.xls": (lambda: OLE + bytes(40), "损坏"),
    "旧文档.doc": (lambda: write_compound_file({"WordDocument": b"x"}), "旧的 Word 或 WPS 文字"),
    "扫描.pdf": (lambda: b"%PDF-1.7 ...", "是 PDF"),
    "照片.jpg": (lambda: b"\xff\xd8\xff\xe0 jpeg", "是图片"),
    "导出.xls": (lambda: b"<html><table><tr><td>x</td></tr></table></html>", "是网页格式"),
    "说明.rtf": (lambda: b"{\\rtf1 x}", "RTF"),
    "程序.exe": (lambda: b"MZ\x00\x01\x02" * 50, "不是认得的表格文件"),
    "坏的.ods": (
        lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x"}),
        "损坏",
    ),
    "坏的.docx": (lambda: zipped({"word/document.xml": b"<x", "[Content_Types].xml": b"<y"}), "损坏"),
    "坏的.xlsb": (lambda: zipped({"xl/workbook.bin": b"\x00\x01"}), "损坏"),
    "炸弹.xlsx": (lambda: zipped({"xl/workbook.xml": bytes(600 * 1024 * 1024)}), "超过500MB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_refused_with_the_reason_and_stays(
    sent: Path, tmp_path: Path, name: str
) -> None:
    make, reason = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    there = placed(sent, path, name)
    placed(sent, answered(sent, tmp_path / "a.xlsx"), "好的.xlsx")
    result = previewed(sent)
    assert [(r.file, reason in r.reason) for r in result.plan.rejections] == [(name, True)], (
        result.plan.rejections
    )
    assert {(c.task, c.column): c.theirs for c in result.plan.changes} == EXPECTED
    assert there.exists()


def test_a_panic_of_a_library_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rust's panics are BaseExceptions in Python."""
    from xlreport.books.returned import reading  # noqa: PLC0415

    panic = type("PanicException", (BaseException,), {})

    def panics(data: bytes) -> None:
        raise panic("index out of bounds")

    monkeypatch.setitem(reading._READERS, reading.Kind.PACKAGE, panics)
    path = tmp_path / "a.xlsx"
    path.write_bytes(package())
    with pytest.raises(WorkbookError, match="损坏"):
        read_returned(path)


def test_stopping_the_program_is_no_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xlreport.books.returned import reading  # noqa: PLC0415

    def stopped(data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(reading._READERS, reading.Kind.PACKAGE, stopped)
    path = tmp_path / "a.xlsx"
    path.write_bytes(package())
    with pytest.raises(KeyboardInterrupt):
        read_returned(path)
