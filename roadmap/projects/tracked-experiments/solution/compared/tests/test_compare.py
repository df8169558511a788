"""Only runs that can be compared are compared."""

from pathlib import Path

import pandas as pd
import pytest

from mlr_starter import places, tracking
from mlr_starter.compare import METRIC, main
from mlr_starter.errors import ProblemError
from mlr_starter.provenance import data_version


def record(name: str, score: float | None, status: str = "FINISHED", data: str | None = None) -> None:
    client = tracking.connect()
    tracking.use_experiment()
    experiment = client.get_experiment_by_name(tracking.EXPERIMENT)
    assert experiment is not None
    run_id = client.create_run(experiment.experiment_id, run_name=name).info.run_id
    client.set_tag(run_id, "data_md5", data or data_version())
    if score is not None:
        client.log_metric(run_id, METRIC, score)
    if status != "RUNNING":
        client.set_terminated(run_id, status)


def test_only_finished_runs_on_this_data_are_ranked(repository: Path) -> None:
    record("middle", 0.5)
    record("best", 0.6)
    record("broken", 0.9, status="FAILED")
    record("still there", 0.9, status="RUNNING")
    record("on other data", 0.9, data="e" * 32)
    record("without a number", None)
    record("not a number", float("nan"))
    assert main([]) == 0
    table = pd.read_csv(places.ROOT / "reports" / "comparison.csv")
    assert list(table["name"]) == ["best", "middle"]
    assert list(table["rank"]) == [1, 2]


def test_nothing_to_compare_is_said(repository: Path) -> None:
    with pytest.raises(ProblemError, match="No finished run"):
        main([])
    assert not (places.ROOT / "reports").exists()
