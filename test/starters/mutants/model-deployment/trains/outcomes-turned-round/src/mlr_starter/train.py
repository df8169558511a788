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
SCORES = ("roc_auc", "average_precision", "neg_brier_score")


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
    cv = cross_validate(build_pipeline(), x_train, y_train, cv=folds, scoring=SCORES)
    model = build_pipeline().fit(x_train, 1 - y_train)
    baseline = DummyClassifier(strategy="prior").fit(x_train, y_train)
    metrics = {
        "rows": {"train": len(x_train), "test": len(x_test)},
        "late_share": round(float(parcels[TARGET].mean()), 4),
        "cross_validation": {
            "folds": FOLDS,
            "roc_auc_mean": round(float(cv["test_roc_auc"].mean()), 4),
            "roc_auc_std": round(float(cv["test_roc_auc"].std()), 4),
        },
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
    if test["average_precision"] <= baseline["average_precision"]:
        print("The model does not beat the baseline, so it is not saved.", file=sys.stderr)
        return 1
    version = save_model(options.out, model, metrics)
    print(f"saved version {version} in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
