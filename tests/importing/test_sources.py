"""Reading foreign sources: the real table comes out the same whatever file it lies in."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import subprocess
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests import documents
from tests.documents import CODES, SEED_PAGES, Layout, docx_bytes, task, text_dump, word_document
from xlreport.core.importing.choosing import chosen_list, survey
from xlreport.core.importing.raw import NoteKind, RawCell, RawDocument, RawRow, RawTable
from xlreport.core.importing.records import ImportedTable
from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import COLUMN_BY_CODE, COLUMNS
from xlreport.documents.workbook import read_workbook
from xlreport.errors import SourceError
from xlreport.sources import read_source
from xlreport.sources.spreadsheet import document_of
from xlreport.sources.text_dump import read_text_dump
from xlreport.sources.word import read_docx

HEADINGS = [column.heading for column in COLUMNS]


def messages(imported: ImportedTable, kind: NoteKind | None = None) -> str:
    return "\n".join(note.message for note in imported.notes if kind in (None, note.kind))


def build_table(document: RawDocument) -> ImportedTable:
    """The only list of a document."""
    return chosen_list(survey(document, {}), None)


def import_docx(document) -> ImportedTable:
    return build_table(read_docx(docx_bytes(document)))


def import_rows(rows: list[list[str]]) -> ImportedTable:
    """What is read from a workbook with one sheet of these texts."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return import_workbook(book)


def import_workbook(book: Workbook) -> ImportedTable:
    buffer = io.BytesIO()
    book.save(buffer)
    return build_table(document_of(read_workbook(buffer.getvalue()), "按 Excel 工作簿读取"))


def row_of(task: Task) -> list[str]:
    return [task.text(code) for code in CODES]


# --- the real text dump ----------------------------------------------------------------------------


def test_the_seed_holds_the_24_records_that_an_independent_count_finds(seed_path, seed_table):
    """Counts line by line: a TAB opens a cell, everything up to the next TAB belongs to it."""
    cells: list[list[str]] = []
    for line in seed_path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("\t"):
            cells.append([line[1:]])
        elif cells:
            cells[-1].append(line)
    texts = ["\n".join(lines).strip("\n") for lines in cells]
    records = [texts[i : i + 13] for i in range(13, len(texts), 13)]
    assert len(records) == 24 == len(seed_table.tasks)
    assert all(len(record) == 13 for record in records)
    for record, read in zip(records, seed_table.tasks, strict=True):
        assert row_of(read)[1:] == record[1:]
        assert read.category == record[0] or not record[0]
        assert all(read.text(code) for code in CODES)


def test_the_seed_keeps_its_title_and_its_odd_characters(seed_table):
    assert seed_table.label == "附件1"
    assert seed_table.title == (
        "历城区贯彻落实省2023年“稳中向好、进中提质”",
        "政策清单（第一批）任务分工表",
    )
    assert {task.remark for task in seed_table.tasks} == {"\u3000"}
    assert seed_table.tasks[0].contacts == "杨  檬\n66899778"
    assert "及时对接\n市财政局" in seed_table.tasks[18].progress
    assert seed_table.tasks[23].progress.endswith("、 系统性落实。")


def test_the_seed_falls_into_five_categories(seed_table):
    groups = [seed_table.tasks[i].category for i in range(24)]
    assert [groups.count(name) for name in dict.fromkeys(groups)] == [4, 9, 2, 4, 5]


def test_the_clerk_is_told_which_categories_were_carried_on(seed_path):
    told = messages(read_source(seed_path), NoteKind.GUESSED)
    assert "第3–4、6–7、9–10、12、15、18–19、22、24项的类别为空，沿用上一项" in told
    assert "第2、8、11、13、17、21、23项又写了一遍类别，按换页后的续表读取" in told
    assert "共读取 24 项" in messages(read_source(seed_path), NoteKind.READ)


def test_notes_can_be_written_as_json(seed_path):
    notes = [dataclasses.asdict(note) for note in read_source(seed_path).notes]
    assert json.loads(json.dumps(notes, ensure_ascii=False))[0]["kind"] == "读取"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_a_dump_in_any_usual_encoding_reads_the_same(seed_path, seed_table, tmp_path, encoding):
    text = seed_path.read_text(encoding="utf-8")
    if encoding.endswith("-bom"):
        text, encoding = "\ufeff" + text, encoding.removesuffix("-bom")
    path = tmp_path / "表.txt"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert read_source(path).table == seed_table


def test_a_manual_line_break_of_word_is_a_line_break_in_the_cell(seed_path, seed_table):
    text = seed_path.read_text(encoding="utf-8").replace("杨  檬\n", "杨  檬\v")
    assert build_table(read_text_dump(text.encode())).table == seed_table


def test_a_record_with_a_cell_missing_is_named(seed_path, tmp_path):
    path = tmp_path / "表.txt"
    text = seed_path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n\t依据省、市局通知时间执行", ""), encoding="utf-8")
    with pytest.raises(SourceError, match="第21条记录（序号“21”）有 12 个单元格，应与表头一样是 13 个"):
        read_source(path)


def test_a_record_with_a_cell_too_many_is_named(seed_path, tmp_path):
    path = tmp_path / "表.txt"
    text = seed_path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n\t长期", "\n\t长期\n\t长期"), encoding="utf-8")
    with pytest.raises(SourceError, match="第15条记录（序号“15”）有 14 个单元格"):
        read_source(path)


def test_a_dump_that_breaks_off_in_its_last_record_is_refused(seed_path, tmp_path):
    path = tmp_path / "表.txt"
    text = seed_path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("\n\t经与市安委办")], encoding="utf-8")
    with pytest.raises(SourceError, match="第24条记录（序号“24”）有 10 个单元格"):
        read_source(path)


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n"), max_size=12)
FULL_CELL = CELL.filter(lambda text: text.strip("\n\t \u3000\u00a0\u200b\ufeff") and text != "\n")


@st.composite
def tables(draw) -> TaskTable:
    """Tables of tasks with any text; categories, numbers and contents are never blank."""
    tasks = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        texts = {code: draw(CELL) for code in CODES[3:]}
        texts["progress"] = texts["progress"].rstrip("\n")
        category = f"（{draw(st.integers(1, 3))}）类"
        tasks.append(Task(str(number), category, f"内容{draw(FULL_CELL)}", **texts))
    return TaskTable("附件1", ("标题",), tuple(tasks))


@given(tables())
@settings(max_examples=60, deadline=None)
def test_any_table_written_as_a_dump_reads_back_equal(table):
    assert build_table(read_text_dump(text_dump(table).encode())).table == table


# --- Word ------------------------------------------------------------------------------------------


def test_the_real_table_in_word_gives_the_same_24_records(seed_table):
    imported = import_docx(word_document(seed_table, Layout(SEED_PAGES)))
    assert imported.table == seed_table
    assert "跳过重复的表头 7 行" in messages(imported, NoteKind.SKIPPED)
    assert "第3–4、6–7、9–10、12、15、18–19、22、24项的类别与上一项是合并单元格" in messages(imported)
    assert "第2、8、11、13、17、21、23项又写了一遍类别" in messages(imported)


@pytest.mark.parametrize(
    "layout",
    [
        {"merge_categories": False},
        {"repeat_categories": False},
        {"break_by_paragraphs": True},
        {"table_per_page": True},
        {"table_per_page": True, "merge_categories": False, "break_by_paragraphs": True},
    ],
    ids="+".join,
)
def test_the_real_table_reads_the_same_however_word_lays_it_out(seed_table, layout):
    assert import_docx(word_document(seed_table, Layout(SEED_PAGES, **layout))).table == seed_table


def test_a_document_saved_again_by_another_office_program_reads_the_same(seed_table, soffice, tmp_path):
    source = tmp_path / "表.docx"
    source.write_bytes(docx_bytes(word_document(seed_table, Layout(SEED_PAGES))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir"]
    for _ in range(2):  # the first start of a fresh profile may only set it up
        subprocess.run([*command, tmp_path / "out", source], capture_output=True, timeout=120, check=False)
        if (tmp_path / "out" / source.name).exists():
            break
    assert read_source(tmp_path / "out" / source.name).table == seed_table


def test_columns_may_stand_in_any_order_under_headings_with_line_breaks(seed_table):
    shuffled = random.Random(7).sample(CODES, len(CODES))
    broken = {
        code: "\n".join(COLUMN_BY_CODE[code].heading[:2]) + COLUMN_BY_CODE[code].heading[2:] for code in CODES
    }
    document = word_document(seed_table, Layout(SEED_PAGES), codes=shuffled, headings=broken)
    assert import_docx(document).table == seed_table


def test_headings_may_be_padded_and_go_by_other_names(seed_table):
    other = {
        "number": " 序　号 ",
        "departments": "责任单位",
        "heads": "责任人(单位主要领导)",
        "deadline": "完成时限",
    }
    assert import_docx(word_document(seed_table, headings=other)).table == seed_table


def test_tracked_changes_read_as_if_accepted(seed_table):
    document = word_document(seed_table)
    changed = document.tables[0].rows[1].cells[8]
    mark = 'w:id="1" w:author="甲" w:date="2023-05-01T00:00:00Z"'
    documents.replace_paragraph(
        changed,
        f"<w:del {mark}><w:r><w:delText>2023年6月30日</w:delText></w:r></w:del>"
        f"<w:ins {mark}><w:r><w:t>2023年12月31日</w:t></w:r></w:ins>"
        f"<w:moveFrom {mark}><w:r><w:t>前完成</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>前取得成效</w:t></w:r>",
    )
    imported = import_docx(document)
    assert imported.table == seed_table
    assert "按全部接受修订后的文字读取" in messages(imported)


def test_a_row_deleted_under_tracked_changes_is_gone(seed_table):
    document = word_document(seed_table)
    row = document.tables[0].rows[24]._tr
    row.get_or_add_trPr().append(
        documents.parse_xml(f"<w:del {documents.nsdecls('w')} w:id='1' w:author='甲'/>")
    )
    assert [t.number for t in import_docx(document).table.tasks] == [str(n) for n in range(1, 24)]


def test_a_paragraph_mark_deleted_under_tracked_changes_joins_the_lines(seed_table):
    document = word_document(seed_table, Layout(break_by_paragraphs=True))
    cell = document.tables[0].rows[1].cells[7]
    cell.paragraphs[0]._p.get_or_add_pPr().append(
        documents.parse_xml(f"<w:rPr {documents.nsdecls('w')}><w:del w:id='1' w:author='甲'/></w:rPr>")
    )
    assert import_docx(document).table.tasks[0].contacts == "杨  檬66899778"


def test_a_nested_table_is_read_into_its_cell_and_a_text_box_is_reported(seed_table):
    document = word_document(seed_table)
    cells = document.tables[0].rows[1].cells
    inner = cells[10].add_table(1, 2)
    documents.write_row(inner.rows[0].cells, ["内甲", "内乙"])
    documents.replace_paragraph(
        cells[11],
        "<w:r><w:t>无</w:t></w:r><w:r><w:pict><w:txbxContent>"
        "<w:p><w:r><w:t>框中字</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    )
    imported = import_docx(document)
    first = imported.table.tasks[0]
    assert first.support.split("\n")[:3] == ["无", "内甲", "内乙"]
    assert first.problems == "无"
    assert "第1个表格第2行第12列有文本框的文字，没有读取：框中字" in messages(imported, NoteKind.SKIPPED)
    assert imported.table.tasks[1:] == seed_table.tasks[1:]


def test_other_tables_in_the_document_are_passed_over_and_named(seed_table):
    document = word_document(seed_table)
    documents.write_row(document.add_table(1, 3).rows[0].cells, ["制表", "审核", "签发"])
    document.add_paragraph("联系电话见通讯录")
    imported = import_docx(document)
    assert imported.table == seed_table
    assert "第2个表格不是任务分工表" in messages(imported, NoteKind.SKIPPED)
    assert "联系电话见通讯录" in messages(imported, NoteKind.SKIPPED)


def test_a_continued_table_without_headings_is_read_on(seed_table):
    document = word_document(dataclasses.replace(seed_table, tasks=seed_table.tasks[:20]))
    rest = document.add_table(0, 13)
    for later in seed_table.tasks[20:]:
        documents.write_row(rest.add_row().cells, row_of(later))
    imported = import_docx(document)
    assert imported.table == seed_table
    assert "第1、2个表格按同一张表的续表读取" in messages(imported)


def test_column_edges_that_are_off_on_one_row_do_not_shift_its_cells(seed_table):
    """Word widens the grid where one row's edges differ: its cells then span other grid columns."""
    document = word_document(seed_table)
    cells = document.tables[0].rows[5]._tr.tc_lst
    cells[2].grid_span = 2
    cells[12].grid_span = 2
    assert import_docx(document).table == seed_table


def test_a_cell_merged_across_columns_belongs_to_the_first_of_them(seed_table):
    document = word_document(seed_table)
    row = document.tables[0].rows[15]._tr
    row.remove(row.tc_lst[9])
    row.tc_lst[8].grid_span = 2
    read = import_docx(document).table.tasks
    assert (read[14].deadline, read[14].remark, read[14].support) == (
        "长期",
        "",
        seed_table.tasks[14].support,
    )
    assert read[:14] == seed_table.tasks[:14]


def test_rows_and_cells_inside_content_controls_are_read(seed_table):
    document = word_document(seed_table)
    row = document.tables[0].rows[3]._tr
    for element in (row.tc_lst[4], row):
        control = documents.parse_xml(f"<w:sdt {documents.nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
        element.addprevious(control)
        control[1].append(element)
    assert import_docx(document).table == seed_table


def test_a_letter_before_the_attachment_does_not_become_its_title(seed_table):
    document = word_document(seed_table)
    first = document.paragraphs[0]
    for line in ("关于印发任务分工表的通知", "各有关单位：", "附件：1.任务分工表", "2023年4月10日"):
        first.insert_paragraph_before(line)
    imported = import_docx(document)
    assert (imported.table.label, imported.table.title) == (seed_table.label, seed_table.title)
    assert "只取最后 3 行作标题" in messages(imported)


def test_a_category_on_a_line_of_its_own_heads_the_tasks_below():
    rows = [
        HEADINGS[1:],
        ["（一）甲类", *[""] * 11],
        row_of(task("1"))[1:],
        row_of(task("2"))[1:],
        ["（二）乙类", *[""] * 11],
        row_of(task("3", category="（二）乙类"))[1:],
        ["注：本表由区政府办公室制作", *[""] * 11],
    ]
    imported = import_docx(documents.simple_document(rows))
    assert imported.table.tasks == (task("1"), task("2"), task("3", category="（二）乙类"))
    assert "“（二）乙类”独占一行，作为它下面各项的类别" in messages(imported)
    assert "是表注，不是任务，未读取：注：本表由区政府办公室制作" in messages(imported, NoteKind.SKIPPED)


def test_one_task_over_several_rows_is_one_record():
    """Number and content merged over two rows, one department on each."""
    document = documents.simple_document([HEADINGS, row_of(task()), row_of(task(departments="区科技局"))])
    for position, row in enumerate(document.tables[0].rows[1:]):
        for cell in row._tr.tc_lst[:3]:
            cell.vMerge = "continue" if position else "restart"
    imported = import_docx(document)
    assert imported.table.tasks == (task(departments="区财政局\n区科技局"),)
    assert "按同一事项读取" in messages(imported, NoteKind.GUESSED)


def test_numbers_that_word_counts_itself_are_put_back_in_order():
    rows = [HEADINGS, *(["", "", *row_of(task(n))[2:]] for n in ("1", "2", "3"))]
    imported = import_docx(documents.simple_document(rows))
    assert [t.number for t in imported.table.tasks] == ["1", "2", "3"]
    assert "序号一列读不到文字" in messages(imported, NoteKind.GUESSED)


@given(tables(), st.booleans(), st.booleans(), st.permutations(CODES))
@settings(max_examples=25, deadline=None)
def test_any_table_written_as_a_word_document_reads_back_equal(table, merged, paragraphs, codes):
    document = word_document(
        table, Layout(merge_categories=merged, break_by_paragraphs=paragraphs), codes=codes
    )
    assert import_docx(document).table == table


# --- workbooks -------------------------------------------------------------------------------------


def workbook_of(table: TaskTable) -> Workbook:
    book = Workbook()
    sheet = book.active
    for line in ((table.label,), *((line,) for line in table.title), HEADINGS, *map(row_of, table.tasks)):
        sheet.append(line)
    return book


def test_the_real_table_in_a_workbook_gives_the_same_24_records(seed_table):
    book = workbook_of(seed_table)
    sheet = book.active
    for title_row in (2, 3):
        sheet.merge_cells(start_row=title_row, start_column=1, end_row=title_row, end_column=13)
    for top, bottom in ((5, 8), (9, 17), (18, 19), (20, 23), (24, 28)):
        sheet.merge_cells(start_row=top, start_column=1, end_row=bottom, end_column=1)
    sheet.row_dimensions[1_048_576].height = 20
    sheet.cell(1_000_000, 3).number_format = "0.00"
    book.create_sheet("说明", 0)["A1"] = "填表说明"
    imported = import_workbook(book)
    assert imported.table == seed_table
    assert "第2–4、6–13、15、17–19、21–24项的类别与上一项是合并单元格" in messages(imported)


def test_numbers_stored_as_numbers_come_out_as_a_clerk_writes_them():
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["甲", 1.0, "内容", "", "区财政局", "", "", 88023627.0, "长期", "", "", "", ""])
    imported = import_workbook(book)
    assert (imported.table.tasks[0].number, imported.table.tasks[0].contacts) == ("1", "88023627")


def test_a_heading_in_two_rows_is_understood(seed_table):
    book = Workbook()
    sheet = book.active
    upper = [*HEADINGS[:3], "责任部门", None, *HEADINGS[5:]]
    lower = [None, None, None, "省直责任部门", "区级责任部门", *[None] * 8]
    for row in (upper, lower, *map(row_of, seed_table.tasks)):
        sheet.append(row)
    sheet.merge_cells("D1:E1")
    for letter in "ABCFGHIJKLM":
        sheet.merge_cells(f"{letter}1:{letter}2")
    assert import_workbook(book).table.tasks == seed_table.tasks


def test_a_heading_over_two_columns_takes_both():
    book = Workbook()
    sheet = book.active
    sheet.append(["序号", "省政策清单内容", "区级责任部门", "联系人", None])
    sheet.append([1, "内容", "区财政局", "刘毅", "88023627"])
    sheet.merge_cells("D1:E1")
    assert import_workbook(book).table.tasks[0].contacts == "刘毅\n88023627"


def test_missing_and_unknown_columns_are_told():
    imported = import_rows([["序号", "政策内容", "责任单位", "完成比例"], ["1", "内容", "区财政局", "50%"]])
    assert imported.table.tasks == (Task("1", content="内容", departments="区财政局"),)
    assert "原表没有这些列，留作空白：类别、省直责任部门" in messages(imported)
    assert "不认识的列没有读取：完成比例" in messages(imported, NoteKind.SKIPPED)


def test_text_in_a_row_that_is_no_task_is_not_lost_silently():
    rows = [HEADINGS, row_of(task()), ["", "", "", "合计", "3个部门", *[""] * 8]]
    imported = import_rows(rows)
    assert len(imported.table.tasks) == 1
    assert "第3行是合计，不是任务，未读取：合计；3个部门" in messages(imported, NoteKind.SKIPPED)


def test_hidden_rows_are_read_and_told():
    book = workbook_of(TaskTable("", (), (task("1"), task("2"))))
    book.active.row_dimensions[4].hidden = True
    imported = import_workbook(book)
    assert len(imported.table.tasks) == 2
    assert "有 1 行是隐藏或筛选掉的" in messages(imported)


def test_a_category_spelled_differently_after_a_page_break_stays_one_category():
    again = task("2", category="（一）\n甲 类")
    imported = import_rows([HEADINGS, row_of(task("1")), row_of(again)])
    assert {t.category for t in imported.table.tasks} == {"（一）甲类"}


def test_characters_that_no_workbook_can_hold_are_dropped_and_told():
    cells = tuple(RawCell(text, left) for left, text in enumerate(row_of(task(progress="甲\x07乙"))))
    header = RawRow("表头", tuple(RawCell(text, left) for left, text in enumerate(HEADINGS)))
    imported = build_table(RawDocument((RawTable((), (header, RawRow("第1行", cells))),)))
    assert imported.table.tasks[0].progress == "甲乙"
    assert "第1项里有不可见的控制字符" in messages(imported)


# --- files that cannot be read ---------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_source(path)
    assert caught.value.untouched and caught.value.todo
    return str(caught.value)


def test_a_table_without_the_needed_headings_is_refused_by_name():
    with pytest.raises(
        SourceError, match=r"工作表“Sheet”第1行像是表头，但缺少：省政策清单内容、区级责任部门"
    ):
        import_rows([["序号", "备注", "其他"], ["1", "a", "b"]])


def test_a_document_without_any_such_table_is_refused(tmp_path):
    path = tmp_path / "信.docx"
    path.write_bytes(docx_bytes(documents.simple_document([["甲", "乙"]])))
    assert "没有找到任务分工表的表头（至少要有：省政策清单内容、区级责任部门）" in refusal(path)
    path.write_bytes(docx_bytes(Document()))
    assert "没有找到表格" in refusal(path)


def test_a_table_without_tasks_is_refused():
    with pytest.raises(SourceError, match="表头下面没有任何事项"):
        import_rows([HEADINGS])


def test_a_text_longer_than_a_cell_can_hold_is_refused(tmp_path):
    path = tmp_path / "长.txt"
    long = TaskTable("", (), (task(progress="长" * 32_768),))
    path.write_text(text_dump(long), encoding="utf-8")
    assert "第1条记录的“政策落实情况”有 32768 个字" in refusal(path)


@pytest.mark.parametrize("name", ["表.txt", "表.docx", "表.xlsx"])
def test_an_empty_or_damaged_file_is_refused_in_plain_words(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"")
    assert "是空的" in refusal(path)
    path.write_bytes(b"PK\x03\x04\x00\xff\xff" + bytes(range(256)))
    assert "不能导入" in refusal(path)


@pytest.mark.parametrize("name", ["表.docx", "表.xlsx"])
def test_a_truncated_office_file_is_refused_in_plain_words(tmp_path, seed_table, name):
    path = tmp_path / name
    whole = docx_bytes(word_document(seed_table))
    path.write_bytes(whole[: len(whole) // 2])
    assert "损坏" in refusal(path)
    path.write_bytes(whole[:-30])
    assert "损坏" in refusal(path)


def test_a_file_under_a_password_is_refused_by_that_name(tmp_path):
    path = tmp_path / "密.docx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "有打开密码" in refusal(path)
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    assert "已损坏" in refusal(path)


@pytest.mark.parametrize(("name", "advice"), [("表.doc", ".docx"), ("表.xls", ".xlsx"), ("表.pdf", ".txt")])
def test_a_format_that_is_not_read_comes_with_the_way_out(tmp_path, name, advice):
    path = tmp_path / name
    path.write_bytes(b"anything")
    assert advice in refusal(path)


def test_a_missing_file_or_a_folder_is_refused_in_plain_words(tmp_path):
    assert "找不到文件" in refusal(tmp_path / "没有.docx")
    folder = tmp_path / "夹.docx"
    folder.mkdir()
    assert "打不开" in refusal(folder)


def test_a_picture_called_text_is_refused(tmp_path):
    path = tmp_path / "图.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe")
    assert "是图片" in refusal(path)
