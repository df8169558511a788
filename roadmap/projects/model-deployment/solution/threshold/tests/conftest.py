"""What several tests share: one trained model, and a client of a running service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from mlr_starter.artifact import TrainedModel, save_model
from mlr_starter.service import create_app
from mlr_starter.settings import Settings
from mlr_starter.train import train


@pytest.fixture(scope="session")
def trained() -> TrainedModel:
    """A model on all rows, as `python tasks.py train` makes it."""
    return train()


@pytest.fixture(scope="session")
def model_folder(trained: TrainedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that model."""
    folder = tmp_path_factory.mktemp("models")
    save_model(folder, trained)
    return folder


@pytest.fixture
def client(model_folder: Path) -> Iterator[TestClient]:
    """A client of the service with that model."""
    with TestClient(create_app(Settings(model_folder=model_folder))) as running:
        yield running


@pytest.fixture
def parcel() -> dict[str, object]:
    """A parcel that the service accepts."""
    return {
        "distance_km": 240.5,
        "weight_kg": 2.4,
        "warehouse_load": 0.7,
        "carrier": "road",
        "weekday": 4,
    }
