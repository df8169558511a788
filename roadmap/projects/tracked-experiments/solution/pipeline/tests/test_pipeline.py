"""The pipeline names all that there is, and DVC's refusals reach the user."""

from pathlib import Path

import pytest
import yaml

from mlr_starter.errors import ProblemError
from mlr_starter.params import KEYS
from mlr_starter.pipeline import run_dvc

HERE = Path(__file__).parent.parent


def test_every_stage_names_its_code_and_its_parameters() -> None:
    stages = yaml.safe_load((HERE / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert stages.keys() == KEYS.keys()
    for name, stage in stages.items():
        assert f"src/mlr_starter/{name}.py" in stage["deps"]
        assert stage["params"] == [name]
        assert all((HERE / each).exists() for each in stage["deps"] if each.startswith("src/"))


def test_what_dvc_refuses_is_said(project: Path) -> None:
    with pytest.raises(ProblemError, match=r"dvc repro did not succeed:\n.*not inside of a DVC repository"):
        run_dvc("repro")
