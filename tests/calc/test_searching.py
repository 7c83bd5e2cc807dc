"""Finding and replacing text, and picking out cells by their content."""

from __future__ import annotations

import pytest
import xlwings as xw


def _found(cells: xw.Range, text: str, **options: object) -> str | None:
    found = cells.find(text, **options)  # type: ignore[arg-type]
    return found.address if isinstance(found, xw.Range) else None


def _addresses(cells: xw.Range, *kind: object) -> list[str]:
    return [area.address for area in cells.get_special_cells(*kind)]  # type: ignore[arg-type, union-attr]


@pytest.mark.parametrize(
    ("order", "direction", "address"),
    [
        ("rows", "forward", "$B$1"),
        ("rows", "backward", "$A$3"),
        ("columns", "forward", "$A$2"),
        ("columns", "backward", "$B$1"),
    ],
)
def test_a_text_is_found_first_in_the_asked_direction(
    sheet: xw.Sheet, order: str, direction: str, address: str
) -> None:
    sheet["A1"].value = [[None, "办公室"], ["市办公室", None], ["办公室牵头", None]]
    sheet["C1"].value = "办公室"
    assert _found(sheet["A1:B3"], "办公室", order=order, direction=direction) == address


def test_what_is_found_depends_on_case_on_the_whole_cell_and_on_what_cells_show(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["abc"], ["ABC"], ["ab"], ['="a"&"b"&"c"'], [12]]
    cells = sheet["A1:A5"]
    assert _found(cells, "ABC") == "$A$1"
    assert _found(cells, "ABC", match_case=True) == "$A$2"
    assert _found(cells, "ab", whole=True) == "$A$3"
    assert _found(cells, "abc", direction="backward") == "$A$4"
    assert _found(cells, "12") == "$A$5"
    assert _found(cells, "没有") is None
    assert _found(sheet["A2"], "abc", match_case=True) is None


def test_wildcards_are_excels_and_a_tilde_takes_their_meaning(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["5月底"], ["*注"], ["1~6月"]]
    cells = sheet["A1:A3"]
    assert _found(cells, "?月*") == "$A$1"
    assert _found(cells, "~*") == "$A$2"
    assert _found(cells, "~*?") == "$A$2"
    assert _found(cells, "*", direction="backward") == "$A$3"


def test_replacing_keeps_to_the_range_and_reaches_into_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["旧办", "旧办"], ["旧办公室", '="旧"&"办"'], ["1.5 旧", "新"]]
    sheet["A1:A3"].replace_all("旧", "新")
    sheet["B2"].replace_all("旧", "新")
    sheet["A1:B3"].replace_all("新", "完", whole=True)
    assert sheet["A1:B3"].value == [["新办", "旧办"], ["新办公室", "新办"], ["1.5 新", "完"]]
    assert sheet["B2"].formula == '="新"&"办"'


def test_cells_are_picked_out_by_what_is_in_them(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "字", True, None], ["=2+2", '="字"', "=1/0", "=1=1"]]
    cells = sheet["A1:D2"]
    assert _addresses(cells, "constants", "numbers") == ["$A$1"]
    assert _addresses(cells, "constants", "text") == ["$B$1"]
    assert _addresses(cells, "constants", "logical") == ["$C$1"]
    assert _addresses(cells, "constants", "errors") == []
    assert _addresses(cells, "constants") == ["$A$1:$C$1"]
    assert _addresses(cells, "formulas", "text") == ["$B$2"]
    assert _addresses(cells, "formulas", "errors") == ["$C$2"]
    assert _addresses(cells, "formulas") == ["$A$2:$D$2"]
    assert _addresses(cells, "blanks") == ["$D$1"]
    assert _addresses(sheet["A1"], "blanks") == []
    assert _addresses(sheet["D1"], "constants") == []


def test_visible_cells_leave_out_what_a_filter_hides(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["科室", "数"], ["甲", 1], ["乙", 2], ["甲", 3]]
    sheet["A1:B4"].autofilter.apply_values(1, ["甲"])
    assert _addresses(sheet["A1:B4"], "visible") == ["$A$1:$B$2", "$A$4:$B$4"]
