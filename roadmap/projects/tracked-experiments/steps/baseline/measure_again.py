"""Run the three stages on synthetic customers, and measure their model again.

Run in a copy of the project: python - SCRATCH
"""

import sys
from pathlib import Path

from verify_tools import FEATURES, HERE, LEARNING, PARTS, RAW, data, last, metrics, must, run, tell, warm

PREPARED = HERE / "data" / "prepared"


def run_stages(scratch):
    """Run the stages, each without the parts that it must not read; gives whether it missed them."""
    must(run("prepare"), "python -m mlr_starter.prepare")
    used = "only their own parts"
    for stage, unused in (("train", ("valid", "test")), ("evaluate", ("test",))):
        for name in unused:
            (PREPARED / f"{name}.csv").rename(scratch / f"{name}.csv")
        code, out, err = run(stage)
        for name in unused:
            (scratch / f"{name}.csv").rename(PREPARED / f"{name}.csv")
        if code != 0:
            used = f"{stage} does not succeed without {' and '.join(unused)}: {last(err or out, 1)}"
            # What it measures then is still worth a look.
            must(run(stage), f"python -m mlr_starter.{stage}")
    return used


def divided(parts, everyone):
    """Whether each customer is in one part."""
    import pandas

    counted = pandas.concat(parts.values())["customer_id"].value_counts()
    if min(map(len, parts.values())) == 0:
        return "a part is empty"
    if counted.max() > 1:
        return "some customers are in two parts"
    return "every customer is in one part" if len(counted) == everyone else f"{len(counted)} of {everyone} customers"


def measured_again(valid):
    """The average precision of models/model.skops on the part valid."""
    import skops.io
    from sklearn.metrics import average_precision_score

    file = HERE / "models" / "model.skops"
    model = skops.io.load(file, trusted=skops.io.get_untrusted_types(file=file))
    numbers = valid.astype(dict.fromkeys(FEATURES[:-1], "float64"))
    return average_precision_score(numbers["churned"], model.predict_proba(numbers[FEATURES])[:, 1])


def without_a_column():
    """The output of prepare on a raw table without the column usage_change."""
    import pandas

    pandas.read_csv(RAW).drop(columns="usage_change").to_csv(RAW, index=False)
    code, out, err = run("prepare")
    if code == 0:
        return "accepted"
    if "Traceback" in err:
        return "a traceback"
    return "named" if "usage_change" in err + out else last(err or out, 1)


def main(scratch):
    warm(*LEARNING)
    import pandas

    data()
    used = run_stages(scratch)
    parts = {name: pandas.read_csv(PREPARED / f"{name}.csv") for name in PARTS}
    found = metrics()
    score, baseline = found.get("valid.average_precision", 0), found.get("baseline.average_precision", 0)
    again = measured_again(parts["valid"])
    share = parts["valid"]["churned"].mean()
    other = f"{score:.3f} in metrics.json, {again:.3f} on data/prepared/valid.csv"
    guess = f"{baseline:.3f}, and {share:.3f} of the part valid leave"
    facts = {
        "parts": divided(parts, len(pandas.read_csv(RAW))),
        "used": used,
        "measured": "on the part valid" if abs(again - score) < 1e-4 else other,
        "baseline": "the share of those who leave" if abs(share - baseline) < 1e-4 else guess,
        "gain": round(score - share, 6),
    }
    tell(facts | {"refuses": without_a_column()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
