"""What the checks share: sample exports, the project's commands, Git, and what is then in the database."""

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

COLUMNS = ["order_id", "customer_id", "ordered_at", "country", "currency", "amount", "status", "updated_at"]
CLEAN = [
    "order_id",
    "customer_id",
    "ordered_on",
    "country",
    "currency",
    "amount_cents",
    "euro_cents",
    "status",
    "updated_at",
]
GOOD = ["C0001", "2026-10-05", "DE", "EUR", "19.90", "paid", "2026-10-05T08:30:00Z"]
NOTHING_CHANGED = "nothing changed"


def order(number, **changes):
    """A row of an export without a fault, with these changes."""
    return dict(zip(COLUMNS, [f"A-{number}", *GOOD], strict=True)) | changes


def orders(numbers, **changes):
    """Such a row for each number."""
    return [order(number, **changes) for number in numbers]


def export(path, *rows, columns=COLUMNS):
    """Write an export, and the folders above it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def environment(changes):
    """The environment for a program, with these changes; None takes a variable away."""
    return {name: value for name, value in (os.environ | changes).items() if value is not None}


def command(*argv, cwd=None, **changes):
    """Run a program: its exit code, its standard output and its standard error."""
    ran = subprocess.run(
        [str(each) for each in argv],
        cwd=cwd,
        env=environment(changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    return ran.returncode, ran.stdout, ran.stderr


def load(source, database, *more, **changes):
    """Load an export by the project's command."""
    return command(sys.executable, "-m", "mlr_starter.load", source, "--db", database, *more, **changes)


def must_load(source, database, *more, **changes):
    """Load an export, or end with the reason."""
    code, out, err = load(source, database, *more, **changes)
    if code != 0:
        raise SystemExit(f"loading {Path(source).name} ended with exit code {code}:\n{last(err or out)}")


def report(name, database, *more):
    """Ask one of the project's queries by its command."""
    return command(sys.executable, "-m", "mlr_starter.report", name, "--db", database, *more)


def rows(database, query="SELECT * FROM orders"):
    """What a query finds, sorted; one row with SQLite's words where it cannot be asked."""
    if not Path(database).is_file():
        return []
    try:
        with closing(sqlite3.connect(database)) as connection:
            return sorted(connection.execute(query).fetchall(), key=repr)
    except sqlite3.Error as error:
        return [(str(error),)]


def rejected(database):
    """The refused rows: source, line, reason and raw."""
    return rows(database, "SELECT source, line, reason, raw FROM rejected")


def state(database):
    """All that a load may change."""
    return rows(database), rejected(database)


def ids(database):
    """The ids of all orders, in words."""
    return " ".join(str(row[0]) for row in rows(database, "SELECT order_id FROM orders")) or "no orders"


def difference(before, after):
    """The first change from one state to another, in words."""
    if before == after:
        return NOTHING_CHANGED
    for one, two in zip(before, after, strict=True):
        for row in [*two, *one]:
            if one.count(row) != two.count(row):
                return f"changed: {row[0]}" + (f", line {row[1]}" if len(row) == 4 else "")
    return "changed"


def differing(found, wanted):
    """The first value of an order that is not as it must be, in words; both are rows of CLEAN by id."""
    for key, right in wanted.items():
        for name, value, correct in zip(CLEAN, found.get(key, ()), right, strict=False):
            if value != correct:
                return f"wrong: {key} has {name} {value!r}, not {correct!r}"
    return None


def git(*words):
    """What a Git command prints."""
    return command("git", *words)[1]


def version_parts(tag):
    """v1.2.3 as numbers, to compare."""
    return [int(part) for part in tag[1:].split(".")]


def latest_release(tags):
    """The highest of the tags that have the form v1.2.3; None without one."""
    return max((each for each in tags if re.fullmatch(r"v\d+\.\d+\.\d+", each)), key=version_parts, default=None)


def releases(*which):
    """The tags of this history, or of the part that is asked for: whether each is annotated, by its name."""
    listed = git("for-each-ref", *which, "--merged=HEAD", "--format=%(refname:short) %(objecttype)", "refs/tags")
    return {name: kind == "tag" for name, kind in map(str.split, listed.splitlines())}


def lost_releases():
    """What to add where the history has no release: one that a squash or rebase has left behind."""
    tags = git("for-each-ref", "--no-merged=HEAD", "--format=%(refname:short)", "refs/tags").split()
    tag = latest_release(tags)
    return f"; {tag} is outside it, as after a squash or rebase" if tag else ""


def version_trouble(tag):
    """What keeps a tagged commit from naming its version in pyproject.toml and CHANGELOG.md, in words."""
    try:
        package = tomllib.loads(git("show", f"{tag}:./pyproject.toml"))["project"]["version"]
    except (KeyError, ValueError):
        package = "no version"
    if package != tag[1:]:
        return f"{tag} has {package} in pyproject.toml"
    changes = git("show", f"{tag}:./CHANGELOG.md")
    section = re.search(rf"^## +\[?v?{re.escape(package)}(?!\S*\d)[^\n]*\n(.*?)(?=^## |\Z)", changes, re.M | re.S)
    if section is None:
        return f"{tag} has no heading ## {package} in CHANGELOG.md"
    if not section[1].strip():
        return f"{tag} says nothing under ## {package} in CHANGELOG.md"
    return None


def last(said, lines=4):
    """The end of an output."""
    return "\n".join(said.strip().splitlines()[-lines:])


def tell(facts):
    """Print what was found, for the checks to judge."""
    print(json.dumps(facts))
