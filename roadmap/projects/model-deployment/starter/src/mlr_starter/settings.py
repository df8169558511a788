"""Settings from the environment; .env.example lists them."""

import os
from dataclasses import dataclass
from pathlib import Path

PREFIX = "MLR_STARTER_"


@dataclass(frozen=True)
class Settings:
    """How the service runs."""

    model_folder: Path = Path("models")
    # TODO(learner): 0.5 treats a parcel that is late by surprise like a needless warning. What
    # does each of the two cost your company? Choose the threshold from that.
    threshold: float = 0.5
    log_level: str = "INFO"


def settings_from_environment() -> Settings:
    """Read MLR_STARTER_* variables; raise ValueError when one makes no sense."""
    default = Settings()
    threshold = float(os.environ.get(f"{PREFIX}THRESHOLD", default.threshold))
    if not 0 < threshold < 1:
        raise ValueError(f"{PREFIX}THRESHOLD is {threshold}; it must lie between 0 and 1.")
    return Settings(
        model_folder=Path(os.environ.get(f"{PREFIX}MODEL_FOLDER", default.model_folder)),
        threshold=threshold,
        log_level=os.environ.get(f"{PREFIX}LOG_LEVEL", default.log_level).upper(),
    )
