"""Drills: what other people do to a repository, done here on purpose.

python tasks.py drill colleague   a colleague pushes a branch that changes what you are changing
python tasks.py drill incident    six harmless commits arrive on your branch, and one is not harmless

Each commit of a drill ends with a line such as "Drill: incident". Your own work is not touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .reference import ROOT

QUERY = "sql/revenue_by_month.sql"
COUNTRIES = "data/reference/countries.csv"
RATES = "data/reference/rates.csv"
BRANCH = "colleague/refunds"
BEFORE = "WHERE status <> 'cancelled'"
AFTER = "WHERE status NOT IN ('cancelled', 'refunded')"
NAME, ADDRESS = "A Colleague", "colleague@localhost"
SPELLINGS = (("Österreich", "AT"), ("Allemagne", "DE"), ("Great Britain", "GB"), ("Suisse", "CH"), ("U.S.A.", "US"))


class Git:
    """Git in one folder, with the colleague as author."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise SystemExit("A drill needs Git. Install it from git-scm.com")
        self.program, self.folder = program, folder
        self.environment = os.environ | {
            f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", NAME), ("EMAIL", ADDRESS))
        }

    def __call__(self, *arguments: str, given: str = "", **environment: str) -> str:
        """What a Git command prints; ends with Git's own words when it fails."""
        answer = subprocess.run(  # noqa: S603
            [self.program, "-c", "commit.gpgsign=false", *arguments],
            cwd=self.folder,
            env=self.environment | environment,
            input=given.encode(),
            capture_output=True,
            check=False,
        )
        if answer.returncode != 0:
            raise SystemExit(f"git {arguments[0]}: {answer.stderr.decode(errors='replace').strip()}")
        return answer.stdout.decode().strip()


def colleague(folder: Path) -> str:
    """Make a branch that changes the condition of the revenue report. No file here changes."""
    git = Git(folder)
    if git("branch", "--list", BRANCH):
        raise SystemExit(f"The branch {BRANCH} is there already. Look at it: git log {BRANCH}")
    # The colleague began where the query came in, and does not know your later commits.
    base = git("log", "--diff-filter=A", "--reverse", "--format=%H", "--", QUERY).split("\n")[0]
    if not base:
        raise SystemExit(f"No commit holds {QUERY} yet. Commit your project first.")
    text = git("show", f"{base}:./{QUERY}") + "\n"
    if BEFORE not in text:
        raise SystemExit(f"{QUERY} was committed without the line “{BEFORE}”, so this drill cannot change it.")
    with tempfile.TemporaryDirectory() as scratch:
        # An index of its own: a commit can be made without a working folder.
        index = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
        path = git("rev-parse", "--show-prefix") + QUERY
        blob = git("hash-object", "-w", "--stdin", given=text.replace(BEFORE, AFTER))
        git("read-tree", base, **index)
        git("update-index", "--cacheinfo", f"100644,{blob},{path}", **index)
        tree = git("write-tree", **index)
    commit = git("commit-tree", tree, "-p", base, "-m", "Money that went back is no revenue", "-m", "Drill: colleague")
    git("branch", BRANCH, commit)
    return f"A colleague made the branch {BRANCH}. Look at it: git log --graph --oneline --all"


def incident(folder: Path) -> str:
    """Commit six changes of the reference tables to the current branch; one of them is wrong."""
    git = Git(folder)
    arrived = git("log", "--reverse", "--format=%H", "--grep=^Drill: incident").split()
    if arrived:
        raise SystemExit(f"The six commits of this drill are in your history already. {rest_of_incident(git, arrived[0])}")
    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".").splitlines()
    if changed:
        raise SystemExit(
            f"{changed[0].split()[-1]} has changes that are not committed. Commit them first: git bisect needs a clean folder."
        )
    start = git("rev-parse", "HEAD")
    changes: list[tuple[str, str, Callable[[str], str]]] = [
        (f"Accept {spelling} as a spelling of {country}", COUNTRIES, adding(f"{spelling},{country}\n")) for spelling, country in SPELLINGS
    ]
    # Which of them is bad depends on your history, so nobody can tell you.
    changes.insert(1 + int(start[:4], 16) % 4, ("Sort the rates by currency", RATES, sort_rates))
    for subject, name, change in changes:
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        # The colleague has not installed the hooks.
        git("commit", "--quiet", "--no-verify", "--message", subject, "--message", "Drill: incident", "--", name)
    return (
        f"Six commits of a colleague arrived on your branch. The last good one is {start[:10]}.\n"
        "Is python tasks.py check still green? If not: which commit did it?"
    )


def rest_of_incident(git: Git, first: str) -> str:
    """What is left to do after the commits have arrived; the first of them is given."""
    before, now = (git("show", f"{commit}:./{RATES}").splitlines() for commit in (f"{first}~1", "HEAD"))
    if sorted(before) == sorted(now):
        return "The pound has its old rate again, so nothing is left to find."
    return f"Find the bad one: git bisect start HEAD {first[:10]}~1"


def adding(line: str) -> Callable[[str], str]:
    """A change that adds a line."""
    return lambda text: text.rstrip("\n") + "\n" + line


def sort_rates(text: str) -> str:
    """The rates in order, with two digits of one of them the wrong way round."""
    header, *lines = text.splitlines()
    rates = dict(line.split(",") for line in lines if line)
    rates["GBP"] = "1.71" if rates.get("GBP") != "1.71" else "1.17"
    return "\n".join([header, *(f"{name},{rates[name]}" for name in sorted(rates))]) + "\n"


DRILLS = {"colleague": colleague, "incident": incident}


def main(argv: list[str] | None = None) -> int:
    """Begin a drill."""
    arguments = sys.argv[1:] if argv is None else argv
    drill = DRILLS.get(arguments[0]) if len(arguments) == 1 else None
    if drill is None:
        print(__doc__)
        return 0 if arguments in ([], ["help"]) else 2
    print(drill(ROOT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
