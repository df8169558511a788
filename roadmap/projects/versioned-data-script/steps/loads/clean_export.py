"""Loads a sample export with many spellings, and tells what is then in the table and in the reports."""

import csv
import io
import sys
from pathlib import Path

from verify_tools import CLEAN, differing, export, last, must_load, order, orders, report, rows, tell

MOMENT, LATER = "2026-10-05T08:30:00Z", "2026-10-06T08:30:00Z"
# The first orders of the sample as the table must hold them, by the columns of CLEAN.
WANTED = {
    "A-1": ("A-1", "C0001", "2026-10-05", "DE", "EUR", 129900, 129900, "paid", MOMENT),
    "A-2": ("A-2", "C0001", "2026-11-06", "FR", "EUR", 1990, 1990, "paid", MOMENT),
    "A-3": ("A-3", "C0001", "2026-10-05", "GB", "GBP", 100050, 117059, "paid", MOMENT),
    "A-4": ("A-4", "C0001", "2026-10-05", "CH", "CHF", 10, 11, "cancelled", LATER),
}
QUERY = Path("sql", "verify_count.sql")


def sample(path):
    """Write an export of 14 orders: four in odd spellings, one of them three times, and ten for a cent each."""
    swiss = {"country": "CH", "currency": "CHF", "amount": "0.10"}
    return export(
        path,
        order(1, ordered_at="05.10.2026", country="Deutschland", amount="1.299,00", status="PAID"),
        order(2, order_id=" a-2", ordered_at="2026/11/06", country=" france ", amount="€19,90"),
        order(3, country="UK", currency="gbp", amount="1,000.5"),
        order(4, **swiss, status="shipped"),
        order(4, **swiss, status="cancelled", updated_at=LATER),
        order(4, **swiss, status="shipped"),
        *orders(range(10, 20), amount="0.01"),
    )


def faults(database):
    """The first value in the table that is not as it must be, in words."""
    found = {row[0]: row for row in rows(database, f"SELECT {', '.join(CLEAN)} FROM orders")}
    count = "clean" if len(found) == 14 else f"wrong: {len(found)} orders in place of 14"
    return differing(found, WANTED) or count


def answer(database):
    """What a query that the project does not know yet prints."""
    QUERY.write_text("SELECT count(*) AS number FROM orders\n", encoding="utf-8")
    code, out, err = report(QUERY.stem, database)
    QUERY.unlink()
    return last(err, 1) if code else ", ".join(out.splitlines())


def euros(text):
    """A sum as SQLite prints it, without what a float adds behind its cents."""
    try:
        return f"{float(text):.10g}"
    except (TypeError, ValueError):
        return str(text)


def main():
    database = Path(sys.argv[1]) / "orders.db"
    must_load(sample(database.with_name("orders.csv")), database)
    code, out, err = report("revenue_by_month", database)
    table = {(row.get("month"), row.get("country")): row for row in csv.DictReader(io.StringIO(out))}
    germany = table.get(("2026-10", "DE"), {})
    revenue = f"{euros(germany.get('revenue'))} euros of {germany.get('orders')} orders"
    tell(
        {
            "the table orders": faults(database),
            "the answer of a new query": answer(database),
            "the revenue of Germany in October": last(err, 1) if code else revenue,
            "a cancelled order": "counted" if ("2026-10", "CH") in table else "left out",
        }
    )


if __name__ == "__main__":
    main()
