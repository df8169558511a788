"""The model as MLflow keeps it: with the input that it takes, and an example of it."""

from importlib.metadata import version

import mlflow
import mlflow.sklearn
from mlflow.models import infer_signature
from mlflow.models.model import ModelInfo
from sklearn.pipeline import Pipeline

from . import places
from .data import FEATURES, read_table
from .train import TRUSTED

# Named, since guessing would start a second Python; with the versions that the model was made with.
PACKAGES = ("scikit-learn", "skops", "numpy", "pandas")


def log_model(model: Pipeline) -> ModelInfo:
    """Log the model into the active run, as `model`.

    Its file is in skops' format, which names every type that it holds; a pickle could run any
    program of its writer's on loading. skops does not trust the nodes of trees, so we say that we
    do: we have grown these trees ourselves.
    """
    whole = read_table(places.prepared("train"))
    table = whole[FEATURES]
    return mlflow.sklearn.log_model(
        model,
        name="model",
        serialization_format="skops",
        skops_trusted_types=TRUSTED,
        signature=infer_signature(whole, model.predict_proba(table)),
        input_example=table.head(3),
        # Whoever loads it as a function gets probabilities, not labels.
        pyfunc_predict_fn="predict_proba",
        pip_requirements=[f"{name}=={version(name)}" for name in PACKAGES],
    )
