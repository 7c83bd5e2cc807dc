"""How cells look, where they are, and what happens when rows and columns come and go."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import ColorScaleRule
from xlwings.base_classes import HORIZONTAL_ALIGNMENTS, VERTICAL_ALIGNMENTS


def test_a_font_is_set_for_chinese_and_latin_letters_alike(sheet: xw.Sheet) -> None:
    font = sheet["A1:B2"].font
    font.name, font.size, font.bold, font.italic, font.color = "仿宋_GB2312", 16, True, True, (192, 0, 0)
    read = sheet["B2"].font
    assert (read.name, read.size, read.bold, read.italic, read.color) == (
        "仿宋_GB2312",
        16,
        True,
        True,
        (192, 0, 0),
    )
    assert sheet["A1"].api.CharFontNameAsian == "仿宋_GB2312"
    assert sheet["A1"].api.CharHeightAsian == 16


def test_what_cells_disagree_about_reads_as_nothing(sheet: xw.Sheet) -> None:
    sheet["A1"].font.bold = True
    sheet["A1"].wrap_text = True
    sheet["A1"].number_format = "0.0"
    sheet["A1"].horizontal_alignment = "right"
    sheet["A1"].row_height, sheet["A1"].column_width = 40, 40
    both = sheet["A1:B2"]
    assert [both.font.bold, both.wrap_text, both.number_format, both.horizontal_alignment] == [None] * 4
    assert (both.row_height, both.column_width) == (None, None)


@pytest.mark.parametrize("colour", [(255, 192, 0), "#FFC000", 0x00C0FF])
def test_a_fill_is_set_by_any_of_xlwings_notations(sheet: xw.Sheet, colour: object) -> None:
    sheet["A1"].color = colour
    assert sheet["A1"].color == (255, 192, 0)
    sheet["A1"].color = None
    assert sheet["A1"].color is None


@pytest.mark.parametrize("side", ["edge_top", "edge_bottom", "inside_vertical", "diagonal_up"])
def test_a_line_that_cells_disagree_about_reads_as_that_of_the_first(sheet: xw.Sheet, side: str) -> None:
    borders = sheet["B2:D4"].borders
    borders.set("everything", line_style="continuous", weight="thin", color=(255, 0, 0))
    middle = {"edge_top": "C2", "edge_bottom": "C4"}.get(side, "C3")
    cell_side = {"inside_vertical": "edge_right"}.get(side, side)
    sheet[middle].borders[cell_side].line_style = "double"
    assert borders[side].line_style == "continuous"
    assert sheet[middle].borders[cell_side].line_style == "double"
    assert borders[side].color == (None if side == "diagonal_up" else (255, 0, 0))


def test_borders_are_drawn_around_and_between_cells(sheet: xw.Sheet) -> None:
    borders = sheet["B2:C3"].borders
    borders.set("all", line_style="continuous", weight="thin", color=(0, 0, 0))
    borders["edge_bottom"].line_style, borders["edge_bottom"].color = "double", (255, 0, 0)
    middle = sheet["B2"].borders
    assert [middle[side].line_style for side in ("edge_top", "edge_right", "edge_bottom")] == [
        "continuous"
    ] * 3
    assert (borders["edge_bottom"].line_style, borders["edge_bottom"].color) == ("double", (255, 0, 0))
    assert (middle.weight, middle.color) == ("thin", (0, 0, 0))
    borders.clear()
    assert sheet["B2"].borders.line_style == "none"


@pytest.mark.parametrize("name", [n for n in HORIZONTAL_ALIGNMENTS if n != "center_across_selection"])
def test_every_horizontal_alignment_comes_back(sheet: xw.Sheet, name: str) -> None:
    sheet["A1"].horizontal_alignment = name
    assert sheet["A1"].horizontal_alignment == name


@pytest.mark.parametrize("name", VERTICAL_ALIGNMENTS)
def test_every_vertical_alignment_comes_back(sheet: xw.Sheet, name: str) -> None:
    sheet["A1"].vertical_alignment = name
    assert sheet["A1"].vertical_alignment == name


@pytest.mark.parametrize(
    "code", ["General", "@", "0.00", "#,##0", "0%", "yyyy-mm-dd", "m/d/yyyy", "hh:mm:ss"]
)
def test_a_number_format_comes_back_as_excel_writes_it(sheet: xw.Sheet, code: str) -> None:
    sheet["A1"].number_format = code
    assert sheet["A1"].number_format == code


@pytest.mark.parametrize("width", [0.5, 1, 8.43, 10, 12.57, 40, 100])
def test_a_column_width_comes_back(sheet: xw.Sheet, width: float) -> None:
    sheet["A:B"].column_width = width
    assert sheet["B1"].column_width == pytest.approx(width, abs=0.08)
    assert sheet["A:B"].column_width == pytest.approx(width, abs=0.08)


@pytest.mark.parametrize("height", [6, 12.75, 30, 33.3, 409])
def test_a_row_height_comes_back(sheet: xw.Sheet, height: float) -> None:
    sheet["1:500"].row_height = height
    assert sheet["A500"].row_height == pytest.approx(height, abs=0.25)
    assert sheet["A1:A500"].row_height == pytest.approx(height, abs=0.25)
    assert sheet["A3"].top == pytest.approx(2 * height, abs=0.5)


def test_autofit_makes_room_for_the_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "很长很长很长很长很长很长很长很长很长很长的一段文字"
    before = sheet["A1"].column_width
    sheet.autofit("columns")
    assert sheet["A1"].column_width > 2 * before


def test_rows_and_columns_hide(sheet: xw.Sheet) -> None:
    sheet["A2"].rows.hidden = True
    sheet["C1"].columns.hidden = True
    assert [sheet[rows].rows.hidden for rows in ("A2", "A1", "A1:A2")] == [True, False, None]
    assert [sheet[columns].columns.hidden for columns in ("C1", "A1")] == [True, False]


def test_merged_cells_keep_only_the_first_value(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert (sheet["A1"].merge_cells, sheet["B2"].merge_cells, sheet["C1"].merge_cells) == (True, True, False)
    assert sheet["A1:C1"].merge_cells is None
    sheet["A1:B2"].unmerge()
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]


def test_cells_merge_row_by_row(sheet: xw.Sheet) -> None:
    sheet["A1:C2"].merge(across=True)
    assert sheet["B2"].merge_area.address == "$A$2:$C$2"


def test_a_note_is_added_changed_and_removed(sheet: xw.Sheet) -> None:
    assert sheet["B3"].note is None
    sheet["B3"].add_note("请补充\n完成时限")
    sheet["A1"].add_note("另一个")
    sheet["B3"].note.text = "已补充"
    assert [(note.location.address, note.text) for note in sheet.notes] == [
        ("$A$1", "另一个"),
        ("$B$3", "已补充"),
    ]
    sheet["B3"].note.delete()
    assert sheet["B3"].note is None
    assert sheet["A1"].note.text == "另一个"


def test_a_link_shows_its_text_and_keeps_its_address(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://www.gov.cn/a?b=1", "政府网")
    assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("政府网", "https://www.gov.cn/a?b=1")
    with pytest.raises(Exception, match="hyperlink"):
        _ = sheet["A2"].hyperlink


def test_clearing_contents_keeps_the_look_and_clearing_formats_the_contents(sheet: xw.Sheet) -> None:
    for address in ("A1", "B1", "C1"):
        sheet[address].value, sheet[address].color = 5, (255, 0, 0)
        sheet[address].add_note("注")
    sheet["A1"].clear_contents()
    sheet["B1"].clear_formats()
    sheet["C1"].clear()
    assert sheet["A1:C1"].value == [None, 5.0, None]
    assert [sheet[a].color for a in ("A1", "B1", "C1")] == [(255, 0, 0), None, None]
    assert [sheet[a].note is None for a in ("A1", "B1", "C1")] == [False, False, True]


def test_the_used_range_spans_what_is_filled(sheet: xw.Sheet) -> None:
    sheet["B3"].value = 1
    sheet["D7"].value = "末"
    assert sheet.used_range.address == "$B$3:$D$7"
    assert sheet["B3"].current_region.address == "$B$3"


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("A1", "down", "$A$3"),
        ("A3", "down", "$A$6"),
        ("A6", "down", "$A$1048576"),
        ("A6", "up", "$A$3"),
        ("A3", "up", "$A$1"),
        ("A1", "right", "$B$1"),
        ("B1", "right", "$XFD$1"),
        ("D1", "left", "$B$1"),
    ],
)
def test_end_goes_where_ctrl_and_arrow_go(sheet: xw.Sheet, start: str, direction: str, end: str) -> None:
    sheet["A1:B3"].value = 1
    sheet["A6"].value = 1
    assert sheet[start].end(direction).address == end


def test_addresses_are_written_as_excel_does(sheet: xw.Sheet) -> None:
    cells = sheet["A1:C3"]
    assert cells.get_address(False, False) == "A1:C3"
    assert cells.get_address(True, False, include_sheetname=True) == "Sheet1!A$1:C$3"
    assert cells.get_address(external=True) == f"[{sheet.book.name}]Sheet1!$A$1:$C$3"
    assert [sheet[a].address for a in ("B:C", "2:3", "B2")] == ["$B:$C", "$2:$3", "$B$2"]


def test_cells_are_found_by_index_slice_and_offset(sheet: xw.Sheet) -> None:
    cells = sheet["B2:D5"]
    assert (cells[0, 0].address, cells[-1, -1].address, cells[1:3, :].address) == (
        "$B$2",
        "$D$5",
        "$B$3:$D$4",
    )
    assert (cells(2).address, cells(2, 2).address) == ("$C$2", "$C$3")
    assert (cells.offset(1, 1).address, cells.resize(1, 2).address) == ("$C$3:$E$6", "$B$2:$C$2")
    assert (cells.last_cell.address, len(cells), cells.shape) == ("$D$5", 12, (4, 3))
    assert sheet[0:0, 0:1].value is None


def test_inserted_and_deleted_rows_move_the_rest(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["一", 1], ["二", 2], ["三", 3]]
    sheet["2:2"].insert("down")
    assert sheet["A1:A4"].value == ["一", None, "二", "三"]
    sheet["2:3"].delete()
    assert sheet["A1:A2"].value == ["一", "三"]
    sheet["A1"].insert("right")
    assert sheet["A1:C1"].value == [None, "一", 1.0]
    sheet["A1"].delete("left")
    sheet["A1"].delete("up")
    assert sheet["A1:B2"].value == [["三", 1.0], [None, 3.0]]


def test_copied_cells_carry_values_formulas_and_looks(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1:B1"].formula = [[3, "=A1*2"]]
    sheet["A1"].color = (0, 255, 0)
    sheet["A1:B1"].copy(sheet["A3"])
    assert (sheet["B3"].formula, sheet["A3"].color) == ("=A3*2", (0, 255, 0))
    other = app.books.add().sheets[0]
    sheet["A1:B1"].copy(other["C5"])
    assert (other["C5:D5"].value, other["C5"].color) == ([3.0, 6.0], (0, 255, 0))


def test_values_are_pasted_without_formulas_and_turned(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].formula = [[3, "=A1*2"]]
    sheet["A1:B1"].copy()
    sheet["D1"].paste("values", transpose=True)
    assert sheet["D1:D2"].formula == (("3",), ("6",))
    assert sheet["A1:B1"].formula == (("3", "=A1*2"),)


def test_rules_by_a_formula_are_added_found_and_removed_beside_others(
    sheet: xw.Sheet, tmp_path: Path
) -> None:
    sheet["B2:C5"].conditional_formats.add_custom("=SUM($A2,1)>0", fill_color="#FF0000")
    sheet["C4:C9"].conditional_formats.add_custom('=$A4="项"', fill_color="#00FF00")
    rules = list(sheet["C5"].conditional_formats)
    assert [(rule.type, rule.formula, rule.fill_color) for rule in rules] == [
        ("custom", "=SUM($A2,1)>0", (255, 0, 0)),
        ("custom", '=$A4="项"', (0, 255, 0)),
    ]
    rules[0].delete()
    assert sheet["B2"].conditional_formats.count == 0
    sheet.book.save(tmp_path / "a.xlsx")
    (saved,) = load_workbook(tmp_path / "a.xlsx").worksheets[0].conditional_formatting
    assert (str(saved.sqref), saved.rules[0].formula) == ("C4:C9", ['$A4="项"'])
    sheet["A1:Z99"].conditional_formats.clear()
    assert sheet["C4"].conditional_formats.count == 0


def test_rows_and_columns_are_grouped_and_ungrouped(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1:D9"].value = "文字"
    sheet["2:4"].group()
    sheet["3:3"].group()
    sheet["B:C"].group()
    sheet["A6:A8"].group("rows")
    sheet["6:8"].ungroup()
    sheet.book.save(tmp_path / "分组.xlsx")
    stored = load_workbook(tmp_path / "分组.xlsx").active
    assert stored is not None
    assert [stored.row_dimensions[row].outlineLevel for row in range(1, 9)] == [0, 1, 2, 1, 0, 0, 0, 0]
    assert stored.column_dimensions["B"].outlineLevel == 1


def test_characters_have_fonts_of_their_own_that_are_saved(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].value = "𠮷科:完成任务"
    characters = sheet["A1"].characters
    characters[3:5].font.bold = True
    characters[-1].font.color = (255, 0, 0)
    assert (characters.text, characters[3:5].text, characters[3:][2].text) == ("𠮷科:完成任务", "完成", "任")
    assert (characters[3:5].font.bold, characters[5].font.bold, characters.font.bold) == (True, False, None)
    sheet.book.save(tmp_path / "字体.xlsx")
    stored = load_workbook(tmp_path / "字体.xlsx", rich_text=True).active
    assert stored is not None
    blocks = [part for part in stored["A1"].value if not isinstance(part, str)]
    assert [(block.text, bool(block.font.b)) for block in blocks if block.font.b] == [("完成", True)]


def test_the_characters_of_a_number_are_its_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].value = 123
    sheet["A1"].characters.font.bold = True
    assert (sheet["A1"].value, sheet["A1"].font.bold) == (123, True)
    with pytest.raises(ValueError, match="constant text"):
        sheet["A1"].characters[0].font.bold = False
    assert sheet["A1"].value == 123


def test_rows_are_sorted_with_their_formats_and_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [
        ["名", "数", "倍"],
        ["b", 20, None],
        ["D", 10, None],
        ["a", 30, None],
        ["c", 20, None],
    ]
    sheet["C2:C5"].formula = [["=B2*2"], ["=B3*2"], ["=B4*2"], ["=B5*2"]]
    sheet["A3"].color = (255, 0, 0)
    sheet["E2"].value = "旁"
    sheet["A1:C5"].sort([2, 1], [False, True], has_headers=True)
    assert sheet["A1:C5"].value == [
        ["名", "数", "倍"],
        ["a", 30, 60],
        ["b", 20, 40],
        ["c", 20, 40],
        ["D", 10, 20],
    ]
    assert (sheet["C5"].formula, sheet["A5"].color, sheet["A3"].color) == ("=B5*2", (255, 0, 0), None)
    assert sheet["E2"].value == "旁"


def test_a_rule_compares_values_and_is_changed_in_place(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1:A9"].value = 5
    rules = sheet["A1:A9"].conditional_formats
    rule = rules.add_cell_value("between", 5, 10, fill_color="#FFFF00", font_color="#FF0000", font_bold=True)
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == ("cell_value", "between", "5", "10")
    assert (rule.fill_color, rule.font_color) == ((255, 255, 0), (255, 0, 0))
    assert (rule.font_bold, rule.font_italic) == (True, False)
    rule.set(operator="greater_than", formula1="=$B$1", font_italic=True, font_bold=False)
    assert (rule.operator, rule.formula1, rule.formula2) == ("greater_than", "$B$1", None)
    assert (rule.fill_color, rule.font_bold, rule.font_italic) == ((255, 255, 0), False, True)
    with pytest.raises(NotImplementedError, match="lets the next one hold"):
        rule.set(formula1=1, stop_if_true=False)
    with pytest.raises(NotImplementedError, match="add_data_bar"):
        rules.add_data_bar("#638EC6")
    assert rule.formula1 == "$B$1"
    sheet.book.save(tmp_path / "条件.xlsx")
    stored = load_workbook(tmp_path / "条件.xlsx").active
    assert stored is not None
    found = [(str(f.sqref), r.operator, r.formula) for f in stored.conditional_formatting for r in f.rules]
    assert found == [("A1:A9", "greaterThan", ["$B$1"])]


def test_colour_scales_of_a_file_are_seen_for_what_they_are(app: xw.App, tmp_path: Path) -> None:
    book = Workbook()
    filled = book.active
    assert filled is not None
    scale = ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00")
    filled.conditional_formatting.add("A1:A9", scale)
    book.save(tmp_path / "色阶.xlsx")
    opened = app.books.open(tmp_path / "色阶.xlsx")
    rule = opened.sheets[0]["A1"].conditional_formats[0]
    assert (rule.type, rule.fill_color, rule.operator) == ("color_scale", None, None)
    with pytest.raises(NotImplementedError, match=r"ConditionalFormat\.colors"):
        _ = rule.colors
    opened.close()


def test_clearing_rules_leaves_them_on_the_cells_around(sheet: xw.Sheet) -> None:
    sheet["A1:D9"].conditional_formats.add_custom("=A1>5", fill_color="#FF0000")
    sheet["B3:C4"].conditional_formats.add_cell_value("less_than", 9)
    sheet["B3:C4"].conditional_formats.clear()
    assert sheet["B3:C4"].conditional_formats.count == 0
    for address in ("A1:D2", "A5:D9", "A3:A4", "D3:D4"):
        assert [rule.formula for rule in sheet[address].conditional_formats] == ["=A1>5"]


def test_what_stays_of_a_cleared_rule_means_what_it_meant(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1:D9"].conditional_formats.add_custom('=AND(A1>5,$D1="逾,期",$F$1=A2)', fill_color="#FF0000")
    sheet["A1:D2"].conditional_formats.clear()
    sheet["A3:A9"].conditional_formats.clear()
    assert [rule.formula for rule in sheet["C5"].conditional_formats] == ['=AND(B3>5,$D3="逾,期",$F$1=B4)']
    sheet.book.save(tmp_path / "剩余.xlsx")
    stored = load_workbook(tmp_path / "剩余.xlsx").active
    assert stored is not None
    rules = [(str(f.sqref), rule.formula) for f in stored.conditional_formatting for rule in f.rules]
    assert rules == [("B3:D9", ['AND(B3>5,$D3="逾,期",$F$1=B4)'])]
