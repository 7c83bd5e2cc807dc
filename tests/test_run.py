"""run.py: one file that sets everything up on a machine with nothing but Python."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module, set up to work in a folder of its own with requirements that need no network."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("# nothing\n", encoding="utf-8")
    for name, path in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "REQUIREMENTS": requirements,
        "STAMP": tmp_path / ".venv" / "installed.txt",
    }.items():
        monkeypatch.setattr(module, name, str(path))
    return module


def test_it_uses_the_standard_library_only_and_old_pythons_can_read_it() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    assert imported <= set(sys.stdlib_module_names)
    assert not any(isinstance(node, (ast.JoinedStr, ast.AnnAssign)) for node in ast.walk(tree))


def test_without_arguments_it_explains_itself(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 2
    assert "python3 run.py demo" in capsys.readouterr().err


def test_an_old_python_is_told_so_in_two_languages(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 8, 1))
    assert run.main(["demo"]) == 2
    told = capsys.readouterr().err
    assert "3.8" in told and "需要 Python 3.11" in told and "Python 3.11 or newer" in told


def test_the_first_run_sets_up_and_the_second_starts_at_once(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run.set_up() is None
    assert Path(run.STAMP).read_text(encoding="ascii") == run.fingerprint()
    monkeypatch.setattr(run, "make_venv", lambda: pytest.fail("set up again without need"))
    assert run.set_up() is None


def test_changed_requirements_are_installed_again(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run.set_up() is None
    Path(run.REQUIREMENTS).write_text("# something else\n", encoding="utf-8")
    installs = []
    monkeypatch.setattr(run, "install", lambda: installs.append(1))
    assert run.set_up() is None and installs == [1]


def test_a_failed_installation_leaves_no_stamp_and_says_what_to_do(run: ModuleType) -> None:
    Path(run.REQUIREMENTS).write_text("./没有这个包.whl\n", encoding="utf-8")
    told = run.set_up()
    assert told is not None and "安装依赖没有成功" in told and not Path(run.STAMP).exists()


def test_a_python_without_venv_is_told_what_to_install(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: failed)
    told = run.set_up()
    assert told is not None and "python3-venv" in told and not Path(run.VENV).exists()


def test_an_environment_without_pip_is_told_so(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run.set_up() is None
    Path(run.REQUIREMENTS).write_text("# changed\n", encoding="utf-8")
    real = subprocess.run

    def no_pip(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        if "pip" in command:
            return subprocess.CompletedProcess(command, 1)
        return real(command, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(run.subprocess, "run", no_pip)
    told = run.set_up()
    assert told is not None and "没有 pip" in told and not Path(run.STAMP).exists()


def test_every_pin_is_exact_and_names_every_package_that_is_installed() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split(";")[0].strip() for line in lines if line and not line.startswith("#")]
    assert all(pin.count("==") == 1 and "*" not in pin for pin in pins)
    assert len(pins) == len({pin.split("==")[0].lower() for pin in pins})
