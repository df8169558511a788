"""Rank the runs that can be compared: finished, on one version of the data.

Run it: python tasks.py compare
"""

import argparse
import csv
import math
from pathlib import Path

from mlflow.entities import Run

from . import places
from .errors import ProblemError, end
from .params import KEYS
from .provenance import data_version
from .tracking import EXPERIMENT, connect, explained

METRIC = "valid.average_precision"
PARAMS = [f"{stage}.{key}" for stage, keys in KEYS.items() for key in sorted(keys)]


def comparable(data: str) -> list[Run]:
    """The finished runs on this version of the data, the best first; of equals, the earlier."""
    client = connect()
    experiment = client.get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        return []
    wanted = f"tags.data_md5 = '{data}'"
    found: list[Run] = []
    token: str | None = None
    while True:
        page = client.search_runs([experiment.experiment_id], wanted, max_results=500, page_token=token)
        found += page
        token = page.token
        if not token:
            break
    measured = [run for run in found if math.isfinite(run.data.metrics.get(METRIC, math.nan))]
    return sorted(measured, key=lambda run: (-run.data.metrics[METRIC], run.info.start_time))


def write(runs: list[Run], out: Path) -> None:
    """Write the comparison as CSV."""
    columns = ["rank", "run_id", "name", "average_precision", "roc_auc", "git_commit", "git_dirty", *PARAMS]
    with places.fresh(out).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for rank, run in enumerate(runs, start=1):
            writer.writerow(
                {"rank": rank, "run_id": run.info.run_id, "name": run.info.run_name}
                | {name: run.data.metrics.get(f"valid.{name}", "") for name in ("average_precision", "roc_auc")}
                | {name: run.data.tags.get(name, "") for name in ("git_commit", "git_dirty")}
                | {name: run.data.params.get(name, "") for name in PARAMS}
            )


def main(argv: list[str] | None = None) -> int:
    """Compare, write the table and print the first places."""
    parser = argparse.ArgumentParser(prog="compare", description="Rank the finished runs on one version of the data.")
    parser.add_argument("--data", help="the version, as MD5 (default: that of today's raw data)")
    parser.add_argument("--out", type=Path, default=places.ROOT / "reports" / "comparison.csv")
    options = parser.parse_args(argv)
    data = options.data or data_version()
    with explained():
        runs = comparable(data)
    if not runs:
        raise ProblemError(f"No finished run on the data {data}. Make one: python tasks.py track")
    write(runs, options.out)
    for run in runs[:5]:
        print(f"{run.data.metrics[METRIC]:.3f}  {run.info.run_id}  {run.info.run_name}")
    print(f"{len(runs)} runs: {places.shown(options.out.resolve())}")
    return 0


if __name__ == "__main__":
    end(main)
