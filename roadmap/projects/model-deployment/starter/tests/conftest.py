"""What several tests share: one model trained on few rows, and a client of a running service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from mlr_starter.artifact import save_model
from mlr_starter.service import create_app
from mlr_starter.settings import Settings
from mlr_starter.train import train


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a trained model."""
    folder = tmp_path_factory.mktemp("models")
    model, metrics = train(rows=1500)
    save_model(folder, model, metrics)
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
