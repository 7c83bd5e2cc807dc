"""What a reader of foreign documents gives: lines of text and tables in their order, nothing interpreted.

Every reader yields the same raw form. What the rows mean is decided by the other modules of this room,
once for all formats. What a reader leaves out, it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

UNTOUCHED = "没有生成或改动任何文件"


class NoteKind(StrEnum):
    """What an import note is about; the value is what the clerk reads."""

    READ = "读取"
    GUESSED = "推断"
    SKIPPED = "跳过"


@dataclass(frozen=True)
class ImportNote:
    """One thing the clerk should know about how a source was read.

    ``table``, ``row`` and ``column`` say where in the source, as far as that is known (``第1个表格``,
    ``第5行``, ``备注``). ``text`` is the text in question, whole: what was left out can be found here.
    """

    kind: NoteKind
    message: str
    table: str = ""
    row: str = ""
    column: str = ""
    text: str = ""


@dataclass(frozen=True)
class RawCell:
    """One cell of a source: its verbatim text with ``\\n`` for line ends, and its place in the grid.

    ``left`` is its 0-based grid column and ``span`` the number of grid columns it covers. A cell
    that ``continues`` is covered by a merge from above and carries the text of the merge's first cell.
    """

    text: str
    left: int
    span: int = 1
    continues: bool = False

    def shares(self, other: RawCell) -> int:
        """The number of grid columns that two cells have in common."""
        return max(0, min(self.left + self.span, other.left + other.span) - max(self.left, other.left))


@dataclass(frozen=True)
class RawRow:
    """One row of a source; ``place`` says where it stands in its ``table``, for messages (``第5行``)."""

    place: str
    cells: tuple[RawCell, ...]
    table: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    @property
    def where(self) -> str:
        """The whole place: ``第1个表格第5行``."""
        return f"{self.table}{self.place}"


@dataclass(frozen=True)
class RawTable:
    """A table as a source holds it: the lines of text above it, and all its rows, headings included.

    ``preamble`` reaches up to the table before. A ``separate`` table (a worksheet) never continues the
    one before it. ``is_hidden`` is a sheet that its user does not see.
    """

    preamble: tuple[str, ...]
    rows: tuple[RawRow, ...]
    place: str = ""
    separate: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class RawDocument:
    """The tables of a source in their order, the lines below the last, and what its reader noted."""

    tables: tuple[RawTable, ...]
    after: tuple[str, ...] = ()
    notes: tuple[ImportNote, ...] = ()
