"""Run the stages as an experiment that is recorded.

Run it: python tasks.py track
"""

import argparse

from . import places
from .errors import end
from .params import flatten, read_params
from .pipeline import run_pipeline
from .provenance import code_version, data_version, environment
from .tracking import connect, explained, mlflow, use_experiment


def track(name: str | None = None) -> str:
    """Run the stages and record the run; gives its id. A run that breaks off is recorded as failed."""
    with explained():
        connect()
        use_experiment()
        # Asked before the stages write their files, or each run would look like a change.
        code = code_version()
        with mlflow.start_run(run_name=name) as run:
            try:
                mlflow.set_tags(code | environment())
                mlflow.log_artifact(str(places.ROOT / "requirements.txt"))
                mlflow.log_params(flatten(read_params()))
                mlflow.set_tag("data_md5", data_version())
                mlflow.log_metrics(flatten(run_pipeline()))
            except BaseException as error:
                mlflow.set_tag("failure", f"{type(error).__name__}: {error}"[:500])
                raise
    return run.info.run_id


def main(argv: list[str] | None = None) -> int:
    """Run the stages and print the run's id."""
    parser = argparse.ArgumentParser(prog="track", description="Run the stages and record the run.")
    parser.add_argument("--name", help="a name for the run; MLflow makes one up")
    print(track(parser.parse_args(argv).name))
    return 0


if __name__ == "__main__":
    end(main)
