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

MODEL_FILE = "model.joblib"
METADATA_FILE = "metadata.json"


class ModelUnavailableError(Exception):
    """There is no model that may be loaded; the message says why and what to do."""


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to answer."""

    pipeline: Any
    version: str
    metrics: dict[str, Any]


def save_model(folder: Path, pipeline: Any, metrics: dict[str, Any]) -> str:
    """Save the model with its metadata; return its version, a short form of its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MODEL_FILE
    joblib.dump(pipeline, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    metadata = {
        "version": digest[:12],
        "sha256": digest,
        "scikit_learn": sklearn.__version__,
        "features": list(FEATURES),
        "metrics": metrics,
    }
    (folder / METADATA_FILE).write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
    return metadata["version"]


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
            f"{path} was saved by scikit-learn {metadata['scikit_learn']}, and this is {sklearn.__version__}. Train again."
        )
    return LoadedModel(joblib.load(path), metadata["version"], metadata["metrics"])
