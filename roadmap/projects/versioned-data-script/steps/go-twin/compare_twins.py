"""Builds the Go twin, loads the same exports with it and with Python, and tells the first differences."""

import sys
from itertools import zip_longest
from pathlib import Path

from verify_go import build
from verify_tools import (
    CLEAN,
    NOTHING_CHANGED,
    command,
    difference,
    export,
    last,
    load,
    order,
    orders,
    rejected,
    report,
    rows,
    state,
    tell,
)

SAME = "the same"
AMOUNTS = [
    "19.90",
    "19,90",
    "1,299.00",
    "1.299,00",
    "1.299",
    "1,299",
    "12.345.678,9",
    "1234,5",
    "€ 5",
    "$5.00",
    "£1,000.50",
    " 7 ",
    "0,01",
]
DATES = ["2026-10-05", "05.10.2026", "2026/10/05", "5.10.2026", "2026/1/9", "29.02.2028", "31.12.2026"]
# What neither may read.
ODD = [
    ("amount", "1.2.3"),
    ("amount", "19,9056"),
    ("amount", "5 €"),
    ("ordered_at", "30.02.2026"),
    ("ordered_at", "10/05/2026"),
    ("ordered_at", "5.10.26"),
]
# Pounds of which half a cent is left in euros, which a float makes a little less.
POUNDS = ["8.50", "16.50", "17.50", "32.50", "64.50", "0.50", "1.50", "1000.50"]
REPORTS = {
    "revenue_by_month": [],
    "customer_orders": ["--set", "customer=c0042", "--set", "since=2026-10-01"],
}


class Twins:
    """Both programs, each with a database of its own for every name."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.program = build(scratch)

    def databases(self, name):
        """The database of Python, and that of Go."""
        return self.scratch / f"{name} python.db", self.scratch / f"{name} go.db"

    def go(self, *words):
        """Run a command of the twin."""
        return command(self.program, *words)

    def load(self, name, *sources):
        """Load exports with both; what kept Go from it, in words."""
        python, go = self.databases(name)
        for source in sources:
            code, out, err = load(source, python)
            if code:
                raise SystemExit(f"Python cannot load {source.name}: {last(err, 1)}")
            code, out, err = self.go("load", source, "--db", go)
            if code:
                return f"Go cannot load {source.name}: {last(err or out, 1)}"
        return None

    def orders(self, name, written=None):
        """The first difference between their orders, in words; with what stood in the export."""
        query = f"SELECT {', '.join(CLEAN)} FROM orders"
        python, go = ({row[0]: row for row in rows(each, query)} for each in self.databases(name))
        for key in sorted({*python, *go}, key=str):
            told = f"{key}, with the {written[key]}" if key in (written or {}) else key
            if key not in go:
                return f"only Python has {told}"
            if key not in python:
                return f"only Go has {told}"
            for column, right, found in zip(CLEAN, python[key], go[key], strict=True):
                if right != found:
                    return f"{told}: {column} is {right!r} in Python, {found!r} in Go"
        return SAME if python else "no orders"

    def refused(self, name):
        """The first row that one of them refuses alone, or for another column, in words."""
        python, go = (
            {(row[0], row[1], str(row[2]).split(":")[0]) for row in rejected(each) if len(row) == 4}
            for each in self.databases(name)
        )
        for who, only in (("Python", python - go), ("Go", go - python)):
            for _, line, column in sorted(only):
                return f"line {line} ({column}) is refused by {who} alone"
        return SAME

    def report(self, name, report_name, *more):
        """The first line that they print otherwise, in words."""
        python, go = self.databases(name)
        code, right, err = report(report_name, python, *more)
        if code:
            raise SystemExit(f"Python cannot report {report_name}: {last(err, 1)}")
        code, out, err = self.go("report", report_name, "--db", go, *more)
        if code:
            return last(err, 1)
        for one, two in zip_longest(right.splitlines(), out.splitlines(), fillvalue="no more lines"):
            if one != two:
                return f"{one} in Python, {two} in Go"
        return SAME


def spellings(scratch):
    """An export of odd spellings, and by order what was written there."""
    written = {f"A-{100 + place}": f"amount {each.strip()}" for place, each in enumerate(AMOUNTS)}
    written |= {f"A-{200 + place}": f"date {each}" for place, each in enumerate(DATES)}
    written |= {f"A-{400 + place}": f"{column} {each}" for place, (column, each) in enumerate(ODD)}
    source = export(
        scratch / "spellings.csv",
        *(order(100 + place, amount=each) for place, each in enumerate(AMOUNTS)),
        *(order(200 + place, ordered_at=each) for place, each in enumerate(DATES)),
        *orders(range(300, 400)),
        *(order(400 + place, **{column: each}) for place, (column, each) in enumerate(ODD)),
        order(300, status="refunded", updated_at="2026-10-09T08:30:00Z"),
    )
    return source, written


def currencies(scratch):
    """An export of amounts that are not in euros."""
    return export(
        scratch / "currencies.csv",
        *(order(number, country="GB", currency="GBP", amount=each) for number, each in enumerate(POUNDS)),
        *(order(50 + number, country="CH", currency="CHF", amount=f"{number}.10") for number in range(20)),
    )


def faulty(path, numbers, refused):
    """An export of which so many rows, the first ones, have no amount."""
    amounts = ["free"] * refused + ["1.00"] * (len(numbers) - refused)
    return export(path, *(order(number, amount=each) for number, each in zip(numbers, amounts, strict=True)))


def limits(twins, database):
    """What the twin does with refused rows, by facts. The database holds orders already."""
    scratch = twins.scratch
    some = faulty(scratch / "some.csv", range(500, 600), refused=21)
    few = faulty(scratch / "few.csv", range(600, 700), refused=20)

    def allowed(source, name, *more):
        code, _, err = twins.go("load", source, "--db", scratch / f"{name}.db", *more)
        return f"refused: {last(err, 1)}" if code else f"{len(rows(scratch / f'{name}.db'))} orders"

    def limit(value):
        code, _, _ = twins.go("load", few, "--db", scratch / "none.db", f"--max-rejected={value}")
        return "an error" if code else "allowed"

    before = state(database)
    code, _, err = twins.go("load", some, "--db", database)
    changed = difference(before, state(database))
    lines = len(err.strip().splitlines())
    share = "refused" if lines == 1 else f"{lines} lines on standard error"
    if changed != NOTHING_CHANGED:
        share = f"{'refused' if code else 'loaded'}, and the database {changed}"
    return {
        "a file with 21 refused of 100 rows": share if code else "exit code 0",
        "a file with 21 refused of 100 rows and --max-rejected 0.5": allowed(some, "some", "--max-rejected", "0.5"),
        "a file with 20 refused of 100 rows": allowed(few, "few"),
        **{f"--max-rejected {value}": limit(value) for value in ("1.5", "-0.1", "20")},
    }


def main():
    scratch = Path(sys.argv[1])
    twins = Twins(scratch)
    source, written = spellings(scratch)
    facts = {
        "each odd spelling": twins.load("spellings", source) or twins.orders("spellings", written),
        "each amount in euros": twins.load("currencies", currencies(scratch)) or twins.orders("currencies"),
    }
    exports = sorted(Path("data", "raw").glob("*.csv"))
    trouble = twins.load("exports", *exports, exports[0])
    facts["the table orders of the exports"] = trouble or twins.orders("exports")
    facts["the table rejected of the exports"] = trouble or twins.refused("exports")
    for name, more in REPORTS.items():
        facts[f"the report {name}"] = trouble or twins.report("exports", name, *more)
    tell(facts | limits(twins, twins.databases("exports")[1]))


if __name__ == "__main__":
    main()
