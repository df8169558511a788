"""The project's tasks; only the standard library. Python 3.11 to 3.13, on every system.

python tasks.py setup    make .venv and install what requirements-dev.txt pins
python tasks.py check    style, types, tests and coverage: what CI runs
python tasks.py format   format the code and apply the linter's corrections
python tasks.py hooks    run the check before each commit
python tasks.py run      load the export of October and print the revenue, as run.sh does
python tasks.py report   run a query of sql/: python tasks.py report revenue_by_month
python tasks.py load     load one export: python tasks.py load FILE --db DATABASE
python tasks.py data     make the exports in data/raw again, from their seed
python tasks.py drill    what colleagues do to a repository: drill colleague, drill incident
python tasks.py verify   verify the steps of the guide: python tasks.py verify --yes
python tasks.py doctor   say what this machine has and lacks
python tasks.py lock     compile pyproject.toml into requirements*.txt (needs uv)
"""

import sqlite3
from functools import partial

from tasks_support.command_line import Tasks, main
from tasks_support.doctor import tell, tell_of_all, version
from tasks_support.environment import lock, need_environment, setup
from tasks_support.places import PYTHON
from tasks_support.quality import check, hooks, tidy
from tasks_support.running import run
from tasks_support.verify import verify

DOWNLOAD, DISK = 40, 155  # megabytes, measured


def program(module: str, *arguments: str) -> int:
    """Run a program of the package in the project's environment."""
    need_environment()
    return run(str(PYTHON), "-m", f"mlr_starter.{module}", *arguments)


def load_and_report() -> int:
    """Load an export and print the revenue. run.sh is the same for Linux and macOS."""
    return program("load", "data/raw/orders-2026-10.csv") or program("report", "revenue_by_month")


def doctor() -> int:
    """Say what is there. Nothing of it is an error: each lack has a way without."""
    tell_of_all()
    tell("SQLite", sqlite3.sqlite_version, "")
    tell("Bash", version("bash"), "not needed: python tasks.py run does what run.sh does")
    return 0


TASKS: Tasks = {
    "setup": partial(setup, DOWNLOAD, DISK),
    "check": check,
    "format": tidy,
    "hooks": hooks,
    "run": load_and_report,
    "report": partial(program, "report"),
    "load": partial(program, "load"),
    "data": partial(program, "make_orders"),
    "drill": partial(program, "drill"),
    "verify": verify,
    "doctor": doctor,
    "lock": lock,
}

if __name__ == "__main__":
    raise SystemExit(main(TASKS, __doc__ or ""))
