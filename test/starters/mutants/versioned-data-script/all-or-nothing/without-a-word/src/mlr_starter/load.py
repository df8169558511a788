"""Load one export into the database.

Run it: python -m mlr_starter.load data/raw/orders-2026-10.csv
"""

import argparse
import csv
import io
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from .clean import COLUMNS as EXPECTED
from .clean import BadRowError, Order, clean
from .database import default_path, open_database
from .reference import read_reference

# A new order goes in, a known one is brought up to date, and older news changes nothing.
UPSERT = """
INSERT INTO orders (order_id, customer_id, ordered_on, country, currency, amount_cents, euro_cents, status, updated_at)
VALUES (:order_id, :customer_id, :ordered_on, :country, :currency, :amount_cents, :euro_cents, :status, :updated_at)
ON CONFLICT (order_id) DO UPDATE SET
    customer_id = excluded.customer_id,
    ordered_on = excluded.ordered_on,
    country = excluded.country,
    currency = excluded.currency,
    amount_cents = excluded.amount_cents,
    euro_cents = excluded.euro_cents,
    status = excluded.status,
    updated_at = excluded.updated_at
WHERE excluded.updated_at > orders.updated_at
"""


class LoadError(Exception):
    """Why a whole export is refused."""


@dataclass(frozen=True)
class Rejected:
    """A row that is no order. Its line is counted as an editor counts, with empty lines."""

    source: str
    line: int
    reason: str
    raw: str


@dataclass(frozen=True)
class Summary:
    """What became of the rows of an export."""

    rows: int
    orders: int
    rejected: int


def read_export(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of an export, as they stand there, each with its line. The header comes first."""
    # utf-8-sig also reads the mark that Excel puts in front.
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        for row in reader:
            if row:
                yield reader.line_num, row


def clean_export(path: Path) -> tuple[int, list[Order], list[Rejected]]:
    """How many rows there are, the orders in them, and the rows that are none."""
    reference = read_reference()
    orders: dict[str, Order] = {}
    rejected: list[Rejected] = []
    count = 0
    # The whole file is read before anything is written: bad text may stand at its end.
    rows = list(read_export(path))
    header = rows.pop(0)[1] if rows else []
    missing = [name for name in EXPECTED if name not in header]
    if missing:
        raise LoadError(f"{path.name}: there is no column {', '.join(missing)}")
    for line, row in rows:
        count += 1
        try:
            if len(row) != len(header):
                raise BadRowError(f"fields: {len(row)} instead of {len(header)}")
            order = clean(dict(zip(header, row, strict=True)), reference)
        except BadRowError as error:
            rejected.append(Rejected(path.name, line, str(error), as_csv(row)))
            continue
        # An export may hold an order twice: the newer row is what the order is now.
        known = orders.get(order.order_id)
        if known is None or order.updated_at > known.updated_at:
            orders[order.order_id] = order
    return count, list(orders.values()), rejected


def as_csv(row: list[str]) -> str:
    """The row as one line of CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()


def load(source: Path, database: Path, max_rejected: float = 0.2) -> Summary:
    """Clean the export and put its orders into the database; raise LoadError when it is the wrong file."""
    count, orders, rejected = clean_export(source)
    if len(rejected) > max_rejected * count:
        raise SystemExit(1)
    with closing(open_database(database)) as connection:
        store(connection, source.name, orders, rejected)
    return Summary(count, len(orders), len(rejected))


def store(connection: sqlite3.Connection, source: str, orders: list[Order], rejected: list[Rejected]) -> None:
    """Write what an export brought, all of it or nothing. What it refused before is forgotten."""
    with connection:
        connection.executemany(UPSERT, map(asdict, orders))
        connection.execute("DELETE FROM rejected WHERE source = ?", (source,))
        connection.executemany("INSERT INTO rejected VALUES (?, ?, ?, ?)", map(astuple, rejected))


def share(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def main(argv: list[str] | None = None) -> int:
    """Load an export and say what became of its rows. Exit code 1 with a reason when nothing was loaded."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, help="the export, a CSV file")
    parser.add_argument("--db", type=Path, default=default_path(), help="the database (default: %(default)s)")
    parser.add_argument("--max-rejected", type=share, default=0.2, metavar="SHARE", help="the largest share of refused rows (default: 0.2)")
    options = parser.parse_args(argv)

    try:
        summary = load(options.source, options.db, options.max_rejected)
    except (LoadError, OSError, sqlite3.Error) as error:
        print(f"Nothing was loaded. {error}", file=sys.stderr)
        return 1
    except (UnicodeDecodeError, csv.Error) as error:
        print(f"Nothing was loaded. {options.source.name} is not CSV in UTF-8: {error}", file=sys.stderr)
        return 1
    print(f"{options.source.name}: {summary.rows} rows, {summary.orders} orders, {summary.rejected} rejected")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
