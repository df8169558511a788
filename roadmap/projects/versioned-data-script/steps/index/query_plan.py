"""Loads sample orders, and tells how SQLite runs the query of customer_orders and what it answers."""

import re
import sqlite3
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from verify_tools import export, must_load, order, tell

QUERY = Path("sql", "customer_orders.sql")
DOCUMENT = Path("docs", "query-plan.md")
SEARCH = r"SEARCH \w+ USING (COVERING )?INDEX \w+ \(customer_id=\? AND ordered_on>\?\)"
GOOD = "a search by customer and day"
# The query as the starter has it: slow, and right.
BEFORE = """
SELECT order_id, ordered_on, status, euro_cents / 100.0 AS euros
FROM orders
WHERE upper(customer_id) = upper(:customer) AND date(ordered_on) >= date(:since)
ORDER BY ordered_on, order_id
"""


def day(number):
    """The day of an order; several orders of a customer share one."""
    return str(date(2026, 1, 1) + timedelta(days=number * 7 % 300))


VALUES = {"customer": "c0042", "since": day(492)}


def ask(database, query):
    """What a query answers; one row with SQLite's words where it cannot be asked."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute(query, VALUES).fetchall()
    except sqlite3.Error as error:
        return [(str(error),)]


def plan(database, query):
    """The lines of SQLite's plan; older versions say SEARCH TABLE."""
    return [str(row[-1]).replace(" TABLE ", " ") for row in ask(database, f"EXPLAIN QUERY PLAN {query}")]


def judged(lines):
    """A plan in words."""
    return GOOD if len(lines) == 1 and re.match(SEARCH, lines[0]) else "; ".join(lines)


def compared(found, right):
    """An answer beside the right one, in words."""
    if found == right:
        return "the same"
    if len(found) != len(right):
        return f"{len(found)} orders, not {len(right)}"
    return "in another order" if sorted(found) == sorted(right) else "with other values"


def written(lines):
    """What the document says about a plan, in words."""
    if not DOCUMENT.is_file():
        return "there is no docs/query-plan.md"
    text = DOCUMENT.read_text(encoding="utf-8", errors="replace").replace(" TABLE ", " ")
    if not re.search(r"SCAN \w+", text):
        return "the plan before, a SCAN, is missing"
    return "as SQLite says it" if all(line in text for line in lines) else f"the file does not say {'; '.join(lines)}"


def drop_indexes(database):
    """Make the database one from before the index."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f'DROP INDEX "{name}"')
        connection.commit()


def main():
    scratch = Path(sys.argv[1])
    database = scratch / "orders.db"
    source = export(
        scratch / "orders.csv",
        *(order(number, customer_id=f"C{number % 50:04}", ordered_at=day(number)) for number in range(1, 1001)),
    )
    query = QUERY.read_text(encoding="utf-8")
    must_load(source, database)
    now = plan(database, query)
    answer = compared(ask(database, query), ask(database, BEFORE))
    drop_indexes(database)
    must_load(source, database)
    tell({"plan": judged(now), "answer": answer, "old": judged(plan(database, query)), "proof": written(now)})


if __name__ == "__main__":
    main()
