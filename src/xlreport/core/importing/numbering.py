"""The numbers of the tasks: plain digits, each once in the master."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.core.importing.raw import ImportNote, NoteKind
from xlreport.core.importing.rows import normal_number
from xlreport.core.importing.spans import items
from xlreport.core.schema import NUMBER
from xlreport.core.text import is_blank, key, without_control_characters


def settle_numbers(numbers: Sequence[str], places: Sequence[str]) -> tuple[list[str], list[ImportNote]]:
    """The numbers as the master has them, and what was changed; ``places`` are those of the rows.

    ``1.`` and ``（4）`` become digits. Where no task has a number, they are counted from 1. Where the
    list begins anew at its first number (with each category), they are counted through, for the
    master has each number once. Other repeated numbers stay, and are told.
    """
    if numbers and all(is_blank(number) for number in numbers):
        counted = [str(position) for position in range(1, len(numbers) + 1)]
        told = "序号一列读不到文字（可能是自动编号），已从 1 起按顺序补上"
        return counted, [_note(told)]
    notes = []
    plain = [normal_number(without_control_characters(number)) for number in numbers]
    changed = [i for i, number in enumerate(numbers) if plain[i] != key(number)]
    if changed:
        told = f"{items(i + 1 for i in changed)}的序号带有标点或不是数字，已改为数字"
        notes.append(_note(told, _changes(changed, numbers, plain, places)))
    missing = [i + 1 for i, number in enumerate(plain) if not number]
    if missing:
        notes.append(_note(f"{items(missing)}没有序号，留作空白（“第几项”按先后顺序数）"))
    first = plain[0] if plain else ""
    if first.isdecimal() and first in plain[1:] and not missing:
        start = int(first)
        through = [str(start + i) for i in range(len(plain))]
        changed = [i for i in range(len(plain)) if through[i] != plain[i]]
        told = f"序号在表内重新从{first}起；总表的序号不能重复，已接着编为{start}–{through[-1]}"
        return through, [*notes, _note(told, _changes(changed, plain, through, places))]
    repeated = [i + 1 for i, number in enumerate(plain) if number and plain.index(number) != i]
    if repeated:
        notes.append(_note(f"{items(repeated)}的序号与前面的重复，照原样保留，请核对"))
    return plain, notes


def _changes(which: Sequence[int], old: Sequence[str], new: Sequence[str], places: Sequence[str]) -> str:
    return "\n".join(f"{places[i]}：{key(old[i])}→{new[i]}" for i in which)


def _note(message: str, text: str = "") -> ImportNote:
    return ImportNote(NoteKind.GUESSED, message, column=NUMBER.heading, text=text)
