"""First stage: divide the customers into those to train on, to choose by, and to judge by.

Run it: python -m mlr_starter.prepare
"""

import zlib

import pandas as pd

from . import places
from .data import KEY, read_table
from .errors import end
from .params import read_params


def divide(table: pd.DataFrame, valid_share: float, test_share: float) -> dict[str, pd.DataFrame]:
    """The parts by their names.

    A customer's own id decides, so a customer is in the same part in every version of the data: a
    later model is never judged by somebody whom an earlier one was trained on.
    """
    place = table[KEY].map(lambda key: zlib.crc32(key.encode()) / 2**32)
    test = place < test_share
    valid = ~test & (place < test_share + valid_share)
    return {"train": table[~test & ~valid], "valid": table[valid], "test": table[test]}


def prepare() -> None:
    """Read the raw table and write its parts."""
    table = read_table(places.raw())
    for name, part in divide(table, **read_params()["prepare"]).items():
        part.to_csv(places.fresh(places.prepared(name)), index=False, lineterminator="\n")
        print(f"{name}: {len(part)} customers")


def main() -> int:
    """Prepare, by the parameters of params.yaml."""
    prepare()
    return 0


if __name__ == "__main__":
    end(main)
