"""Checks out the latest release in the clone, loads an export there, and tells what came of it."""

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
    rows,
    tell,
    version_parts,
    version_trouble,
)

EXPORT = Path("data", "raw", "orders-2026-10.csv")
FIRST = "v0.1.0"


def version(tag):
    """Which versions a tagged commit names, in words."""
    if version_parts(tag) <= version_parts(FIRST):
        return f"{tag} is not later than the {FIRST[1:]} that the starter has"
    return version_trouble(tag) or "one version"


def works(tag, database):
    """What the clone does, as it was at the tag, in words. The modules of the checks stay as they are."""
    code, _, err = command("git", "-c", "advice.detachedHead=false", "checkout", "--quiet", "--force", tag)
    if code:
        return f"{tag} cannot be checked out: {last(err, 1)}"
    for _ in range(2):
        code, _, err = load(EXPORT, database, PYTHONPATH=str(Path("src").resolve()))
        if code:
            return f"{tag} cannot load the export of October: {last(err, 1)}"
    orders, refused = rows(database), rejected(database)
    if len(orders) != 230:
        return f"{tag} has {len(orders)} orders after two loads"
    return "works" if refused and len(refused[0]) == 4 else f"{tag} keeps no refused rows"


def main():
    tags = git("for-each-ref", "--merged=HEAD", "--format=%(refname:short)", "refs/tags").split()
    tag = latest_release(tags)
    if tag is None:
        none = f"no tag like v0.2.0 in this history{lost_releases()}"
        tell(dict.fromkeys(("version", "works"), none))
        return
    tell({"version": version(tag), "works": works(tag, Path(sys.argv[1]) / "orders.db")})


if __name__ == "__main__":
    main()
