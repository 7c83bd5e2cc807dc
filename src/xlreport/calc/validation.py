"""Data validation: what may be entered into cells, with its prompts and warnings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes

from xlreport.calc.bridge import enum
from xlreport.calc.formulas import to_calc, to_excel
from xlreport.calc.names import Name
from xlreport.calc.offered import refuse_the_rest
from xlreport.calc.references import format_address, quote_sheet

if TYPE_CHECKING:
    from xlreport.calc.range import Range

_TYPES = {
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "list": "LIST",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "custom": "CUSTOM",
}
_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
_ALERTS = {"STOP": "stop", "WARNING": "warning", "INFO": "information"}
_TYPE_NAMES = {native: name for name, native in _TYPES.items()} | {"ANY": "none"}
_OPERATOR_NAMES = {native: name for name, native in _OPERATORS.items()}
_LITERALS = re.compile(r'"(?:[^"]|"")*"(?:;"(?:[^"]|"")*")*')
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_PROMPTS = ("InputTitle", "InputMessage", "ErrorTitle", "ErrorMessage")
_COMPARED = (*_PROMPTS, "ShowInputMessage", "ShowErrorMessage", "IgnoreBlankCells", "ShowList")


@refuse_the_rest
class DataValidation(base_classes.DataValidation):
    """The rule of a range, where all of its cells have the same."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        """The UNO object with the rule's properties; a copy, to be given back to the range when changed."""
        return self._cells.uno.Validation

    @property
    def type(self) -> str:
        """What the rule allows; ``none``, ``mixed_criteria`` or ``inconsistent`` as xlwings has them."""
        rules = {_signature(rule) for rule in self._rules()}
        if len(rules) == 1:
            return _TYPE_NAMES.get(self.api.Type.value, "unknown")
        return "mixed_criteria" if None in rules else "inconsistent"

    @property
    def operator(self) -> str | None:
        compares = self._is_one() and self.type not in ("list", "custom")
        return _OPERATOR_NAMES.get(self.api.getOperator().value) if compares else None

    @property
    def formula1(self) -> str | None:
        return None if self.operator is None else to_excel(f"={self.api.getFormula1()}")

    @property
    def formula2(self) -> str | None:
        if self.operator not in ("between", "not_between"):
            return None
        return to_excel(f"={self.api.getFormula2()}")

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule, as seen from the first cell of its own range."""
        return to_excel(f"={self.api.getFormula1()}") if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """What a list offers: ``开,关``, or a reference with an equals sign."""
        if self.type != "list":
            return None
        formula = self.api.getFormula1()
        if _LITERALS.fullmatch(formula):
            return ",".join(text.replace('""', '"') for text in _LITERAL.findall(formula))
        return to_excel(f"={formula}")

    @property
    def in_cell_dropdown(self) -> bool | None:
        return bool(self.api.ShowList) if self.type == "list" else None

    @property
    def ignore_blank(self) -> bool | None:
        return self._flag("IgnoreBlankCells")

    @property
    def input_title(self) -> str | None:
        return self._text("InputTitle")

    @property
    def input_message(self) -> str | None:
        return self._text("InputMessage")

    @property
    def show_input(self) -> bool | None:
        return self._flag("ShowInputMessage")

    @property
    def error_title(self) -> str | None:
        return self._text("ErrorTitle")

    @property
    def error_message(self) -> str | None:
        return self._text("ErrorMessage")

    @property
    def show_error(self) -> bool | None:
        return self._flag("ShowErrorMessage")

    @property
    def alert_style(self) -> str | None:
        return _ALERTS.get(self.api.ErrorAlertStyle.value) if self._is_one() else None

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Allow the texts of a list, of a range or of a name."""
        if isinstance(source, Name):
            formula = f"={source.name}"
        elif isinstance(source, list):
            formula = ";".join('"' + text.replace('"', '""') + '"' for text in source)
        else:
            formula = f"={quote_sheet(source.sheet.name)}!{format_address(source.area)}"
        rule = self._changeable()
        rule.ShowList = int(in_cell_dropdown)
        self._set(rule, "list", None, formula, None)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        self._set(self._changeable(), rule_type, operator, formula1, formula2)

    def delete(self) -> None:
        rule = self.api
        rule.Type = enum("sheet.ValidationType", "ANY")
        rule.ShowInputMessage = rule.ShowErrorMessage = False
        for name in _PROMPTS:
            setattr(rule, name, "")
        self._cells.uno.Validation = rule

    def _changeable(self) -> Any:
        """The rule to be changed, its prompts kept; a new one shows prompts and warnings, as in Excel."""
        kind = self.type
        if kind in ("mixed_criteria", "inconsistent"):
            raise xlwings.XlwingsError(
                "Cannot update data validation because the target cells have different validation rules."
            )
        rule = self.api
        if kind == "none":
            rule.ShowInputMessage = rule.ShowErrorMessage = rule.IgnoreBlankCells = True
        return rule

    def _set(self, rule: Any, kind: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        rule.Type = enum("sheet.ValidationType", _TYPES[kind])
        rule.setOperator(enum("sheet.ConditionOperator", _OPERATORS.get(operator or "", "NONE")))
        rule.setFormula1(to_calc(formula1).removeprefix("="))
        rule.setFormula2(to_calc(formula2 or "").removeprefix("="))
        self._cells.uno.Validation = rule

    def _text(self, name: str) -> str | None:
        return str(getattr(self.api, name)) if self._is_one() else None

    def _flag(self, name: str) -> bool | None:
        return bool(getattr(self.api, name)) if self._is_one() else None

    def _is_one(self) -> bool:
        """Whether all cells have the same rule."""
        return self.type not in ("none", "mixed_criteria", "inconsistent")

    def _rules(self) -> list[Any]:
        """The rules of the cells, one for each way of formatting them."""
        groups = self._cells.uno.getUniqueCellFormatRanges()
        return [groups.getByIndex(index).Validation for index in range(groups.getCount())]


def _signature(rule: Any) -> tuple[object, ...] | None:
    """What makes a rule this one; None for cells without a rule."""
    if rule.Type.value == "ANY":
        return None
    formulas = rule.getFormula1(), rule.getFormula2(), rule.getOperator().value
    return rule.Type.value, *formulas, *(getattr(rule, name) for name in _COMPARED)
