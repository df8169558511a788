"""The project's tasks; only the standard library. Python 3.11 to 3.13, on every system.

python tasks.py setup    make .venv and install what requirements-dev.txt pins
python tasks.py check    style, types, tests and coverage: what CI runs
python tasks.py format   format the code and apply the linter's corrections
python tasks.py hooks    run the check before each commit
python tasks.py train    train the model into models/
python tasks.py run      train if there is no model, then serve on http://127.0.0.1:8000;
                         another port: python tasks.py run 8010
python tasks.py verify   verify the steps of the guide: python tasks.py verify --yes
python tasks.py doctor   say what this machine has and lacks
python tasks.py lock     compile pyproject.toml into requirements*.txt (needs uv)
"""

from functools import partial

from tasks_support.command_line import Tasks, main
from tasks_support.doctor import is_free, tell, tell_of_all, version
from tasks_support.environment import lock, need_environment, setup
from tasks_support.places import PYTHON, ROOT
from tasks_support.quality import check, hooks, tidy
from tasks_support.running import run
from tasks_support.verify import verify

PORT = 8000
DOWNLOAD, DISK = 115, 510  # megabytes, measured


def program(module: str, *arguments: str) -> int:
    """Run a program of the package in the project's environment."""
    need_environment()
    return run(str(PYTHON), "-m", f"mlr_starter.{module}", *arguments)


def serve(port: str = str(PORT)) -> int:
    """Serve the model; reload when the code changes."""
    need_environment()
    if not port.isdecimal() or not 0 < int(port) < 65536:
        print(f"{port} is not a port. Example: python tasks.py run 8010")
        return 2
    if not is_free(int(port)):
        print(f"Port {port} is in use. Choose another: python tasks.py run {int(port) + 10}")
        return 1
    if not (ROOT / "models" / "model.joblib").exists() and program("train") != 0:
        return 1
    print(f"Try it: http://127.0.0.1:{port}/docs (Ctrl-C ends it)")
    try:
        return run(
            str(PYTHON), "-m", "uvicorn", "mlr_starter.service:app",
            "--port", port, "--reload", "--reload-dir", "src",
        )  # fmt: skip
    except KeyboardInterrupt:
        return 0


def doctor() -> int:
    """Say what is there. Nothing of it is an error: each lack has a way without."""
    tell_of_all()
    model = ROOT / "models" / "model.joblib"
    tell("Model", "models/model.joblib" if model.exists() else "", "run: python tasks.py train")
    tell("Docker", version("docker"), "not needed until you build the image; CI builds it too")
    free = f"{PORT} is free" if is_free(PORT) else ""
    tell("Port", free, f"{PORT} is in use; choose another: python tasks.py run 8010")
    return 0


TASKS: Tasks = {
    "setup": partial(setup, DOWNLOAD, DISK),
    "check": check,
    "format": tidy,
    "hooks": hooks,
    "train": partial(program, "train"),
    "run": serve,
    "verify": verify,
    "doctor": doctor,
    "lock": lock,
}

if __name__ == "__main__":
    raise SystemExit(main(TASKS, __doc__ or ""))
