"""The threshold follows from the two costs."""

import numpy as np
import pytest

from mlr_starter.costs import Costs, cheapest_threshold, cost_per_parcel
from mlr_starter.train import train


def test_cost_counts_the_two_wrong_answers() -> None:
    late, warned = [1, 1, 0, 0], [1, 0, 1, 0]
    assert cost_per_parcel(late, warned, Costs(warning=1, late=5)) == (5 + 1) / 4


@pytest.mark.parametrize("ratio", [1.0, 4.0, 9.0])
def test_true_probabilities_give_the_threshold_of_the_textbook(ratio: float) -> None:
    rng = np.random.default_rng(3)
    probability = rng.random(40_000)
    late = rng.random(40_000) < probability
    chosen = cheapest_threshold(late, probability, Costs(warning=1, late=ratio))
    assert chosen == pytest.approx(1 / (1 + ratio), abs=0.04)


def test_a_dearer_surprise_lowers_the_threshold_and_the_costs_are_kept() -> None:
    cheap, dear = (train(rows=800, costs=Costs(1, late)).threshold for late in (1, 10))
    assert dear["value"] < cheap["value"]
    assert (dear["cost_warning"], dear["cost_late"]) == (1, 10)
    assert dear["cost_per_parcel"] < dear["cost_per_parcel_at_half"]
