"""Loads wrong exports, lets loads break off in the middle, and tells what has changed in the database."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from verify_tools import (
    COLUMNS,
    NOTHING_CHANGED,
    difference,
    export,
    ids,
    last,
    load,
    must_load,
    order,
    orders,
    state,
    tell,
)

LATIN = "A-9999,C0001,2026-10-05,Österreich,EUR,1.00,paid,2026-10-05T08:30:00Z\n"
NAMES = ("column.csv", "broken.csv", "some.csv", "late.csv")


def faulty(numbers, refused):
    """Rows of which so many, the first ones, have no amount."""
    return [order(number, amount="free" if place < refused else "1.00") for place, number in enumerate(numbers)]


def fill(database, scratch):
    """Load a good file under each name that comes again, so that the database holds something to lose."""
    for place, name in enumerate(NAMES):
        rows = faulty(range(10 * place + 1, 10 * place + 11), refused=1)
        must_load(export(scratch / "before" / name, *rows), database)


def refusal(source, word, database, *more):
    """What becomes of a load that must be refused, in words."""
    before = state(database)
    code, _, err = load(source, database, *more)
    changed = difference(before, state(database))
    lines = err.strip().splitlines()
    if changed != NOTHING_CHANGED:
        return f"exit code {code}, and {changed}"
    if code == 0:
        return "exit code 0"
    if "Traceback" in err:
        return f"a traceback: {lines[-1]}"
    if len(lines) != 1:
        return f"refused with {len(lines) or 'no'} lines on standard error"
    return "refused" if word in lines[0] else f"refused without the word {word}: {lines[0]}"


def outcome(source, database, *more):
    """How many orders a load that must be allowed has added, in words."""
    before = len(ids(database).split())
    code, _, err = load(source, database, *more)
    return f"refused: {last(err, 1)}" if code else f"{len(ids(database).split()) - before} orders"


def broken_off(table, condition, numbers, database, scratch):
    """What a load has written that the database stops in the middle, in words."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} WHEN {condition}"
                " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
    except sqlite3.Error as error:
        return str(error)
    before = state(database)
    late = export(scratch / "late.csv", order(599, amount="free"), *orders(numbers))
    code, _, _ = load(late, database)
    after = state(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER full_disk")
    count = len(after[0]) - len(before[0])
    if code == 0:
        return f"exit code 0 with {count} of {len(numbers)} orders"
    if after == before:
        return "nothing written"
    return f"{count} of {len(numbers)} orders written" if count else "refused rows written without the orders"


def main():
    scratch = Path(sys.argv[1])
    database = scratch / "orders.db"
    fill(database, scratch)
    facts = {"missing": refusal(scratch / "nowhere.csv", "nowhere.csv", database)}

    many = orders(range(1000, 2000))
    without = [each for each in COLUMNS if each != "amount"]
    facts["column"] = refusal(export(scratch / "column.csv", *many, columns=without), "amount", database)

    broken = export(scratch / "broken.csv", *many)
    with broken.open("ab") as file:
        file.write(LATIN.encode("latin-1"))
    facts["text"] = refusal(broken, "broken.csv", database)

    some = export(scratch / "some.csv", *faulty(range(200, 300), refused=21))
    facts["share"] = refusal(some, "", database)
    facts["allowed"] = outcome(some, database, "--max-rejected", "0.5")
    few = export(scratch / "few.csv", *faulty(range(300, 400), refused=20))
    facts["few"] = outcome(few, database)
    one = export(scratch / "one.csv", *faulty(range(400, 500), refused=1))
    facts["none"] = refusal(one, "", database, "--max-rejected", "0")
    code, _, _ = load(one, database, "--max-rejected", "2")
    facts["limit"] = "refused" if code else "allowed"

    facts["interrupted"] = broken_off("orders", "NEW.order_id = 'A-660'", range(600, 700), database, scratch)
    facts["refused rows"] = broken_off("rejected", "NEW.source = 'late.csv'", range(700, 800), database, scratch)
    tell(facts)


if __name__ == "__main__":
    main()
