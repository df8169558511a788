"""Settings from the environment; .env.example lists them."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """How the service runs."""

    model_folder: Path = Path("models")
    # None takes the threshold that was chosen with the model, from costs.
    threshold: float | None = None
    log_level: str = "INFO"


def settings_from_environment() -> Settings:
    """Read MLR_STARTER_* variables; raise ValueError when one makes no sense."""
    default = Settings()
    # An empty value is what Compose passes on for a variable that is not set.
    given = os.environ.get("MLR_STARTER_THRESHOLD", "")
    threshold = float(given) if given else default.threshold
    if threshold is not None and not 0 < threshold < 1:
        raise ValueError(f"MLR_STARTER_THRESHOLD is {threshold}; it must lie between 0 and 1.")
    return Settings(
        model_folder=Path(os.environ.get("MLR_STARTER_MODEL_FOLDER", default.model_folder)),
        threshold=threshold,
        log_level=os.environ.get("MLR_STARTER_LOG_LEVEL", default.log_level).upper(),
    )
