"""A model in Kedro's catalogue, as a skops file. Kedro's own dataset for models is a pickle."""

from pathlib import Path
from typing import Any

import skops.io
from kedro.io import AbstractDataset
from sklearn.pipeline import Pipeline

from . import places
from .train import TRUSTED


class SkopsDataset(AbstractDataset[Pipeline, Pipeline]):
    """A trained pipeline in a file."""

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._path = places.ROOT / filepath
        self.metadata = metadata

    def load(self) -> Pipeline:
        """Read the model, trusting the types that train.py trusts."""
        return skops.io.load(self._path, trusted=TRUSTED)

    def save(self, data: Pipeline) -> None:
        """Write the model."""
        skops.io.dump(data, places.fresh(Path(self._path)))

    def _exists(self) -> bool:
        return self._path.exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._path)}
