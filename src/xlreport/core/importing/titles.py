"""The attachment label and the title among the lines above a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlreport.core.importing.lists import FoundList, is_label
from xlreport.core.importing.raw import ImportNote, NoteKind
from xlreport.core.importing.rows import beside_the_matter, rank_of
from xlreport.core.master.table import split_label
from xlreport.core.text import is_blank, key, shorten

_TITLE_LINES = 3
_LONGEST_TITLE = 45
"""Characters; a longer line is a sentence."""

_DATE = re.compile(r"[(（]?\d{2,4}年\d{1,2}月(?:\d{1,2}日)?[)）]?")


def title_lines(found: FoundList) -> tuple[str, tuple[str, ...], list[ImportNote]]:
    """The label (附件1, else empty) and the title, with notes on the lines that are neither.

    The title begins with the last label; where there is none, it is the last lines that look like one.
    """
    lines = [line for line in found.preamble if not is_blank(line)]
    labels = [index for index, line in enumerate(lines) if is_label(line)]
    start = labels[-1] if labels else _start_of_title(lines)
    rest = lines[start:]
    kept = [line for line in rest if not (beside_the_matter(line) or _DATE.fullmatch(key(line)))]
    left_out = [*lines[:start], *(line for line in rest if line not in kept)]
    notes = []
    if left_out:
        told = f"表格上方共有 {len(lines)} 行文字，只取最后 {len(kept)} 行作标题"
        place = found.blocks[0].place
        notes.append(ImportNote(NoteKind.GUESSED, told))
        told = f"表格上方的文字没有读取：{shorten('；'.join(left_out), 60)}"
        notes.append(ImportNote(NoteKind.SKIPPED, told, place, "上方", text="\n".join(left_out)))
    label, title = split_label(kept)
    if not title:
        notes.append(ImportNote(NoteKind.GUESSED, "表格上方没有标题"))
    return label, title, notes


def _start_of_title(lines: Sequence[str]) -> int:
    end = len(lines)
    while end and (beside_the_matter(lines[end - 1]) or _DATE.fullmatch(key(lines[end - 1]))):
        end -= 1
    start = end
    while start and end - start < _TITLE_LINES and _may_be_title(lines[start - 1]):
        start -= 1
    return start


def _may_be_title(line: str) -> bool:
    plain = key(line)
    ends_a_sentence = plain.endswith(("。", ":", ";", ",", "，", "；", "：", "!", "?"))
    is_short = len(plain) <= _LONGEST_TITLE
    return is_short and not ends_a_sentence and rank_of(line) is None and not _DATE.fullmatch(plain)
