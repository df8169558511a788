"""Record runs with the project's command, and read what the store has of them, or load their models.

Run in a copy of the project: python - SCRATCH runs, or python - SCRATCH models
"""

import json
import os
import platform
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from verify_tools import (
    FEATURES,
    HERE,
    LEARNING,
    METRIC,
    MODELS,
    RAW,
    TRACKING,
    Apart,
    Started,
    commit,
    data,
    flat,
    git,
    last,
    md5,
    metrics,
    must,
    params,
    repository,
    run,
    runs,
    store,
    table,
    tell,
    twin,
    warm,
)

OF_THE_RUN = ("place", "params", "metrics", "printed", "data", "code", "environment")
OF_THE_MODEL = ("signature", "refuses", "same", "format", "example")
# What the checks accept of a model.
GOOD = {"six columns", "there", "the evaluated model", "both", "skops"}
NO_RUN = "no run in mlflow.db, where runs go when MLFLOW_TRACKING_URI is not set"
NOT_STORED = "no run in the store that MLFLOW_TRACKING_URI names"


def first_run(uri, scratch):
    """Record a run from another folder into the store that is taken when nothing is said."""
    version = data()
    params(train={"model": "forest", "trees": 8})
    head = repository()
    out = must(run("track", "--name", "first", cwd=scratch), "python -m mlr_starter.track")
    first = next(iter(runs(uri)), None)
    if first is None:
        return dict.fromkeys(OF_THE_RUN, NO_RUN)
    said = first["tags"]
    printed = last(out, 1).strip()
    code = (said.get("git_commit"), said.get("git_dirty"))
    return {
        "place": f"{first['name']} in {first['experiment']}",
        "params": all_params(first),
        "metrics": all_metrics(first),
        "printed": "the run's id" if printed == first["id"] else f"the last line is {printed!r}",
        "data": "its MD5" if said.get("data_md5") == version else other_data(said, version),
        "code": "the commit, clean"
        if code == (head, "false")
        else f"git_commit is {code[0]}, git_dirty is {code[1]}, on the clean commit {head}",
        "environment": environment(first),
    }


def all_params(first):
    """Whether the run finished and has every value of params.yaml."""
    import yaml

    wanted = flat(yaml.safe_load((HERE / "params.yaml").read_text(encoding="utf-8")))
    for key, value in wanted.items():
        if first["params"].get(key) != str(value):
            return f"{key} is {first['params'].get(key)}, not {value}"
    return "all of params.yaml" if first["status"] == "FINISHED" else f"the run is {first['status']}"


def all_metrics(first):
    """Whether the run has every number of metrics.json."""
    for key, value in metrics().items():
        if abs(first["metrics"].get(key, 9) - value) > 1e-6:
            return f"{key} is {first['metrics'].get(key)}, not {value}"
    return "all of metrics.json"


def other_data(said, version):
    return f"data_md5 is {said.get('data_md5')}, and the file has {version}"


def environment(first):
    """Whether Python's version and the lock are recorded, with the run's files in the project."""
    said, place = first["tags"].get("python"), first["artifacts"]
    folder = Path(url2pathname(unquote(urlparse(place).path))) if "://" in place else Path(place)
    wanted = (HERE / "requirements.txt").read_bytes().split()
    if said != platform.python_version():
        return f"the tag python is {said}"
    if not any(each.read_bytes().split() == wanted for each in folder.rglob("requirements.txt")):
        return "requirements.txt is not among the files of the run"
    if not folder.resolve().is_relative_to((HERE / "mlartifacts").resolve()):
        return f"the run's files are not below mlartifacts/ of the project, but in {folder.as_posix()}"
    return "both"


def broken_run(uri):
    """Let a run break off, in the store that is named: a column is gone. It still says what went in."""
    before = RAW.read_text(encoding="utf-8").splitlines()
    # Removed first: what DVC keeps may be a link into its cache.
    RAW.unlink()
    RAW.write_text("\n".join(line.rsplit(",", 2)[0] for line in before) + "\n", encoding="utf-8", newline="")
    version = md5(RAW)
    params(train={"trees": 9})
    # Git must take the table for unchanged: then the version cannot come from the last commit,
    # and what is dirty is the new file alone. Once DVC has the table, Git does not look at it.
    if git("ls-files", str(RAW)):
        git("update-index", "--assume-unchanged", str(RAW))
    head = commit("All but a new file")
    new = HERE / "new-file.txt"
    new.write_text("new\n", encoding="utf-8")
    code, _, _ = run("track", "--name", "second", MLFLOW_TRACKING_URI=uri)
    new.unlink()
    second = next(iter(runs(uri)), None)
    if second is None:
        return dict.fromkeys(("store", "failed", "changed", "went_in"), NOT_STORED)
    said, went_in = second["tags"], "all of it"
    wanted = {"python": platform.python_version(), "git_commit": head}
    for key, value in wanted.items():
        if said.get(key) != value:
            went_in = f"{key} is {said.get(key)}"
    if second["params"].get("train.trees") != "9":
        went_in = f"train.trees is {second['params'].get('train.trees')}"
    dirty = said.get("git_dirty")
    return {
        "store": "used",
        "failed": second["status"] if code else f"{second['status']}, and the exit code is 0",
        "changed": other_data(said, version)
        if said.get("data_md5") != version
        else "noticed"
        if dirty == "true"
        else f"a file is new and not committed, and git_dirty is {dirty}",
        "went_in": went_in,
    }


def linear_run(uri):
    """Record the other model, while params.yaml is changed and not committed."""
    RAW.unlink()
    data()
    params(train={"model": "linear"})
    must(run("track", "--name", "third", MLFLOW_TRACKING_URI=uri), "python -m mlr_starter.track")
    third = next((each for each in runs(uri) if each["params"].get("train.model") == "linear"), None)
    dirty = third["tags"].get("git_dirty") if third else None
    found = "noticed" if dirty == "true" else f"params.yaml is changed and not committed, and git_dirty is {dirty}"
    return {"edited": found if third else NOT_STORED}


def first_line(error):
    return str(error).strip().splitlines()[0][:160]


def looked_at(uri, record, place):
    """What another process can tell about the model of a run that was recorded in a place."""
    import mlflow
    import yaml
    from sklearn.metrics import average_precision_score

    mlflow.set_tracking_uri(uri)
    address, known = f"runs:/{record['id']}/model", {}
    try:
        kept = Path(mlflow.artifacts.download_artifacts(address))
        described = yaml.safe_load((kept / "MLmodel").read_text(encoding="utf-8"))
        known["format"] = described["flavors"].get("sklearn", {}).get("serialization_format", "not sklearn's")
        if not described.get("signature"):
            return dict.fromkeys(OF_THE_MODEL, "the model has no signature") | known
        known["signature"] = signature(described)
        known["example"] = "there" if described.get("saved_input_example_info") else "no input example"
        model = mlflow.pyfunc.load_model(address)
        valid = table(place / "data" / "prepared" / "valid.csv")
        score = average_precision_score(valid["churned"], leaving(model, valid))
        recorded = record["metrics"].get(METRIC)
        same = abs(score - (9 if recorded is None else recorded)) < 1e-3
        other = f"average precision {score:.3f} on the part valid, and the run says {recorded}"
        known["same"] = "the evaluated model" if same else other
        known["refuses"] = refuses(model, valid)
        return known
    except Exception as error:
        unusable = f"the model of the run cannot be used: {first_line(error)}"
        return dict.fromkeys(OF_THE_MODEL, unusable) | known


def leaving(model, rows):
    """The probability of leaving: the last column that the model answers with."""
    import numpy

    return numpy.asarray(model.predict(rows[FEATURES])).reshape(len(rows), -1)[:, -1]


def signature(described):
    """Whether the model takes the six columns with their types."""
    inputs = {each["name"]: each["type"] for each in json.loads(described["signature"]["inputs"])}
    wanted = dict.fromkeys(FEATURES[:-1], "double") | {"plan": "string"}
    for key in sorted(inputs.keys() | wanted.keys()):
        if inputs.get(key) != wanted.get(key):
            return f"{key} is {inputs.get(key)}, not {wanted.get(key)}"
    return "six columns"


def refuses(model, rows):
    """Whether MLflow refuses wrong input with a sentence of its own."""
    from mlflow.exceptions import MlflowException

    broken = {
        "without months": rows[FEATURES].drop(columns="months"),
        "with words for months": rows[FEATURES].assign(months="many"),
    }
    for name, each in broken.items():
        try:
            model.predict(each)
            return f"accepted {name}"
        except MlflowException:
            continue
        except Exception as error:
            return f"accepted {name}: {type(error).__name__}"
    return "both"


def bring_up_to_date(place):
    """Begin what track begins with; whether it succeeds is seen when track is run."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"PYTHONPATH": str(place / "src")}
    return subprocess.Popen([sys.executable, "-m", "dvc", "repro"], cwd=place, env=environment, **quiet)


def recorded_runs(scratch):
    """What the store has of a run, of one that breaks off and of one with changed parameters."""
    warm(*LEARNING, *TRACKING, *MODELS)
    own, named = store(HERE / "mlflow.db"), store(scratch / "runs.db")
    return first_run(own, scratch) | broken_run(named) | linear_run(named)


def logged_models(scratch):
    """What the models of both kinds are like; they are trained at the same time, each in its own copy."""
    data()
    params(train={"model": "forest", "trees": 8})
    repository()
    places = {"forest": HERE, "linear": twin(scratch / "twin")}
    params(at=places["linear"], train={"model": "linear"})
    ahead = [bring_up_to_date(place) for place in places.values()] if (HERE / "dvc.yaml").exists() else []
    warm(*LEARNING, *TRACKING, *MODELS)
    for each in ahead:
        each.wait()
    stores = {kind: store(scratch / f"{kind}.db") for kind in places}
    tracking = {kind: Started("track", at=at, MLFLOW_TRACKING_URI=stores[kind]) for kind, at in places.items()}
    looking = {}
    for kind, place in places.items():
        must(tracking[kind].wait(), f"python -m mlr_starter.track with train.model: {kind}")
        must(run("prepare", at=place), "python -m mlr_starter.prepare")
        record = next(iter(runs(stores[kind])), None)
        if record is None:
            return dict.fromkeys(OF_THE_MODEL, NOT_STORED)
        looking[kind] = Apart(partial(looked_at, stores[kind], record, place))
    facts, linear = looking["forest"].wait(), looking["linear"].wait()
    # What holds for a forest must hold for the linear model too.
    worse = [key for key, said in linear.items() if facts[key] in GOOD and said not in GOOD]
    return facts | {key: f"{linear[key]}, with train.model: linear" for key in worse}


def main(scratch, what):
    tell({"runs": recorded_runs, "models": logged_models}[what](scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
