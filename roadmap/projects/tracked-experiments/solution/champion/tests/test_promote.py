"""The gate: who may challenge, who wins, and what is written down."""

from collections.abc import Callable
from pathlib import Path

import mlflow
import pytest
from mlflow.entities.model_registry import ModelVersion

from mlr_starter import tracking
from mlr_starter.errors import ProblemError
from mlr_starter.packaged import log_model
from mlr_starter.params import read_params
from mlr_starter.prepare import prepare
from mlr_starter.promote import judge, main, promote
from mlr_starter.provenance import data_version
from mlr_starter.registry import champion
from mlr_starter.train import train


@pytest.fixture
def trained(repository: Path, change: Callable[..., None]) -> Callable[..., str]:
    """Record a run with a model, as track would; gives its id."""
    prepare()
    tracking.connect()
    tracking.use_experiment()

    def record(model: str = "linear", **tags: str) -> str:
        change(train={"model": model, "trees": 20})
        with mlflow.start_run() as run:
            mlflow.set_tags({"data_md5": data_version(), "git_commit": "0" * 40, "git_dirty": "false"} | tags)
            log_model(train(read_params()["train"]))
        return run.info.run_id

    return record


def in_use() -> ModelVersion | None:
    return champion(tracking.connect())


def test_the_better_model_becomes_champion(trained: Callable[..., str]) -> None:
    assert in_use() is None
    weak, strong = trained("linear"), trained("forest")
    assert main([weak]) == 0
    first = in_use()
    assert first is not None and first.tags["gate"] == "passed" and "baseline" in first.tags["why"]
    assert main([strong, "--margin", "0.5"]) == 1
    still = in_use()
    assert still is not None and still.version == first.version
    assert main([strong]) == 0
    second = in_use()
    assert second is not None and second.run_id == strong and second.tags["champion_before"] == str(first.version)
    assert main([weak]) == 1
    versions = {each.version: each for each in tracking.connect().search_model_versions()}
    assert [versions[key].tags["gate"] for key in sorted(versions)] == ["passed", "refused", "passed", "refused"]


@pytest.mark.parametrize(
    ("tags", "problem"),
    [
        ({"git_dirty": "true"}, "clean commit"),
        ({"git_commit": ""}, "clean commit"),
        ({"data_md5": ""}, "on which data"),
        ({"data_md5": "e" * 32}, "other data"),
    ],
)
def test_who_cannot_be_traced_may_not_challenge(trained: Callable[..., str], tags: dict[str, str], problem: str) -> None:
    with pytest.raises(ProblemError, match=problem):
        promote(trained(**tags))
    assert in_use() is None and not tracking.connect().search_registered_models()


def test_a_run_without_a_model_is_refused(repository: Path) -> None:
    tracking.connect()
    tracking.use_experiment()
    with mlflow.start_run() as run:
        mlflow.set_tags({"data_md5": data_version(), "git_commit": "0" * 40, "git_dirty": "false"})
    with pytest.raises(ProblemError, match="no model"):
        promote(run.info.run_id)
    with pytest.raises(ProblemError, match="no run"):
        promote("0" * 32)


def test_as_good_is_not_better() -> None:
    assert not judge(0.6, 0.6, "champion 1", 0.01).passed
    assert judge(0.61, 0.6, "champion 1", 0.01).passed
