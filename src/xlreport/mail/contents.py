"""A mail as read, whichever format it was kept in, and why one came without a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_LINK = re.compile(r"https?://[^\s\"'<>（）【】，。；]+", re.IGNORECASE)
_CLOUD_HOSTS = re.compile(
    r"(^|\.)(pan\.baidu\.com|yun\.baidu\.com|weiyun\.com|share\.weiyun\.com|alipan\.com|aliyundrive\.com"
    r"|(mail|exmail|wx\.mail)\.qq\.com|docs\.qq\.com|drive\.weixin\.qq\.com|kdocs\.cn|yun\.139\.com"
    r"|caiyun\.139\.com|mail\.10086\.cn|cloud\.189\.cn|(dashi|u|mail|fj)\.163\.com|mail\.126\.com|cowtransfer\.com"
    r"|jianguoyun\.com|lanzou\w*\.com|1drv\.ms|onedrive\.live\.com|sharepoint\.com|quark\.cn"
    r"|feishu\.cn|alidocs\.dingtalk\.com|123pan\.com)$",
    re.IGNORECASE,
)
_LONGEST_LINK = 300


class Kind(StrEnum):
    """What a mail is, as far as that decides what to do with it."""

    ORDINARY = "ordinary"
    AUTOMATIC = "automatic"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True)
class AttachedFile:
    """A file in a mail, under the name its sender gave it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A mail: whose, its files, the mails attached to it.

    ``sender`` is the bare address, ``sent_at`` when the sender says it was written. ``text`` is what it says,
    ``recipient`` whom an UNDELIVERED mail was meant for. ``problems`` are Chinese sentences about parts that
    could not be read.
    """

    sender: str
    subject: str
    sent_at: datetime | None
    files: tuple[AttachedFile, ...]
    mails: tuple[Mail, ...] = ()
    text: str = ""
    kind: Kind = Kind.ORDINARY
    recipient: str = ""
    problems: tuple[str, ...] = ()


def reason_for_no_file(mail: Mail) -> str:
    """Why there is no file to be had from a mail, for the clerk."""
    if mail.kind == Kind.UNDELIVERED:
        return f"退信：发给 {mail.recipient or '某个地址'} 的邮件没有送到，请核对邮箱地址后重发"
    if mail.problems:
        return "；".join(mail.problems)
    if mail.kind == Kind.AUTOMATIC:
        return "自动回复或已读回执，没有附件"
    link = cloud_link(mail.text)
    if link:
        return f"没有附件，只有网盘或云附件链接，请点开下载后放进来，或请对方作为普通附件重发：{link}"
    return "没有附件" if mail.text.strip() else "没有附件，正文也是空的"


def cloud_link(text: str) -> str:
    """The first link in a text to a file kept by a cloud service; empty where there is none."""
    for found in _LINK.finditer(text):
        host = found.group().split("/")[2].partition(":")[0]
        if _CLOUD_HOSTS.search(host):
            return found.group()[:_LONGEST_LINK]
    return ""
