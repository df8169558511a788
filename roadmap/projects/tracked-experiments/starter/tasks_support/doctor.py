"""What this machine has and lacks. Nothing of it is an error: each lack has a way without."""

import shutil
import socket
import subprocess
import sys

from .environment import why_not_started
from .places import NEWEST, OLDEST, ROOT, STAMP
from .verify import runtime


def tell(name: str, found: str, otherwise: str) -> None:
    """One line of the report."""
    print(f"{'ok' if found else '--'}  {name:12} {found or otherwise}")


def tell_of_all() -> None:
    """What every project needs."""
    fits = OLDEST <= sys.version_info[:2] <= NEWEST
    tell("Python", sys.version.split()[0] if fits else "", "install Python 3.11 to 3.13")
    tell("Environment", ".venv" if STAMP.exists() and not why_not_started() else "", "run: python tasks.py setup")
    found = runtime()
    tell("Node", found.program if found else "", "only verify needs it, or VS Code: install Node 20 or later from nodejs.org")
    tell("Git", version("git"), "install it from git-scm.com")
    tell("Git author", author(), 'run: git config --global user.name "Your Name", and user.email')


def version(program: str) -> str:
    """The first line of what the program prints as its version; empty when there is none."""
    path = shutil.which(program)
    if not path:
        return ""
    result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout.strip().split("\n")[0] or "installed"


def author() -> str:
    """Who Git says makes the commits; empty when it does not know."""
    said = [git("config", key) for key in ("user.name", "user.email")]
    return f"{said[0]} <{said[1]}>" if all(said) else ""


def branch() -> str:
    """The branch that Git is on; empty when it is on none."""
    return git("symbolic-ref", "--quiet", "--short", "HEAD")


def git(*arguments: str) -> str:
    """What Git answers in the project's folder; empty when it does not know."""
    path = shutil.which("git")
    if not path:
        return ""
    command = [path, *arguments]
    # A name may have letters that the terminal cannot show.
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    shown = sys.stdout.encoding or "ascii"
    return ran.stdout.strip().encode(shown, "replace").decode(shown)


def is_free(port: int) -> bool:
    """Whether nothing listens on the port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
