"""The database: where it is, and how it is opened."""

import os
import sqlite3
from pathlib import Path

from .reference import ROOT

SCHEMA = ROOT / "sql" / "schema.sql"


def default_path() -> Path:
    """MLR_STARTER_DB, or data/orders.db in the project."""
    return Path(os.environ.get("MLR_STARTER_DB") or ROOT / "data" / "orders.db")


def open_database(path: Path) -> sqlite3.Connection:
    """Open the database and bring its tables up to date; made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    return connection
