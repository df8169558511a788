"""Loads orders of every kind, and tells which of them the revenue report counts."""

import csv
import io
import sys
from pathlib import Path

from verify_tools import export, last, must_load, order, report, tell

# Each kind that must be left out has amounts with a digit of its own, so that the sum says who is in it.
LEFT_OUT = {"cancelled": 100, "refunded": 1_000, "staff": 10_000}
STAFF = ("TEST-1", "TEST-7", "TEST-4711", "test-ada")


def sample(path):
    """Write an export of orders that count, for 10 euros each, and of others."""
    return export(
        path,
        order(1, amount="10.00"),
        order(2, amount="10.00", status="shipped"),
        # Customers whose ids only look like those of the staff.
        order(3, amount="10.00", customer_id="TESTER"),
        order(4, amount="10.00", customer_id="C-TEST-1"),
        order(5, amount="100.00", status="cancelled"),
        order(6, amount="1000.00", status="refunded"),
        *(order(10 + place, amount="10000.00", customer_id=each) for place, each in enumerate(STAFF)),
        order(20, amount="100000.00", customer_id="TEST-2", status="refunded"),
    )


def revenue(database):
    """What the report counts, in words."""
    if "<<<<<<<" in Path("sql", "revenue_by_month.sql").read_text(encoding="utf-8"):
        return "not to be had: the conflict markers are committed in sql/revenue_by_month.sql"
    code, out, err = report("revenue_by_month", database)
    if code:
        return f"not to be had: {last(err, 1)}"
    row = next(csv.DictReader(io.StringIO(out)), {})
    euros = float(row.get("revenue") or 0)
    counted = [name for name, amount in LEFT_OUT.items() if euros // amount % 10]
    found = f"{euros:g} euros of {row.get('orders', 'no')} orders"
    return f"wrong, with {' and '.join(counted)} orders: {found}" if counted else found


def main():
    database = Path(sys.argv[1]) / "orders.db"
    must_load(sample(database.with_name("orders.csv")), database)
    tell({"the revenue": revenue(database)})


if __name__ == "__main__":
    main()
