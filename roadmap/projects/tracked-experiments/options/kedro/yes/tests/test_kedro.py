"""Kedro's pipeline gives what the commands give."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from mlr_starter import places
from mlr_starter.evaluate import evaluate
from mlr_starter.params import read_params
from mlr_starter.prepare import prepare
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
