"""A run says what went into it, also when it fails, and faults are said in a sentence."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import git
from mlflow.entities import Run

from mlr_starter import places, track, tracking
from mlr_starter.errors import ProblemError
from mlr_starter.evaluate import evaluate
from mlr_starter.params import read_params
from mlr_starter.prepare import prepare
from mlr_starter.provenance import code_version, data_version
from mlr_starter.train import train


@pytest.fixture(autouse=True)
def stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stages one after the other, however the project holds them together."""

    def run_stages() -> dict[str, dict[str, float]]:
        prepare()
        train(read_params()["train"])
        return evaluate()

    monkeypatch.setattr(track, "run_pipeline", run_stages)


def only_run() -> Run:
    client = tracking.connect()
    experiment = client.get_experiment_by_name(tracking.EXPERIMENT)
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    return run


def test_a_run_says_what_went_in_and_what_came_out(repository: Path) -> None:
    run_id = track.track("first")
    run = only_run()
    assert (run.info.run_id, run.info.status, run.info.run_name) == (run_id, "FINISHED", "first")
    assert run.data.params["train.depth"] == "6"
    assert run.data.metrics["valid.average_precision"] > run.data.metrics["baseline.average_precision"]
    assert run.data.tags["git_commit"] == git(repository, "rev-parse", "HEAD")
    assert run.data.tags["git_dirty"] == "false"
    assert run.data.tags["data_md5"] == data_version()
    assert run.info.artifact_uri.startswith((repository / "mlartifacts").as_uri())


def test_a_run_that_breaks_off_is_failed(repository: Path) -> None:
    places.raw().write_text("customer_id\nC1\n", encoding="utf-8")
    with pytest.raises(ProblemError, match="lacks the columns"):
        track.track()
    run = only_run()
    assert run.info.status == "FAILED" and "lacks the columns" in run.data.tags["failure"]


def test_a_change_makes_a_run_dirty(repository: Path, change: Callable[..., None]) -> None:
    change(train={"depth": 2})
    assert code_version()["git_dirty"] == "true"
    git(repository, "commit", "--quiet", "--all", "--message", "Depth")
    (repository / "new.txt").write_text("new", encoding="utf-8")
    assert code_version()["git_dirty"] == "true"


def test_a_detached_head_is_a_commit(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    assert code_version() == {"git_commit": git(repository, "rev-parse", "HEAD"), "git_dirty": "false"}


def test_outside_of_git_there_is_no_commit(project: Path) -> None:
    assert code_version() == {}


def test_a_locked_database_is_said(repository: Path) -> None:
    with closing(sqlite3.connect(repository / "mlflow.db")) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ProblemError, match="locked"):
            track.track()


def test_a_server_that_is_down_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(ProblemError, match="does not answer"):
        track.track()


def test_a_store_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, uri: str) -> None:
            Path(uri.removeprefix(tracking.SCHEME)).write_bytes(b"half")

        def search_experiments(self) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(tracking, "MlflowClient", Broken)
    with pytest.raises(KeyboardInterrupt):
        tracking.make_store(tmp_path / "mlflow.db")
    assert list(tmp_path.iterdir()) == []
