"""The project's tasks explain themselves without an environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TASKS = Path(__file__).parent.parent / "tasks.py"
DATABASE = "MLR_STARTER_DB"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TASKS), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def test_help_lists_every_task() -> None:
    shown = run().stdout
    for name in ("setup", "check", "format", "hooks", "run", "report", "load", "data", "drill", "verify", "doctor", "lock"):
        assert f"python tasks.py {name} " in shown


def test_unknown_task_is_wrong_use() -> None:
    assert run("fly").returncode == 2


def test_check_says_what_to_do_first(tmp_path: Path) -> None:
    for name in ("tasks.py", "requirements-dev.txt"):
        shutil.copy(TASKS.parent / name, tmp_path)
    shutil.copytree(TASKS.parent / "tasks_support", tmp_path / "tasks_support")
    command = [sys.executable, str(tmp_path / "tasks.py"), "check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert answer.returncode == 1
    assert "python tasks.py setup" in answer.stderr


def test_doctor_informs_and_never_fails() -> None:
    answer = run("doctor")
    assert answer.returncode == 0
    assert "Python" in answer.stdout and "Git author" in answer.stdout


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="Bash is not there")
def test_run_sh_does_what_the_task_does(tmp_path: Path) -> None:
    printed = []
    for name, command in (("task", [sys.executable, "tasks.py", "run"]), ("script", ["bash", "run.sh"])):
        environment = os.environ | {DATABASE: str(tmp_path / f"{name}.db")}
        answer = subprocess.run(command, cwd=TASKS.parent, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert answer.returncode == 0, answer.stderr
        printed.append(answer.stdout)
    assert printed[0] == printed[1] and "month,country,orders,revenue" in printed[0]
