"""The preview sheet 合并预览: every change with its three texts, the decision, and what was not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.difference import difference, new_side, old_side
from xlreport.core.measure import HIGHEST_ROW, column_points, row_height, text_height
from xlreport.core.merge.changes import Change, Decision, MergePlan, Source
from xlreport.core.merge.decisions import Choice, mark, mark_file
from xlreport.core.model import column_letter
from xlreport.core.returns.returned import Confidence
from xlreport.core.schema import COLUMN_BY_CODE, PREVIEW_SHEET, TABLE_SHEET
from xlreport.core.text import key
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, link, offer_decisions, put, put_runs, span
from xlreport.drawing.page import A3, fit_to_width
from xlreport.drawing.painter import Painter

HEADER_ROW = 4
_HEADINGS = (
    ("序号", 6.0),
    ("责任部门", 16.0),
    ("栏目", 12.0),
    ("单元格", 9.0),
    ("下发时", 36.0),
    ("现在", 36.0),
    ("返回", 36.0),
    ("决定", 12.0),
    ("说明", 22.0),
    ("来源文件", 22.0),
    ("标识", 4.0),
)
_NUMBER, _DEPARTMENT, _COLUMN, _CELL, _BASE, _MINE, _THEIRS, _DECISION, _NOTE_COLUMN, _FILE, _KEY = range(
    1, len(_HEADINGS) + 1
)
_TEXT_COLUMNS = (_BASE, _MINE, _THEIRS, _NOTE_COLUMN, _FILE)
_CHOICES = (Decision.TAKE, Decision.KEEP, Decision.BOTH)
_ZOOM = 85
"""Per cent; at that, the decisions are seen without scrolling on a screen 1,440 pixels wide."""

_LEGEND = (
    "“现在”一栏里划掉的红字，采用返回后就没有了；“返回”一栏里带下划线的绿字是新的。"
    "可以排序、筛选；“决定”以外的格子请不要改。"
)


def preview_painter(plan: MergePlan, period: str, applied: bool) -> Painter:
    """A painter of the preview; ``applied`` says that the decided changes are in the table already."""

    def paint(sheet: Worksheet) -> None:
        _paint_head(sheet, plan, period, applied)
        row = HEADER_ROW
        for source in plan.sources:
            if source.confidence == Confidence.DOUBTFUL:
                row += 1
                _paint_source(sheet, row, source)
        for change in sorted(plan.changes, key=lambda c: (c.decision != Decision.OPEN, c.row)):
            row += 1
            _paint_change(sheet, row, change, applied)
        if row > HEADER_ROW:
            _add_decisions(sheet, row)
            sheet.auto_filter.ref = f"A{HEADER_ROW}:{column_letter(_KEY)}{row}"
        else:
            row += 1
            span(sheet, row, (1, _KEY - 1), "没有需要合并的改动", _CENTRED)
            sheet.row_dimensions[row].height = 28
        _paint_notes(sheet, row + 2, plan)
        sheet.freeze_panes = f"{column_letter(_COLUMN)}{HEADER_ROW + 1}"
        sheet.sheet_view.zoomScale = _ZOOM
        sheet.sheet_view.showGridLines = False
        fit_to_width(sheet, paper=A3, repeated_row=HEADER_ROW)

    return paint


def read_choices(rows: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    """The rows of a preview sheet that are about a change, from all its rows as text."""
    for number, row in enumerate(rows):
        places = {key(text): i for i, text in enumerate(row)}
        if {heading for heading, _ in _HEADINGS} <= places.keys():
            found = (_choice(i, record, places) for i, record in enumerate(rows[number + 1 :], number + 2))
            return tuple(choice for choice in found if choice.key)
    return ()


def _choice(row: int, record: Sequence[str], places: dict[str, int]) -> Choice:
    def text(column: int) -> str:
        place = places[_HEADINGS[column - 1][0]]
        return record[place] if place < len(record) else ""

    return Choice(
        row,
        text(_KEY).strip(),
        text(_DECISION).strip(),
        text(_NUMBER),
        text(_DEPARTMENT),
        text(_COLUMN),
        text(_BASE),
        text(_MINE),
        text(_THEIRS),
    )


def _paint_head(sheet: Worksheet, plan: MergePlan, period: str, applied: bool) -> None:
    last = _KEY - 1
    span(sheet, 1, (1, last), PREVIEW_SHEET, _TITLE)
    sheet.row_dimensions[1].height = 32
    state = "已合并入总表" if applied else "尚未合并，确认后再应用"
    open_ones = plan.undecided
    span(
        sheet,
        2,
        (1, last),
        f"期次：{period}　改动{len(plan.changes)}处（{state}）　其中需要决定{open_ones}处　"
        f"未采用的文件{len(plan.rejections)}个　提醒{len(plan.warnings)}条",
        _SUBTITLE,
    )
    span(sheet, 3, (1, last), _LEGEND, _LEGEND_LOOK)
    sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 20
    for column, (heading, width) in enumerate(_HEADINGS, start=1):
        put(sheet, HEADER_ROW, column, heading, _HEADING)
        sheet.column_dimensions[column_letter(column)].width = width
    sheet.row_dimensions[HEADER_ROW].height = 24
    sheet.column_dimensions[column_letter(_KEY)].hidden = True


def _paint_source(sheet: Worksheet, row: int, source: Source) -> None:
    """A file that the clerk has to confirm before anything in it is used."""
    explanation = {
        Decision.OPEN: "请核对，确是该单位的选“采用返回”，不采用整份文件选“保留现有”",
        Decision.KEEP: "按您的决定，整份文件不采用",
    }.get(source.decision, "按您的决定，作为该单位的反馈")
    texts = {
        _NUMBER: "",
        _DEPARTMENT: source.department,
        _COLUMN: "整份文件",
        _CELL: "",
        _BASE: "",
        _MINE: "",
        _THEIRS: f"{source.confidence}是不是该单位的：{source.grounds}",
        _DECISION: str(source.decision),
        _NOTE_COLUMN: explanation,
        _FILE: source.file,
    }
    for column, text in texts.items():
        put(sheet, row, column, text, _look(column, text))
    put(sheet, row, _KEY, mark_file(source), _TEXT)
    _finish_row(sheet, row, texts, source.decision)


def _paint_change(sheet: Worksheet, row: int, change: Change, applied: bool) -> None:
    texts = {
        _NUMBER: change.task,
        _DEPARTMENT: change.department,
        _COLUMN: key(COLUMN_BY_CODE[change.column].heading),
        _CELL: change.cell,
        _BASE: change.base,
        _MINE: change.mine,
        _THEIRS: change.theirs,
        _DECISION: str(change.decision),
        _NOTE_COLUMN: _explanation(change, applied),
        _FILE: change.file,
    }
    runs = difference(change.mine, change.theirs)
    marked = {_MINE: old_side(runs), _THEIRS: new_side(runs)}
    for column, text in texts.items():
        look = _look(column, text)
        if column in marked:
            put_runs(sheet, row, column, marked[column], look)
        else:
            put(sheet, row, column, text, look)
    link(put(sheet, row, _CELL, change.cell, _LINK), TABLE_SHEET, change.cell)
    put(sheet, row, _KEY, mark(change, applied), _TEXT)
    _finish_row(sheet, row, texts, change.decision)


def _finish_row(sheet: Worksheet, row: int, texts: Mapping[int, str], decision: Decision) -> None:
    """Show what waits for a decision, and make the row high enough for its texts."""
    if decision == Decision.OPEN:
        sheet.cell(row, _DECISION).fill = styles.fill(styles.WARNING_FILL)
    needed = row_height(list(texts.values()), [_points(column) for column in texts], styles.SIZE_5)
    sheet.row_dimensions[row].height = max(needed, 28.0)


def _look(column: int, text: str) -> Look:
    if column not in _TEXT_COLUMNS:
        return _CENTRED
    return _LONG_TEXT if _is_too_high(column, text) else _TEXT


def _is_too_high(column: int, text: str) -> bool:
    """Whether no row is high enough to show a text whole."""
    return text_height(text, _points(column), styles.SIZE_5) > HIGHEST_ROW


def _points(column: int) -> float:
    return column_points(_HEADINGS[column - 1][1])


def _explanation(change: Change, applied: bool) -> str:
    texts = ((_BASE, change.base), (_MINE, change.mine), (_THEIRS, change.theirs))
    is_cut = any(_is_too_high(column, text) for column, text in texts)
    return _stage(change, applied) + ("。" + _CUT if is_cut else "")


def _stage(change: Change, applied: bool) -> str:
    if change.decision == Decision.OPEN:
        return change.note or (_CLASH if change.is_conflict else _UNDECIDED)
    if change.decision == Decision.KEEP:
        return "按您的决定保留总表现有文字"
    done = "已写入总表" if applied else "应用时写入总表"
    return f"按您的决定，{done}" if change.is_conflict else done


def _add_decisions(sheet: Worksheet, last_row: int) -> None:
    letter = column_letter(_DECISION)
    prompt = "采用返回：用部门返回的文字；保留现有：总表不变；两者都留：现有文字后面接上返回的文字。"
    offer_decisions(sheet, f"{letter}{HEADER_ROW + 1}:{letter}{last_row}", _CHOICES, prompt)


def _paint_notes(sheet: Worksheet, row: int, plan: MergePlan) -> None:
    """The files, those that were not used and what was seen and left alone, below the changes."""
    last = _KEY - 1
    sections = (
        ("文件是谁的", [f"{s.file}：{s.department}，{s.confidence}（{s.grounds}）" for s in plan.sources]),
        ("未采用的文件（仍在原处）", [f"{r.file}：{r.reason}" for r in plan.rejections]),
        ("提醒", list(plan.warnings)),
    )
    width = sum(_points(column) for column in range(1, _KEY))
    for title, lines in sections:
        span(sheet, row, (1, last), title, _SECTION)
        sheet.row_dimensions[row].height = 22
        for line in lines or ["无"]:
            row += 1
            span(sheet, row, (1, last), line, _NOTE)
            sheet.row_dimensions[row].height = row_height([line], [width], styles.SIZE_5)
        row += 2


_CLASH = "总表和返回都改过，请在“决定”里选择后再应用"
_UNDECIDED = "还没有决定，请在“决定”里选择后再应用"
_CUT = "文字太长，格子里显示不全，全文请看编辑栏"
_TITLE = Look(styles.font(styles.TITLE_FONT, styles.SIZE_3), styles.LEFT_ONE_LINE)
_SUBTITLE = Look(styles.font(), styles.LEFT_ONE_LINE)
_LEGEND_LOOK = Look(styles.font(color=styles.GREY), styles.LEFT_ONE_LINE)
_HEADING = Look(
    styles.font(styles.HEADING_FONT), styles.CENTRED, styles.GRID, styles.fill(styles.HEADING_FILL)
)
_CENTRED = Look(styles.font(), styles.CENTRED, styles.GRID)
_LINK = Look(styles.font(color=styles.LINK_BLUE), styles.CENTRED, styles.GRID)
_TEXT = Look(styles.font(), styles.LEFT, styles.GRID)
_LONG_TEXT = Look(styles.font(), styles.TOP_LEFT, styles.GRID)
_SECTION = Look(styles.font(styles.HEADING_FONT), styles.LEFT_ONE_LINE)
_NOTE = Look(styles.font(), Alignment(horizontal="left", vertical="center", wrap_text=True))
