"""What an application's own errors mean to a clerk."""

from __future__ import annotations

_BUSY = {-2147418111, -2146777998}
"""RPC_E_CALL_REJECTED and VBA_E_IGNORE: a cell is being edited or a dialog is open."""
_AFTERWARDS = "打开的总表可能只改了一部分：不保存关闭再打开，就回到上次保存的样子"


def explain(error: Exception) -> str | None:
    """A Chinese sentence for an error of Excel or LibreOffice; None for any other error."""
    kind = type(error).__name__
    if kind == "ExcelBusyError" or getattr(error, "hresult", None) in _BUSY:
        return (
            "Excel 正忙：可能有单元格还在编辑，或有对话框开着。这次没有做完，"
            f"{_AFTERWARDS}。请按回车或 Esc 结束编辑、关掉对话框，再点一次。"
        )
    if kind == "com_error":
        return f"Excel 没有照办：{_com_text(error)}。{_AFTERWARDS}。请按提示处理后重试。"
    if kind == "CommandError":
        return f"Excel 没有照办：{error}。{_AFTERWARDS}。请按提示处理后重试。"
    if kind == "DisposedException":
        return "LibreOffice 已经关闭或停止响应。没有保存的改动由它的恢复功能处理。请重新打开总表后重试。"
    return None


def _com_text(error: Exception) -> str:
    """The sentence that Excel gives with an error, else Windows' own (pywin32's com_error)."""
    details = getattr(error, "excepinfo", None)
    text = details[2] if details and details[2] else getattr(error, "strerror", "")
    return str(text).strip().rstrip("。.")
