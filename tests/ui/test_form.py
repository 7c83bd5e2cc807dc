"""The window that asks: filled in and confirmed or cancelled on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

from tests.conftest import REPOSITORY
from xlreport.errors import XlreportError
from xlreport.ui.form import Field, Kind, ask_form

pytest.importorskip("tkinter")

FIELDS = (
    Field("部门", Kind.ONE, choices=("区科技局", "区财政局"), value="区财政局"),
    Field("序号", value="5"),
    Field("重发给", Kind.SEVERAL, choices=("区科技局", "区财政局", "区医保局")),
    Field("原因", Kind.LINES),
    Field("密码", Kind.SECRET),
)


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """The name of a screen that nobody sees."""
    if shutil.which("Xvfb") is None:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("Xvfb is required here but is not installed")
        pytest.skip("needs Xvfb")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait()


def answered(screen: str, act: str, ask: str) -> object:
    """What ``ask`` gives while somebody acts on the window, ``form``, that it opens.

    In a process of its own: Tk ends the one that it runs in when the screen goes.
    """
    script = (
        "import json\n"
        "from tests.ui.test_form import FIELDS\n"
        "from xlreport.ui.dialog import DialogUi\n"
        "from xlreport.ui.form import Form, ask_form\n"
        "made = Form.__init__\n"
        "def watched(form, root, *given):\n"
        "    made(form, root, *given)\n"
        "    root.after(100, lambda: act(form))\n"
        "Form.__init__ = watched\n"
        f"def act(form):\n{textwrap.indent(textwrap.dedent(act), '    ')}\n"
        f"print(json.dumps({ask}))\n"
    )
    paths = os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)])
    environment = {**os.environ, "DISPLAY": screen, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def test_what_is_typed_and_chosen_comes_back(screen: str) -> None:
    act = """
        _, number, several, reason, secret = form._widgets
        number.delete(0, "end")
        number.insert(0, "5、6")
        several.selection_set(0)
        several.selection_set(2)
        reason.insert("1.0", "数字不对\\n请核实")
        secret.insert(0, "geheim")
        assert secret.cget("show") == "●"
        form.confirm()
    """
    assert answered(screen, act, 'ask_form("退回", FIELDS, "请填写")') == {
        "部门": "区财政局",
        "序号": "5、6",
        "重发给": "区科技局\n区医保局",
        "原因": "数字不对\n请核实",
        "密码": "geheim",
    }


def test_escape_cancels(screen: str) -> None:
    assert answered(screen, 'form._root.event_generate("<Escape>")', 'ask_form("退回", FIELDS)') is None


def test_a_click_asks_for_a_password_in_a_window(screen: str) -> None:
    act = """
        form._widgets[0].insert(0, "geheim")
        form._root.event_generate("<Return>")
    """
    assert answered(screen, act, 'DialogUi(lambda text: None).ask_secret("邮箱的密码")') == "geheim"


def test_where_no_window_can_open_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tkinter", None)
    with pytest.raises(XlreportError, match="窗口"):
        ask_form("退回", FIELDS)
