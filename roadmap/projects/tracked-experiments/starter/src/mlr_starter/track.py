"""Run the stages as an experiment that is recorded.

Run it: python tasks.py track
"""

import argparse

from .errors import end
from .pipeline import run_pipeline


def main(argv: list[str] | None = None) -> int:
    """Run the stages."""
    parser = argparse.ArgumentParser(prog="track", description="Run the stages and record the run.")
    parser.add_argument("--name", help="a name for the run; MLflow makes one up")
    parser.parse_args(argv)
    # TODO(learner): nothing of this is remembered. Record what goes in (parameters, commit, data,
    # environment) and what comes out, also when it fails; print the run's id as the last line.
    print(run_pipeline())
    return 0


if __name__ == "__main__":
    end(main)
