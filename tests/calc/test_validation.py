"""What may be entered into cells: rules are made, read, changed and saved as Excel has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import load_workbook
from xlwings.main import DataValidation

Rule = Callable[[DataValidation], None]
RULES: dict[str, tuple[Rule, tuple[str, str, str, str | None]]] = {
    "whole number": (
        lambda v: v.set_whole_number("between", 1, 10),
        ("whole_number", "between", "=1", "=10"),
    ),
    "decimal": (lambda v: v.set_decimal("greater_than", 0.5), ("decimal", "greater_than", "=0.5", None)),
    "date": (
        lambda v: v.set_date("less_than_or_equal", dt.date(2026, 12, 31)),
        ("date", "less_than_or_equal", "=DATE(2026,12,31)", None),
    ),
    "time": (
        lambda v: v.set_time("not_equal_to", dt.time(17)),
        ("time", "not_equal_to", "=TIME(17,0,0)", None),
    ),
    "length": (
        lambda v: v.set_text_length("less_than", "=D1*2"),
        ("text_length", "less_than", "=D1*2", None),
    ),
}


@pytest.fixture
def cells(sheet: xw.Sheet) -> xw.Range:
    """B2:B4 of an empty sheet."""
    return sheet["B2:B4"]


@pytest.mark.parametrize("kind", RULES)
def test_a_comparison_reads_as_it_was_set(cells: xw.Range, kind: str) -> None:
    rule, expected = RULES[kind]
    rule(cells.data_validation)
    read = cells.data_validation
    assert (read.type, read.operator, read.formula1, read.formula2) == expected
    assert read.source is None
    assert read.formula is None


def test_a_list_offers_texts_a_range_or_a_name(cells: xw.Range) -> None:
    other = cells.sheet.book.sheets.add("选项 表")
    cells.data_validation.set_list(["未开始", '称"好"', 3], in_cell_dropdown=False)
    assert cells.data_validation.source == '未开始,称"好",3'
    assert cells.data_validation.in_cell_dropdown is False
    cells.data_validation.set_list(other["D1:D3"])
    assert cells.data_validation.source == "='选项 表'!$D$1:$D$3"
    assert cells.data_validation.in_cell_dropdown is True
    name = cells.sheet.book.names.add("状态", "='选项 表'!$D$1:$D$3")
    cells.data_validation.set_list(name)
    assert cells.data_validation.source == "=状态"


def test_changing_a_rule_keeps_its_prompts_and_deleting_leaves_nothing(cells: xw.Range) -> None:
    validation = cells.data_validation
    validation.set_list(["开", "关"])
    rule = validation.api
    rule.InputTitle, rule.InputMessage, rule.ErrorMessage = "选择", "请选", "不在其中"
    cells.api.Validation = rule
    validation.set_custom("=COUNTIF($B$2:$B$4,B2)=1")
    assert (validation.type, validation.formula) == ("custom", "=COUNTIF($B$2:$B$4,B2)=1")
    assert (validation.input_title, validation.input_message) == ("选择", "请选")
    assert (validation.error_message, validation.alert_style) == ("不在其中", "stop")
    assert (validation.show_input, validation.show_error, validation.ignore_blank) == (True, True, True)
    validation.delete()
    assert (validation.type, validation.input_title, validation.show_error) == ("none", None, None)


def test_different_rules_are_told_apart_and_not_overwritten(cells: xw.Range) -> None:
    cells[0].data_validation.set_list(["开"])
    assert cells.data_validation.type == "mixed_criteria"
    cells[1:3].data_validation.set_list(["关"])
    cells[2].number_format = "0.00"
    assert cells.data_validation.type == "inconsistent"
    assert cells[1:3].data_validation.source == "关"
    with pytest.raises(xw.XlwingsError, match="different validation rules"):
        cells.data_validation.set_list(["待定"])
    assert cells[0].data_validation.source == "开"


def test_rules_are_saved_for_excel(cells: xw.Range, tmp_path: Path) -> None:
    cells.data_validation.set_list(["开", "关"])
    cells.sheet["C2"].data_validation.set_text_length("between", 1, "=LEN(B2)")
    cells.sheet.book.save(tmp_path / "有效性.xlsx")
    stored = load_workbook(tmp_path / "有效性.xlsx").active
    assert stored is not None
    rules = sorted(stored.data_validations.dataValidation, key=lambda rule: str(rule.sqref))
    assert [(str(rule.sqref), rule.type, rule.formula1) for rule in rules] == [
        ("B2:B4", "list", '"开,关"'),
        ("C2", "textLength", "1"),
    ]
    assert rules[1].formula2 == "LEN(B2)"
