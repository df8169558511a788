"""Make the champion's metrics again, from nothing but its commit and its data.

Run it: python tasks.py reproduce
"""

import argparse
import json
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import places
from .errors import ProblemError, end
from .params import flatten
from .pipeline import run_dvc
from .registry import champion
from .tracking import connect, explained

TOLERANCE = 1e-6


def remote() -> tuple[str, str]:
    """The default remote's name and its address, absolute, as this folder sees it."""
    name = run_dvc("config", "core.remote").strip()
    if not name:
        raise ProblemError("DVC has no default remote, so a teammate could not get the data. Add one: dvc remote add --default")
    address = run_dvc("config", f"remote.{name}.url").strip()
    # DVC writes a path as seen from its configuration.
    return name, address if "://" in address else str((places.ROOT / ".dvc" / address).resolve())


def git(*arguments: str, cwd: Path) -> str:
    """What Git prints; its own words are the problem when it fails."""
    ran = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False)  # noqa: S603, S607
    if ran.returncode != 0:
        raise ProblemError(f"git {arguments[0]} did not succeed: {ran.stderr.strip()}")
    return ran.stdout.rstrip("\n")


def check_out(commit: str, into: Path) -> Path:
    """A clean clone at a commit; gives the project's folder in it. The branch here may be any, or none."""
    # One repository may hold several projects, each in a folder.
    top, prefix = (git("rev-parse", each, cwd=places.ROOT) for each in ("--show-toplevel", "--show-prefix"))
    git("clone", "--quiet", "--no-checkout", top, str(into), cwd=places.ROOT)
    git("checkout", "--quiet", commit, cwd=into)
    return into / prefix


def make_again(commit: str, into: Path) -> dict[str, float]:
    """Clone, get the raw data, run every stage; gives the metrics.

    Nothing that was remembered counts: the metrics of the commit go first, only the raw data is
    fetched, and every stage is forced to run.
    """
    name, address = remote()
    folder = check_out(commit, into)
    (folder / "metrics.json").unlink(missing_ok=True)
    # A remote beside this project is not beside the clone.
    run_dvc("remote", "modify", "--local", name, "url", address, cwd=folder)
    run_dvc("pull", "data/raw/customers.csv.dvc", cwd=folder)
    run_dvc("repro", "--force", "--no-run-cache", cwd=folder)
    return flatten(json.loads((folder / "metrics.json").read_text(encoding="utf-8")))


def reproduce() -> list[str]:
    """The metrics that came out otherwise, in words; none when all are equal."""
    version = champion(connect())
    if version is None:
        raise ProblemError("There is no champion yet. Promote a run first: python tasks.py promote RUN")
    run = connect().get_run(version.run_id)
    commit = run.data.tags.get("git_commit", "")
    folder = Path(tempfile.mkdtemp(prefix="reproduce-"))
    try:
        found = make_again(commit, folder / "clone")
    finally:
        remove(folder)
    print(f"Version {version.version}, commit {commit[:12]}, trained anew:")
    recorded = {name: value for name, value in run.data.metrics.items() if name in found}
    if not recorded:
        raise ProblemError("The champion's run has none of the metrics of metrics.json.")
    odd = []
    for name, value in sorted(recorded.items()):
        same = abs(found[name] - value) <= TOLERANCE
        print(f"{'equal' if same else 'OTHER':5}  {name}: recorded {value}, now {found[name]}")
        odd += [] if same else [f"{name}: recorded {value}, now {found[name]}"]
    return odd


def remove(folder: Path) -> None:
    """Delete a folder, also what Git has made read-only (Windows minds)."""

    def again(function: Callable[[str], object], path: str, error: object) -> None:
        os.chmod(path, stat.S_IWRITE)
        function(path)

    shutil.rmtree(folder, onerror=again)


def main(argv: list[str] | None = None) -> int:
    """Reproduce and compare; ends with 1 when a metric comes out otherwise."""
    argparse.ArgumentParser(prog="reproduce", description="Train the champion anew from a clean clone, and compare.").parse_args(argv)
    with explained():
        odd = reproduce()
    print("Not reproduced." if odd else "Reproduced.")
    return 1 if odd else 0


if __name__ == "__main__":
    end(main)
