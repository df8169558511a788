"""What wrong answers cost, and the threshold that makes them cost least."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

# Finer steps would follow the luck of single parcels.
THRESHOLDS = np.arange(1, 100) / 100


@dataclass(frozen=True)
class Costs:
    """Costs of the two wrong answers, in any unit: only their ratio matters."""

    # A message that was not needed, and the calls that it causes.
    warning: float = 1.0
    # A parcel that is late and nobody was told: a voucher, and sometimes a customer.
    late: float = 3.0


def cost_per_parcel(answers: ArrayLike, warned: ArrayLike, costs: Costs) -> float:
    """The mean cost of warnings that were sent for some parcels and not for others."""
    late, told = np.asarray(answers, dtype=bool), np.asarray(warned, dtype=bool)
    return float(np.mean(costs.warning * (told & ~late) + costs.late * (late & ~told)))


def cheapest_threshold(answers: ArrayLike, probability: ArrayLike, costs: Costs) -> float:
    """The threshold with the least cost, for probabilities of parcels that the model has not seen."""
    values = np.asarray(probability)
    cost = [cost_per_parcel(answers, values >= threshold, costs) for threshold in THRESHOLDS]
    return float(THRESHOLDS[int(np.argmin(cost))])
