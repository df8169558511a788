"""The logged model is the trained one, knows its input, and is no pickle."""

from collections.abc import Callable
from pathlib import Path

import mlflow
import numpy as np
import pytest
from mlflow.exceptions import MlflowException

from mlr_starter import places, tracking
from mlr_starter.data import FEATURES, read_table
from mlr_starter.packaged import log_model
from mlr_starter.params import read_params
from mlr_starter.prepare import prepare
from mlr_starter.train import load, train


@pytest.mark.parametrize("model", ["linear", "forest"])
def test_the_logged_model_answers_and_refuses(repository: Path, change: Callable[..., None], model: str) -> None:
    change(train={"model": model, "trees": 5})
    prepare()
    train(read_params()["train"])
    tracking.connect()
    tracking.use_experiment()
    with mlflow.start_run():
        info = log_model(load())
    assert info.flavors["sklearn"]["serialization_format"] == "skops"
    table = read_table(places.prepared("valid"))[FEATURES]
    loaded = mlflow.pyfunc.load_model(info.model_uri)
    assert np.allclose(loaded.predict(table), load().predict_proba(table))
    with pytest.raises(MlflowException, match="missing inputs"):
        loaded.predict(table.drop(columns="months"))
    with pytest.raises(MlflowException, match="months"):
        loaded.predict(table.assign(months="many"))
