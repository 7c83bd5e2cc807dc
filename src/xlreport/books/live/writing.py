"""Writing cells scattered over a sheet in few calls, and making sure that they hold what they should.

A program takes one rectangle a call. Cells of a column that lie apart are written together with those
between them, which get what they hold already; only where one of those is more than a plain text
(a formula, a number, a part of it in another colour, a part of a merge), the rectangle ends before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlwings as xw

from xlreport.books.live.application import Application
from xlreport.books.live.cells import contents_of, merged_areas, range_of, read_block, typed
from xlreport.books.live.changes import Content, Formula, Place
from xlreport.core.model import column_letter
from xlreport.core.text import CellValue
from xlreport.drawing.painter import Area
from xlreport.errors import WorkbookError


@dataclass(frozen=True)
class Surroundings:
    """What the cells to be written hold, and what lies between them.

    ``fixed`` are the places that must not be written again: it would change more than their value.
    """

    contents: Mapping[Place, Content]
    merges: tuple[Area, ...]
    fixed: frozenset[Place]

    def may_stay_as_written(self, place: Place) -> bool:
        """Whether a cell can be written with what it holds without anybody's noticing."""
        content = self.contents.get(place)
        return (content is None or isinstance(content, str)) and place not in self.fixed


def surroundings_of(sheet: xw.Sheet, application: Application, places: Sequence[Place]) -> Surroundings:
    """Look at the rectangle that holds all of these cells."""
    area = _around(places)
    cells = range_of(sheet, area)
    merges = merged_areas(sheet, area, application)
    partly_formatted = application.partly_formatted(cells) if len(places) > 1 else frozenset()
    covered = {
        (row, column)
        for merge in merges
        for row in range(max(merge.top, area.top), min(merge.bottom, area.bottom) + 1)
        for column in range(max(merge.left, area.left), min(merge.right, area.right) + 1)
    }
    contents = contents_of(cells, area)
    if partly_formatted is None:  # the application cannot say: whatever holds something may be
        fixed = covered | {place for place, content in contents.items() if content is not None}
    else:
        fixed = covered | partly_formatted
    return Surroundings(contents, merges, frozenset(fixed))


def write_cells(
    sheet: xw.Sheet, application: Application, cells: Mapping[Place, Content], around: Surroundings
) -> None:
    """Write cells and read them back; raises WorkbookError where one does not hold what it should.

    Where a filter hides rows, Excel puts the first row of a rectangle into every row that is shown and
    nothing into the others (xlwings issues 679 and 747): there every row is written alone, as where the
    rectangle is not read back as it was written.
    """
    filtered = application.hides_rows(sheet)
    for area, values in rectangles_of(cells, around):
        if not filtered:
            _write(sheet, area, values)
        if filtered or (len(values) > 1 and _wrong(sheet, area, values)):
            for top, row in enumerate(values, start=area.top):
                _write(sheet, Area(top, area.left, top, area.right), [row])
        _verify(sheet, area, values)


def rectangles_of(
    cells: Mapping[Place, Content], around: Surroundings
) -> list[tuple[Area, list[list[Content]]]]:
    """The cells as rectangles that may hold others between them, whose contents stay."""
    stretches: dict[tuple[int, int], list[int]] = {}
    for column in sorted({column for _, column in cells}):
        rows = sorted(row for row, own in cells if own == column)
        for stretch in _stretches(rows, column, around):
            stretches.setdefault(stretch, []).append(column)
    areas = [
        Area(top, left, bottom, right)
        for (top, bottom), columns in stretches.items()
        for left, right in _neighbours(columns)
    ]
    return [(area, _values(area, cells, around)) for area in areas]


def _stretches(rows: Sequence[int], column: int, around: Surroundings) -> list[tuple[int, int]]:
    """First and last row of what can be written at once in a column; ``rows`` ascending."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found:
            top, bottom = found[-1]
            between = ((between, column) for between in range(bottom + 1, row))
            if all(map(around.may_stay_as_written, between)):
                found[-1] = (top, row)
                continue
        found.append((row, row))
    return found


def _neighbours(columns: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of every unbroken run; ``columns`` ascending."""
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def _values(area: Area, cells: Mapping[Place, Content], around: Surroundings) -> list[list[Content]]:
    return [
        [
            cells[row, column] if (row, column) in cells else around.contents.get((row, column))
            for column in range(area.left, area.right + 1)
        ]
        for row in range(area.top, area.bottom + 1)
    ]


def _write(sheet: xw.Sheet, area: Area, values: Sequence[Sequence[Content]]) -> None:
    """Write a rectangle; formulas, which only putting back writes, each as such."""
    cells = range_of(sheet, area)
    as_text = cells.number_format == "@"
    cells.value = [[typed(value, as_text=as_text) for value in row] for row in values]
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            if isinstance(value, Formula):
                sheet.range((area.top + i, area.left + j)).formula = value.text


def _verify(sheet: xw.Sheet, area: Area, values: Sequence[Sequence[Content]]) -> None:
    """Read a rectangle back whole; what is not what it should be is written once more, cell by cell."""
    for row, column, value in _wrong(sheet, area, values):
        sheet.range((row, column)).value = f"'{value}" if value and isinstance(value, str) else value
        again = read_block(sheet.range((row, column)))[0][0]
        if not _is_same(again, value):
            raise WorkbookError(
                f"{where(sheet.name, row, column)}没有写成“{str(value or '空白')[:30]}”",
                untouched="总表没有改动",
                todo="请检查这一格（格式、有效性、是否被占用）后重试",
            )


def _wrong(
    sheet: xw.Sheet, area: Area, values: Sequence[Sequence[Content]]
) -> list[tuple[int, int, CellValue]]:
    stored = read_block(range_of(sheet, area))
    return [
        (area.top + i, area.left + j, None if value == "" else value)
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        if not isinstance(value, Formula) and not _is_same(stored[i][j], value)
    ]


def _is_same(stored: CellValue, wanted: CellValue) -> bool:
    """Whether a cell holds what was written; an empty text and nothing are one, 1 and True are not."""
    if wanted == "" or wanted is None:
        return stored is None
    return stored == wanted and isinstance(stored, bool) == isinstance(wanted, bool)


def _around(places: Sequence[Place]) -> Area:
    rows, columns = zip(*places, strict=True)
    return Area(min(rows), min(columns), max(rows), max(columns))


def where(sheet: str, row: int, column: int) -> str:
    """A cell's place in words."""
    return f"工作表“{sheet}”的单元格 {column_letter(column)}{row}"
