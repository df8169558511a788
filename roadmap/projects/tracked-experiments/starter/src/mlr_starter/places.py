"""Where things lie. Paths do not depend on the folder that a command is started in."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def raw() -> Path:
    """The table of customers, as it came."""
    return ROOT / "data" / "raw" / "customers.csv"


def prepared(part: str) -> Path:
    """A part of the table: train, valid or test."""
    return ROOT / "data" / "prepared" / f"{part}.csv"


def model() -> Path:
    """The trained model."""
    return ROOT / "models" / "model.skops"


def metrics() -> Path:
    """What was measured last."""
    return ROOT / "metrics.json"


def curve() -> Path:
    """Precision against recall, behind the metrics."""
    return ROOT / "plots" / "precision_recall.csv"


def params() -> Path:
    """What an experiment may change."""
    return ROOT / "params.yaml"


def fresh(path: Path) -> Path:
    """The path, free to write a new file.

    What DVC keeps may be a link into its cache; writing through it would spoil the version there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def shown(path: Path) -> str:
    """A path as a message shows it: from the project's folder, with slashes on every system."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
