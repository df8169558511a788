"""What several tests share: an export in a temporary folder, and its way into a database."""

import csv
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mlr_starter.clean import COLUMNS
from mlr_starter.load import main

GOOD = {
    "order_id": "A-1",
    "customer_id": "C0001",
    "ordered_at": "2026-10-05",
    "country": "DE",
    "currency": "EUR",
    "amount": "19.90",
    "status": "paid",
    "updated_at": "2026-10-05T08:30:00Z",
}


@pytest.fixture
def order() -> dict[str, str]:
    """A row without a fault."""
    return dict(GOOD)


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write an export of good rows, each with the changes that are given."""

    def write(*changes: dict[str, str], name: str = "orders.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(GOOD | change for change in changes)
        return path

    return write


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the database will be."""
    return tmp_path / "orders.db"


@pytest.fixture
def load(database: Path) -> Callable[..., int]:
    """Load an export by the command line; gives the exit code."""
    return lambda source, *more: main([str(source), "--db", str(database), *more])


@pytest.fixture
def ask(database: Path) -> Callable[..., list[tuple[object, ...]]]:
    """The rows that a query gives."""

    def answer(query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute(query, values).fetchall()

    return answer
