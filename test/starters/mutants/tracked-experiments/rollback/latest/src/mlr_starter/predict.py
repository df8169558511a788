"""Ask the champion about customers.

Run it: python tasks.py predict data/prepared/test.csv
"""

import argparse
import sys
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd

from .data import FEATURES, KEY, read_table
from .errors import ProblemError, end
from .registry import CHAMPION, MODEL, champion
from .tracking import connect, explained


def predict(source: Path) -> tuple[str, pd.DataFrame]:
    """The version that answered, and each customer's probability to leave."""
    version = champion(connect())
    if version is None:
        raise ProblemError("There is no champion yet. Promote a run first: python tasks.py promote RUN")
    model = mlflow.pyfunc.load_model(f"models:/{MODEL}/latest")
    table = read_table(source, labelled=False)
    probability = np.asarray(model.predict(table[FEATURES]))[:, -1]
    return version.version, pd.DataFrame({KEY: table[KEY], "probability": probability.round(6)})


def main(argv: list[str] | None = None) -> int:
    """Print the answers as CSV, and on the side who gave them."""
    parser = argparse.ArgumentParser(prog="predict", description="Ask the champion about customers.")
    parser.add_argument("source", type=Path, help="a CSV file of customers")
    options = parser.parse_args(argv)
    with explained():
        version, answers = predict(options.source)
    print(f"{MODEL}, version {version} ({CHAMPION})", file=sys.stderr)
    answers.to_csv(sys.stdout, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    end(main)
