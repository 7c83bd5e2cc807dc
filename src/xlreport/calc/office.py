"""One private LibreOffice process: its start, its end, and the way to reach it."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from xlreport.calc.bridge import load_uno
from xlreport.errors import XlreportError

_START_TIMEOUT = 60.0
"""Seconds until a start has failed; a cold start on a slow machine takes about ten."""

_FIRST_START = 81
"""LibreOffice ends so when it has just made a new profile and wants to be started again."""

_END_TIMEOUT = 10.0
_FOLDER = "xlreport-calc-"
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in linux/prctl.h

_PLACES = (
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
    "/opt/libreoffice/program/soffice.bin",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)

_OPTIONS = ("--nologo", "--norestore", "--nodefault", "--nolockcheck", "--nofirststartwizard")

_COMMON = "/org.openoffice.Office.Common"
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    (f"{_COMMON}/Misc", "ShowTipOfTheDay", "false"),
    (f"{_COMMON}/Misc", "UseLocking", "false"),
    (f"{_COMMON}/Misc", "UseDocumentOOoLockFile", "false"),
    (f"{_COMMON}/Misc", "UseDocumentSystemFileLocking", "false"),
    (f"{_COMMON}/Save/Document", "WarnAlienFormat", "false"),
    (f"{_COMMON}/Save/Document", "AutoSave", "false"),
    (f"{_COMMON}/Help/Tip", "Tip", "false"),
    ("/org.openoffice.Office.Calc/Input", "ReplaceCellsWarning", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Setup/Product", "ooSetupLastVersion", "99.0"),
    ("/org.openoffice.Setup/L10N", "ooLocale", "en-US"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "en-US"),
)
"""What the private profile switches off: wizards, tips, recovery, questions about locks, formats, full cells.

The interface is English, because a Chinese one names sheets 工作表1 and the number format General 常规.
"""


def find_program() -> Path | None:
    """The program proper, not the script that wraps it, or None where there is no LibreOffice."""
    script = shutil.which("soffice") or shutil.which("libreoffice")
    beside = [Path(script).resolve().with_name("soffice.bin")] if script else []
    return next((place for place in [*beside, *map(Path, _PLACES)] if place.is_file()), None)


class Office:
    """A running LibreOffice with a profile of its own, or the connection to one that runs already."""

    def __init__(
        self,
        *,
        pid: int,
        pipe: str,
        process: subprocess.Popen[bytes] | None,
        folder: Path | None,
        visible: bool,
    ) -> None:
        self.pid = pid
        self.visible = visible
        self.program = find_program()
        self._pipe = pipe
        self._process = process
        self._folder = folder
        self._context: Any = None
        self._desktop: Any = None

    @classmethod
    def start(cls, *, visible: bool = False) -> Office:
        """Start LibreOffice and connect to it.

        It ends with this process: by `end`, at exit, or on Linux by the parent's death. Call this from
        the main thread, because Linux takes the end of the starting thread for the parent's death.
        Raises XlreportError where LibreOffice or its Python bridge is missing or does not start.
        """
        program = find_program()
        if program is None:
            raise XlreportError(
                "没有找到 LibreOffice",
                untouched="没有打开或改动任何文件",
                todo="请安装 LibreOffice（含 Calc）后重试",
            )
        load_uno()
        _remove_orphans()
        folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
        pipe = f"xlreport-{secrets.token_hex(8)}"
        write_profile(folder / "profile")
        process = _launch(program, folder / "profile", pipe, visible=visible)
        office = cls(pid=process.pid, pipe=pipe, process=process, folder=folder, visible=visible)
        atexit.register(office.end)
        deadline = time.monotonic() + _START_TIMEOUT
        while not office._connect():
            code = process.poll()
            if code == _FIRST_START:
                process = _launch(program, folder / "profile", pipe, visible=visible)
                office._process, office.pid = process, process.pid
            elif code is not None or time.monotonic() > deadline:
                office.end()
                raise _no_start(code)
            time.sleep(0.02)
        return office

    @classmethod
    def attach(cls, address: str) -> Office:
        """Connect to the LibreOffice at another process's `address`; raises XlreportError when it is gone."""
        pid, pipe, screen = address.split("/")
        office = cls(pid=int(pid), pipe=pipe, process=None, folder=None, visible=screen == "screen")
        if not office._connect():
            raise XlreportError(
                "连接不上正在运行的 LibreOffice",
                untouched="没有打开或改动任何文件",
                todo="请确认 LibreOffice 还开着，再试一次",
            )
        return office

    @property
    def address(self) -> str:
        """What another process needs to `attach`: process id, pipe and whether there are windows."""
        return f"{self.pid}/{self._pipe}/{'screen' if self.visible else 'headless'}"

    @property
    def desktop(self) -> Any:
        """The owner of all windows and documents."""
        if self._desktop is None:
            self._desktop = self.service("frame.Desktop")
        return self._desktop

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        if self._process is not None:
            return self._process.poll() is None
        try:
            return self._context is not None and self._context.getServiceManager() is not None
        except load_uno().getClass("com.sun.star.uno.Exception"):
            return False

    def service(self, name: str) -> Any:
        """A new instance of a service named without ``com.sun.star.``."""
        return self._context.ServiceManager.createInstanceWithContext(f"com.sun.star.{name}", self._context)

    def end(self) -> None:
        """End the process, whatever it is doing, and remove its profile; harmless when it has ended.

        One that another process has started is only let go: it belongs to that process.
        """
        atexit.unregister(self.end)
        self._context = self._desktop = None
        if self._process is not None:
            _end_process(self._process)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Ask LibreOffice to end without saving anything, then make sure that it has ended."""
        if self.alive and self._context is not None:
            with contextlib.suppress(Exception):  # the bridge breaks while the program ends
                self.desktop.terminate()
            _wait_for(self)
        self.end()

    def _connect(self) -> bool:
        uno = load_uno()
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        try:
            self._context = resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.uno.Exception"):
            return False
        return self._context is not None


def _wait_for(office: Office) -> None:
    deadline = time.monotonic() + _END_TIMEOUT
    while office.alive and time.monotonic() < deadline:
        time.sleep(0.02)


def _no_start(code: int | None) -> XlreportError:
    reason = "没有按时启动" if code is None else f"一启动就退出了（代码 {code}）"
    return XlreportError(
        f"LibreOffice {reason}",
        untouched="没有打开或改动任何文件",
        todo="请确认 LibreOffice 能正常打开，再试一次",
    )


def _remove_orphans() -> None:
    """Remove the profiles of Python processes that were killed and could not do it; seen on Linux only."""
    if sys.platform != "linux":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*-*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


def write_profile(profile: Path) -> None:
    """Make a profile in which nothing asks: no wizards, tips, recovery, questions about locks and formats."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _launch(program: Path, profile: Path, pipe: str, *, visible: bool) -> subprocess.Popen[bytes]:
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        f"--accept=pipe,name={pipe};urp;",
        *_OPTIONS,
        *([] if visible else ["--headless"]),
    ]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    surroundings["LC_ALL"] = "C.UTF-8"
    return subprocess.Popen(
        command,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  # one thread by `start`
    )


def _end_with_parent() -> None:
    """Runs in the new process before the program: the kernel ends it when the parent dies."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _end_process(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
