"""Run the DVC pipeline in a clean clone, then change parameters and code and see what runs again.

Run in a clone of the project: python - SCRATCH
"""

import sys
from pathlib import Path

from verify_tools import HERE, SOURCE, data, md5, must, params, repository, run, store, tell, warm

STAGES = ("prepare", "train", "evaluate")
FACTS = ("runs", "again", "command", "updates", "train", "evaluate", "code")
MODEL = HERE / "models" / "model.skops"


def reproduced():
    """Bring the pipeline up to date; gives the stages that ran."""
    from dvc.repo import Repo

    ran = {each.addressing for each in Repo(str(HERE)).reproduce()}
    return " ".join(sorted(each for each in ran if not each.endswith(".dvc"))) or "nothing"


def changed():
    """The stages whose own dependencies have changed."""
    from dvc.repo import Repo

    return " ".join(sorted(each for each in Repo(str(HERE)).status() if not each.endswith(".dvc"))) or "nothing"


def leaves_alone(uri):
    """Whether the project's own commands leave the model alone while all is up to date."""
    before = md5(MODEL)
    for command in ("pipeline", "track"):
        must(run(command, MLFLOW_TRACKING_URI=uri), f"python -m mlr_starter.{command}")
        if md5(MODEL) != before:
            return f"{command}: it trains again, and DVC finds a model that it does not know"
    return "left alone"


def brings_up_to_date(uri):
    """Whether the project's own commands run what has changed."""
    for trees, command in enumerate(("pipeline", "track"), start=11):
        params(train={"trees": trees})
        must(run(command, MLFLOW_TRACKING_URI=uri), f"python -m mlr_starter.{command}")
        if changed() != "nothing":
            return f"{command}: still to do after a change of train.trees: {changed()}"
    return "up to date"


def code_counts():
    """Whether each stage is out of date after a change of its own code."""
    for stage in STAGES:
        file = SOURCE / "mlr_starter" / f"{stage}.py"
        text = file.read_bytes()
        file.write_bytes(text + b"\n# changed\n")
        found = changed()
        file.write_bytes(text)
        if stage not in found.split():
            return f"after a change of {stage}.py: {found}"
    return "each its own"


def watch(facts, scratch):
    """Fill in the facts, one after the other."""
    uri = store(scratch / "runs.db")
    params(train={"model": "forest", "trees": 8}, evaluate={"points": 30})
    (HERE / "metrics.json").unlink(missing_ok=True)
    facts["runs"] = reproduced()
    facts["again"] = reproduced()
    facts["command"] = leaves_alone(uri)
    params(train={"trees": 9})
    facts["train"] = reproduced()
    params(evaluate={"points": 20})
    facts["evaluate"] = changed()
    params(evaluate={"points": 30})
    facts["code"] = code_counts()
    facts["updates"] = brings_up_to_date(uri)


def main(scratch):
    warm()
    from dvc.exceptions import DvcException

    data()
    repository()
    unknown = "there is no dvc.yaml in the last commit"
    facts = dict.fromkeys(FACTS, unknown)
    if (HERE / "dvc.yaml").exists():
        try:
            watch(facts, scratch)
        except DvcException as error:
            stopped = f"dvc repro: {str(error).splitlines()[0]}"
            facts |= {key: stopped for key, value in facts.items() if value == unknown}
    tell(facts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
