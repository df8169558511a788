"""Train a champion in a clean clone, take away its data and model, and reproduce it.

Run in a clone of the project: python - SCRATCH
"""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import sys
from functools import partial
from pathlib import Path

from verify_tools import (
    HERE,
    LEARNING,
    MODELS,
    RAW,
    TRACKING,
    Apart,
    Started,
    apart,
    classifier,
    commit,
    git,
    last,
    log,
    metrics,
    must,
    params,
    repository,
    run,
    store,
    table,
    tables,
    tell,
    twin,
    warm,
)

FACTS = ("equal", "boast", "untouched")
NEEDED = (".dvc/config", "dvc.yaml", "src/mlr_starter/reproduce.py")
SETTINGS = HERE / ".dvc" / "config.local"


def end(why):
    """Say what keeps a champion from being made, and end."""
    tell(dict.fromkeys(FACTS, why))
    raise SystemExit


def use_remote(folder):
    """Let the project's default remote be an empty folder of the check's."""
    from dvc.repo import Repo

    name = Repo(str(HERE)).config["core"].get("remote")
    if not name:
        end("DVC has no default remote")
    SETTINGS.write_text(f"['remote \"{name}\"']\n    url = {folder.as_posix()}\n", encoding="utf-8")


def trained():
    """Train the model that will be the champion, and keep it; gives its commit."""
    tables()
    for stage in ("train", "evaluate"):
        must(run(stage), f"python -m mlr_starter.{stage}")
    return keep("A champion", HERE)


def keep(message, place):
    """Let DVC and Git hold a place as it is; gives the commit."""
    from dvc.repo import Repo

    # DVC takes what it holds from the folder that it is called in.
    with contextlib.chdir(place):
        repo = Repo()
        repo.commit(force=True)
        repo.push()
    return commit(message, at=place)


def forget():
    """Take away what a teammate would not have."""

    def again(function, path, error):
        os.chmod(path, stat.S_IWRITE)
        function(path)

    shutil.rmtree(HERE / ".dvc" / "cache", onerror=again)
    for each in (RAW, *(HERE / "data" / "prepared").glob("*.csv"), HERE / "models" / "model.skops"):
        each.unlink(missing_ok=True)


def registered(uri, head):
    """Record a run of the commit with what its stages measured, and make its model the champion; gives the run's id."""
    rows = table(HERE / "data" / "prepared" / "train.csv")
    run = {"model": classifier(), "rows": rows, "measured": metrics(), "git_commit": head}
    run_id = log(uri, {"champion": run})["champion"]
    apart(partial(register, uri, run_id))
    return run_id


def register(uri, run_id):
    """Make the run's model the champion."""
    import mlflow

    mlflow.set_tracking_uri(uri)
    client = mlflow.MlflowClient(uri)
    client.create_registered_model("mlr-starter")
    model = client.get_run(run_id).outputs.model_outputs[-1].model_id
    version = client.create_model_version("mlr-starter", f"models:/{model}", run_id)
    client.set_registered_model_alias("mlr-starter", "champion", version.version)
    return version.version


def state():
    """What Git and DVC have in this folder."""
    return git("rev-parse", "HEAD"), git("status", "--porcelain"), SETTINGS.read_text(encoding="utf-8"), RAW.exists()


def made_again(uri):
    """Reproduce the champion from a place without data, on no branch and at a later commit."""
    commit("Something later")
    git("checkout", "--quiet", "--detach")
    params(train={"trees": 5})
    commit("On no branch")
    forget()
    before = state()
    code, out, err = run("reproduce", MLFLOW_TRACKING_URI=uri)
    return {
        "equal": "reproduced" if code == 0 else f"exit code {code}: {last(err or out, 3)}",
        "untouched": "as it was" if state() == before else "files here were changed",
    }


def exaggerated(place):
    """Let a place claim a little more than its code and data give, in Git and DVC; gives the commit and the claim."""
    file = place / "metrics.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    more = round(said["valid"]["roc_auc"] + 0.0001, 6)
    said["valid"]["roc_auc"] = more
    file.write_text(json.dumps(said), encoding="utf-8")
    return keep("A champion that boasts", place), more


def claim(uri, run_id, lie, more):
    """Let the champion's run name that commit, and the same claim."""
    with contextlib.closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE tags SET value = ? WHERE key = 'git_commit' AND run_uuid = ?", (lie, run_id))
        for table in ("latest_metrics", "metrics"):
            query = f"UPDATE {table} SET value = ? WHERE key = 'valid.roc_auc' AND run_uuid = ?"
            connection.execute(query, (more, run_id))


def found_out(code, out, err):
    """Whether a champion that boasts is found out, by the metric's name."""
    if code == 0:
        return "believed"
    if "Traceback" in err:
        return "a traceback"
    return "found" if "valid.roc_auc" in out + err else last(err or out, 1)


def main(scratch):
    missing = [each for each in NEEDED if not (HERE / each).exists()]
    if missing:
        end(f"the last commit has no {missing[0]}")
    params(train={"model": "forest", "trees": 8})
    repository()
    use_remote(scratch / "remote")
    warm(*LEARNING)
    training = Apart(trained)
    warm(*TRACKING, *MODELS)
    head = training.wait()
    # From here on an honest champion and one that boasts, each with its place and its store, at the same time.
    boaster, honest = twin(scratch / "boaster"), store(scratch / "honest.db")
    registering = Apart(partial(registered, honest, head))
    lie, more = apart(partial(exaggerated, boaster))
    run_id = registering.wait()
    boasting = f"sqlite:///{Path(shutil.copy(scratch / 'honest.db', scratch / 'boasting.db')).as_posix()}"
    claim(boasting, run_id, lie, more)
    boast = Started("reproduce", at=boaster, MLFLOW_TRACKING_URI=boasting)
    tell(made_again(honest) | {"boast": found_out(*boast.wait())})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
