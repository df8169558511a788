"""The gate before a release: is a new model worse than the one in use, beyond what chance explains?

Run it: python tasks.py gate CANDIDATE IN_USE, two folders with a model each.
Exit code 0 lets the candidate through, 1 refuses it.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .artifact import METADATA_FILE, ModelUnavailableError, load_model
from .data import FEATURES, TARGET, make_parcels

# Parcels that no model was trained on: another seed than training uses.
ROWS, SEED = 4000, 20_261
# Chance has two sources. Which parcels the models are judged on: two standard errors.
CHANCE = 2.0
# And which parcels they were trained on: so much the score moves when a tenth of them is left out.
MARGIN = 0.002


@dataclass(frozen=True)
class Verdict:
    """What the gate says, with the numbers that it says it from. Lower scores are better."""

    passed: bool
    candidate: float
    in_use: float
    difference: float
    error: float

    def __str__(self) -> str:
        word = "passes" if self.passed else "is worse by more than chance explains"
        return (
            f"The candidate {word}: Brier score {self.candidate:.4f}, in use {self.in_use:.4f}, "
            f"difference {self.difference:+.4f} ± {self.error:.4f} on {ROWS} fresh parcels"
        )


def compare(candidate: Any, in_use: Any) -> Verdict:
    """Judge both pipelines on the same fresh parcels.

    The Brier score is the mean squared error of the probabilities, so it punishes a wrong level as
    well as a wrong order; the threshold depends on the level. The numbers that a model brings along
    are not asked: they come from other parcels, and from the candidate itself.
    """
    parcels = make_parcels(ROWS, SEED)
    rows, late = parcels[list(FEATURES)], parcels[TARGET].to_numpy()
    errors = [(model.predict_proba(rows)[:, 1] - late) ** 2 for model in (candidate, in_use)]
    # Parcel by parcel: what is hard for both says nothing about either.
    differences = errors[0] - errors[1]
    difference = float(differences.mean())
    error = float(differences.std() / np.sqrt(ROWS))
    return Verdict(
        passed=difference <= CHANCE * error + MARGIN,
        candidate=float(errors[0].mean()),
        in_use=float(errors[1].mean()),
        difference=difference,
        error=error,
    )


def main(argv: list[str] | None = None) -> int:
    """Load both models, compare them, and say why."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candidate", type=Path, help="folder of the new model")
    parser.add_argument("in_use", type=Path, help="folder of the model that answers now")
    options = parser.parse_args(argv)
    try:
        candidate = load_model(options.candidate)
        if not (options.in_use / METADATA_FILE).exists():
            print(f"There is no model in {options.in_use} yet: this is the first. It passes.")
            return 0
        in_use = load_model(options.in_use)
    except ModelUnavailableError as error:
        print(f"The gate cannot compare: {error}", file=sys.stderr)
        return 1
    verdict = compare(candidate.pipeline, in_use.pipeline)
    print(verdict, file=sys.stdout if verdict.passed else sys.stderr)
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
