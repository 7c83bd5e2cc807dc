"""Sending through the Outlook of a Windows machine, by COM: drafts, or sent at once where that is allowed.

Members used are those of Outlook's object model: ``Application.CreateItem``, and of ``MailItem`` ``To``,
``CC``, ``Subject``, ``Body``, ``ReplyRecipients``, ``Attachments``, ``Save`` and ``Send``. Many offices block
``Send`` from other programs, so drafts are the usual way. The new Outlook has no COM.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from xlreport.core.mailing.letters import Delivery, Envelope, Letter, SendState, SendWay
from xlreport.errors import XlreportError

_MAIL_ITEM = 0
"""olMailItem of the enumeration OlItemType."""


def running_outlook() -> Any:
    """Outlook's Application object; started where it is not running."""
    from win32com.client import Dispatch  # type: ignore[import-untyped]  # noqa: PLC0415

    return Dispatch("Outlook.Application")


class OutlookMailer:
    """Puts letters into Outlook's drafts, or sends them at once when ``at_once``.

    Outlook itself is the sender: the envelope's sender is the account that Outlook uses.
    """

    way = SendWay.OUTLOOK

    def __init__(
        self, envelope: Envelope, *, at_once: bool, application: Callable[[], Any] = running_outlook
    ) -> None:
        self._envelope = envelope
        self._at_once = at_once
        self._application = application
        self._outlook: Any = None

    def __enter__(self) -> Self:
        try:
            self._outlook = self._application()
        except Exception as error:  # COM errors are of a class that only Windows has
            raise _missing() from error
        return self

    def __exit__(self, *failure: object) -> None:
        self._outlook = None

    def new_ident(self) -> str:
        return f"outlook-{uuid.uuid4().hex}"

    def send(self, letter: Letter, ident: str) -> Delivery:
        try:
            item = self._item(letter)
        except Exception as error:  # COM errors are of a class that only Windows has
            return Delivery(SendState.FAILED, f"Outlook 建不了这封邮件（{error}）")
        if not self._at_once:
            return _attempt(item.Save, SendState.DRAFTED, "在 Outlook 的“草稿”文件夹")
        return _attempt(item.Send, SendState.SENT, "由 Outlook 的“发件箱”送出")

    def _item(self, letter: Letter) -> Any:
        item = self._outlook.CreateItem(_MAIL_ITEM)
        item.To = "; ".join(letter.to)
        item.CC = "; ".join(self._envelope.cc)
        item.Subject = letter.subject
        item.Body = letter.body.replace("\n", "\r\n")
        for address in self._envelope.reply_to:
            item.ReplyRecipients.Add(address)
        with tempfile.TemporaryDirectory(prefix="xlreport-", ignore_cleanup_errors=True) as folder:
            for attachment in letter.attachments:
                path = Path(folder) / attachment.name
                path.write_bytes(attachment.data)
                item.Attachments.Add(str(path))
        return item


def _attempt(step: Callable[[], None], state: SendState, detail: str) -> Delivery:
    try:
        step()
    except Exception as error:  # COM errors are of a class that only Windows has
        return Delivery(SendState.FAILED, f"Outlook 不允许（{error}）；可以把“Outlook发送”改为“存草稿”")
    return Delivery(state, detail)


def _missing() -> XlreportError:
    return XlreportError(
        "没有找到可用的 Outlook（需要 Windows 上的经典版 Outlook，新版 Outlook 不支持）",
        untouched="没有发送邮件，总表没有改动",
        todo="请改用“草稿文件”或“SMTP”",
    )
