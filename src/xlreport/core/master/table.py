"""Reading the task table out of a grid of cells, wherever on its sheet it stands.

Accepts what clerks do to the sheet: merged or unrepeated categories, moved, added or hidden
columns, repeated headings, blank rows, rows in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlreport.core.model import Task, TaskTable
from xlreport.core.schema import CATEGORY, COLUMNS, CONTENT, NUMBER, Column
from xlreport.core.text import is_blank, key
from xlreport.errors import WorkbookError

TextAt = Callable[[int, int], str]
"""The text of the cell at a 1-based row and column."""

_SEARCHED_ROWS = 60


def match_heading(text: str, columns: Sequence[Column] = COLUMNS) -> Column | None:
    """The column that a heading means, by its heading or an alias; None where it means none."""
    wanted = key(text)
    if not wanted:
        return None
    for column in columns:
        if wanted in {key(name) for name in (column.heading, *column.aliases)}:
            return column
    return None


def match_headings(texts: Sequence[str]) -> dict[str, int]:
    """Which position (0-based) of a row of texts heads which column; the first one wins.

    Exact headings are looked for first so that 责任部门 as an alias never takes a column's place.
    """
    found: dict[str, int] = {}
    exact = {key(column.heading): column for column in COLUMNS}
    for position, text in enumerate(texts):
        column = exact.get(key(text))
        if column is not None:
            found.setdefault(column.code, position)
    for position, text in enumerate(texts):
        column = match_heading(text)
        if column is not None and position not in found.values():
            found.setdefault(column.code, position)
    return found


def read_table(text_at: TextAt, height: int, width: int, sheet: str) -> TaskTable:
    """The task table on a sheet of ``height`` × ``width`` cells.

    Raises WorkbookError where no row carries the headings, naming those that are missing.
    """
    header_row, columns = _find_header(text_at, height, width, sheet)
    headings = {code: text_at(header_row, column) for code, column in columns.items()}
    tasks = []
    category = ""
    for row in range(header_row + 1, height + 1):
        texts = {code: text_at(row, column) for code, column in columns.items()}
        if all(is_blank(text) for text in texts.values()) or _is_header(texts, headings):
            continue
        category = texts[CATEGORY.code] if not is_blank(texts[CATEGORY.code]) else category
        if is_blank(texts[NUMBER.code]) and is_blank(texts[CONTENT.code]):
            continue
        texts[CATEGORY.code] = category
        texts[NUMBER.code] = key(texts[NUMBER.code])
        tasks.append(Task(**texts, row=row))
    label, title = _title_lines(text_at, header_row, width)
    return TaskTable(label, title, tuple(tasks), sheet, header_row, columns, headings)


def _find_header(text_at: TextAt, height: int, width: int, sheet: str) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for row in range(1, min(height, _SEARCHED_ROWS) + 1):
        found = match_headings([text_at(row, column) for column in range(1, width + 1)])
        if len(found) > len(best[1]):
            best = (row, {code: position + 1 for code, position in found.items()})
        if len(best[1]) == len(COLUMNS):
            return best
    missing = [column.heading.replace("\n", "") for column in COLUMNS if column.code not in best[1]]
    raise WorkbookError(
        f"工作表“{sheet}”里找不到完整的表头，缺少：{'、'.join(missing)}",
        untouched="总表没有改动",
        todo="请把表头改回原来的名称（列的先后不限）后重试",
    )


def _is_header(texts: dict[str, str], headings: dict[str, str]) -> bool:
    return key(texts[CONTENT.code]) == key(headings[CONTENT.code])


def _title_lines(text_at: TextAt, header_row: int, width: int) -> tuple[str, tuple[str, ...]]:
    """The attachment label and the title lines found above the headings."""
    lines: list[str] = []
    for row in range(1, header_row):
        first = next((t for c in range(1, width + 1) if not is_blank(t := text_at(row, c))), "")
        lines.extend(line for line in first.split("\n") if not is_blank(line))
    return split_label(lines)


def split_label(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The attachment label (附件1, else empty) and the remaining title lines, stripped."""
    stripped = tuple(line.strip() for line in lines)
    if stripped and key(stripped[0]).startswith("附件"):
        return stripped[0], stripped[1:]
    return "", stripped
