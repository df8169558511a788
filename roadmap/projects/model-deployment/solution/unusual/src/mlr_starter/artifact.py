"""The model as files: the pipeline, and beside it what is known about it.

joblib files are pickles, and opening a pickle runs code. So a model is loaded only when its
SHA-256 is the one that was written when it was saved, by the same scikit-learn.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import sklearn

from .data import FEATURES
from .ranges import Ranges

MODEL_FILE = "model.joblib"
METADATA_FILE = "metadata.json"


class ModelUnavailableError(Exception):
    """There is no model that may be loaded; the message says why and what to do."""


@dataclass(frozen=True)
class TrainedModel:
    """What training gives: the pipeline, the threshold that belongs to it, and its numbers."""

    pipeline: Any
    # `value`, and the two costs that it was chosen from.
    threshold: dict[str, float]
    ranges: Ranges
    metrics: dict[str, Any]


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to answer."""

    pipeline: Any
    version: str
    threshold: float
    ranges: Ranges
    metrics: dict[str, Any]


def save_model(folder: Path, model: TrainedModel) -> str:
    """Save the model with its metadata; return its version."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MODEL_FILE
    joblib.dump(model.pipeline, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    metadata = {
        "version": version_of(digest, model.threshold, model.ranges),
        "sha256": digest,
        "scikit_learn": sklearn.__version__,
        "features": list(FEATURES),
        "threshold": model.threshold,
        "ranges": model.ranges,
        "metrics": model.metrics,
    }
    (folder / METADATA_FILE).write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
    return metadata["version"]


def version_of(digest: str, threshold: dict[str, float], ranges: Ranges) -> str:
    """A short name for all that decides an answer: the pipeline, the threshold, the ranges."""
    decides = json.dumps([digest, threshold, ranges], sort_keys=True)
    return hashlib.sha256(decides.encode()).hexdigest()[:12]


def load_model(folder: Path) -> LoadedModel:
    """Load the model from `folder`, or raise ModelUnavailableError."""
    path, about = folder / MODEL_FILE, folder / METADATA_FILE
    if not path.is_file() or not about.is_file():
        raise ModelUnavailableError(f"There is no model in {folder}. Run: python tasks.py train")
    metadata = json.loads(about.read_text(encoding="utf-8"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != metadata["sha256"]:
        raise ModelUnavailableError(f"{path} is not the file that was saved. Train again.")
    if metadata["scikit_learn"] != sklearn.__version__:
        raise ModelUnavailableError(
            f"{path} was saved by scikit-learn {metadata['scikit_learn']}, "
            f"and this is {sklearn.__version__}. Train again."
        )
    return LoadedModel(
        pipeline=joblib.load(path),
        version=metadata["version"],
        # Models that were saved before thresholds were chosen used one half, and knew no ranges.
        threshold=metadata.get("threshold", {}).get("value", 0.5),
        ranges=metadata.get("ranges", {}),
        metrics=metadata["metrics"],
    )
