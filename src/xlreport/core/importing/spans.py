"""Positions of tasks as a clerk writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def items(positions: Iterable[int]) -> str:
    """Positions as a clerk writes them: ``第3–4、6项``."""
    return f"第{'、'.join(_ranges(positions))}项"


def _ranges(positions: Iterable[int]) -> Iterator[str]:
    ordered = sorted(positions)
    start = 0
    for index, position in enumerate(ordered):
        if index + 1 == len(ordered) or ordered[index + 1] != position + 1:
            yield str(position) if index == start else f"{ordered[start]}–{position}"
            start = index + 1
