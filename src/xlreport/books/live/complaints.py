"""What an application's own errors mean to a clerk."""

from __future__ import annotations

from dataclasses import dataclass

import xlwings as xw

_BUSY = {-2147418111, -2146777998}
"""RPC_E_CALL_REJECTED and VBA_E_IGNORE: a cell is being edited or a dialog is open."""
_GONE = {-2147417848, -2147023174, -2147221080}
"""RPC_E_DISCONNECTED, RPC_S_SERVER_UNAVAILABLE and CO_E_OBJNOTCONNECTED: closed, window or program."""


@dataclass(frozen=True)
class Complaint:
    """What happened and what to do, each a Chinese clause without a closing full stop."""

    happened: str
    todo: str


CLOSED = Complaint("总表在处理过程中被关闭了，或程序已经停止响应", "请重新打开总表核对，再点一次")
"""What to say where the window or the whole application is gone."""


def is_closed(app: xw.App, name: str) -> bool:
    """Whether a workbook is not open any more; an application that takes no calls now may still have it."""
    try:
        return name not in [book.name for book in app.books]
    except Exception as error:
        return is_gone(error)


def complaint_of(error: Exception) -> Complaint | None:
    """What an error of Excel or LibreOffice means; None for any other error."""
    kind = type(error).__name__
    if kind == "ExcelBusyError" or getattr(error, "hresult", None) in _BUSY:
        return Complaint(
            "Excel 正忙：可能有单元格还在编辑，或有对话框开着，这次没有做完",
            "请按回车或 Esc 结束编辑、关掉对话框，再点一次",
        )
    if is_gone(error):
        return CLOSED
    if kind == "com_error":
        return Complaint(f"Excel 没有照办：{_com_text(error)}", "请按提示处理后重试")
    if kind == "CommandError":
        return Complaint(f"Excel 没有照办：{error}", "请按提示处理后重试")
    return None


def is_gone(error: Exception) -> bool:
    """Whether the window or the whole application was closed, so that no call will ever be taken again."""
    return type(error).__name__ == "DisposedException" or getattr(error, "hresult", None) in _GONE


def _com_text(error: Exception) -> str:
    """The sentence that Excel gives with an error, else Windows' own (pywin32's com_error)."""
    details = getattr(error, "excepinfo", None)
    text = details[2] if details and details[2] else getattr(error, "strerror", "")
    return str(text).strip().rstrip("。.")
