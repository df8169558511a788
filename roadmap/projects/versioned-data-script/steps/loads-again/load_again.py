"""Loads sample exports several times, and tells what changes."""

import sys
import time
from pathlib import Path

from verify_tools import difference, export, ids, last, load, must_load, order, orders, rejected, rows, state, tell


def value(database, number, column):
    """What an order has in a column, in words."""
    found = rows(database, f"SELECT {column} FROM orders WHERE order_id = 'A-{number}'")
    return str(found[0][0]) if found else "no order"


def refused(database, source):
    """How many refused rows of a file are kept."""
    return len([row for row in rejected(database) if row[0] == source])


def main():
    scratch = Path(sys.argv[1])
    database = scratch / "orders.db"
    october = export(scratch / "october.csv", order(1), order(2), order(4, amount="free"), *orders(range(10, 14)))
    november = export(
        scratch / "november.csv", order(3), order(1, status="refunded", updated_at="2026-11-07T10:00:00Z")
    )
    facts = {}
    must_load(october, database)
    before = state(database)
    # A second must pass, or a time stamp would look the same.
    time.sleep(1.1)
    code, _, err = load(october, database)
    facts["again"] = last(err, 1) if code else difference(before, state(database))

    code, _, err = load(november, database)
    known = [each for each in ids(database).split() if len(each) == 3]
    facts["both"] = last(err, 1) if code else " ".join(known)
    facts["news"] = value(database, 1, "status")
    load(october, database)
    facts["older"] = value(database, 1, "status")
    # Not later, so no news: what is known stays.
    load(export(scratch / "equal.csv", order(2, amount="99.00")), database)
    facts["equal"] = f"{value(database, 2, 'amount_cents')} cents"

    others = orders(range(20, 40))
    for _ in range(2):
        load(export(scratch / "december.csv", order(19, amount="free"), *others), database)
    facts["refused"] = f"{refused(database, 'december.csv')} after two loads"
    load(october, database)
    facts["other"] = f"{refused(database, 'december.csv')} after another file"
    load(export(scratch / "december.csv", order(19), *others), database)
    facts["repaired"] = f"{refused(database, 'december.csv')} after the repair"
    tell(facts)


if __name__ == "__main__":
    main()
