"""The model beats the baseline, and what is saved is what is loaded."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from mlr_starter.artifact import ModelUnavailableError, load_model
from mlr_starter.data import FEATURES, make_parcels
from mlr_starter.train import choose, main, train

ROOT = Path(__file__).parent.parent


def test_model_beats_the_baseline() -> None:
    _, metrics = train(rows=2000)
    assert metrics["test"]["roc_auc"] > metrics["baseline"]["roc_auc"] + 0.1
    assert metrics["test"]["average_precision"] > metrics["baseline"]["average_precision"] + 0.1
    assert metrics["test"]["brier"] < metrics["baseline"]["brier"]


def test_cross_validation_decides_between_candidates() -> None:
    metrics = train(rows=2000)[1]
    scores = {each["name"]: each["average_precision_mean"] for each in metrics["candidates"]}
    assert len(scores) > 1
    assert scores[metrics["chosen"]] == max(scores.values())
    assert metrics["cross_validation"]["average_precision_mean"] == scores[metrics["chosen"]]


def test_of_equals_the_simplest_is_chosen() -> None:
    same = {"average_precision_mean": 0.7}
    assert choose({"simple": same, "complex": same}) == "simple"


def test_distance_means_more_to_a_bike_than_to_a_train() -> None:
    model, _ = train()
    parcel = {"weight_kg": 2.0, "warehouse_load": 0.6, "weekday": 2}
    rows = pd.DataFrame(
        [
            parcel | {"carrier": carrier, "distance_km": distance}
            for carrier in ("bike", "rail")
            for distance in (50, 600)
        ]
    )[list(FEATURES)]
    bike_near, bike_far, rail_near, rail_far = model.predict_proba(rows)[:, 1]
    assert bike_far - bike_near > 0.3 + (rail_far - rail_near)


def test_gain_is_taken_fold_by_fold() -> None:
    cv = train(rows=2000)[1]["cross_validation"]
    # The baseline's average precision is the share of late parcels, nearly the same in each fold.
    late_share = cv["average_precision_mean"] - cv["gain_mean"]
    assert late_share == pytest.approx(0.35, abs=0.02)
    assert cv["gain_std"] == pytest.approx(cv["average_precision_std"], abs=0.005)


def test_model_card_tells_the_gain_that_training_gives() -> None:
    cv = train()[1]["cross_validation"]
    card = (ROOT / "docs" / "model-card.md").read_text(encoding="utf-8")
    told = re.search(r"Gain over the baseline: (\d\.\d+) ± (\d\.\d+)", card)
    assert told is not None
    # Half of the last digit: rounding may differ between machines.
    assert float(told[1]) == pytest.approx(cv["gain_mean"], abs=0.006)
    assert float(told[2]) == pytest.approx(cv["gain_std"], abs=0.006)


def test_training_twice_gives_the_same_numbers() -> None:
    assert train(rows=800)[1] == train(rows=800)[1]


def test_saved_model_answers_like_the_trained_one(tmp_path: Path) -> None:
    assert main(["--rows", "800", "--out", str(tmp_path)]) == 0
    rows = make_parcels(50, seed=99)[list(FEATURES)]
    trained, metrics = train(rows=800)
    loaded = load_model(tmp_path)
    assert (loaded.pipeline.predict_proba(rows) == trained.predict_proba(rows)).all()
    assert loaded.metrics == metrics


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"python tasks\.py train"):
        load_model(tmp_path)


def test_changed_model_file_is_not_opened(tmp_path: Path) -> None:
    main(["--rows", "800", "--out", str(tmp_path)])
    with (tmp_path / "model.joblib").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelUnavailableError, match="not the file that was saved"):
        load_model(tmp_path)


def test_model_of_another_scikit_learn_is_not_opened(tmp_path: Path) -> None:
    main(["--rows", "800", "--out", str(tmp_path)])
    about = tmp_path / "metadata.json"
    metadata = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps(metadata | {"scikit_learn": "0.1"}), encoding="utf-8")
    with pytest.raises(ModelUnavailableError, match=r"saved by scikit-learn 0\.1"):
        load_model(tmp_path)
