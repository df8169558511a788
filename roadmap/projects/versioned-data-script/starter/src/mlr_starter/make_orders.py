"""Make the exports in data/raw from a seed: the same files on every machine.

Run it: python tasks.py data
docs/data-card.md says what is wrong in them, and why.
"""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from random import Random

from .clean import COLUMNS
from .reference import ROOT

COUNTRIES = {
    "DE": ("EUR", ["DE", "Germany", "Deutschland", "germany ", "de"]),
    "AT": ("EUR", ["AT", "Austria"]),
    "CH": ("CHF", ["CH", "Switzerland", "Schweiz"]),
    "FR": ("EUR", ["FR", "France", " FRANCE"]),
    "GB": ("GBP", ["GB", "UK", "United Kingdom"]),
    "US": ("USD", ["US", "USA", "United States"]),
}
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": ""}
MONTHS = (date(2026, 10, 1), date(2026, 11, 1))


def make_exports(orders: int = 260, seed: int = 7) -> dict[str, str]:
    """The exports by their names. The second brings news of some orders of the first."""
    rng = Random(seed)  # noqa: S311
    exports: dict[str, str] = {}
    earlier: list[dict[str, str]] = []
    for number, month in enumerate(MONTHS):
        facts = [make_order(rng, 10_000 + 1_000 * number + i, month) for i in range(orders)]
        news = [refund(rng, each, month) for each in earlier if rng.random() < 0.08]
        rows = [spell(rng, each) for each in [*facts, *news]]
        rows += [list(row) for row in rows if rng.random() < 0.04]
        rng.shuffle(rows)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(spoil(rng, row) if rng.random() < 0.09 else row)
        exports[f"orders-{month:%Y-%m}.csv"] = out.getvalue()
        earlier = facts
    return exports


def make_order(rng: Random, number: int, month: date) -> dict[str, str]:
    """An order as it really was."""
    country = rng.choice(sorted(COUNTRIES))
    day = month + timedelta(days=rng.randrange(28))
    cents = int(rng.lognormvariate(8.2, 0.9))
    moment = f"{day + timedelta(days=rng.randrange(3))}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z"
    return {
        "order_id": f"A-{number}",
        # Staff try the shop out with customers of their own.
        "customer_id": f"TEST-{rng.randrange(3)}" if rng.random() < 0.04 else f"C{rng.randrange(80):04}",
        "ordered_at": day.isoformat(),
        "country": country,
        "currency": COUNTRIES[country][0],
        "amount": f"{cents // 100}.{cents % 100:02}",
        "status": rng.choice(["paid", "shipped", "shipped", "shipped", "cancelled"]),
        "updated_at": moment,
    }


def refund(rng: Random, order: dict[str, str], month: date) -> dict[str, str]:
    """The same order a month later: sent back."""
    return order | {"status": "refunded", "updated_at": f"{month + timedelta(days=rng.randrange(28))}T12:00:00Z"}


def spell(rng: Random, order: dict[str, str]) -> list[str]:
    """The order as one of several systems writes it."""
    year, month, day = order["ordered_at"].split("-")
    whole, cents = order["amount"].split(".")
    grouped = f"{int(whole):,}"
    row = order | {
        "order_id": rng.choice([order["order_id"], order["order_id"], order["order_id"].lower(), f" {order['order_id']}"]),
        "country": rng.choice(COUNTRIES[order["country"]][1]),
        "ordered_at": rng.choice([order["ordered_at"], order["ordered_at"], f"{day}.{month}.{year}", f"{year}/{month}/{day}"]),
        "amount": rng.choice([order["amount"], f"{grouped}.{cents}", f"{whole},{cents}", f"{SYMBOLS[order['currency']]}{whole}.{cents}"]),
        "status": rng.choice([order["status"], order["status"], order["status"].upper()]),
    }
    return [row[name] for name in COLUMNS]


def spoil(rng: Random, row: list[str]) -> list[str]:
    """The row with one thing wrong that cannot be put right."""
    row = list(row)
    column, value = rng.choice(
        [
            ("customer_id", ""),
            ("ordered_at", "2026-02-30"),
            ("ordered_at", "soon"),
            ("country", "Atlantis"),
            ("currency", "XXX"),
            ("amount", "-5.00"),
            ("amount", "free"),
            ("amount", ""),
            ("status", "n/a"),
        ]
    )
    row[COLUMNS.index(column)] = value
    # Some systems forget the quotes around a decimal comma, or stop in the middle of a line.
    return rng.choice([row, row, row, [*row[:6], "90", *row[6:]], row[:5]])


def main(folder: Path = ROOT / "data" / "raw") -> int:
    """Write the exports."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_exports().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{folder / name}: {text.count(chr(10)) - 1} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
