"""Kedro's pipeline gives what the commands give."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from kedro.io import AbstractDataset, DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from mlr_starter import places
from mlr_starter.data import read_table
from mlr_starter.evaluate import evaluate
from mlr_starter.params import read_params
from mlr_starter.pipeline_registry import register_pipelines
from mlr_starter.prepare import prepare
from mlr_starter.skops_dataset import SkopsDataset
from mlr_starter.train import train

HERE = Path(__file__).parent.parent


def test_kedro_gives_the_same_metrics(project: Path) -> None:
    for name in ("src", "conf"):
        shutil.copytree(HERE / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "pyproject.toml", project)
    environment = os.environ | {"PYTHONPATH": str(project / "src"), "PYTHONUTF8": "1", "KEDRO_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-m", "kedro", "run"]
    ran = subprocess.run(command, cwd=project, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    assert ran.returncode == 0, ran.stderr or ran.stdout
    parts = {name: places.prepared(name).read_bytes() for name in ("train", "valid", "test")}
    found = json.loads((project / "reports" / "kedro" / "metrics.json").read_text(encoding="utf-8"))
    prepare()
    assert parts == {name: places.prepared(name).read_bytes() for name in parts}
    train(read_params()["train"])
    assert found["valid"] == evaluate()["valid"]


def test_nodes_read_and_write_nothing(project: Path) -> None:
    given: dict[str, AbstractDataset[Any, Any]] = {f"params:{stage}": MemoryDataset(block) for stage, block in read_params().items()}
    given["customers"] = MemoryDataset(read_table(project / "data" / "raw" / "customers.csv"))
    made = SequentialRunner().run(register_pipelines()["churn"], DataCatalog(given))
    assert made["metrics"].load()["valid"]["average_precision"] > 0
    assert not places.prepared("train").exists()


def test_a_model_comes_back_from_its_file(project: Path) -> None:
    prepare()
    model = train(read_params()["train"])
    dataset = SkopsDataset(filepath="models/again.skops")
    dataset.save(model)
    assert dataset.load().get_params(deep=False).keys() == model.get_params(deep=False).keys()
