"""Copying and pasting the way a user does, through LibreOffice's own commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlreport.calc import clearing, hiding
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


class _Selected:
    """Cells selected in their book's view for a while; a hidden sheet is shown as long.

    Afterwards the shown sheet, its place, the selection and what was hidden are as before. A class,
    because the generators of `contextlib` cannot pass on UNO's exceptions.
    """

    def __init__(self, cells: Range) -> None:
        self._cells = cells
        self._book = cells.sheet.book
        self._view = self._book.controller
        self._hidden = not cells.sheet.visible

    def __enter__(self) -> Any:
        self._before = self._view.getActiveSheet(), self._book.model.getCurrentSelection()
        self._scrolled = self._book.scrolled
        if self._hidden:
            self._cells.sheet.visible = True
        self._view.select(self._cells.uno)
        return self._view

    def __exit__(self, *failure: object) -> None:
        sheet, selection = self._before
        self._view.setActiveSheet(sheet)
        self._view.select(selection)
        self._book.scroll(self._scrolled)
        if self._hidden:
            self._cells.sheet.visible = False


def carry(source: Range, target: Range) -> None:
    """Paste cells into a range of their size in another book, past the clipboard.

    Whole columns bring their widths, whole rows their heights, both whether they are hidden.
    What was in the target goes first, because LibreOffice does not paste over parts of merged cells.
    Raises ValueError where the target's sheet is protected, which LibreOffice would tell in a box.
    """
    if target.sheet.uno.isProtected():
        raise ValueError(f"{target.sheet.name} is protected")
    with _Selected(source) as view:
        content = view.getTransferable()
    clearing.clear(target.uno)
    with _Selected(target(1, 1)) as view:
        view.insertTransferable(content)
    hiding.hide_as(source, target)


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


def _dispatch(cells: Range, command: str, **given: object) -> None:
    """Run a command on cells."""
    with _Selected(cells) as view:
        dispatcher = cells.sheet.book.app.office.service("frame.DispatchHelper")
        dispatcher.executeDispatch(view.getFrame(), f".uno:{command}", "", 0, properties(**given))
