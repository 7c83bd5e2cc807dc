"""校验: find every mistake in the master and show it where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from xlreport.books.port import Book
from xlreport.core.model import Finding, Severity
from xlreport.core.schema import (
    ACCEPTED_SHEET,
    COLUMN_BY_CODE,
    CONFUSIONS_SHEET,
    FINDINGS_SHEET,
    RULES_SHEET,
)
from xlreport.core.text import is_blank, key
from xlreport.core.validation import run_rules
from xlreport.core.validation.acceptance import (
    Acceptance,
    Identifier,
    acceptance_of,
    marked,
    named,
    read_acceptances,
    verdict,
)
from xlreport.core.validation.choices import NO_CHOICES, Choices, read_choices
from xlreport.core.wording.confusions import BUILT_IN
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.errors import XlreportError
from xlreport.sheets.validation.choices import acceptances_painter, choices_painter, confusions_painter
from xlreport.sheets.validation.findings import (
    KEYS_NAME,
    Quiet,
    count_line,
    findings_painter,
    highlights,
    keys_reference,
    written_marks,
)
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class ValidateResult:
    """Everything found, the worst first, what of it was accepted, and where the master lies as it was before.

    ``findings`` are those left to look at; ``switched_off`` is how many rules the clerk has switched off.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    switched_off: int
    backup: Path

    @property
    def has_errors(self) -> bool:
        """Whether the master must not go out as it is."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """The findings as the command line gives them to other programs."""
        return {
            "findings": [_record(finding) for finding in self.findings],
            "accepted": [_record(finding) for finding in self.accepted],
            "switched_off": self.switched_off,
        }


def _record(finding: Finding) -> dict[str, str]:
    fields = ("severity", "code", "sheet", "cell", "task", "column", "message", "suggestion")
    record = asdict(finding)
    return {name: str(record[name]) for name in fields}


def validate(
    book: Book, ui: Ui, *, as_of: date, accept: Sequence[str] = (), reason: str = ""
) -> ValidateResult:
    """Check a master as of a day, write 校验结果, highlight the places in the table, and save.

    Values and formats of the table stay as they are. What the clerk wrote into the column 已阅 is
    taken over into 已阅记录, and so is what ``accept`` names (``CODE:CELL``) with its ``reason``; an
    accepted finding stays quiet until its cell changes. 规则设置 and 易错词表 are made where they are
    missing. Raises XlreportError where ``accept`` names no finding, or comes without a reason.
    """
    _require_reason(accept, reason)
    master = read_master(book)
    choices = _choices(book)
    identify = Identifier(master)
    findings = run_rules(master, as_of, choices.severities)
    marks = written_marks(sheet_texts(book, FINDINGS_SHEET)) if FINDINGS_SHEET in book.sheet_names() else {}
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    new = marked(findings, marks, day, identify)
    new += [
        acceptance_of(one, reason.strip(), day, identify)
        for place in accept
        for one in named(findings, place)
    ]
    accepted = _accepted(book, new)
    result = verdict(findings, accepted, identify)
    idents = [identify.of(finding) for finding in result.open]
    quiet = Quiet(len(result.accepted), choices.switched_off)
    backup = book.backup()
    _put_choices(book, choices)
    if new:
        book.put(ACCEPTED_SHEET, acceptances_painter(accepted))
    book.put(FINDINGS_SHEET, findings_painter(result.open, master.table, as_of, idents, marks, quiet))
    book.define_names({KEYS_NAME: keys_reference(result.open)})
    book.set_highlights(master.table.sheet, *highlights(master.table))
    book.finish()
    _show(ui, result.open, quiet)
    if any(ident in marks for ident in idents):
        ui.info("“已阅”一栏有的没有写理由，没有算数；请写明理由后再校验")
    if result.outdated:
        ui.info(f"“已阅记录”里有{result.outdated}条，问题已不在或单元格已改动")
    return ValidateResult(result.open, result.accepted, choices.switched_off, backup)


def _require_reason(accept: Sequence[str], reason: str) -> None:
    if accept and is_blank(reason):
        raise XlreportError(
            "没有写已阅的理由",
            untouched="总表没有改动",
            todo="请用 --reason 写明理由，如 --reason 共用办公电话",
        )


def _choices(book: Book) -> Choices:
    return read_choices(sheet_texts(book, RULES_SHEET)) if RULES_SHEET in book.sheet_names() else NO_CHOICES


def _accepted(book: Book, new: Sequence[Acceptance]) -> tuple[Acceptance, ...]:
    """What was accepted before and what is accepted now, each once."""
    there = ACCEPTED_SHEET in book.sheet_names()
    before = read_acceptances(sheet_texts(book, ACCEPTED_SHEET)) if there else ()
    return tuple({one.ident: one for one in (*before, *new)}.values())


def _put_choices(book: Book, choices: Choices) -> None:
    """Make the sheets that the clerk chooses on, or add the rules that an older one does not know."""
    if not choices.is_complete:
        book.put(RULES_SHEET, choices_painter(choices))
    if CONFUSIONS_SHEET not in book.sheet_names():
        book.put(CONFUSIONS_SHEET, confusions_painter(BUILT_IN))


def _show(ui: Ui, findings: tuple[Finding, ...], quiet: Quiet) -> None:
    if not findings:
        ui.info("没有发现问题" + (f"（{count_line(findings, quiet)}）" if quiet != Quiet() else ""))
        return
    rows = [
        (f.severity.value, f.code, f.task, _heading(f), f.cell, f.message, f.suggestion) for f in findings
    ]
    ui.table("校验结果", ("严重程度", "规则", "事项", "栏目", "单元格", "问题", "建议"), rows)
    ui.info(f"共发现{len(findings)}处：{count_line(findings, quiet)}。详见工作表“{FINDINGS_SHEET}”")


def _heading(finding: Finding) -> str:
    return key(COLUMN_BY_CODE[finding.column].heading) if finding.column else finding.sheet
