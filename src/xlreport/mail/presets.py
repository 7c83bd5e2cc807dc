"""Mail servers of the usual providers, so that the clerk need not look them up.

A provider is found by the domain of an address, or by its name where a firm's own domain is served by
it. The hosts and ports are those the providers publish in their help pages; all of them are TLS from
the first byte (RFC 8314).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlreport.core.text import key

SMTP_PORT, IMAP_PORT = 465, 993
"""Ports of SMTP and IMAP with TLS from the first byte."""


@dataclass(frozen=True)
class Preset:
    """A provider's servers; both speak TLS at once, on SMTP_PORT and IMAP_PORT."""

    name: str
    smtp: str
    imap: str


_QQ = Preset("QQ邮箱", "smtp.qq.com", "imap.qq.com")
_BY_DOMAIN: Mapping[str, Preset] = {
    "qq.com": _QQ,
    "vip.qq.com": _QQ,
    "foxmail.com": _QQ,
    "163.com": Preset("网易163邮箱", "smtp.163.com", "imap.163.com"),
    "vip.163.com": Preset("网易163VIP邮箱", "smtp.vip.163.com", "imap.vip.163.com"),
    "126.com": Preset("网易126邮箱", "smtp.126.com", "imap.126.com"),
    "yeah.net": Preset("网易yeah邮箱", "smtp.yeah.net", "imap.yeah.net"),
    "139.com": Preset("移动139邮箱", "smtp.139.com", "imap.139.com"),
    "189.cn": Preset("电信189邮箱", "smtp.189.cn", "imap.189.cn"),
    "aliyun.com": Preset("阿里邮箱", "smtp.aliyun.com", "imap.aliyun.com"),
    "sina.com": Preset("新浪邮箱", "smtp.sina.com", "imap.sina.com"),
    "sina.cn": Preset("新浪邮箱", "smtp.sina.cn", "imap.sina.cn"),
    "sohu.com": Preset("搜狐邮箱", "smtp.sohu.com", "imap.sohu.com"),
}
_OF_FIRMS = (
    Preset("腾讯企业邮箱", "smtp.exmail.qq.com", "imap.exmail.qq.com"),
    Preset("网易企业邮箱", "smtp.qiye.163.com", "imap.qiye.163.com"),
    Preset("阿里企业邮箱", "smtp.qiye.aliyun.com", "imap.qiye.aliyun.com"),
)
PRESET_NAMES = tuple(preset.name for preset in _OF_FIRMS)
"""Providers of firms' own domains, which only their names can tell."""


def find_preset(server: str, address: str) -> Preset | None:
    """The provider whose name stands in the server setting, else that of the address's domain.

    None where a server is named that is no provider's name, or where the domain is not known.
    """
    if key(server):
        return next(
            (preset for preset in (*_OF_FIRMS, *_BY_DOMAIN.values()) if preset.name == key(server)), None
        )
    return _BY_DOMAIN.get(address.rpartition("@")[2].strip().lower())
