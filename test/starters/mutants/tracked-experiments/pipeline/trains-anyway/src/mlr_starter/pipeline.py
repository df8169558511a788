"""The three stages, one after the other.

Run it: python tasks.py run
"""

import json

from .errors import end
from .evaluate import Metrics, evaluate
from .params import read_params
from .prepare import prepare
from .train import train


def run_pipeline() -> Metrics:
    """Prepare, train and evaluate by params.yaml; gives the metrics."""
    prepare()
    train(read_params()["train"])
    return evaluate()


def main() -> int:
    """Run the stages and print the metrics."""
    print(json.dumps(run_pipeline()))
    return 0


if __name__ == "__main__":
    end(main)
