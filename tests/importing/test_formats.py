"""One list, whatever file it comes in: the same tasks, or a sentence that says why not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents import simple_document
from xlreport.core.model import Task
from xlreport.errors import SourceError
from xlreport.sources import conversion, read_source

HEADINGS = ("类别", "序号", "工作任务", "责任单位", "完成时限", "备注")
ROWS = (
    ("（一）甲类", 1, "第一项，包括“引号”", "区财政局、区科技局", "2026年12月31日前", 0.5),
    (None, 2, "第二项\n第二行", "区民政局", "长期", 1000),
)
TASKS = (
    Task(
        "1",
        "（一）甲类",
        "第一项，包括“引号”",
        departments="区财政局、区科技局",
        deadline="2026年12月31日前",
        remark="50%",
    ),
    Task("2", "（一）甲类", "第二项\n第二行", departments="区民政局", deadline="长期", remark="1,000万元"),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with a title over the list, a merged category and formatted numbers."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["某区任务分工表"])
    for cells in (HEADINGS, *ROWS):
        sheet.append(cells)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A3:A4")
    sheet["F3"].number_format = "0%"
    sheet["F4"].number_format = '#,##0"万元"'
    path = tmp_path / "清单.xlsx"
    book.save(path)
    return path


def converted(soffice: str, source: Path, kind: str) -> Path:
    """A file as LibreOffice saves it in another format."""
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    out = source.parent / "out"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
    made = out / f"{source.stem}.{kind.partition(':')[0]}"
    for _ in range(2):  # the first start of a fresh profile may only set it up
        subprocess.run(command, capture_output=True, timeout=180, check=False)
        if made.exists():
            break
    return made


@pytest.mark.parametrize("kind", ["xls", "ods", "html"])
def test_a_workbook_in_another_format_gives_the_same_tasks(workbook: Path, soffice: str, kind: str) -> None:
    table = read_source(converted(soffice, workbook, kind)).table
    assert table.tasks == TASKS
    assert table.title == ("某区任务分工表",)


def test_a_workbook_of_wps_is_known_by_its_bytes(workbook: Path, soffice: str) -> None:
    et = converted(soffice, workbook, "xls").with_suffix(".et")
    et.with_suffix(".xls").rename(et)
    assert read_source(et).table.tasks == TASKS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separated_values_are_read_in_every_usual_encoding(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = [["序号", "工作任务", "责任单位"], ["1", '"第一项\n第二行"', "区财政局"], ["2", "乙", "区科技局"]]
    path = tmp_path / "清单.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    assert [(t.number, t.content) for t in read_source(path).table.tasks] == [
        ("1", "第一项\n第二行"),
        ("2", "乙"),
    ]


WEB_PAGE = """<html><head><meta charset="{charset}"><style>td {{color: red}}</style></head><body>
<p>某区任务分工表</p><table>
<tr><th rowspan=2>序号</th><th rowspan=2>工作任务</th><th colspan=2>责任部门</th></tr>
<tr><th>省直</th><th>区级</th></tr>
<tr><td colspan=4>（一）甲类</td></tr>
<tr><td>1<td>第一项<br>第二行<span style="display:none">藏</span><td rowspan=2>省财政厅<td>区财政局</tr>
<tr><td>2</td><td>乙<del>旧</del>&amp;丙</td><td><p>区科技局</p><p>区民政局</p></td></tr></table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_page_is_read_with_its_spans_and_what_it_hides_is_named(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "清单.xls"
    path.write_bytes(WEB_PAGE.format(charset=charset).encode("gb18030" if charset == "gb2312" else charset))
    imported = read_source(path)
    first, second = imported.table.tasks
    assert imported.table.title == ("某区任务分工表",)
    assert (first.category, first.content, first.provincial) == ("（一）甲类", "第一项\n第二行", "省财政厅")
    assert (second.content, second.provincial, second.departments) == (
        "乙&丙",
        "省财政厅",
        "区科技局\n区民政局",
    )
    assert {note.text for note in imported.notes if note.kind == "跳过"} >= {"藏", "旧"}


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A Word document with a title and a list, the departments merged downwards."""
    rows = [["序号", "工作任务", "责任单位"], ["1", "甲", "区财政局"], ["2", "乙", ""]]
    made = simple_document(rows)
    made.tables[0]._tbl.addprevious(made.add_paragraph("某区任务分工表")._p)
    for position, merge in ((1, "restart"), (2, "continue")):
        made.tables[0].rows[position]._tr.tc_lst[2].vMerge = merge
    path = tmp_path / "清单.docx"
    made.save(str(path))
    return path


@pytest.mark.parametrize(
    ("kind", "name"), [("doc", ".wps"), ("doc", ".doc"), ("rtf", ".rtf"), ("odt", ".odt")]
)
def test_a_document_that_only_libreoffice_reads_is_converted(
    letter: Path, soffice: str, kind: str, name: str
) -> None:
    source = converted(soffice, letter, "odt")
    if kind != "odt":  # from .docx straight to .doc LibreOffice 7.4 loses the table
        source = converted(soffice, source, kind)
    path = source.rename(source.with_suffix(name))
    table = read_source(path).table
    assert [(t.number, t.content, t.departments) for t in table.tasks] == [
        ("1", "甲", "区财政局"),
        ("2", "乙", "区财政局"),
    ]
    assert table.title == ("某区任务分工表",)


def test_without_libreoffice_an_old_document_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "清单.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    monkeypatch.setattr(conversion, "find_soffice", lambda: None)
    with pytest.raises(SourceError, match="本机没有安装") as caught:
        read_source(path)
    assert "另存为 .docx" in caught.value.todo


def test_a_conversion_that_makes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "清单.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    monkeypatch.setattr(conversion, "find_soffice", lambda: Path("/bin/true"))
    with pytest.raises(SourceError, match="没有转换成功"):
        read_source(path)


def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "清单.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    slow = tmp_path / "slow.sh"
    slow.write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(conversion, "find_soffice", lambda: slow)
    monkeypatch.setattr(conversion, "_SECONDS", 0.2)
    with pytest.raises(SourceError, match="还没有转换完"):
        read_source(path)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("清单.pdf", b"%PDF-1.7", "PDF"),
        ("清单.jpg", b"\xff\xd8\xff\xe0", "图片"),
        ("清单.rar", b"Rar!\x1a", "压缩包"),
        ("清单.docx", b"%PDF-1.7", "PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=why):
        read_source(path)
