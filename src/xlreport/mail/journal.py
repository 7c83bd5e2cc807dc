"""The journal of a sending: a line before and a line after every letter, so that a crash forgets nothing.

A master is too slow to save twice for every letter. The journal beside it is written through to the disk
at once; when the sending has ended, its records go into the master and the journal is removed.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from xlreport.core.mailing.letters import Delivery, SendState, SendWay
from xlreport.core.mailing.send_log import SendRecord
from xlreport.core.master.ledger import record_texts
from xlreport.errors import XlreportError

INTERRUPTED = "发送时程序中断"


class Journal:
    """The journal of one master; only one process can hold it at a time.

    Raises XlreportError on entering where another process is sending from the same master.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise XlreportError(
                "这份总表正在发送邮件（另一个窗口还没有结束）",
                untouched="这一次没有发送，总表没有改动",
                todo="请等那边结束后再发",
            ) from None
        except OSError as error:
            raise _unwritable(error, "没有发送邮件，总表没有改动") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def begin(self, record: SendRecord) -> None:
        """Note that a letter is about to be sent; raises XlreportError where that cannot be noted."""
        self._append({"begin": record_texts(record)}, "这封和后面的邮件没有发送")

    def end(self, ident: str, delivery: Delivery) -> None:
        """Note what became of it."""
        self._append(
            {"end": ident, "state": delivery.state, "detail": delivery.detail},
            "刚才那封邮件记为“不确定”，后面的邮件没有发送",
        )

    def records(self) -> tuple[SendRecord, ...]:
        """What the journal knows, in the order of sending; without an end a letter's state is uncertain.

        A draft that was not finished was not made.
        """
        records: dict[str, SendRecord] = {}
        for line in self._lines():
            if "begin" in line:
                record = SendRecord(**line["begin"])
                records[record.ident] = replace(record, state=SendState.UNCERTAIN, detail=INTERRUPTED)
            elif line.get("end") in records:
                ended = records[line["end"]]
                records[line["end"]] = replace(ended, state=line["state"], detail=line["detail"])
        return tuple(
            record
            for record in records.values()
            if record.way != SendWay.DRAFT or record.state != SendState.UNCERTAIN
        )

    def remove(self) -> None:
        """Forget what is safe in the master now."""
        self._path.unlink(missing_ok=True)

    def _lines(self) -> list[dict[str, Any]]:
        """The whole lines; one cut off by a crash was not yet acted upon."""
        if not self._path.exists():
            return []
        whole, _, _ = self._path.read_bytes().rpartition(b"\n")
        try:
            return [json.loads(line) for line in whole.split(b"\n") if line]
        except ValueError as error:
            raise XlreportError(
                f"发送流水“{self._path.name}”已损坏，不知道上次发出了哪些邮件",
                untouched="没有发送邮件，总表没有改动",
                todo="请在邮箱的“已发送”里核对，把没有登记的补进“发送记录”，再删去“发件箱”里的这个文件",
            ) from error

    def _append(self, line: dict[str, Any], untouched: str) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unwritable(error, untouched) from error


def _unwritable(error: OSError, untouched: str) -> XlreportError:
    return XlreportError(
        f"写不了发送流水（{error.strerror or error}）",
        untouched=untouched,
        todo="请确认总表旁边的“发件箱”文件夹可写、磁盘有空间，然后重试",
    )
