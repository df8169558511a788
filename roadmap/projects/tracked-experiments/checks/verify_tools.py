"""What the checks share: the project's commands, made runs and models, and what MLflow then has."""

import hashlib
import json
import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from contextlib import closing
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

HERE = Path.cwd()
SOURCE = HERE / "src"
RAW = HERE / "data" / "raw" / "customers.csv"
PACKAGE = "mlr_starter"
PARTS = ("train", "valid", "test")
FEATURES = ["months", "monthly_fee", "support_calls", "late_payments", "usage_change", "plan"]
METRIC = "valid.average_precision"
os.environ |= {
    "PYTHONPATH": str(SOURCE),
    "PYTHONUTF8": "1",
    "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", ""),
    "DVC_NO_ANALYTICS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
for name in ("MLFLOW_TRACKING_URI", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION"):
    os.environ.pop(name, None)
sys.path.insert(0, str(SOURCE))


def warm(with_mlflow=True):
    """Import what is slow, once: the commands are then run in forks of this process, where that is safe."""
    if sys.platform != "linux":
        return
    names = ["pandas", "skops.io"]
    names += [f"sklearn.{each}" for each in ("compose", "dummy", "ensemble", "linear_model", "metrics", "pipeline")]
    if with_mlflow:
        names += ["mlflow", "mlflow.models", "mlflow.pyfunc", "mlflow.sklearn"]
        names += [f"mlflow.store.{each}.sqlalchemy_store" for each in ("tracking", "model_registry")]
    for name in names:
        import_module(name)


def forked(work, out=None, err=None):
    """Do something in a process of its own; its exit code."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        for number, file in ((1, out), (2, err)):
            if file:
                os.dup2(file.fileno(), number)
        work()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code & 255)


def missing(module):
    """In words that the project has no such module; nothing when it has."""
    if any((SOURCE / PACKAGE / each).exists() for each in (f"{module}.py", module)):
        return None
    return f"there is no src/{PACKAGE}/{module}.py yet"


def run(module, *argv, cwd=HERE, **environment):
    """Run a module of the project as `python -m` does: exit code, what it printed, what it complained about."""
    argv = [str(each) for each in argv]
    if missing(module):
        return 1, "", missing(module)

    def work():
        os.environ.update(environment)
        os.chdir(cwd)
        sys.argv = [module, *argv]
        runpy.run_module(f"{PACKAGE}.{module}", run_name="__main__", alter_sys=True)

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if sys.platform == "linux" and "sklearn" in sys.modules:
            code = forked(work, out, err)
        else:
            command = [sys.executable, "-m", f"{PACKAGE}.{module}", *argv]
            quiet = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err}
            code = subprocess.run(command, cwd=cwd, env=os.environ | environment, **quiet).returncode
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8", "replace"))
    return code, *said


def need(module, *facts):
    """End at once with what is missing, before anything slow is begun."""
    if missing(module):
        tell(dict.fromkeys(facts, missing(module)))
        raise SystemExit


def must(ran, what):
    """What a command printed; ends with the reason when it did not succeed."""
    code, out, err = ran
    if code != 0:
        raise SystemExit(f"{what} ended with exit code {code}:\n{last(err or out)}")
    return out


def apart(work):
    """Do something with MLflow that leaves no open store behind in this process; gives what it gives."""
    if sys.platform != "linux":
        return work()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as box:
        code = forked(lambda: (json.dump(work(), box), box.flush()))
        if code:
            raise SystemExit("MLflow could not be used; the lines above say why.")
        box.seek(0)
        return json.load(box)


def store(file):
    """An empty tracking store, as MLflow makes it. That takes seconds, so one is kept beside the packages."""
    file = Path(file)
    kept = Path(sys.prefix) / f"mlflow-{version('mlflow')}-empty.db"
    if not kept.exists():
        made = file.with_name(f"{file.name}.made")
        from mlflow import MlflowClient

        apart(lambda: len(MlflowClient(f"sqlite:///{made.as_posix()}").search_experiments()))
        try:
            shutil.copy(made, f"{kept}.{os.getpid()}")
            os.replace(f"{kept}.{os.getpid()}", kept)
        except OSError:
            kept = made
    shutil.copy(kept, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE experiments SET artifact_location = ?", [(file.parent / "artifacts").as_uri()])
    return f"sqlite:///{file.as_posix()}"


def ask(uri, query, *values):
    """What a store answers, read beside MLflow."""
    with closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as connection:
        return connection.execute(query, values).fetchall()


def runs(uri):
    """The runs of a store, the oldest first."""
    query = """
        SELECT run_uuid, status, artifact_uri, runs.name, experiments.name
        FROM runs JOIN experiments USING (experiment_id)
        WHERE runs.lifecycle_stage = 'active' ORDER BY start_time, runs.rowid
    """
    return [
        {
            "id": key,
            "status": status,
            "artifacts": place,
            "name": name,
            "experiment": experiment,
            "params": dict(ask(uri, "SELECT key, value FROM params WHERE run_uuid = ?", key)),
            "tags": dict(ask(uri, "SELECT key, value FROM tags WHERE run_uuid = ?", key)),
            "metrics": dict(ask(uri, "SELECT key, value FROM latest_metrics WHERE run_uuid = ?", key)),
        }
        for key, status, place, name, experiment in ask(uri, query)
    ]


def versions(uri):
    """The versions of the registered model by number, with their tags, and the one with the alias champion."""
    names = [name for (name,) in ask(uri, "SELECT name FROM registered_models")]
    numbers = """
        SELECT version, run_id FROM model_versions
        WHERE name = ? AND current_stage != 'Deleted_Internal' ORDER BY version
    """
    tags = "SELECT key, value FROM model_version_tags WHERE name = ? AND version = ?"
    found = {
        str(number): {"run": run_id, "tags": dict(ask(uri, tags, name, number))}
        for name in names[:1]
        for number, run_id in ask(uri, numbers, name)
    }
    aliases = ask(uri, "SELECT version FROM registered_model_aliases WHERE alias = 'champion'")
    return found, str(aliases[0][0]) if aliases else None


def data(rows=2400, seed=7):
    """Synthetic customers in data/raw; gives their version."""
    made = run("make_customers", "--rows", rows, "--seed", seed, "--out", RAW)
    must(made, "python -m mlr_starter.make_customers")
    return md5(RAW)


def md5(file):
    """A file's version, as DVC names it."""
    return hashlib.md5(Path(file).read_bytes(), usedforsecurity=False).hexdigest()


def params(**blocks):
    """Change parameters in params.yaml: params(train={"trees": 8})."""
    import yaml

    path = HERE / "params.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, block in blocks.items():
        values.setdefault(name, {}).update(block)
    path.write_text(yaml.safe_dump(values), encoding="utf-8", newline="\n")


def flat(values, before=""):
    """Nested values under names with dots."""
    found = {}
    for key, value in values.items():
        found |= flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value}
    return found


def metrics():
    """metrics.json, flat."""
    return flat(json.loads((HERE / "metrics.json").read_text(encoding="utf-8")))


def git(*words, cwd=HERE):
    """What Git says; a failure ends the check."""
    settings = (
        "user.name=Verifier",
        "user.email=verifier@localhost",
        "commit.gpgsign=false",
        "core.hooksPath=/dev/null",
    )
    command = ["git", *(word for each in settings for word in ("-c", each)), *words]
    ran = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", errors="replace")
    if ran.returncode != 0:
        raise SystemExit(f"git {' '.join(words)} did not succeed: {last(ran.stderr)}")
    return ran.stdout.strip()


def repository():
    """The place as a clean commit; what only the check has brought is ignored."""
    if not (HERE / ".git").exists():
        git("init", "--quiet", "--initial-branch", "main")
    with (HERE / ".git" / "info" / "exclude").open("a", encoding="utf-8") as file:
        file.write("\n.venv\n/verify_tools.py\n__pycache__/\n/mlflow.db*\n/mlartifacts/\n/mlruns/\n")
    return commit("All of it")


def commit(message):
    """Commit everything; gives the commit."""
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", message)
    return git("rev-parse", "HEAD")


def tables(rows=2400):
    """Synthetic customers, and their parts in data/prepared."""
    data(rows)
    must(run("prepare"), "python -m mlr_starter.prepare")
    return {name: table(HERE / "data" / "prepared" / f"{name}.csv") for name in PARTS}


def table(file):
    """A file of customers, with numbers as floats."""
    import pandas

    return pandas.read_csv(file).astype(dict.fromkeys(FEATURES[:-1], "float64"))


def classifier(trees=0, depth=6):
    """A pipeline of the check's own; without trees it is a straight line."""
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    words, numbers = OneHotEncoder(handle_unknown="ignore"), StandardScaler()
    columns = make_column_transformer((words, ["plan"]), (numbers, FEATURES[:-1]))
    if trees:
        return make_pipeline(columns, RandomForestClassifier(n_estimators=trees, max_depth=depth, random_state=7))
    return make_pipeline(columns, LogisticRegression(max_iter=1000))


def log(uri, name, model=None, rows=None, measured=None, status="FINISHED", experiment="mlr-starter", **tags):
    """Record a run as the goals ask, with a model trained on the rows where one is given; gives its id."""

    def work():
        import mlflow

        client = mlflow.MlflowClient(uri)
        mlflow.set_tracking_uri(uri)
        known = client.get_experiment_by_name(experiment)
        where = known or client.get_experiment(
            client.create_experiment(experiment, (HERE / "check-artifacts").as_uri())
        )
        key = client.create_run(where.experiment_id, run_name=name).info.run_id
        for tag, value in ({"git_commit": "0" * 40, "git_dirty": "false", "data_md5": md5(RAW)} | tags).items():
            client.set_tag(key, tag, value)
        for metric, value in (measured or {}).items():
            client.log_metric(key, metric, value)
        if model is not None:
            with mlflow.start_run(run_id=key):
                log_model(model, rows)
        if status != "RUNNING":
            client.set_terminated(key, status)
        return key

    return apart(work)


def log_model(model, rows):
    """Train a model on the rows, and log it into the active run."""
    import mlflow
    from mlflow.models import infer_signature

    features = rows[FEATURES]
    model.fit(features, rows["churned"])
    mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(features, model.predict_proba(features)),
        pyfunc_predict_fn="predict_proba",
        serialization_format="skops",
        skops_trusted_types=["sklearn.tree._tree.Tree"],
        # Named, since to guess them MLflow would start a second Python.
        pip_requirements=["scikit-learn"],
    )


def last(said, lines=4):
    """The end of an output."""
    return "\n".join(said.strip().splitlines()[-lines:])


def tell(facts):
    """Print what was found, for the checks to judge."""
    print(json.dumps(facts))
