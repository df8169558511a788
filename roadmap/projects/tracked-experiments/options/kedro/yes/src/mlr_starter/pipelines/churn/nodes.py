"""What the nodes do: they hand over to the functions of the stages, and read and write nothing."""

from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline

from ...data import FEATURES, TARGET, checked
from ...evaluate import measure, precision_and_recall
from ...prepare import divide
from ...train import build

Metrics = dict[str, dict[str, float]]


def prepare(customers: pd.DataFrame, parameters: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The parts to train on, to choose by, and to judge by."""
    parts = divide(checked(customers, "customers"), **parameters)
    return parts["train"], parts["valid"], parts["test"]


def train(table: pd.DataFrame, parameters: dict[str, Any]) -> Pipeline:
    """A model of the training part."""
    return build(**parameters).fit(table[FEATURES], table[TARGET])


def evaluate(model: Pipeline, table: pd.DataFrame, parameters: dict[str, Any]) -> tuple[Metrics, pd.DataFrame]:
    """The metrics on the part to choose by, and the curve behind them."""
    probability = model.predict_proba(table[FEATURES])[:, 1]
    return {"valid": measure(table[TARGET], probability)}, precision_and_recall(table[TARGET], probability, parameters["points"])
