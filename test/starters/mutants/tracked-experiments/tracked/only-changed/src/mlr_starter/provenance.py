"""What a run was made from: the commit, the version of the data, the environment."""

import hashlib
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from . import places
from .errors import ProblemError


def git(*arguments: str, cwd: Path | None = None) -> str | None:
    """What Git answers; nothing when it is not there or has nothing to say."""
    try:
        # The command is ours, given as a list: no shell takes part.
        ran = subprocess.run(["git", *arguments], cwd=cwd or places.ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603, S607
    except FileNotFoundError:
        return None
    return ran.stdout.strip() if ran.returncode == 0 else None


def data_version() -> str:
    """The file's MD5, by which DVC names it. It is taken from the bytes that are there, not from a pointer."""
    file = places.raw()
    try:
        return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
    except FileNotFoundError:
        raise ProblemError(f"{places.shown(file)} is not there. To get the raw data: python tasks.py data") from None


def code_version() -> dict[str, str]:
    """The commit, and whether the files differ from it; empty outside of Git. A detached head is a commit too."""
    commit = git("rev-parse", "HEAD")
    if commit is None:
        return {}
    return {"git_commit": commit, "git_dirty": "true" if git("diff", "--name-only", "HEAD") != "" else "false"}


def environment() -> dict[str, str]:
    """The Python and the packages that a result depends on most."""
    return {"python": platform.python_version()} | {name: version(name) for name in ("scikit-learn", "numpy", "pandas")}
