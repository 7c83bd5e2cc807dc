"""Putting an open workbook back as it was before changes that were not carried out whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import xlwings as xw

from xlreport.books.live.application import Application
from xlreport.books.live.cells import contents_of, range_of
from xlreport.books.live.changes import (
    CellsWritten,
    Change,
    Content,
    Formula,
    NameDefined,
    Place,
    RulesReplaced,
    SheetAdded,
    SheetRefilled,
)
from xlreport.books.live.patience import Patience
from xlreport.books.live.writing import surroundings_of, write_cells
from xlreport.drawing.painter import Area

_ROW_NUMBER = re.compile(r"(?<=[A-Z])\$?\d+\b")


def put_back(
    book: xw.Book,
    application: Application,
    changes: Sequence[Change],
    patience: Patience,
    *,
    later: bool = False,
) -> list[Change]:
    """Undo changes from the last to the first, whole or half done; those that could not be undone.

    ``later`` is for a click that comes after: a cell that does not hold what was written has been changed
    by the user since and stays.
    """
    left: list[Change] = []
    for change in reversed(changes):
        if patience.attempt(partial(_undo, book, application, change, later=later)) is not None:
            left.insert(0, change)
    return left


def _undo(book: xw.Book, application: Application, change: Change, *, later: bool) -> None:
    match change:
        case CellsWritten():
            _undo_cells(book, application, change, only_ours=later)
        case SheetAdded():
            if change.sheet in application.sheet_names(book):
                book.sheets[change.sheet].delete()
        case SheetRefilled():
            _undo_refill(book, application, change)
        case NameDefined():
            _undo_name(book, change)
        case RulesReplaced():
            replace_rules(book.sheets[change.sheet], application, change.area, change.after, change.before)


def _undo_cells(book: xw.Book, application: Application, change: CellsWritten, *, only_ours: bool) -> None:
    sheet = book.sheets[change.sheet]
    places = list(change.before)
    around = surroundings_of(sheet, application, places)
    wrong = {
        place: before
        for place, before in change.before.items()
        if around.contents[place] != before
        and (not only_ours or around.contents[place] == (change.after[place] or None))
    }
    if wrong:
        write_cells(sheet, application, wrong, around)


def _undo_refill(book: xw.Book, application: Application, change: SheetRefilled) -> None:
    """Fill a sheet as it was; KeyError where the workbook that keeps it is not open any more."""
    target = book.sheets[change.sheet]
    refill(application, book.app.books[change.book].sheets[change.kept], target)
    if change.formulas:
        write_cells(
            target,
            application,
            change.formulas,
            surroundings_of(target, application, list(change.formulas)),
        )


def _undo_name(book: xw.Book, change: NameDefined) -> None:
    if change.before is not None:
        book.names.add(change.name, change.before)
    elif book.names.contains(change.name):
        book.names[change.name].delete()


def refill(application: Application, source: xw.Sheet, target: xw.Sheet) -> None:
    """Clear a sheet and fill it like another; what refers to it goes on doing so."""
    application.unfilter(target)
    application.remove_charts(target)
    target.clear()
    source.cells.copy(target.cells)
    application.copy_layout(source, target)


def replace_rules(
    sheet: xw.Sheet,
    application: Application,
    area: Area,
    old: Sequence[tuple[str, str]],
    new: Sequence[tuple[str, str]],
) -> None:
    """Take the rules with these formulas away from an area and set others; each is formula and fill."""
    cells = range_of(sheet, area)
    shapes = {_shape(formula) for formula, _ in (*old, *new)}
    application.go_to(cells)
    for rule in list(cells.conditional_formats):
        if rule.type == "custom" and _shape(rule.formula or "") in shapes:
            rule.delete()
    for formula, fill in reversed(new):
        cells.conditional_formats.add_custom(f"={formula}", fill_color=f"#{fill}")


def rules_on(
    sheet: xw.Sheet, application: Application, area: Area, formulas: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Those of the rules with these formulas that an area has, as formula and fill, the first one on top."""
    cells = range_of(sheet, area)
    shapes = {_shape(formula) for formula in formulas}
    application.go_to(cells)
    return tuple(
        (rule.formula.removeprefix("="), "{:02X}{:02X}{:02X}".format(*rule.fill_color))
        for rule in cells.conditional_formats
        if rule.type == "custom" and rule.formula and rule.fill_color and _shape(rule.formula) in shapes
    )


def formulas_on(sheet: xw.Sheet) -> dict[Place, Content]:
    """The formulas of a whole sheet by place."""
    used = sheet.used_range.last_cell
    area = Area(1, 1, used.row, used.column)
    contents = contents_of(range_of(sheet, area), area)
    return {place: content for place, content in contents.items() if isinstance(content, Formula)}


def _shape(formula: str) -> str:
    """A formula without its row numbers: Excel gives them as seen from the cell selected last."""
    return _ROW_NUMBER.sub("", formula.removeprefix("="))
