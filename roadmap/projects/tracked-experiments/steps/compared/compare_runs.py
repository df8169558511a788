"""Write sample runs to a tracking store, and rank them with the project's command.

Run in a copy of the project: python - SCRATCH
"""

import csv
import sys
from pathlib import Path

from verify_tools import METRIC, TRACKING, Started, data, last, log, need, store, tell, warm

OTHER_DATA, NO_DATA = "e" * 32, "f" * 32
# Each run's score, and how it differs from a finished run on the data that lies here.
SAMPLES = {
    "good": (0.5, {}),
    "best": (0.6, {}),
    # As text this one would come first.
    "small": (0.00005, {}),
    "failed": (0.9, {"status": "FAILED"}),
    "running": (0.8, {"status": "RUNNING"}),
    "killed": (0.7, {"status": "KILLED"}),
    "elsewhere": (0.95, {"data_md5": OTHER_DATA}),
    "foreign": (0.97, {"experiment": "another"}),
    "middle": (0.55, {}),
    "unmeasured": (None, {}),
}


def rows(file):
    """The rows of a CSV file; none when it is not there."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def ranked(names, comparing, out):
    """The names of the runs in the written order, or what happened instead."""
    code, said, err = comparing.wait()
    if code != 0:
        return f"exit code {code}: {last(err or said, 1)}"
    if not out.exists():
        return "no file is written"
    found = rows(out)
    if found and not {"run_id", "average_precision"} <= found[0].keys():
        return "there is no column run_id or average_precision"
    return " ".join(names.get(row["run_id"], "?") for row in found)


def none_left(comparing, out):
    """What happens when no run can be compared."""
    code, said, err = comparing.wait()
    if code == 0:
        return "accepted"
    if "Traceback" in err:
        return "a traceback"
    if out.exists():
        return "a file is written"
    return "said" if (said + err).strip() else "nothing is said"


def main(scratch):
    need("compare", "counts", "order", "values", "other", "none")
    warm(*TRACKING)
    data()
    uri = store(scratch / "runs.db")
    samples = {
        name: {"measured": None if score is None else {METRIC: score, "valid.roc_auc": 0.7}} | more
        for name, (score, more) in SAMPLES.items()
    }
    names = {key: name for name, key in log(uri, samples).items()}
    asked = {"all": (), "other": ("--data", OTHER_DATA), "none": ("--data", NO_DATA)}
    files = {name: scratch / f"{name}.csv" for name in asked}
    # They only read the store, so they may run at the same time.
    comparing = {
        name: Started("compare", "--out", files[name], *more, MLFLOW_TRACKING_URI=uri) for name, more in asked.items()
    }
    order = ranked(names, comparing["all"], files["all"])
    values = [row.get("average_precision", "") for row in rows(files["all"])]
    right = [round(float(each), 3) for each in values if each] == [0.6, 0.55, 0.5, 0.0]
    tell(
        {
            "order": order,
            "counts": "only those" if set(order.split()) == {"good", "best", "small", "middle"} else order,
            "values": "the recorded ones" if right else " ".join(values) or order,
            "other": ranked(names, comparing["other"], files["other"]),
            "none": none_left(comparing["none"], files["none"]),
        }
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
