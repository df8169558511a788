"""Loads sample exports several times, and tells what changes."""

import sys
import time
from pathlib import Path

from verify_tools import CLEAN, differing, export, ids, last, load, must_load, order, orders, rows, tell

OLD, BETWEEN, NEW = "2026-10-05T08:30:00Z", "2026-10-20T08:30:00Z", "2026-11-07T10:00:00Z"
# News that changes every column of an order.
NEWS = {
    "customer_id": "C0002",
    "ordered_at": "2026-10-06",
    "country": "GB",
    "currency": "GBP",
    "amount": "25.00",
    "status": "refunded",
}
AS_THE_NEWS = ("C0002", "2026-10-06", "GB", "GBP", 2500, 2925, "refunded", NEW)
AS_BEFORE = ("C0001", "2026-10-05", "DE", "EUR", 1990, 1990, "paid", OLD)


def everything(database):
    """Both tables, in every column."""
    return [rows(database, f"SELECT * FROM {table}") for table in ("orders", "rejected")]


def change(before, after):
    """The first row that a second load has changed, in words."""
    for one, two in zip(before, after, strict=True):
        for row in [*two, *one]:
            if one.count(row) != two.count(row):
                return f"a change: {', '.join(map(str, row))}"
    return "no change"


def compared(database, key, wanted):
    """An order beside what it must be, in words."""
    found = {row[0]: row for row in rows(database, f"SELECT {', '.join(CLEAN)} FROM orders")}
    if key not in found:
        return f"missing: {key}"
    return differing(found, {key: (key, *wanted)}) or "right"


def refused(database, source):
    """The lines of a file that are kept as refused, in words."""
    lines = [row[0] for row in rows(database, f"SELECT line FROM rejected WHERE source = '{source}'")]
    return " ".join(map(str, lines)) or "none"


def again(october, database):
    """What a second load of an export changes, in words."""
    must_load(october, database)
    before = everything(database)
    # A second must pass, or a time stamp would look the same.
    time.sleep(1.1)
    code, _, err = load(october, database)
    return last(err, 1) if code else change(before, everything(database))


def news(october, november, between, scratch):
    """What orders are after news that is later, older and of the same time, by facts."""
    database, backwards = scratch / "orders.db", scratch / "backwards.db"
    facts = {"the second load of a file": again(october, database)}
    code, _, err = load(november, database)
    known = [each for each in ids(database).split() if len(each) == 3]
    facts["the result of two exports"] = last(err, 1) if code else " ".join(known)
    facts["an order after later news"] = compared(database, "A-1", AS_THE_NEWS)
    same_time = export(scratch / "same.csv", order(2, amount="99.00", customer_id="C0009"))
    for source in (october, between, same_time):
        load(source, database)
    facts["an order after older news"] = compared(database, "A-1", AS_THE_NEWS)
    facts["an order after news of the same time"] = compared(database, "A-2", AS_BEFORE)
    for source in (november, between, october):
        load(source, backwards)
    same = everything(backwards)[0] == everything(database)[0]
    facts["the table orders after the files in the other order"] = "the same" if same else "another"
    return facts


def repairs(october, database):
    """Which refused rows of a file are kept, by facts."""
    good = orders(range(20, 40))
    bad = {"amount": "free"}
    facts = {}
    for _ in range(2):
        load(export(database.with_name("december.csv"), order(19, **bad), *good), database)
    facts["each refused line after two loads"] = refused(database, "december.csv")
    load(october, database)
    facts["each refused line after another file"] = refused(database, "december.csv")
    load(export(database.with_name("december.csv"), order(19), order(18, **bad), *good), database)
    facts["each refused line after another fault"] = refused(database, "december.csv")
    load(export(database.parent / "repaired" / "december.csv", order(19), *good), database)
    facts["each refused line after the repair"] = refused(database, "december.csv")
    return facts


def main():
    scratch = Path(sys.argv[1])
    refusals = [order(number, amount="free") for number in (4, 5)]
    october = export(scratch / "october.csv", order(1), order(2), *refusals, *orders(range(10, 20)))
    november = export(scratch / "november.csv", order(3), order(1, **NEWS, updated_at=NEW))
    between = export(scratch / "between.csv", order(1, status="cancelled", updated_at=BETWEEN))
    facts = news(october, november, between, scratch)
    tell(facts | repairs(october, scratch / "orders.db"))


if __name__ == "__main__":
    main()
