"""The drills do what they say, in a repository of their own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mlr_starter import drill
from mlr_starter.drill import BEFORE, COUNTRIES, QUERY, RATES, Git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not there")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what the drills change, as it is in a new project."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, text in {
        QUERY: f"SELECT 1\nFROM orders\n{BEFORE};\n",
        COUNTRIES: "spelling,country\nDE,DE\n",
        RATES: "currency,euro\nUSD,0.92\nGBP,1.17\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    git = Git(tmp_path)
    git("init", "--quiet", "--initial-branch=main")
    git("config", "core.autocrlf", "false")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Begin")
    return tmp_path


def test_the_colleague_changes_a_branch_and_nothing_here(repository: Path) -> None:
    drill.colleague(repository)
    git = Git(repository)
    assert drill.AFTER in git("show", f"{drill.BRANCH}:{QUERY}")
    assert git("status", "--porcelain") == ""
    assert BEFORE in (repository / QUERY).read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="already"):
        drill.colleague(repository)


def test_your_change_of_the_same_line_conflicts(repository: Path) -> None:
    path = repository / QUERY
    path.write_text(path.read_text(encoding="utf-8").replace(BEFORE, f"{BEFORE} AND 1"), encoding="utf-8", newline="\n")
    git = Git(repository)
    git("commit", "--quiet", "--all", "--message", "Mine")
    drill.colleague(repository)
    answer = subprocess.run(["git", "merge", drill.BRANCH], cwd=repository, capture_output=True, check=False)  # noqa: S603, S607
    assert answer.returncode == 1
    assert "<<<<<<<" in path.read_text(encoding="utf-8")


def test_the_incident_is_one_of_six_commits(repository: Path) -> None:
    drill.incident(repository)
    git = Git(repository)
    assert len(git("log", "--grep=^Drill: incident", "--format=%h").split()) == 6
    assert len(git("log", "--format=%h", f"HEAD~{len(drill.SPELLINGS) + 1}..", "--", RATES).split()) == 1
    assert (repository / RATES).read_text(encoding="utf-8") == "currency,euro\nGBP,1.71\nUSD,0.92\n"
    with pytest.raises(SystemExit, match=r"already\. Find the bad one"):
        drill.incident(repository)
    git("revert", "--no-edit", ":/Sort the rates")
    with pytest.raises(SystemExit, match="nothing is left to find"):
        drill.incident(repository)


def test_work_that_is_not_committed_is_safe(repository: Path) -> None:
    (repository / QUERY).write_text("SELECT 2;\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="Commit them first"):
        drill.incident(repository)
