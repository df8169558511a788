"""Run one of the queries in sql/ and print its answer as CSV.

Run it: python -m mlr_starter.report revenue_by_month
        python -m mlr_starter.report customer_orders --set customer=C0042 --set since=2026-10-01
With --plan it prints how SQLite would find the answer, and does not run the query.
"""

import argparse
import csv
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

from .database import default_path
from .reference import ROOT

FOLDER = ROOT / "sql"


def names() -> list[str]:
    """The reports that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.sql") if path.stem != "schema")


def main(argv: list[str] | None = None) -> int:
    """Print a report. Exit code 1 with a reason when it cannot be answered."""
    parser = argparse.ArgumentParser(prog="report", description="Run one of the queries in sql/.")
    parser.add_argument("name", choices=names())
    parser.add_argument("--db", type=Path, default=default_path(), help="the database (default: %(default)s)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a value for :NAME in the query")
    parser.add_argument("--plan", action="store_true", help="print the plan instead of the answer")
    options = parser.parse_args(argv)

    if not options.db.is_file():
        print(f"There is no database {options.db}. Load an export first: python tasks.py run", file=sys.stderr)
        return 1
    query = (FOLDER / f"{options.name}.sql").read_text(encoding="utf-8")
    values: dict[str, str | None] = dict(each.partition("=")[::2] for each in options.set)
    if options.plan:
        # A plan is the same for every value, so none has to be given.
        values = defaultdict(lambda: None, values)
    connection = sqlite3.connect(options.db)
    try:
        # The values are handed over beside the query and never glued into it.
        answer = connection.execute(f"EXPLAIN QUERY PLAN {query}" if options.plan else query, values)
        if options.plan:
            print(*(row[3] for row in answer), sep="\n")
        else:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow([column[0] for column in answer.description])
            writer.writerows(answer)
    except sqlite3.Error as error:
        print(f"sql/{options.name}.sql: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
