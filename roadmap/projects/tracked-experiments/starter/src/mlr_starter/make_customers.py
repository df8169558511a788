"""Make data/raw/customers.csv from a seed: the same file on every machine.

Run it: python tasks.py data
docs/data-card.md says what is in it.
"""

import argparse
import csv
import io
import math
from pathlib import Path
from random import Random

from .data import FEATURES, KEY, TARGET
from .errors import end
from .places import fresh, raw, shown

PLANS = {"basic": 12.0, "family": 29.0, "business": 45.0}


def make_customers(rows: int = 2400, seed: int = 7) -> str:
    """The table as CSV."""
    rng = Random(seed)  # noqa: S311
    out = io.StringIO()
    writer = csv.DictWriter(out, [KEY, *FEATURES, TARGET], lineterminator="\n")
    writer.writeheader()
    for number in range(rows):
        writer.writerow({KEY: f"C{number:05}"} | make_customer(rng))
    return out.getvalue()


def make_customer(rng: Random) -> dict[str, str | int]:
    """One customer, and whether they left in the month after."""
    plan = rng.choice([*PLANS])
    months = min(72, 1 + int(rng.expovariate(1 / 20)))
    fee = round(PLANS[plan] * rng.uniform(0.8, 1.3), 2)
    calls = min(9, int(rng.expovariate(1 / 1.6)))
    late = min(6, int(rng.expovariate(1 / 0.9)))
    change = round(rng.gauss(0, 0.3), 2)
    # New customers leave after calls, old ones when their use falls: no straight line says both.
    risk = -2.6 + 0.25 * late + 0.05 * (fee - 12) * (plan == "basic")
    risk += 1.1 * calls if months < 12 else -6.0 * min(change, 0.1)
    return {
        "months": months,
        "monthly_fee": f"{fee:.2f}",
        "support_calls": calls,
        "late_payments": late,
        "usage_change": f"{change:.2f}",
        "plan": plan,
        TARGET: int(rng.random() < 1 / (1 + math.exp(-risk))),
    }


def main(argv: list[str] | None = None) -> int:
    """Write the table."""
    parser = argparse.ArgumentParser(prog="make_customers", description="Make the customers from a seed.")
    parser.add_argument("--rows", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=raw(), help="where to (default: data/raw/customers.csv)")
    options = parser.parse_args(argv)
    fresh(options.out).write_text(make_customers(options.rows, options.seed), encoding="utf-8", newline="")
    print(f"{shown(options.out.resolve())}: {options.rows} customers")
    return 0


if __name__ == "__main__":
    end(main)
