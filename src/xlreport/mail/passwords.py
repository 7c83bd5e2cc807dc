"""The password of a mail account: from the environment or the system's keyring, never from a workbook."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

import keyring
from keyring.errors import KeyringError, PasswordDeleteError

from xlreport.errors import XlreportError

VARIABLE = "XLREPORT_MAIL_PASSWORD"
_SERVICE = "xlreport"


def find_password(account: str) -> str:
    """The password of an account; empty where none is kept."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    try:
        return keyring.get_password(_SERVICE, account) or ""
    except KeyringError:
        return ""


def password_for(account: str, server: str, ask: Callable[[str], str]) -> str:
    """The password of an account on a server: the one kept, else what the user gives, which is then kept.

    ``ask`` puts a question whose answer is not shown, and gives an empty text where nobody answers. Raises
    XlreportError without an answer.
    """
    password = find_password(account)
    if password:
        return password
    password = ask(f"邮箱“{account}”（{server}）的密码，多数邮箱要用“授权码”，不是登录密码")
    if not password:
        raise XlreportError(
            f"没有保存邮箱“{account}”（{server}）的密码",
            untouched="没有连接邮件服务器，总表没有改动",
            todo="请再做一次，询问时填上密码（多数邮箱要用“授权码”，不是登录密码）；"
            f"没有人值守的，先用 xlreport password {account} 存一次",
        )
    with suppress(XlreportError):  # without a keyring it is asked again next time
        keep_password(account, password)
    return password


def keep_password(account: str, password: str) -> None:
    """Keep a password in the system's keyring; raises XlreportError where there is none to keep it."""
    try:
        keyring.set_password(_SERVICE, account, password)
    except KeyringError as error:
        raise _no_keyring("密码没有保存") from error


def forget_password(account: str) -> bool:
    """Remove a password from the system's keyring; whether there was one."""
    try:
        keyring.delete_password(_SERVICE, account)
    except PasswordDeleteError:
        return False
    except KeyringError as error:
        raise _no_keyring("没有删除密码") from error
    return True


def _no_keyring(untouched: str) -> XlreportError:
    return XlreportError(
        "这台电脑没有可用的密码库（Windows 凭据管理器、macOS 钥匙串或 Linux 密钥环）",
        untouched=untouched,
        todo=f"请改用环境变量 {VARIABLE} 提供密码",
    )
