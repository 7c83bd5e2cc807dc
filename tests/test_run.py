"""run.py: one file that sets everything up on a machine with nothing but Python."""

from __future__ import annotations

import ast
import contextlib
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


def prepared(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment stands whose stamp tells of other requirements."""
    Path(run.VENV).mkdir()
    run.stamp("0" * 64)
    monkeypatch.setattr(run, "make_venv", lambda: None)


def test_it_uses_the_standard_library_only_and_old_pythons_can_read_it() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    assert imported <= set(sys.stdlib_module_names)
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr)
    assert not any(isinstance(node, newer) for node in ast.walk(tree))
    lists = [node for node in ast.walk(tree) if isinstance(node, ast.List)]
    assert not any(isinstance(item, ast.Starred) for node in lists for item in node.elts)
    assert "coding: utf-8" in source.splitlines()[1]


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
    prepared(run, monkeypatch)
    installs: list[int] = []
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


def test_an_environment_whose_making_was_interrupted_is_made_anew(run: ModuleType) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", run.VENV], check=True)
    assert run.set_up() is None
    assert subprocess.run([run.python(), "-m", "pip", "--version"], check=False).returncode == 0


def test_an_interrupted_installation_leaves_no_stamp_and_says_how_to_go_on(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(run, monkeypatch)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run.subprocess, "run", interrupted)
    assert run.main(["demo"]) == 2
    assert "再运行一次" in capsys.readouterr().err and not Path(run.STAMP).exists()


def test_a_command_is_handed_over_with_its_arguments_and_gives_back_its_status(
    run: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp936")
    package = tmp_path / "src" / "xlreport"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import sys\nprint(sys.stdout.encoding)\n"
        "open('told.txt', 'w', encoding='utf-8').write(repr(sys.argv[1:]))\nsys.exit(7)\n",
        encoding="utf-8",
    )
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    with contextlib.chdir(elsewhere):
        assert run.main(["validate", "任务 分工表.xlsx", "--json"]) == 7
    told = (elsewhere / "told.txt").read_text(encoding="utf-8")
    assert capfd.readouterr().out.strip() == "utf-8"
    assert told == "['validate', '任务 分工表.xlsx', '--json']"


def test_testing_runs_pytest_on_all_processors_in_the_project(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[list[str], str]] = []
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "run", lambda arguments, folder: ran.append((arguments, folder)))
    run.main(["test", "-k", "合并"])
    assert ran == [(["-m", "pytest", "-n", "auto", "-k", "合并"], run.ROOT)]


def test_every_pin_is_exact_and_names_every_package_that_is_installed() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split(";")[0].strip() for line in lines if line and not line.startswith("#")]
    assert all(pin.count("==") == 1 and "*" not in pin for pin in pins)
    assert len(pins) == len({pin.split("==")[0].lower() for pin in pins})
