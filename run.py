#!/usr/bin/env python3
# coding: utf-8 -- Python 2 needs this line to get as far as being told
"""Set everything up, then run: `python3 run.py demo`, `python3 run.py test`, or any xlreport command.

Standard library only; works on Windows, macOS and Linux. Makes `.venv` beside this file and installs
the pinned requirements when they changed; a stamp file tells, so that later runs start at once.
Written so that an old Python can still read it and be told that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
REQUIREMENTS = os.path.join(ROOT, "requirements.txt")
STAMP = os.path.join(VENV, "installed.txt")
OLDEST = (3, 11)

USAGE = """用法：
  python3 run.py demo [文件夹]     用真实总表演示一整轮
  python3 run.py test [pytest 参数] 运行全部测试
  python3 run.py 命令 …            其他命令，例如 validate、dispatch、merge；
                                   python3 run.py --help 列出全部命令
"""


def main(arguments):
    """Set up and hand over; returns the exit status of what was run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < OLDEST:
        return fail(
            "需要 Python 3.11 或更新的版本，现在是 {}.{}。请安装新版 Python 后重试。\n"
            "Python 3.11 or newer is needed, this is {}.{}.".format(*(sys.version_info[:2] * 2))
        )
    if not arguments:
        sys.stderr.write(USAGE)
        return 2
    try:
        problem = set_up()
    except KeyboardInterrupt:
        problem = (
            "准备运行环境时被中断。再运行一次即可接着准备。\n"
            "Setting up was interrupted; run this again to go on."
        )
    if problem:
        return fail(problem)
    if arguments[0] == "test":
        return run(["-m", "pytest", "-n", "auto"] + arguments[1:], folder=ROOT)
    return run(["-m", "xlreport"] + arguments)


def fail(message):
    sys.stderr.write(message + "\n")
    return 2


def set_up():
    """Make the environment and install what is pinned; returns what went wrong, or None."""
    wanted = fingerprint()
    if os.path.exists(STAMP) and os.path.exists(python()):
        with open(STAMP, encoding="ascii") as file:
            if file.read() == wanted:
                return None
    sys.stderr.write("正在准备运行环境（只在第一次或依赖变动时需要，约一两分钟）……\n")
    return make_venv() or install() or stamp(wanted)


def fingerprint():
    """What the environment depends on: the pins and the Python that it was made with."""
    with open(REQUIREMENTS, "rb") as file:
        pins = file.read()
    version = ".".join(str(part) for part in sys.version_info[:3])
    return hashlib.sha256(pins + version.encode("ascii") + ROOT.encode("utf-8")).hexdigest()


def python():
    """The environment's own interpreter."""
    if os.name == "nt":
        return os.path.join(VENV, "Scripts", "python.exe")
    return os.path.join(VENV, "bin", "python")


def make_venv():
    """Make a fresh environment unless a complete one of this Python is there already."""
    if os.path.exists(python()) and is_complete():
        return None
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], check=False)
    if done.returncode != 0 or not os.path.exists(python()):
        shutil.rmtree(VENV, ignore_errors=True)
        return (
            "无法建立运行环境：这个 Python 缺少 venv 或 ensurepip。没有安装任何东西。\n"
            "请安装后重试，例如 Debian、Ubuntu 上：sudo apt install python3-venv\n"
            "This Python lacks venv or ensurepip; install them (Debian, Ubuntu: python3-venv) and try again."
        )
    return None


def is_complete():
    """Whether the environment still runs, has pip, and was made by the same minor version of Python."""
    code = "import sys, pip; print(*sys.version_info[:2])"
    done = subprocess.run(
        [python(), "-c", code], check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return done.stdout.decode("ascii", "ignore").split() == [str(part) for part in sys.version_info[:2]]


def install():
    """Install the pinned requirements; returns what went wrong, or None."""
    if os.path.exists(STAMP):
        os.remove(STAMP)
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]
    if subprocess.run(command, check=False).returncode != 0:
        return (
            "安装依赖没有成功，原因见上。已装的部分不影响重试。请检查网络或软件源设置后再运行一次。\n"
            "Installing the requirements failed; see above, check the network, and run this again."
        )
    return None


def stamp(text):
    with open(STAMP, "w", encoding="ascii") as file:
        file.write(text)


def run(arguments, folder=None):
    """Run the environment's Python on the sources and wait; an interruption is its own to handle.

    The sources are named in PYTHONPATH, which unlike a .pth file works in folders with Chinese names
    on every Windows.
    """
    paths = [os.path.join(ROOT, "src")] + os.environ.get("PYTHONPATH", "").split(os.pathsep)
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, paths)), PYTHONIOENCODING="utf-8")
    process = subprocess.Popen([python()] + arguments, cwd=folder, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
