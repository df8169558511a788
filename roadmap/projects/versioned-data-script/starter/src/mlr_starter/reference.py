"""The two small tables that cleaning looks things up in; data/reference holds them."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "reference"


@dataclass(frozen=True)
class Reference:
    """What spellings mean, and what a currency is worth in euros."""

    countries: dict[str, str]
    rates: dict[str, Decimal]


def read_reference(folder: Path = FOLDER) -> Reference:
    """Read both tables. Spellings are kept in lower case, as they are looked up so."""
    return Reference(
        countries={row["spelling"].casefold(): row["country"] for row in rows(folder / "countries.csv")},
        rates={row["currency"]: Decimal(row["euro"]) for row in rows(folder / "rates.csv")},
    )


def rows(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
