"""Reads the history after the drill, loads an order in pounds, and tells what became of the bad commit."""

import csv
import io
import re
import sys
from pathlib import Path

from verify_tools import (
    export,
    git,
    last,
    latest_release,
    load,
    lost_releases,
    order,
    releases,
    rows,
    tell,
    version_trouble,
)

RATES, SPELLINGS = "data/reference/rates.csv", "data/reference/countries.csv"
REVERTS = "This reverts commit"


def pound(commit):
    """The rate of the pound in a commit."""
    table = csv.DictReader(io.StringIO(git("show", f"{commit}:./{RATES}")))
    return next((row["euro"] for row in table if row.get("currency") == "GBP"), "none")


def changes(before, after, path):
    """The lines that a file loses and gains from one commit to another."""
    lines = git("diff", "--unified=0", before, after, "--", path).splitlines()
    return [line for line in lines if re.match(r"[+-](?![+-]{2} )", line)]


def undoes(commit, other, path):
    """Whether a commit does the opposite of another one to a file."""
    done = changes(f"{other}~1", other, path)
    return bool(done) and changes(commit, f"{commit}~1", path) == done


def commits_of_the_drill():
    """Oldest first. A revert repeats the words of what it takes back, so it may look like one of them."""
    found = git("log", "--reverse", "--format=%H", "--grep=^Drill: incident").split()
    return [each for each in found if REVERTS not in git("log", "-1", "--format=%B", each)]


def reverted(bad, drill):
    """Which commit of the drill was taken back, in words. What a commit says about itself does not count."""
    later = git("log", "--full-history", "--no-merges", "--format=%H", f"{bad}..HEAD", "--", RATES, SPELLINGS).split()
    if any(undoes(each, bad, RATES) for each in later):
        return "the bad one"
    for each in drill:
        if any(undoes(commit, each, SPELLINGS) for commit in later):
            return f"“{git('log', '-1', '--format=%s', each).strip()}”, which is not the bad one"
    return "none: the pound was fixed by hand" if pound("HEAD") == pound(f"{bad}~1") else "none"


def kept(drill):
    """How many commits are still there, or a spelling of theirs that is not, in words."""
    changes = git("diff", f"{drill[0]}~1", drill[-1], "--", SPELLINGS).splitlines()
    brought = [line[1:] for line in changes if re.match(r"\+[^+]", line)]
    here = git("show", f"HEAD:./{SPELLINGS}").splitlines()
    lost = [line for line in brought if line not in here]
    return f"lost: {lost[0]}" if lost else f"{len(drill)} commits"


def pounds(scratch):
    """What 100 pounds are after a load, in words."""
    source = export(scratch / "pounds.csv", order(1, country="GB", currency="GBP", amount="100.00"))
    code, _, err = load(source, scratch / "orders.db")
    if code:
        return last(err, 1)
    found = rows(scratch / "orders.db", "SELECT euro_cents FROM orders")
    return f"{found[0][0] / 100:g} euros for 100 pounds" if found and isinstance(found[0][0], int) else "no order"


def released(bad):
    """What the latest release after the bad commit is, in words."""
    found = releases("--contains", bad)
    tag = latest_release(found)
    if tag is None:
        return f"missing: no tag like v0.2.1 after the bad commit in this history{lost_releases()}"
    if not found[tag]:
        return f"{tag}, which is lightweight and not annotated"
    if pound(tag) != pound(f"{bad}~1"):
        return f"{tag}, with the rate {pound(tag)} of the pound"
    return version_trouble(tag) or "a good version"


def main():
    drill = commits_of_the_drill()
    bad = next((each for each in drill if pound(each) != pound(f"{each}~1")), None)
    names = ("the commit that was reverted", "the history of the drill", "the value of the pound", "the release")
    if bad is None:
        none = "missing: no bad commit of the drill is in this history (not run, thrown away, or squashed into another)"
        tell(dict.fromkeys(names, none))
        return
    facts = [reverted(bad, drill), kept(drill), pounds(Path(sys.argv[1])), released(bad)]
    tell(dict(zip(names, facts, strict=True)))


if __name__ == "__main__":
    main()
