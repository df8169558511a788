"""Starts run.sh and tasks.py on sample exports as a scheduler would, and tells what each run did."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from verify_tools import COLUMNS, command, environment, export, ids, last, must_load, order, tell

BASH = os.name != "nt" and shutil.which("bash")
MKDIR = shutil.which("mkdir")
RIGHT = "right"
# Three orders of 19.90 euros each: a run that prints the revenue prints their sum.
REVENUE = "59.7"

THREE = [(name, [order(place)], COLUMNS) for place, name in enumerate(("1 may.csv", "2 june.csv", "3 july.csv"), 1)]
BROKEN = [
    ("orders 1.csv", [order(1)], COLUMNS),
    ("orders 2.csv", [order(9)], COLUMNS[:-1]),
    ("orders 3.csv", [order(2)], COLUMNS),
]
ONE = [("orders.csv", [order(1)], COLUMNS)]
# Lays a folder just before the program that asked for it does, once, as a run of the same moment would.
FASTER_SH = """#!/bin/sh
for word in "$@"; do
  case "$word" in
    "$FASTER_NAME" | */"$FASTER_NAME") [ -e "$FASTER_SEEN" ] || { : > "$FASTER_SEEN"; "$FASTER_MKDIR" "$word"; } ;;
  esac
done
exec "$FASTER_MKDIR" "$@"
"""
FASTER_PY = """import os

real = os.mkdir


def mkdir(path, *more, **named):
    if os.path.basename(os.fspath(path)) == os.environ["FASTER_NAME"] and not os.path.exists(os.environ["FASTER_SEEN"]):
        open(os.environ["FASTER_SEEN"], "w").close()
        real(path)
    return real(path, *more, **named)


os.mkdir = mkdir
"""


class Way:
    """A way to start a run: a command of a project whose folder has a space in its name."""

    def __init__(self, name, argv, project, **changes):
        self.name, self.argv, self.project, self.changes = name, argv, project, changes

    def __call__(self, *folder, cwd, database, **changes):
        """One run: its exit code, its output and its errors."""
        variables = self.changes | {"MLR_STARTER_DB": database and str(database)} | changes
        return command(*self.argv, *folder, cwd=cwd, **variables)


class Place:
    """A folder of exports and a database, both with spaces in their names, and a way to start a run there."""

    def __init__(self, root, way, exports=(), filled=False):
        self.root, self.way = root, way
        self.folder, self.database = root / "the exports", root / "the data" / "my orders.db"
        self.lock = self.database.with_name("my orders.db.lock")
        self.folder.mkdir(parents=True)
        # The last name is written first, so that a folder is not in order by chance.
        for name, rows, columns in reversed(exports):
            export(self.folder / name, *rows, columns=columns)
        if filled:
            before = export(root / "before.csv", order(7))
            must_load(before, self.database, PYTHONPATH=str(way.project / "src"))

    def start(self, **changes):
        """One run, started in another folder: its exit code, its output and its errors."""
        return self.way(self.folder, cwd=self.root, database=self.database, **changes)

    def loaded(self, code):
        """What a run left, in words."""
        return f"exit code {code and 1}, {ids(self.database)}"


def why_not(place, err):
    """Why a run of good exports has loaded nothing, in words: what is different where it works."""
    tries = {
        "works only when the folder of the database is there": (place.folder.name, place.root),
        "works only with the whole path of FOLDER": (place.folder, place.root),
        "works only when it is started in the project’s folder": (place.folder, place.way.project),
    }
    place.database.parent.mkdir(exist_ok=True)
    for words, (folder, cwd) in tries.items():
        code, _, _ = place.way(folder, cwd=cwd, database=place.database)
        if code == 0:
            return words
    return f"loads nothing: {last(err, 1)}"


def three(place):
    """A run of three exports and a file that is none, by a relative path, into a folder that does not exist."""
    (place.folder / "notes.txt").write_text("no export\n", encoding="utf-8")
    code, out, err = place.way(place.folder.name, cwd=place.root, database=place.database)
    if code and ids(place.database) == "no orders":
        return why_not(place, err)
    found = place.loaded(code)
    if found != "exit code 0, A-1 A-2 A-3":
        return f"{found}: {last(err, 1)}" if code else found
    if place.lock.exists():
        return "the lock is left"
    return RIGHT if REVENUE in out else "without the revenue"


def broken(place):
    """A run of three exports of which the second is wrong."""
    code, _, _ = place.start()
    found = place.loaded(code)
    if found != "exit code 1, A-1":
        return found
    return f"{found}, and the lock is left" if place.lock.exists() else RIGHT


def empty(place):
    """A run of a folder without exports, with a database that holds an order."""
    code, out, err = place.start()
    found = place.loaded(code)
    if found != "exit code 1, A-7":
        return found
    if place.lock.exists():
        return f"{found}, and the lock is left"
    return RIGHT if (out + err).strip() else f"{found}, without a word"


def locked(place):
    """A run while another one has the lock, and one after that."""
    place.lock.mkdir()
    code, out, err = place.start()
    found = place.loaded(code)
    if not place.lock.exists():
        return f"{found}, and the lock of the other run is gone"
    if found != "exit code 1, A-7":
        return found
    if not (out + err).strip():
        return f"{found}, without a word"
    # Refusing proves something only where a run without the lock is not refused.
    place.lock.rmdir()
    code, _, err = place.start()
    return f"refused without the lock too; it {why_not(place, err)}" if code else RIGHT


def same_moment(place):
    """A run that finds no lock, and is outrun by another one when it makes its own."""
    tools = place.root / "tools"
    tools.mkdir()
    (tools / "mkdir").write_text(FASTER_SH, encoding="utf-8", newline="\n")
    (tools / "mkdir").chmod(0o755)
    (tools / "sitecustomize.py").write_text(FASTER_PY, encoding="utf-8")
    seen = tools / "seen"
    path = place.way.changes.get("PATH") or os.environ["PATH"]
    code, _, _ = place.start(
        PATH=os.pathsep.join([str(tools), path]),
        PYTHONPATH=str(tools),
        FASTER_NAME=place.lock.name,
        FASTER_SEEN=str(seen),
        FASTER_MKDIR=MKDIR,
    )
    # A run that makes its lock by other means is not seen here.
    if not seen.exists():
        return RIGHT
    found = place.loaded(code)
    if found != "exit code 1, A-7":
        return f"{found}, although another run was first"
    return RIGHT if place.lock.exists() else f"{found}, and the lock of the other run is gone"


def holds(place):
    """Whether a run has the lock while it loads. The database is kept busy until the lock was seen."""
    with closing(sqlite3.connect(place.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        run = subprocess.Popen(
            [str(each) for each in [*place.way.argv, place.folder]],
            cwd=place.root,
            env=environment(place.way.changes | {"MLR_STARTER_DB": str(place.database)}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        seen = False
        while not seen and run.poll() is None:
            seen = place.lock.is_dir()
            time.sleep(0.01)
        connection.execute("ROLLBACK")
    run.wait()
    return RIGHT if seen else f"without the folder {place.lock.name}"


def defaults(way, cwd, wanted):
    """A run without FOLDER and without a database of its own, in words."""
    database = way.project / "data" / "orders.db"
    lock = database.with_name("orders.db.lock")
    code, _, err = way(cwd=cwd, database=None)
    found = ids(database)
    database.unlink(missing_ok=True)
    if code:
        return f"exit code {code}: {last(err, 1)}"
    if lock.exists():
        return "the lock is left"
    return RIGHT if found == wanted else f"{len(found.split())} orders in data/orders.db"


def looked_at(way, scratch):
    """What became of each run, by facts."""
    raw = scratch / "raw.db"
    for each in sorted((way.project / "data" / "raw").glob("*.csv")):
        must_load(each, raw, PYTHONPATH=str(way.project / "src"))
    runs = {
        "with three exports": (three, THREE, False),
        "with a wrong export": (broken, BROKEN, False),
        "with an empty folder": (empty, (), True),
        "beside another run": (locked, ONE, True),
        "while it loads": (holds, ONE, True),
        "beside a run of the same moment": (same_moment, ONE, True),
    }
    facts = {f"{way.name} without FOLDER": defaults(way, scratch, ids(raw))}
    for name, (look, exports, filled) in runs.items():
        facts[f"{way.name} {name}"] = look(Place(scratch / name, way, exports, filled))
    return facts


def project_in(folder):
    """The project, in a folder with a space in its name."""
    if os.name == "nt":
        return Path.cwd()
    project = folder / "my project"
    shutil.copytree(Path.cwd(), project, symlinks=True, ignore=shutil.ignore_patterns("orders.db*"))
    return project


def main():
    scratch = Path(sys.argv[1])
    places = [scratch / "script", scratch / "task"]
    script, task = (project_in(place) for place in places)
    # Without Bash, as on plain Windows, both are the same.
    run_task = [sys.executable, task / "tasks.py", "run"]
    without_bash = {} if os.name == "nt" else {"PATH": str(Path(sys.executable).parent)}
    ways = [
        Way("./run.sh", ["bash", script / "run.sh"] if BASH else run_task, script),
        Way("python tasks.py run", run_task, task, **without_bash),
    ]
    with ThreadPoolExecutor(2 if BASH else 1) as pool:
        found = pool.map(looked_at, ways, places)
    tell({name: words for facts in found for name, words in facts.items()})


if __name__ == "__main__":
    main()
