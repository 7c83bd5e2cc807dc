"""The sheet 历次反馈: one task through all periods, the newest on top, with what changed marked in it."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from xlreport.core.difference import difference, new_side
from xlreport.core.merge.history import HistoryRow, TaskHistory
from xlreport.core.schema import COLUMN_BY_CODE
from xlreport.core.text import is_blank, key
from xlreport.drawing.layout import TEXT, Field, Head, ListPage, Marked, Row, paint_list_page
from xlreport.drawing.painter import Painter

_FIELDS = (
    Field("期次", 13),
    Field("责任部门", 18),
    Field("状态", 12),
    Field("进展状态", 10),
    Field("栏目", 12.5),
    Field("文字", 62, TEXT),
    Field("返回的文件", 22, TEXT),
)
_NOW = "现在的总表"
_LEGEND = "下划线的绿字是与上一次相比新写的，文字照录原文。最上面是总表现在的内容，下面按期次从近到远。"
_NOTHING = "还没有这项任务的反馈。下发并合并以后，这里会列出各期的情况。"


def history_painter(own: TaskHistory, head: Head) -> Painter:
    """A painter of the history of one task: a line per period, department and column that says something."""
    rows = [row for part in (own.now, tuple(reversed(own.rows))) for row in part]
    page = ListPage(
        f"第{own.number}项历次反馈情况",
        _FIELDS,
        (own.content.strip(), _LEGEND),
        [line for row in rows for line in _lines(row)],
        nothing=_NOTHING,
        linked=0,
    )

    def paint(sheet: Worksheet) -> None:
        paint_list_page(sheet, page, head)

    return paint


def _lines(row: HistoryRow) -> list[Row]:
    return [
        Row(
            (
                row.period or _NOW,
                row.department,
                row.state,
                row.status or "—",
                key(COLUMN_BY_CODE[code].heading),
                _text(row, code),
                row.file or "—",
            )
        )
        for code in row.texts
        if not is_blank(row.texts[code]) or any(change.column == code for change in row.changes)
    ]


def _text(row: HistoryRow, code: str) -> Marked | str:
    change = next((change for change in row.changes if change.column == code), None)
    if change is None:
        return row.texts[code]
    return new_side(difference(change.old, change.new)) or "（已清空）"
