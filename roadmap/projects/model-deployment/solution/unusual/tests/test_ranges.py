"""What was usual in training is known, and what is not is noticed."""

import pytest

from mlr_starter.data import NUMERIC, make_parcels
from mlr_starter.ranges import training_ranges, unusual_features


def test_ranges_hold_the_middle_99_per_cent() -> None:
    parcels = make_parcels(4000)
    ranges = training_ranges(parcels)
    assert list(ranges) == list(NUMERIC)
    for name, (low, high) in ranges.items():
        assert parcels[name].between(low, high).mean() == pytest.approx(0.99, abs=0.003)


def test_edges_are_usual_and_what_lies_beyond_is_not() -> None:
    ranges = {"distance_km": [10.0, 900.0], "weight_kg": [0.3, 20.0]}
    assert unusual_features({"distance_km": 10, "weight_kg": 20}, ranges) == []
    assert unusual_features({"distance_km": 9.9, "weight_kg": 1}, ranges) == ["distance_km"]
    both = unusual_features({"distance_km": 901, "weight_kg": 0.2}, ranges)
    assert both == ["distance_km", "weight_kg"]
