"""Tells what the project's own rules make Git ignore. Settings of this machine alone do not count."""

import json
import re
import subprocess

IGNORED = ("data/orders.db", "data/orders.db-journal", ".env")
EXPORTS = ("data/raw/orders-2026-12.csv", "data/raw/orders-2027-01.csv")
SOURCES = ("data/raw/orders-2026-10.csv", "data/reference/countries.csv", "data/reference/rates.csv")


def git(*words):
    """What Git prints, without the ignore file that a learner keeps for all projects."""
    command = ["git", "-c", "core.excludesFile=", "-c", "core.quotePath=false", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace").stdout


def rule(path):
    """The file, the line and the pattern that make Git ignore a path; None when nothing does."""
    found = re.match(r"(.*?):(\d+):(.*)\t", git("check-ignore", "--verbose", "--no-index", "--", path))
    return None if found is None or found[3].startswith("!") else found.groups()


def own(path):
    """Whether a rule of the project ignores a path, in words."""
    found = rule(path)
    if found is None:
        return "not ignored"
    return "ignored by this machine alone" if found[0].endswith("info/exclude") else "ignored"


def taken_in(*paths):
    """Whether Git takes in files, in words."""
    for path in paths:
        found = rule(path)
        if found:
            file, line, pattern = found
            return f"ignored: “{pattern}” in line {line} of {file} matches {path}"
    return "taken in"


def committed(path):
    """Whether a clone has a rule for a path, in words."""
    if own(path) == "ignored":
        return "in the last commit"
    return "not in the last commit: it is not committed, or stands in the settings of this machine alone"


def sources():
    """Whether the exports and tables are in the last commit, in words."""
    here = git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
    missing = [path for path in SOURCES if path not in here]
    return f"not there: {missing[0]}" if missing else "there"


def holder():
    """The oldest commit that held what none may hold, in words. Merged branches count too."""
    for path in ("data/orders.db", ".env"):
        found = git("log", "--full-history", "-m", "--diff-filter=A", "--format=%h “%s”", "--", path).splitlines()
        if found:
            return f"{found[-1]}, which added {path}"
    return "none"


def main():
    facts = {path: own(path) for path in IGNORED}
    facts |= {f"the rule for {path}": committed(path) for path in ("data/orders.db", ".env")}
    facts |= {
        "the next export": taken_in(*EXPORTS),
        "data/reference": taken_in("data/reference/rates.csv", "data/reference/new.csv"),
        ".env.example": taken_in(".env.example"),
        "every committed file": taken_in(*git("ls-files", "--cached", "--ignored", "--exclude-standard").splitlines()),
        "the export of October and the tables in the last commit": sources(),
        "the commit that held one of them": holder(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
