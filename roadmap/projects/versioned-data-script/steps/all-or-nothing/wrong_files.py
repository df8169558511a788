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
    last,
    load,
    must_load,
    order,
    orders,
    rows,
    state,
    tell,
)

REFUSED = "refused with a reason"
LATIN = "A-9999,C0001,2026-10-05,Österreich,EUR,1.00,paid,2026-10-05T08:30:00Z\n"
# The names that come again: the database holds a refused row of each, which a wrong file may not take away.
NAMES = ("column.csv", "broken.csv", "some.csv", "late.csv", "nowhere.csv")


def faulty(path, numbers, refused):
    """An export of which so many rows, the first ones, have no amount. An empty line is no row."""
    path = export(path, *(order(each, amount="free") for each in numbers[:refused]), *orders(numbers[refused:]))
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")
    return path


def fill(database, scratch):
    """Load a good file under each name that comes again, so that the database holds something to lose."""
    for place, name in enumerate(NAMES):
        must_load(faulty(scratch / "before" / name, range(10 * place + 1, 10 * place + 11), 1), database)


def ended(code, err, before, database, word=""):
    """How a load ended that must be refused, in words."""
    changed = difference(before, state(database))
    lines = err.strip().splitlines()
    if changed != NOTHING_CHANGED:
        return f"{'refused' if code else 'loaded'}, and the database {changed}"
    if code == 0:
        return "not refused: exit code 0"
    if "Traceback" in err:
        return f"refused with a traceback: {lines[-1]}"
    if len(lines) != 1:
        return f"refused with {len(lines) or 'no'} lines on standard error"
    return REFUSED if word in lines[0] else f"refused without the word “{word}”: {lines[0]}"


def refusal(source, word, database, *more):
    """What becomes of a load that must be refused, in words."""
    before = state(database)
    code, _, err = load(source, database, *more)
    return ended(code, err, before, database, word)


def outcome(source, database, *more):
    """How many orders a load that must be allowed has added, in words."""
    before = {row[0] for row in rows(database)}
    code, _, err = load(source, database, *more)
    added = {row[0] for row in rows(database)} - before
    return f"refused: {last(err, 1)}" if code else f"loaded with {len(added)} orders"


def limit(value, source, database):
    """What becomes of a value of --max-rejected that must be an error, in words."""
    before = state(database)
    code, _, err = load(source, database, f"--max-rejected={value}")
    if code == 0 or state(database) != before:
        return "allowed"
    return f"a traceback: {last(err, 1)}" if "Traceback" in err else "an error"


def broken_off(table, condition, numbers, database, scratch):
    """What a load has written that the database stops in the middle, in words."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} WHEN {condition}"
                " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
    except sqlite3.Error as error:
        return f"not tried: {error}"
    before = state(database)
    late = export(scratch / "late.csv", order(599, amount="free"), *orders(numbers))
    code, _, err = load(late, database)
    after = state(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER IF EXISTS full_disk")
    if after != before:
        count = len(after[0]) - len(before[0])
        return f"half done: {f'{count} of {len(numbers)} orders' if count else 'refused rows'} are written"
    found = ended(code, err, before, database)
    return "undone, with a reason" if found == REFUSED else found


def wrong(database, scratch):
    """What becomes of each file that is wrong, by facts."""
    many = orders(range(1000, 2000))
    facts = {"a missing file": refusal(scratch / "nowhere.csv", "nowhere.csv", database)}
    (scratch / "empty.csv").touch()
    facts["an empty file"] = refusal(scratch / "empty.csv", "", database)
    found = []
    for name in COLUMNS:
        without = export(scratch / "column.csv", *many[:10], columns=[each for each in COLUMNS if each != name])
        found.append(refusal(without, name, database, "--max-rejected", "1"))
    facts["a file without a column"] = next((each for each in found if each != REFUSED), REFUSED)
    broken = export(scratch / "broken.csv", *many)
    whole = broken.read_bytes()
    found = []
    for text in (whole + LATIN.encode("latin-1"), whole.replace(b"DE", "Ö".encode("latin-1"), 1)):
        broken.write_bytes(text)
        found.append(refusal(broken, "broken.csv", database))
    facts["a file that is not UTF-8"] = next((each for each in found if each != REFUSED), REFUSED)
    return facts


def shares(database, scratch):
    """What becomes of files with refused rows, by facts."""
    some = faulty(scratch / "some.csv", range(200, 300), 21)
    # Half of its good rows are there twice: a share of the rows is not one of the orders.
    few = faulty(scratch / "few.csv", [*range(300, 360), *range(320, 360)], 20)
    quarter = faulty(scratch / "quarter.csv", range(360, 364), 1)
    fifth = faulty(scratch / "fifth.csv", range(370, 375), 1)
    none = faulty(scratch / "none.csv", range(380, 390), 10)
    one = faulty(scratch / "one.csv", range(400, 500), 1)
    good = faulty(scratch / "good.csv", range(500, 510), 0)
    return {
        "a file with 21 refused of 100 rows": refusal(some, "21", database),
        "a file with 1 refused of 4 rows": refusal(quarter, "1", database),
        "a file with 20 refused of 100 rows": outcome(few, database),
        "a file with 1 refused of 5 rows": outcome(fifth, database),
        "a file with 21 refused of 100 rows and --max-rejected 0.5": outcome(some, database, "--max-rejected", "0.5"),
        "a file with 10 refused of 10 rows and --max-rejected 1": outcome(none, database, "--max-rejected", "1"),
        "a file with 1 refused of 100 rows and --max-rejected 0": refusal(one, "", database, "--max-rejected", "0"),
        "--max-rejected 1.5": limit("1.5", good, database),
        "--max-rejected -0.1": limit("-0.1", good, database),
        "--max-rejected 20": limit("20", good, database),
    }


def main():
    scratch = Path(sys.argv[1])
    database = scratch / "orders.db"
    fill(database, scratch)
    facts = wrong(database, scratch) | shares(database, scratch)
    at = {"orders": "NEW.order_id = 'A-660'", "rejected": "NEW.source = 'late.csv'"}
    for table, condition in at.items():
        numbers = range(600, 700) if table == "orders" else range(700, 800)
        facts[f"a load that breaks off in {table}"] = broken_off(table, condition, numbers, database, scratch)
    tell(facts)


if __name__ == "__main__":
    main()
