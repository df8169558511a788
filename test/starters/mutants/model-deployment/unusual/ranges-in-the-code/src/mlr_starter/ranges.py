"""What was usual in training, so that the service notices a parcel that is not."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .data import NUMERIC

# The middle 99 per cent of the training rows, for each number.
USUAL = {
    "distance_km": [13.30, 866.33],
    "weight_kg": [0.21, 23.80],
    "warehouse_load": [0.14, 0.93],
}

Ranges = dict[str, list[float]]


def training_ranges(rows: pd.DataFrame) -> Ranges:
    """The lowest and highest usual value of each numeric feature."""
    return {name: list(USUAL[name]) for name in NUMERIC if name in rows}


def unusual_features(parcel: Mapping[str, Any], ranges: Ranges) -> list[str]:
    """The features of a parcel that lie outside what was usual in training."""
    return [name for name, (low, high) in ranges.items() if not low <= parcel[name] <= high]
