"""A small window that asks for what only the user knows, shown from the Python side of a click."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from xlreport.errors import XlreportError

if TYPE_CHECKING:
    import tkinter as tk

_WIDTH = 44
"""Characters of an entry."""

_LINES = 5
_PADDING = 12
_MOST_SHOWN = 12
"""Choices that a list shows without scrolling."""


class Kind(Enum):
    """How a field is filled in."""

    TEXT = "one line"
    SECRET = "one line that nobody can read"
    LINES = "several lines"
    ONE = "one of the choices"
    SEVERAL = "any number of the choices"


@dataclass(frozen=True)
class Field:
    """A question: its label, how it is answered, and what stands there at first.

    The answer is one text; several choices are joined by line breaks.
    """

    label: str
    kind: Kind = Kind.TEXT
    value: str = ""
    choices: tuple[str, ...] = ()


def ask_form(title: str, fields: Sequence[Field], explanation: str = "") -> Mapping[str, str] | None:
    """The answers by label, None where the user cancels; raises XlreportError where no window can open."""
    try:
        import tkinter as tk  # noqa: PLC0415  # some Pythons come without it

        root = tk.Tk()
    except Exception as error:
        raise _no_window() from error
    form = Form(root, title, fields, explanation)
    root.mainloop()
    return form.answers


def _no_window() -> XlreportError:
    return XlreportError(
        "不能打开询问的窗口：这台电脑上的 Python 没有装窗口组件（tcl/tk）",
        untouched="没有改动任何内容",
        todo="请让维护人员用 python.org 的安装程序重装 Python（勾选 tcl/tk and IDLE）后再点一次",
    )


class Form:
    """The window on a Tk root; ``answers`` are there once it was confirmed."""

    def __init__(self, root: tk.Tk, title: str, fields: Sequence[Field], explanation: str) -> None:
        self.answers: Mapping[str, str] | None = None
        self._root = root
        self._fields = fields
        self._widgets: list[tk.Entry | tk.Text | tk.Listbox] = []
        root.title(title)
        root.resizable(False, False)
        if explanation:
            self._explain(explanation)
        for row, field in enumerate(fields, start=1):
            self._add(row, field)
        self._add_buttons(len(fields) + 1)
        self._come_to_front()

    def _explain(self, text: str) -> None:
        import tkinter as tk  # noqa: PLC0415

        label = tk.Label(self._root, text=text, justify="left", wraplength=480)
        label.grid(row=0, column=0, columnspan=2, sticky="w", padx=_PADDING, pady=(_PADDING, 0))

    def _add(self, row: int, field: Field) -> None:
        import tkinter as tk  # noqa: PLC0415

        label = tk.Label(self._root, text=f"{field.label}：")
        label.grid(row=row, column=0, sticky="ne", padx=(_PADDING, 4), pady=6)
        widget = self._widget(field)
        widget.grid(row=row, column=1, sticky="we", padx=(0, _PADDING), pady=6)
        self._widgets.append(widget)

    def _widget(self, field: Field) -> tk.Entry | tk.Text | tk.Listbox:
        import tkinter as tk  # noqa: PLC0415

        if field.kind in {Kind.ONE, Kind.SEVERAL}:
            return self._choices(field)
        if field.kind is Kind.LINES:
            lines = tk.Text(self._root, width=_WIDTH, height=_LINES)
            lines.insert("1.0", field.value)
            return lines
        entry = tk.Entry(self._root, width=_WIDTH, show="●" if field.kind is Kind.SECRET else "")
        entry.insert(0, field.value)
        return entry

    def _choices(self, field: Field) -> tk.Listbox:
        import tkinter as tk  # noqa: PLC0415

        mode = "multiple" if field.kind is Kind.SEVERAL else "browse"
        height = min(len(field.choices), _MOST_SHOWN)
        chosen = tk.Listbox(self._root, selectmode=mode, height=height, exportselection=False)
        chosen.insert("end", *field.choices)
        for index, choice in enumerate(field.choices):
            if choice in field.value.split("\n"):
                chosen.selection_set(index)
                chosen.see(index)
        return chosen

    def _add_buttons(self, row: int) -> None:
        import tkinter as tk  # noqa: PLC0415

        bar = tk.Frame(self._root)
        bar.grid(row=row, column=0, columnspan=2, sticky="e", padx=_PADDING, pady=(4, _PADDING))
        tk.Button(bar, text="确定", width=10, command=self.confirm).pack(side="left", padx=4)
        tk.Button(bar, text="取消", width=10, command=self.cancel).pack(side="left", padx=4)
        self._root.bind("<Escape>", lambda event: self.cancel())
        if all(field.kind is not Kind.LINES for field in self._fields):
            self._root.bind("<Return>", lambda event: self.confirm())
        self._root.protocol("WM_DELETE_WINDOW", self.cancel)

    def _come_to_front(self) -> None:
        """Excel's window is in front when a click arrives; the question must not open behind it."""
        self._root.update_idletasks()
        across = (self._root.winfo_screenwidth() - self._root.winfo_reqwidth()) // 2
        down = (self._root.winfo_screenheight() - self._root.winfo_reqheight()) // 3
        self._root.geometry(f"+{max(across, 0)}+{max(down, 0)}")
        self._root.attributes("-topmost", True)
        self._root.lift()
        if sys.platform != "darwin":
            self._root.focus_force()
        if self._widgets:
            self._widgets[0].focus_set()

    def confirm(self) -> None:
        """Take the answers and close."""
        pairs = zip(self._fields, self._widgets, strict=True)
        self.answers = {field.label: _answer(field, widget) for field, widget in pairs}
        self._root.destroy()

    def cancel(self) -> None:
        """Close without an answer."""
        self._root.destroy()


def _answer(field: Field, widget: tk.Entry | tk.Text | tk.Listbox) -> str:
    if field.kind in {Kind.ONE, Kind.SEVERAL}:
        chosen: Sequence[int] = widget.curselection()  # type: ignore[union-attr]
        return "\n".join(field.choices[index] for index in chosen)
    if field.kind is Kind.LINES:
        return str(widget.get("1.0", "end")).strip()  # type: ignore[call-arg]
    return str(widget.get())  # type: ignore[call-arg]
