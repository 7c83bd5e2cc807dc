"""校验: find every mistake in the master and show it where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from xlreport.books.port import Book
from xlreport.core.model import Finding, Severity
from xlreport.core.schema import COLUMN_BY_CODE, FINDINGS_SHEET
from xlreport.core.text import key
from xlreport.core.validation import run_rules
from xlreport.desk.master.opening import read_master
from xlreport.sheets.validation.findings import (
    KEYS_NAME,
    count_line,
    findings_painter,
    highlights,
    keys_reference,
)
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class ValidateResult:
    """Everything found, the worst first, and where the master lies as it was before."""

    findings: tuple[Finding, ...]
    backup: Path

    @property
    def has_errors(self) -> bool:
        """Whether the master must not go out as it is."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def as_json(self) -> Mapping[str, list[dict[str, str]]]:
        """The findings as the command line gives them to other programs."""
        fields = ("severity", "code", "sheet", "cell", "task", "column", "message", "suggestion")
        records = (asdict(finding) for finding in self.findings)
        return {"findings": [{name: str(record[name]) for name in fields} for record in records]}


def validate(book: Book, ui: Ui, *, as_of: date) -> ValidateResult:
    """Check a master as of a day, write 校验结果, highlight the places in the table, and save.

    Values and formats of the table stay as they are.
    """
    master = read_master(book)
    findings = run_rules(master, as_of)
    backup = book.backup()
    book.put(FINDINGS_SHEET, findings_painter(findings, master.table, as_of))
    book.define_names({KEYS_NAME: keys_reference(findings)})
    book.set_highlights(master.table.sheet, *highlights(master.table))
    book.finish()
    _show(ui, findings)
    return ValidateResult(findings, backup)


def _show(ui: Ui, findings: tuple[Finding, ...]) -> None:
    if not findings:
        ui.info("没有发现问题")
        return
    rows = [
        (f.severity.value, f.code, f.task, _heading(f), f.cell, f.message, f.suggestion) for f in findings
    ]
    ui.table("校验结果", ("严重程度", "规则", "事项", "栏目", "单元格", "问题", "建议"), rows)
    ui.info(f"共发现{len(findings)}处：{count_line(findings)}。详见工作表“{FINDINGS_SHEET}”")


def _heading(finding: Finding) -> str:
    return key(COLUMN_BY_CODE[finding.column].heading) if finding.column else finding.sheet
