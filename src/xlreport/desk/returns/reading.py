"""Reading the files of a period: whose each is and what it answers, or why it is not used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlreport.books.returned import is_locked, read_returned
from xlreport.core.master.master import Master
from xlreport.core.returns.arrivals import FolderRecord, Origin
from xlreport.core.returns.identification import identify
from xlreport.core.returns.newest import newest_of_each
from xlreport.core.returns.returned import Rejection, Return, ReturnedFile
from xlreport.desk.returns.receiving import bytes_of
from xlreport.desk.returns.return_record import record_of
from xlreport.errors import WorkbookError
from xlreport.mail.unpack import digest_of, is_container
from xlreport.ui.port import Ui


@dataclass(frozen=True)
class ReadFiles:
    """The files that are understood, one to a department and period, and those not used and why."""

    returns: tuple[Return, ...]
    rejections: tuple[Rejection, ...]


def read_files(master: Master, ui: Ui, paths: Sequence[Path], period: str | None) -> ReadFiles:
    """What each file is; ``period`` None accepts answers of any period.

    One bad file never stops the others: it becomes a rejection with the reason.
    """
    returns: list[Return] = []
    rejections: list[Rejection] = []
    seen: dict[str, str] = {}
    records: dict[Path, FolderRecord] = {}
    passwords = _passwords(ui, paths, master.settings.passwords())
    for path in ui.track(paths, "读取返回文件"):
        if path.parent not in records:
            records[path.parent] = record_of(path)
        found = _understood(path, records[path.parent], master, period, seen, passwords)
        if isinstance(found, Return):
            returns.append(found)
        else:
            rejections += found
    kept, older = newest_of_each(returns)
    return ReadFiles(kept, (*rejections, *older))


def _understood(
    path: Path,
    record: FolderRecord,
    master: Master,
    period: str | None,
    seen: dict[str, str],
    passwords: Sequence[str],
) -> Return | list[Rejection]:
    """What a file in or from a return folder is; an archive that gave all it holds is no file of its own."""
    data = bytes_of(path)
    digest = digest_of(data)
    if is_container(path.name, data):
        reasons = record.opened.get(digest, ("是压缩包或邮件，还没有打开，请先收取反馈（collect）",))
        return [Rejection(path.name, reason) for reason in reasons]
    found = _read(path, passwords)
    if isinstance(found, Rejection):
        return [found]
    senders = dict.fromkeys(origin.sender for origin in record.origins.get(digest, (Origin(),)))
    answer = _identified(found, master, period, seen, tuple(senders))
    return answer if isinstance(answer, Return) else [answer]


def _read(path: Path, passwords: Sequence[str]) -> ReturnedFile | Rejection:
    try:
        return read_returned(path, passwords)
    except WorkbookError as error:
        return Rejection(path.name, f"{error.happened.removeprefix(f'“{path.name}”')}，{error.todo}")


def _passwords(ui: Ui, paths: Sequence[Path], known: tuple[str, ...]) -> tuple[str, ...]:
    """The passwords known, and those that the user gives for workbooks which none of them opens."""
    for path in paths:
        if is_locked(path, known):
            given = ui.ask_secret(f"“{path.name}”的打开密码（不知道的直接按回车）")
            known = (*known, given) if given else known
    return known


def _identified(
    returned: ReturnedFile, master: Master, period: str | None, seen: dict[str, str], senders: Sequence[str]
) -> Return | Rejection:
    """What a file is; ``seen`` holds the names of the files read so far by digest.

    The same bytes may have come from several ``senders``: one whom nothing contradicts is enough.
    """
    if returned.digest in seen:
        return Rejection(returned.name, f"与“{seen[returned.digest]}”内容完全相同")
    seen[returned.digest] = returned.name
    all_found = [identify(replace(returned, sender=sender), master) for sender in senders]
    found = next((item for item in all_found if isinstance(item, Return)), all_found[0])
    if isinstance(found, Return) and period is not None and found.period != period:
        return Rejection(returned.name, f"是“{found.period}”的反馈表，不是“{period}”的")
    return found
