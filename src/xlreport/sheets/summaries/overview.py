"""The sheet 汇总-总览: a summing-up sentence, key figures, two tables and two charts on one page."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.schema import SUMMARY_OVERVIEW
from xlreport.core.summaries.overview import CategoryFigures, Overview, overview
from xlreport.drawing import styles
from xlreport.drawing.cells import Look, put, span
from xlreport.drawing.charts import Block, add_doughnut, add_stacked_bars
from xlreport.drawing.layout import (
    BODY_TEXT,
    CENTRED,
    CHARTED,
    HEADING,
    PERCENT,
    TEXT,
    TOTAL,
    Head,
    Shown,
    fit_row,
    make_room,
    paint_head,
    paint_note,
    set_widths,
    share,
)
from xlreport.drawing.page import fit_to_width
from xlreport.drawing.painter import Area
from xlreport.sheets.summaries.tab import Tab

_COLUMNS = 12
_COLUMN_WIDTH = 10.2
_ROW_HEIGHT = 25.0
_LABEL_COLUMNS = (1, 2)
"""Labels stand over two columns, numbers in one each."""

_CARD_LABEL = Look(
    styles.font(styles.HEADING_FONT, styles.SIZE_5, color=styles.GREY), styles.CENTRED, styles.GRID
)
_CARD_NUMBER = Look(
    styles.font(styles.HEADING_FONT, styles.SIZE_2, color=styles.ACCENT), styles.CENTRED, styles.GRID
)
_CARDS_A_LINE = 6
_CATEGORY_HEADINGS = (
    "任务数",
    "全部填报",
    "部分填报",
    "未填报",
    "责任部门",
    "应填项次",
    "已填项次",
    "填报率",
    "存在问题",
    "对上争取",
)
_CHARTED_COLUMNS = (4, 5, 6)
_RATE_COLUMN = 10
_BAR_POINTS = 44.0
_HIGHEST_CHART = 520.0
_NOTES = (
    "说明：1. “项次”指一个部门在一项任务中的一份责任；部门在“政策落实情况”栏有文字即为已填报，填“无”也算。",
    "2. “全部填报”指一项任务的各责任部门均已填报，“部分填报”指其中有的尚未填报（或文字未署名）。",
    "3. “本期反馈率”按进展台账统计：已交回反馈表且填有落实情况的项次，占本期下发项次的比例。",
    "4. “有更新”指交回的文字与下发时不同。问题、对上争取按段落计条，填“无”的不计。部门合计不重复计数。",
)


def paint(sheet: Worksheet, figures: Overview, head: Head) -> None:
    """The whole overview."""
    set_widths(sheet, [_COLUMN_WIDTH] * _COLUMNS)
    paint_head(sheet, "任务落实情况汇总", head, _COLUMNS)
    fit_to_width(sheet, orientation="portrait")
    sheet.page_setup.fitToHeight = 1
    if not figures.total.tasks:
        paint_note(sheet, 4, (1, _COLUMNS), "总表里还没有任务，暂无可汇总的内容。")
        return
    paint_note(sheet, 3, (1, _COLUMNS), _sentence(figures), BODY_TEXT)
    row = _paint_cards(sheet, 4, figures)
    categories = _paint_categories(sheet, row + 1, figures)
    kinds = _paint_deadlines(sheet, categories.bottom + 3, figures)
    lines = max(len(figures.kinds), len(figures.states))
    row = _paint_charts(sheet, kinds.header + lines + 2, categories, kinds)
    for number, note in enumerate(_NOTES, start=row):
        paint_note(sheet, number, (1, _COLUMNS), note)


def _sentence(figures: Overview) -> str:
    total = figures.total
    day = f"{figures.as_of.year}年{figures.as_of.month}月{figures.as_of.day}日"
    text = (
        f"截至{day}，共{total.tasks}项任务，涉及{total.departments}个责任部门。"
        f"应填报{total.shares}项次，已填报{total.reported}项次，占{_percent(total.reported, total.shares)}；"
        f"各部门全部填报的任务{total.complete}项，部分填报{total.partial}项，未填报{total.missing}项。"
    )
    if figures.answers.from_ledger:
        asked, answered = figures.answers.asked, figures.answers.answered
        text += f"本期下发{asked}项次，已反馈{answered}项次，反馈率{_percent(answered, asked)}。"
    text += f"反映问题{total.problems}条，需对上争取的工作{total.support}条。"
    return text + f"已逾期{figures.overdue}项，30日内到期{figures.due_soon}项。"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "—"


def _cards(figures: Overview) -> tuple[tuple[str, Shown], ...]:
    total, answers, updates = figures.total, figures.answers, figures.updates
    answered = share(answers.answered, answers.asked) if answers.from_ledger else "尚未下发"
    return (
        ("任务（项）", total.tasks),
        ("责任部门（个）", total.departments),
        ("填报率", share(total.reported, total.shares)),
        ("本期反馈率", answered),
        ("已逾期（项）", figures.overdue),
        ("30日内到期（项）", figures.due_soon),
        ("全部填报（项）", total.complete),
        ("未全部填报（项）", total.partial + total.missing),
        ("存在问题（条）", total.problems),
        ("对上争取（条）", total.support),
        ("本期有更新（项次）", "—" if updates is None else updates.any_column),
        ("其中问题、争取有更新", "—" if updates is None else f"{updates.problems}、{updates.support}"),
    )


def _paint_cards(sheet: Worksheet, top: int, figures: Overview) -> int:
    """Key figures, a label above each number; returns the next free row."""
    sheet.row_dimensions[top].height = 6
    row = top + 1
    cards = _cards(figures)
    for start in range(0, len(cards), _CARDS_A_LINE):
        for place, (label, value) in enumerate(cards[start : start + _CARDS_A_LINE]):
            columns = (1 + 2 * place, 2 + 2 * place)
            span(sheet, row, columns, label, _CARD_LABEL)
            span(sheet, row + 1, columns, None, _CARD_NUMBER)
            put(sheet, row + 1, columns[0], value, _card_look(value))
        sheet.row_dimensions[row].height = 24
        sheet.row_dimensions[row + 1].height = 40
        row += 2
    sheet.row_dimensions[row].height = 10
    return row


def _card_look(value: Shown) -> Look:
    if isinstance(value, float):
        return replace(_CARD_NUMBER, number_format=PERCENT)
    if isinstance(value, str) and len(value) > 3:
        return replace(_CARD_NUMBER, font=styles.font(styles.HEADING_FONT, styles.SIZE_4, color=styles.GREY))
    return _CARD_NUMBER


def _paint_categories(sheet: Worksheet, top: int, figures: Overview) -> Block:
    """The table by category with its total; returns the block to chart: tasks by completion."""
    span(sheet, top, _LABEL_COLUMNS, "类别", HEADING)
    for column, heading in enumerate(_CATEGORY_HEADINGS, start=3):
        put(sheet, top, column, heading, HEADING)
    fit_row(sheet, top, [], least=_ROW_HEIGHT)
    for row, own in enumerate(figures.categories, start=top + 1):
        _paint_category(sheet, row, own, (TEXT, CENTRED))
    bottom = top + len(figures.categories)
    _paint_category(sheet, bottom + 1, figures.total, (TOTAL, TOTAL))
    return Block(top, top + 1, bottom, 1, _CHARTED_COLUMNS)


def _paint_category(sheet: Worksheet, row: int, own: CategoryFigures, looks: tuple[Look, Look]) -> None:
    span(sheet, row, _LABEL_COLUMNS, own.category, looks[0])
    numbers: tuple[Shown, ...] = (
        own.tasks,
        own.complete,
        own.partial,
        own.missing,
        own.departments,
        own.shares,
        own.reported,
        share(own.reported, own.shares),
        own.problems,
        own.support,
    )
    for column, number in enumerate(numbers, start=3):
        put(sheet, row, column, number, _number_look(column, looks[1]))
    fit_row(sheet, row, [(own.category, 2 * _COLUMN_WIDTH)], least=_ROW_HEIGHT)


def _number_look(column: int, look: Look) -> Look:
    if column == _RATE_COLUMN:
        return replace(look, number_format=PERCENT)
    return CHARTED if look is CENTRED and column in _CHARTED_COLUMNS else look


def _paint_deadlines(sheet: Worksheet, top: int, figures: Overview) -> Block:
    """The tables of time limits by kind and by light, side by side; returns the kinds to chart."""
    sheet.row_dimensions[top - 1].height = 10
    lines = max(len(figures.kinds), len(figures.states))
    half = _COLUMNS // 2
    for left, heading, counts in ((1, "时限类型", figures.kinds), (1 + half, "时限状态", figures.states)):
        texts: list[tuple[str, Shown]] = [
            (heading, "任务数"),
            *((count.label, count.number) for count in counts),
        ]
        texts += [("", "")] * (lines - len(counts))
        for row, (label, number) in enumerate(texts, start=top):
            look = HEADING if row == top else CENTRED
            span(sheet, row, (left, left + 3), label, look)
            span(sheet, row, (left + 4, left + 5), None, look)
            put(sheet, row, left + 4, number, look)
            fit_row(sheet, row, [], least=_ROW_HEIGHT)
    return Block(top, top + 1, top + len(figures.kinds), 1, (5,))


def _paint_charts(sheet: Worksheet, top: int, categories: Block, kinds: Block) -> int:
    """The charts side by side on rows of their own; returns the next free row."""
    bars = categories.bottom - categories.top + 1
    last = make_room(sheet, top, min(150 + _BAR_POINTS * max(bars, 5), _HIGHEST_CHART))
    add_stacked_bars(
        sheet,
        categories,
        Area(top, 1, last, 7),
        "各类别任务填报情况（项）",
        ("2F5597", "F4B183", "C9C9C9"),
    )
    add_doughnut(sheet, kinds, Area(top, 8, last, _COLUMNS), "任务时限类型（项）")
    return last + 2


TAB = Tab(SUMMARY_OVERVIEW, overview, paint)
