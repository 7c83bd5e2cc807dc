"""Copying and pasting the way a user does, through LibreOffice's own commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlreport.calc import clearing
from xlreport.calc.bridge import properties

if TYPE_CHECKING:
    from xlreport.calc.range import Range

_FLAGS = {
    None: "A",
    "all": "A",
    "values": "SVD",
    "formats": "T",
    "formulas": "SVDF",
    "formulas_and_number_formats": "SVDF",
    "values_and_number_formats": "SVD",
    "comments": "N",
}
_COMMANDS = {None: 0, "add": 1, "subtract": 2, "multiply": 3, "divide": 4}


def put(cells: Range) -> None:
    """Copy cells to the clipboard."""
    _dispatch(cells, "Copy")


def paste(
    cells: Range, what: str | None, operation: str | None, *, skip_blanks: bool, transpose: bool
) -> None:
    """Paste from the clipboard; NotImplementedError for what LibreOffice cannot paste alone."""
    if what not in _FLAGS:
        raise NotImplementedError(f"LibreOffice cannot paste {what!r} alone")
    _dispatch(
        cells,
        "InsertContents",
        Flags=_FLAGS[what],
        FormulaCommand=_COMMANDS[operation],
        SkipEmptyCells=skip_blanks,
        Transpose=transpose,
        AsLink=False,
        MoveMode=4,
    )


def carry(cells: Range, target: Range) -> None:
    """Copy cells into another book with all that is on them, past the clipboard that programs share.

    ``target`` has the size of ``cells``. It is emptied first: LibreOffice asks, and headless refuses,
    before it overwrites cells.
    """
    clearing.clear(target.uno)
    _select(cells.sheet.book.controller, cells)
    transferable = cells.sheet.book.controller.getTransferable()
    view = target.sheet.book.controller
    shown, selection = view.getActiveSheet(), target.sheet.book.model.getCurrentSelection()
    _select(view, target)
    try:
        view.insertTransferable(transferable)
    finally:
        view.setActiveSheet(shown)
        view.select(selection)


def _select(view: Any, cells: Range) -> None:
    view.setActiveSheet(cells.sheet.uno)
    view.select(cells.uno)


def _dispatch(cells: Range, command: str, **given: object) -> None:
    """Run a command on cells, and leave the selection and the shown sheet as they were."""
    book = cells.sheet.book
    view = book.controller
    sheet, selection = view.getActiveSheet(), book.model.getCurrentSelection()
    view.select(cells.uno)
    try:
        dispatcher = book.app.office.service("frame.DispatchHelper")
        dispatcher.executeDispatch(view.getFrame(), f".uno:{command}", "", 0, properties(**given))
    finally:
        view.setActiveSheet(sheet)
        view.select(selection)
