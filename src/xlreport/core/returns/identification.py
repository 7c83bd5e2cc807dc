"""Whose answer is a returned file? From its tokens, rows and face to answers, or to a rejection.

A signed token or row id settles it. Where both were lost (the table was copied into a new workbook,
or saved by a program that drops them) what the face says and which tasks it holds must do, and how sure
that is goes with the answer: the clerk confirms whatever is less than likely before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlreport.core.dispatch.manifest import is_genuine, read_row_id, read_token
from xlreport.core.master.directory import Directory
from xlreport.core.master.ledger import LedgerEntry, LedgerState
from xlreport.core.master.master import Master
from xlreport.core.returns.answers import TablePlace, find_table, read_table
from xlreport.core.returns.returned import (
    DAY_LABEL,
    DEPARTMENT_LABEL,
    PERIOD_LABEL,
    PHONE_LABEL,
    REPORTER_LABEL,
    SERIAL_LABEL,
    Confidence,
    Rejection,
    Return,
    ReturnedFile,
)
from xlreport.core.schema import CONTENT, NUMBER
from xlreport.core.text import key

_ROW_ID_SHAPE = re.compile(r"\d{4,}-[0-9a-f]{10}-[0-9a-f]{12}")
_ADDRESS = re.compile(r"[^\s<>;；,，\"]+@[^\s<>;；,，\"]+")


@dataclass(frozen=True)
class _Claim:
    """The dispatch that a file answers, how sure that is, and why."""

    serial: str
    confidence: Confidence
    grounds: str


@dataclass(frozen=True)
class _Face:
    """What a file says of itself without a token; empty where it does not say."""

    department: str
    period: str
    serial: str

    def __str__(self) -> str:
        said = (self.department, self.period, f"编号{self.serial}" if self.serial else "")
        return "、".join(text for text in said if text)


def identify(returned: ReturnedFile, master: Master) -> Return | Rejection:
    """Whose answer a file is, and its answers; or why it cannot be used."""
    place = find_table(returned)
    if place is None:
        return Rejection(returned.name, "里面找不到反馈表：没有带“序号”和反馈栏目的表头")
    origin = _signed(returned, place, master) or _guessed(returned, place, master)
    if isinstance(origin, str):
        return Rejection(returned.name, origin)
    entries = [entry for entry in master.ledger if entry.serial == origin.serial]
    if not entries:
        return Rejection(
            returned.name, f"下发编号 {origin.serial} 在“进展台账”里没有记录，可能总表是旧的或台账被删改过"
        )
    contradiction = _contradiction(returned, place, entries[0].department, master)
    if contradiction:
        return Rejection(returned.name, contradiction)
    return _return(returned, place, entries, origin, master)


def _return(
    returned: ReturnedFile,
    place: TablePlace,
    entries: Sequence[LedgerEntry],
    origin: _Claim,
    master: Master,
) -> Return:
    reading = read_table(returned, place, entries, master)
    warnings = list(reading.warnings)
    claimed = place.labelled(DEPARTMENT_LABEL)
    if claimed and not master.names.knows(claimed):
        warnings.append(f"表上写的单位是“{claimed}”，单位名录里没有，按{entries[0].department}的处理")
    stated = place.labelled(PERIOD_LABEL)
    if stated and key(stated) != key(entries[0].period):
        warnings.append(f"表上写的期次是“{stated}”，按下发时的“{entries[0].period}”处理")
    return Return(
        returned,
        entries[0].department,
        entries[0].period,
        origin.serial,
        tuple(reading.answers.values()),
        place.labelled(REPORTER_LABEL),
        place.labelled(PHONE_LABEL),
        tuple(warnings),
        place.labelled(DAY_LABEL),
        origin.confidence,
        origin.grounds,
    )


def _contradiction(returned: ReturnedFile, place: TablePlace, department: str, master: Master) -> str:
    """Why the file does not seem to be this department's after all; empty where nothing says so."""
    claimed = place.labelled(DEPARTMENT_LABEL)
    if master.names.knows(claimed) and master.names.resolve(claimed) != department:
        return (
            f"表上写的是{claimed}，下发标识却是{department}的，请核实是谁填的；"
            f"确是{department}填的，把表上的责任部门改正后再收"
        )
    senders = departments_of_sender(master.directory, returned.sender)
    if senders and department not in senders:
        return (
            f"从{'、'.join(senders)}的邮箱（{returned.sender}）发来，表却是{department}的，请核实是谁填的；"
            "可以采用的，把文件另存到“回收”以外，再用 merge 指定这个文件合并"
        )
    return ""


def departments_of_sender(directory: Directory, sender: str) -> tuple[str, ...]:
    """The departments whose address in the directory a mail came from; none where it is unknown."""
    address = _ADDRESS.search(sender.lower())
    if address is None:
        return ()
    return tuple(
        department.name
        for department in directory.departments
        if address.group() in _ADDRESS.findall(department.email.lower())
    )


def _signed(returned: ReturnedFile, place: TablePlace, master: Master) -> _Claim | str | None:
    """The dispatch that signed tokens name, else signed row ids; why neither can be trusted; or None."""
    secret = master.settings.value("key")
    master_id = master.settings.value("master_id")
    genuine = {token for token in returned.tokens if is_genuine(token, secret)}
    manifests = {manifest for token in genuine if (manifest := read_token(token)) is not None}
    if len(manifests) > 1:
        return "里面有两份不同的下发标识，可能是几份反馈表拼在了一起，请拆开"
    if manifests:
        return _Claim(manifests.pop().serial, Confidence.SURE, "下发标识和签名相符")
    serials = {found[0] for text in place.row_ids() if (found := read_row_id(text, master_id, secret))}
    if len(serials) > 1:
        return "各行的标识属于不同的反馈表，可能是几份反馈表拼在了一起，请拆开"
    if serials:
        return _Claim(serials.pop(), Confidence.SURE, "各行的标识相符")
    return _forged(returned, place, master_id)


def _forged(returned: ReturnedFile, place: TablePlace, master_id: str) -> str | None:
    """Why the tokens or row ids in a file are not those of this master; None where there are none."""
    claims = [manifest for token in returned.tokens if (manifest := read_token(token)) is not None]
    if any(claim.master != master_id for claim in claims):
        return "不是本总表下发的反馈表（总表编号不同）"
    if claims:
        return "下发标识与签名不符，标识被改动过，请核实来源后让该单位用原表重填"
    if any(_ROW_ID_SHAPE.fullmatch(text.strip()) for text in place.row_ids()):
        return "各行的标识不是本总表的，可能是别的总表下发的反馈表"
    return None


def _guessed(returned: ReturnedFile, place: TablePlace, master: Master) -> _Claim | str:
    """The dispatch that a file without tokens most likely answers, or why none can be named."""
    face = _read_face(returned, place, master)
    senders = departments_of_sender(master.directory, returned.sender)
    rows = _task_rows(place)
    candidates = [
        entries for entries in _dispatches(master, face.serial) if _may_answer(entries[0], face, senders)
    ]
    matched, fitting = _best_fitting(candidates, rows)
    departments = dict.fromkeys(entries[0].department for entries in fitting)
    if matched == 0:
        return "没有本总表的下发标识，写明的单位、期次和任务也对不上任何一份下发的反馈表"
    if len(departments) > 1:
        return f"没有下发标识，{'、'.join(departments)}的任务都对得上，不能确定是谁的，请核实"
    everyone = [entry for entries in candidates for entry in entries]
    is_named = bool(face.department or senders)
    if not is_named and _matched(everyone, rows) > matched:
        return "没有下发标识，里面有几个单位的任务，不是哪一个单位的反馈表"
    first = fitting[-1][0]
    whole = matched == len(rows)
    likely = is_named and bool(face.period or face.serial) and whole
    return _Claim(
        first.serial,
        Confidence.LIKELY if likely else Confidence.DOUBTFUL,
        _grounds(face, senders, first, whole=whole, matched=matched),
    )


def _may_answer(entry: LedgerEntry, face: _Face, senders: Sequence[str]) -> bool:
    """Whether nothing on the face of a file, nor its sender, speaks against a dispatch."""
    if face.period and key(entry.period) != key(face.period):
        return False
    if face.department:
        return entry.department == face.department
    return not senders or entry.department in senders


def _best_fitting(
    candidates: Sequence[list[LedgerEntry]], rows: Sequence[tuple[str, str]]
) -> tuple[int, list[list[LedgerEntry]]]:
    """How many rows the best dispatches share with a file, and those; fewer missing tasks are better."""
    matched = [_matched(entries, rows) for entries in candidates]
    scores = [(n, min(n - len(entries), 0)) for n, entries in zip(matched, candidates, strict=True)]
    best = max(scores, default=(0, 0))
    return best[0], [entries for score, entries in zip(scores, candidates, strict=True) if score == best]


def _grounds(face: _Face, senders: Sequence[str], entry: LedgerEntry, *, whole: bool, matched: int) -> str:
    said = ["没有下发标识（可能复制到了新文件里）"]
    said.append(f"表上写着{face}" if str(face) else "表上没有写单位和期次")
    if entry.department in senders:
        said.append("从该单位的邮箱发来")
    said.append(f"{matched}项任务与下发的一致" + ("" if whole else "，但也有对不上的行"))
    if not face.period and not face.serial:
        said.append(f"按最近一次下发（{entry.period}）算")
    return "；".join(said)


def _read_face(returned: ReturnedFile, place: TablePlace, master: Master) -> _Face:
    """Department, period and number as they are written above the table."""
    department = place.labelled(DEPARTMENT_LABEL)
    if not master.names.knows(department):
        head = key("".join(text for row in place.sheet.rows[: place.header_row] for text in row))
        named = {d for d in master.departments() if key(d) in head}
        department = named.pop() if len(named) == 1 else ""
    return _Face(
        master.names.resolve(department) if department else "",
        place.labelled(PERIOD_LABEL),
        place.labelled(SERIAL_LABEL),
    )


def _task_rows(place: TablePlace) -> list[tuple[str, str]]:
    """Number and content of every row that names a task."""
    rows = [(key(place.cell(row, NUMBER.code)), key(place.cell(row, CONTENT.code))) for row in place.rows()]
    return [(number, content) for number, content in rows if content or number.isdecimal()]


def _dispatches(master: Master, serial: str) -> list[list[LedgerEntry]]:
    """The entries of each dispatch in force, or of the one with this number, in ledger order."""
    found: dict[str, list[LedgerEntry]] = {}
    for entry in master.ledger:
        if entry.serial == serial or (not serial and entry.state != LedgerState.SUPERSEDED):
            found.setdefault(entry.serial, []).append(entry)
    return list(found.values())


def _matched(entries: Sequence[LedgerEntry], rows: Sequence[tuple[str, str]]) -> int:
    """How many rows are tasks of a dispatch: by their content, or by their number where they have none."""
    contents = {key(entry.content) for entry in entries}
    numbers = {key(entry.number) for entry in entries}
    return sum(content in contents if content else number in numbers for number, content in rows)
