"""Sending from a master, and what a test asks of it afterwards."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from xlreport.actions.mailing.mail import mail
from xlreport.books.file import FileBook
from xlreport.core.mailing.send_log import SendRecord, read_send_log
from xlreport.core.master.directory import DIRECTORY_COLUMNS
from xlreport.core.master.settings import SETTING_BY_CODE
from xlreport.core.schema import DIRECTORY_SHEET, SEND_LOG_SHEET, SETTINGS_SHEET
from xlreport.desk.mailing.sending import MailOrder, Sending
from xlreport.desk.master.opening import read_master, sheet_texts
from xlreport.ui.port import SilentUi

NOW = datetime(2026, 11, 23, 9, 0, 0)
TODAY = NOW.date()
PERIOD = "2026年11月"
EMAIL_COLUMN = [column.code for column in DIRECTORY_COLUMNS].index("email") + 1


class HearingUi(SilentUi):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def info(self, message: str) -> None:
        self.said.append(message)

    def warn(self, message: str) -> None:
        self.said.append(message)


def settings(master: Path, **values: str) -> None:
    """Write into 设置 as the clerk does."""
    workbook = load_workbook(master)
    sheet = workbook[SETTINGS_SHEET]
    labels = {SETTING_BY_CODE[code].label: value for code, value in values.items()}
    for row in sheet.iter_rows(min_col=1, max_col=2):
        if row[0].value in labels:
            row[1].value = labels.pop(row[0].value)
    assert not labels
    workbook.save(master)


def set_email(master: Path, department: str, address: str) -> None:
    workbook = load_workbook(master)
    sheet = workbook[DIRECTORY_SHEET]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == department)
    sheet.cell(row, EMAIL_COLUMN).value = address
    workbook.save(master)


def address_of(position: int) -> str:
    return f"bm{position:02d}@example.gov.cn"


def send(master: Path, ui: HearingUi | None = None, **order: Any) -> Sending:
    return mail(FileBook(master), ui or HearingUi(), MailOrder(**order), today=TODAY).sending


def log_of(master: Path) -> dict[str, SendRecord]:
    """The last record of each department in the send log as saved."""
    return {
        record.department: record for record in read_send_log(sheet_texts(FileBook(master), SEND_LOG_SHEET))
    }


def departments(master: Path) -> list[str]:
    return list(read_master(FileBook(master)).departments())


def drafts_of(master: Path) -> dict[str, Message]:
    folder = master.parent / "发件箱" / PERIOD
    return {path.stem: message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")}
