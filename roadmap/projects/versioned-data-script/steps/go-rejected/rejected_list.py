"""Builds the Go twin, asks it for refused rows and asks it wrongly, and tells what a program would see."""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from verify_go import build
from verify_tools import command, export, last, must_load, order, orders, rejected, tell

RIGHT = "right"
KEYS = ("source", "line", "reason", "raw")
GOOD = orders(range(100, 140))


class Twin:
    """The twin's program."""

    def __init__(self, scratch):
        self.program = build(scratch)

    def __call__(self, *words):
        return command(self.program, *words)

    def answer(self, wanted, *words):
        """What a program makes of the list, in words."""
        code, out, err = self("rejected", *words)
        if code != 0:
            return f"exit code {code}: {last(err, 1)}"
        try:
            found = json.loads(out)
        except ValueError:
            return f"no JSON: {last(out, 1) or 'nothing'}"
        return RIGHT if found == wanted else compared(found, wanted) or last(out, 1)

    def fails(self, wanted, *words):
        """What a program sees of a failure: its exit code, and one line on standard error alone."""
        code, out, err = self(*words)
        if code != wanted:
            return f"exit code {code}"
        if out.strip():
            return f"on standard output: {last(out, 1)}"
        lines = len(err.strip().splitlines())
        return RIGHT if lines == 1 else f"{lines} lines on standard error"


def places(found):
    """Where the rows of a list come from."""
    return [f"{row.get('source')} line {row.get('line')}" for row in found if isinstance(row, dict)]


def compared(found, wanted):
    """A list beside the right one, in words."""
    if found is None:
        return "null"
    if not isinstance(found, list):
        return None
    here, there = places(found), places(wanted)
    if sorted(here) == sorted(there):
        return f"the places are right, the rest or the order is not: {', '.join(here)}"
    if len(here) == len(there):
        return f"the rows are not as in the table: {', '.join(here)}"
    return f"{len(here)} rows, not {len(there)}: {', '.join(here)}"


def first_wrong(found):
    """The first of some answers that is not right, in words."""
    return next((f"{what}: {answer}" for what, answer in found.items() if answer != RIGHT), RIGHT)


def main():
    scratch = Path(sys.argv[1])
    twin = Twin(scratch)
    database, clean, old, none = (scratch / f"{name}.db" for name in ("orders", "clean", "old", "none"))
    # The later name first, so that the order of writing is not the order of the list.
    bad = [order(1, amount="free"), order(2, country="<Österreich & Co>")]
    must_load(export(scratch / "b.csv", *GOOD, *bad), database)
    must_load(export(scratch / "a.csv", *[order(3, customer_id=""), *GOOD] * 3), database)
    must_load(export(scratch / "good.csv", *GOOD), clean)
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE orders (order_id TEXT PRIMARY KEY)")
    wanted = [dict(zip(KEYS, row, strict=True)) for row in sorted(rejected(database)) if len(row) == 4]
    if len(wanted) != 5:
        raise SystemExit("Python does not keep refused rows yet; the step “rejected” comes first")

    codes = [
        twin("rejected", "--db", database)[0],
        twin("rejected", "--db", database, "--exit-code")[0],
        twin("rejected", "--db", clean, "--exit-code")[0],
    ]
    listed = [json_of(twin("rejected", "--db", each, "--exit-code")[1]) for each in (database, clean)]
    missing = last(twin("rejected", "--db", none)[2], 1)
    without_table = last(twin("rejected", "--db", old)[2], 1)
    tell(
        {
            "the list": twin.answer(wanted, "--db", database),
            "the list of one file": twin.answer(
                [row for row in wanted if row["source"] == "b.csv"], "--db", database, "--source", "b.csv"
            ),
            "the list without refused rows": twin.answer([], "--db", clean),
            "each exit code": "{}, {} and {}".format(*codes),
            "the list with --exit-code": "the same"
            if listed == [wanted, []]
            else "another list than without --exit-code",
            "the end of what cannot be done": first_wrong(
                {
                    "no database": twin.fails(1, "rejected", "--db", none),
                    "no table": twin.fails(1, "rejected", "--db", old),
                    "a report without a database": twin.fails(1, "report", "revenue_by_month", "--db", none),
                    "a file that is not there": twin.fails(1, "load", scratch / "nowhere.csv", "--db", clean),
                }
            ),
            "the end of a usage error": first_wrong(
                {
                    "an unknown command": twin.fails(2, "fly"),
                    "an unknown flag": twin.fails(2, "rejected", "--fly"),
                    "an argument too many": twin.fails(2, "rejected", "now", "--db", database),
                    "load without a file": twin.fails(2, "load"),
                }
            ),
            "the line without a database": RIGHT if none.name in missing else f"without its path: {missing}",
            "the line without the table": RIGHT
            if "load" in without_table.lower()
            else f"without a word on loading: {without_table}",
            "the missing database": "created by asking" if none.exists() else "not created",
        }
    )


def json_of(text):
    """What a text says as JSON; None when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


if __name__ == "__main__":
    main()
