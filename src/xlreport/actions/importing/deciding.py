"""What the clerk has to decide before a list is imported: which one, and what its headings mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.core.importing.choosing import (
    MissingColumns,
    Survey,
    chosen_list,
    parse_mapping,
    require_known,
    survey,
)
from xlreport.core.importing.raw import RawDocument
from xlreport.core.importing.records import ImportedTable
from xlreport.errors import SourceError
from xlreport.sources import about, read_document
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class Decided:
    """A list as the clerk decided, and all that is now known about headings, the remembered included."""

    imported: ImportedTable
    mapping: tuple[str, ...]


def decide(
    source: Path, ui: Ui, table: int | None, mapping: Sequence[str], remembered: Sequence[str]
) -> Decided:
    """Read a source and settle what is open: by what was given, what is remembered, else by asking.

    Raises SourceError where nobody can be asked, with the lists to choose from or the columns to map.
    """
    document = read_document(source)
    require_known(document, parse_mapping(mapping))
    known = _together([*remembered, *mapping])
    try:
        surveyed, known = _with_columns(document, ui, known)
        return Decided(chosen_list(surveyed, table or _asked_for(surveyed, ui)), known)
    except SourceError as error:
        raise about(source, error) from error


def _together(mapping: Sequence[str]) -> tuple[str, ...]:
    """Each heading once, as it was said last."""
    said = {text.replace("＝", "=").partition("=")[0].strip(): text.strip() for text in mapping}
    return tuple(said.values())


def _with_columns(document: RawDocument, ui: Ui, known: tuple[str, ...]) -> tuple[Survey, tuple[str, ...]]:
    """The survey of a document, asking for needed columns while some are missing."""
    surveyed = survey(document, parse_mapping(known))
    if surveyed.lists or surveyed.missing is None:
        return surveyed, known
    answered = tuple(_asked_columns(surveyed.missing, ui))
    if not answered:
        return surveyed, known
    return _with_columns(document, ui, _together([*known, *answered]))


def _asked_columns(missing: MissingColumns, ui: Ui) -> Iterator[str]:
    """For each needed column the heading that the clerk says it is; nothing more once he picks none."""
    free = list(missing.found)
    for needed in missing.needed:
        picked = ui.choose(f"来源的表头里没有“{needed}”。是下面的哪一列？", free) if free else None
        if picked is None:
            return
        yield f"{free.pop(picked)}={needed}"


def _asked_for(surveyed: Survey, ui: Ui) -> int | None:
    """The list that the clerk wants where there are several; None where he wants none or is not asked."""
    choices = surveyed.choices if len(surveyed.lists) > 1 else ()
    if not choices:
        return None
    question = f"文件里有{len(choices)}张任务表，一次导入一张。导入哪一张？"
    picked = ui.choose(question, [choice.told for choice in choices])
    return choices[picked].number if picked is not None else None
