"""What the checks share: the project's commands, made runs and models, and what MLflow then has."""

import gc
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


SKLEARN = [f"sklearn.{each}" for each in ("compose", "dummy", "ensemble", "linear_model", "metrics", "pipeline")]
LEARNING = ["pandas", "skops.io", *SKLEARN]
STORES = [f"mlflow.store.{each}.sqlalchemy_store" for each in ("tracking", "model_registry")]
TRACKING = ["mlflow", "pandas", *STORES]
MODELS = ["mlflow.models", "mlflow.pyfunc", "mlflow.sklearn"]


def warm(*names):
    """Import what is slow, once: the commands are then run in forks of this process, where that is safe."""
    if sys.platform != "linux":
        return
    # Nothing of what is imported is garbage: looking for it would take a fifth of the time.
    gc.disable()
    for name in names:
        import_module(name)
    gc.freeze()
    gc.enable()


class Forked:
    """Something that is done in a process of its own."""

    def __init__(self, work, out=None, err=None):
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            act(work, out, err)

    def wait(self):
        """Its exit code, once it has ended."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def act(work, out, err):
    """Do something, and end this process with the exit code that it would have as a program."""
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


class Started:
    """A module of the project that runs as `python -m` runs it, while the check goes on."""

    def __init__(self, module, *argv, at=HERE, cwd=None, **environment):
        """Start it in the project at `at`, from the folder `cwd` (the project's own)."""
        self.why_not = missing(module)
        if self.why_not:
            return
        argv = [str(each) for each in argv]
        environment["PYTHONPATH"] = str(at / "src")
        # Read and closed by wait().
        self.out, self.err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115

        def work():
            os.environ.update(environment)
            os.chdir(cwd or at)
            sys.path[sys.path.index(str(SOURCE))] = str(at / "src")
            sys.argv = [module, *argv]
            runpy.run_module(f"{PACKAGE}.{module}", run_name="__main__", alter_sys=True)

        if sys.platform == "linux" and "pandas" in sys.modules:
            self.process = Forked(work, self.out, self.err)
        else:
            command = [sys.executable, "-m", f"{PACKAGE}.{module}", *argv]
            quiet = {"stdin": subprocess.DEVNULL, "stdout": self.out, "stderr": self.err}
            self.process = subprocess.Popen(command, cwd=cwd or at, env=os.environ | environment, **quiet)

    def wait(self):
        """Exit code, what it printed, what it complained about."""
        if self.why_not:
            return 1, "", self.why_not
        code = self.process.wait()
        return code, *map(content, (self.out, self.err))


def content(file):
    """What was written into a temporary file, which is then gone."""
    with file:
        file.seek(0)
        return file.read().decode("utf-8", "replace")


def run(module, *argv, **settings):
    """Run a module of the project to its end; see Started."""
    return Started(module, *argv, **settings).wait()


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


class Apart:
    """Something that leaves no open store or cache behind in this process, done while the check goes on.

    Where processes cannot be forked it is done here and now.
    """

    def __init__(self, work):
        if sys.platform != "linux":
            self.process, self.given = None, work()
            return
        # Read and closed by wait().
        self.box = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = Forked(lambda: (json.dump(work(), self.box), self.box.flush()))

    def wait(self):
        """What it gives."""
        if self.process is None:
            return self.given
        if self.process.wait():
            raise SystemExit("This could not be done; the lines above say why.")
        with self.box as box:
            box.seek(0)
            return json.load(box)


def apart(work):
    """Do something, and leave no open store or cache behind in this process; gives what it gives."""
    return Apart(work).wait()


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


def params(at=HERE, **blocks):
    """Change parameters in params.yaml: params(train={"trees": 8})."""
    import yaml

    path = at / "params.yaml"
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


def metrics(at=HERE):
    """metrics.json, flat."""
    return flat(json.loads((at / "metrics.json").read_text(encoding="utf-8")))


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
        file.write("\n.venv\n/verify_*.py\n__pycache__/\n/mlflow.db*\n/mlartifacts/\n/mlruns/\n")
    return commit("All of it")


def commit(message, at=HERE):
    """Commit everything; gives the commit."""
    git("add", "--all", cwd=at)
    git("commit", "--quiet", "--allow-empty", "--message", message, cwd=at)
    return git("rev-parse", "HEAD", cwd=at)


def twin(folder):
    """Another copy of the place as it is now, so that two commands can run at a time."""
    shutil.copytree(HERE, folder, symlinks=True, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    return folder


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


def log(uri, samples):
    """Record runs as the goals ask, each with what `sample` takes; gives their ids by their names."""

    def work():
        import mlflow

        mlflow.set_tracking_uri(uri)
        return {name: sample(mlflow.MlflowClient(uri), name, **about) for name, about in samples.items()}

    return apart(work)


def sample(client, name, model=None, rows=None, measured=None, status="FINISHED", experiment="mlr-starter", **tags):
    """Record a run, with a model trained on the rows where one is given; gives its id."""
    import mlflow

    known = client.get_experiment_by_name(experiment)
    where = known.experiment_id if known else client.create_experiment(experiment, (HERE / "check-artifacts").as_uri())
    tags = {"git_commit": "0" * 40, "git_dirty": "false", "data_md5": md5(RAW)} | tags
    key = client.create_run(where, run_name=name, tags=tags).info.run_id
    for metric, value in (measured or {}).items():
        client.log_metric(key, metric, value)
    if model is not None:
        with mlflow.start_run(run_id=key):
            log_model(model, rows)
    if status != "RUNNING":
        client.set_terminated(key, status)
    return key


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
