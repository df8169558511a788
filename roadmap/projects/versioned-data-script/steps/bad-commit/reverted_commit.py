"""Reads the history after the drill, loads an order in pounds, and tells what became of the bad commit."""

import csv
import io
import re
import sys
from pathlib import Path

from verify_tools import export, git, last, latest_release, load, lost_releases, order, rows, tell, version_trouble

RATES, SPELLINGS = "data/reference/rates.csv", "data/reference/countries.csv"
REVERTS = "This reverts commit"


def rates(commit):
    """The table of rates in a commit."""
    return git("show", f"{commit}:./{RATES}")


def pound(commit):
    """The rate of the pound in a commit."""
    table = csv.DictReader(io.StringIO(rates(commit)))
    return next((row["euro"] for row in table if row.get("currency") == "GBP"), "none")


def commits_of_the_drill():
    """Oldest first. A revert repeats the words of what it takes back, so it may look like one of them."""
    found = git("log", "--reverse", "--format=%H", "--grep=^Drill: incident").split()
    return [each for each in found if REVERTS not in git("log", "-1", "--format=%B", each)]


def reverted(bad, drill):
    """Which commit of the drill was taken back, in words."""
    named = re.findall(rf"{REVERTS} ([0-9a-f]{{7,40}})", git("log", "--format=%B"))
    back = [each for each in drill if any(each.startswith(name) for name in named)]
    # A revert with a message of the learner's own is one too: the file is again what it was before.
    since = git("log", "--format=%H", f"{bad}..HEAD", "--", RATES).split()
    if bad in back or any(rates(each) == rates(f"{bad}~1") for each in since):
        return "the bad commit"
    if back:
        subject = git("log", "-1", "--format=%s", back[0]).strip()
        return f"“{subject}”, which is not the bad commit"
    if pound("HEAD") == pound(f"{bad}~1"):
        return "nothing; the pound was fixed in another way"
    return "nothing"


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
    return f"100 pounds are {found[0][0] / 100:g} euros" if found and isinstance(found[0][0], int) else "no order"


def released(bad):
    """What the latest release after the bad commit is, in words."""
    form = "--format=%(objecttype) %(refname:short)"
    tags = git("for-each-ref", "--contains", bad, "--merged=HEAD", form, "refs/tags").splitlines()
    tag = latest_release(each.removeprefix("tag ") for each in tags if each.startswith("tag "))
    if tag is None:
        return f"no annotated tag after the bad commit in this history{lost_releases()}"
    if pound(tag) != pound(f"{bad}~1"):
        return f"{tag} has the rate {pound(tag)}"
    return version_trouble(tag) or "a good version"


def main():
    drill = commits_of_the_drill()
    bad = next((each for each in drill if pound(each) != pound(f"{each}~1")), None)
    if bad is None:
        nothing = "no bad commit of the drill is in this history: not run yet, thrown away, or squashed into another"
        tell(dict.fromkeys(("reverted", "kept", "pounds", "released"), nothing))
        return
    tell(
        {
            "reverted": reverted(bad, drill),
            "kept": kept(drill),
            "pounds": pounds(Path(sys.argv[1])),
            "released": released(bad),
        }
    )


if __name__ == "__main__":
    main()
