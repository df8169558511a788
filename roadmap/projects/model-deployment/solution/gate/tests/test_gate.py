"""The gate refuses a worse model, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from sklearn.base import clone

from mlr_starter.artifact import TrainedModel, save_model
from mlr_starter.data import FEATURES, TARGET, make_parcels
from mlr_starter.gate import compare, main


@pytest.fixture(scope="module")
def folders(trained: TrainedModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Models to compare: one in use, one from few rows, one that cries wolf, one that boasts."""
    root = tmp_path_factory.mktemp("gate")
    few = fitted(trained.pipeline, make_parcels(300))
    boast = {"roc_auc": 0.99, "average_precision": 0.99, "brier": 0.01}
    models = {
        "in-use": trained,
        "few": replace(trained, pipeline=few),
        "wolf": replace(trained, pipeline=fitted(trained.pipeline, cries_wolf())),
        "boasts": replace(trained, pipeline=few, metrics=trained.metrics | {"test": boast}),
    }
    for name, each in models.items():
        save_model(root / name, each)
    return {name: root / name for name in models}


def cries_wolf() -> pd.DataFrame:
    """Parcels of which a third of the punctual ones are called late, whatever they are."""
    parcels = make_parcels(2000)
    punctual = parcels[parcels[TARGET] == 0].sample(frac=0.33, random_state=1)
    parcels.loc[punctual.index, TARGET] = 1
    return parcels


def fitted(pipeline: object, parcels: pd.DataFrame) -> object:
    return clone(pipeline).fit(parcels[list(FEATURES)], parcels[TARGET])


def gate(candidate: Path, in_use: Path) -> int:
    return main([str(candidate), str(in_use)])


def test_equal_and_better_models_pass(folders: dict[str, Path]) -> None:
    assert gate(folders["in-use"], folders["in-use"]) == 0
    assert gate(folders["in-use"], folders["few"]) == 0


def test_chance_is_no_reason(trained: TrainedModel) -> None:
    parcels = make_parcels(4000)
    model = fitted(trained.pipeline, parcels)
    verdicts = [
        compare(fitted(model, parcels.sample(frac=0.9, random_state=seed)), model)
        for seed in range(4)
    ]
    assert any(verdict.difference > 0 for verdict in verdicts)
    assert all(verdict.passed for verdict in verdicts)


@pytest.mark.parametrize("worse", ["few", "wolf", "boasts"])
def test_worse_model_is_refused_with_both_numbers(
    folders: dict[str, Path], worse: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate(folders[worse], folders["in-use"]) == 1
    said = capsys.readouterr().err
    assert "worse by more than chance explains" in said
    assert said.count("0.") >= 4


def test_first_model_has_nothing_to_beat(folders: dict[str, Path], tmp_path: Path) -> None:
    assert gate(folders["in-use"], tmp_path / "nothing") == 0


def test_broken_model_is_refused(
    folders: dict[str, Path], trained: TrainedModel, tmp_path: Path
) -> None:
    save_model(tmp_path, trained)
    about = tmp_path / "metadata.json"
    metadata = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps(metadata | {"sha256": "0" * 64}), encoding="utf-8")
    assert gate(tmp_path, folders["in-use"]) == 1
    # A model in use that cannot be read is no reason to let anything through unseen.
    assert gate(folders["in-use"], tmp_path) == 1
