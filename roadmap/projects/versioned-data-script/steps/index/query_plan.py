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


# What support asks: in any case, with a time of the day too, and for a customer who has no order.
VALUES = [
    {"customer": "c0042", "since": day(492)},
    {"customer": "C0007", "since": f"{day(457)} 08:00"},
    {"customer": "C9999", "since": day(492)},
]


def ask(database, query, values):
    """What a query answers, its columns first; one row with SQLite's words where it cannot be asked."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            answer = connection.execute(query, values)
            return [tuple(column[0] for column in answer.description), *answer.fetchall()]
    except sqlite3.Error as error:
        return [(str(error),)]


def plan(database, query):
    """The lines of SQLite's plan; older versions say SEARCH TABLE."""
    lines = ask(database, f"EXPLAIN QUERY PLAN {query}", VALUES[0])
    # The columns come first, but for an error.
    return [str(row[-1]).replace(" TABLE ", " ") for row in (lines[1:] or lines)]


def judged(lines):
    """A plan in words."""
    return GOOD if len(lines) == 1 and re.match(SEARCH, lines[0]) else "; ".join(lines)


def compared(database, query):
    """The answers beside the right ones, in words."""
    for values in VALUES:
        found, right = (ask(database, each, values) for each in (query, BEFORE))
        if found == right:
            continue
        asked = f"for {values['customer']} since {values['since']}"
        if len(found) != len(right):
            return f"another: {len(found) - 1} orders, not {len(right) - 1}, {asked}"
        if found[0] != right[0]:
            return f"another: with the columns {', '.join(found[0])}"
        return f"{'in another order' if sorted(found) == sorted(right) else 'another: with other values'} {asked}"
    return "the same"


def written(lines):
    """What the document says about a plan, in words."""
    if not DOCUMENT.is_file():
        return "missing"
    text = DOCUMENT.read_text(encoding="utf-8", errors="replace").replace(" TABLE ", " ")
    if not re.search(r"SCAN \w+", text):
        return "without the plan before, a SCAN"
    return "as SQLite says it" if all(line in text for line in lines) else f"without {'; '.join(lines)}"


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
    answer = compared(database, query)
    drop_indexes(database)
    must_load(source, database)
    tell(
        {
            "the plan": judged(now),
            "the answer": answer,
            "the plan in a database from before": judged(plan(database, query)),
            "docs/query-plan.md": written(now),
        }
    )


if __name__ == "__main__":
    main()
