"""A worksheet as plain data: what its cells show, and what a grid of texts cannot hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
"""A 1-based row and column."""


@dataclass(frozen=True)
class Remark:
    """Something on a sheet that is no text of a cell: a picture, a comment, struck-out words.

    ``place`` is None where it belongs to the sheet as a whole.
    """

    what: str
    text: str
    place: Place | None = None


@dataclass(frozen=True)
class Sheet:
    """A worksheet: the texts shown by place, blank cells missing.

    ``merged`` are its merged cells as 1-based (top, left, bottom, right). ``uncalculated`` are the
    formulas by place whose results the file does not hold.
    """

    name: str
    cells: Mapping[Place, str]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    uncalculated: Mapping[Place, str] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
