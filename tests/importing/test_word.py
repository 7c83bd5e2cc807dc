"""Word documents: everything a reader sees is read, everything else is named with its place."""

from __future__ import annotations

import pytest

from tests.importing.word import (
    W,
    across,
    cell,
    document,
    imported,
    left_out,
    level,
    list_table,
    lists,
    numbered,
    paragraph,
    row,
    run,
    table,
)

HIDING = (
    f'<w:styles {W}><w:style w:type="character" w:styleId="hid">'
    "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
)
"""A character style that hides its text."""

MARK = 'w:id="1" w:author="甲" w:date="2026-01-01T00:00:00Z"'


def task(content: str, number: str = "1", departments: str = "区财政局", remark: str = "") -> str:
    return row(number, content, departments, remark)


def content_of(inner: str, **parts: str) -> str:
    """What is read of a content cell with one paragraph of this XML."""
    return imported(document(list_table(task(paragraph(inner))), **parts)).table.tasks[0].content


# --- automatic numbers -----------------------------------------------------------------------------


def numbers_of(numbering: str, *cells: str, styles: str = "") -> list[str]:
    rows = [row(c, f"内容{i}", "区财政局", "") for i, c in enumerate(cells)]
    data = document(list_table(*rows), numbering=numbering, styles=styles)
    return [t.number for t in imported(data).table.tasks]


def test_automatic_numbers_begin_where_their_list_begins() -> None:
    assert numbers_of(lists(level(0, "decimal", "%1.", start=5)), *[numbered("1")] * 3) == ["5", "6", "7"]


def test_a_list_that_overrides_the_start_begins_anew_once() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride></w:num>'
    )
    numbering = lists(level(0, "decimal", "%1"), nums=[again])
    cells = [numbered("1"), numbered("1"), numbered("2"), numbered("2"), numbered("1")]
    assert numbers_of(numbering, *cells) == ["1", "2", "10", "11", "12"]


def test_two_lists_with_one_abstract_list_go_on_counting() -> None:
    same = '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    numbering = lists(level(0, "decimal", "%1"), nums=[same])
    assert numbers_of(numbering, numbered("1"), numbered("2"), numbered("1")) == ["1", "2", "3"]


def test_a_number_may_come_from_the_paragraphs_style_and_the_style_it_is_based_on() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="base"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="own"><w:basedOn w:val="base"/></w:style></w:styles>'
    )
    cells = [paragraph("", '<w:pStyle w:val="own"/>')] * 2
    assert numbers_of(lists(level(0, "decimal", "%1")), *cells, styles=styles) == ["1", "2"]


def test_a_paragraph_that_is_taken_out_of_its_styles_list_has_no_number() -> None:
    style = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="n">{style}</w:style></w:styles>'
    out = '<w:pStyle w:val="n"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    numbering = lists(level(0, "decimal", "%1、"))
    data = document(list_table(task(paragraph(run("内容"), out))), numbering=numbering, styles=styles)
    assert imported(data).table.tasks[0].content == "内容"


def test_deeper_levels_restart_and_show_the_levels_above() -> None:
    numbering = lists(
        level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.") + level(2, "decimal", "%2.%3")
    )
    text = "\n".join(("一、甲", "1.乙", "1.1 丙", "2.丁", "2.1 戊", "二、己", "1.庚"))
    levels = (0, 1, 2, 1, 2, 0, 1)
    inner = "".join(numbered("1", word, at) for word, at in zip("甲乙丙丁戊己庚", levels, strict=True))
    data = document(list_table(row("1", inner, "区财政局", "")), numbering=numbering)
    assert imported(data).table.tasks[0].content == text


def test_a_level_that_never_restarts_goes_on() -> None:
    deeper = level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>')
    numbering = lists(level(0, "chineseCounting", "（%1）") + deeper)
    rows = [
        across(numbered("1", "甲类")),
        row(numbered("1", level=1), "一", "区财政局", ""),
        across(numbered("1", "乙类")),
        row(numbered("1", level=1), "二", "区财政局", ""),
    ]
    tasks = imported(document(list_table(*rows), numbering=numbering)).table.tasks
    assert [(t.category, t.number) for t in tasks] == [("（一）甲类", "1"), ("（二）乙类", "2")]


@pytest.mark.parametrize(
    ("form", "eleventh"),
    [
        ("decimal", "11"),
        ("decimalZero", "11"),
        ("upperRoman", "XI"),
        ("lowerLetter", "k"),
        ("chineseCounting", "十一"),
        ("chineseCountingThousand", "十一"),
        ("japaneseCounting", "十一"),
        ("ideographDigital", "一一"),
        ("chineseLegalSimplified", "壹拾壹"),
        ("ideographTraditional", "甲"),
        ("decimalEnclosedCircle", "⑪"),
        ("decimalFullWidth", "１１"),
        ("none", ""),
    ],
)
def test_numbers_are_written_in_every_usual_form(form: str, eleventh: str) -> None:
    inner = numbered("1", "甲")
    numbering = lists(level(0, form, "第%1条：", start=11))
    data = document(list_table(row("1", inner, "区财政局", "")), numbering=numbering)
    assert imported(data).table.tasks[0].content == f"第{eleventh}条：甲"


def test_deleted_and_hidden_paragraphs_are_not_counted() -> None:
    gone = paragraph(
        f"<w:del {MARK}><w:r><w:delText>旧</w:delText></w:r></w:del>",
        f'<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del {MARK}/></w:rPr>',
    )
    hidden = paragraph(
        run("藏", "<w:vanish/>"), '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>'
    )
    inner = numbered("1", "甲") + gone + hidden + numbered("1", "乙")
    data = document(list_table(row("1", inner, "区财政局", "")), numbering=lists(level(0, "decimal", "%1.")))
    assert imported(data).table.tasks[0].content.replace("\n\n", "\n") == "1.甲\n2.乙"


# --- symbols, equations, boxes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/></w:r>', "□"),
        ('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', "①"),
        (run("\uf0fc", '<w:rFonts w:ascii="Wingdings"/>'), "✓"),
        (run("a<b", '<w:rFonts w:ascii="宋体"/>'), "a<b"),
    ],
)
def test_symbols_become_the_characters_that_are_seen(inner: str, shown: str) -> None:
    assert content_of(run("前") + inner + run("后")) == f"前{shown}后"


def test_a_symbol_that_no_table_knows_leaves_a_mark_and_is_named() -> None:
    inner = run("前") + '<w:r><w:sym w:font="公文专用" w:char="F041"/></w:r>'
    read = imported(document(list_table(task(paragraph(inner)))))
    assert read.table.tasks[0].content == "前〓"
    assert ("第1个表格", "第2行", "第2列", "公文专用 F041") in left_out(read)


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("equation", "line"),
    [
        (f"<m:f><m:num>{mr('a+b')}</m:num><m:den>{mr('c')}</m:den></m:f>", "(a+b)/c"),
        (f"<m:sSup><m:e>{mr('x')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>", "x²"),
        (f"<m:sSub><m:e>{mr('CO')}</m:e><m:sub>{mr('2')}</m:sub></m:sSub>", "CO₂"),
        (f"<m:rad><m:deg/><m:e>{mr('x')}</m:e></m:rad>", "√(x)"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{mr("i=1")}</m:sub>'
            f"<m:sup>{mr('n')}</m:sup><m:e>{mr('i')}</m:e></m:nary>",
            "∑_(i=1)^(n)i",
        ),
        (f"<m:d><m:e>{mr('a')}</m:e></m:d>", "(a)"),
    ],
)
def test_equations_are_read_on_one_line(equation: str, line: str) -> None:
    assert content_of(run("按") + f"<m:oMath>{equation}</m:oMath>" + run("计算")) == f"按{line}计算"


def form_field(inner: str) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inner}</w:ffData></w:fldChar></w:r>'
    return f'{begin}<w:r><w:instrText> FORM </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<w:checkBox><w:checked/></w:checkBox>", "☑"),
        ('<w:checkBox><w:default w:val="0"/></w:checkBox>', "☐"),
        ('<w:checkBox><w:default w:val="1"/></w:checkBox>', "☑"),
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="否"/><w:listEntry w:val="是"/></w:ddList>',
            "是",
        ),
    ],
)
def test_legacy_form_fields_show_their_state(inner: str, shown: str) -> None:
    assert content_of(form_field(inner) + run("办结")) == f"{shown}办结"


@pytest.mark.parametrize(("state", "shown"), [("1", "☑"), ("0", "☐")])
def test_check_boxes_of_content_controls_show_their_state(state: str, shown: str) -> None:
    box = (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    assert content_of(box + run("办结")) == f"{shown}办结"


def test_the_text_that_a_link_and_a_field_show_is_read() -> None:
    link = f"<w:hyperlink>{run('办法')}</w:hyperlink>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("第三条")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert content_of(run("见") + link + field) == "见办法第三条"


def test_a_circled_number_made_by_a_field_is_read() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>eq \\o\\ac(○,3)</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert content_of(field + run("甲")) == "③甲"


# --- what is left out, and named -------------------------------------------------------------------


@pytest.mark.parametrize(
    "gone",
    [
        run("内部掌握", "<w:vanish/>"),
        run("内部掌握", '<w:rStyle w:val="hid"/>'),
        run("内部掌握", "<w:strike/>"),
        run("内部掌握", "<w:dstrike/>"),
        f"<w:del {MARK}><w:r><w:delText>内部掌握</w:delText></w:r></w:del>",
        f"<w:moveFrom {MARK}>{run('内部掌握')}</w:moveFrom>",
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('内部掌握')}</w:sdtContent></w:sdt>",
    ],
)
def test_what_the_reader_does_not_see_is_left_out_and_named_with_its_place(gone: str) -> None:
    styles = HIDING
    read = imported(document(list_table(task(paragraph(run("公开") + gone))), styles=styles))
    assert read.table.tasks[0].content == "公开"
    assert ("第1个表格", "第2行", "第2列", "内部掌握") in left_out(read)


def test_text_that_only_its_style_hides_may_be_shown_by_the_run() -> None:
    styles = HIDING
    inner = run("公开", '<w:rStyle w:val="hid"/><w:vanish w:val="0"/>')
    assert content_of(inner, styles=styles) == "公开"


def test_inserted_and_moved_text_is_read() -> None:
    inner = f"<w:ins {MARK}>{run('新增')}</w:ins><w:moveTo {MARK}>{run('移来')}</w:moveTo>"
    assert content_of(inner) == "新增移来"


def test_a_hidden_row_and_a_deleted_row_are_named() -> None:
    rows = [
        row("1", "甲", "区财政局", ""),
        row("2", "乙", "区财政局", "", properties="<w:hidden/>"),
        row("3", "丙", "区财政局", "", properties=f"<w:del {MARK}/>"),
    ]
    read = imported(document(list_table(*rows)))
    assert [t.number for t in read.table.tasks] == ["1"]
    named = {(where, text.replace("\n", "")) for _, where, _, text in left_out(read)}
    assert {("第3行", "2乙区财政局"), ("第4行", "3丙区财政局")} <= named


def test_pictures_comments_and_footnotes_are_named() -> None:
    about = '<wp:docPr id="1" name="图片 1" descr="公章"/>'
    picture = f"<w:r><w:drawing><wp:inline>{about}</wp:inline></w:drawing></w:r>"
    notes = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="7"/></w:r>'
    parts = [
        (
            "footnotes",
            f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("脚注的话")}</w:footnote></w:footnotes>',
        ),
        ("comments", f'<w:comments {W}><w:comment w:id="7">{paragraph("批注的话")}</w:comment></w:comments>'),
    ]
    read = imported(document(list_table(task(paragraph(run("甲") + picture + notes))), parts=parts))
    assert read.table.tasks[0].content == "甲"
    assert {text for *_, text in left_out(read)} >= {"公章", "脚注的话", "批注的话"}


def test_every_character_outside_the_list_is_named() -> None:
    read = imported(
        document(
            paragraph("各有关单位："),
            paragraph("现将任务分工表印发给你们，请认真落实。"),
            table(row("会议时间", "地点"), row("周一", "三楼")),
            paragraph("附件1"),
            paragraph("任务分工表"),
            list_table(task("甲"), across("合计　共1项"), across("注：本表一式两份")),
            paragraph("抄送：区委办公室"),
            table(row("印发机关", "印发日期")),
        )
    )
    assert (read.table.label, read.table.title, len(read.table.tasks)) == ("附件1", ("任务分工表",), 1)
    named = "\n".join(text for *_, text in left_out(read))
    for words in (
        "各有关单位：",
        "请认真落实",
        "周一 | 三楼",
        "合计　共1项",
        "注：本表一式两份",
        "抄送：区委办公室",
        "印发机关",
    ):
        assert words in named


# --- the shape of the table ------------------------------------------------------------------------


def test_a_title_in_a_text_box_is_the_title() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
        f"{paragraph('附件2')}{paragraph('重点任务分工表')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph('附件2')}{paragraph('重点任务分工表')}"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    read = imported(document(paragraph(box), list_table(task("甲"))))
    assert (read.table.label, read.table.title) == ("附件2", ("重点任务分工表",))


def test_cells_rows_and_tables_inside_content_controls_are_read() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    inside = f"<w:tr>{cell('1')}{control(cell('甲'))}{cell('区财政局')}{cell('')}</w:tr>"
    data = document(control(list_table(inside, control(task("乙", "2")))))
    assert [t.content for t in imported(data).table.tasks] == ["甲", "乙"]


def test_departments_merged_downwards_belong_to_every_row_and_are_told() -> None:
    rows = [
        row("1", "甲", cell("区财政局", merge="restart"), ""),
        row("2", "乙", cell("", merge="continue"), ""),
    ]
    read = imported(document(list_table(*rows)))
    assert [t.departments for t in read.table.tasks] == ["区财政局", "区财政局"]
    assert any("第2项的“区级责任部门”与上一项是合并单元格" in note.message for note in read.notes)


def test_measures_under_one_merged_number_with_departments_of_their_own_are_tasks() -> None:
    rows = [
        row(cell("1", merge="restart"), "甲", "区财政局", ""),
        row(cell("", merge="continue"), "乙", "区科技局", ""),
        row("2", "丙", "区民政局", ""),
    ]
    tasks = imported(document(list_table(*rows))).table.tasks
    assert [(t.number, t.content) for t in tasks] == [("1", "甲"), ("2", "乙"), ("3", "丙")]
