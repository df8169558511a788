"""Starts run.sh and tasks.py on sample exports as a scheduler would, and tells what each run did."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from verify_tools import COLUMNS, command, environment, export, ids, last, must_load, order, tell

PROJECT = Path.cwd()
TASK = [sys.executable, PROJECT / "tasks.py", "run"]
BASH = os.name != "nt" and shutil.which("bash")
SCRIPT = ["bash", PROJECT / "run.sh"] if BASH else TASK
REFUSED = "exit code 1, no orders"
# Two orders of 19.90 euros each: a run that prints the revenue prints their sum.
REVENUE = "39.8"

ONE, TWO = ("orders 1.csv", [order(1)], COLUMNS), ("orders 2.csv", [order(2)], COLUMNS)
BROKEN = ("orders 1b.csv", [order(9)], COLUMNS[:-1])


class Place:
    """A folder of exports and a database, both with spaces in their names, and the ways to start a run there."""

    def __init__(self, root, way, exports=()):
        self.root, self.way = root, way
        self.folder, self.database = root / "the exports", root / "my orders.db"
        self.lock = root / "my orders.db.lock"
        self.folder.mkdir(parents=True)
        # The last name is written first, so that a folder is not in order by chance.
        for name, rows, columns in reversed(exports):
            export(self.folder / name, *rows, columns=columns)

    def start(self):
        """One run, started in another folder: its exit code, its output and its errors."""
        return command(*self.way, self.folder, cwd=self.root, MLR_STARTER_DB=str(self.database))

    def found(self, code):
        """What a run left, in words."""
        return f"exit code {code and 1}, {ids(self.database)}"


def loaded(place):
    """A run of good exports, or of one that is wrong between them."""
    code, out, err = place.start()
    found = place.found(code)
    if place.lock.exists():
        return f"{found}, the lock is left"
    if code == 0 and REVENUE not in out:
        return f"{found}, without the revenue"
    return f"{found}: {last(err, 1)}" if found == REFUSED else found


def empty(place):
    """A run of a folder without exports."""
    code, _, _ = place.start()
    return place.found(code) + (", the lock is left" if place.lock.exists() else "")


def locked(place):
    """A run while another one has the lock, and one after that."""
    place.lock.mkdir()
    code, out, err = place.start()
    found = place.found(code)
    if not place.lock.exists():
        return f"{found}, the lock of the other run is gone"
    if found != REFUSED:
        return found
    if not (out + err).strip():
        return f"{found}, without a word"
    # Refusing proves something only where a run without the lock is not refused.
    place.lock.rmdir()
    code, _, err = place.start()
    return found + (f"; nor without the lock: {last(err, 1)}" if code else "")


def holds(place):
    """Whether a run has the lock while it loads. The database is kept busy until the lock was seen."""
    with closing(sqlite3.connect(place.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        run = subprocess.Popen(
            [str(each) for each in [*place.way, place.folder]],
            cwd=place.root,
            env=environment({"MLR_STARTER_DB": str(place.database)}),
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
    return "a folder" if seen else f"there is no folder {place.lock.name} while it loads"


def defaults(way, scratch, wanted):
    """A run without a folder and a database of its own, in words."""
    database = PROJECT / "data" / "orders.db"
    lock = database.with_name("orders.db.lock")
    database.unlink(missing_ok=True)
    shutil.rmtree(lock, ignore_errors=True)
    code, _, err = command(*way, cwd=scratch, MLR_STARTER_DB=None)
    if code:
        return f"exit code {code}: {last(err, 1)}"
    if lock.exists():
        return "the lock is left"
    return "all of data/raw" if ids(database) == wanted else f"{len(ids(database).split())} orders in data/orders.db"


def main():
    scratch = Path(sys.argv[1])
    raw = scratch / "raw.db"
    for each in sorted((PROJECT / "data" / "raw").glob("*.csv")):
        must_load(each, raw, PYTHONPATH=str(PROJECT / "src"))
    facts = {}
    for name, way in {"script": SCRIPT, "task": TASK}.items():
        facts |= {
            f"{name}_all": loaded(Place(scratch / f"{name} all", way, [ONE, TWO])),
            f"{name}_stops": loaded(Place(scratch / f"{name} stops", way, [ONE, BROKEN, TWO])),
            f"{name}_empty": empty(Place(scratch / f"{name} empty", way)),
            f"{name}_locked": locked(Place(scratch / f"{name} locked", way, [ONE])),
            f"{name}_holds": holds(Place(scratch / f"{name} holds", way, [ONE])),
            f"{name}_defaults": defaults(way, scratch, ids(raw)),
        }
    tell(facts)


if __name__ == "__main__":
    main()
