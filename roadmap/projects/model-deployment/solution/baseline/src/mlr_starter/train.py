"""Train the model, compare it with a baseline, and save it with what is known about it.

Run it: python tasks.py train
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_validate, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .artifact import save_model
from .data import CATEGORICAL, FEATURES, NUMERIC, TARGET, make_parcels

SEED = 7
FOLDS = 5
SCORES = ("roc_auc", "average_precision")


def build_pipeline() -> Pipeline:
    """Preparation and model in one object, so that serving prepares exactly as training did."""
    prepare = make_column_transformer(
        (StandardScaler(), list(NUMERIC)),
        (OneHotEncoder(handle_unknown="ignore"), list(CATEGORICAL)),
    )
    # TODO(learner): a linear model cannot see that distance means something else to a bike than
    # to a truck. Try a model that can, and let cross-validation decide.
    return make_pipeline(prepare, LogisticRegression(C=1.0, max_iter=1000))


def evaluate(model: Any, rows: Any, answers: Any) -> dict[str, float]:
    """Scores on rows that the model has not seen."""
    probability = model.predict_proba(rows)[:, 1]
    return {
        "roc_auc": round(float(roc_auc_score(answers, probability)), 4),
        "average_precision": round(float(average_precision_score(answers, probability)), 4),
        "brier": round(float(brier_score_loss(answers, probability)), 4),
    }


def compare(model: Any, baseline: Any, rows: Any, answers: Any, folds: Any) -> dict[str, float]:
    """Cross-validate the model beside the baseline; the gain is taken fold by fold."""
    cv = cross_validate(model, rows, answers, cv=folds, scoring=SCORES)
    guess = cross_validate(baseline, rows, answers, cv=folds, scoring="average_precision")
    values = {
        "roc_auc": cv["test_roc_auc"],
        "average_precision": cv["test_average_precision"],
        # Both were judged on the same folds, so a fold that is hard for both does no harm here.
        "gain": cv["test_average_precision"] - guess["test_score"],
    }
    compared: dict[str, float] = {"folds": folds.get_n_splits()}
    for name, scores in values.items():
        compared[f"{name}_mean"] = round(float(scores.mean()), 4)
        compared[f"{name}_std"] = round(float(scores.std()), 4)
    return compared


def train(rows: int = 4000, seed: int = SEED) -> tuple[Pipeline, dict[str, Any]]:
    """Train on 80 per cent of the parcels; return the model and all its numbers."""
    parcels = make_parcels(rows, seed)
    x_train, x_test, y_train, y_test = train_test_split(
        parcels[list(FEATURES)],
        parcels[TARGET],
        test_size=0.2,
        stratify=parcels[TARGET],
        random_state=seed,
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    model = build_pipeline().fit(x_train, y_train)
    baseline = DummyClassifier(strategy="prior").fit(x_train, y_train)
    metrics = {
        "rows": {"train": len(x_train), "test": len(x_test)},
        "late_share": round(float(parcels[TARGET].mean()), 4),
        "cross_validation": compare(build_pipeline(), baseline, x_train, y_train, folds),
        # The test rows are used here, once, and for no decision.
        "test": evaluate(model, x_test, y_test),
        "baseline": evaluate(baseline, x_test, y_test),
    }
    return model, metrics


def main(argv: list[str] | None = None) -> int:
    """Train, print the comparison, and save. Exit code 1 when the baseline is not beaten."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models"), help="folder for the model")
    parser.add_argument("--rows", type=int, default=4000)
    options = parser.parse_args(argv)

    model, metrics = train(options.rows)
    test, baseline = metrics["test"], metrics["baseline"]
    for name in test:
        print(f"{name:18} model {test[name]:.4f}   baseline {baseline[name]:.4f}")
    cv = metrics["cross_validation"]
    print(
        f"Gain over the baseline: {cv['gain_mean']:.2f} ± {cv['gain_std']:.2f} "
        f"(average precision, {cv['folds']} folds)"
    )
    if test["average_precision"] <= baseline["average_precision"]:
        print("The model does not beat the baseline, so it is not saved.", file=sys.stderr)
        return 1
    version = save_model(options.out, model, metrics)
    print(f"saved version {version} in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
