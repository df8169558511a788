"""The parameters of params.yaml, checked before anything runs."""

from typing import Any

import yaml

from . import places
from .errors import ProblemError

KEYS = {
    "prepare": {"valid_share", "test_share"},
    "train": {"model", "trees", "depth", "seed"},
    "evaluate": {"points"},
}


def read_params() -> dict[str, dict[str, Any]]:
    """The parameters of each stage; a key that is missing or unknown is a problem, not a default."""
    path = places.params()
    name = places.shown(path)
    try:
        params = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProblemError(f"{name} is not there. Get it back: git restore {name}") from None
    except yaml.YAMLError as error:
        raise ProblemError(f"{name} is not YAML: {error}") from None
    for stage, keys in KEYS.items():
        block = params.get(stage) if isinstance(params, dict) else None
        found = set(block) if isinstance(block, dict) else set()
        if found != keys:
            odd = ", ".join(f"{stage}.{key}" for key in sorted(found ^ keys))
            raise ProblemError(f"{name}: missing or unknown: {odd}")
    return params


def flatten(values: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Nested values under names with dots: {"train": {"depth": 6}} becomes {"train.depth": 6}."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        flat |= flatten(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat
