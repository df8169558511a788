"""What was usual in training, so that the service notices a parcel that is not."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .data import NUMERIC

# The middle 99 per cent of the training rows, for each number.
LOWEST, HIGHEST = 0.005, 0.995

Ranges = dict[str, list[float]]


def training_ranges(rows: pd.DataFrame) -> Ranges:
    """The lowest and highest usual value of each numeric feature."""
    limits = rows[list(NUMERIC)].quantile([LOWEST, HIGHEST])
    return {name: [float(value) for value in limits[name]] for name in NUMERIC}


def unusual_features(parcel: Mapping[str, Any], ranges: Ranges) -> list[str]:
    """The features of a parcel that lie outside what was usual in training."""
    return [name for name, (low, high) in ranges.items() if not low <= parcel[name] <= high]
