"""The table of customers: its columns, and how a file of it is read."""

from pathlib import Path

import pandas as pd

from .errors import ProblemError
from .places import prepared, raw, shown

KEY = "customer_id"
NUMBERS = ["months", "monthly_fee", "support_calls", "late_payments", "usage_change"]
WORDS = ["plan"]
FEATURES = [*NUMBERS, *WORDS]
TARGET = "churned"


def read_table(path: Path, labelled: bool = True) -> pd.DataFrame:
    """A file of customers, checked."""
    try:
        table = pd.read_csv(path, dtype={KEY: str, **dict.fromkeys(WORDS, str)})
    except FileNotFoundError:
        if path == raw():
            raise ProblemError(f"{shown(path)} is not there. To get the raw data: python tasks.py data") from None
        made = path.parent == prepared("train").parent
        raise ProblemError(f"{shown(path)} is not there.{' To make it: python tasks.py run' if made else ''}") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise ProblemError(f"{shown(path)} is not a table in CSV: {error}") from None
    return checked(table, shown(path), labelled)


def checked(table: pd.DataFrame, name: str, labelled: bool = True) -> pd.DataFrame:
    """The table, with the columns that we know and nothing missing.

    Numbers become floats throughout, so that a model knows one type for each column.
    """
    columns = [KEY, *FEATURES, *([TARGET] if labelled else [])]
    missing = [each for each in columns if each not in table]
    if missing:
        raise ProblemError(f"{name} lacks the columns {', '.join(missing)}")
    try:
        table = table.astype(dict.fromkeys(NUMBERS, "float64"))
    except ValueError as error:
        raise ProblemError(f"{name}: {error}") from None
    if table[columns].isna().to_numpy().any():
        raise ProblemError(f"{name} has empty cells")
    return table[columns]
