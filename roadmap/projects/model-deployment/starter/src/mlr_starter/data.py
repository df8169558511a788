"""The data: one row a parcel, made from a seed, so that nothing is downloaded.

docs/data-card.md says what the columns mean and where the data is not like the real world.
"""

import numpy as np
import pandas as pd

CARRIERS = ("bike", "rail", "road")
NUMERIC = ("distance_km", "weight_kg", "warehouse_load")
CATEGORICAL = ("carrier", "weekday")
FEATURES = NUMERIC + CATEGORICAL
TARGET = "late"


def make_parcels(rows: int = 4000, seed: int = 7) -> pd.DataFrame:
    """Make `rows` parcels with their outcome; the same seed gives the same rows."""
    rng = np.random.default_rng(seed)
    distance = rng.gamma(shape=2.0, scale=120.0, size=rows).clip(1, 1500)
    weight = rng.lognormal(mean=0.8, sigma=0.9, size=rows).clip(0.1, 60)
    load = rng.beta(4, 3, size=rows)
    carrier = rng.choice(CARRIERS, size=rows, p=[0.2, 0.25, 0.55])
    weekday = rng.integers(0, 7, size=rows)

    # Lateness rises with distance and load, jumps at weekends, and each carrier reacts in its
    # own way to distance: a bike is early in town and late across the country.
    score = (
        -2.2
        + 0.004 * distance
        + 2.5 * (load - 0.57)
        + 0.02 * weight
        + 0.9 * (weekday >= 5)
        + np.select(
            [carrier == "bike", carrier == "rail"],
            [-1.2 + 0.012 * distance, 0.6 - 0.003 * distance],
            default=0.0,
        )
        + 1.5 * ((load > 0.8) & (weekday == 0))
    )
    late = rng.random(rows) < 1 / (1 + np.exp(-score))
    return pd.DataFrame(
        {
            "distance_km": distance.round(1),
            "weight_kg": weight.round(2),
            "warehouse_load": load.round(3),
            "carrier": carrier,
            "weekday": weekday,
            TARGET: late.astype(int),
        }
    )
