"""LibreOffice's tool bar: made from the ribbon, installed by LibreOffice's own program, clicked."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.addin.ribbon import NAMESPACE, buttons, ribbon
from tests.addin.test_installing import Said
from tests.test_cli import has_chinese, xlreport
from xlreport.actions.program import tool_bar
from xlreport.actions.program.tool_bar import (
    install_tool_bar,
    remove_tool_bar,
    show_tool_bar_status,
    tool_bar_status,
    user_extensions,
)
from xlreport.addin.build import MACROS
from xlreport.addin.extension import TOOL_BAR, command_of, extension
from xlreport.addin.office_extensions import OfficeExtensions, office_extensions
from xlreport.calc.bridge import properties
from xlreport.calc.office import Office, find_program, write_profile
from xlreport.core.schema import FINDINGS_SHEET
from xlreport.errors import XlreportError
from xlreport.ui.port import SilentUi

OOR = "{http://openoffice.org/2001/registry}"
PYTHON = Path("/opt/政务 工具's/.venv/bin/python")
SCRIPT = Path("/opt/政务 工具's/src/xlreport/office_click.py")
PIPE = f"xlreport-test-{os.getpid()}"
PATIENCE = 90.0
"""Seconds that a click may take on a busy machine."""


def parts() -> dict[str, str]:
    """The files of an extension for a program in a folder with Chinese characters, a space and a mark."""
    data = extension(MACROS, python=PYTHON, script=SCRIPT).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def shown(addons: str) -> list[dict[str, str]]:
    """The values of each item of the tool bar, in its order."""
    (bar,) = (
        node
        for node in ElementTree.fromstring(addons).iter("node")
        if node.get(f"{OOR}name") == "OfficeToolBar"
    )
    return [
        {prop.attrib[f"{OOR}name"]: "".join(prop.itertext()) for prop in item}
        for item in bar[0].findall("node")
    ]


def test_the_tool_bar_has_the_ribbons_buttons_in_its_order_and_groups() -> None:
    items = shown(parts()["Addons.xcu"])
    groups = [list(group) for group in ribbon().iter(f"{NAMESPACE}group")]
    expected: list[tuple[str, str | None]] = []
    for group in groups:
        expected += [("private:separator", None)] if expected else []
        expected += [(command_of(button.attrib["id"]), button.attrib["label"]) for button in group]
    assert [(item["URL"], item.get("Title")) for item in items] == expected
    assert sum("Title" in item for item in items) == len(buttons())
    assert all(item["Context"].endswith("SpreadsheetDocument") for item in items if "Title" in item)


def test_every_file_of_the_extension_is_listed_and_well_formed() -> None:
    files = parts()
    for name, text in files.items():
        ElementTree.fromstring(text.encode("utf-8")), name
    listed = re.findall(r'full-path="([^"]+)"', files["META-INF/manifest.xml"])
    for name in set(files) - {"META-INF/manifest.xml", "description.xml"}:
        assert any(name == entry or name.startswith(entry) for entry in listed), name


def test_the_basic_is_its_source_and_knows_the_program() -> None:
    files = parts()
    clicks = "".join(ElementTree.fromstring(files["xlreport/LibreOfficeClicks.xba"].encode()).itertext())
    assert clicks == (MACROS / "libreoffice" / "LibreOfficeClicks.bas").read_text(encoding="utf-8")
    told = "".join(ElementTree.fromstring(files["xlreport/Settings.xba"].encode()).itertext())
    assert f'PYTHON = "{PYTHON}"' in told and f'SCRIPT = "{SCRIPT}"' in told


def test_the_version_tells_one_program_from_another() -> None:
    one = extension(MACROS, python=PYTHON, script=SCRIPT)
    assert extension(MACROS, python=PYTHON, script=SCRIPT) == one
    assert extension(MACROS, python=Path("/usr/bin/python3"), script=SCRIPT).version != one.version
    assert re.fullmatch(r"\d+\.\d+\.\d+", one.version)


def test_a_path_that_basic_cannot_pass_on_is_refused_in_words() -> None:
    with pytest.raises(XlreportError, match="不能用的符号"):
        extension(MACROS, python=Path('/opt/a"b/python'), script=SCRIPT)


def test_a_machine_without_libreoffice_is_told_so(tmp_path: Path) -> None:
    for program in (None, tmp_path / "soffice.bin"):
        with pytest.raises(XlreportError, match=r"没有找到 LibreOffice.*安装 LibreOffice"):
            office_extensions(program)


def test_what_libreoffices_program_complains_of_is_passed_on(tmp_path: Path) -> None:
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\necho 'ERROR: the profile is in use' >&2\nexit 1\n")
    program.chmod(0o755)
    extensions = office_extensions(tmp_path / "soffice.bin")
    if sys.platform != "win32":
        with pytest.raises(XlreportError, match=r"the profile is in use.*关闭所有 LibreOffice 窗口"):
            extensions.version("x")
    with pytest.raises(XlreportError, match="没有完成"):
        OfficeExtensions((str(tmp_path / "gone"),)).version("x")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="LibreOffice refuses root only")
def test_the_command_says_that_root_has_no_tool_bar(calc_bridge: None, tmp_path: Path) -> None:
    done = xlreport("addin", "status", "--libreoffice", folder=tmp_path, home=tmp_path)
    assert done.returncode == 2 and "不是 root" in done.stderr and has_chinese(done.stderr)


@pytest.fixture(scope="module")
def profile(calc_bridge: None) -> Iterator[Path]:
    """A new profile; the world may write to it, because LibreOffice manages no extensions for root."""
    folder = Path(tempfile.mkdtemp(prefix="xlreport-tool-bar-"))
    write_profile(folder / "profile")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    yield folder / "profile"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def extensions(profile: Path) -> OfficeExtensions:
    """LibreOffice's own program on that profile, run by nobody where the tests are run by root."""
    command = user_extensions().command
    if os.geteuid() == 0:
        nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        command = (*nobody, "env", f"HOME={profile.parent}", *command)
    return OfficeExtensions(command, (f"-env:UserInstallation={profile.as_uri()}",))


@pytest.fixture(scope="module", autouse=True)
def world_readable_folder() -> Iterator[None]:
    """The extension is handed over in a folder that nobody may enter too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tool_bar.tempfile, "TemporaryDirectory", OpenDirectory)
        yield


class OpenDirectory(tempfile.TemporaryDirectory[str]):
    """A temporary folder that every user may enter."""

    def __enter__(self) -> str:
        Path(self.name).chmod(0o755)
        return self.name


def test_it_is_installed_updated_and_removed(
    extensions: OfficeExtensions, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Said()
    assert not show_tool_bar_status(extensions, said).installed
    assert install_tool_bar(extensions, said).current
    assert "已安装" in said.text and sys.executable in said.text
    assert show_tool_bar_status(extensions, said).current and "是最新的" in said.text
    with monkeypatch.context() as moved:
        moved.setattr(sys, "executable", "/opt/moved/python")
        status = show_tool_bar_status(extensions, said)
        assert status.installed and not status.current and "注意：" in said.text
        assert install_tool_bar(extensions, said).current and "已更新" in said.text
    assert not tool_bar_status(extensions).current
    assert not remove_tool_bar(extensions, said).installed and "已删除" in said.text
    assert not remove_tool_bar(extensions, said).installed and "不用删除" in said.text


@dataclass
class Window:
    """A LibreOffice that was started as a user starts it, with the master open in it."""

    office: Office
    document: Any
    environment: dict[str, str]

    def xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.environment, check=True, timeout=20)

    def click(self, label: str) -> None:
        """Press a button of the tool bar with the mouse."""
        layout = self.document.getCurrentController().getFrame().LayoutManager
        bar = layout.getElement(TOOL_BAR).getRealInterface().getAccessibleContext()
        children = (bar.getAccessibleChild(index) for index in range(bar.getAccessibleChildCount()))
        (button,) = (child for child in children if child.getAccessibleContext().getAccessibleName() == label)
        place, size = (
            button.getAccessibleContext().getLocationOnScreen(),
            button.getAccessibleContext().getSize(),
        )
        self.xdotool(
            *("mousemove", str(place.X + size.Width // 2), str(place.Y + size.Height // 2)), *("click", "1")
        )

    def dispatch(self, button: str) -> None:
        """Do what a button's command says, in the window in front."""
        frame = self.document.getCurrentController().getFrame()
        self.office.service("frame.DispatchHelper").executeDispatch(frame, command_of(button), "", 0, ())

    def wait(self, done: Callable[[], bool]) -> None:
        """Wait until something is so, and close every message box meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, "nothing happened"
            time.sleep(1)
            subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", "任务分工 ·", "key", "Return"],
                env=self.environment,
                stdout=subprocess.DEVNULL,
                check=False,
                timeout=20,
            )


@pytest.fixture(scope="module")
def installed(extensions: OfficeExtensions) -> None:
    """The tool bar is in the profile; LibreOffice itself runs as the user who runs the tests."""
    install_tool_bar(extensions, SilentUi())


@pytest.fixture
def window(profile: Path, installed: None, master: Path, tmp_path: Path) -> Iterator[Window]:
    """The master in a LibreOffice with the tool bar, on a screen that nobody sees."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        if os.environ.get("XLREPORT_REQUIRE_OFFICE") == "1":
            pytest.fail("Xvfb and xdotool are required here but are not installed")
        pytest.skip("needs Xvfb and xdotool")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x900x24", "-noreset"]
    screen = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        environment = os.environ | {"DISPLAY": f":{told.readline().strip()}", "HOME": str(tmp_path)}
    process = started(profile, environment)
    office = Office.attach(f"{process.pid}/{PIPE}/screen")
    document = office.desktop.loadComponentFromURL(master.as_uri(), "_blank", 0, properties())
    time.sleep(2)
    yield Window(office, document, environment)
    process.kill()
    process.wait()
    screen.terminate()
    screen.wait()


def started(profile: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A LibreOffice that also lets the test in; the first start of a profile ends at once."""
    command = [
        str(find_program()),
        f"-env:UserInstallation={profile.as_uri()}",
        *(f"--accept=pipe,name={PIPE};urp;", "--norestore", "--nologo", "--nodefault"),
    ]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        time.sleep(0.5)
        if process.poll() is not None:
            process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            Office.attach(f"{process.pid}/{PIPE}/screen")
        except XlreportError:
            continue
        return process
    raise AssertionError("LibreOffice did not start")


def test_a_mouse_click_on_the_tool_bar_validates_the_open_master(
    window: Window, extensions: OfficeExtensions
) -> None:
    with pytest.raises(XlreportError, match=r"LibreOffice 还开着.*没有改动.*关闭所有 LibreOffice 窗口"):
        remove_tool_bar(extensions, SilentUi())
    assert FINDINGS_SHEET not in window.document.Sheets.ElementNames
    window.click("校验")
    window.wait(lambda: FINDINGS_SHEET in window.document.Sheets.ElementNames)


def test_a_click_while_the_print_preview_is_open_leaves_it_first(window: Window) -> None:
    window.dispatch("preview_print")
    window.wait(lambda: not hasattr(window.document.getCurrentController(), "getActiveSheet"))
    window.dispatch("validate")
    window.wait(lambda: FINDINGS_SHEET in window.document.Sheets.ElementNames)
    window.wait(lambda: hasattr(window.document.getCurrentController(), "getActiveSheet"))
