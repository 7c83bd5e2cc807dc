"""Putting the rows of a range in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlreport.calc.bridge import enum, properties, struct, typed


def sort_rows(cells: Any, keys: Sequence[int], ascending: Sequence[bool], *, has_headers: bool) -> None:
    """Sort the rows of a UNO range by columns counted from 1; formats move along, case does not matter."""
    fields = tuple(
        struct("table.TableSortField", Field=key - 1, IsAscending=direction, IsCaseSensitive=False)
        for key, direction in zip(keys, ascending, strict=True)
    )
    for field in fields:
        field.FieldType = enum("table.TableSortFieldType", "AUTOMATIC")
    cells.sort(
        properties(
            SortFields=typed("[]com.sun.star.table.TableSortField", fields),
            ContainsHeader=has_headers,
            IsSortColumns=False,
            BindFormatsToContent=True,
        )
    )
