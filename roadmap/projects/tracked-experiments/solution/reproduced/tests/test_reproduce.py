"""What a teammate would miss is said; the check of the step reproduces a champion."""

from pathlib import Path

import pytest
from conftest import git

from mlr_starter import reproduce
from mlr_starter.errors import ProblemError
from mlr_starter.pipeline import run_dvc


@pytest.fixture
def versioned(repository: Path) -> Path:
    """The project with DVC, and no remote yet."""
    run_dvc("init", "--quiet")
    return repository


def test_a_missing_remote_is_said(versioned: Path) -> None:
    with pytest.raises(ProblemError, match="no default remote"):
        reproduce.remote()


def test_a_remote_is_found_with_its_address(versioned: Path) -> None:
    run_dvc("remote", "add", "--default", "store", "../a store")
    name, address = reproduce.remote()
    assert name == "store" and Path(address) == versioned.parent / "a store"


def test_a_commit_that_nobody_has_is_said(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="git"):
        reproduce.check_out("0" * 40, tmp_path / "clone")


def test_the_clone_is_the_commit_and_not_the_branch(repository: Path, tmp_path: Path) -> None:
    before = git(repository, "rev-parse", "HEAD")
    (repository / "params.yaml").write_text("changed", encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "Later")
    reproduce.check_out(before, tmp_path / "clone")
    assert (tmp_path / "clone" / "params.yaml").read_text(encoding="utf-8") != "changed"


def test_without_a_champion_it_is_said(repository: Path) -> None:
    with pytest.raises(ProblemError, match="no champion"):
        reproduce.reproduce()
