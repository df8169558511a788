"""Checks out the latest release in the clone, loads an export and runs the tests there, and tells what came of it."""

import hashlib
import re
import sys
from pathlib import Path

from verify_tools import (
    command,
    git,
    last,
    latest_release,
    load,
    lost_releases,
    rejected,
    releases,
    rows,
    tell,
    version_parts,
    version_trouble,
)

EXPORT = Path("data", "raw", "orders-2026-10.csv")
FIRST = "v0.1.0"
LOCK, STAMP = Path("requirements-dev.txt"), Path(".venv", ".installed")
MARKED = (".gitignore", "src/mlr_starter/load.py")


def tagged(tag, annotated):
    """What the highest tag is, in words."""
    if not annotated:
        return f"{tag}, which is lightweight and not annotated"
    if version_parts(tag) <= version_parts(FIRST):
        return f"{tag}, which is not later than the {FIRST[1:]} that the starter has"
    return "annotated and later than 0.1.0"


def checked_out(tag):
    """Go to the tag; the reason why not, in words. The modules of the checks stay as they are."""
    code, _, err = command("git", "-c", "advice.detachedHead=false", "checkout", "--quiet", "--force", tag)
    return f"{tag} cannot be checked out: {last(err, 1)}" if code else None


def works(tag, database):
    """What the clone does, as it was at the tag, in words."""
    for _ in range(2):
        code, _, err = load(EXPORT, database, PYTHONPATH=str(Path("src").resolve()))
        if code:
            return f"{tag} cannot load the export of October: {last(err, 1)}"
    orders, refused = rows(database), rejected(database)
    if len(orders) != 230:
        return f"{tag} has {len(orders)} orders after two loads"
    if not refused or len(refused[0]) != 4:
        return f"{tag} keeps no refused rows"
    return "works" if len(refused) == 32 else f"{tag} keeps {len(refused)} refused rows"


def left_over(tag):
    """The first mark that was left at the tag, in words."""
    for path in MARKED:
        for number, line in enumerate(git("show", f"{tag}:./{path}").splitlines(), start=1):
            if "TODO(learner)" in line:
                return f"a TODO(learner) in line {number} of {path}"
    return "no mark"


def tests(tag):
    """How the tests of the tag end, in words."""
    # Tests that start tasks.py need an environment that fits the lock file of the tag.
    fits = STAMP.is_file() and STAMP.read_text() == hashlib.sha256(LOCK.read_bytes()).hexdigest()
    without = [] if fits else ["--ignore=tests/test_tasks.py"]
    code, out, err = command(
        sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *without, PYTHONPATH=None
    )
    failed = re.search(r"^(?:FAILED|ERROR) ([^\s]+)", out, re.M)
    if code == 0:
        return "green"
    return f"red at {tag}: {failed[1] if failed else last(err or out, 1)}"


def main():
    found = releases()
    tag = latest_release(found)
    names = (
        "the highest tag",
        "the release",
        "the clone of the release",
        "what is left to do",
        "the state of the tests",
    )
    if tag is None:
        none = f"missing: no tag like v0.2.0 in this history{lost_releases()}"
        tell(dict.fromkeys(names, none))
        return
    facts = [tagged(tag, found[tag]), version_trouble(tag) or "one version"]
    trouble = checked_out(tag)
    if trouble:
        facts += [trouble] * 3
    else:
        facts += [works(tag, Path(sys.argv[1]) / "orders.db"), left_over(tag), tests(tag)]
    tell(dict(zip(names, facts, strict=True)))


if __name__ == "__main__":
    main()
