"""Notes on cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlreport.calc.offered import refuse_the_rest

if TYPE_CHECKING:
    from xlreport.calc.range import Range
    from xlreport.calc.sheet import Sheet


@refuse_the_rest
class Note(base_classes.Note):
    """The note on one cell."""

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self._sheet = sheet
        self._row = row
        self._column = column

    @property
    def api(self) -> Any:
        return self.location.uno.getCellByPosition(0, 0).getAnnotation()

    @property
    def text(self) -> str:
        return str(self.api.getString())

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    @property
    def author(self) -> str:
        return str(self.api.getAuthor())

    @property
    def location(self) -> Range:
        return self._sheet.range((self._row, self._column))

    def delete(self) -> None:
        annotations = self._sheet.uno.getAnnotations()
        for index in range(annotations.getCount()):
            position = annotations.getByIndex(index).getPosition()
            if (position.Row + 1, position.Column + 1) == (self._row, self._column):
                annotations.removeByIndex(index)
                return


def notes_of(sheet: Sheet) -> list[Note]:
    """The notes of a sheet, by rows."""
    annotations = sheet.uno.getAnnotations()
    places = [annotations.getByIndex(index).getPosition() for index in range(annotations.getCount())]
    return [Note(sheet, row + 1, column + 1) for row, column in sorted((p.Row, p.Column) for p in places)]
