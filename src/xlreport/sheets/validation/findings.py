"""The findings sheet 校验结果, and the highlights of the task table that are keyed on it.

A highlight must survive what a clerk does to the table and to the findings: sorting, inserted rows,
moved columns. So a hidden column of the findings sheet names each place by severity, item number
and column heading, and the conditional formats look that text up through one defined name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.measure import column_points, row_height
from xlreport.core.model import Finding, Severity, TaskTable, column_letter
from xlreport.core.schema import COLUMN_BY_CODE, FINDINGS_SHEET, NUMBER
from xlreport.core.text import key
from xlreport.core.validation import RULES
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, link, put, span
from xlreport.drawing.page import fit_to_width
from xlreport.drawing.painter import Area, Highlight, Painter

HEADER_ROW = 3
NO_MARKS: Mapping[str, str] = {}
KEYS_NAME = "校验位置"
"""The workbook-level name of the hidden key column."""

FILLS = {
    Severity.ERROR: styles.ERROR_FILL,
    Severity.WARNING: styles.WARNING_FILL,
    Severity.HINT: styles.HINT_FILL,
}
_HEADINGS = (
    ("序号", 6.0),
    ("严重程度", 10.0),
    ("规则", 22.0),
    ("事项", 7.0),
    ("栏目", 17.0),
    ("单元格", 13.0),
    ("问题", 56.0),
    ("建议", 34.0),
)
_LOWEST_ROW = 20.0
_KEY_COLUMN = len(_HEADINGS) + 1
ACCEPT_COLUMN, IDENT_COLUMN = _KEY_COLUMN + 1, _KEY_COLUMN + 2
"""1-based columns where the clerk writes why a finding is accepted, and of its hidden identity."""
_ACCEPT_HEADING, _ACCEPT_WIDTH = "已阅（写理由）", 26.0
_LAST_LETTER = column_letter(ACCEPT_COLUMN)
_TITLES = {rule.code: rule.title for rule in RULES}


@dataclass(frozen=True)
class Quiet:
    """What is not shown: how many findings were accepted, and how many rules are switched off."""

    accepted: int = 0
    switched_off: int = 0


def findings_painter(
    findings: Sequence[Finding],
    table: TaskTable,
    as_of: date,
    idents: Sequence[str] = (),
    marks: Mapping[str, str] = NO_MARKS,
    quiet: Quiet = Quiet(),
) -> Painter:
    """A painter of the findings about a master whose task table is ``table``, as of a day.

    ``idents`` are the findings' identities in their order; ``marks`` what the clerk wrote beside
    findings, by identity, that accepts them not yet.
    """

    def paint(sheet: Worksheet) -> None:
        _paint_head(sheet, findings, as_of, quiet)
        for number, finding in enumerate(findings, start=1):
            _paint_finding(sheet, HEADER_ROW + number, number, finding, table)
        for row, ident in enumerate(idents, start=HEADER_ROW + 1):
            put(sheet, row, ACCEPT_COLUMN, marks.get(ident, ""), _INPUT)
            put(sheet, row, IDENT_COLUMN, ident, _TEXT)
        if not findings:
            span(sheet, HEADER_ROW + 1, (1, len(_HEADINGS)), "没有发现问题，可以放心下发。", _GOOD)
            sheet.row_dimensions[HEADER_ROW + 1].height = 30
        else:
            sheet.auto_filter.ref = f"A{HEADER_ROW}:{_LAST_LETTER}{HEADER_ROW + len(findings)}"
        _set_up(sheet, HEADER_ROW + max(1, len(findings)))

    return paint


def keys_reference(findings: Sequence[Finding]) -> str:
    """What the name of the key column refers to."""
    letter = column_letter(_KEY_COLUMN)
    return f"'{FINDINGS_SHEET}'!${letter}${HEADER_ROW + 1}:${letter}${HEADER_ROW + max(1, len(findings))}"


def highlights(table: TaskTable) -> tuple[Area, list[Highlight]]:
    """The cells of the task table, and the fills shown where a finding is keyed to one of them.

    SUMPRODUCT compares exactly, where COUNTIF and MATCH would take ``*`` and ``?`` for wildcards; TRIM
    and CLEAN (which drops line breaks) undo what differs between a cell and its key. The worst
    severity comes first and wins.
    """
    left, right = min(table.columns.values()), max(table.columns.values())
    top = table.header_row + 1
    bottom = max((task.row for task in table.tasks), default=top)
    number = f"TRIM(${column_letter(table.columns[NUMBER.code])}{top})"
    heading = f"CLEAN({column_letter(left)}${table.header_row})"
    rules = [
        Highlight(f'SUMPRODUCT(--({KEYS_NAME}="{severity.value}|"&{number}&"|"&{heading}))>0', colour)
        for severity, colour in FILLS.items()
    ]
    return Area(top, left, bottom, right), rules


def place_key(finding: Finding, table: TaskTable) -> str:
    """The text by which a highlight finds its cell; empty for a finding that is not about a task's."""
    if not finding.column:
        return ""
    heading = re.sub(r"[\x00-\x1f]", "", table.headings[finding.column])
    return f"{finding.severity.value}|{finding.task}|{heading}"


def count_line(findings: Sequence[Finding], quiet: Quiet = Quiet()) -> str:
    """How many findings there are of each severity, and how many are quiet, in words."""
    counts = Counter(finding.severity for finding in findings)
    told = [f"{severity.value}{counts[severity]}条" for severity in Severity]
    if quiet.accepted:
        told.append(f"已阅{quiet.accepted}条")
    if quiet.switched_off:
        told.append(f"关闭的规则{quiet.switched_off}条")
    return "　".join(told)


def written_marks(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """What the clerk wrote into the column 已阅, by the identity of the finding beside it.

    ``rows`` are all rows of the sheet as text; a sheet made before there was such a column has none.
    """
    if len(rows) < HEADER_ROW or len(rows[HEADER_ROW - 1]) < IDENT_COLUMN:
        return {}
    if rows[HEADER_ROW - 1][ACCEPT_COLUMN - 1] != _ACCEPT_HEADING:
        return {}
    filled = (row for row in rows[HEADER_ROW:] if len(row) >= IDENT_COLUMN)
    return {row[IDENT_COLUMN - 1]: row[ACCEPT_COLUMN - 1] for row in filled if row[ACCEPT_COLUMN - 1].strip()}


def _paint_head(sheet: Worksheet, findings: Sequence[Finding], as_of: date, quiet: Quiet) -> None:
    span(sheet, 1, (1, len(_HEADINGS)), FINDINGS_SHEET, _TITLE)
    sheet.row_dimensions[1].height = 32
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    advice = "　　点“单元格”一栏可跳到该处；改正或排序、增删行后请重新校验" if findings else ""
    told = f"校验日期：{day}　　{count_line(findings, quiet)}{advice}"
    span(sheet, 2, (1, len(_HEADINGS)), told, _SUBTITLE)
    sheet.row_dimensions[2].height = 20
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        put(sheet, HEADER_ROW, column, heading, _HEADING)
        sheet.column_dimensions[column_letter(column)].width = width
    put(sheet, HEADER_ROW, _KEY_COLUMN, "定位", _HEADING)
    put(sheet, HEADER_ROW, ACCEPT_COLUMN, _ACCEPT_HEADING, _HEADING)
    put(sheet, HEADER_ROW, IDENT_COLUMN, "标识", _HEADING)
    sheet.column_dimensions[column_letter(ACCEPT_COLUMN)].width = _ACCEPT_WIDTH
    for hidden in (_KEY_COLUMN, IDENT_COLUMN):
        sheet.column_dimensions[column_letter(hidden)].hidden = True
    sheet.row_dimensions[HEADER_ROW].height = 24


def _paint_finding(sheet: Worksheet, row: int, number: int, finding: Finding, table: TaskTable) -> None:
    rule = f"{finding.code} {_TITLES[finding.code]}"
    column = key(COLUMN_BY_CODE[finding.column].heading) if finding.column else ""
    task = int(finding.task) if finding.task.isdecimal() else finding.task
    put(sheet, row, 1, number, _CENTRED)
    put(sheet, row, 2, finding.severity.value, _severity_look(finding.severity))
    put(sheet, row, 3, rule, _TEXT)
    put(sheet, row, 4, task, _CENTRED)
    put(sheet, row, 5, column, _TEXT)
    place = finding.cell if finding.sheet == table.sheet else f"{finding.sheet}{finding.cell}"
    link(put(sheet, row, 6, place or "整表", _LINK), finding.sheet, finding.cell or "A1")
    put(sheet, row, 7, finding.message, _TEXT)
    put(sheet, row, 8, finding.suggestion, _TEXT)
    put(sheet, row, _KEY_COLUMN, place_key(finding, table), _TEXT)
    texts = ["", "", rule, "", column, place, finding.message, finding.suggestion]
    widths = [column_points(width) for _, width in _HEADINGS]
    sheet.row_dimensions[row].height = max(_LOWEST_ROW, row_height(texts, widths, styles.SIZE_5))


def _severity_look(severity: Severity) -> Look:
    return Look(styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(FILLS[severity]))


def _set_up(sheet: Worksheet, last_row: int) -> None:
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    fit_to_width(sheet, repeated_row=HEADER_ROW)
    sheet.print_area = f"A1:{_LAST_LETTER}{last_row}"


_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_3), styles.CENTRED)
_SUBTITLE = Look(styles.font(), styles.LEFT_ONE_LINE)
_HEADING = Look(
    styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(styles.HEADING_FILL)
)
_CENTRED = Look(styles.font(), styles.CENTRED, styles.GRID)
_TEXT = Look(styles.font(), styles.LEFT, styles.GRID)
_LINK = Look(styles.font(color=styles.LINK_BLUE), styles.CENTRED, styles.GRID)
_INPUT = Look(styles.font(), styles.LEFT, styles.GRID, styles.fill(styles.OPEN_FILL), number_format="@")
_GOOD = Look(styles.font(), styles.CENTRED, styles.GRID, styles.fill(styles.GOOD_FILL))
