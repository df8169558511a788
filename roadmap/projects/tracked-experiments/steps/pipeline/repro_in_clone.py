"""Run the DVC pipeline in a clean clone, then change parameters and code and see what runs again.

Run in a clone of the project: python - SCRATCH
"""

import sys
from functools import partial
from pathlib import Path

from verify_tools import (
    HERE,
    LEARNING,
    TRACKING,
    Apart,
    data,
    md5,
    must,
    params,
    repository,
    run,
    store,
    tell,
    twin,
    warm,
)

STAGES = ("prepare", "train", "evaluate")
FACTS = ("runs", "again", "command", "updates", "train", "evaluate", "code")


def reproduced(*targets, **how):
    """Bring the pipeline up to date, or some of its stages; gives the stages that ran."""
    from dvc.repo import Repo

    return names(each.addressing for each in Repo(str(HERE)).reproduce(targets or None, **how))


def changed(at=HERE):
    """The stages whose own dependencies have changed."""
    from dvc.repo import Repo

    return names(Repo(str(at)).status())


def names(stages):
    """Stages by their names, without their file; what holds a tracked file is none."""
    return " ".join(sorted({each.rpartition(":")[2] for each in stages if not each.endswith(".dvc")})) or "nothing"


def first_runs():
    """What runs in the clean clone, and what when nothing has changed since."""
    return {"runs": reproduced(), "again": reproduced()}


def changes():
    """What a change of parameters or of code makes out of date."""
    params(evaluate={"points": 20})
    facts = {"evaluate": changed()}
    params(evaluate={"points": 30})
    facts["code"] = code_counts()
    params(train={"trees": 9})
    own = changed()
    # The stage alone: what depends on it is then left to do.
    reproduced("train", single_item=True)
    after = changed()
    return facts | {"train": names({*own.split(), *after.split()} - {"nothing"})}


def code_counts():
    """Whether each stage is out of date after a change of its own code."""
    for stage in STAGES:
        file = HERE / "src" / "mlr_starter" / f"{stage}.py"
        text = file.read_bytes()
        file.write_bytes(text + b"\n# changed\n")
        found = changed()
        file.write_bytes(text)
        if stage not in found.split():
            return f"after a change of {stage}.py: {found}"
    return "each its own"


def obeys(command, place, uri):
    """Whether a command of the project leaves the model alone while all is up to date, and runs what has changed."""
    model = place / "models" / "model.skops"
    words = f"python -m mlr_starter.{command}"
    before = md5(model)
    must(run(command, at=place, MLFLOW_TRACKING_URI=uri), words)
    trained = f"{command}: it trains again, and DVC finds a model that it does not know"
    facts = {"command": "left alone" if md5(model) == before else trained}
    params(at=place, evaluate={"points": 20})
    must(run(command, at=place, MLFLOW_TRACKING_URI=uri), words)
    left = changed(at=place)
    undone = f"{command}: still to do after a change of evaluate.points: {left}"
    return facts | {"updates": "up to date" if left == "nothing" else undone}


def watched(work, *facts):
    """What something finds; where DVC stops, its facts say why."""
    from dvc.exceptions import DvcException

    try:
        return work()
    except DvcException as error:
        return dict.fromkeys(facts, f"dvc repro: {str(error).splitlines()[0]}")


def look(scratch):
    """The facts about a project with a dvc.yaml."""
    params(train={"model": "forest", "trees": 8}, evaluate={"points": 30})
    (HERE / "metrics.json").unlink(missing_ok=True)
    warm("dvc.repo")
    first = Apart(lambda: watched(first_runs, *FACTS))
    warm(*LEARNING, *TRACKING)
    facts = first.wait()
    if "command" in facts:
        return facts
    # Each in a copy of its own, all at a time.
    commands = []
    for command in ("pipeline", "track"):
        place, uri = twin(scratch / command), store(scratch / f"{command}.db")
        commands.append(Apart(partial(watched, partial(obeys, command, place, uri), "command", "updates")))
    facts |= Apart(lambda: watched(changes, "train", "evaluate", "code")).wait()
    for found in (each.wait() for each in commands):
        # The first command that does not obey speaks.
        facts |= {key: said for key, said in found.items() if facts.get(key) in (None, "left alone", "up to date")}
    return facts


def main(scratch):
    if not (HERE / "dvc.yaml").exists():
        tell(dict.fromkeys(FACTS, "there is no dvc.yaml in the last commit"))
        return
    data()
    repository()
    tell(look(scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
