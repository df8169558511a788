"""The project's tasks; only the standard library. Python 3.11 to 3.13, on every system.

python tasks.py setup    make .venv and install what requirements-dev.txt pins
python tasks.py check    style, types, tests and coverage: what CI runs
python tasks.py format   format the code and apply the linter's corrections
python tasks.py hooks    run the check before each commit
python tasks.py data     make the raw data again, from its seed
python tasks.py run      prepare, train and evaluate
python tasks.py track    the same, recorded as a run of an experiment
python tasks.py kedro    the stages as a Kedro pipeline
python tasks.py dvc      DVC in this project's environment: python tasks.py dvc repro
python tasks.py server   the tracking server on http://127.0.0.1:5050; or: server --port 5060
python tasks.py compare  rank the finished runs on today's data
python tasks.py promote  let a run's model challenge the champion: python tasks.py promote RUN
python tasks.py predict  ask the champion about customers: python tasks.py predict FILE
python tasks.py rollback make the champion before the champion again
python tasks.py reproduce
                         train the champion again from a clean clone, and compare
python tasks.py python   Python with this project's code and packages: python tasks.py python -m mlr_starter.prepare
python tasks.py verify   verify the steps of the guide: python tasks.py verify --yes
python tasks.py doctor   say what this machine has and lacks
python tasks.py lock     compile pyproject.toml into requirements*.txt (needs uv)
"""

import os
from functools import partial
from pathlib import Path

from tasks_support.command_line import Tasks, main
from tasks_support.doctor import branch, is_free, tell, tell_of_all
from tasks_support.dvc import is_named_by, repair_locks
from tasks_support.environment import lock, need_environment, setup
from tasks_support.places import PYTHON, ROOT
from tasks_support.quality import check, hooks, tidy
from tasks_support.running import SETTINGS, run
from tasks_support.verify import verify

PORT = 5050
DOWNLOAD, DISK = 245, 1080  # megabytes, measured
# A server that is down is noticed in seconds, where MLflow would try again for minutes.
SETTINGS.update({"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "30"})


def command(module: str, *arguments: str) -> int:
    """Run a module of the project; say which step builds it when it is still missing."""
    need_environment()
    file = f"src/mlr_starter/{module}.py"
    if not (ROOT / file).exists():
        print(f"There is no {file} yet; a step of the guide builds it. If you had it: git restore")
        return 1
    repair_locks()
    # Run from the project's folder; a file that is there where you stand is meant as it is there.
    given = [str(Path(each).resolve()) if Path(each).is_file() else each for each in arguments]
    return run(str(PYTHON), "-m", f"mlr_starter.{module}", *given)


def tracking(module: str, *arguments: str) -> int:
    """The same for a module that asks the tracking server: one that does not answer is noticed at once."""
    need_environment()
    code = run(str(PYTHON), "-m", "mlr_starter.health")
    return code or command(module, *arguments)


def data() -> int:
    """Make the raw data again; where DVC keeps it, bring cache and remote up to date as well."""
    code = command("make_customers")
    pointer = ROOT / "data" / "raw" / "customers.csv.dvc"
    if code != 0 or not pointer.exists():
        return code
    if not is_named_by(pointer, pointer.with_suffix("")):
        print("This is not the version that data/raw/customers.csv.dvc names. To get that one: python tasks.py dvc pull")
        return 1
    return dvc("commit", "--force", "--quiet", str(pointer)) or dvc("push", str(pointer))


def dvc(*arguments: str) -> int:
    """Run DVC as this project needs it: its own Python first, and the package on the path."""
    repair_locks()
    return python("-m", "dvc", *arguments)


def python(*arguments: str) -> int:
    """Run the environment's Python, with the package on its path."""
    need_environment()
    return run(str(PYTHON), *arguments)


def doctor() -> int:
    """Say what is there. Nothing of it is an error: each lack has a way without."""
    tell_of_all()
    raw = ROOT / "data" / "raw" / "customers.csv"
    tell("Raw data", "data/raw/customers.csv" if raw.exists() else "", "run: python tasks.py data")
    tell("Branch", branch(), "no branch: commits made now are easily lost; git switch main leads back")
    tell("Tracking", os.environ.get("MLFLOW_TRACKING_URI", "") or "mlflow.db in this folder", "")
    free = f"{PORT} is free" if is_free(PORT) else ""
    tell("Port", free, f"{PORT} is in use; choose another: python tasks.py server --port {PORT + 10}")
    return 0


TASKS: Tasks = {
    "setup": partial(setup, DOWNLOAD, DISK),
    "check": check,
    "format": tidy,
    "hooks": hooks,
    "data": data,
    "run": partial(command, "pipeline"),
    "track": partial(tracking, "track"),
    "dvc": dvc,
    "kedro": partial(python, "-m", "kedro", "run"),
    "server": partial(command, "server"),
    "compare": partial(tracking, "compare"),
    "promote": partial(tracking, "promote"),
    "predict": partial(tracking, "predict"),
    "rollback": partial(tracking, "rollback"),
    "reproduce": partial(tracking, "reproduce"),
    "python": python,
    "verify": verify,
    "doctor": doctor,
    "lock": lock,
}

if __name__ == "__main__":
    raise SystemExit(main(TASKS, __doc__ or ""))
