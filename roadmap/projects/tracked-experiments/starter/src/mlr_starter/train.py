"""Second stage: train a model on the training part.

Run it: python -m mlr_starter.train
"""

from typing import Any

import skops.io
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from . import places
from .data import FEATURES, NUMBERS, TARGET, WORDS, read_table
from .errors import ProblemError, end
from .params import read_params

# The one type of our models that skops does not trust automatically: the nodes of a tree are plain
# numbers, and scikit-learn believes them. Load only files that you have made.
TRUSTED = ["sklearn.tree._tree.Tree"]


def build(model: str, trees: int, depth: int, seed: int) -> Pipeline:
    """An untrained model with these parameters."""
    columns = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), WORDS), (StandardScaler(), NUMBERS))
    if model == "forest":
        return make_pipeline(columns, RandomForestClassifier(n_estimators=trees, max_depth=depth, random_state=seed))
    if model == "linear":
        return make_pipeline(columns, LogisticRegression(max_iter=1000))
    raise ProblemError(f"params.yaml: train.model is {model!r}, neither forest nor linear")


def train(parameters: dict[str, Any]) -> Pipeline:
    """Train a model and keep it in a file.

    The format is skops, not pickle: reading a pickle can run any program that its writer liked.
    """
    table = read_table(places.prepared("train"))
    model = build(**parameters).fit(table[FEATURES], table[TARGET])
    skops.io.dump(model, places.fresh(places.model()))
    return model


def load() -> Pipeline:
    """The trained model."""
    path = places.model()
    if not path.exists():
        raise ProblemError(f"{places.shown(path)} is not there. Train first: python tasks.py run")
    return skops.io.load(path, trusted=TRUSTED)


def main() -> int:
    """Train by the parameters of params.yaml."""
    parameters = read_params()["train"]
    train(parameters)
    print(f"{places.shown(places.model())}: a {parameters['model']} model")
    return 0


if __name__ == "__main__":
    end(main)
