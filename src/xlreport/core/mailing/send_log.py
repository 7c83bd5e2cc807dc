"""The send log 发送记录 in the master, which remembers every letter.

A letter that was sent, or of which nobody knows whether it was, is not sent again unless the clerk says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xlreport.core.mailing.letters import Envelope, Letter, SendState, SendWay
from xlreport.core.master.ledger import records_in
from xlreport.core.text import key

SEND_LOG_HEADER_ROW = 3
"""1-based row of the headings on the sheet; the records follow."""


DONE = frozenset({SendState.SENT, SendState.DRAFTED})
_NOT_AGAIN = frozenset({*DONE, SendState.UNCERTAIN})


@dataclass(frozen=True)
class SendRecord:
    """One row of the send log: one message to one department; every field is the text of its cell.

    ``ident`` identifies the message for ever, ``digest`` its attachments' bytes. ``row`` is the 1-based
    sheet row, 0 for a record not yet on the sheet.
    """

    ident: str
    period: str
    kind: str
    department: str
    reference: str
    address: str
    copy: str
    time: str
    way: str
    file: str
    digest: str
    state: str = SendState.UNCERTAIN
    detail: str = ""
    row: int = field(default=0, compare=False)


SEND_LOG_HEADINGS = {
    "period": "期次",
    "kind": "类别",
    "department": "责任部门",
    "address": "收件邮箱",
    "copy": "抄送",
    "time": "时间",
    "way": "方式",
    "state": "结果",
    "detail": "说明",
    "file": "附件",
    "reference": "编号",
    "digest": "附件摘要",
    "ident": "邮件标识",
}


def read_send_log(rows: Sequence[Sequence[str]]) -> tuple[SendRecord, ...]:
    """The records on the send log sheet, from all its rows as text; columns are found by heading."""
    return tuple(SendRecord(**texts, row=row) for row, texts in records_in(rows, SEND_LOG_HEADINGS))


def sent_before(letter: Letter, log: Sequence[SendRecord]) -> SendRecord | None:
    """The last record of this letter, or of one in its place, that was or may have been sent."""
    found = [record for record in log if _is_of(record, letter) and record.state.strip() in _NOT_AGAIN]
    return found[-1] if found else None


def why_not_again(record: SendRecord) -> str:
    """Why a letter is not sent again, in Chinese."""
    when = f"{record.time}（{record.way}）"
    if record.state.strip() == SendState.UNCERTAIN:
        return (
            f"{when}发送时中断，不知道是否发出；请在邮箱的“已发送”里核对，"
            f"没有发出的把“发送记录”里的“结果”改成“{SendState.FAILED}”"
        )
    if record.state.strip() == SendState.DRAFTED:
        return f"{when}已存草稿"
    return f"{when}已发送"


def _is_of(record: SendRecord, letter: Letter) -> bool:
    mine = (letter.period, letter.kind, letter.department, letter.reference)
    theirs = (record.period, record.kind, record.department, record.reference)
    return all(key(one) == key(other) for one, other in zip(mine, theirs, strict=True))


def record_of(letter: Letter, envelope: Envelope, *, ident: str, time: str, way: SendWay) -> SendRecord:
    """What the log says of a letter while nobody knows yet what became of it."""
    return SendRecord(
        ident=ident,
        period=letter.period,
        kind=letter.kind,
        department=letter.department,
        reference=letter.reference,
        address="；".join(letter.to),
        copy="；".join(envelope.cc),
        time=time,
        way=way,
        file="；".join(attachment.name for attachment in letter.attachments),
        digest=" ".join(attachment.digest for attachment in letter.attachments),
    )
