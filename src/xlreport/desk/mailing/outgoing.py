"""What goes to one department: searched for what it must not see before it is written or sent."""

from __future__ import annotations

from collections.abc import Mapping

from xlreport.books.package import package_texts
from xlreport.core.dispatch.leaks import Leak, find_leaks, forbidden_texts
from xlreport.core.mailing.letters import Letter, texts_of
from xlreport.core.master.master import Master
from xlreport.errors import XlreportError


def safe_package(package: bytes, master: Master, department: str, name: str) -> bytes:
    """The bytes of a workbook for a department as given; ``name`` is what the clerk calls it.

    Raises XlreportError where it holds what the department must not see.
    """
    leaks = _leaks(package_texts(package), master, department)
    if leaks:
        raise XlreportError(
            f"给{department}的{name}里会出现不该给它看的内容（{leaks[0].kind}“{leaks[0].text}”，共{len(leaks)}处）",
            untouched=f"没有生成任何{name}，总表没有改动",
            todo="请检查总表里该单位各项的内容、备注和本单位文字中是否夹带了这些内容，改正后重试",
        )
    return package


def refuse_leaking(letter: Letter, master: Master) -> None:
    """Raise XlreportError where any part of a letter says what its department must not see.

    ``letter`` is searched whole: subject, text, the names of its attachments and every part of each.
    """
    parts = dict(texts_of(letter))
    for attachment in letter.attachments:
        texts = package_texts(attachment.data)
        parts.update({f"{attachment.name} 的 {part}": text for part, text in texts.items()})
    leaks = _leaks(parts, master, letter.department)
    if leaks:
        raise XlreportError(
            f"发给{letter.department}的邮件里有不该给它看的内容：“{leaks[0].part}”里的{leaks[0].kind}"
            f"“{leaks[0].text}”，共{len(leaks)}处",
            untouched="一封邮件也没有发送，总表没有改动",
            todo="请检查“设置”里的邮件正文和这份附件；附件被改动过的，请重新生成后再发",
        )


def _leaks(parts: Mapping[str, str], master: Master, department: str) -> tuple[Leak, ...]:
    return find_leaks(parts, forbidden_texts(master, department))
