"""Third stage: measure the model on the part to choose by, beside the baseline.

Run it: python -m mlr_starter.evaluate
"""

import json

import numpy as np
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from . import places
from .data import FEATURES, TARGET, read_table
from .errors import end
from .params import read_params
from .train import load

Metrics = dict[str, dict[str, float]]


def measure(truth: pd.Series, probability: np.ndarray) -> dict[str, float]:
    """How well the probabilities tell those who leave from those who stay."""
    return {
        "average_precision": round(float(average_precision_score(truth, probability)), 6),
        "roc_auc": round(float(roc_auc_score(truth, probability)), 6),
    }


def evaluate() -> Metrics:
    """Measure, and write the metrics and the curve behind them."""
    table = read_table(places.prepared("valid"))
    truth = table[TARGET]
    probability = load().predict_proba(table[FEATURES])[:, 1]
    baseline = DummyClassifier(strategy="prior").fit(table[FEATURES], truth).predict_proba(table[FEATURES])[:, 1]
    metrics = {"valid": measure(truth, probability), "baseline": measure(truth, baseline)}
    places.metrics().write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8", newline="\n")
    curve = precision_and_recall(truth, probability, read_params()["evaluate"]["points"])
    curve.to_csv(places.fresh(places.curve()), index=False, lineterminator="\n")
    return metrics


def precision_and_recall(truth: pd.Series, probability: np.ndarray, points: int) -> pd.DataFrame:
    """The curve of precision against recall, thinned to so many points."""
    precision, recall, _ = precision_recall_curve(truth, probability)
    kept = np.unique(np.linspace(0, len(recall) - 1, points).astype(int))
    return pd.DataFrame({"recall": recall[kept], "precision": precision[kept]}).round(6)


def main() -> int:
    """Evaluate the trained model and print the metrics."""
    print(json.dumps(evaluate()))
    return 0


if __name__ == "__main__":
    end(main)
