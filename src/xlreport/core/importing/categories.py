"""The category of each task: from its own cell, from rows across the table, from the task above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlreport.core.importing.raw import ImportNote, NoteKind
from xlreport.core.importing.rows import Line, rank_of
from xlreport.core.importing.spans import items
from xlreport.core.schema import CATEGORY
from xlreport.core.text import is_blank, key, shorten


@dataclass(frozen=True)
class _Section:
    """A category that stands in a row of its own, and how high its ordinal puts it."""

    text: str
    line: Line
    rank: int | None


@dataclass
class Categories:
    """What is in force while the rows are read from above, and where it had to be guessed (1-based)."""

    _in_force: list[_Section] = field(default_factory=list)
    _waiting: list[_Section] = field(default_factory=list)
    _current: str = ""
    _notes: list[ImportNote] = field(default_factory=list)
    _inherited: list[int] = field(default_factory=list)
    _merged: list[int] = field(default_factory=list)
    _repeated: list[int] = field(default_factory=list)
    _without: list[int] = field(default_factory=list)

    def push(self, text: str, line: Line) -> None:
        """Take in a row that is a category."""
        self._waiting.append(_Section(text, line, rank_of(text)))

    def of_task(self, written: str, is_merged: bool, position: int) -> str:
        """The category of the next task, in whose own cell this is written; two levels on two lines."""
        begins = bool(self._waiting)
        self._take_over()
        above = "\n".join(section.text for section in self._in_force)
        if begins:
            self._current = above
        if is_blank(written):
            if not begins:
                (self._inherited if self._current else self._without).append(position)
            return self._current
        if self._in_force and key(written) in (key(self._in_force[-1].text), key(above)):
            return self._current
        self._count(written, is_merged, position)
        whole = f"{above}\n{written}" if above else written
        if key(whole) != key(self._current):
            self._current = whole
        return self._current

    def _count(self, written: str, is_merged: bool, position: int) -> None:
        if is_merged:
            self._merged.append(position)
        elif key(written) == key(self._current):
            self._repeated.append(position)

    def _take_over(self) -> None:
        """Put the rows read since the last task in force: each in the place of what is as high as it.

        Rows without ordinals stand by their order: several together are levels, a single one takes
        the place of the lowest.
        """
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if all(section.rank is not None for section in waiting):
            for section in waiting:
                self._replace(section)
        elif len(waiting) > 1:
            self._in_force = list(waiting)
        else:
            self._in_force = [*self._in_force[:-1], waiting[0]]
        for section in waiting:
            if section in self._in_force:
                told = f"“{shorten(section.text)}”独占一行，作为它下面各项的类别"
                self._notes.append(_note(NoteKind.GUESSED, told, section))
            else:
                self._drop(section)

    def _replace(self, section: _Section) -> None:
        rank = section.rank if section.rank is not None else 0
        self._in_force = [s for s in self._in_force if s.rank is not None and s.rank < rank]
        self._in_force.append(section)

    def _drop(self, section: _Section) -> None:
        told = f"“{shorten(section.text, 60)}”下面没有事项，未读取"
        self._notes.append(_note(NoteKind.SKIPPED, told, section))

    def notes(self) -> Iterator[ImportNote]:
        """What the clerk should know about the categories, at the end of the list."""
        for section in self._waiting:
            self._drop(section)
        yield from self._notes
        if self._inherited:
            yield _told(f"{items(self._inherited)}的类别为空，沿用上一项")
        if self._merged:
            yield _told(f"{items(self._merged)}的类别与上一项是合并单元格，沿用上一项")
        if self._repeated and (self._inherited or self._merged):
            yield _told(f"{items(self._repeated)}又写了一遍类别，按换页后的续表读取")
        if self._without:
            yield _told(f"{items(self._without)}没有类别，留作空白")


def _told(message: str) -> ImportNote:
    return ImportNote(NoteKind.GUESSED, message, column=CATEGORY.heading)


def _note(kind: NoteKind, message: str, section: _Section) -> ImportNote:
    row = section.line.row
    return ImportNote(kind, message, row.table, row.place, text=section.text)
