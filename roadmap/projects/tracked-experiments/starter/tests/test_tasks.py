"""The project's tasks explain themselves without an environment."""

import shutil
import subprocess
import sys
from pathlib import Path

TASKS = Path(__file__).parent.parent / "tasks.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TASKS), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def test_help_lists_every_task() -> None:
    shown = run().stdout
    names = "setup check format hooks data run track dvc server compare promote predict rollback reproduce verify doctor lock"
    for name in names.split():
        assert f"python tasks.py {name}" in shown


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
    assert "Python" in answer.stdout and "Tracking" in answer.stdout
